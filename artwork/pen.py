"""What the hair and headwear modules draw with: pieces placed on a head, in the tones of one paper."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image

from artwork.curves import Knot, Line, Point, ellipse, even, scallop, smooth, stroke
from artwork.paper import Colour, Sheet, mix
from artwork.person import FACES, Head, Person, Tones


@dataclass(frozen=True)
class Pen:
    """A sheet, the head on it and the tones in hand. Places are in head units (see Head)."""

    sheet: Sheet
    head: Head
    person: Person
    tones: Tones

    def piece(
        self,
        knots: list[Knot],
        colour: Colour | None = None,
        *,
        shadow: float = 0.25,
        inside: Image.Image | None = None,
    ) -> Image.Image:
        """A smooth piece on the outline plane; returns its mask."""
        edge = self.sheet.cut(smooth(self.head.rim(knots)), colour or self.tones.base, shadow=shadow, inside=inside)
        return self.sheet.mask(edge)

    def hair(
        self, outer: list[Knot], inner: list[Knot], colour: Colour | None = None, *, shadow: float = 0.28
    ) -> Image.Image:
        """Hair in front: `outer` from the left ear over the crown to the right, `inner` back along the forehead."""
        narrow = min(1.0, FACES[self.person.face].temple / 0.94)
        knots = [*self.head.rim(outer), *self.head.face(both(narrow, inner))]
        edge = self.sheet.cut(smooth(knots), colour or self.tones.base, shadow=shadow)
        return self.sheet.mask(edge)

    def strand(
        self, knots: list[Knot], width: float, colour: Colour | None = None, *, inside: Image.Image | None = None
    ) -> None:
        """A lighter (or given) streak; width in picture units."""
        edge = stroke(self.head.rim(knots), width, start=0.15, end=0.15)
        self.sheet.cut(edge, colour or self.tones.light, inside=inside, steady=True)

    def rope(
        self,
        knots: list[Knot],
        width: float,
        colour: Colour | None = None,
        *,
        ends: tuple[float, float] = (0.9, 0.7),
        shadow: float = 0.25,
    ) -> None:
        """A thick strand that lies on top: a loc, a tassel, the roll of a turban."""
        self.sheet.cut(
            stroke(self.head.rim(knots), width, start=ends[0], end=ends[1]), colour or self.tones.base, shadow=shadow
        )

    def disc(
        self,
        u: float,
        v: float,
        radius: float,
        colour: Colour | None = None,
        *,
        flat: float = 1.0,
        shadow: float = 0.25,
    ) -> Image.Image:
        """A round piece; radius in picture units."""
        x, y = self.head.at(u, v)
        edge = self.sheet.cut(
            ellipse(x, y, radius, radius * flat, turn=self.head.tilt), colour or self.tones.base, shadow=shadow
        )
        return self.sheet.mask(edge)

    def braid(self, path: list[Knot], width: float, step: float, *, taper: float = 1.0) -> None:
        """A plait along a line: pairs of leaves that meet in the middle. Sizes in picture units."""
        line = even(smooth(self.head.rim(path), closed=False, step=3), step, closed=False)
        pale = mix(self.tones.base, self.tones.light, 0.5)
        count = len(line)
        for i in range(count):
            a, b = line[max(0, i - 1)], line[min(count - 1, i + 1)]
            length = math.dist(a, b) or 1.0
            fx, fy = (b[0] - a[0]) / length, (b[1] - a[1]) / length
            half = width / 2 * (1 - (1 - taper) * i / count)
            side = 1 if i % 2 else -1
            x, y = line[i]
            nx, ny = fy * side, -fx * side

            def place(
                along: float, out: float, x: float = x, y: float = y, f: Point = (fx, fy), n: Point = (nx, ny)
            ) -> Point:
                return x + f[0] * along + n[0] * out, y + f[1] * along + n[1] * out

            leaf: list[Knot] = [
                place(step * 1.5, -half * 0.35),
                place(step * 0.5, half * 0.75),
                place(-step * 0.7, half * 1.06),
                place(-step * 1.15, half * 0.5),
                place(-step * 0.3, -half * 0.25),
            ]
            edge = self.sheet.cut(smooth(leaf), pale if side == 1 else self.tones.base, shadow=0.24, steady=True)
            streak: list[Knot] = [
                place(-step * 0.8, half * 0.62),
                place(step * 0.2, half * 0.35),
                place(step, -half * 0.1),
            ]
            self.sheet.cut(
                stroke(streak, 4),
                self.tones.light if side == 1 else self.tones.dark,
                inside=self.sheet.mask(edge),
                alpha=0.7,
                steady=True,
            )

    def curls(
        self,
        knots: list[Knot],
        size: float,
        depth: float,
        colour: Colour | None = None,
        *,
        shadow: float = 0.25,
        where: Callable[[float, float], bool] | None = None,
    ) -> Image.Image:
        """A piece with a curly edge; `where` (in picture units) tells which part of the edge curls."""
        return self.loose(self.head.rim(knots), size, depth, where, colour, shadow=shadow)

    def loose(
        self,
        placed: list[Knot],
        size: float,
        depth: float,
        where: Callable[[float, float], bool] | None,
        colour: Colour | None = None,
        *,
        shadow: float = 0.25,
    ) -> Image.Image:
        """A curly piece whose knots are already in picture units."""
        base: Line = smooth(placed)
        edge = scallop(base, size, depth, self.sheet.rng, where=None if where is None else lambda p: where(p[0], p[1]))
        self.sheet.cut(edge, colour or self.tones.base, shadow=shadow, steady=True)
        return self.sheet.mask(edge)

    def ringlets(self, spots: list[tuple[float, float]], radius: float, *, inside: Image.Image | None = None) -> None:
        """Small open arcs of the light tone, for curls within a mass."""
        for i, (u, v) in enumerate(spots):
            x, y = self.head.at(u, v)
            r = radius * (0.85 + 0.3 * ((i * 7) % 5) / 4)
            s = 1 if (i * 3) % 2 else -1
            arc: list[Knot] = [
                (x - r * s, y + r * 0.3),
                (x - r * 0.5 * s, y - r * 0.7),
                (x + r * 0.6 * s, y - r * 0.6),
                (x + r * 0.9 * s, y + r * 0.35),
            ]
            self.sheet.cut(stroke(arc, 5.0, start=0.3, end=0.3), self.tones.light, inside=inside, steady=True)


Style = Callable[[Pen], None]


def nothing(pen: Pen) -> None:
    """No piece in this layer."""


def both(u: float, knots: list[Knot]) -> list[Knot]:
    """The knots with every u multiplied: 1 keeps, -1 mirrors."""
    return [(k[0] * u, k[1], 1) if len(k) == 3 else (k[0] * u, k[1]) for k in knots]
