"""Covers that play by daylight. Each function lays one scene on a sheet of 1600 x 1067."""

from __future__ import annotations

import math

from artwork.curves import Knot, ellipse, smooth, stroke
from artwork.land import (
    WHITE,
    Ridge,
    bands,
    bare_tree,
    cloud,
    colours,
    four_ridges,
    gouges,
    isobars,
    lay,
    mist,
    orb,
    peaks,
    pines,
    ridge,
    round_trees,
    snow,
    water,
)
from artwork.paper import Sheet, mix
from artwork.places import bus_shelter, lighthouse, mangrove, school, skyline, water_tank
from artwork.things import Inks, arrow, birds, book, box, hive, kite, park_bench, sail, screw, screwdriver, thimble


def lagos_roof(sheet: Sheet) -> None:
    """Dawn over a hot city: a roof, its tank, the new station."""
    top, middle, low, sun, far, near, roof, dark = colours(
        "#6a4069 #dd6f5c #fac583 #ffe0a0 #b4616b #5b2f55 #3b2143 #291735"
    )
    sheet.gradient([(0, top), (0.42, middle), (0.72, low), (1, low)])
    isobars(sheet, WHITE, 0.20)
    orb(sheet, 1010, 600, 118, sun, halo=0.13)
    bands(sheet, [(420, 300, 300, 16), (1240, 220, 240, 12), (760, 404, 380, 12)], low, 0.35)
    for depth, (base, share, shift) in enumerate(((760, 0.0, 0), (830, 0.45, 60), (920, 0.85, 20))):
        body, side = mix(far, near, share), mix(mix(far, near, share), dark, 0.25)
        spots = [
            (
                -40.0 + shift + k * (118 + 22 * depth),
                78.0 + 24 * ((k * 5 + depth) % 3),
                70.0 + 52 * ((k * 7 + depth * 3) % 5),
            )
            for k in range(15)
        ]
        skyline(sheet, base, spots, body, side, mix(body, sun, 0.65), lit=0.12 + 0.06 * depth)
        sheet.veil(low, [(base - 220, 0.0), (base + 40, 0.26 - 0.08 * depth), (base + 90, 0.0)])
    sheet.cut([(-20, 900), (1040, 860), (1640, 900), (1640, 1090), (-20, 1090)], roof)
    sheet.cut([(-20, 900), (1040, 860), (1640, 900), (1640, 924), (1040, 882), (-20, 924)], mix(roof, middle, 0.4))
    inks = Inks(mix(low, middle, 0.3), mix(middle, roof, 0.45), dark, low)
    water_tank(sheet, 430, 960, 350, inks)
    thimble(
        sheet, 1130, 990, 190, Inks(colours("#fbe7c6")[0], colours("#01627c")[0], dark, colours("#f2af48")[0]), post=130
    )


def twelve_screws(sheet: Sheet) -> None:
    """Noon at the bench: a station taken apart, twelve screws in a row."""
    top, low, pale, far, near, wood, dark, sun, red = colours(
        "#5fb0b8 #d5e9dc #f7f2df #8fc3bf #2f7f86 #d9a062 #5b3a2b #fff2c8 #d8573c"
    )
    sheet.gradient([(0, top), (0.7, low), (1, low)])
    isobars(sheet, WHITE, 0.34)
    orb(sheet, 1230, 190, 74, sun)
    cloud(sheet, 420, 230, 250, 70, pale)
    cloud(sheet, 980, 360, 190, 46, pale, 0.8)
    four_ridges(sheet, (540, 620, 690, 760), (60, 56, 46, 30), far, near, low, length=310)
    board, shade = mix(wood, WHITE, 0.22), mix(wood, dark, 0.28)
    sheet.cut([(-20, 800), (1640, 800), (1640, 1000), (-20, 1000)], board)
    for k, (y, tone) in enumerate(((852, 0.16), (916, 0.2))):
        sheet.cut(
            stroke([(-30, y), (700, y + 3 - 5 * k), (1640, y + 1)], 4, start=1, end=1),
            mix(board, dark, tone),
            steady=True,
        )
    bands(
        sheet,
        [(260, 828, 150, 4), (980, 880, 220, 4), (1380, 826, 160, 4), (700, 950, 240, 4), (180, 966, 130, 4)],
        shade,
        0.5,
    )
    sheet.cut(box(-20, 1000, 1640, 1090), shade)
    sheet.cut(box(-20, 1000, 1640, 1012), mix(board, WHITE, 0.35))
    for x in (520, 1110):
        sheet.cut(stroke([(x, 1012), (x, 1090)], 5, start=1, end=1), mix(shade, dark, 0.5), steady=True)
    station = Inks(pale, colours("#01627c")[0], dark, colours("#f2af48")[0])
    sheet.cut(ellipse(388, 912, 190, 17), shade, alpha=0.6)
    thimble(sheet, 370, 912, 440, station, vane=False)
    sheet.cut(stroke([(370, 500), (370, 400)], 17, start=1, end=1), dark, steady=True)
    for k in range(12):
        x = 660 + k * 74
        sheet.cut(ellipse(x + 16, 859, 34, 6), shade, alpha=0.6)
        screw(sheet, x, 860, 150 if k != 7 else 132, *colours("#cfd9da #3f545b"))
    arrow(sheet, 1290, 962, 210, colours("#e9932f")[0])
    screwdriver(sheet, 790, 978, 330, Inks(mix(wood, WHITE, 0.35), wood, dark, red))


