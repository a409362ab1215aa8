"""Hair that is long, tied, braided, rolled or gathered."""

from __future__ import annotations

import math

from artwork.curves import Knot
from artwork.paper import Colour, mix
from artwork.pen import Pen, Style, both, nothing

# An outline is read in rows, as it was drawn, not one point a line.
# fmt: off

PULLED: list[Knot] = [
    (-0.97, 0.08, 1), (-1.04, -0.30), (-0.95, -0.76), (-0.54, -1.05), (0, -1.12), (0.54, -1.05), (0.95, -0.76),
    (1.04, -0.30), (0.97, 0.08, 1)
]
HAIRLINE: list[Knot] = [
    (0.90, -0.10), (0.82, -0.40), (0.56, -0.60), (0, -0.68), (-0.56, -0.60), (-0.82, -0.40), (-0.90, -0.10)
]


def pulled(pen: Pen, *, part: float | None = None) -> None:
    """Hair drawn smoothly back over the head, with or without a parting at u."""
    inner: list[Knot] = HAIRLINE if part is None else [
        (0.90, -0.06), (0.86, -0.34), (0.62, -0.54), (part, -0.80, 1), (-0.62, -0.54), (-0.86, -0.34), (-0.90, -0.06)
    ]
    mask = pen.hair(PULLED, inner)
    if part is None:
        for u in (-0.7, -0.42, -0.14, 0.14, 0.42, 0.7):
            pen.strand(
                [(u, -0.62 + abs(u) * 0.12), (u * 0.86, -0.86 + abs(u) * 0.06), (u * 0.55, -1.06)], 7, inside=mask
            )
        return
    pen.strand([(part, -0.80), (part * 0.9, -1.1)], 6, pen.tones.dark, inside=mask)
    for s in (-1, 1):
        for off in (0.0, 0.17):
            pen.strand(
                [
                    (part + s * 0.1, -0.90 - off * 0.6), (s * (0.62 + off * 0.4), -0.70 - off * 0.7),
                    (s * (0.93 + off * 0.3), -0.24 - off)
                ],
                8, inside=mask
            )


def locs_up_back(pen: Pen) -> None:
    """Locs gathered on top and falling over to all sides."""
    ends = [
        (-0.98, -1.02), (-0.86, -1.34), (-0.58, -1.54), (-0.24, -1.66), (0.12, -1.68), (0.46, -1.60), (0.76, -1.42),
        (0.98, -1.10)
    ]
    for i, (u, v) in enumerate(ends):
        tone = pen.tones.base if i % 2 else mix(pen.tones.base, pen.tones.light, 0.5)
        pen.rope(
            [(u * 0.16, -1.02), (u * 0.55, -1.02 + (v + 1.02) * 0.95), (u * 1.02, v + 0.05), (u * 1.10, v + 0.20)], 29,
            tone, ends=(0.9, 0.7)
        )


def locs_up(pen: Pen) -> None:
    """Rows drawn back to the tie, which shows its colour."""
    mask = pen.hair(PULLED, HAIRLINE)
    for u in (-0.78, -0.54, -0.28, 0.0, 0.28, 0.54, 0.78):
        pen.strand([(u * 1.02, -0.50 - (1 - abs(u)) * 0.16), (u * 0.84, -0.82), (u * 0.3, -1.08)], 6, inside=mask)
    for i, u in enumerate((-0.46, -0.16, 0.18, 0.48)):
        pen.rope(
            [(u * 0.5, -1.10), (u, -1.26 - 0.06 * (i % 2)), (u * 1.5, -1.18), (u * 1.7, -1.02)], 27,
            pen.tones.base if i % 2 else mix(pen.tones.base, pen.tones.light, 0.55)
        )
    pen.rope([(-0.40, -1.05), (0, -1.15), (0.40, -1.05)], 17, (214, 96, 66), ends=(0.8, 0.8))


