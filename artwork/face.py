"""The face: skull, ears, shade, eyes, brows, nose, mouth, and the lines the years leave."""

from __future__ import annotations

import math

from PIL import Image

from artwork.curves import Knot, Line, ellipse, mirrored, smooth, stroke
from artwork.paper import Colour, Sheet, mix
from artwork.person import FACES, INK, SKINS, Head, Person, Skin


def outline(head: Head, person: Person) -> Line:
    """The edge of the head without hair and ears."""
    shape = FACES[person.face]
    temple, cheek, jaw, chin = shape.temple, shape.cheek, shape.jaw, shape.chin
    half: list[Knot] = [
        (0, -1.0),
        (0.46, -0.93),
        (0.80, -0.68),
        (temple, -0.30),
        (cheek, 0.12),
        ((cheek + jaw) / 2 + 0.015, 0.46),
        (jaw, 0.66),
        ((jaw + chin) / 2 + 0.03, 0.86),
        (chin, 0.97),
        (0, 1.0),
    ]
    return smooth(head.rim(mirrored(half)))


def draw_ears(sheet: Sheet, head: Head, person: Person) -> None:
    """Both ears; the one on the side the face turns to sits further back and shows less."""
    skin = SKINS[person.skin - 1]
    for side in (-1, 1):
        near = side != head.side
        reach = 1.03 if near else 0.96
        ear = smooth(
            head.rim(
                [
                    (side * (reach - 0.16), -0.10),
                    (side * (reach + 0.02), -0.14),
                    (side * (reach + 0.11), 0.0),
                    (side * (reach + 0.07), 0.19),
                    (side * (reach - 0.01), 0.33),
                    (side * (reach - 0.16), 0.30),
                ]
            )
        )
        sheet.cut(ear, mix(skin.base, skin.shade, 0.35 if near else 0.75), shadow=0.16)
        if near:
            fold: list[Knot] = [
                (side * (reach + 0.05), 0.0),
                (side * reach, -0.06),
                (side * (reach - 0.04), 0.08),
                (side * (reach + 0.02), 0.17),
            ]
            sheet.cut(stroke(head.rim(fold), 4.5), mix(skin.shade, skin.line, 0.35), steady=True)
        _jewel(sheet, head, person, side, reach)


def _jewel(sheet: Sheet, head: Head, person: Person, side: int, reach: float) -> None:
    gold: Colour = (226, 170, 66)
    x, y = head.at(side * (reach + 0.01), 0.34)
    if person.jewel == "hoops":
        ring: list[Knot] = [*ellipse(x, y + 19, 20, 24)]
        sheet.cut(stroke([*ring, ring[0]], 6.5, start=1, end=1), gold, shadow=0.2)
    elif person.jewel == "studs" or (person.jewel == "stud" and side != head.side):
        sheet.cut(ellipse(x, y - 8, 6.5, 6.5), (240, 226, 196), shadow=0.2)
    elif person.jewel == "drops":
        sheet.cut(smooth([(x, y - 4, 1), (x + 9, y + 20), (x, y + 31), (x - 9, y + 20)]), (1, 118, 118), shadow=0.2)
        sheet.cut(ellipse(x, y - 5, 4, 4), gold)
    elif person.jewel == "discs":
        sheet.cut(ellipse(x, y + 10, 15, 15), gold, shadow=0.2)
        sheet.cut(ellipse(x, y + 10, 7, 7), (178, 78, 52))


def draw_skull(sheet: Sheet, head: Head, person: Person) -> Image.Image:
    """The head in two tones; returns the mask of the face for pieces that must stay on it."""
    skin = SKINS[person.skin - 1]
    edge = sheet.cut(outline(head, person), skin.base, shadow=0.30)
    mask = sheet.mask(edge)
    away = -head.side
    shade: list[Knot] = [
        (away * 0.50, -1.1, 1),
        (away * 0.70, -0.45),
        (away * 0.80, 0.0),
        (away * 0.70, 0.34),
        (away * 0.60, 0.62),
        (away * 0.30, 0.86),
        (0, 0.965),
        (-away * 0.45, 1.2, 1),
        (away * 1.4, 1.2, 1),
        (away * 1.4, -1.1, 1),
    ]
    sheet.cut(smooth(head.rim(shade)), skin.shade, inside=mask)
    for side in (-1, 1):
        x, y = head.on(side * 0.54, 0.34)
        sheet.cut(ellipse(x, y, 27, 18, turn=-12 * side), skin.blush, inside=mask, alpha=0.26)
    return mask


