"""Hair that ends above the shoulders, and no hair at all."""

from __future__ import annotations

import math

from artwork.curves import Knot
from artwork.paper import mix
from artwork.pen import Pen, Style, nothing
from artwork.person import SKINS

# An outline is read in rows, as it was drawn, not one point a line.
# fmt: off

CROWN: list[Knot] = [
    (-1.0, 0.04, 1), (-1.06, -0.32), (-0.95, -0.78), (-0.54, -1.07), (0, -1.14), (0.54, -1.07), (0.95, -0.78),
    (1.06, -0.32), (1.0, 0.04, 1)
]


def crop(pen: Pen) -> None:
    """Cropped: a close cap, the hairline drawn back a little at the temples."""
    mask = pen.hair(
        CROWN,
        [
            (0.90, -0.06), (0.86, -0.40), (0.74, -0.62, 1), (0.36, -0.60), (0, -0.66), (-0.36, -0.60),
            (-0.74, -0.62, 1), (-0.86, -0.40), (-0.90, -0.06)
        ]
    )
    for u in (-0.62, -0.36, -0.1, 0.16, 0.42, 0.66):
        pen.strand([(u * 0.8, -1.04 + abs(u) * 0.16), (u * 1.02, -0.72 + abs(u) * 0.05)], 9, inside=mask)



def quiff(pen: Pen) -> None:
    """Short sides, the top brushed up and over to one side."""
    s = pen.head.side
    side: list[Knot] = [
        (-0.99, 0.06, 1), (-1.05, -0.32), (-0.96, -0.72), (-0.5, -1.0), (0.5, -1.0), (0.96, -0.72), (1.05, -0.32),
        (0.99, 0.06, 1)
    ]
    pen.hair(
        side,
        [(0.91, -0.04), (0.87, -0.42), (0.72, -0.60, 1), (0, -0.66), (-0.72, -0.60, 1), (-0.87, -0.42), (-0.91, -0.04)],
        mix(pen.tones.base, pen.tones.light, 0.35)
    )
    top: list[Knot] = [
        (-s * 0.86, -0.62, 1), (-s * 0.98, -0.92), (-s * 0.62, -1.18), (0, -1.27), (s * 0.58, -1.25), (s * 0.98, -1.02),
        (s * 0.92, -0.66, 1)
    ]
    low: list[Knot] = [(s * 0.70, -0.70), (s * 0.30, -0.64), (-s * 0.2, -0.68), (-s * 0.58, -0.60)]
    mask = pen.hair(top, low)
    for off in (0.0, 0.16, 0.32, 0.48):
        pen.strand(
            [
                (-s * (0.62 - off * 0.6), -0.70 - off * 0.25), (-s * (0.30 - off), -0.98 - off * 0.2),
                (s * (0.5 + off * 0.5), -1.16 + off * 0.1)
            ],
            9, inside=mask
        )


def side_part(pen: Pen) -> None:
    """Short and combed from a parting above the near eye."""
    s = pen.head.side
    p = -s * 0.44
    outer: list[Knot] = [
        (-s * 1.0, 0.08, 1), (-s * 1.07, -0.34), (-s * 0.96, -0.82), (p - s * 0.06, -1.12), (s * 0.1, -1.22),
        (s * 0.62, -1.12), (s * 1.02, -0.80), (s * 1.08, -0.34), (s * 1.0, 0.08, 1)
    ]
    inner: list[Knot] = [
        (s * 0.90, -0.06), (s * 0.88, -0.40), (s * 0.74, -0.56), (s * 0.30, -0.62), (p, -0.74, 1), (p - s * 0.2, -0.58),
        (-s * 0.84, -0.40), (-s * 0.90, -0.06)
    ]
    mask = pen.hair(outer, inner)
    pen.strand([(p, -0.74), (p - s * 0.02, -1.0), (p + s * 0.02, -1.16)], 6, pen.tones.dark, inside=mask)
    for off in (0.0, 0.18, 0.36):
        pen.strand(
            [
                (p + s * (0.1 + off * 0.4), -0.80 - off * 0.3), (s * (0.2 + off * 0.5), -0.98 - off * 0.15),
                (s * (0.86 + off * 0.2), -0.66 - off * 0.3)
            ],
            9, inside=mask
        )


