"""Where everything of a badge stands, in grid units: from outside rim, gap, rings, type band, inner line, field."""

from __future__ import annotations

from dataclasses import dataclass

from badges.face import Face
from badges.fitting import HEIGHT
from badges.pen import Point
from badges.shapes import Shape, shape

RIM = 36.0
GAP = 12.0
RING = 10.0
"""A tier ring, and the space between two."""


CAPTION = 34.0
CAPTION_GAP = 20.0
"""Height of the capitals of the badge's name, and their distance from the ribbon."""


@dataclass(frozen=True)
class Layout:
    """The measures of one face. `scale` shrinks band and type where a shape leaves less room."""

    shape: Shape
    level: int
    scale: float
    core: float
    """Radius of the circle that holds band and field."""
    field: float
    """Radius of the field."""
    emblem: Point
    reach: float
    """Half the emblem's box."""
    ribbon: float
    """Height of the ribbon's middle."""

    @property
    def centre(self) -> Point:
        """The middle of all circles."""
        return self.shape.centre

    @property
    def inner(self) -> float:
        """How far inside the outline the rings end."""
        return RIM + GAP + self.level * 2 * RING

    @property
    def type_line(self) -> float:
        """Radius of the middle of the letters."""
        return (self.core + self.field + 6 * self.scale) / 2

    @property
    def cap(self) -> float:
        """Height of the capitals on the arcs."""
        return 48 * self.scale


def layout(face: Face) -> Layout:
    """Lay out a face for the sizes that carry type."""
    outline = shape(face.design.shape)
    level = max(0, min(face.level, 6))
    core = outline.reach - RIM - GAP - level * 2 * RING - (0 if outline.round else 8)
    scale = min(1.0, core / 432)
    field = core - 126 * scale
    x, y = outline.centre
    if not face.name:
        return Layout(outline, level, scale, core, field, (x, y - 0.20 * field), 0.54 * field, y)
    # Emblem, badge name, ribbon and number share the field from above: the emblem takes what the others leave.
    ribbon = y + 0.56 * field
    low = ribbon - HEIGHT / 2 - CAPTION * scale - CAPTION_GAP * scale - 26 * scale
    high = y - 0.90 * field
    reach = min(0.46 * field, (low - high) / 2)
    return Layout(outline, level, scale, core, field, (x, (low + high) / 2), reach, ribbon)


def small_layout(face: Face) -> Layout:
    """Lay out a face for 150 pixels: rim, rings, emblem and year, all heavier."""
    outline = shape(face.design.shape)
    level = max(0, min(face.level, 6))
    core = outline.reach - 64 - level * 26
    x, y = outline.centre
    if outline.name == "arch":
        y += 26  # without type on a circle, the doorway's own middle counts
    if face.year:
        return Layout(outline, level, 1.0, core, core, (x, y - 0.17 * core), 0.56 * core, y + 0.66 * core)
    return Layout(outline, level, 1.0, core, core, (x, y), 0.66 * core, y)