def frost_rows(sheet: Sheet) -> None:
    """A frosty dawn high up: rows of potato ridges, white on their shaded side."""
    top, middle, low, far, near, frost, earth, dark = colours(
        "#8f9fc9 #e3b3bd #fbe1c4 #a9a8cb #5d6a93 #eaf0f4 #6d5a6b #3c3850"
    )
    sheet.gradient([(0, top), (0.4, middle), (0.62, low), (1, low)])
    isobars(sheet, WHITE, 0.30, bottom=620)
    orb(sheet, 560, 520, 70, colours("#fff3d6")[0], halo=0.2)
    peaks(sheet, 540, 130, mix(far, low, 0.3), mix(frost, low, 0.2), length=150)
    peaks(sheet, 585, 150, mix(far, near, 0.15), mix(frost, far, 0.10), length=118)
    mist(sheet, 580, 70, low, 0.55)
    edge = ridge(sheet.rng, 640, 44, length=200)
    hills = lay(sheet, edge, mix(far, near, 0.6))
    gouges(sheet, edge, low, hills, alpha=0.25, rows=3)
    field = Ridge(690, 14, ((300.0, 1.0, 0.4),))
    lay(sheet, field, earth)
    vanish = (980.0, 560.0)
    for k in range(-13, 14):
        foot = 980 + k * 200 - 40
        left = _toward((foot, 1100.0), vanish, 692)
        right = _toward((foot + 104, 1100.0), vanish, 692)
        middle_x = _toward((foot + 52, 1100.0), vanish, 692)
        sheet.cut([(foot, 1100), left, middle_x, (foot + 58, 1100)], frost, alpha=0.95)
        sheet.cut([(foot + 58, 1100), middle_x, right, (foot + 118, 1100)], mix(earth, frost, 0.34))
        for t in (0.06, 0.2, 0.33, 0.45, 0.56, 0.66, 0.74):
            x, y = foot + 56 + (vanish[0] - foot - 56) * t, 1100 + (vanish[1] - 1100) * t
            size = 30 * (1 - t)
            for turn in (-50, -15, 20, 55):
                a = math.radians(turn - 90)
                sheet.cut(
                    ellipse(
                        x + size * 0.6 * math.cos(a),
                        y + size * 0.6 * math.sin(a),
                        size * 0.62,
                        size * 0.22,
                        turn=turn - 90,
                    ),
                    mix(colours("#55705f")[0], frost, 0.35 if turn < 0 else 0.0),
                    steady=True,
                )
    mist(sheet, 690, 60, low, 0.5)
    thimble(sheet, 420, 960, 190, Inks(WHITE, colours("#3d6d86")[0], dark, colours("#e79a4e")[0]), post=150)


def _toward(start: tuple[float, float], goal: tuple[float, float], y: float) -> tuple[float, float]:
    t = (y - start[1]) / (goal[1] - start[1])
    return start[0] + (goal[0] - start[0]) * t, y


