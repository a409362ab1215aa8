"""Covers that play at dusk, in storm or by night. Each function lays one scene on a sheet of 1600 x 1067."""

from __future__ import annotations

import math

from artwork.curves import Knot, ellipse, smooth, stroke
from artwork.land import (
    WHITE,
    aurora,
    bands,
    bare_tree,
    colours,
    crescent,
    four_ridges,
    isobars,
    lay,
    mist,
    orb,
    peaks,
    pines,
    rain,
    ridge,
    round_trees,
    stars,
    water,
)
from artwork.paper import Colour, Sheet, mix
from artwork.places import gable, house, lightning, olive, palm
from artwork.things import Inks, bench_table, birds, box, lamp, screw, screwdriver, thimble

SEA = colours("#01627c")[0]
SUN = colours("#f2af48")[0]


def repair_table(sheet: Sheet) -> None:
    """Evening in the yard: a lamp over the table, hills going blue behind."""
    top, low, far, near, dark, wood, warm = colours("#232a55 #8a5f86 #5f4f80 #251d40 #150f2a #a2643c #ffcf7a")
    sheet.gradient([(0, top), (0.62, low), (0.75, colours("#d98d72")[0]), (1, near)])
    stars(sheet, 70, 420)
    isobars(sheet, WHITE, 0.16)
    edges = four_ridges(sheet, (590, 660, 730, 800), (72, 62, 50, 30), far, near, low, length=320)
    round_trees(sheet, edges[2], (70, 130, 210, 1380, 1450, 1540), 54, mix(near, far, 0.2))
    sheet.cut(
        stroke([(-30, 90), (420, 172), (880, 196), (1320, 168), (1640, 80)], 5, start=1, end=1), dark, steady=True
    )
    for x, y in ((180, 133), (400, 170), (640, 190), (1120, 188), (1350, 163), (1520, 124)):
        sheet.cut(ellipse(x, y + 20, 26, 26), warm, alpha=0.18)
        sheet.cut(ellipse(x, y + 20, 10, 13), warm)
    sheet.cut(box(-20, 930, 1640, 1090), mix(near, dark, 0.5))
    sheet.cut(ellipse(880, 1010, 620, 70), warm, alpha=0.16)
    lamp(sheet, 880, 380, 230, Inks(colours("#c9584a")[0], colours("#a23f3d")[0], dark, warm), hook=196)
    inks = Inks(mix(wood, warm, 0.65), wood, mix(dark, wood, 0.35), colours("#d8573c")[0])
    bench_table(sheet, 440, 1320, 770, 270, inks)
    thimble(sheet, 800, 772, 200, Inks(colours("#fff0cf")[0], SEA, dark, SUN))
    thimble(sheet, 1010, 772, 130, Inks(colours("#f6dcae")[0], mix(SEA, dark, 0.3), dark, SUN), vane=False)
    for k in range(4):
        screw(sheet, 1120 + k * 40, 772, 54, *colours("#e8c9a0 #5a4a5f"))
    screwdriver(sheet, 600, 786, 150, inks)
    for x in (500, 1250):
        stool: list[Knot] = [(x - 62, 900, 1), (x + 62, 900, 1), (x + 62, 920, 1), (x - 62, 920, 1)]
        sheet.cut(smooth(stool), mix(wood, dark, 0.35))
        for u in (-46, 46):
            sheet.cut(
                stroke([(x + u * 0.8, 915), (x + u, 1040)], 13, start=1, end=1), mix(wood, dark, 0.6), steady=True
            )


def falaj(sheet: Sheet) -> None:
    """Dusk in an oasis below desert ridges; the channel carries the sky."""
    top, middle, low, far, near, sand, dark, leaf = colours(
        "#704067 #d9705f #f8c980 #c98070 #7a3a4c #b56a4c #3a1d33 #3f5a46"
    )
    sheet.gradient([(0, top), (0.38, middle), (0.62, low), (1, low)])
    isobars(sheet, colours("#ffe7c0")[0], 0.24)
    crescent(sheet, 540, 190, 62, colours("#fff0cf")[0])
    stars(sheet, 26, 240)
    edges = four_ridges(sheet, (520, 590, 680, 790), (120, 104, 74, 26), far, near, low, length=230, sharp=0.75)
    lay(sheet, edges[3], mix(sand, near, 0.35))
    sheet.veil(dark, [(800, 0.0), (1067, 0.42)])
    channel: list[Knot] = [
        (820, 800, 1),
        (862, 800, 1),
        (880, 850),
        (850, 920),
        (900, 1000),
        (1080, 1100, 1),
        (620, 1100, 1),
        (690, 1000),
        (740, 920),
        (800, 850),
    ]
    sheet.cut(smooth(channel), mix(sand, low, 0.35))
    inner: list[Knot] = [
        (828, 802, 1),
        (854, 802, 1),
        (866, 850),
        (834, 920),
        (868, 1000),
        (1000, 1100, 1),
        (680, 1100, 1),
        (724, 1000),
        (760, 920),
        (810, 850),
    ]
    sheet.cut(smooth(inner), colours("#8cc3bf")[0])
    bands(sheet, [(830, 870, 30, 5), (806, 940, 46, 6), (800, 1010, 70, 8)], WHITE, 0.6)
    for x, y, tall, lean in ((1330.0, 850.0, 330.0, -0.08), (1470.0, 880.0, 420.0, 0.06), (230.0, 880.0, 380.0, 0.12)):
        palm(sheet, x, y, tall, Inks(low, mix(leaf, near, 0.45), mix(dark, near, 0.35), middle), lean=lean)
    palm(sheet, 1090, 1000, 690, Inks(low, leaf, dark, colours("#e2913f")[0]), lean=-0.09)
    thimble(sheet, 470, 1000, 150, Inks(colours("#ffe9c4")[0], SEA, dark, SUN), post=120)