def curly_top(pen: Pen) -> None:
    """A mop of dark curls, close at the ears."""
    outer: list[Knot] = [
        (-0.98, 0.04), (-1.10, -0.32), (-1.10, -0.78), (-0.78, -1.14), (-0.3, -1.30), (0.3, -1.30), (0.78, -1.14),
        (1.10, -0.78), (1.10, -0.32), (0.98, 0.04), (0.88, -0.30), (0.72, -0.54), (0.38, -0.60), (0.04, -0.54),
        (-0.34, -0.60), (-0.72, -0.54), (-0.88, -0.30)
    ]
    mask = pen.curls(outer, 40, 15)
    pen.ringlets(
        [
            (-0.82, -0.72), (-0.5, -0.98), (-0.12, -1.12), (0.28, -1.06), (0.62, -0.92), (0.88, -0.62), (-0.3, -0.76),
            (0.1, -0.82), (0.46, -0.72), (-0.66, -0.62), (-0.94, -0.36), (0.98, -0.32)
        ],
        17, inside=mask
    )


def white_curls_back(pen: Pen) -> None:
    """The curls seen behind the ears."""
    pen.curls(
        [
            (-1.02, 0.34), (-1.22, -0.1), (-1.16, -0.7), (-0.6, -1.16), (0, -1.26), (0.6, -1.16), (1.16, -0.7),
            (1.22, -0.1), (1.02, 0.34), (0.5, 0.3), (-0.5, 0.3)
        ],
        40, 15, pen.tones.dark
    )


def white_curls(pen: Pen) -> None:
    """Short soft curls, set, high over the forehead."""
    outer: list[Knot] = [
        (-0.96, 0.16), (-1.12, -0.14), (-1.12, -0.62), (-0.84, -1.02), (-0.36, -1.24), (0.2, -1.27), (0.74, -1.08),
        (1.08, -0.68), (1.12, -0.14), (0.96, 0.16), (0.90, -0.20), (0.80, -0.46), (0.52, -0.60), (0.12, -0.66),
        (-0.30, -0.60), (-0.66, -0.56), (-0.86, -0.24)
    ]
    mask = pen.curls(outer, 34, 12)
    dark = Pen(pen.sheet, pen.head, pen.person, pen.tones.__class__(pen.tones.base, pen.tones.dark, pen.tones.dark))
    dark.ringlets(
        [
            (-0.94, -0.5), (-0.72, -0.84), (-0.36, -1.04), (0.02, -1.0), (0.4, -1.06), (0.76, -0.82), (0.98, -0.48),
            (-0.46, -0.72), (-0.1, -0.80), (0.3, -0.78), (0.64, -0.62), (-1.0, -0.1), (1.0, -0.1)
        ],
        15, inside=mask
    )


def afro_back(pen: Pen) -> None:
    """A round cloud of hair behind the head."""
    ring: list[Knot] = [
        (1.50 * math.sin(math.tau * i / 16), -0.46 - 0.98 * math.cos(math.tau * i / 16)) for i in range(16)
    ]
    mask = pen.curls(ring, 22, 8)
    spots: list[Knot] = [
        (1.18 * math.sin(math.tau * i / 26), -0.46 - 0.78 * math.cos(math.tau * i / 26)) for i in range(26)
    ]
    pen.ringlets([(k[0], k[1]) for k in spots], 9, inside=mask)


def afro(pen: Pen) -> None:
    """The round hairline of an afro."""
    outer: list[Knot] = [
        (-0.96, 0.10), (-1.14, -0.2), (-1.12, -0.7), (-0.6, -1.12), (0, -1.22), (0.6, -1.12), (1.12, -0.7),
        (1.14, -0.2), (0.96, 0.10), (0.90, -0.22), (0.78, -0.50), (0.42, -0.62), (0, -0.65), (-0.42, -0.62),
        (-0.78, -0.50), (-0.90, -0.22)
    ]
    mask = pen.curls(outer, 20, 6, shadow=0.12)
    spots = [
        (u, v) for v,
        us in (
            (-0.78, (-0.62, -0.3, 0.02, 0.34, 0.66)), (-0.98, (-0.44, -0.12, 0.2, 0.5)), (-1.14, (-0.2, 0.1)),
            (-0.5, (-0.94, 0.94))
        ) for u in us
    ]
    pen.ringlets(spots, 9, inside=mask)