def draw_features(sheet: Sheet, head: Head, person: Person, mask: Image.Image, brow: Colour) -> None:
    """All that makes the face a person, from the lines of age to the brows."""
    skin = SKINS[person.skin - 1]
    _age(sheet, head, person, skin, mask)
    if person.freckles:
        _freckles(sheet, head, skin, mask)
    _nose(sheet, head, person, skin)
    for side in (-1, 1):
        _eye(sheet, head, person, skin, side)
        _brow(sheet, head, person, brow, side)


def _eye(sheet: Sheet, head: Head, person: Person, skin: Skin, side: int) -> None:
    ink = mix(INK, skin.line, 0.15 if person.skin < 8 else 0.0)
    if person.skin >= 8:
        ink = (24, 13, 13)
    c = side * FACES[person.face].gap
    x, y = head.on(c, 0.015)
    wide, tall = {
        "round": (9.6, 11.8),
        "almond": (9.2, 10.2),
        "narrow": (9.0, 8.6),
        "wide": (10.6, 13.0),
        "smiling": (0, 0),
    }[person.eyes]
    if person.eyes == "smiling":
        arc: list[Knot] = [(c - side * 0.155, 0.045), (c, -0.025), (c + side * 0.165, 0.045)]
        sheet.cut(stroke(head.face(arc), 9.5, start=0.4, end=0.4), ink, steady=True)
        return
    white = mix(skin.base, (255, 250, 242), 0.72 if person.skin < 8 else 0.62)
    lower = {"narrow": 0.036, "almond": 0.046, "round": 0.056, "wide": 0.064}[person.eyes]
    upper = {"narrow": -0.036, "almond": -0.046, "round": -0.058, "wide": -0.07}[person.eyes]
    tip = -0.012 if person.eyes in ("almond", "narrow") else 0.006
    corner: list[Knot] = [
        (c - side * 0.165, 0.03, 1),
        (c - side * 0.03, upper + 0.012),
        (c + side * 0.08, upper + 0.014),
        (c + side * 0.175, tip, 1),
        (c + side * 0.04, lower + 0.012),
    ]
    shape = smooth(head.face(corner), step=2)
    sheet.cut(shape, white, steady=True)
    ball = sheet.mask(shape)
    look = head.side * 1.5
    sheet.cut(ellipse(x + look, y + 1, wide, tall), ink, steady=True, inside=ball)
    sheet.cut(ellipse(x + look + 3.4, y - 3.4, 2.5, 2.5), (255, 250, 240), steady=True)
    lid: list[Knot] = [
        (c - side * 0.175, 0.034),
        (c - side * 0.04, upper),
        (c + side * 0.08, upper + 0.002),
        (c + side * 0.20, tip - 0.004),
    ]
    sheet.cut(stroke(head.face(lid), 7.0, start=0.3, end=0.35), ink, steady=True)
    if person.age >= 2 or person.eyes in ("round", "wide"):
        fold: list[Knot] = [
            (c - side * 0.12, upper - 0.03),
            (c + side * 0.04, upper - 0.055),
            (c + side * 0.19, tip - 0.05),
        ]
        sheet.cut(stroke(head.face(fold), 3.6), mix(skin.shade, skin.line, 0.35), steady=True)


