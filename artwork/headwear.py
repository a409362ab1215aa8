"""What people wear on their heads: scarves, wraps, a turban, caps and a felt hat."""

from __future__ import annotations

from artwork.curves import Knot, smooth
from artwork.paper import hex_colour, mix
from artwork.pen import Pen, Style, both, nothing

# An outline is read in rows, as it was drawn, not one point a line.
# fmt: off


def hijab_back(pen: Pen) -> None:
    """The scarf behind the head and over the shoulders."""
    pen.piece(
        [
            (0, -1.22), (0.74, -1.10), (1.20, -0.56), (1.24, 0.2), (1.20, 0.8), (1.7, 1.36), (2.0, 2.1, 1),
            (-2.0, 2.1, 1), (-1.7, 1.36), (-1.20, 0.8), (-1.24, 0.2), (-1.20, -0.56), (-0.74, -1.10)
        ],
        pen.tones.dark
    )


def hijab(pen: Pen) -> None:
    """A scarf close round the face, one end thrown over the shoulder."""
    s = pen.head.side
    outer: list[Knot] = [
        (-1.14, 0.5), (-1.19, 0.0), (-1.16, -0.56), (-0.74, -1.09), (0, -1.21), (0.74, -1.09), (1.16, -0.56),
        (1.19, 0.0), (1.14, 0.5), (1.06, 0.98), (1.16, 1.3), (0.5, 1.56), (-0.5, 1.56), (-1.16, 1.3), (-1.06, 0.98)
    ]
    opening: list[Knot] = [
        (0, 0.99), (-0.30, 0.955), (-0.66, 0.70), (-0.86, 0.32), (-0.87, -0.12), (-0.73, -0.48), (-0.38, -0.66),
        (0, -0.70), (0.38, -0.66), (0.73, -0.48), (0.87, -0.12), (0.86, 0.32), (0.66, 0.70), (0.30, 0.955)
    ]
    edge = [*pen.head.rim(outer)]
    _ring(pen, edge, pen.head.face(opening))
    fold = pen.piece(
        [
            (-s * 1.02, 0.74), (-s * 0.5, 1.02), (s * 0.2, 1.14), (s * 0.86, 0.98), (s * 1.10, 0.86), (s * 1.26, 1.2),
            (s * 1.02, 1.5), (s * 0.2, 1.62), (-s * 0.8, 1.46), (-s * 1.3, 1.2)
        ],
        pen.tones.base, shadow=0.3
    )
    for off in (0.0, 0.14, 0.28):
        pen.strand(
            [(-s * 0.86, 0.98 + off * 0.8), (-s * 0.1, 1.20 + off), (s * 0.8, 1.06 + off * 0.9)], 8,
            pen.tones.dark if off == 0.14 else pen.tones.light, inside=fold
        )
    tail = pen.piece(
        [
            (s * 0.80, 1.06, 1), (s * 1.16, 0.92), (s * 1.42, 1.4), (s * 1.5, 2.1, 1), (s * 0.86, 2.1, 1),
            (s * 0.94, 1.5)
        ],
        pen.tones.light, shadow=0.3
    )
    pen.strand([(s * 1.06, 1.1), (s * 1.16, 1.5), (s * 1.14, 2.0)], 8, pen.tones.base, inside=tail)
    pen.strand([(-s * 1.02, -0.2), (-s * 0.92, -0.66), (-s * 0.40, -0.98)], 10)
    pen.strand([(s * 1.05, 0.2), (s * 1.02, -0.3), (s * 0.76, -0.78)], 8, pen.tones.dark)


def _ring(pen: Pen, outer: list[Knot], inner: list[Knot]) -> None:
    """A piece with a hole: joined along a seam under the chin, where the next fold covers it."""
    hole = smooth(inner)
    rim = smooth(outer)
    start = min(
        range(len(rim)),
        key=lambda i: (rim[i][0] - hole[0][0]) ** 2 + (rim[i][1] - hole[0][1]) ** 2 - (
            1e6 if rim[i][1] > hole[0][1] else 0
        )
    )
    rim = [*rim[start:], *rim[: start + 1]]
    pen.sheet.cut([*rim, *hole, hole[0]], pen.tones.base, shadow=0.28, steady=True)


