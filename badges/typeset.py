"""The type of a badge, set on a mask of one pixel to the grid unit: arcs, plates, the badge's name, the monogram."""

from __future__ import annotations

import math

from PIL import Image

from badges import fonts
from badges.arcs import Plate, arc_text, plate
from badges.face import Face
from badges.fitting import FINE, HEIGHT
from badges.layout import CAPTION, CAPTION_GAP, Layout, layout
from badges.lettering import Line, capitals, centred, clean, clusters, line, turns
from badges.pen import GRID, Point

_DOT = " · "
_ROOMY = 250.0
"""A field of this radius has room for the number below the ribbon."""


def lower_text(face: Face) -> str:
    """What stands below: tier and year, and the number where the field has no room for it."""
    number = f"№ {face.number}" if face.number is not None and not number_in_field(face) else ""
    return _DOT.join(part for part in (clean(face.tier), clean(face.year), number) if part)


def number_in_field(face: Face) -> bool:
    """Whether the number stands below the ribbon."""
    return bool(face.name) and layout(face).field >= _ROOMY


def plates(face: Face, plan: Layout) -> list[Plate]:
    """The straight bands a face needs for scripts that cannot be turned."""
    texts = ((clean(face.program), True), (lower_text(face), False))
    widest = plan.core * 0.62
    made = [plate(text, plan.centre, plan.type_line, plan.cap, above, widest) for text, above in texts if text]
    return [one for one in made if one]


def type_mask(face: Face) -> Image.Image:
    """All type that holders of a badge share."""
    plan = layout(face)
    mask = Image.new("L", (GRID, GRID), 0)
    program, lower = clean(face.program), lower_text(face)
    if program and turns(program):
        arc_text(mask, program, plan.centre, plan.type_line, plan.cap, above=True, most=150)
    if lower and turns(lower):
        arc_text(mask, lower, plan.centre, plan.type_line, plan.cap, above=False, most=_lower_room(face, plan))
    for cartouche in plates(face, plan):
        centred(mask, cartouche.text, cartouche.centre, FINE)
    if face.design.emblem == "monogram":
        _monogram(mask, face.badge, plan.emblem, plan.reach)
    _caption(mask, face, plan)
    return mask


def small_mask(face: Face, plan: Layout) -> Image.Image:
    """The little there is to read at 150 pixels: the year, and the letter of a monogram."""
    mask = Image.new("L", (GRID, GRID), 0)
    if face.design.emblem == "monogram":
        _monogram(mask, face.badge, plan.emblem, plan.reach)
    if clean(face.year):
        year = line(clean(face.year), round(96 / fonts.INTER.cap) * FINE)
        centred(mask, year, (plan.centre[0], plan.ribbon), FINE)
    return mask


def number_mask(face: Face, plan: Layout) -> tuple[Image.Image, tuple[int, int]]:
    """The number below the ribbon, and its mask's corner in grid units."""
    mask = Image.new("L", (300, 100), 0)
    centred(mask, line(f"№ {face.number}", round(26 * plan.scale / fonts.INTER.cap) * FINE), (150, 50), FINE)
    top, bottom = plan.ribbon + HEIGHT / 2, plan.centre[1] + plan.field
    return mask, (round(plan.centre[0] - 150), round(top + (bottom - top) * 0.42 - 50))


def _lower_room(face: Face, plan: Layout) -> float:
    """Degrees the lower arc may take: all that the ribbon leaves free."""
    if not face.name:
        return 150
    lowest = plan.ribbon + HEIGHT / 2 - plan.centre[1] + plan.cap / 2 + 12
    return min(150, 2 * math.degrees(math.acos(min(0.99, lowest / plan.type_line))))


def _caption(mask: Image.Image, face: Face, plan: Layout) -> None:
    """The badge's name, between emblem and ribbon or below the emblem."""
    x, y = plan.centre
    cap = (CAPTION if face.name else 40) * plan.scale
    above = plan.ribbon - HEIGHT / 2 - CAPTION_GAP * plan.scale - cap / 2
    middle = above if face.name else y + 0.60 * plan.field
    room = 2 * math.sqrt(max(plan.field**2 - (abs(middle - y) + cap / 2) ** 2, 0)) - 44
    size = round(cap / fonts.INTER.cap)
    words = capitals(face.badge)
    text = line(words, size * FINE)
    while text.width > room * FINE and size > 14:
        size = max(14, min(size - 1, int(size * room * FINE / text.width)))
        text = line(words, size * FINE)
    centred(mask, text, (x, middle), FINE)


def _monogram(mask: Image.Image, badge: str, centre: Point, reach: float) -> None:
    """The badge's first letter as large as an emblem."""
    first = next(iter(clusters(clean(badge))), "")
    letter: Line = line(capitals(first), round(reach * 2 * 0.82 / fonts.INTER.cap) * FINE)
    left, top, right, bottom = letter.ink
    # By its ink, not its baseline: a lone letter has no neighbours to stand level with.
    shift = ((letter.width - left - right) / 2 / FINE, (-(top + bottom) / 2 - letter.middle) / FINE)
    centred(mask, letter, (centre[0] + shift[0], centre[1] + shift[1]), FINE)
