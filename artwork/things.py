"""The one object of a cover, cut as a few flat pieces in the scene's own tones: what people build and tend."""

from __future__ import annotations

import math
from dataclasses import dataclass

from artwork.curves import Knot, Line, ellipse, smooth, stroke
from artwork.paper import Colour, Sheet, mix

# An outline is read in rows, as it was drawn, not one point a line.
# fmt: off


@dataclass(frozen=True)
class Inks:
    """Tones of an object: where light falls, its body, its shade, and the one accent."""

    light: Colour
    body: Colour
    shade: Colour
    accent: Colour


def box(left: float, top: float, right: float, bottom: float) -> Line:
    """A rectangle as an outline."""
    return [(left, top), (right, top), (right, bottom), (left, bottom)]


def thimble(sheet: Sheet, x: float, y: float, size: float, inks: Inks, *, post: float = 0.0, vane: bool = True) -> None:
    """The station: a thimble `size` tall standing on (x, y), on a post of `post` units, its arrow above."""
    if post:
        sheet.cut(stroke([(x, y), (x, y - post)], size * 0.11, start=1, end=1), inks.shade, steady=True)
    foot = y - post
    body: list[Knot] = [
        (x - size * 0.40, foot, 1), (x - size * 0.30, foot - size * 0.66), (x - size * 0.24, foot - size * 0.88),
        (x, foot - size), (x + size * 0.24, foot - size * 0.88), (x + size * 0.30, foot - size * 0.66),
        (x + size * 0.40, foot, 1)
    ]
    shape = smooth(body)
    sheet.cut(shape, inks.light)
    mask = sheet.mask(shape)
    sheet.cut(
        box(x + size * 0.10, foot - size * 1.1, x + size * 0.6, foot + 4), mix(inks.light, inks.body, 0.55),
        inside=mask, steady=True
    )
    sheet.cut(box(x - size, foot - size * 0.10, x + size, foot + 2), inks.body, inside=mask, steady=True)
    for row, v in enumerate((0.28, 0.44, 0.60)):
        for k in range(-2, 3):
            u = (k + (0.5 if row % 2 else 0)) * 0.145
            sheet.cut(
                ellipse(x + size * u, foot - size * v, size * 0.036, size * 0.036), inks.body, inside=mask, steady=True
            )
    if vane:
        top = foot - size * 1.28
        sheet.cut(stroke([(x, foot - size * 0.98), (x, top)], size * 0.05, start=1, end=1), inks.shade, steady=True)
        arrow(sheet, x, top, size * 0.62, inks.accent)


def arrow(sheet: Sheet, x: float, y: float, length: float, colour: Colour) -> None:
    """The vane: an arrow with a broad tail, pointing right."""
    half = length / 2
    sheet.cut(stroke([(x - half, y), (x + half * 0.7, y)], length * 0.085, start=1, end=1), colour, steady=True)
    sheet.cut(
        [(x + half * 1.1, y), (x + half * 0.52, y - length * 0.17), (x + half * 0.52, y + length * 0.17)], colour,
        steady=True
    )
    sheet.cut(
        [
            (x - half * 1.1, y - length * 0.19), (x - half * 0.5, y - length * 0.19), (x - half * 0.26, y),
            (x - half * 0.5, y + length * 0.19), (x - half * 1.1, y + length * 0.19), (x - half * 0.84, y)
        ],
        colour, steady=True
    )