def loose_scarf_back(pen: Pen) -> None:
    """The loose scarf behind, and the grey hair between it and the face."""
    pen.piece(
        [
            (0, -1.30), (0.78, -1.14), (1.28, -0.5), (1.34, 0.3), (1.28, 0.9), (1.66, 1.4), (1.9, 2.1, 1),
            (-1.9, 2.1, 1), (-1.66, 1.4), (-1.28, 0.9), (-1.34, 0.3), (-1.28, -0.5), (-0.78, -1.14)
        ],
        pen.tones.dark
    )


def loose_scarf(pen: Pen) -> None:
    """A scarf laid loosely over the head, knotted low; the hair above the forehead stays free."""
    s = pen.head.side
    for side in (-1, 1):
        wing = pen.piece(
            both(
                side,
                [
                    (0, -1.28, 1), (0.76, -1.12), (1.25, -0.5), (1.30, 0.3), (1.16, 0.86), (0.60, 1.30, 1),
                    (0.80, 0.88), (1.02, 0.34), (1.03, -0.26), (0.80, -0.74), (0.40, -0.98), (0, -1.05, 1)
                ]
            ),
            shadow=0.3
        )
        pen.strand(both(side, [(0.3, -1.14), (0.86, -0.88), (1.14, -0.3), (1.14, 0.3)]), 9, inside=wing)
        pen.strand(both(side, [(1.20, 0.1), (1.16, 0.5), (0.92, 0.94)]), 8, pen.tones.dark, inside=wing)
    pen.piece(
        [(s * 0.1, 1.24), (s * 0.5, 1.44), (s * 0.66, 2.1, 1), (s * 0.1, 2.1, 1), (-s * 0.04, 1.6)], pen.tones.light,
        shadow=0.3
    )
    pen.piece(
        [(-s * 0.1, 1.24), (s * 0.12, 1.5), (-s * 0.06, 2.1, 1), (-s * 0.62, 2.1, 1), (-s * 0.46, 1.5)], pen.tones.base,
        shadow=0.3
    )
    pen.piece([(-0.66, 1.20), (0, 1.26), (0.66, 1.20), (0.30, 1.48), (-0.30, 1.48)], pen.tones.base, shadow=0.28)
    pen.disc(0.02, 1.38, 27, pen.tones.light, flat=0.86)


def headwrap(pen: Pen) -> None:
    """A tall wrap, folded across the forehead and knotted above one temple."""
    s = pen.head.side
    second = mix(pen.tones.base, pen.tones.dark, 0.5)
    crown = pen.piece(
        [
            (-s * 1.04, -0.36), (-s * 1.20, -0.86), (-s * 0.96, -1.36), (-s * 0.30, -1.60), (s * 0.42, -1.58),
            (s * 1.02, -1.26), (s * 1.18, -0.84), (s * 1.04, -0.36), (0, -0.56)
        ],
        shadow=0.3
    )
    for off in (0.0, 0.22, 0.44):
        pen.strand(
            [
                (-s * (1.0 - off), -0.62 - off * 0.4), (-s * (0.5 - off), -1.10 - off * 0.3),
                (s * (0.3 + off * 0.8), -1.44 + off * 0.2)
            ],
            10, pen.tones.dark if off == 0.22 else pen.tones.light, inside=crown
        )
    fold = pen.piece(
        [
            (-s * 1.06, -0.16, 1), (-s * 1.12, -0.52), (-s * 0.5, -0.92), (s * 0.3, -0.98), (s * 1.02, -0.80),
            (s * 1.12, -0.46), (s * 1.03, -0.20, 1), (s * 0.78, -0.44), (s * 0.2, -0.60), (-s * 0.44, -0.56),
            (-s * 0.86, -0.36)
        ],
        pen.tones.light, shadow=0.3
    )
    pen.strand(
        [(-s * 1.04, -0.34), (-s * 0.4, -0.76), (s * 0.5, -0.80), (s * 1.06, -0.52)], 10, pen.tones.base, inside=fold
    )
    pen.strand(
        [(-s * 1.0, -0.26), (-s * 0.4, -0.64), (s * 0.4, -0.68), (s * 1.0, -0.38)], 6, (148, 52, 56), inside=fold
    )
    pen.piece(
        [(s * 0.62, -1.06), (s * 0.98, -1.66), (s * 1.32, -1.56), (s * 1.16, -1.2), (s * 0.84, -0.92)], second,
        shadow=0.3
    )
    pen.piece(
        [(s * 0.66, -1.0), (s * 1.24, -1.28), (s * 1.52, -1.06), (s * 1.26, -0.86), (s * 0.86, -0.84)], pen.tones.base,
        shadow=0.3
    )
    pen.disc(s * 0.76, -0.98, 31, pen.tones.light)