def school_morning(sheet: Sheet) -> None:
    """A school on a hill in the morning wind, a kite, a bench with a book."""
    top, low, far, near, sun, wall, roof, dark, red = colours(
        "#8fc7d6 #f2f0d2 #b7d3ae #4f8a5b #ffe29a #f8ecd0 #b5523c #3b4a44 #e0a132"
    )
    sheet.gradient([(0, top), (0.66, low), (1, low)])
    isobars(sheet, WHITE, 0.42)
    orb(sheet, 210, 330, 66, sun, halo=0.2)
    cloud(sheet, 1330, 190, 220, 64, WHITE, 0.9)
    cloud(sheet, 760, 300, 160, 40, WHITE, 0.7)
    edges = four_ridges(sheet, (590, 680, 770, 900), (70, 64, 60, 36), far, near, low, length=340)
    round_trees(sheet, edges[1], (90, 150, 1180, 1250, 1300, 1500), 30, mix(far, near, 0.55))
    inks = Inks(wall, roof, dark, red)
    school(sheet, 540, edges[2].y(540) + 30, 380, inks)
    round_trees(sheet, edges[2], (260, 310, 800, 850), 46, mix(far, near, 0.85))
    lay(sheet, edges[3], near)
    kite(sheet, 1180, 330, 190, Inks(WHITE, wall, dark, colours("#d65b43")[0]), (800, edges[3].y(800)))
    seat = edges[3].y(1150) + 90
    park_bench(sheet, 1150, seat, 330, Inks(colours("#e3b676")[0], colours("#c48d52")[0], dark, red))
    book(sheet, 1190, seat - 74, 130, Inks(WHITE, wall, dark, colours("#01627c")[0]))


def winter_hive(sheet: Sheet) -> None:
    """Snow on the hives; one warm dot."""
    top, low, far, near, dark, wood, warm = colours("#b9c3d6 #f1dfd8 #c3cbdc #eef1f4 #4a4a66 #d9b48a #f09a3a")
    sheet.gradient([(0, top), (0.7, low), (1, low)])
    isobars(sheet, WHITE, 0.5)
    orb(sheet, 1150, 330, 60, colours("#fff6e2")[0], halo=0.22)
    edges = four_ridges(sheet, (560, 640, 720, 840), (64, 56, 46, 32), far, near, low, length=330)
    pines(sheet, edges[0], range(40, 1600, 46), 60, mix(far, dark, 0.22))
    lay(sheet, edges[1], mix(far, near, 0.45))
    pines(sheet, edges[1], (80, 130, 170, 930, 980, 1010, 1070, 1110, 1480, 1530), 100, mix(far, dark, 0.5))
    lay(sheet, edges[2], mix(far, near, 0.8))
    bare_tree(sheet, 1330, edges[2].y(1330) + 40, 560, dark)
    lay(sheet, edges[3], near)
    for x, size, tone in ((250.0, 300.0, 0.25), (860.0, 270.0, 0.3)):
        y = edges[3].y(x) + 30
        hive(
            sheet,
            x,
            y,
            size,
            Inks(mix(wood, low, tone + 0.25), mix(wood, dark, 0.3), mix(dark, low, 0.25), mix(dark, wood, 0.3)),
            snow=WHITE,
        )
    sheet.cut(ellipse(560, 955, 260, 20), mix(near, dark, 0.3), alpha=0.5)
    hive(sheet, 545, 960, 470, Inks(wood, colours("#a5683f")[0], dark, warm), snow=WHITE)
    snow(sheet, 150)


def fog_sail(sheet: Sheet) -> None:
    """Grey dawn: fog that no map shows, a sail half in it."""
    top, low, pale, far, dark, warm = colours("#a4b3b1 #dfe2d8 #eef0e8 #8fa3a2 #3f5659 #e9b98d")
    sheet.gradient([(0, top), (0.55, low), (1, low)])
    isobars(sheet, WHITE, 0.42)
    orb(sheet, 1190, 300, 82, colours("#f7ead2")[0], halo=0.16)
    edges = four_ridges(sheet, (430, 520, 590, 640), (80, 90, 60, 26), mix(low, far, 0.5), far, pale, length=250)
    pines(sheet, edges[2], (1220, 1255, 1290, 1340, 1400, 1430), 70, mix(far, dark, 0.3))
    mist(sheet, 560, 150, pale, 0.75)
    water(
        sheet, 660, ((0, mix(low, far, 0.35)), (0.25, mix(low, far, 0.55)), (0.6, mix(far, dark, 0.2))), pale, count=40
    )
    mist(sheet, 670, 90, pale, 0.85)
    sail(sheet, 1260, 700, 150, Inks(pale, low, far, mix(far, dark, 0.3)), facing=-1, alpha=0.55)
    mist(sheet, 715, 40, pale, 0.5)
    sail(sheet, 560, 860, 520, Inks(colours("#f6efe0")[0], mix(low, far, 0.6), dark, colours("#b4583f")[0]))
    bands(sheet, [(560, 880, 190, 12), (590, 905, 130, 8), (540, 930, 90, 7)], mix(dark, far, 0.4), 0.5)
    mist(sheet, 800, 70, pale, 0.5)
    bands(sheet, [(300, 790, 420, 44), (1130, 850, 460, 50), (180, 930, 360, 36)], pale, 0.55)
    sheet.cut(stroke([(1080, 945), (1090, 850)], 12, start=1, end=1), dark, steady=True)
    sheet.cut(smooth([(1040, 945, 1), (1062, 900), (1108, 900), (1130, 945, 1), (1085, 956)]), colours("#b4583f")[0])
    sheet.cut(ellipse(1090, 846, 12, 12), warm)


