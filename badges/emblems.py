"""The emblems, drawn for this project in one line weight on a square from -100 to 100.

`lines` are drawn as they stand, `mirrored` also reflected left to right, `turned` repeated `times` round the middle.
`dots` are full discs (x, y, radius). `engraving` names the pattern behind an emblem.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

from badges.geometry import circle, read, stroke
from badges.pen import Path, Point


@dataclass(frozen=True)
class Emblem:
    """Strokes in the path language of `badges.geometry.read`."""

    engraving: str
    lines: str = ""
    mirrored: str = ""
    turned: str = ""
    times: int = 1
    dots: tuple[tuple[float, float, float], ...] = ()
    rise: float = 0.0
    """How far the drawing is moved (down) so that its weight, not its box, sits in the middle."""


def _leaf(x: float, y: float, degrees: float, length: float, width: float) -> str:
    """A leaf from its stalk: two curves to a point."""
    angle = math.radians(degrees)
    along, across = (math.cos(angle), math.sin(angle)), (-math.sin(angle), math.cos(angle))

    def at(far: float, out: float) -> str:
        return f"{x + along[0] * far + across[0] * out:.2f} {y + along[1] * far + across[1] * out:.2f}"

    tip = at(length, 0)
    return (
        f"M {at(0, 0)} C {at(length * 0.3, width)} {at(length * 0.72, width)} {tip} "
        f"C {at(length * 0.72, -width)} {at(length * 0.3, -width)} {at(0, 0)} Z "
    )


def _star(points: int, outer: float, inner: float) -> str:
    corners = []
    for i in range(points * 2):
        radius, angle = (outer, inner)[i % 2], math.pi * (i / points - 0.5)
        corners.append(f"{radius * math.cos(angle):.2f} {radius * math.sin(angle):.2f}")
    return f"M {corners[0]} L {' '.join(corners[1:])} Z "


def _laurel() -> str:
    """The left branch: leaves outside and in along an arc, and one at its end."""
    text = ""
    for turn in (60, 28, -4, -36):
        angle = math.radians(180 - turn)
        x, y = 66 * math.cos(angle), 66 * math.sin(angle)
        text += _leaf(x, y, 270 - turn - 38, 36, 16)
    for turn in (44, 6, -30):
        angle = math.radians(180 - turn)
        x, y = 66 * math.cos(angle), 66 * math.sin(angle)
        heading = math.radians(270 - turn + 46)
        text += f"M {x:.2f} {y:.2f} L {x + 25 * math.cos(heading):.2f} {y + 25 * math.sin(heading):.2f} "
    end = math.radians(180 + 56)
    return text + _leaf(66 * math.cos(end), 66 * math.sin(end), 270 + 62, 30, 13)


def _arc_text(radius: float, start: float, end: float, steps: int = 14) -> str:
    turns = [math.radians(start + (end - start) * i / steps) for i in range(steps + 1)]
    points = [f"{radius * math.cos(a):.2f} {radius * math.sin(a):.2f}" for a in turns]
    return f"M {points[0]} L {' '.join(points[1:])} "


_EMBLEMS = {
    "laurel": Emblem("guilloche", mirrored=_arc_text(66, 98, 236) + _laurel(), rise=-2),
    "star": Emblem("rays", lines=_star(5, 98, 41), turned="M 0 -14 L 0 -52", times=5, rise=6),
    "hive": Emblem(
        "guilloche",
        lines="M -84 82 L 84 82 M -20 82 L -20 66 C -20 40 20 40 20 66 L 20 82 M 0 -98 L 0 -84",
        mirrored="M -74 82 C -92 56 -92 34 -76 22 C -84 2 -78 -16 -62 -26 C -64 -46 -52 -58 -38 -62 "
        "C -32 -78 -16 -84 0 -84 M -76 22 C -40 32 -20 33 0 33 "
        "M -62 -26 C -36 -18 -18 -17 0 -17 M -38 -62 C -24 -57 -12 -56 0 -56",
    ),
    "bee": Emblem(
        "guilloche",
        lines="M -29 2 C -10 9 10 9 29 2 M -33 32 C -10 40 10 40 33 32 M -24 60 C -8 66 8 66 24 60",
        mirrored="M 0 -34 C -26 -34 -36 6 -34 34 C -32 62 -14 78 0 94 "
        "M 0 -76 C -16 -76 -22 -66 -22 -55 C -22 -43 -14 -34 0 -34 "
        "M -10 -74 C -14 -88 -22 -94 -32 -96 M -24 -24 C -58 -70 -98 -52 -92 -26 C -88 -4 -56 0 -31 -10 "
        "M -31 -8 C -62 -2 -80 18 -72 34 C -64 48 -44 36 -35 24",
    ),
    "sun": Emblem("rays", lines="O 0 0 40", turned="M 0 -60 L 0 -96 M 15.5 -57.9 L 20.2 -75.3", times=12),
    "sunrise": Emblem(
        "rays",
        lines="M -96 44 L 96 44 M -62 70 L 62 70 M -28 94 L 28 94 M -46 44 C -46 -17 46 -17 46 44 M 0 -24 L 0 -72",
        mirrored="M -26 -17 L -42.5 -52 M -47.5 2 L -83 -30 M -63 24 L -94 15",
        rise=-8,
    ),
    "lamp": Emblem(
        "rays",
        lines="O 0 -84 12 M 0 -72 L 0 -56 M -46 -38 L -30 -56 L 30 -56 L 46 -38 Z M -52 62 L 52 62 L 52 84 "
        "L -52 84 Z M 0 40 C -20 40 -26 22 -16 6 C -8 -6 0 -10 0 -24 C 14 -12 24 6 20 22 C 18 34 10 40 0 40 Z",
        mirrored="M -40 -38 C -54 -4 -54 28 -40 62",
        rise=4,
    ),
    "book": Emblem(
        "waves",
        lines="M 0 -52 L 0 78",
        mirrored="M 0 -52 C -22 -72 -58 -74 -94 -64 L -94 62 C -58 52 -22 56 0 78 M -72 -38 C -54 -42 -38 -40 -22 -32 "
        "M -72 -8 C -54 -12 -38 -10 -22 -2 M -72 22 C -54 18 -38 20 -22 28",
        rise=-4,
    ),
    "bolt": Emblem("rays", lines="M 22 -98 L -52 14 L -8 14 L -24 98 L 54 -22 L 8 -22 Z"),
    "storm": Emblem(
        "waves",
        lines="M -52 34 L -58 34 C -106 34 -106 -30 -62 -32 C -60 -88 20 -96 34 -50 C 82 -60 104 0 68 26 "
        "C 62 31 56 34 46 34 M 14 -12 L -18 40 L 20 40 L -6 92",
        rise=0,
    ),
    "wave": Emblem(
        "guilloche",
        lines="M -96 30 C -62 32 -62 -64 6 -66 C 48 -67 66 -34 46 -16 C 32 -4 12 -14 18 -30 "
        "M 18 -30 C -8 -20 -6 30 34 30 C 58 30 66 14 96 14 "
        "M -96 58 C -64 58 -64 42 -32 42 C 0 42 0 58 32 58 C 64 58 64 42 96 42 "
        "M -72 86 C -48 86 -48 70 -24 70 C 0 70 0 86 24 86 C 48 86 48 70 72 70",
        rise=-8,
    ),
    "key": Emblem(
        "guilloche",
        lines="O 0 -54 44 O 0 -54 18 M 0 -10 L 0 96 M 0 50 L 30 50 M 0 82 L 40 82",
        rise=0,
    ),
    "sprout": Emblem(
        "waves",
        lines="M 0 84 C 0 40 0 20 0 -14 M -74 84 L 74 84 "
        "M 0 -14 C 4 -66 40 -92 88 -88 C 90 -38 54 -8 0 -14 Z M 0 -14 C 22 -34 40 -50 58 -62 "
        "M 0 30 C -8 -14 -38 -36 -82 -32 C -82 12 -48 38 0 30 Z M 0 30 C -18 14 -34 2 -52 -8",
        rise=4,
    ),
    "mountain": Emblem(
        "waves",
        lines="M -98 76 L -26 -58 L 18 24 L 44 -18 L 98 76 Z M -54 -6 L -26 14 L 2 -6 O 58 -62 20",
        rise=-6,
    ),
    "compass": Emblem(
        "rays",
        lines="O 0 0 94 M 46 -46 L 15 15 L -46 46 L -15 -15 Z M -15 -15 L 15 15",
        turned="M 0 -94 L 0 -74",
        times=4,
    ),
    "vane": Emblem(
        "waves",
        lines="M 0 -96 L 0 96 M -34 96 L 34 96 M -92 -40 L 60 -40 M 60 -64 L 96 -40 L 60 -16 Z "
        "M -92 -66 L -66 -40 L -92 -14 M -66 -66 L -40 -40 L -66 -14 M -44 30 L 44 30 O -56 30 11 O 56 30 11",
    ),
    "hand": Emblem(
        "rays",
        lines="M -40 96 L -40 70 C -58 52 -78 28 -88 8 C -96 -8 -76 -20 -64 -6 L -44 20 L -44 -58 "
        "C -44 -78 -16 -78 -16 -58 L -16 -6 M -16 -58 "
        "L -16 -76 C -16 -98 12 -98 12 -76 L 12 -6 M 12 -66 C 12 -86 40 -86 40 -66 L 40 0 "
        "M 40 -36 C 42 -54 68 -54 68 -34 L 68 24 C 68 52 58 64 46 78 L 46 96",
        rise=0,
    ),
    "microphone": Emblem(
        "waves",
        lines="M -30 -62 C -30 -106 30 -106 30 -62 L 30 0 C 30 44 -30 44 -30 0 Z M 0 64 L 0 94 M -36 94 L 36 94 "
        "M -54 -6 C -54 86 54 86 54 -6 M -30 -42 L -4 -42 M -30 -10 L -4 -10",
    ),
    "beacon": Emblem(
        "rays",
        lines="M -22 -34 L -36 92 L 36 92 L 22 -34 M -34 -34 L 34 -34 M -18 -34 L -18 -66 L 18 -66 L 18 -34 "
        "M -26 -66 L 0 -92 L 26 -66 Z M -27 12 L 27 12 M -32 52 L 32 52",
        mirrored="M -46 -56 L -94 -74 M -46 -44 L -94 -34",
    ),
    "spark": Emblem(
        "rays",
        lines="M 0 -98 C 6 -30 30 -6 98 0 C 30 6 6 30 0 98 C -6 30 -30 6 -98 0 C -30 -6 -6 -30 0 -98 Z",
        dots=((58, -58, 9), (58, 58, 9), (-58, 58, 9), (-58, -58, 9)),
    ),
}

EMBLEMS = (*_EMBLEMS, "monogram")
"""The names of all emblems; `monogram` is the first letter of the badge's name."""