def hive(sheet: Sheet, x: float, y: float, size: float, inks: Inks, *, snow: Colour | None = None) -> None:
    """A stacked hive `size` tall on four legs, with a warm dot at its entrance."""
    wide = size * 0.36
    for side in (-1, 1):
        sheet.cut(
            stroke(
                [(x + side * wide * 0.74, y), (x + side * wide * 0.70, y - size * 0.16)], size * 0.045, start=1, end=1
            ),
            inks.shade, steady=True
        )
    sheet.cut(box(x - wide * 1.1, y - size * 0.17, x + wide * 1.1, y - size * 0.11), inks.shade)
    for k, (low, high) in enumerate(((0.17, 0.42), (0.43, 0.64), (0.65, 0.80))):
        grow = 1.0 - 0.015 * k
        sheet.cut(
            box(x - wide * grow, y - size * high, x + wide * grow, y - size * low),
            inks.light if k != 1 else mix(inks.light, inks.body, 0.35)
        )
        sheet.cut(
            box(x + wide * 0.34, y - size * high, x + wide * grow, y - size * low),
            mix(inks.light, inks.shade, 0.42 if k != 1 else 0.55)
        )
        sheet.cut(
            box(
                x - wide * 0.26, y - size * (low + high) / 2 - size * 0.018, x + wide * 0.12,
                y - size * (low + high) / 2 + size * 0.012
            ),
            inks.shade, alpha=0.7 if k else 0.0
        )
    sheet.cut(
        [
            (x - wide * 1.16, y - size * 0.80), (x + wide * 1.16, y - size * 0.80), (x + wide * 1.08, y - size * 0.88),
            (x - wide * 1.08, y - size * 0.88)
        ],
        inks.body
    )
    sheet.cut(
        ellipse(x - wide * 0.08, y - size * 0.225, size * 0.10, size * 0.10), inks.accent, alpha=0.25, steady=True
    )
    sheet.cut(box(x - wide * 0.36, y - size * 0.24, x + wide * 0.2, y - size * 0.20), inks.accent)
    if snow is not None:
        cap: list[Knot] = [
            (x - wide * 1.2, y - size * 0.86, 1), (x - wide * 1.12, y - size * 0.95), (x - wide * 0.4, y - size * 1.0),
            (x + wide * 0.5, y - size * 0.985), (x + wide * 1.14, y - size * 0.94),
            (x + wide * 1.2, y - size * 0.86, 1), (x + wide * 0.8, y - size * 0.845), (x + wide * 0.4, y - size * 0.87),
            (x - wide * 0.2, y - size * 0.84), (x - wide * 0.8, y - size * 0.87)
        ]
        sheet.cut(smooth(cap), snow)


def sail(sheet: Sheet, x: float, y: float, size: float, inks: Inks, *, facing: int = 1, alpha: float = 1.0) -> None:
    """A small boat under sail, `size` tall, its hull in the water at y."""
    f = facing
    mast = x - f * size * 0.02
    main: list[Knot] = [
        (mast + f * 3, y - size, 1), (mast + f * size * 0.20, y - size * 0.56),
        (mast + f * size * 0.42, y - size * 0.16, 1), (mast + f * 3, y - size * 0.14, 1)
    ]
    jib: list[Knot] = [
        (mast - f * 4, y - size * 0.92, 1), (mast - f * size * 0.08, y - size * 0.5),
        (mast - f * size * 0.32, y - size * 0.15, 1), (mast - f * 4, y - size * 0.17, 1)
    ]
    sheet.cut(
        stroke([(mast, y - size * 0.08), (mast, y - size * 1.03)], size * 0.018, start=1, end=1), inks.shade,
        alpha=alpha, steady=True
    )
    sheet.cut(smooth(main), inks.light, alpha=alpha)
    sheet.cut(smooth(jib), mix(inks.light, inks.body, 0.45), alpha=alpha)
    hull: list[Knot] = [
        (x - f * size * 0.36, y - size * 0.10, 1), (x + f * size * 0.36, y - size * 0.11, 1),
        (x + f * size * 0.27, y + size * 0.005), (x - f * size * 0.22, y + size * 0.005)
    ]
    sheet.cut(smooth(hull), inks.accent, alpha=alpha)


def bench_table(sheet: Sheet, left: float, right: float, y: float, drop: float, inks: Inks) -> None:
    """A workbench seen from the front: top from left to right at y, legs `drop` long."""
    for x in (left + 46, right - 46):
        sheet.cut(box(x - 20, y + 30, x + 20, y + drop), inks.shade)
        sheet.cut(box(x - 20, y + 30, x - 6, y + drop), mix(inks.shade, inks.body, 0.4))
    sheet.cut(box(left + 40, y + drop * 0.55, right - 40, y + drop * 0.55 + 22), inks.shade)
    sheet.cut(box(left + 24, y + 26, right - 24, y + 66), mix(inks.body, inks.shade, 0.5))
    sheet.cut(box(left, y, right, y + 32), inks.body)
    sheet.cut(box(left, y, right, y + 9), inks.light)