def fringe_long_back(pen: Pen) -> None:
    """Long hair down over both shoulders."""
    pen.piece(
        [
            (0, -1.14), (0.74, -1.02), (1.16, -0.5), (1.22, 0.2), (1.34, 0.9), (1.30, 1.62), (0.9, 1.86, 1), (0.3, 1.3),
            (-0.3, 1.3), (-0.9, 1.86, 1), (-1.30, 1.62), (-1.34, 0.9), (-1.22, 0.2), (-1.16, -0.5), (-0.74, -1.02)
        ],
        pen.tones.dark
    )


def fringe_long(pen: Pen) -> None:
    """A soft fringe and long sides lying before the shoulders."""
    for s in (-1, 1):
        lock = pen.piece(
            both(
                s,
                [
                    (0.86, -0.62, 1), (1.13, -0.5), (1.17, 0.1), (1.26, 0.8), (1.20, 1.5), (1.02, 1.78, 1), (0.90, 1.4),
                    (0.98, 0.8), (0.93, 0.3), (0.90, -0.1)
                ]
            )
        )
        for off in (0.0, 0.1):
            pen.strand(
                both(s, [(1.0 + off * 0.6, -0.3), (1.03 + off, 0.3), (1.10 + off, 0.9), (1.04 + off, 1.5)]), 8,
                inside=lock
            )
    outer: list[Knot] = [
        (-0.95, -0.12, 1), (-1.13, -0.48), (-0.74, -1.04), (0, -1.15), (0.74, -1.04), (1.13, -0.48), (0.95, -0.12, 1)
    ]
    inner: list[Knot] = [
        (0.84, -0.30), (0.56, -0.33, 1), (0.42, -0.26), (0.14, -0.33, 1), (0.02, -0.25), (-0.26, -0.33, 1),
        (-0.40, -0.26), (-0.62, -0.34, 1), (-0.84, -0.28)
    ]
    mask = pen.hair(outer, inner)
    for u in (-0.66, -0.4, -0.14, 0.12, 0.38, 0.64):
        pen.strand([(u * 0.5, -1.0), (u * 0.9, -0.7), (u * 1.08, -0.38)], 7, inside=mask)


def windblown_back(pen: Pen) -> None:
    """Long hair the wind carries off to one side, in tongues."""
    s = -pen.head.side
    tongues: list[list[Knot]] = [
        [
            (-s * 0.9, -0.8), (0, -1.22), (s * 0.9, -1.06), (s * 1.7, -0.86), (s * 2.3, -0.98, 1), (s * 1.9, -0.5),
            (s * 1.3, -0.2), (s * 0.5, 0.2)
        ],
        [
            (-s * 0.6, -0.6), (s * 0.9, -0.78), (s * 1.6, -0.44), (s * 2.2, -0.34, 1), (s * 1.8, 0.06), (s * 1.2, 0.4),
            (s * 0.4, 0.6)
        ],
        [
            (s * 0.4, -0.4), (s * 1.1, -0.3), (s * 1.5, 0.2), (s * 2.0, 0.44, 1), (s * 1.5, 0.74), (s * 1.0, 0.9),
            (s * 0.4, 0.7)
        ],
        [(-s * 0.7, -0.5), (-s * 1.12, -0.1), (-s * 1.16, 0.6), (-s * 1.0, 1.2, 1), (-s * 0.6, 0.9), (-s * 0.3, 0.3)],
    ]
    colours: list[Colour] = [pen.tones.dark, mix(pen.tones.dark, pen.tones.base, 0.5), pen.tones.dark, pen.tones.dark]
    for knots, colour in zip(tongues, colours, strict=True):
        pen.piece(knots, colour)
    for off in (0.0, 0.26, 0.5):
        pen.strand([(s * 0.9, -0.84 + off), (s * 1.4, -0.68 + off), (s * 1.96, -0.72 + off * 1.4)], 9, pen.tones.base)