def bob_back(pen: Pen) -> None:
    """The fall of a chin-length bob behind the face."""
    pen.piece(
        [
            (0, -1.16), (0.72, -1.04), (1.16, -0.56), (1.24, 0.1), (1.26, 0.72, 1), (0.6, 0.86), (-0.6, 0.86),
            (-1.26, 0.72, 1), (-1.24, 0.1), (-1.16, -0.56), (-0.72, -1.04)
        ],
        pen.tones.dark
    )


def bob_fringe(pen: Pen) -> None:
    """A straight bob, its fringe cut level above the brows."""
    outer: list[Knot] = [
        (-0.92, 0.78, 1), (-1.20, 0.72, 1), (-1.20, 0.1), (-1.13, -0.54), (-0.72, -1.05), (0, -1.17), (0.72, -1.05),
        (1.13, -0.54), (1.20, 0.1), (1.20, 0.72, 1), (0.92, 0.78, 1)
    ]
    inner: list[Knot] = [
        (0.94, 0.3), (0.90, -0.1), (0.84, -0.26, 1), (0.4, -0.275), (0, -0.28), (-0.4, -0.275), (-0.84, -0.26, 1),
        (-0.90, -0.1), (-0.94, 0.3)
    ]
    mask = pen.hair(outer, inner)
    for u in (-0.6, -0.3, 0.0, 0.3, 0.6):
        pen.strand([(u * 0.7, -1.02 + abs(u) * 0.1), (u, -0.7), (u * 1.15, -0.36)], 8, inside=mask)
    for s in (-1, 1):
        pen.strand([(s * 1.04, -0.4), (s * 1.10, 0.1), (s * 1.09, 0.6)], 10, inside=mask)


def chin_part(pen: Pen) -> None:
    """Chin-length hair from a side parting, tucked behind the near ear."""
    s = pen.head.side
    p = -s * 0.40
    outer: list[Knot] = [
        (-s * 1.02, 0.30, 1), (-s * 1.14, -0.1), (-s * 1.08, -0.62), (-s * 0.74, -1.04), (p, -1.16), (s * 0.3, -1.18),
        (s * 0.86, -0.98), (s * 1.18, -0.48), (s * 1.24, 0.1), (s * 1.16, 0.62), (s * 0.84, 0.84, 1)
    ]
    inner: list[Knot] = [
        (s * 0.96, 0.4), (s * 0.92, -0.02), (s * 0.74, -0.36), (s * 0.24, -0.62), (p, -0.80, 1), (-s * 0.62, -0.60),
        (-s * 0.86, -0.34), (-s * 0.92, -0.02)
    ]
    mask = pen.hair(outer, inner)
    pen.strand([(p, -0.80), (p + s * 0.02, -1.12)], 6, pen.tones.dark, inside=mask)
    for off in (0.0, 0.2, 0.4):
        pen.strand(
            [
                (p + s * (0.08 + off * 0.4), -0.86 - off * 0.3), (s * (0.56 + off * 0.4), -0.66 - off * 0.2),
                (s * (0.92 + off * 0.4), -0.12 - off * 0.1), (s * (1.02 + off * 0.22), 0.5 - off * 0.2)
            ],
            9, inside=mask
        )


def wavy_back(pen: Pen) -> None:
    """The loose waves of a bob behind the face."""
    pen.curls(
        [
            (0, -1.12), (0.74, -1.04), (1.16, -0.5), (1.26, 0.2), (1.30, 0.76), (0.8, 0.98), (0, 0.9), (-0.8, 0.98),
            (-1.30, 0.76), (-1.26, 0.2), (-1.16, -0.5), (-0.74, -1.04)
        ],
        84, 17, pen.tones.dark
    )


