"""The eight hours of the sky that stand behind the portraits."""

from __future__ import annotations

import math

from artwork.curves import Line, ellipse, even, wobble
from artwork.paper import Sheet, hex_colour, mix

# sky, lower sky, disc, far land, near land, disc x, y, radius
HOURS = {
    "night": ("#2c3f66", "#3d5580", "#f0e6cc", "#26395c", "#1d2c4a", 486, 128, 54),
    "first-light": ("#6b7fa3", "#a79fb4", "#f6d9b4", "#56688c", "#445475", 150, 330, 62),
    "dawn": ("#f4bfa5", "#f9dcbb", "#f28f5b", "#c9817b", "#a4656c", 478, 300, 84),
    "morning": ("#bfdcdb", "#e0ebdd", "#fff4d4", "#8fbdb6", "#6a9f9b", 160, 170, 74),
    "noon": ("#7fbcc6", "#aed7d6", "#fdf3da", "#4f98a1", "#35808c", 478, 150, 58),
    "afternoon": ("#f0d49a", "#f7e6bf", "#f2af48", "#cfae6d", "#a98d57", 470, 190, 92),
    "dusk": ("#d9805f", "#eeaf78", "#fbe0a3", "#96566a", "#6f4460", 166, 250, 80),
    "blue-hour": ("#3f7391", "#7ba2ae", "#f6e3c0", "#2c5874", "#1f455f", 150, 140, 46),
}


def draw_sky(sheet: Sheet, hour: str) -> None:
    """Sky, one band of a lighter air, sun or moon, two strips of land."""
    names = HOURS[hour]
    sky, low, disc, far, near = (hex_colour(name) for name in names[:5])
    x, y, radius = (float(value) for value in names[5:])
    if sheet.rng.random() < 0.5:
        x = 640 - x
    x, y = x + sheet.rng.uniform(-34, 34), y + sheet.rng.uniform(-30, 44)
    sheet.cut([(-10, -10), (650, -10), (650, 650), (-10, 650)], sky, steady=True)
    if hour == "night":
        for _ in range(34):
            size = sheet.rng.uniform(1.4, 3.0)
            sheet.cut(
                ellipse(sheet.rng.uniform(10, 630), sheet.rng.uniform(10, 400), size, size),
                disc,
                alpha=0.75,
                steady=True,
            )
    _strip(sheet, low, 260, 26)
    sheet.cut(ellipse(x, y, radius * 1.45, radius * 1.45), mix(sky, disc, 0.35), alpha=0.6)
    sheet.cut(ellipse(x, y, radius, radius), disc, shadow=0.16)
    if hour in ("noon", "morning"):
        drift = sheet.rng.uniform(-60, 60)
        for cx, cy, wide in ((92 + drift, 236, 120), (540 + drift, 312, 104)):
            cloud = [
                (
                    cx + wide * math.cos(t) * 0.9,
                    cy + 20 * math.sin(t) - (16 if math.sin(t) < 0 else 0) * abs(math.cos(2 * t)),
                )
                for t in (math.tau * i / 60 for i in range(60))
            ]
            sheet.cut(cloud, mix(low, (255, 255, 255), 0.6), shadow=0.1)
    _strip(sheet, far, 420, 30)
    _strip(sheet, near, 486, 22)


def _strip(sheet: Sheet, colour: tuple[int, int, int], y: float, tall: float) -> None:
    first, second = sheet.rng.uniform(0, math.tau), sheet.rng.uniform(0, math.tau)
    top: Line = [
        (x, y + tall * (0.6 * math.sin(x / 118 + first) + 0.4 * math.sin(x / 53 + second))) for x in range(-20, 662, 6)
    ]
    shape = wobble(even([*top, (662, 680), (-20, 680)], 6), 1.2, sheet.rng)
    sheet.cut(shape, colour, shadow=0.14, steady=True)
