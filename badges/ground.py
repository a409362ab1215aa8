"""The part of a badge all its holders share: metal, rings, type, engraving and emblem."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from PIL import Image

from badges import engraving
from badges.arcs import Plate
from badges.colours import inks
from badges.emblems import emblem
from badges.emblems import engraving as pattern_of
from badges.face import Face
from badges.geometry import circle, clipped, ring, rounded, stroke
from badges.layout import GAP, RIM, RING, Layout, layout, small_layout
from badges.pen import GRID, Path, Pen, Point, lay, unfolded
from badges.typeset import lower_text, plates, small_mask

Detail = Literal["full", "half"]


@dataclass(frozen=True)
class Painted:
    """Colours everywhere, and apart from them what of each pixel is covered: so edges take on no foreign shade."""

    colour: Image.Image
    cover: Image.Image

    def reduced(self, by: int) -> Painted:
        """Smaller by a whole number."""
        return Painted(self.colour.reduce(by), self.cover.reduce(by))

    def picture(self) -> Image.Image:
        """Both in one, with the 256 colours that serve it best: a third of the bytes, and no difference to see."""
        joined = self.colour.copy()
        joined.putalpha(self.cover)
        return joined.quantize(256, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)


def ground(face: Face, detail: Detail, mask: Image.Image) -> Painted:
    """The ground at 1200 pixels, or for "half" at 300. `mask` is the type, at this size."""
    plan, shades = layout(face), inks(face.design.palette, face.colours, face.tier_colour)
    mirrored, pen = Mirrored(plan.shape.upright), Pen()
    _metal(mirrored, pen, plan, detail)
    _field(pen, plan, face, detail)
    for cartouche in plates(face, plan):
        _plate(pen, cartouche)
    size = GRID if detail == "full" else GRID // 4
    stamps = pen.at(size)
    # All but light, type, emblem and engraving is the same left and right, and mostly above and below: it is
    # painted once and mirrored.
    part = (size // 2, size // 2 if plan.shape.upright else size)
    metal, part_stamps = Image.new("RGB", part, shades.edge), mirrored.pen.at(size)
    for ink, colour in (
        ("rim", shades.rim),
        ("rim lines", shades.rim_shade),
        ("gap", shades.edge),
        ("inside", shades.band),
        ("corners", shades.echo),
        ("band", shades.band),
        ("echo", shades.echo),
        ("field", shades.ground),
        ("accent", shades.accent),
    ):
        part_stamps.press(metal, ink, colour)
    painted = unfolded(metal, size)
    for ink, colour in (
        ("light", shades.rim_light),
        ("shade", shades.rim_shade),
        ("engraving", shades.engraved),
        ("emblem", shades.ink),
        ("stars", shades.accent),
        ("plate edge", shades.accent),
        ("plate", shades.edge),
    ):
        stamps.press(painted, ink, colour)
    lay(painted, mask, shades.ink)
    return Painted(painted, unfolded(part_stamps.mask("silhouette", part), size))


class Mirrored:
    """A pen for what is mirrored: it keeps the left half of every path, or the upper left quarter."""

    def __init__(self, upright: bool) -> None:
        self.pen = Pen()
        # A little over the middle, so that no edge shows where the parts meet.
        self._right, self._bottom = GRID / 2 + 8, GRID / 2 + 8 if upright else GRID

    def fill(self, ink: str, paths: Iterable[Path]) -> None:
        """Add closed paths to an ink."""
        cut = (clipped(path, self._right, self._bottom) for path in paths)
        self.pen.fill(ink, [path for path in cut if path])


def _metal(metal: Mirrored, pen: Pen, plan: Layout, detail: Detail) -> None:
    """From the outermost edge to the inner line."""
    inside = plan.shape.inside
    metal.fill("silhouette", [inside(0)])
    metal.fill("rim", [inside(4)])
    metal.fill("gap", [inside(RIM)])
    if detail == "full":
        metal.fill("rim lines", ring(inside(9), inside(11.5)))
        metal.fill("rim lines", ring(inside(RIM - 7.5), inside(RIM - 5)))
    pen.fill("light", engraving.glint(inside(RIM / 2 - 3), 225, 6))
    pen.fill("shade", engraving.glint(inside(RIM / 2 - 3), 45, 6))
    if plan.shape.round:
        metal.fill("band", [circle(plan.centre, plan.core)])
    else:
        metal.fill("inside", [inside(plan.inner)])
        _echo(metal, plan, detail)
        metal.fill("band", [circle(plan.centre, plan.core)])
    metal.fill("field", [circle(plan.centre, plan.field)])
    hairlines = engraving.disc(plan.centre, plan.core - 8, 3) + engraving.disc(plan.centre, plan.field + 18, 3)
    metal.fill("echo", hairlines)
    metal.fill("accent", engraving.disc(plan.centre, plan.field + 6, 6))
    for i in range(plan.level):
        at = RIM + GAP + i * 2 * RING
        metal.fill("accent", ring(inside(at), inside(at + RING)))


def _echo(metal: Mirrored, plan: Layout, detail: Detail) -> None:
    """Fine lines that follow the outline in the corners a circle leaves."""
    step = 9.0 if detail == "full" else 18.0
    width = 2.6 if detail == "full" else 4.4
    by = plan.inner + step
    farthest = max(math.dist(plan.centre, p) for p in plan.shape.inside(plan.inner))
    while by < plan.inner + farthest - plan.core:
        path = plan.shape.inside(by)
        if max(math.dist(plan.centre, p) for p in path) < plan.core:
            break
        metal.fill("corners", ring(path, plan.shape.inside(by + width)))
        by += step


def _field(pen: Pen, plan: Layout, face: Face, detail: Detail) -> None:
    name = pattern_of(face.design.emblem)
    lines, width = (48, 3.4) if detail == "full" else (24, 5.6)
    for paths in engraving.pattern(name, plan.centre, plan.field - 10, plan.emblem, lines, width):
        pen.fill("engraving", paths)
    if face.design.emblem != "monogram":
        pen.fill("emblem", emblem(face.design.emblem, plan.emblem, plan.reach, 14.0 if detail == "full" else 16.0))
    for star in _stars(plan, bare=not lower_text(face)):
        pen.fill("stars", [star])


def _stars(plan: Layout, bare: bool) -> list[Path]:
    """Two in the gaps of the type, three below where nothing is written, and one in each wide corner."""
    x, y = plan.centre
    turns = [(0, 20.0), (180, 20.0), *(((75, 14.0), (90, 20.0), (105, 14.0)) if bare else ())]
    stars = []
    for degrees, size in turns:
        at = math.radians(degrees)
        place = (x + plan.type_line * math.cos(at), y + plan.type_line * math.sin(at))
        stars.append(engraving.star(place, size * plan.scale))
    corners = [place for place in _corners(plan) if not (bare and place[1] > y)]
    return stars + [engraving.star(place, 22) for place in corners]


def _corners(plan: Layout) -> list[Point]:
    """Where the outline leaves room for a star above or below the circle."""
    x, y = plan.centre
    middle = [py for px, py in _crossing(plan.shape.inside(plan.inner), x)]
    gaps = ((min(middle), y - plan.core), (y + plan.core, max(middle)))
    return [(x, (a + b) / 2) for a, b in gaps if b - a > 72]


def _crossing(path: Path, x: float) -> list[Point]:
    """Where an outline crosses an upright line."""
    sides = zip(path, [*path[1:], path[0]], strict=True)
    return [
        (x, a[1] + (b[1] - a[1]) * (x - a[0]) / (b[0] - a[0]))
        for a, b in sides
        if a[0] != b[0] and min(a[0], b[0]) <= x <= max(a[0], b[0])
    ]


def _plate(pen: Pen, cartouche: Plate) -> None:
    (x, y), (w, h) = cartouche.centre, cartouche.half
    corners = [(x - w, y - h, 14.0), (x + w, y - h, 14.0), (x + w, y + h, 14.0), (x - w, y + h, 14.0)]
    path = rounded(corners)
    pen.fill("plate", [path])
    pen.fill("plate edge", stroke(path, 6, closed=True))


def small(face: Face) -> Painted:
    """The drawing for 150 pixels: rim, rings, emblem and year, no arcs and no engraving."""
    plan, shades = small_layout(face), inks(face.design.palette, face.colours, face.tier_colour)
    inside = plan.shape.inside
    pen = Pen()
    pen.fill("silhouette", [inside(0)])
    pen.fill("rim", [inside(8)])
    pen.fill("gap", [inside(48)])
    pen.fill("light", engraving.glint(inside(20), 225, 10))
    pen.fill("shade", engraving.glint(inside(20), 45, 10))
    for i in range(plan.level):
        pen.fill("rings", ring(inside(62 + i * 26), inside(62 + i * 26 + 14)))
    pen.fill("field", [inside(64 + plan.level * 26) if not plan.shape.round else circle(plan.centre, plan.core)])
    if face.design.emblem != "monogram":
        pen.fill("emblem", emblem(face.design.emblem, plan.emblem, plan.reach, 24.0))
    size = GRID // 8
    stamps = pen.at(size)
    painted = Image.new("RGB", (size, size), shades.edge)
    for ink, colour in (
        ("rim", shades.rim),
        ("light", shades.rim_light),
        ("shade", shades.rim_shade),
        ("gap", shades.edge),
        ("rings", shades.accent),
        ("field", shades.ground),
        ("emblem", shades.ink),
    ):
        stamps.press(painted, ink, colour)
    lay(painted, small_mask(face, plan).reduce(GRID // size), shades.ink)
    return Painted(painted, stamps.mask("silhouette", (size, size)))