def windblown(pen: Pen) -> None:
    """A side parting with a lock blown across the temple."""
    s = pen.head.side
    p = s * 0.42
    outer: list[Knot] = [
        (s * 0.96, 0.42, 1), (s * 1.12, 0.0), (s * 1.08, -0.56), (s * 0.80, -1.0), (p, -1.16), (-s * 0.2, -1.22),
        (-s * 0.82, -1.02), (-s * 1.16, -0.6), (-s * 1.34, -0.16), (-s * 1.20, 0.24, 1)
    ]
    inner: list[Knot] = [
        (-s * 0.98, 0.10), (-s * 0.90, -0.26), (-s * 0.62, -0.54), (-s * 0.12, -0.68), (p, -0.82, 1), (s * 0.66, -0.60),
        (s * 0.86, -0.28), (s * 0.91, 0.08)
    ]
    mask = pen.hair(outer, inner)
    pen.strand([(p, -0.82), (p - s * 0.03, -1.12)], 6, pen.tones.dark, inside=mask)
    for off in (0.0, 0.16, 0.32):
        pen.strand(
            [
                (p - s * 0.12, -0.90 - off * 0.6), (-s * (0.46 + off * 0.3), -0.80 - off * 0.7),
                (-s * (0.94 + off * 0.3), -0.46 - off * 0.8), (-s * (1.1 + off * 0.4), 0.0 - off * 0.4)
            ],
            8, inside=mask
        )


def curly_long_back(pen: Pen) -> None:
    """Loose curls to the shoulders, seen behind the neck."""
    pen.curls(
        [
            (0, -1.1), (0.74, -1.0), (1.22, -0.5), (1.42, 0.1), (1.44, 0.62), (1.16, 0.98), (0.5, 0.9), (-0.5, 0.9),
            (-1.16, 0.98), (-1.44, 0.62), (-1.42, 0.1), (-1.22, -0.5), (-0.74, -1.0)
        ],
        58, 15, pen.tones.dark
    )


def curly_long(pen: Pen) -> None:
    """The same curls from a side parting; only the outer edge curls, the inner one falls soft."""
    s = pen.head.side
    p = -s * 0.34
    outer: list[Knot] = [
        (-s * 0.98, 0.66), (-s * 1.26, 0.62), (-s * 1.30, 0.2), (-s * 1.22, -0.3), (-s * 1.02, -0.78),
        (-s * 0.66, -1.06), (p, -1.16), (s * 0.1, -1.22), (s * 0.62, -1.14), (s * 1.08, -0.78), (s * 1.26, -0.3),
        (s * 1.34, 0.2), (s * 1.30, 0.66), (s * 1.0, 0.76)
    ]
    inner: list[Knot] = [
        (s * 0.94, 0.5), (s * 0.98, 0.2), (s * 0.88, -0.12), (s * 0.74, -0.40), (s * 0.30, -0.62), (p, -0.84, 1),
        (-s * 0.60, -0.58), (-s * 0.84, -0.26), (-s * 0.96, 0.06), (-s * 0.92, 0.36)
    ]
    rim = [pen.head.at(k[0], k[1]) for k in outer]

    def outside(x: float, y: float) -> bool:
        u = (x - pen.head.cx) / pen.head.half_width
        return abs(u) > 1.08 or y < pen.head.at(0, -0.88)[1] or y > pen.head.at(0, 0.6)[1]

    knots: list[Knot] = [*rim, *pen.head.face(inner)]
    mask = pen.loose(knots, 52, 15, outside)
    pen.strand([(p, -0.84), (p + s * 0.02, -1.12)], 6, pen.tones.dark, inside=mask)
    for side in (-1, 1):
        for off in (0.0, 0.17):
            u = s * side
            wave: list[Knot] = [
                (p + u * 0.14, -0.90 - off), (u * (0.72 + off), -0.64 - off * 0.8),
                (u * (1.0 + off), -0.26 - off * 0.4), (u * (1.02 + off), -0.02), (u * (1.14 + off), 0.2),
                (u * (1.04 + off), 0.42), (u * (1.10 + off * 0.7), 0.62)
            ]
            pen.strand(wave, 9, pen.tones.light if off else pen.tones.dark, inside=mask)


