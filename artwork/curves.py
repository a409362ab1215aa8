"""Lines a pair of scissors could follow: smooth outlines, tapered strokes, scallops, hand wobble.

Units are those of the picture (640 across a portrait). Points are (x, y), y downwards. A knot may carry a
third number, 1, to say that the outline turns sharply there.
"""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Callable, Iterable, Sequence

Point = tuple[float, float]
Knot = tuple[float, float] | tuple[float, float, int]
Line = list[Point]


def smooth(knots: Sequence[Knot], *, closed: bool = True, step: float = 5.0) -> Line:
    """A curve through all knots (Catmull-Rom), broken at the sharp ones, sampled about every `step` units."""
    sharp = [len(knot) == 3 for knot in knots]
    points = [(knot[0], knot[1]) for knot in knots]
    if not closed:
        sharp[0] = sharp[-1] = True
        return _runs(points, sharp, step)
    if any(sharp):
        first = sharp.index(True)
        points = [*points[first:], *points[: first + 1]]
        sharp = [*sharp[first:], *sharp[: first + 1]]
        return _runs(points, sharp, step)[:-1]
    count = len(points)
    line: Line = []
    for i in range(count):
        line += _span(points[i - 1], points[i], points[(i + 1) % count], points[(i + 2) % count], step)
    return line


def _runs(points: Line, sharp: Sequence[bool], step: float) -> Line:
    """An open curve; the tangent is free at both ends and at every sharp point."""
    line: Line = []
    for i in range(len(points) - 1):
        a, b = points[i], points[i + 1]
        before = points[i - 1] if i and not sharp[i] else (2 * a[0] - b[0], 2 * a[1] - b[1])
        after = points[i + 2] if i + 2 < len(points) and not sharp[i + 1] else (2 * b[0] - a[0], 2 * b[1] - a[1])
        line += _span(before, a, b, after, step)
    return [*line, points[-1]]


def _span(p0: Point, p1: Point, p2: Point, p3: Point, step: float) -> Line:
    """From p1 up to, but without, p2."""
    count = max(2, math.ceil(math.dist(p1, p2) / step))
    line: Line = []
    for i in range(count):
        t = i / count
        t2, t3 = t * t, t * t * t
        x, y = (
            0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t2 + (3 * b - a - 3 * c + d) * t3)
            for a, b, c, d in zip(p0, p1, p2, p3, strict=True)
        )
        line.append((x, y))
    return line


def even(line: Line, step: float, *, closed: bool = True) -> Line:
    """The same line with points `step` apart (roughly: a whole number of equal steps)."""
    path = [*line, line[0]] if closed else line
    total = sum(math.dist(a, b) for a, b in itertools.pairwise(path))
    count = max(3, round(total / step))
    result: Line = []
    walked, i = 0.0, 0
    for k in range(count if closed else count + 1):
        goal = total * k / count
        while i < len(path) - 2 and walked + math.dist(path[i], path[i + 1]) < goal:
            walked += math.dist(path[i], path[i + 1])
            i += 1
        length = math.dist(path[i], path[i + 1]) or 1.0
        t = min(1.0, (goal - walked) / length)
        a, b = path[i], path[i + 1]
        result.append((a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t))
    return result


def normals(line: Line) -> Line:
    """Unit normals of a closed line, all to the same side."""
    count = len(line)
    result: Line = []
    for i in range(count):
        a, b = line[i - 1], line[(i + 1) % count]
        dx, dy = b[0] - a[0], b[1] - a[1]
        length = math.hypot(dx, dy) or 1.0
        result.append((dy / length, -dx / length))
    return result


