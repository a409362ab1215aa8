"""Type on the band: letters turned one by one along an arc, or on a straight plate for scripts that join."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

from PIL import Image

from badges import fonts
from badges.fitting import FINE
from badges.lettering import Line, Run, capitals, clusters, imprint, line, runs, turns
from badges.pen import Point

_TRACKING = 0.07
"""Extra space between letters, in ems."""
_SMALLEST = 10


@dataclass(frozen=True)
class Plate:
    """A straight band: its middle, half width and half height in grid units, and its line of text."""

    centre: Point
    half: Point
    text: Line


def arc_text(mask: Image.Image, text: str, centre: Point, radius: float, cap: float, above: bool, most: float) -> float:
    """Set capitals along the top or bottom of a circle on a mask of the grid.

    `radius` is that of the letters' middle, `most` the degrees they may take. Returns the degrees taken.
    """
    parts = runs(capitals(text))
    size = round(cap / fonts.INTER.cap)
    while (span := math.degrees(_length(parts, size * FINE) / (radius * FINE))) > most and size > _SMALLEST:
        size = max(_SMALLEST, min(size - 1, int(size * most / span)))
    for letter, at in _along(parts, size * FINE):
        angle = math.degrees((at - _length(parts, size * FINE) / 2) / (radius * FINE))
        _turned(mask, letter, centre, radius, angle if above else 180 - angle, above)
    return span


def _length(parts: tuple[Run, ...], size: int) -> float:
    """The whole length with its tracking, in pixels."""
    letters = sum(1 for run in parts for _ in clusters(run.text))
    return Line(parts, size).width + (letters - 1) * size * _TRACKING


def _along(parts: tuple[Run, ...], size: int) -> list[tuple[Line, float]]:
    """Each cluster as a line of its own, with the place of its middle in pixels."""
    placed: list[tuple[Line, float]] = []
    x = 0.0
    for run in parts:
        font = fonts.font(run.face, size)
        way = "rtl" if run.rtl else "ltr"
        read = ""
        before = 0.0
        letters: list[tuple[str, float, float]] = []
        for cluster in clusters(run.text):
            read += cluster
            after = font.getlength(read, direction=way)
            letters.append((cluster, before, after))
            before = after
        for place, (cluster, start, end) in enumerate(letters):
            left = before - end if run.rtl else start
            order = len(letters) - 1 - place if run.rtl else place
            middle = x + left + (end - start) / 2 + order * size * _TRACKING
            if cluster.strip():
                placed.append((Line((Run(cluster, run.face, run.rtl),), size), middle))
        x += before + len(letters) * size * _TRACKING
    return placed


def _turned(mask: Image.Image, letter: Line, centre: Point, radius: float, angle: float, above: bool) -> None:
    """One cluster with its middle at `angle` degrees from the top, its head outwards (inwards below)."""
    stamp = _stamp(letter)
    turn = math.radians(angle if above else angle - 180)
    x, y = centre[0] + radius * math.sin(math.radians(angle)), centre[1] - radius * math.cos(math.radians(angle))
    side, half = stamp.width // FINE, stamp.width / 2
    corner = round(x) - side // 2, round(y) - side // 2
    # Turned and reduced in one step: each pixel of the mask looks up its place on the stamp.
    c, s = math.cos(turn) * FINE, math.sin(turn) * FINE
    dx, dy = corner[0] - x, corner[1] - y
    matrix = (c, s, half + c * dx + s * dy, -s, c, half - s * dx + c * dy)
    turned = stamp.transform((side, side), Image.Transform.AFFINE, matrix, Image.Resampling.BICUBIC)
    imprint(mask, turned, corner)


@lru_cache(maxsize=128)
def _stamp(letter: Line) -> Image.Image:
    """A cluster on a square of even side, its middle in the middle: it may be turned and nothing is cut off."""
    cap = letter.size * letter.runs[0].face.cap
    # Marks above and below a capital reach another third of it at most each way.
    side = math.ceil(math.hypot(letter.width + letter.size * 0.1, cap * 1.7) / FINE) * FINE
    stamp = Image.new("L", (side, side), 0)
    letter.draw(stamp, side / 2 - letter.width / 2, side / 2 + cap / 2)
    return stamp


def plate(text: str, centre: Point, radius: float, cap: float, above: bool, most: float) -> Plate | None:
    """A straight plate for a text that may not be turned, or None when it may. `most` is its widest half."""
    if turns(text):
        return None
    size = round(cap / 0.62)
    set_line = line(capitals(text), size * FINE)
    while set_line.width > (most - 30) * 2 * FINE and size > _SMALLEST:
        size -= 2
        set_line = line(capitals(text), size * FINE)
    _, top, _, bottom = set_line.ink
    half = (set_line.width / 2 / FINE + 34, max((bottom - top) / 2 / FINE + 14, cap * 0.85))
    return Plate((centre[0], centre[1] + (-radius if above else radius)), half, set_line)
