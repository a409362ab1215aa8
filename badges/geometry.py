"""Points and paths: circles, insets of convex outlines, and the outlines of strokes. Angles in degrees, y downwards."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence

from badges.pen import Path, Point, Smooth

_FLAT = 0.08
"""How far a chord may lie from its arc, in grid units."""


_TURNS = [(math.cos(math.pi * i / 12), math.sin(math.pi * i / 12)) for i in range(24)]


def circle(centre: Point, radius: float) -> Smooth:
    """A circle, clockwise as seen; right to a fiftieth of a grid unit."""
    x, y = centre
    reach = radius / math.cos(math.pi / 24)
    return Smooth((x + reach * c, y + reach * s) for c, s in _TURNS)


_STEPS = [
    ((1 - t) ** 2 / 2, (1 - t) ** 2 / 2 + 2 * t * (1 - t) + t**2 / 2, t**2 / 2) for t in (i / 8 for i in range(8))
]


def flat(path: Path) -> Path:
    """Points on a path, close together where it bends."""
    if not isinstance(path, Smooth):
        return path
    # A curve runs from the middle before a control point to the middle after it.
    thirds = zip((path[-1], *path[:-1]), path, (*path[1:], path[0]), strict=True)
    return [
        (ax * p + bx * q + cx * r, ay * p + by * q + cy * r)
        for (ax, ay), (bx, by), (cx, cy) in thirds
        for p, q, r in _STEPS
    ]


def backwards(path: Path) -> Path:
    """The same path the other way round."""
    return Smooth(path[::-1]) if isinstance(path, Smooth) else path[::-1]


def arc(centre: Point, radius: float, start: float, end: float) -> list[Point]:
    """Points of an arc; 0 degrees is to the right, 90 downwards."""
    span = math.radians(abs(end - start))
    steps = max(2, math.ceil(span / (2 * math.acos(1 - min(_FLAT / max(radius, 1), 0.5)))))
    x, y = centre
    return [
        (x + radius * math.cos(angle), y + radius * math.sin(angle))
        for angle in (math.radians(start + (end - start) * i / steps) for i in range(steps + 1))
    ]


def ring(outer: Path, inner: Path) -> list[Path]:
    """What lies between two outlines of one direction."""
    return [outer, backwards(inner)]


def rounded(corners: Sequence[tuple[float, float, float]]) -> list[Point]:
    """A convex polygon given clockwise as (x, y, radius of its corner)."""
    path: list[Point] = []
    count = len(corners)
    for i, (x, y, radius) in enumerate(corners):
        before, after = corners[i - 1], corners[(i + 1) % count]
        path += _corner((before[0], before[1]), (x, y), (after[0], after[1]), radius)
    return path


def _corner(before: Point, at: Point, after: Point, radius: float) -> list[Point]:
    coming, going = _unit(before, at), _unit(at, after)
    turn = math.degrees(math.atan2(_cross(coming, going), coming[0] * going[0] + coming[1] * going[1]))
    if radius <= 0 or turn <= 0:
        return [at]
    reach = radius * math.tan(math.radians(turn) / 2)
    middle = (at[0] - coming[0] * reach - coming[1] * radius, at[1] - coming[1] * reach + coming[0] * radius)
    start = math.degrees(math.atan2(-coming[0], coming[1]))
    return arc(middle, radius, start, start + turn)


def inset(path: Path, by: float) -> list[Point]:
    """A convex outline, clockwise, with each side moved `by` inwards; sides that vanish are left out."""
    sides = [(a, _unit(a, b)) for a, b in zip(path, [*path[1:], path[0]], strict=True) if math.dist(a, b) > 1e-9]
    lines = [((a[0] - d[1] * by, a[1] + d[0] * by), d) for a, d in sides]
    while len(lines) > 2:
        corners = [_meet(lines[i - 1], line) for i, line in enumerate(lines)]
        kept = [
            line
            for line, a, b in zip(lines, corners, [*corners[1:], corners[0]], strict=True)
            if (b[0] - a[0]) * line[1][0] + (b[1] - a[1]) * line[1][1] > 0
        ]
        if len(kept) == len(lines):
            return corners
        lines = kept
    return []


def _meet(one: tuple[Point, Point], two: tuple[Point, Point]) -> Point:
    (a, d), (b, e) = one, two
    slope = _cross(d, e)
    if abs(slope) < 1e-9:
        return b
    along = _cross((b[0] - a[0], b[1] - a[1]), e) / slope
    return a[0] + d[0] * along, a[1] + d[1] * along


def clipped(path: Path, right: float, bottom: float) -> Path:
    """What of a filled path lies left of `right` and above `bottom`; empty when nothing does."""
    path = flat(path)
    for axis, edge in ((0, right), (1, bottom)):
        if not path or max(p[axis] for p in path) <= edge:
            continue
        kept: list[Point] = []
        before = path[-1]
        for point in path:
            if (before[axis] <= edge) != (point[axis] <= edge):
                part = (edge - before[axis]) / (point[axis] - before[axis])
                kept.append((before[0] + (point[0] - before[0]) * part, before[1] + (point[1] - before[1]) * part))
            if point[axis] <= edge:
                kept.append(point)
            before = point
        path = kept
    return path


def stroke(points: Path, width: float, closed: bool = False) -> list[Path]:
    """The outline of a line of one weight with round ends and joins."""
    path = [p for i, p in enumerate(points) if i == 0 or math.dist(p, points[i - 1]) > 1e-6]
    if closed and math.dist(path[0], path[-1]) < 1e-6:
        path.pop()
    if len(path) == 1:
        return [circle(path[0], width / 2)]
    half = width / 2
    if closed:
        return [_side(path, half, True), _side(path[::-1], half, True)]
    return [_side(path, half, False) + _side(path[::-1], half, False)]


def _side(path: Sequence[Point], half: float, closed: bool) -> list[Point]:
    """The line's left edge; an open one ends with its round cap."""
    edge: list[Point] = []
    count = len(path)
    for i in range(count if closed else count - 1):
        here, after = path[i], path[(i + 1) % count]
        going = _unit(here, after)
        if i or closed:
            edge += _join(here, _unit(path[i - 1], here), going, half)
        else:
            edge.append(_left(here, going, half))
    if not closed:
        going = _unit(path[-2], path[-1])
        start = math.degrees(math.atan2(-going[0], going[1]))
        edge += arc(path[-1], half, start, start + 180)
    return edge


