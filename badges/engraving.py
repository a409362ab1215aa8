"""The fine lines of a badge: patterns behind the emblem, and light and shade on the rim. All in grid units."""

from __future__ import annotations

import math
from itertools import pairwise

from badges.geometry import circle, flat, ring
from badges.pen import Path, Point


def pattern(name: str, centre: Point, radius: float, source: Point, lines: int, width: float) -> list[list[Path]]:
    """`lines` fine lines that fill a circle, each as its closed paths. Rays come from `source`."""
    if name == "rays":
        return _rays(centre, radius, source, lines, width)
    if name == "waves":
        return _waves(centre, radius, lines, width)
    return _guilloche(centre, radius, lines, width)


def _rays(centre: Point, radius: float, source: Point, lines: int, width: float) -> list[list[Path]]:
    rays: list[list[Path]] = []
    dx, dy = source[0] - centre[0], source[1] - centre[1]
    for i in range(lines):
        angle = 2 * math.pi * (i + 0.5) / lines
        c, s = math.cos(angle), math.sin(angle)
        along = dx * c + dy * s
        far = -along + math.sqrt(max(along * along - dx * dx - dy * dy + radius * radius, 0))
        near = radius * (0.20 if i % 2 else 0.32)
        # Drawn out like a burin's cut: fine where it begins.
        a, b = width * 0.3, width * 0.72
        x, y = source
        rays.append(
            [
                [
                    (x + near * c + a * s, y + near * s - a * c),
                    (x + far * c + b * s, y + far * s - b * c),
                    (x + far * c - b * s, y + far * s + b * c),
                    (x + near * c - a * s, y + near * s + a * c),
                ]
            ]
        )
    return rays


def _waves(centre: Point, radius: float, lines: int, width: float) -> list[list[Path]]:
    waves: list[list[Path]] = []
    step = 2 * radius / lines
    length = radius / 2.2
    for i in range(lines):
        y = -radius + (i + 0.5) * step
        half = math.sqrt(max(radius * radius - (abs(y) + step * 0.45) ** 2, 0))
        if half < width * 2:
            continue
        count = max(6, int(half / 6))
        xs = [-half + 2 * half * k / count for k in range(count + 1)]
        ys = [y + step * 0.42 * math.sin(2 * math.pi * (x / length + i * 0.055)) for x in xs]
        top = [(centre[0] + x, centre[1] + v - width / 2) for x, v in zip(xs, ys, strict=True)]
        low = [(centre[0] + x, centre[1] + v + width / 2) for x, v in zip(xs, ys, strict=True)]
        waves.append([top + low[::-1]])
    return waves


def _guilloche(centre: Point, radius: float, lines: int, width: float) -> list[list[Path]]:
    """A rosette of circles, each turned a little further round the middle, as a rose engine cuts it."""
    # Crossing lines add up to more than single ones: fewer and finer they weigh the same.
    lines, width = lines * 3 // 4, width * 0.72
    rosette: list[list[Path]] = []
    for i in range(lines):
        angle = 2 * math.pi * i / lines
        middle = (centre[0] + radius * 0.42 * math.cos(angle), centre[1] + radius * 0.42 * math.sin(angle))
        rosette.append(ring(circle(middle, radius * 0.56), circle(middle, radius * 0.56 - width)))
    return rosette


def glint(outline: Path, degrees: float, width: float) -> list[Path]:
    """A sliver along the part of a clockwise outline that faces `degrees` (90 is down), thinning to nothing."""
    outline = flat(outline)
    face = (math.cos(math.radians(degrees)), math.sin(math.radians(degrees)))
    closed = [outline[-1], *outline, outline[0]]
    normals = []
    for a, b in pairwise([(q[0] - p[0], q[1] - p[1]) for p, q in pairwise(closed)]):
        dx, dy = a[0] + b[0], a[1] + b[1]
        length = math.hypot(dx, dy) or 1
        normals.append((dy / length, -dx / length))
    weights = [max(0.0, n[0] * face[0] + n[1] * face[1] - 0.25) / 0.75 for n in normals]
    start = min(range(len(weights)), key=weights.__getitem__)
    order = [(start + i) % len(outline) for i in range(len(outline))]
    lit = [i for i in order if weights[i] > 0]
    if len(lit) < 2:
        return []
    inner: list[Point] = []
    for i in lit:
        depth = width * math.sqrt(weights[i])
        inner.append((outline[i][0] - normals[i][0] * depth, outline[i][1] - normals[i][1] * depth))
    return [[outline[i] for i in lit] + inner[::-1]]


def star(centre: Point, radius: float) -> Path:
    """A small full star of five points."""
    return [
        (centre[0] + r * math.sin(a), centre[1] - r * math.cos(a))
        for r, a in ((radius if i % 2 == 0 else radius * 0.42, math.pi * i / 5) for i in range(10))
    ]


def disc(centre: Point, radius: float, width: float) -> list[Path]:
    """A circular line, its outer edge at `radius`."""
    return ring(circle(centre, radius), circle(centre, radius - width))