ENGRAVINGS = ("rays", "waves", "guilloche")


def engraving(name: str) -> str:
    """The pattern that goes behind an emblem."""
    return _EMBLEMS[name].engraving if name in _EMBLEMS else "guilloche"


@lru_cache(maxsize=64)
def emblem(name: str, centre: Point, reach: float, weight: float) -> tuple[Path, ...]:
    """Closed paths of an emblem whose box reaches `reach` units from `centre`, its lines `weight` units wide."""
    drawn = _EMBLEMS[name]
    # The outer edge of the line, not its middle, is what should touch the box.
    scale = (reach - weight / 2) / 98

    def placed(points: Path) -> Path:
        return [(centre[0] + x * scale, centre[1] + (y + drawn.rise) * scale) for x, y in points]

    lines = read(drawn.lines)
    for points, closed in read(drawn.mirrored):
        lines += [(points, closed), ([(-x, y) for x, y in points], closed)]
    for points, closed in read(drawn.turned):
        for turn in (2 * math.pi * i / drawn.times for i in range(drawn.times)):
            s, c = math.sin(turn), math.cos(turn)
            lines.append(([(x * c - y * s, x * s + y * c) for x, y in points], closed))
    paths = [path for points, closed in lines for path in stroke(placed(points), weight, closed)]
    for x, y, radius in drawn.dots:
        paths.append(circle(placed([(x, y)])[0], radius * scale))
    return tuple(paths)