def _brow(sheet: Sheet, head: Head, person: Person, colour: Colour, side: int) -> None:
    gap = FACES[person.face].gap
    thick, arch, peak, slope = {  # width, height of the bow, where it is highest, fall of the outer end
        "soft": (11.5, 0.052, 0.50, 0.022),
        "straight": (12.5, 0.030, 0.60, 0.004),
        "arched": (10.0, 0.062, 0.52, 0.030),
        "bushy": (18.0, 0.046, 0.48, 0.022),
        "thin": (7.5, 0.058, 0.50, 0.026),
        "kind": (12.0, 0.060, 0.42, 0.050),
    }[person.brows]
    line: list[Knot] = []
    for step in range(7):
        t = step / 6
        bow = (t / peak if t < peak else (1 - t) / (1 - peak)) * (math.pi / 2)
        line.append((side * (gap - 0.205 + 0.44 * t), -0.166 - arch * math.sin(bow) ** 1.2 + slope * t))
    sheet.cut(stroke(head.face(line), thick, start=0.72, end=0.2), colour, steady=True)


def _nose(sheet: Sheet, head: Head, person: Person, skin: Skin) -> None:
    """A shaded side plane and the line under the tip; the plane lies away from where the face looks."""
    s = -head.side
    wide, tip, bridge = {
        "straight": (0.145, 0.375, 0.055),
        "broad": (0.20, 0.36, 0.07),
        "long": (0.14, 0.41, 0.05),
        "aquiline": (0.145, 0.40, 0.085),
        "button": (0.135, 0.335, 0.035),
        "small": (0.12, 0.35, 0.03),
    }[person.nose]
    plane: list[Knot] = [
        (s * 0.115, -0.10, 1),
        (s * bridge, 0.02),
        (s * (0.035 + bridge * 0.2), 0.16),
        (s * 0.03, tip - 0.08),
        (s * 0.02, tip, 1),
        (s * wide, tip - 0.012),
        (s * wide * 1.02, tip - 0.065),
        (s * 0.115, tip - 0.15),
    ]
    sheet.cut(smooth(head.face(plane)), skin.shade, steady=True)
    under: list[Knot] = [
        (s * wide * 1.12, tip - 0.085),
        (s * wide * 1.12, tip - 0.02),
        (s * wide * 0.62, tip),
        (0.0, tip + 0.028),
        (-s * wide * 0.62, tip),
        (-s * wide * 1.0, tip - 0.035),
    ]
    sheet.cut(stroke(head.face(under), 5.4, start=0.3, end=0.2), mix(skin.shade, skin.line, 0.62), steady=True)


def draw_mouth(sheet: Sheet, head: Head, person: Person) -> None:
    """The mouth, drawn after a beard so that the smile stays visible."""
    skin = SKINS[person.skin - 1]
    v = 0.60 if person.nose not in ("button", "small") else 0.575
    wide = {"smile": 0.30, "wide": 0.37, "small": 0.23, "open": 0.34, "grin": 0.36, "wry": 0.29}[person.mouth]
    lift = {"smile": 0.05, "wide": 0.075, "small": 0.035, "open": 0.07, "grin": 0.085, "wry": 0.045}[person.mouth]
    tilt = 0.028 * head.side if person.mouth == "wry" else 0.0
    line_ink = mix(skin.line, skin.lip, 0.25)
    if person.mouth in ("open", "grin"):
        _open_mouth(sheet, head, skin, (v, wide, lift))
    else:
        full: list[Knot] = [
            (-wide * 0.66, v + 0.012 - tilt * 0.5),
            (0, v + 0.105),
            (wide * 0.66, v + 0.012 + tilt * 0.5),
            (0, v + 0.028),
        ]
        sheet.cut(smooth(head.face(full)), skin.lip, steady=True, alpha=0.85)
        upper: list[Knot] = [
            (-wide * 0.72, v - 0.008 - tilt),
            (-0.07, v - 0.042),
            (0, v - 0.028),
            (0.07, v - 0.042),
            (wide * 0.72, v - 0.008 + tilt),
            (0, v + 0.03),
        ]
        sheet.cut(smooth(head.face(upper)), mix(skin.lip, skin.line, 0.28), steady=True, alpha=0.8)
        smile: list[Knot] = [
            (-wide, v - lift - tilt),
            (-wide * 0.5, v + 0.012 - tilt * 0.6),
            (0, v + 0.022),
            (wide * 0.5, v + 0.012 + tilt * 0.6),
            (wide, v - lift + tilt),
        ]
        sheet.cut(stroke(head.face(smile), 6.2, start=0.35, end=0.35), line_ink, steady=True)
    for side in (-1, 1):
        dimple: list[Knot] = [
            (side * (wide + 0.015), v - lift - 0.035 + side * tilt),
            (side * (wide + 0.045), v - lift + 0.005 + side * tilt),
            (side * (wide + 0.03), v - lift + 0.045 + side * tilt),
        ]
        sheet.cut(stroke(head.face(dimple), 4), mix(skin.shade, skin.line, 0.4), steady=True)


