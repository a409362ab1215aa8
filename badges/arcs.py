"""Type on the band: letters turned one by one along an arc, or on a straight plate for scripts that join."""

from __future__ import annotations

import math
from dataclasses import dataclass

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
    letters = capitals(text)
    size = round(cap / 0.727)
    while True:
        placed, length = _along(runs(letters), size * FINE)
        span = math.degrees(length / (radius * FINE))
        if span <= most or size <= _SMALLEST:
            break
        size = max(_SMALLEST, min(size - 1, int(size * most / span)))
    for text_line, at in placed:
        angle = math.degrees((at - length / 2) / (radius * FINE))
        _turned(mask, text_line, centre, radius, angle if above else 180 - angle, above)
    return span


def _along(parts: tuple[Run, ...], size: int) -> tuple[list[tuple[Line, float]], float]:
    """Each cluster as a line of its own with the place of its middle, and the whole length, in pixels."""
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
    return placed, x - size * _TRACKING


def _turned(mask: Image.Image, letter: Line, centre: Point, radius: float, angle: float, above: bool) -> None:
    """One cluster with its middle at `angle` degrees from the top, its head outwards (inwards below)."""
    cap = letter.size * letter.runs[0].face.cap
    left, top, right, bottom = letter.ink
    side = math.ceil(math.hypot(right - left, bottom - top) / 2 + abs(cap + top + bottom) / 2) * 2 + 8
    stamp = Image.new("L", (side, side), 0)
    letter.draw(stamp, side / 2 - letter.width / 2, side / 2 + cap / 2)
    turn = -angle if above else 180 - angle
    stamp = stamp.rotate(turn, Image.Resampling.BICUBIC)
    x = centre[0] + radius * math.sin(math.radians(angle)) - side / 2 / FINE
    y = centre[1] - radius * math.cos(math.radians(angle)) - side / 2 / FINE
    corner = math.floor(x), math.floor(y)
    placed = Image.new("L", (side + 2 * FINE, side + 2 * FINE), 0)
    placed.paste(stamp, (round((x - corner[0]) * FINE), round((y - corner[1]) * FINE)))
    imprint(mask, placed.reduce(FINE), corner)


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