def wavy_bob(pen: Pen) -> None:
    """A wavy bob parted off the middle, both sides in soft steps."""
    s = pen.head.side
    p = -s * 0.22
    outer: list[Knot] = [
        (-s * 0.86, 0.86), (-s * 1.22, 0.80), (-s * 1.17, 0.52), (-s * 1.27, 0.26), (-s * 1.15, 0.0), (-s * 1.18, -0.4),
        (-s * 0.86, -0.98), (p, -1.19), (s * 0.4, -1.2), (s * 0.92, -0.94), (s * 1.2, -0.4), (s * 1.15, 0.0),
        (s * 1.28, 0.26), (s * 1.18, 0.52), (s * 1.24, 0.82), (s * 0.86, 0.88)
    ]
    inner: list[Knot] = [
        (s * 1.0, 0.62), (s * 0.90, 0.34), (s * 0.96, 0.06), (s * 0.80, -0.28), (s * 0.40, -0.60), (p, -0.82, 1),
        (-s * 0.58, -0.58), (-s * 0.84, -0.26), (-s * 0.96, 0.06), (-s * 0.89, 0.34), (-s * 1.0, 0.62)
    ]
    mask = pen.hair(outer, inner)
    pen.strand([(p, -0.82), (p + s * 0.02, -1.14)], 6, pen.tones.dark, inside=mask)
    for side, off in ((1, 0.0), (1, 0.16), (-1, 0.0), (-1, 0.14)):
        u = s * side
        pen.strand(
            [
                (p + u * 0.12, -0.92 - off), (u * (0.84 + off * 0.5), -0.54 - off), (u * (1.03 + off * 0.3), 0.0),
                (u * (1.08 + off * 0.3), 0.3), (u * (1.06 + off * 0.2), 0.64)
            ],
            9, inside=mask
        )


def pixie(pen: Pen) -> None:
    """Short feathered hair swept across the forehead."""
    s = pen.head.side
    outer: list[Knot] = [
        (-s * 0.94, 0.20, 1), (-s * 1.08, -0.16), (-s * 1.08, -0.60), (-s * 0.80, -1.02), (-s * 0.3, -1.20),
        (s * 0.3, -1.20), (s * 0.84, -1.0), (s * 1.10, -0.58), (s * 1.07, -0.1), (s * 0.92, 0.22, 1)
    ]
    inner: list[Knot] = [
        (s * 0.88, -0.18), (s * 0.80, -0.30, 1), (s * 0.72, -0.44, 1), (s * 0.48, -0.36, 1), (s * 0.40, -0.50, 1),
        (s * 0.12, -0.43, 1), (s * 0.04, -0.56, 1), (-s * 0.24, -0.52, 1), (-s * 0.36, -0.68, 1), (-s * 0.66, -0.56),
        (-s * 0.84, -0.34, 1), (-s * 0.88, -0.1)
    ]
    mask = pen.hair(outer, inner)
    for off in (0.0, 0.2, 0.4, 0.6):
        pen.strand(
            [
                (-s * (0.34 - off * 0.5), -0.72 - off * 0.5), (s * (0.02 + off * 0.8), -0.74 - off * 0.3),
                (s * (0.32 + off * 1.0), -0.50 - off * 0.16)
            ],
            9, pen.tones.dark if off in (0.2, 0.6) else pen.tones.light, inside=mask
        )


def pixie_back(pen: Pen) -> None:
    """A little hair at the nape."""
    pen.piece([(-0.9, 0.1), (-1.0, 0.42), (-0.62, 0.66, 1), (0.62, 0.66, 1), (1.0, 0.42), (0.9, 0.1)], pen.tones.dark)


def bald(pen: Pen) -> None:
    """No hair: a sheen on the crown."""
    skin = SKINS[pen.person.skin - 1]
    s = pen.head.side
    pen.strand([(-s * 0.10, -0.86), (s * 0.26, -0.84), (s * 0.54, -0.64)], 17, mix(skin.base, (255, 240, 220), 0.22))


STYLES: dict[str, tuple[Style, Style]] = {  # behind the head, in front
    "crop": (nothing, crop),
    "quiff": (nothing, quiff),
    "side-part": (nothing, side_part),
    "curly-top": (nothing, curly_top),
    "white-curls": (white_curls_back, white_curls),
    "afro": (afro_back, afro),
    "bob": (bob_back, bob_fringe),
    "chin-part": (bob_back, chin_part),
    "wavy-bob": (wavy_back, wavy_bob),
    "pixie": (pixie_back, pixie),
    "bald": (nothing, bald),
}