def roof_left(sheet: Sheet) -> None:
    """Storm night: the roof in the air, lightning, rain across everything."""
    top, middle, low, far, near, dark, bolt = colours("#1d2a33 #3d5559 #7f9486 #40595b #16262b #0c171b #fff0b8")
    sheet.gradient([(0, top), (0.45, middle), (0.72, low), (1, near)])
    isobars(sheet, colours("#d5e4d6")[0], 0.30, levels=20)
    for x, y, wide, tall in ((300, 180, 620, 200), (1200, 140, 640, 190), (760, 90, 560, 170)):
        knots: list[Knot] = [
            (x - wide, y, 1),
            (x - wide * 0.6, y - tall * 0.5),
            (x, y - tall * 0.7),
            (x + wide * 0.6, y - tall * 0.5),
            (x + wide, y, 1),
            (x + wide * 0.5, y + tall * 0.22),
            (x + wide * 0.1, y + tall * 0.1),
            (x - wide * 0.4, y + tall * 0.26),
        ]
        sheet.cut(smooth(knots), mix(top, dark, 0.4), alpha=0.85)
    lightning(sheet, 1130, 200, 440, bolt)
    edges = four_ridges(sheet, (630, 700, 780, 880), (72, 64, 52, 34), far, near, low, length=280, sharp=0.2)
    for foot, size in ((1000.0, 300.0), (1545.0, 400.0)):
        _bent_palm(sheet, foot, edges[2].y(foot) + 70, size, mix(dark, near, 0.5))
    lay(sheet, edges[3], near)
    inks = Inks(colours("#cfc3a4")[0], colours("#8f4638")[0], dark, colours("#ffcf6b")[0])
    house(sheet, 560, edges[3].y(560) + 50, 420, inks, roof=False, lit=True)
    _flying_roof(sheet, inks)
    for x, y, turn in ((860, 360, 20), (930, 460, -30), (250, 430, 50), (330, 330, -12)):
        a = math.radians(turn)
        sheet.cut(
            [
                (x + u * math.cos(a) - v * math.sin(a), y + u * math.sin(a) + v * math.cos(a))
                for u, v in ((-34, -9), (34, -9), (34, 9), (-34, 9))
            ],
            inks.body,
        )
    rain(sheet, 260, 0.5, colours("#cfe0da")[0], 0.4)
    thimble(sheet, 1225, 1010, 180, Inks(colours("#e9e2c8")[0], SEA, dark, SUN), post=110)


def _bent_palm(sheet: Sheet, x: float, y: float, tall: float, colour: Colour) -> None:
    """A palm in the storm: the trunk bowed, all fronds blown to the left."""
    head = (x - tall * 0.34, y - tall * 0.84)
    sheet.cut(stroke([(x, y), (x - tall * 0.06, y - tall * 0.5), head], tall * 0.055, start=1.2, end=0.7), colour)
    for k in range(9):
        rise = -0.42 + 0.14 * k
        reach = tall * (0.80 - 0.05 * abs(k - 3))
        tip = (head[0] - reach * (1 - 0.055 * k), head[1] + reach * rise * 0.75)
        middle = (head[0] - reach * 0.42, head[1] + reach * (rise * 0.5 - 0.13))
        sheet.cut(stroke([head, middle, tip], tall * 0.042, start=0.5, end=0.05), colour)


