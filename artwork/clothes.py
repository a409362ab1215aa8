"""Shoulders, neck and collars. A garment is one flat piece, its folds and collar laid over it."""

from __future__ import annotations

from collections.abc import Callable

from PIL import Image

from artwork.collars import COLLARS, CX, Neckline, rim
from artwork.curves import Knot, Line, ellipse, mirrored, moved, smooth, stroke
from artwork.face import outline
from artwork.paper import Sheet, mix
from artwork.person import SKINS, Head, Person, Tones, cloth

NECK = 54.0  # half the width of a neck

# depth of the neckline below its upper edge, half width of its upper edge, y of that edge
NECKLINES = {
    "crew": (34.0, 74.0, 506.0),
    "jumper": (34.0, 74.0, 504.0),
    "stripes": (26.0, 96.0, 512.0),
    "roll": (20.0, 62.0, 474.0),
    "vee": (104.0, 78.0, 504.0),
    "shirt": (66.0, 66.0, 496.0),
    "band": (58.0, 62.0, 492.0),
    "robe": (40.0, 64.0, 496.0),
    "blazer": (120.0, 84.0, 502.0),
    "coat": (50.0, 70.0, 494.0),
    "hood": (40.0, 82.0, 500.0),
    "overalls": (34.0, 74.0, 506.0),
    "wrap": (110.0, 92.0, 508.0),
    "shawl": (60.0, 80.0, 502.0),
    "embroidered": (44.0, 86.0, 510.0),
    "cardigan": (40.0, 76.0, 506.0),
    "vest": (60.0, 66.0, 496.0),
}


def draw_body(sheet: Sheet, head: Head, person: Person) -> None:
    """Garment, neck with the shadow of the head on it, then whatever lies over the neck."""
    tones, second = cloth(person.colour), cloth(person.second)
    depth, wide, top = NECKLINES[person.clothes]
    wide_shoulders = 12 if person.face in ("square", "broad") else 0
    half: list[Knot] = [
        (CX, top - 30),
        (CX + wide, top - 6),
        (CX + 150, 547),
        (CX + 218 + wide_shoulders, 585),
        (CX + 262 + wide_shoulders, 680, 1),
    ]
    if person.clothes in ("hood", "coat", "shirt"):
        _back_of_collar(sheet, tones, {"hood": 118.0, "coat": 90.0, "shirt": 62.0}[person.clothes], top)
    body = sheet.cut(smooth(mirrored(half, CX)), tones.base, shadow=0.30)
    inside = sheet.mask(body)
    away = -head.side
    fall: list[Knot] = [
        (CX + away * 120, 520, 1),
        (CX + away * 152, 590),
        (CX + away * 150, 680, 1),
        (CX + away * 340, 680, 1),
        (CX + away * 340, 500, 1),
    ]
    sheet.cut(smooth(fall), tones.dark, inside=inside, alpha=0.55)
    _PATTERN.get(person.clothes, _plain)(sheet, tones, second, inside)
    _draw_neck(sheet, head, person, (depth, wide, top))
    COLLARS.get(person.clothes, rim)(sheet, tones, second, (depth, wide, top))


def _draw_neck(sheet: Sheet, head: Head, person: Person, neckline: Neckline) -> None:
    skin = SKINS[person.skin - 1]
    depth, wide, top = neckline
    slim = 7 if person.face in ("oval", "heart", "long", "diamond") and not person.beard else 0
    neck = NECK - slim + (8 if person.beard else 0)
    half: list[Knot] = [
        (CX, 380),
        (CX + neck, 386),
        (CX + neck - 3, 450),
        (CX + neck + 6, 488),
        (CX + max(wide, neck + 7), top + 1, 1),
        (CX + wide * (0.30 if depth > 90 else 0.62), top + depth * 0.78),
        (CX, top + depth),
    ]
    piece = sheet.cut(smooth(mirrored(half, CX)), skin.base)
    mask = sheet.mask(piece)
    jaw = moved(outline(head, person), -head.side * 10, 34)
    sheet.cut(jaw, skin.shade, inside=mask)
    away = -head.side
    sheet.cut(
        smooth(
            [
                (CX + away * 24, 440, 1),
                (CX + away * 34, 500),
                (CX + away * 52, top + depth, 1),
                (CX + away * 140, top, 1),
                (CX + away * 90, 430, 1),
            ]
        ),
        skin.shade,
        inside=mask,
    )
    if depth > 50:
        for side in (-1, 1):
            bone: list[Knot] = [(CX + side * 14, 528), (CX + side * 40, 520), (CX + side * 84, 506)]
            sheet.cut(stroke(bone, 4.5), mix(skin.shade, skin.line, 0.25), inside=mask, steady=True)


