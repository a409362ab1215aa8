"""The outlines of badges. A shape means a kind of badge, so all weigh the same to the eye: equal areas."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache

from badges.geometry import arc, circle, inset, rounded
from badges.pen import Path, Point

RADIUS = 540.0
"""Of the disc; every other shape has about its area."""

_MIDDLE = 600.0


@dataclass(frozen=True, eq=False)
class Shape:
    """An outline, and the largest circle in it: there the type and the field go."""

    name: str
    outline: Path
    centre: Point
    reach: float
    """Radius of that circle."""
    make: Callable[[float], Path] | None = None

    def inside(self, by: float) -> Path:
        """The outline moved inwards."""
        return _inside(self, by)

    @property
    def upright(self) -> bool:
        """Whether it is the same above and below its middle."""
        return self.name not in ("shield", "arch")

    @cached_property
    def round(self) -> bool:
        """Whether nothing is left between the circle and the outline."""
        return self.make is not None


@lru_cache(maxsize=256)
def _inside(shape: Shape, by: float) -> Path:
    if by == 0:
        return shape.outline
    return shape.make(by) if shape.make else inset(shape.outline, by)


def _disc(by: float) -> Path:
    return circle((_MIDDLE, _MIDDLE), RADIUS - by)


def _scallop(by: float) -> Path:
    """Twenty-four lobes, smoothed away further inside."""
    height = 15 * max(0.0, 1 - by / 34)
    if height == 0:
        return circle((_MIDDLE, _MIDDLE), RADIUS - by)
    steps = 24 * 22
    path = []
    for i in range(steps):
        turn = i / steps
        lobe = abs(math.sin(math.pi * 24 * turn))
        radius = RADIUS - by + 8 * (height / 15) + height * (lobe - 0.64) * 1.6
        angle = 2 * math.pi * turn
        path.append((_MIDDLE + radius * math.cos(angle), _MIDDLE + radius * math.sin(angle)))
    return path


def _polygon(sides: int, radius: float, start: float, corner: float) -> Path:
    turns = (math.radians(start + 360 * i / sides) for i in range(sides))
    return rounded([(_MIDDLE + radius * math.cos(a), _MIDDLE + radius * math.sin(a), corner) for a in turns])


def _shield() -> Path:
    """Flat above, straight to the shoulders, then two arcs to a point."""
    left, right, top, shoulder, corner = 114.0, 1086.0, 72.0, 500.0, 74.0
    # Each lower arc is of a circle whose middle lies level with the shoulder, so that no corner shows there.
    radius, half = 680.0, (right - left) / 2
    end = math.degrees(math.acos((radius - half) / radius))
    lower = arc((right - radius, shoulder), radius, 0, end)
    return [
        *arc((left + corner, top + corner), corner, 180, 270),
        *arc((right - corner, top + corner), corner, 270, 360),
        *lower,
        *((2 * _MIDDLE - x, y) for x, y in lower[-2::-1]),
    ]


def _arch() -> Path:
    """A doorway: half a circle on a foot with soft corners."""
    half, head, foot, corner = 502.0, 560.0, 1136.0, 90.0
    return [
        *arc((_MIDDLE, head), half, 180, 360),
        *arc((_MIDDLE + half - corner, foot - corner), corner, 0, 90),
        *arc((_MIDDLE - half + corner, foot - corner), corner, 90, 180),
    ]


@lru_cache(maxsize=16)
def shape(name: str) -> Shape:
    """A shape by its name."""
    middle = (_MIDDLE, _MIDDLE)
    if name == "disc":
        return Shape(name, _disc(0), middle, RADIUS, _disc)
    if name == "scallop":
        return Shape(name, _scallop(0), middle, RADIUS, _scallop)
    if name == "hexagon":
        return Shape(name, _polygon(6, 590, -90, 54), middle, 590 * math.cos(math.pi / 6))
    if name == "octagon":
        return Shape(name, _polygon(8, 569, -67.5, 40), middle, 569 * math.cos(math.pi / 8))
    if name == "lozenge":
        return Shape(name, _polygon(4, 692, -90, 250), middle, 692 * math.cos(math.pi / 4))
    if name == "shield":
        return Shape(name, _shield(), (_MIDDLE, 549), 477)
    return Shape(name, _arch(), (_MIDDLE, 560), 502)


SHAPES = ("disc", "shield", "hexagon", "octagon", "scallop", "arch", "lozenge")
"""The names of all shapes."""