def _flying_roof(sheet: Sheet, inks: Inks) -> None:
    """The gable, lifted and turned by the wind: drawn on a sheet of its own, then laid down askew."""
    x, y, size, angle = 470.0, 470.0, 420.0, math.radians(-17)
    half = size / 2

    def at(u: float, v: float) -> tuple[float, float]:
        return x + u * math.cos(angle) - v * math.sin(angle), y + u * math.sin(angle) + v * math.cos(angle)

    sheet.cut(
        [at(-half * 1.14, 6), at(-half * 0.82, -size * 0.30), at(half * 0.82, -size * 0.30), at(half * 1.14, 6)],
        inks.body,
    )
    sheet.cut(
        [at(half * 0.5, -size * 0.30), at(half * 0.82, -size * 0.30), at(half * 1.14, 6), at(half * 0.62, 6)],
        mix(inks.body, inks.shade, 0.45),
    )
    for k in range(1, 4):
        v = 6 - size * 0.075 * k
        reach = half * (1.14 - 0.08 * k)
        sheet.cut(
            stroke([at(-reach, v), at(reach, v)], 3, start=1, end=1),
            mix(inks.body, inks.shade, 0.5),
            alpha=0.7,
            steady=True,
        )
    for u in (-0.8, -0.3, 0.25, 0.7):
        sheet.cut(stroke([at(half * u, 4), at(half * (u + 0.1), 46)], 8, start=1, end=0.6), inks.shade, steady=True)


def swifts(sheet: Sheet) -> None:
    """A long summer dusk over village roofs, full of swifts."""
    top, middle, low, far, near, dark = colours("#3f3a78 #c4608a #fbb27a #a2587f #4a2f5f #2a1c42")
    sheet.gradient([(0, top), (0.45, middle), (0.8, low), (1, low)])
    isobars(sheet, colours("#ffe3d0")[0], 0.26)
    orb(sheet, 430, 690, 96, colours("#ffe0a2")[0], halo=0.14)
    bands(sheet, [(1200, 520, 300, 18), (820, 600, 420, 14), (300, 470, 260, 12)], colours("#ffd0a8")[0], 0.4)
    edges = four_ridges(sheet, (740, 800, 860), (60, 48, 34), far, near, low, length=300)
    round_trees(sheet, edges[1], range(40, 1600, 120), 30, mix(far, near, 0.7))
    roofs = (
        (40.0, 150.0, 900.0),
        (220.0, 180.0, 940.0),
        (450.0, 150.0, 915.0),
        (640.0, 210.0, 950.0),
        (1330.0, 190.0, 930.0),
        (1520.0, 170.0, 905.0),
        (860.0, 170.0, 925.0),
    )
    for x, size, y in roofs:
        sheet.cut(box(x - size / 2, y - 20, x + size / 2, 1090), mix(near, dark, 0.5))
        gable(sheet, x, y - 16, size, Inks(near, mix(near, colours("#a8445a")[0], 0.45), dark, low))
        sheet.cut(box(x - size * 0.2, y + 14, x - size * 0.08, y + 44), colours("#ffd27f")[0], alpha=0.9)
    tower = Inks(mix(near, middle, 0.25), dark, dark, low)
    sheet.cut(box(1010, 560, 1170, 1090), tower.light)
    sheet.cut(box(1110, 560, 1170, 1090), mix(tower.light, dark, 0.5))
    sheet.cut([(990, 568), (1090, 330), (1190, 568)], dark)
    sheet.cut([(1090, 330), (1190, 568), (1118, 568)], mix(dark, near, 0.35))
    for x in (1040, 1090):
        opening: list[Knot] = [(x, 700, 1), (x, 640), (x + 18, 616), (x + 36, 640), (x + 36, 700, 1)]
        sheet.cut(smooth(opening), dark)
    lay_front = ridge(sheet.rng, 1010, 18, length=260)
    lay(sheet, lay_front, dark)
    flock = [
        (640, 330, 210, -24),
        (860, 190, 150, 16),
        (470, 200, 130, -40),
        (1330, 250, 170, 28),
        (760, 470, 110, -8),
        (1250, 430, 90, 40),
        (300, 360, 96, 12),
        (980, 110, 84, -30),
        (1440, 120, 76, 10),
        (600, 110, 70, 30),
        (200, 170, 64, -18),
        (1480, 380, 84, -34),
        (880, 350, 66, 50),
    ]
    birds(sheet, [(float(a), float(b), float(c), float(d)) for a, b, c, d in flock], dark)


