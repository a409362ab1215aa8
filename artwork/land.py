"""Sky, ridges, water and weather of the covers. A cover is 1600 x 1067 units, y downwards."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw

from artwork.curves import Knot, Line, ellipse, even, smooth, stroke, wobble
from artwork.paper import Colour, Sheet, hex_colour, mix

WIDTH, HEIGHT = 1600, 1067
WHITE: Colour = (255, 252, 244)


def colours(text: str) -> tuple[Colour, ...]:
    """Several #rrggbb in one string."""
    return tuple(hex_colour(part) for part in text.split())


@dataclass(frozen=True)
class Ridge:
    """The upper edge of a strip of land: sines of three lengths added up."""

    base: float
    tall: float
    waves: tuple[tuple[float, float, float], ...]  # length, share, phase
    sharp: float = 0.0  # 0 rolling hills, 1 peaks

    def y(self, x: float) -> float:
        """Height of the edge at x."""
        total = 0.0
        for length, share, phase in self.waves:
            value = math.sin(x / length + phase)
            peak = 1 - 2 * abs(math.sin(x / length / 2 + phase))
            total += share * (value + (peak - value) * self.sharp)
        return self.base - self.tall * total


def ridge(rng: random.Random, base: float, tall: float, *, length: float = 260.0, sharp: float = 0.0) -> Ridge:
    """A ridge whose phases come from the cover's own chance."""
    waves = tuple(
        (length * k, share, rng.uniform(0, math.tau))
        for k, share in ((1.0, 0.55), (0.43, 0.28), (0.19, 0.12), (0.083, 0.05))
    )
    return Ridge(base, tall, waves, sharp)


def four_ridges(
    sheet: Sheet,
    bases: Sequence[float],
    talls: Sequence[float],
    far: Colour,
    near: Colour,
    mist: Colour,
    *,
    length: float = 260.0,
    sharp: float = 0.0,
) -> list[Ridge]:
    """The land: strips from far to near, each with the pale air of the valley before it rising on its foot."""
    made: list[Ridge] = []
    last = len(bases) - 1
    for i, (base, tall) in enumerate(zip(bases, talls, strict=True)):
        edge = ridge(sheet.rng, base, tall, length=length * (0.75 + 0.2 * i), sharp=sharp * (1 - i / (last + 1)))
        mask = lay(sheet, edge, mix(far, near, (i / max(1, last)) ** 1.15))
        if i < last:
            sheet.veil(mist, [(base - tall, 0.0), (bases[i + 1] + 30, 0.55), (HEIGHT, 0.55)], inside=mask)
        if i:
            gouges(sheet, edge, mix(mist, far, 0.3), mask, alpha=0.10 + 0.05 * i)
        made.append(edge)
    return made


def gouges(sheet: Sheet, edge: Ridge, colour: Colour, mask: Image.Image, *, alpha: float, rows: int = 5) -> None:
    """Broken lines that follow a ridge below its edge, as a gouge leaves them in a printing block."""
    for row in range(rows):
        drop = 16 + 19 * row + 2.5 * row * row
        x = sheet.rng.uniform(-200, 60)
        while x < WIDTH:
            length = sheet.rng.uniform(90, 300)
            line: list[Knot] = [
                (x + length * k / 5, edge.y(x + length * k / 5) * 0.8 + edge.base * 0.2 + drop) for k in range(6)
            ]
            sheet.cut(stroke(line, 3.4, start=0.1, end=0.1), colour, alpha=alpha, inside=mask, steady=True)
            x += length + sheet.rng.uniform(60, 340) * (1 + 0.3 * row)