def turban(pen: Pen) -> None:
    """A turban of wound cloth with a printed edge."""
    s = pen.head.side
    pattern = (0xB4, 0x57, 0x3C)
    pen.piece(
        [
            (-1.06, -0.34), (-1.20, -0.78), (-0.84, -1.22), (0, -1.36), (0.84, -1.22), (1.20, -0.78), (1.06, -0.34),
            (0, -0.56)
        ],
        pen.tones.dark, shadow=0.3
    )
    rolls: list[list[Knot]] = [
        [
            (s * 1.0, -1.02), (s * 0.2, -1.30), (-s * 0.70, -1.22), (-s * 1.16, -0.84), (-s * 0.7, -0.98), (0, -1.06),
            (s * 0.6, -0.98)
        ],
        [
            (-s * 1.0, -1.04), (-s * 0.2, -1.20), (s * 0.62, -1.20), (s * 1.18, -0.80), (s * 1.12, -0.56),
            (s * 0.5, -0.92), (-s * 0.4, -0.90)
        ],
        [
            (s * 1.04, -0.24, 1), (s * 1.17, -0.62), (s * 0.4, -0.98), (-s * 0.44, -1.06), (-s * 1.16, -0.90),
            (-s * 1.22, -0.62), (-s * 0.5, -0.72), (s * 0.2, -0.62), (s * 0.74, -0.46)
        ],
        [
            (-s * 1.05, -0.22, 1), (-s * 1.20, -0.62), (-s * 0.70, -0.84), (0, -0.80), (s * 0.66, -0.62),
            (s * 1.10, -0.34), (s * 0.94, -0.36), (s * 0.3, -0.54), (-s * 0.4, -0.54), (-s * 0.86, -0.38)
        ],
    ]
    for i, knots in enumerate(rolls):
        mask = pen.piece(knots, pen.tones.base if i % 2 else pen.tones.light, shadow=0.26)
        if i == 2:
            pen.strand(
                [(s * 1.10, -0.42), (s * 0.3, -0.80), (-s * 0.5, -0.88), (-s * 1.2, -0.76)], 9, pattern, inside=mask
            )
        if i == 3:
            pen.strand(
                [(-s * 1.12, -0.46), (-s * 0.4, -0.72), (s * 0.3, -0.66), (s * 1.0, -0.38)], 7, pattern, inside=mask
            )