def wobble(line: Line, amount: float, rng: random.Random) -> Line:
    """The outline as a hand cuts it: waves of `amount` units along the edge, none on very small pieces."""
    length = sum(math.dist(a, b) for a, b in zip(line, [*line[1:], line[0]], strict=True))
    if length < 60:
        return line
    waves = [(max(1, round(length / wide)), rng.uniform(0, math.tau), share) for wide, share in _WAVES]
    count = len(line)
    result: Line = []
    for i, ((x, y), (nx, ny)) in enumerate(zip(line, normals(line), strict=True)):
        turn = math.tau * i / count
        off = amount * sum(share * math.sin(turn * times + phase) for times, phase, share in waves)
        result.append((x + nx * off, y + ny * off))
    return result


_WAVES = ((260.0, 0.5), (95.0, 0.32), (38.0, 0.18))


def stroke(knots: Sequence[Knot], width: float, *, start: float = 0.25, end: float = 0.15, step: float = 4.0) -> Line:
    """A closed outline around a line: `width` at its thickest, times `start` and `end` at its two ends."""
    line = smooth(knots, closed=False, step=step)
    last = len(line) - 1
    left: Line = []
    right: Line = []
    for i, (x, y) in enumerate(line):
        a, b = line[max(0, i - 1)], line[min(last, i + 1)]
        length = math.dist(a, b) or 1.0
        nx, ny = (b[1] - a[1]) / length, (a[0] - b[0]) / length
        half = width / 2 * _taper(i / last, start, end)
        left.append((x + nx * half, y + ny * half))
        right.append((x - nx * half, y - ny * half))
    return left + right[::-1]


def _taper(t: float, start: float, end: float) -> float:
    edge = start + (end - start) * t
    return edge + (1 - edge) * math.sin(math.pi * t) ** 0.7 if 0 < t < 1 else edge


def ellipse(cx: float, cy: float, rx: float, ry: float, *, turn: float = 0.0) -> Line:
    """An ellipse; `turn` in degrees, clockwise."""
    count = max(24, int((rx + ry) / 2))
    angle = math.radians(turn)
    cos, sin = math.cos(angle), math.sin(angle)
    points = ((rx * math.cos(math.tau * i / count), ry * math.sin(math.tau * i / count)) for i in range(count))
    return [(cx + x * cos - y * sin, cy + x * sin + y * cos) for x, y in points]


def scallop(
    line: Line, size: float, depth: float, rng: random.Random, *, where: Callable[[Point], bool] | None = None
) -> Line:
    """The closed outline with round bumps about `size` wide standing `depth` out (curls, wool, leaves).

    Bumps stand on the outer side, whichever way round the line runs; `where` says at which points.
    """
    base = even(line, size)
    outward = 1.0 if _area(base) > 0 else -1.0
    result: Line = []
    count = len(base)
    for i in range(count):
        a, b = base[i], base[(i + 1) % count]
        if where is not None and not where(a):
            result.append(a)
            continue
        tall = depth * rng.uniform(0.75, 1.2)
        dx, dy = b[0] - a[0], b[1] - a[1]
        length = math.hypot(dx, dy) or 1.0
        nx, ny = dy / length * outward, -dx / length * outward
        for k in range(7):
            t = k / 7
            rise = tall * math.sin(math.pi * t) ** 0.75
            result.append((a[0] + dx * t + nx * rise, a[1] + dy * t + ny * rise))
    return result


def _area(line: Line) -> float:
    """Signed area: positive when the line runs clockwise on the screen."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(line, [*line[1:], line[0]], strict=True)) / 2


def moved(line: Iterable[Point], dx: float, dy: float) -> Line:
    """The line shifted."""
    return [(x + dx, y + dy) for x, y in line]


def mirrored(knots: Sequence[Knot], cx: float = 0.0) -> list[Knot]:
    """The knots of a right half, then those of the left half, as one outline (the first and last lie on the axis)."""
    other: list[Knot] = []
    for knot in reversed(knots):
        if abs(knot[0] - cx) > 1e-6:
            flipped = 2 * cx - knot[0]
            other.append((flipped, knot[1], 1) if len(knot) == 3 else (flipped, knot[1]))
    return [*knots, *other]