def peaks(sheet: Sheet, base: float, tall: float, colour: Colour, snow_tone: Colour, *, length: float = 92.0) -> Ridge:
    """A range of pointed mountains, snow on their upper parts with a ragged lower edge."""
    edge = ridge(sheet.rng, base, tall, length=length, sharp=0.95)
    lay(sheet, edge, colour)
    rough = sheet.rng.uniform(0, math.tau)
    upper = [(float(x), edge.y(x)) for x in range(-20, WIDTH + 30, 6)]
    line = base - tall * 0.05
    lower = [
        (x, y + max(0.0, line - y) * (0.46 + 0.16 * math.sin(x / 11 + rough) + 0.14 * math.sin(x / 27)))
        for x, y in reversed(upper)
    ]
    sheet.cut([*upper, *lower], snow_tone, steady=True)
    shaded = [(x, y) if edge.y(x + 6) > edge.y(x) else (x, y + max(0.0, line - y)) for x, y in upper]
    sheet.cut([*upper, *reversed(shaded)], colour, alpha=0.28, steady=True)
    return edge


def lay(sheet: Sheet, edge: Ridge, colour: Colour) -> Image.Image:
    """Cut one ridge in a colour; returns its mask."""
    top: Line = [(x, edge.y(x)) for x in range(-20, WIDTH + 30, 8)]
    shape = [*top, (WIDTH + 30, HEIGHT + 20), (-20, HEIGHT + 20)]
    sheet.cut(shape, colour, steady=True)
    return sheet.mask(shape)


def orb(sheet: Sheet, x: float, y: float, radius: float, colour: Colour, *, halo: float = 0.16, rings: int = 3) -> None:
    """Sun or moon with flat rings of light round it."""
    for k in range(rings, 0, -1):
        sheet.cut(ellipse(x, y, radius * (1 + 0.55 * k), radius * (1 + 0.55 * k)), colour, alpha=halo)
    sheet.cut(ellipse(x, y, radius, radius), colour)


def crescent(sheet: Sheet, x: float, y: float, radius: float, colour: Colour) -> None:
    """A young moon."""
    sheet.cut(ellipse(x, y, radius * 1.9, radius * 1.9), colour, alpha=0.08)
    outer: Line = [
        (x + radius * math.cos(a), y + radius * math.sin(a))
        for a in (math.radians(70 + 220 * k / 60) for k in range(61))
    ]
    inner: Line = [
        (x + radius * 0.42 + radius * 0.86 * math.cos(a), y + radius * 0.02 + radius * 0.9 * math.sin(a))
        for a in (math.radians(278 - 196 * k / 60) for k in range(61))
    ]
    sheet.cut([*outer, *inner], colour)


def isobars(sheet: Sheet, colour: Colour, alpha: float, *, levels: int = 11, bottom: float = 760.0) -> None:
    """Lines of equal pressure over the sky, 2 units wide: contours of three seeded highs and lows."""
    rng = sheet.rng
    hills = [
        (rng.uniform(-100, 1700), rng.uniform(-200, 700), rng.uniform(260, 520), sign) for sign in (1.0, -1.0, 0.8)
    ]
    tilt = rng.uniform(-0.7, 0.7)

    def field(x: float, y: float) -> float:
        return tilt * x / WIDTH + sum(
            s * math.exp(-((x - hx) ** 2 + (y - hy) ** 2) / (2 * r * r)) for hx, hy, r, s in hills
        )

    step = 16
    columns, rows = WIDTH // step + 1, int(bottom) // step + 1
    grid = [[field(i * step, j * step) for i in range(columns)] for j in range(rows)]
    low, high = min(map(min, grid)), max(map(max, grid))
    mask = Image.new("L", sheet.image.size)
    draw = ImageDraw.Draw(mask)
    for k in range(1, levels + 1):
        for a, b in contour(grid, low + (high - low) * k / (levels + 1)):
            draw.line(
                [
                    (a[0] * step * sheet.scale, a[1] * step * sheet.scale),
                    (b[0] * step * sheet.scale, b[1] * step * sheet.scale),
                ],
                fill=255,
                width=2 * sheet.scale,
            )
    sheet.veil(colour, [(0, alpha), (bottom * 0.7, alpha), (bottom, 0.0)], inside=mask)