def screw(sheet: Sheet, x: float, y: float, tall: float, colour: Colour, dark: Colour) -> None:
    """A screw standing on its head, point up: steel with a dark thread and a lit edge."""
    shaft = [
        (x - tall * 0.095, y - tall * 0.14), (x + tall * 0.095, y - tall * 0.14), (x + tall * 0.075, y - tall * 0.74),
        (x, y - tall), (x - tall * 0.075, y - tall * 0.74)
    ]
    sheet.cut(shaft, colour, steady=True)
    inside = sheet.mask(shaft)
    sheet.cut(box(x + tall * 0.02, y - tall, x + tall, y), mix(colour, dark, 0.35), inside=inside, steady=True)
    for k in range(7):
        v = y - tall * (0.26 + 0.085 * k)
        sheet.cut(
            stroke(
                [(x - tall * 0.12, v + tall * 0.022), (x + tall * 0.12, v - tall * 0.022)], tall * 0.026, start=0.7,
                end=0.7
            ),
            dark, steady=True
        )
    head: list[Knot] = [
        (x - tall * 0.20, y - tall * 0.02, 1), (x - tall * 0.175, y - tall * 0.12), (x, y - tall * 0.165),
        (x + tall * 0.175, y - tall * 0.12), (x + tall * 0.20, y - tall * 0.02, 1), (x, y + tall * 0.01)
    ]
    sheet.cut(smooth(head), mix(colour, dark, 0.15), steady=True)
    sheet.cut(
        stroke([(x - tall * 0.14, y - tall * 0.10), (x - tall * 0.02, y - tall * 0.14)], tall * 0.03),
        mix(colour, (255, 255, 255), 0.7), steady=True
    )


def screwdriver(sheet: Sheet, x: float, y: float, length: float, inks: Inks) -> None:
    """A screwdriver lying on the bench, handle left."""
    sheet.cut(
        stroke([(x, y - length * 0.05), (x + length * 0.98, y - length * 0.05)], length * 0.035, start=1, end=0.7),
        inks.shade, steady=True
    )
    grip: list[Knot] = [
        (x - length * 0.42, y - length * 0.10), (x - length * 0.20, y - length * 0.13),
        (x + length * 0.04, y - length * 0.085), (x + length * 0.04, y - length * 0.015), (x - length * 0.20, y),
        (x - length * 0.42, y - length * 0.01)
    ]
    sheet.cut(smooth(grip), inks.accent)
    sheet.cut(
        stroke([(x - length * 0.38, y - length * 0.07), (x - length * 0.02, y - length * 0.06)], length * 0.02),
        mix(inks.accent, inks.light, 0.5), steady=True
    )


def lamp(sheet: Sheet, x: float, y: float, size: float, inks: Inks, *, hook: float) -> None:
    """A lamp hanging from y = hook, its shade `size` wide, with the cone of light below it."""
    for spread, alpha in ((3.4, 0.10), (2.5, 0.13), (1.7, 0.16)):
        sheet.cut(
            [
                (x - size * 0.4, y), (x + size * 0.4, y), (x + size * spread, y + size * 3.4),
                (x - size * spread, y + size * 3.4)
            ],
            inks.accent, alpha=alpha
        )
    sheet.cut(stroke([(x, hook), (x, y - size * 0.5)], 6, start=1, end=1), inks.shade, steady=True)
    sheet.cut(ellipse(x, y + size * 0.02, size * 0.2, size * 0.16), mix(inks.accent, (255, 255, 255), 0.5))
    cone: list[Knot] = [
        (x - size * 0.16, y - size * 0.56, 1), (x + size * 0.16, y - size * 0.56, 1),
        (x + size * 0.34, y - size * 0.26), (x + size * 0.62, y, 1), (x - size * 0.62, y, 1),
        (x - size * 0.34, y - size * 0.26)
    ]
    sheet.cut(smooth(cone), inks.body)
    sheet.cut(
        [(x - size * 0.62, y - 8), (x + size * 0.62, y - 8), (x + size * 0.64, y + 4), (x - size * 0.64, y + 4)],
        inks.light
    )


def park_bench(sheet: Sheet, x: float, y: float, size: float, inks: Inks) -> None:
    """A slatted bench, `size` wide, feet at y."""
    half = size / 2
    for u in (-0.76, 0.76):
        sheet.cut(
            stroke(
                [(x + half * u, y), (x + half * u, y - size * 0.22), (x + half * (u - 0.02), y - size * 0.46)],
                size * 0.03, start=1, end=1
            ),
            inks.shade, steady=True
        )
        sheet.cut(
            stroke([(x + half * (u + 0.10), y), (x + half * (u + 0.08), y - size * 0.2)], size * 0.03, start=1, end=1),
            inks.shade, steady=True
        )
    for v in (0.46, 0.375, 0.29):
        sheet.cut(box(x - half, y - size * v, x + half, y - size * (v - 0.055)), inks.body)
    sheet.cut(box(x - half * 1.04, y - size * 0.215, x + half * 1.04, y - size * 0.165), inks.light)