def cold_pool(sheet: Sheet) -> None:
    """Moonlit frost: cold air lies behind the press like water; the olive stands above it."""
    top, low, far, near, frost, dark, silver = colours("#16224a #6f86ad #5a6f9d #22325a #c8d8ea #0f1734 #9fb5a5")
    sheet.gradient([(0, top), (0.65, low), (1, low)])
    stars(sheet, 120, 460)
    isobars(sheet, WHITE, 0.18)
    orb(sheet, 1180, 210, 78, colours("#f6f0dc")[0], halo=0.08)
    sheet.cut(ellipse(1160, 196, 16, 13), colours("#e2dcc6")[0])
    sheet.cut(ellipse(1206, 236, 10, 8), colours("#e2dcc6")[0])
    edges = four_ridges(sheet, (560, 640, 730, 880), (86, 76, 54, 40), far, near, low, length=330)
    for k in range(3):
        line: list[Knot] = [(x, edges[1].y(x) + 34 + 26 * k) for x in range(-20, 1640, 60)]
        sheet.cut(stroke(line, 4, start=1, end=1), frost, alpha=0.35, steady=True)
    y = edges[2].y(1200) + 70
    house(sheet, 1210, y, 300, Inks(mix(frost, near, 0.35), mix(dark, near, 0.6), dark, SUN), lit=True, windows=1)
    sheet.cut(box(1310, y - 260, 1350, y - 140), mix(dark, near, 0.5))
    sheet.cut(box(1304, y - 266, 1356, y - 254), frost)
    for yy, alpha in ((800, 0.45), (850, 0.5), (890, 0.35)):
        mist(sheet, yy, 70, frost, alpha)
    lay(sheet, edges[3], mix(near, dark, 0.55))
    top_line: list[Knot] = [(x, edges[3].y(x) + 3) for x in range(-20, 1640, 40)]
    sheet.cut(stroke(top_line, 11, start=1, end=1), frost, alpha=0.85, steady=True)
    for _ in range(150):
        foot = sheet.rng.uniform(0, 1600)
        blade = sheet.rng.uniform(edges[3].y(foot) + 14, 1060)
        sheet.cut(
            stroke([(foot, blade), (foot + sheet.rng.uniform(-8, 8), blade - 20)], 4, start=1, end=0.2),
            frost,
            alpha=0.5,
            steady=True,
        )
    olive(sheet, 480, 960, 640, Inks(mix(frost, silver, 0.35), mix(silver, near, 0.35), dark, SUN))
    thimble(sheet, 830, 1000, 140, Inks(colours("#eef2f6")[0], SEA, dark, SUN), post=110)


def polar_night(sheet: Sheet) -> None:
    """Polar night: a green curtain over a fjord, a lit window, a station that sees no sun."""
    top, low, far, near, dark, green, violet, snow_tone = colours(
        "#0d1536 #1f4a5c #4f6d92 #1b2c50 #0a1128 #7af0b4 #7f5fc0 #c9d9ea"
    )
    sheet.gradient([(0, top), (0.62, low), (1, low)])
    stars(sheet, 170, 560)
    isobars(sheet, WHITE, 0.13)
    aurora(sheet, lambda x: 420 + 70 * math.sin(x / 240 + 0.6) + 26 * math.sin(x / 88), 400, green, violet)
    peaks(sheet, 590, 150, mix(far, near, 0.2), mix(snow_tone, near, 0.30), length=110)
    peaks(sheet, 660, 90, mix(far, near, 0.7), mix(snow_tone, near, 0.55), length=70)
    water(
        sheet, 680, ((0, mix(low, near, 0.4)), (0.25, mix(low, near, 0.65)), (0.6, near)), green, light_x=760, count=60
    )
    bands(sheet, [(500, 720, 320, 8), (1000, 760, 300, 9), (700, 830, 420, 11)], green, 0.25)
    shore: list[Knot] = [
        (-20, 930, 1),
        (240, 900),
        (520, 930),
        (760, 990),
        (1040, 960),
        (1300, 900),
        (1640, 880, 1),
        (1640, 1100, 1),
        (-20, 1100, 1),
    ]
    sheet.cut(smooth(shore), mix(snow_tone, near, 0.35))
    sheet.cut(
        smooth([(-20, 990, 1), (300, 960), (700, 1030), (1100, 1010), (1640, 950, 1), (1640, 1100, 1), (-20, 1100, 1)]),
        mix(snow_tone, near, 0.12),
    )
    house(sheet, 1180, 930, 230, Inks(colours("#a23f3d")[0], snow_tone, dark, colours("#ffcf6b")[0]), lit=True)
    sheet.cut(ellipse(1130, 985, 150, 14), colours("#ffcf6b")[0], alpha=0.3)
    hill = ridge(sheet.rng, 905, 6, length=200)
    pines(sheet, hill, (1370, 1420, 1470, 1540), 130, mix(dark, near, 0.4))
    bare_tree(sheet, 150, 950, 210, dark, lean=0.1)
    thimble(sheet, 560, 1010, 250, Inks(colours("#eef4f4")[0], SEA, dark, SUN), post=130)


SCENES = {
    "the-repair-table": repair_table,
    "the-falaj-and-the-palm": falaj,
    "the-night-the-roof-left": roof_left,
    "counting-swifts-by-the-minute": swifts,
    "the-cold-pool-behind-the-olive-press": cold_pool,
    "polar-night-with-a-solar-station": polar_night,
}