def _open_mouth(sheet: Sheet, head: Head, skin: Skin, place: tuple[float, float, float]) -> None:
    v, wide, lift = place
    lips: list[Knot] = [
        (-wide, v - lift, 1),
        (-wide * 0.35, v - 0.03),
        (0, v - 0.02),
        (wide * 0.35, v - 0.03),
        (wide, v - lift, 1),
        (wide * 0.55, v + 0.105),
        (0, v + 0.155),
        (-wide * 0.55, v + 0.105),
    ]
    sheet.cut(smooth(head.face(lips)), skin.lip, steady=True)
    hole: list[Knot] = [
        (-wide * 0.9, v - lift + 0.012, 1),
        (0, v + 0.008),
        (wide * 0.9, v - lift + 0.012, 1),
        (wide * 0.5, v + 0.07),
        (0, v + 0.105),
        (-wide * 0.5, v + 0.07),
    ]
    inner = smooth(head.face(hole))
    sheet.cut(inner, (92, 34, 36), steady=True)
    teeth: list[Knot] = [
        (-wide, v - lift - 0.05),
        (wide, v - lift - 0.05),
        (wide * 0.72, v + 0.028),
        (0, v + 0.07),
        (-wide * 0.72, v + 0.028),
    ]
    sheet.cut(smooth(head.face(teeth)), (250, 243, 230), steady=True, inside=sheet.mask(inner))


def _freckles(sheet: Sheet, head: Head, skin: Skin, mask: Image.Image) -> None:
    for i in range(46):
        u = sheet.rng.gauss(0, 0.34)
        v = sheet.rng.gauss(0.24, 0.10) + abs(u) * 0.06
        x, y = head.on(max(-0.85, min(0.85, u)), v)
        size = 1.6 + 1.5 * (i % 3) / 2
        sheet.cut(
            ellipse(x, y, size, size * 0.85), mix(skin.shade, skin.line, 0.45), inside=mask, alpha=0.75, steady=True
        )


def _age(sheet: Sheet, head: Head, person: Person, skin: Skin, mask: Image.Image) -> None:
    ink = mix(skin.shade, skin.line, 0.30 + 0.06 * person.age)
    lines: list[tuple[list[Knot], float]] = []
    for side in (-1, 1):
        if person.age >= 1:
            if person.beard in ("", "stubble"):
                lines.append(([(side * 0.235, 0.33), (side * 0.36, 0.44), (side * 0.43, 0.57)], 4.6))
            lines.append(([(side * 0.29, 0.125), (side * 0.40, 0.15), (side * 0.52, 0.13)], 3.8))
        if person.age >= 2:
            lines.append(([(side * 0.62, 0.0), (side * 0.72, -0.035)], 3.8))
            lines.append(([(side * 0.62, 0.045), (side * 0.745, 0.05)], 3.8))
            lines.append(([(side * 0.61, 0.09), (side * 0.71, 0.13)], 3.4))
        if person.age >= 3 and not person.beard:
            lines.append(([(side * 0.53, 0.50), (side * 0.58, 0.62), (side * 0.56, 0.74)], 3.8))
    if person.age >= 2:
        lines.append(([(-0.34, -0.40), (-0.05, -0.425), (0.30, -0.405)], 4.0))
    if person.age >= 3:
        lines.append(([(-0.25, -0.32), (0.02, -0.335), (0.28, -0.318)], 3.8))
    for knots, width in lines:
        sheet.cut(stroke(head.face(knots), width), ink, steady=True, inside=mask)