def white_noon(sheet: Sheet) -> None:
    """White noon in the city: towers bleached by heat, a bus stop, short hard shadows."""
    top, low, far, near, ground, dark, red, teal = colours(
        "#f4e3b4 #fffaf0 #f0dcb6 #d79f74 #f0cf9d #7a3f2e #d9482f #3f8f8f"
    )
    sheet.gradient([(0, top), (0.5, low), (1, low)])
    isobars(sheet, colours("#d9a868")[0], 0.45)
    orb(sheet, 800, 170, 96, WHITE, halo=0.35)
    for depth, (base, share, shift) in enumerate(((800, 0.05, 0), (830, 0.35, 70), (850, 0.7, 30))):
        body, side = mix(far, near, share), mix(mix(far, near, share), dark, 0.12)
        spots = [
            (
                -30.0 + shift + k * (170 + 26 * depth),
                104.0 + 22 * ((k * 3 + depth) % 3),
                160.0 + 66 * ((k * 5 + depth * 2) % 6) * (1 - 0.25 * depth),
            )
            for k in range(10)
        ]
        skyline(sheet, base, spots, body, side, mix(body, WHITE, 0.6), lit=0.32)
        sheet.veil(low, [(base - 260, 0.0), (base, 0.5 - 0.15 * depth), (base + 60, 0.5)])
    sheet.cut(box(-20, 850, 1640, 1090), ground)
    sheet.cut([(-20, 976), (1640, 950), (1640, 1090), (-20, 1090)], mix(ground, near, 0.55))
    for k in range(7):
        sheet.cut(
            [(40 + k * 260, 1030), (190 + k * 260, 1027), (200 + k * 260, 1037), (44 + k * 260, 1040)], low, alpha=0.8
        )
    for y in (640, 690, 745):
        edge: list[Knot] = [(x, y + 6 * math.sin(x / 60 + y)) for x in range(-20, 1640, 40)]
        sheet.cut(stroke(edge, 7, start=1, end=1), low, alpha=0.45, steady=True)
    sheet.cut([(660, 950), (1160, 944), (1230, 968), (700, 976)], mix(dark, near, 0.5), alpha=0.55)
    bus_shelter(sheet, 930, 950, 520, Inks(low, red, dark, teal))
    sheet.cut(stroke([(330, 948), (330, 540)], 14, start=1, end=1), dark, steady=True)
    thimble(sheet, 330, 552, 120, Inks(WHITE, colours("#01627c")[0], dark, red))
    sheet.cut(ellipse(350, 950, 70, 9), mix(dark, near, 0.5), alpha=0.5)