def crown_braid(pen: Pen) -> None:
    """Parted hair under a braid laid round the head like a wreath."""
    pulled(pen, part=0.06)
    path: list[Knot] = [
        (1.03 * math.sin(a), -0.20 - 0.88 * math.cos(a)) for a in (math.pi * (-0.62 + 1.24 * k / 16) for k in range(17))
    ]
    pen.braid(path, 52, 17)


def ponytail_back(pen: Pen) -> None:
    """A long tail brought forward over one shoulder, seen behind the neck."""
    s = -pen.head.side
    pen.piece([(0, -0.9), (s * 1.0, -0.5), (s * 1.16, 0.2), (s * 1.04, 0.9), (s * 0.3, 0.9)], pen.tones.dark)


def ponytail(pen: Pen) -> None:
    """Hair tied back, two fine strands left loose at the temples."""
    s = -pen.head.side
    pulled(pen)
    mask = pen.piece(
        [
            (s * 0.80, 0.66, 1), (s * 1.10, 0.62), (s * 1.28, 1.0), (s * 1.26, 1.5), (s * 1.02, 2.1, 1),
            (s * 0.76, 1.9), (s * 0.80, 1.4), (s * 0.90, 1.0)
        ]
    )
    for off in (0.0, 0.14):
        pen.strand([(s * (0.96 + off), 0.8), (s * (1.06 + off), 1.2), (s * (0.96 + off * 0.8), 1.8)], 8, inside=mask)
    for side in (-1, 1):
        pen.rope(
            both(side, [(0.93, -0.42), (0.95, -0.2), (0.955, 0.12), (0.91, 0.34)]), 9, ends=(0.3, 0.2), shadow=0.12
        )


def braids(pen: Pen) -> None:
    """A centre parting and two plaits before the shoulders."""
    pulled(pen, part=0.0)
    for s in (-1, 1):
        pen.piece(both(s, [(0.88, -0.1), (1.07, 0.0), (1.10, 0.34), (1.04, 0.62), (0.88, 0.52), (0.93, 0.2)]))
        pen.braid(both(s, [(0.98, 0.48), (1.02, 0.9), (1.10, 1.4), (1.08, 2.1)]), 40, 17, taper=0.75)


def low_bun_back(pen: Pen) -> None:
    """A knot low at the back, showing beside the neck."""
    s = -pen.head.side
    mask = pen.disc(s * 0.98, 0.62, 56, pen.tones.base)
    for r in (0.26, 0.14):
        pen.strand(
            [(s * 0.98 - r, 0.62), (s * 0.98, 0.62 - r), (s * 0.98 + r, 0.60), (s * 0.98, 0.62 + r * 0.9)], 7,
            inside=mask
        )


def low_bun(pen: Pen) -> None:
    """Parted and drawn smoothly to the knot."""
    pulled(pen, part=-pen.head.side * 0.26)


def two_buns_back(pen: Pen) -> None:
    """Two rolls of hair, one at each side below the crown."""
    for s in (-1, 1):
        mask = pen.disc(s * 1.12, 0.30, 54, pen.tones.base)
        for r in (0.30, 0.18, 0.08):
            pen.strand(
                [
                    (s * 1.12 - r, 0.32), (s * 1.12, 0.30 - r * 0.72), (s * 1.12 + r, 0.30),
                    (s * 1.12 + r * 0.1, 0.30 + r * 0.7), (s * 1.12 - r * 0.7, 0.36)
                ],
                7, inside=mask
            )


def two_buns(pen: Pen) -> None:
    """The centre parting that belongs to the rolls."""
    pulled(pen, part=0.0)


STYLES: dict[str, tuple[Style, Style]] = {  # behind the head, in front
    "locs-up": (locs_up_back, locs_up),
    "fringe-long": (fringe_long_back, fringe_long),
    "windblown": (windblown_back, windblown),
    "curly-long": (curly_long_back, curly_long),
    "crown-braid": (nothing, crown_braid),
    "ponytail": (ponytail_back, ponytail),
    "braids": (nothing, braids),
    "low-bun": (low_bun_back, low_bun),
    "parted": (nothing, low_bun),
    "two-buns": (two_buns_back, two_buns),
}