def contour(grid: Sequence[Sequence[float]], level: float) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    """Marching squares: the pieces of the line where the grid crosses the level, in grid steps."""
    pieces: list[tuple[tuple[float, float], tuple[float, float]]] = []
    for j in range(len(grid) - 1):
        for i in range(len(grid[0]) - 1):
            corners = ((i, j), (i + 1, j), (i + 1, j + 1), (i, j + 1))
            hits: list[tuple[float, float]] = []
            for (ax, ay), (bx, by) in zip(corners, (*corners[1:], corners[0]), strict=True):
                a, b = grid[ay][ax], grid[by][bx]
                if (a < level) != (b < level):
                    t = (level - a) / (b - a)
                    hits.append((ax + (bx - ax) * t, ay + (by - ay) * t))
            pieces += [(hits[n], hits[n + 1]) for n in range(0, len(hits) - 1, 2)]
    return pieces


def stars(sheet: Sheet, count: int, bottom: float, colour: Colour = WHITE) -> None:
    """Small stars, fewer towards the horizon."""
    for _ in range(count):
        y = bottom * sheet.rng.random() ** 1.5
        size = sheet.rng.choice((1.5, 1.5, 2.0, 2.8))
        sheet.cut(ellipse(sheet.rng.uniform(0, WIDTH), y, size, size), colour, alpha=0.8, steady=True)


def cloud(sheet: Sheet, x: float, y: float, wide: float, tall: float, colour: Colour, alpha: float = 1.0) -> None:
    """A long flat cloud: level below, three humps above."""
    knots: list[Knot] = [
        (x - wide, y, 1),
        (x - wide * 0.7, y - tall * 0.42),
        (x - wide * 0.36, y - tall * 0.5),
        (x - wide * 0.05, y - tall),
        (x + wide * 0.3, y - tall * 0.66),
        (x + wide * 0.6, y - tall * 0.6),
        (x + wide, y, 1),
    ]
    sheet.cut(smooth(knots), colour, alpha=alpha)


def bands(sheet: Sheet, spots: Sequence[tuple[float, float, float, float]], colour: Colour, alpha: float) -> None:
    """Lens-shaped streaks of cloud or light: (x, y, half width, thickness)."""
    for x, y, wide, thick in spots:
        sheet.cut(
            stroke(
                [(x - wide, y), (x - wide * 0.3, y - thick * 0.3), (x + wide * 0.3, y + thick * 0.2), (x + wide, y)],
                thick,
                start=0.05,
                end=0.05,
            ),
            colour,
            alpha=alpha,
        )


def water(
    sheet: Sheet,
    top: float,
    stops: Sequence[tuple[float, Colour]],
    glint: Colour,
    *,
    light_x: float | None = None,
    count: int = 60,
) -> None:
    """Level water from `top` down, in strips, with glints that widen towards the viewer."""
    depth = HEIGHT - top
    for (a, colour), (b, _) in zip(stops, [*stops[1:], (1.2, stops[-1][1])], strict=True):
        edge = [
            (x, top + depth * a + (0 if a == 0 else 5 * math.sin(x / 90 + a * 40))) for x in range(-20, WIDTH + 30, 12)
        ]
        sheet.cut([*edge, (WIDTH + 30, top + depth * b + 30), (-20, top + depth * b + 30)], colour, steady=True)
    for _ in range(count):
        t = sheet.rng.random() ** 1.4
        y = top + 10 + (depth - 10) * t
        spread = 60 + 260 * t if light_x is not None else 900
        x = (light_x if light_x is not None else WIDTH / 2) + sheet.rng.gauss(0, 0.5) * spread * 1.4
        wide = sheet.rng.uniform(20, 60) * (0.5 + 1.6 * t)
        bands(sheet, [(x, y, wide, 3 + 6 * t)], glint, 0.55)


def rain(sheet: Sheet, count: int, slant: float, colour: Colour, alpha: float) -> None:
    """Slanting strokes of rain."""
    for _ in range(count):
        x, y, length = sheet.rng.uniform(-100, WIDTH + 200), sheet.rng.uniform(-60, HEIGHT), sheet.rng.uniform(40, 120)
        sheet.cut(
            stroke([(x, y), (x - slant * length, y + length)], 3, start=0.2, end=0.6), colour, alpha=alpha, steady=True
        )