def six_harbours(sheet: Sheet) -> None:
    """A blue Sunday morning: six sails, a lighthouse, level water."""
    top, low, far, near, sea, deep, dark = colours("#4f93c4 #e6eede #8fb9c9 #4f86a5 #5b9fc0 #1f5d86 #1b3a58")
    sheet.gradient([(0, top), (0.6, low), (1, low)])
    isobars(sheet, WHITE, 0.36)
    orb(sheet, 420, 250, 62, colours("#fff0bf")[0], halo=0.2)
    cloud(sheet, 1000, 210, 300, 76, WHITE, 0.92)
    cloud(sheet, 180, 400, 190, 40, WHITE, 0.7)
    four_ridges(sheet, (520, 560, 596), (58, 44, 26), far, near, low, length=230)
    water(sheet, 610, ((0, mix(sea, low, 0.35)), (0.2, sea), (0.5, mix(sea, deep, 0.45)), (0.8, deep)), WHITE, count=70)
    whites = colours("#fffaf0 #ffe9c2 #f4f0e6 #fff3da #f7dcc8 #eef2f0")
    hulls = colours("#b4493a #2c4a63 #d9912f #2d6b62 #6b3f57 #c45c3e")
    for k, (x, y, size, facing) in enumerate(
        (
            (700.0, 650.0, 110.0, 1),
            (860.0, 668.0, 140.0, 1),
            (180.0, 680.0, 150.0, -1),
            (1020.0, 740.0, 220.0, 1),
            (330.0, 800.0, 290.0, 1),
            (700.0, 920.0, 430.0, 1),
        )
    ):
        bands(
            sheet,
            [(x, y + size * 0.03, size * 0.34, size * 0.03), (x + 10, y + size * 0.08, size * 0.22, size * 0.025)],
            dark,
            0.35,
        )
        sail(sheet, x, y, size, Inks(whites[k], mix(whites[k], near, 0.35), dark, hulls[k]), facing=facing)
    point: list[Knot] = [
        (1060, 1090, 1),
        (1130, 1010),
        (1230, 960),
        (1310, 880),
        (1420, 850),
        (1640, 830, 1),
        (1640, 1090, 1),
    ]
    sheet.cut(smooth(point), mix(dark, near, 0.25))
    sheet.cut(
        smooth([(1310, 880, 1), (1420, 850), (1640, 830, 1), (1640, 880, 1), (1450, 890), (1360, 920)]),
        colours("#5f8f6b")[0],
    )
    lighthouse(sheet, 1420, 862, 560, Inks(WHITE, low, dark, colours("#c4463a")[0]))


def low_tide(sheet: Sheet) -> None:
    """Low tide in the morning: wet mud, mangroves on their roots, the school bench left standing."""
    top, low, far, near, mud, wet, dark, leaf, light = colours(
        "#9fd0c4 #fbeecb #b4d2b9 #4c8f7c #b79a78 #dfe3cc #3d3a33 #3f8a5f #a8c96a"
    )
    sheet.gradient([(0, top), (0.5, low), (1, low)])
    isobars(sheet, WHITE, 0.4)
    orb(sheet, 960, 350, 76, colours("#ffdf94")[0], halo=0.2)
    edges = four_ridges(sheet, (520, 566, 600), (40, 36, 18), far, near, low, length=200)
    round_trees(sheet, edges[2], range(30, 1600, 58), 34, mix(far, near, 0.8))
    water(
        sheet,
        604,
        ((0, wet), (0.10, mix(wet, mud, 0.35)), (0.28, mix(wet, mud, 0.6)), (0.55, mud), (0.8, mix(mud, dark, 0.15))),
        colours("#fbf3d8")[0],
        light_x=960,
        count=70,
    )
    channel: list[Knot] = [
        (900, 610, 1),
        (1000, 610, 1),
        (1040, 680),
        (900, 760),
        (1010, 860),
        (1280, 960),
        (1400, 1100, 1),
        (900, 1100, 1),
        (820, 960),
        (680, 850),
        (740, 740),
        (900, 670),
    ]
    sheet.cut(smooth(channel), mix(wet, top, 0.45))
    bands(sheet, [(900, 720, 90, 7), (850, 810, 110, 8), (960, 910, 160, 10), (1120, 1010, 190, 12)], WHITE, 0.6)
    mangrove(sheet, 380, 850, 620, Inks(light, leaf, mix(dark, leaf, 0.2), light))
    mangrove(sheet, 1390, 740, 300, Inks(light, mix(leaf, near, 0.4), mix(dark, near, 0.5), light))
    park_bench(sheet, 1180, 900, 260, Inks(colours("#f2c987")[0], colours("#d9873f")[0], dark, WHITE))
    bands(sheet, [(1180, 912, 150, 9)], dark, 0.3)
    for k in range(22):
        x, y = sheet.rng.uniform(40, 1560), sheet.rng.uniform(880, 1050)
        sheet.cut(ellipse(x, y, 7, 3.2), dark, alpha=0.4 + 0.01 * k, steady=True)
    birds(sheet, [(620, 250, 60, -14), (700, 210, 44, 8), (1290, 300, 50, -20)], mix(dark, near, 0.4))


SCENES = {
    "first-light-on-a-lagos-roof": lagos_roof,
    "twelve-screws": twelve_screws,
    "frost-at-dawn": frost_rows,
    "the-class-that-argued-with-the-forecast": school_morning,
    "a-warm-dot-in-a-cold-hive": winter_hive,
    "the-fog-the-map-could-not-see": fog_sail,
    "forty-one-degrees-at-the-bus-stop": white_noon,
    "six-harbours-one-sunday": six_harbours,
    "low-tide-lessons": low_tide,
}