def wool_cap(pen: Pen) -> None:
    """A knitted cap with a turned-up edge and a bobble."""
    second = _second(pen)
    pen.curls([(-0.2, -1.52), (0, -1.62), (0.2, -1.52), (0.26, -1.38), (0, -1.26), (-0.26, -1.38)], 18, 9, second)
    crown = pen.piece(
        [
            (-1.05, -0.56), (-1.06, -0.90), (-0.66, -1.28), (0, -1.42), (0.66, -1.28), (1.06, -0.90), (1.05, -0.56),
            (0, -0.74)
        ],
        shadow=0.28
    )
    for row, v in enumerate((-1.16, -0.98)):
        for i in range(-7, 8):
            u = i * 0.15 + (row % 2) * 0.075
            pen.piece(
                [
                    (u, v - 0.07 + abs(u) * 0.18), (u + 0.055, v + abs(u) * 0.18), (u, v + 0.07 + abs(u) * 0.18),
                    (u - 0.055, v + abs(u) * 0.18)
                ],
                second, shadow=0, inside=crown
            )
    brim = pen.piece(
        [
            (-1.08, -0.40, 1), (-1.12, -0.70), (-0.5, -0.86), (0, -0.89), (0.5, -0.86), (1.12, -0.70), (1.08, -0.40, 1),
            (0.5, -0.56), (0, -0.59), (-0.5, -0.56)
        ],
        pen.tones.light, shadow=0.3
    )
    for i in range(-10, 11):
        u = i * 0.108
        pen.strand([(u, -0.92), (u * 1.02, -0.40)], 4, pen.tones.base, inside=brim)


def flat_cap(pen: Pen) -> None:
    """A tweed cap with a short peak."""
    s = pen.head.side
    crown = pen.piece(
        [
            (-s * 1.08, -0.40), (-s * 1.22, -0.74), (-s * 0.92, -1.10), (-s * 0.2, -1.27), (s * 0.6, -1.22),
            (s * 1.20, -0.92), (s * 1.26, -0.66), (s * 0.6, -0.62), (-s * 0.4, -0.56)
        ],
        shadow=0.3
    )
    for i in range(-6, 7):
        u = i * 0.22
        pen.strand([(u - 0.2, -1.4), (u + 0.05, -0.5)], 3, inside=crown)
        pen.strand([(-1.4, -0.94 + i * 0.085), (1.4, -0.90 + i * 0.085)], 2.6, pen.tones.dark, inside=crown)
    pen.piece(
        [
            (-s * 0.64, -0.62), (-s * 0.1, -0.70), (s * 0.66, -0.72), (s * 1.22, -0.70), (s * 1.06, -0.46),
            (s * 0.6, -0.40), (0, -0.44), (-s * 0.5, -0.50)
        ],
        pen.tones.dark, shadow=0.34
    )


def felt_hat(pen: Pen) -> None:
    """A felt hat with a round crown, a woven band and a level brim."""
    second = _second(pen)
    pen.piece(
        [(-0.76, -0.80), (-0.82, -1.20), (-0.54, -1.54), (0, -1.62), (0.54, -1.54), (0.82, -1.20), (0.76, -0.80)],
        shadow=0.3
    )
    pen.strand([(-0.5, -1.3), (-0.3, -1.5), (0.1, -1.54)], 11)
    band = pen.piece(
        [(-0.80, -0.76, 1), (-0.83, -1.04, 1), (0, -1.13), (0.83, -1.04, 1), (0.80, -0.76, 1), (0, -0.80)], second,
        shadow=0.2
    )
    for i in range(-5, 6):
        u = i * 0.16
        pen.piece(
            [(u, -1.06), (u + 0.07, -0.95), (u, -0.84), (u - 0.07, -0.95)], (240, 190, 84) if i % 2 else (30, 110, 116),
            shadow=0, inside=band
        )
    pen.piece(
        [
            (-1.52, -0.72), (-0.8, -0.88), (0, -0.92), (0.8, -0.88), (1.52, -0.72), (0.9, -0.58), (0, -0.53),
            (-0.9, -0.58)
        ],
        pen.tones.base, shadow=0.4
    )
    pen.strand([(-1.3, -0.72), (0, -0.84), (1.3, -0.72)], 8)


def _second(pen: Pen) -> tuple[int, int, int]:
    return hex_colour(pen.person.wear_second)


WEAR: dict[str, tuple[Style, Style]] = {  # behind the head, in front
    "hijab": (hijab_back, hijab),
    "loose-scarf": (loose_scarf_back, loose_scarf),
    "headwrap": (nothing, headwrap),
    "turban": (nothing, turban),
    "wool-cap": (nothing, wool_cap),
    "flat-cap": (nothing, flat_cap),
    "felt-hat": (nothing, felt_hat),
}