def snow(sheet: Sheet, count: int, colour: Colour = WHITE) -> None:
    """Falling flakes of a few sizes."""
    for _ in range(count):
        size = sheet.rng.choice((2.5, 3.5, 5.0, 7.0))
        sheet.cut(
            ellipse(sheet.rng.uniform(0, WIDTH), sheet.rng.uniform(0, HEIGHT), size, size),
            colour,
            alpha=0.85,
            steady=True,
        )


def mist(sheet: Sheet, y: float, tall: float, colour: Colour, alpha: float) -> None:
    """A soft level band of fog, thickest in the middle."""
    sheet.veil(colour, [(y - tall, 0.0), (y - tall * 0.2, alpha), (y + tall * 0.2, alpha), (y + tall, 0.0)])


def aurora(sheet: Sheet, base: Callable[[float], float], tall: float, low: Colour, high: Colour) -> None:
    """A curtain of light standing on the line `base`, made of narrow see-through strips."""
    rng = sheet.rng
    for layer, (drop, share) in enumerate(((0.0, 1.0), (34.0, 0.7), (-60.0, 0.5))):
        step = 16 + 7 * layer
        for x in range(-40, WIDTH + 40, step):
            left, right = base(x) + drop, base(x + step) + drop
            reach = tall * share * (0.55 + 0.45 * math.sin(x / 130 + layer * 2)) * rng.uniform(0.7, 1.1)
            for part in range(5):
                colour = mix(low, high, part / 4)
                up = reach * (part + 1) / 5
                sheet.cut(
                    [(x, left), (x + step, right), (x + step + up * 0.05, right - up), (x + up * 0.05, left - up)],
                    colour,
                    alpha=(0.17, 0.12, 0.08, 0.06, 0.05)[part] * (1.0 if layer == 0 else 0.7),
                    steady=True,
                )


def pines(sheet: Sheet, edge: Ridge, xs: Sequence[float], tall: float, colour: Colour) -> None:
    """Small conifers along a ridge."""
    for x in xs:
        high = tall * sheet.rng.uniform(0.7, 1.2)
        y = edge.y(x) + 6
        half: Line = [
            (x, y - high),
            (x + high * 0.16, y - high * 0.62),
            (x + high * 0.09, y - high * 0.60),
            (x + high * 0.24, y - high * 0.26),
            (x + high * 0.13, y - high * 0.26),
            (x + high * 0.30, y),
        ]
        sheet.cut([*half, *[(2 * x - a, b) for a, b in reversed(half[1:])]], colour, steady=True)


def round_trees(sheet: Sheet, edge: Ridge, xs: Sequence[float], size: float, colour: Colour) -> None:
    """Small broad trees along a ridge."""
    for x in xs:
        r = size * sheet.rng.uniform(0.7, 1.25)
        y = edge.y(x) - r * 0.6
        crown = wobble(even(ellipse(x, y, r, r * 0.86), 6), r * 0.09, sheet.rng)
        sheet.cut(stroke([(x, y), (x, edge.y(x) + 6)], r * 0.22, start=1, end=1), colour, steady=True)
        sheet.cut(crown, colour, steady=True)


def bare_tree(sheet: Sheet, x: float, y: float, tall: float, colour: Colour, *, lean: float = 0.0) -> None:
    """A winter tree: a trunk that forks three times."""

    def branch(x0: float, y0: float, angle: float, length: float, width: float, depth: int) -> None:
        x1, y1 = x0 + length * math.sin(angle), y0 - length * math.cos(angle)
        bend = sheet.rng.uniform(-0.06, 0.06) * length
        sheet.cut(
            stroke([(x0, y0), ((x0 + x1) / 2 + bend, (y0 + y1) / 2), (x1, y1)], width, start=1.0, end=0.6),
            colour,
            steady=True,
        )
        if depth:
            for turn in (-0.52, 0.06, 0.5) if depth > 1 else (-0.4, 0.4):
                branch(
                    x1,
                    y1,
                    angle + turn + sheet.rng.uniform(-0.14, 0.14),
                    length * sheet.rng.uniform(0.6, 0.76),
                    max(2.0, width * 0.6),
                    depth - 1,
                )

    branch(x, y, lean, tall * 0.36, tall * 0.055, 4)