def _join(at: Point, coming: Point, going: Point, half: float) -> list[Point]:
    turn = math.degrees(math.atan2(_cross(coming, going), coming[0] * going[0] + coming[1] * going[1]))
    if abs(turn) < 12:
        both = _unit((0, 0), (coming[0] + going[0], coming[1] + going[1]))
        return [_left(at, both, half / math.cos(math.radians(turn) / 2))]
    if turn < 0:  # the left edge is inside the bend: it goes by the corner itself, so that nothing is cut out
        return [_left(at, coming, half), at, _left(at, going, half)]
    start = math.degrees(math.atan2(-coming[0], coming[1]))
    return arc(at, half, start, start + turn)


def _left(at: Point, going: Point, by: float) -> Point:
    return at[0] + going[1] * by, at[1] - going[0] * by


def _unit(a: Point, b: Point) -> Point:
    length = math.dist(a, b) or 1.0
    return (b[0] - a[0]) / length, (b[1] - a[1]) / length


def _cross(a: Point, b: Point) -> float:
    return a[0] * b[1] - a[1] * b[0]


def read(text: str) -> list[tuple[list[Point], bool]]:
    """Lines from a short path language, each with whether it is closed.

    As in SVG: `M x y`, `L x y`, `C x1 y1 x2 y2 x y`, `Q x1 y1 x y`, `Z`; also `O x y r`, a circle.
    Numbers after a letter repeat it.
    """
    lines: list[tuple[list[Point], bool]] = []
    for letter, body in re.findall(r"([MLCQZO])([^MLCQZO]*)", text):
        numbers = [float(n) for n in body.split()]
        if letter == "Z":
            lines[-1] = (lines[-1][0], True)
        elif letter == "O":
            lines += [(arc((x, y), r, 0, 360)[:-1], True) for x, y, r in _groups(numbers, 3)]
        elif letter == "M":
            lines.append(([(numbers[0], numbers[1])], False))
        else:
            points = lines[-1][0]
            for group in _groups(numbers, {"L": 2, "Q": 4, "C": 6}[letter]):
                points += _curve(points[-1], list(zip(group[::2], group[1::2], strict=True)))
    return lines


def _groups(numbers: list[float], size: int) -> Iterator[list[float]]:
    return (numbers[i : i + size] for i in range(0, len(numbers), size))


def _curve(start: Point, rest: list[Point]) -> list[Point]:
    """A straight line or a Bezier curve, without its first point."""
    if len(rest) == 1:
        return rest
    controls = [start, *rest]
    degree = len(rest)
    length = sum(math.dist(a, b) for a, b in zip(controls, rest, strict=False))
    steps = max(4, math.ceil(length / 5))
    weights = [math.comb(degree, k) for k in range(degree + 1)]
    points = []
    for i in range(1, steps + 1):
        t = i / steps
        parts = [w * t**k * (1 - t) ** (degree - k) for k, w in enumerate(weights)]
        points.append(
            (
                sum(p * c[0] for p, c in zip(parts, controls, strict=True)),
                sum(p * c[1] for p, c in zip(parts, controls, strict=True)),
            )
        )
    return points