def _back_of_collar(sheet: Sheet, tones: Tones, wide: float, top: float) -> None:
    """What is seen of a standing collar behind the neck."""
    half: list[Knot] = [
        (CX, top - 66),
        (CX + wide * 0.8, top - 62),
        (CX + wide, top - 30),
        (CX + wide * 0.9, top + 30),
        (CX, top + 30),
    ]
    sheet.cut(smooth(mirrored(half, CX)), tones.dark, shadow=0.2)


def _plain(sheet: Sheet, tones: Tones, second: Tones, inside: Image.Image) -> None:
    """Two folds at the arms, so that the piece reads as cloth."""
    for side in (-1, 1):
        fold: list[Knot] = [(CX + side * 168, 600), (CX + side * 160, 630), (CX + side * 164, 670)]
        sheet.cut(stroke(fold, 7, start=0.2, end=1), tones.dark, inside=inside)


def _stripes(sheet: Sheet, tones: Tones, second: Tones, inside: Image.Image) -> None:
    for y in range(560, 680, 30):
        arc: list[Knot] = [(40, y + 52), (CX - 120, y + 12), (CX, y + 4), (CX + 120, y + 12), (600, y + 52)]
        sheet.cut(stroke(arc, 12, start=1, end=1), second.base, inside=inside)


def _knit(sheet: Sheet, tones: Tones, second: Tones, inside: Image.Image) -> None:
    """A yoke of small cut wedges, as in northern jumpers."""
    for row, (radius, colour) in enumerate(((128.0, second.base), (160.0, tones.light), (190.0, second.base))):
        line: Line = smooth(
            [
                (CX - radius * 1.25, 540),
                (CX - radius * 0.6, 500 + radius * 0.55),
                (CX, 500 + radius * 0.66),
                (CX + radius * 0.6, 500 + radius * 0.55),
                (CX + radius * 1.25, 540),
            ],
            closed=False,
            step=17,
        )
        for i, (x, y) in enumerate(line):
            tall = 10 if (i + row) % 2 else 6
            sheet.cut([(x, y - tall), (x + 7, y), (x, y + tall), (x - 7, y)], colour, inside=inside, steady=True)


def _dots(sheet: Sheet, tones: Tones, second: Tones, inside: Image.Image) -> None:
    for row in range(6):
        for column in range(16):
            x = 30 + column * 40 + (row % 2) * 20
            sheet.cut(ellipse(x, 530 + row * 26, 5, 5), second.base, inside=inside, steady=True)


def _sleeves(sheet: Sheet, tones: Tones, second: Tones, inside: Image.Image) -> None:
    """The shirt sleeves that show beside a waistcoat."""
    for side in (-1, 1):
        sleeve: list[Knot] = [
            (CX + side * 150, 500, 1),
            (CX + side * 172, 580),
            (CX + side * 180, 700, 1),
            (CX + side * 340, 700, 1),
            (CX + side * 340, 500, 1),
        ]
        sheet.cut(smooth(sleeve), second.base, inside=inside)
        sheet.cut(
            stroke([(CX + side * 158, 530), (CX + side * 174, 600), (CX + side * 180, 690)], 5, start=1, end=1),
            tones.dark,
            inside=inside,
        )


_PATTERN: dict[str, Callable[[Sheet, Tones, Tones, Image.Image], None]] = {
    "stripes": _stripes,
    "vest": _sleeves,
    "jumper": _knit,
    "wrap": _dots,
}
