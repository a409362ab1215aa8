"""The band a name stands on: a ribbon with folded ends, or a plain plate."""

from __future__ import annotations

from dataclasses import dataclass

from PIL import Image

from badges.colours import Inks
from badges.fitting import FINE, HEIGHT, Fitted
from badges.geometry import inset, rounded, stroke
from badges.pen import Path, Pen, Point

_EDGE = 6.0
_DROP = 30.0
_FOLD = 48.0
_NOTCH = 36.0
_END = 130.0
"""How far an end reaches beyond the front."""
_OUTERMOST = 592.0
INKS = ("edge", "back", "fold", "front edge", "front", "line")


@dataclass(frozen=True)
class Ribbon:
    """A ribbon's paths by ink, and the box around all of them in grid units."""

    pen: Pen
    box: tuple[int, int, int, int]

    def colours(self, shades: Inks) -> tuple[tuple[str, str], ...]:
        """Its inks in the order they are laid, each with its colour."""
        return tuple(
            zip(
                INKS,
                (shades.edge, shades.ribbon_back, shades.ribbon_fold, shades.edge, shades.ribbon, shades.ribbon_back),
                strict=True,
            )
        )


def ribbon(centre: Point, half: float, folded: bool) -> Ribbon:
    """A band with its middle at `centre` and a front of half width `half`."""
    pen = Pen()
    x, y = centre
    high = HEIGHT / 2
    if folded:
        for side in (-1, 1):
            _end(pen, centre, half, side)
    corner = 2.0 if folded else 18.0
    corners = ((-half, -high), (half, -high), (half, high), (-half, high))
    front = rounded([(x + px, y + py, corner) for px, py in corners])
    pen.fill("front edge", stroke(front, _EDGE, closed=True))
    pen.fill("front", [front])
    pen.fill("line", stroke(inset(front, 11), 3, closed=True))
    wide = min(half + _END, _OUTERMOST) if folded else half
    low = high + (_DROP if folded else 0)
    return Ribbon(pen, (int(x - wide - 6), int(y - high - 6), int(x + wide + 6), int(y + low + 6)))


def _end(pen: Pen, centre: Point, half: float, side: int) -> None:
    """One end, folded back behind the front and cut like a swallow's tail."""
    x, y = centre
    high = HEIGHT / 2
    outer = min(half + _END, _OUTERMOST)

    def at(*points: Point) -> Path:
        path = [(x + side * px, y + py) for px, py in points]
        return path if side > 0 else path[::-1]

    tail = at(
        (half - _FOLD, -high + _DROP),
        (outer, -high + _DROP),
        (outer - _NOTCH, _DROP),
        (outer, high + _DROP),
        (half - _FOLD, high + _DROP),
    )
    fold = at((half - _FOLD, high - 2), (half, high - 2), (half - _FOLD, high + _DROP))
    pen.fill("edge", stroke(tail, _EDGE, closed=True))
    pen.fill("back", [tail])
    pen.fill("fold", [fold])
    pen.fill("edge", stroke(fold, _EDGE, closed=True))


def name_mask(fitted: Fitted, centre: Point) -> tuple[Image.Image, Point]:
    """The letters of a name on a mask `FINE` times the grid, and the mask's corner in grid units."""
    left, top = round(centre[0] - fitted.half) // 4 * 4, round(centre[1] - HEIGHT / 2) // 4 * 4
    size = (int((fitted.half * 2 + 8) * FINE) // 8 * 8, int((HEIGHT + 8) * FINE) // 8 * 8)
    mask = Image.new("L", size, 0)
    lines = fitted.lines
    middle_x, middle_y = (centre[0] - left) * FINE, (centre[1] - top) * FINE
    block = (len(lines) - 1) * fitted.pitch
    first = middle_y + sum(row.middle for row in lines) / len(lines) - block / 2
    # Marks that stand out far may not touch the ribbon's edge.
    room = (HEIGHT / 2 - 8) * FINE
    first = max(first, middle_y - room - lines[0].ink[1])
    first = min(first, middle_y + room - block - lines[-1].ink[3])
    for place, row in enumerate(lines):
        row.draw(mask, middle_x - row.width / 2, first + place * fitted.pitch)
    return mask, (left, top)
