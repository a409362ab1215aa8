"""Larger objects of the covers: buildings and trees."""

from __future__ import annotations

import math

from artwork.curves import Knot, ellipse, even, smooth, stroke, wobble
from artwork.land import bands
from artwork.paper import Colour, Sheet, mix
from artwork.things import Inks, box


def skyline(
    sheet: Sheet,
    base: float,
    spots: list[tuple[float, float, float]],
    body: Colour,
    side: Colour,
    window: Colour,
    *,
    lit: float = 0.35,
) -> None:
    """Towers standing on y = base: (left, width, height), each with a shaded side and some windows."""
    for left, wide, tall in spots:
        top = base - tall
        sheet.cut(box(left, top, left + wide, base + 400), body)
        sheet.cut(box(left + wide * 0.64, top, left + wide, base + 400), side)
        if tall > 260 and sheet.rng.random() < 0.5:
            sheet.cut(
                stroke([(left + wide * 0.3, top), (left + wide * 0.3, top - 60)], 4, start=1, end=1), side, steady=True
            )
        rows, columns = int(tall // 42), max(1, int(wide * 0.6 // 26))
        for row in range(rows):
            for column in range(columns):
                if sheet.rng.random() < lit:
                    x, y = left + 12 + column * 26, top + 18 + row * 42
                    sheet.cut(box(x, y, x + 12, y + 20), window, steady=True)


def water_tank(sheet: Sheet, x: float, y: float, size: float, inks: Inks) -> None:
    """A round water tank on a stand, standing on y."""
    for u in (-0.34, 0.0, 0.34):
        sheet.cut(
            stroke([(x + size * u, y), (x + size * u * 0.92, y - size * 0.52)], size * 0.04, start=1, end=1),
            inks.shade,
            steady=True,
        )
    sheet.cut(
        stroke([(x - size * 0.34, y - size * 0.08), (x + size * 0.33, y - size * 0.44)], size * 0.025, start=1, end=1),
        inks.shade,
        steady=True,
    )
    sheet.cut(
        stroke([(x + size * 0.34, y - size * 0.08), (x - size * 0.33, y - size * 0.44)], size * 0.025, start=1, end=1),
        inks.shade,
        steady=True,
    )
    sheet.cut(box(x - size * 0.46, y - size * 0.56, x + size * 0.46, y - size * 0.51), inks.shade)
    drum: list[Knot] = [
        (x - size * 0.40, y - size * 0.56, 1),
        (x - size * 0.42, y - size * 0.9),
        (x - size * 0.36, y - size * 1.12),
        (x - size * 0.14, y - size * 1.22),
        (x + size * 0.14, y - size * 1.22),
        (x + size * 0.36, y - size * 1.12),
        (x + size * 0.42, y - size * 0.9),
        (x + size * 0.40, y - size * 0.56, 1),
    ]
    edge = sheet.cut(smooth(drum), inks.body)
    mask = sheet.mask(edge)
    sheet.cut(box(x + size * 0.12, y - size * 1.3, x + size * 0.6, y), inks.shade, inside=mask, alpha=0.6)
    for v in (0.70, 0.86, 1.02):
        sheet.cut(box(x - size, y - size * v - 4, x + size, y - size * v), inks.light, inside=mask, alpha=0.6)
    sheet.cut(box(x - size * 0.1, y - size * 1.28, x + size * 0.1, y - size * 1.21), inks.accent)


def house(
    sheet: Sheet, x: float, y: float, size: float, inks: Inks, *, roof: bool = True, windows: int = 2, lit: bool = False
) -> None:
    """A plain house `size` wide standing on y; without its roof when a storm has taken it."""
    half, wall = size / 2, size * 0.42
    sheet.cut(box(x - half, y - wall, x + half, y + 30), inks.light)
    sheet.cut(box(x + half * 0.55, y - wall, x + half, y + 30), mix(inks.light, inks.shade, 0.35))
    glass = inks.accent if lit else inks.shade
    for k in range(windows):
        wx = x - half * 0.72 + k * size * 0.26
        sheet.cut(box(wx, y - wall * 0.70, wx + size * 0.13, y - wall * 0.34), glass)
        sheet.cut(
            stroke([(wx + size * 0.065, y - wall * 0.70), (wx + size * 0.065, y - wall * 0.34)], 4, start=1, end=1),
            inks.light,
            steady=True,
        )
    sheet.cut(box(x + half * 0.12, y - wall * 0.66, x + half * 0.40, y + 30), inks.body)
    if roof:
        gable(sheet, x, y - wall, size, inks)
    else:
        for u in (-0.7, -0.2, 0.3, 0.8):
            sheet.cut(
                stroke(
                    [(x + half * u, y - wall), (x + half * (u + 0.16), y - wall - size * 0.13)], 7, start=1, end=0.8
                ),
                inks.shade,
                steady=True,
            )


def gable(sheet: Sheet, x: float, y: float, size: float, inks: Inks) -> None:
    """A roof seen from the long side, its eaves at y."""
    half = size / 2
    sheet.cut(
        [
            (x - half * 1.14, y + 6),
            (x - half * 0.82, y - size * 0.30),
            (x + half * 0.82, y - size * 0.30),
            (x + half * 1.14, y + 6),
        ],
        inks.body,
    )
    sheet.cut(
        [
            (x + half * 0.5, y - size * 0.30),
            (x + half * 0.82, y - size * 0.30),
            (x + half * 1.14, y + 6),
            (x + half * 0.62, y + 6),
        ],
        mix(inks.body, inks.shade, 0.45),
    )
    for k in range(1, 4):
        v = y + 6 - size * 0.075 * k
        reach = half * (1.14 - 0.08 * k)
        sheet.cut(
            stroke([(x - reach, v), (x + reach, v)], 3, start=1, end=1),
            mix(inks.body, inks.shade, 0.5),
            alpha=0.6,
            steady=True,
        )


def school(sheet: Sheet, x: float, y: float, size: float, inks: Inks) -> None:
    """A schoolhouse with a bell turret and a flagpole."""
    sheet.cut(box(x - size * 0.09, y - size * 1.02, x + size * 0.09, y - size * 0.66), inks.light)
    sheet.cut(
        box(x + size * 0.03, y - size * 1.02, x + size * 0.09, y - size * 0.66), mix(inks.light, inks.shade, 0.35)
    )
    sheet.cut([(x - size * 0.14, y - size * 1.0), (x, y - size * 1.22), (x + size * 0.14, y - size * 1.0)], inks.body)
    arch: list[Knot] = [
        (x - size * 0.045, y - size * 0.80, 1),
        (x - size * 0.045, y - size * 0.90),
        (x, y - size * 0.945),
        (x + size * 0.045, y - size * 0.90),
        (x + size * 0.045, y - size * 0.80, 1),
    ]
    sheet.cut(smooth(arch), inks.shade)
    sheet.cut(ellipse(x, y - size * 0.85, size * 0.024, size * 0.03), inks.accent)
    house(sheet, x, y, size, inks, windows=2)


def bus_shelter(sheet: Sheet, x: float, y: float, size: float, inks: Inks) -> None:
    """A roofed bus stop with its bench and sign, `size` wide, on y."""
    half = size / 2
    sheet.cut(
        box(x - half * 0.9, y - size * 0.58, x + half * 0.9, y - size * 0.04),
        mix(inks.light, inks.body, 0.3),
        alpha=0.45,
    )
    for u in (-0.9, 0.9):
        sheet.cut(
            stroke([(x + half * u, y), (x + half * u, y - size * 0.64)], size * 0.03, start=1, end=1),
            inks.shade,
            steady=True,
        )
    sheet.cut(
        [
            (x - half * 1.12, y - size * 0.64),
            (x + half * 1.12, y - size * 0.70),
            (x + half * 1.12, y - size * 0.63),
            (x - half * 1.12, y - size * 0.57),
        ],
        inks.body,
    )
    sheet.cut(box(x - half * 0.62, y - size * 0.20, x + half * 0.5, y - size * 0.155), inks.accent)
    for u in (-0.5, 0.38):
        sheet.cut(
            stroke([(x + half * u, y), (x + half * u, y - size * 0.17)], size * 0.024, start=1, end=1),
            inks.shade,
            steady=True,
        )
    pole = x + half * 1.5
    sheet.cut(stroke([(pole, y), (pole, y - size * 0.78)], size * 0.024, start=1, end=1), inks.shade, steady=True)
    sheet.cut(ellipse(pole, y - size * 0.80, size * 0.085, size * 0.085), inks.accent)
    sheet.cut(ellipse(pole, y - size * 0.80, size * 0.05, size * 0.05), inks.light)


def palm(sheet: Sheet, x: float, y: float, tall: float, inks: Inks, *, lean: float = 0.1) -> None:
    """A date palm with ringed trunk, drooping fronds, dates."""
    top_x, top_y = x + lean * tall, y - tall
    trunk: list[Knot] = [(x, y), (x + lean * tall * 0.35, y - tall * 0.5), (top_x, top_y)]
    sheet.cut(stroke(trunk, tall * 0.058, start=1.2, end=0.8), inks.shade)
    for k in range(14):
        angle = math.radians(-200 + 220 * k / 13)
        reach = tall * (0.46 if k % 2 else 0.40)
        ex, ey = (
            top_x + reach * math.cos(angle),
            top_y + reach * 0.62 * math.sin(angle) + tall * 0.13 * abs(math.cos(angle)),
        )
        mid = (top_x + reach * 0.55 * math.cos(angle), top_y + reach * 0.62 * math.sin(angle) * 0.9 - tall * 0.05)
        sheet.cut(
            stroke([(top_x, top_y), mid, (ex, ey)], tall * 0.062, start=0.3, end=0.05),
            inks.body if k % 2 else mix(inks.body, inks.shade, 0.45),
        )
    for s in (-1, 1):
        sheet.cut(ellipse(top_x + s * tall * 0.045, top_y + tall * 0.07, tall * 0.028, tall * 0.055), inks.accent)


def olive(sheet: Sheet, x: float, y: float, size: float, inks: Inks) -> None:
    """An old olive tree: a split trunk and clouds of leaves."""
    for knots, wide in (
        ([(x - size * 0.06, y), (x - size * 0.03, y - size * 0.22), (x - size * 0.20, y - size * 0.46)], 0.13),
        ([(x + size * 0.06, y), (x + size * 0.0, y - size * 0.2), (x + size * 0.16, y - size * 0.5)], 0.12),
        ([(x, y - size * 0.16), (x - size * 0.02, y - size * 0.4), (x + size * 0.01, y - size * 0.6)], 0.08),
    ):
        sheet.cut(stroke(knots, size * wide, start=1.1, end=0.4), inks.shade)
    crowns = ((-0.30, 0.54, 0.26), (0.28, 0.56, 0.27), (0.0, 0.74, 0.30), (-0.14, 0.60, 0.24), (0.16, 0.68, 0.22))
    for i, (u, v, r) in enumerate(crowns):
        line = wobble(even(ellipse(x + size * u, y - size * v, size * r, size * r * 0.74), 8), size * 0.016, sheet.rng)
        sheet.cut(line, mix(inks.body, inks.shade, 0.4) if i < 2 else inks.body, steady=True)
        top = wobble(
            even(ellipse(x + size * (u - 0.03), y - size * (v + r * 0.22), size * r * 0.72, size * r * 0.42), 8),
            size * 0.014,
            sheet.rng,
        )
        sheet.cut(top, mix(inks.body, inks.light, 0.5), alpha=0.8, steady=True)
    for _ in range(90):
        u, v, r = sheet.rng.choice(crowns)
        a, d = sheet.rng.uniform(0, math.tau), sheet.rng.random() ** 0.6
        lx, ly = x + size * (u + r * 0.95 * d * math.cos(a)), y - size * (v + r * 0.7 * d * math.sin(a))
        sheet.cut(
            ellipse(lx, ly, size * 0.017, size * 0.006, turn=math.degrees(a)),
            inks.light if sheet.rng.random() < 0.6 else inks.shade,
            alpha=0.8,
            steady=True,
        )


def mangrove(sheet: Sheet, x: float, y: float, size: float, inks: Inks) -> None:
    """A mangrove on its stilt roots, standing in wet mud at y."""
    for k in range(-4, 5):
        u = k * 0.11
        arc: list[Knot] = [
            (x + size * u * 0.25, y - size * (0.42 - 0.03 * abs(k))),
            (x + size * u * 0.8, y - size * (0.24 - 0.012 * abs(k))),
            (x + size * u * 1.15, y + size * 0.01),
        ]
        sheet.cut(stroke(arc, size * 0.028, start=1, end=0.7), inks.shade, steady=True)
        bands(sheet, [(x + size * u * 1.15, y + size * 0.03, size * 0.06, 5)], inks.shade, 0.3)
    sheet.cut(
        stroke([(x, y - size * 0.34), (x + size * 0.02, y - size * 0.62)], size * 0.07, start=1, end=0.6), inks.shade
    )
    for u, v, r, t in (
        (-0.26, 0.66, 0.22, 0),
        (0.28, 0.68, 0.23, 0),
        (0.02, 0.82, 0.28, 1),
        (-0.10, 0.66, 0.22, 1),
        (0.14, 0.62, 0.18, 0),
    ):
        line = wobble(even(ellipse(x + size * u, y - size * v, size * r, size * r * 0.66), 8), size * 0.02, sheet.rng)
        sheet.cut(line, inks.body if t else mix(inks.body, inks.shade, 0.4), steady=True)
        sheet.cut(
            wobble(
                even(ellipse(x + size * (u - 0.02), y - size * (v + r * 0.2), size * r * 0.66, size * r * 0.34), 8),
                size * 0.012,
                sheet.rng,
            ),
            inks.light,
            alpha=0.55,
            steady=True,
        )


def lighthouse(sheet: Sheet, x: float, y: float, tall: float, inks: Inks) -> None:
    """A banded lighthouse on y."""
    tower: list[Knot] = [
        (x - tall * 0.11, y, 1),
        (x - tall * 0.07, y - tall * 0.8, 1),
        (x + tall * 0.07, y - tall * 0.8, 1),
        (x + tall * 0.11, y, 1),
    ]
    edge = sheet.cut(smooth(tower), inks.light)
    mask = sheet.mask(edge)
    for v in (0.14, 0.46):
        sheet.cut(box(x - tall, y - tall * (v + 0.16), x + tall, y - tall * v), inks.accent, inside=mask)
    sheet.cut(box(x + tall * 0.03, y - tall, x + tall, y + 10), inks.shade, inside=mask, alpha=0.3)
    sheet.cut(box(x - tall * 0.095, y - tall * 0.82, x + tall * 0.095, y - tall * 0.79), inks.shade)
    sheet.cut(
        box(x - tall * 0.05, y - tall * 0.92, x + tall * 0.05, y - tall * 0.82), mix(inks.light, (255, 214, 120), 0.7)
    )
    sheet.cut(
        [(x - tall * 0.075, y - tall * 0.91), (x, y - tall * 1.0), (x + tall * 0.075, y - tall * 0.91)], inks.accent
    )


def lightning(sheet: Sheet, x: float, y: float, tall: float, colour: Colour) -> None:
    """One bolt from (x, y) down."""
    spine = [(0.0, 0.0), (-0.10, 0.30), (0.02, 0.32), (-0.16, 0.64), (-0.05, 0.65), (-0.20, 1.0)]
    left = [(x + tall * u - tall * 0.018 * (1 - v), y + tall * v) for u, v in spine]
    right = [(x + tall * u + tall * 0.024 * (1 - v), y + tall * v) for u, v in spine]
    shape = left + right[::-1]
    for grow, alpha in ((26, 0.12), (12, 0.2)):
        sheet.cut(
            stroke([(x + tall * u, y + tall * v, 1) for u, v in spine], grow, start=1, end=0.4),
            colour,
            alpha=alpha,
            steady=True,
        )
    sheet.cut(shape, colour, steady=True)