def book(sheet: Sheet, x: float, y: float, size: float, inks: Inks) -> None:
    """An open book seen a little from above, `size` wide, lying at y."""
    cover: list[Knot] = [
        (x - size * 0.52, y - size * 0.12, 1), (x, y + size * 0.02, 1), (x + size * 0.52, y - size * 0.12, 1),
        (x + size * 0.50, y + size * 0.04, 1), (x, y + size * 0.10, 1), (x - size * 0.50, y + size * 0.04, 1)
    ]
    sheet.cut(smooth(cover), inks.accent)
    for s in (-1, 1):
        page: list[Knot] = [
            (x, y - size * 0.02, 1), (x + s * size * 0.16, y - size * 0.16), (x + s * size * 0.47, y - size * 0.17, 1),
            (x + s * size * 0.46, y - size * 0.01, 1), (x + s * size * 0.18, y - size * 0.0), (x, y + size * 0.07, 1)
        ]
        sheet.cut(smooth(page), inks.light if s < 0 else mix(inks.light, inks.body, 0.25))
        for k in range(3):
            v = y - size * (0.115 - 0.038 * k)
            sheet.cut(
                stroke(
                    [
                        (x + s * size * 0.09, v + size * 0.012), (x + s * size * 0.2, v - size * 0.02),
                        (x + s * size * 0.40, v - size * 0.02)
                    ],
                    size * 0.01, start=1, end=1
                ),
                inks.shade, alpha=0.5, steady=True
            )


def birds(sheet: Sheet, spots: list[tuple[float, float, float, float]], colour: Colour) -> None:
    """Swifts: sickle wings and a short forked body; (x, y, wing span, turn in degrees)."""
    for x, y, span, turn in spots:
        a = math.radians(turn)

        def at(u: float, v: float, x: float = x, y: float = y, span: float = span, a: float = a) -> tuple[float, float]:
            return x + span * (u * math.cos(a) - v * math.sin(a)), y + span * (u * math.sin(a) + v * math.cos(a))

        left = [
            (-0.01, -0.085), (-0.14, -0.12), (-0.32, -0.06), (-0.46, 0.07), (-0.56, 0.26), (-0.40, 0.09),
            (-0.24, 0.015), (-0.10, -0.01), (-0.03, 0.05)
        ]
        wings: list[Knot] = [(*at(u, v), 1) if abs(u) > 0.5 else at(u, v) for u, v in left]
        wings += [(*at(-u, v), 1) if abs(u) > 0.5 else at(-u, v) for u, v in reversed(left)]
        sheet.cut(smooth(wings, step=3), colour, steady=True)
        body: list[Knot] = [
            at(0, -0.15), at(0.036, -0.06), at(0.022, 0.11), (*at(0.045, 0.25), 1), (*at(0, 0.18), 1),
            (*at(-0.045, 0.25), 1), at(-0.022, 0.11), at(-0.036, -0.06)
        ]
        sheet.cut(smooth(body, step=3), colour, steady=True)


def kite(sheet: Sheet, x: float, y: float, size: float, inks: Inks, to: tuple[float, float]) -> None:
    """A kite with a tail, its line running down to `to`."""
    line: list[Knot] = [(x, y + size * 0.1), ((x + to[0]) / 2 + 30, (y + to[1]) / 2 + 60), to]
    sheet.cut(stroke(line, 2.5, start=1, end=1), inks.shade, alpha=0.7, steady=True)
    top, right = (x + size * 0.16, y - size * 0.62), (x + size * 0.46, y - size * 0.04)
    low, left = (x - size * 0.12, y + size * 0.66), (x - size * 0.42, y - size * 0.16)
    sheet.cut([top, right, low, left], inks.accent)
    sheet.cut([top, right, low], mix(inks.accent, inks.shade, 0.25))
    tail: list[Knot] = [
        low, (x - size * 0.34, y + size * 0.98), (x - size * 0.10, y + size * 1.3), (x - size * 0.36, y + size * 1.66)
    ]
    sheet.cut(stroke(tail, 4, start=1, end=1), inks.shade, steady=True)
    for k, (u, v) in enumerate(((-0.31, 0.95), (-0.12, 1.27), (-0.35, 1.6))):
        px, py = x + size * u, y + size * v
        sheet.cut(
            [(px, py), (px - size * 0.13, py - size * 0.08), (px - size * 0.12, py + size * 0.09)],
            inks.light if k % 2 else inks.accent, steady=True
        )
        sheet.cut(
            [(px, py), (px + size * 0.13, py - size * 0.06), (px + size * 0.12, py + size * 0.11)],
            inks.light if k % 2 else inks.accent, steady=True
        )
