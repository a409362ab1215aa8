"""Collars: what lies over the neck at the end of a garment, one function for each cut of cloth."""

from __future__ import annotations

from collections.abc import Callable

from artwork.curves import Knot, ellipse, mirrored, smooth, stroke
from artwork.paper import Sheet
from artwork.person import Tones

CX = 320.0  # the middle of the picture
Neckline = tuple[float, float, float]


def _edge(neckline: Neckline) -> list[Knot]:
    depth, wide, top = neckline
    low = 0.30 if depth > 90 else 0.62
    return [
        (CX - wide, top),
        (CX - wide * low, top + depth * 0.78),
        (CX, top + depth),
        (CX + wide * low, top + depth * 0.78),
        (CX + wide, top),
    ]


def rim(sheet: Sheet, tones: Tones, second: Tones, neckline: Neckline) -> None:
    sheet.cut(stroke(_edge(neckline), 15, start=0.9, end=0.9), tones.light, shadow=0.18)


def _rim_second(sheet: Sheet, tones: Tones, second: Tones, neckline: Neckline) -> None:
    sheet.cut(stroke(_edge(neckline), 17, start=0.9, end=0.9), second.base, shadow=0.18)


def _ribbed(sheet: Sheet, tones: Tones, second: Tones, neckline: Neckline) -> None:
    sheet.cut(stroke(_edge(neckline), 24, start=0.95, end=0.95), tones.light, shadow=0.2)
    depth, wide, top = neckline
    for i in range(-7, 8):
        t = i / 7.5
        x, y = CX + wide * t, top + depth * (1 - t * t) ** 0.75
        sheet.cut(
            stroke([(x - t * 3, y - 9), (x + t * 3, y + 9)], 3, start=1, end=1), tones.dark, alpha=0.55, steady=True
        )


def _roll(sheet: Sheet, tones: Tones, second: Tones, neckline: Neckline) -> None:
    _, _, top = neckline
    tube: list[Knot] = [
        (CX, top + 6),
        (CX + 60, top - 8),
        (CX + 70, top + 14),
        (CX + 76, top + 50),
        (CX + 40, top + 66),
        (CX, top + 70),
    ]
    edge = sheet.cut(smooth(mirrored(tube, CX)), tones.light, shadow=0.3)
    mask = sheet.mask(edge)
    for i in range(-7, 8):
        x = CX + i * 10.2
        sheet.cut(
            stroke([(x * 0.96 + CX * 0.04, top), (x, top + 74)], 3, start=1, end=1),
            tones.dark,
            inside=mask,
            alpha=0.45,
            steady=True,
        )


def _shirt(sheet: Sheet, tones: Tones, second: Tones, neckline: Neckline) -> None:
    depth, _, top = neckline
    for side in (-1, 1):
        wing: list[Knot] = [
            (CX + side * 50, top - 34, 1),
            (CX + side * 82, top - 4),
            (CX + side * 92, top + 38, 1),
            (CX + side * 44, top + depth + 18, 1),
            (CX + side * 2, top + depth - 4, 1),
            (CX + side * 34, top + 22),
        ]
        sheet.cut(smooth(wing), tones.light, shadow=0.28)
    sheet.cut(stroke([(CX, top + depth), (CX + 1, 680)], 3.5, start=1, end=1), tones.dark)
    for y in (top + depth + 26, top + depth + 74):
        sheet.cut(ellipse(CX + 11, y, 5, 5), second.base, shadow=0.15)


def _band(sheet: Sheet, tones: Tones, second: Tones, neckline: Neckline) -> None:
    depth, wide, top = neckline
    for side in (-1, 1):
        strip: list[Knot] = [
            (CX + side * (wide - 6), top - 26, 1),
            (CX + side * (wide + 12), top - 10),
            (CX + side * 46, top + 44),
            (CX + side * 3, top + depth + 6, 1),
            (CX + side * 2, top + depth - 22, 1),
            (CX + side * 36, top + 18),
        ]
        sheet.cut(smooth(strip), tones.light, shadow=0.22)
    placket: list[Knot] = [
        (CX - 15, top + depth - 10, 1),
        (CX + 15, top + depth - 10, 1),
        (CX + 15, 680, 1),
        (CX - 15, 680, 1),
    ]
    sheet.cut(smooth(placket), tones.light, shadow=0.15)
    for y in (top + depth + 22, top + depth + 62):
        sheet.cut(ellipse(CX, y, 4.5, 4.5), second.base)


def _robe(sheet: Sheet, tones: Tones, second: Tones, neckline: Neckline) -> None:
    """A collarless robe: a narrow bound neck and a tassel to one side."""
    _, _, top = neckline
    sheet.cut(stroke(_edge(neckline), 11, start=1, end=1), second.base, shadow=0.2)
    sheet.cut(
        stroke([(CX + 24, top + 34), (CX + 28, top + 80), (CX + 25, 610)], 9, start=0.6, end=1.4),
        second.base,
        shadow=0.2,
    )
    sheet.cut(stroke([(CX + 26, top + 60), (CX + 25, 606)], 3, start=1, end=1), second.dark)


def _blazer(sheet: Sheet, tones: Tones, second: Tones, neckline: Neckline) -> None:
    _depth, wide, top = neckline
    inner: list[Knot] = [(CX, top + 62), (CX + 40, top + 44), (CX + wide, top, 1), (CX + 60, top + 110), (CX, 690, 1)]
    sheet.cut(smooth(mirrored(inner, CX)), second.base, shadow=0.15)
    sheet.cut(stroke([(CX - 50, top + 36), (CX, top + 62), (CX + 50, top + 36)], 9, start=0.6, end=0.6), second.light)
    for side in (-1, 1):
        lapel: list[Knot] = [
            (CX + side * 62, top - 30, 1),
            (CX + side * 100, top - 4),
            (CX + side * 122, top + 64, 1),
            (CX + side * 96, top + 72, 1),
            (CX + side * 108, top + 96, 1),
            (CX + side * 22, 690, 1),
            (CX + side * 46, top + 90),
        ]
        sheet.cut(smooth(lapel), tones.light, shadow=0.3)


def _coat(sheet: Sheet, tones: Tones, second: Tones, neckline: Neckline) -> None:
    """A rain coat: high collar standing open, a zip."""
    depth, _, top = neckline
    for side in (-1, 1):
        wing: list[Knot] = [
            (CX + side * 52, top - 48, 1),
            (CX + side * 92, top - 40, 1),
            (CX + side * 104, top + 22),
            (CX + side * 58, top + 70),
            (CX + side * 4, top + depth + 18, 1),
            (CX + side * 10, top + depth - 12),
            (CX + side * 44, top + 20),
        ]
        sheet.cut(smooth(wing), tones.light, shadow=0.32)
    sheet.cut(stroke([(CX, top + depth + 6), (CX, 680)], 8, start=1, end=1), second.base, shadow=0.15)
    sheet.cut(ellipse(CX, top + depth + 30, 6, 10), second.light, shadow=0.2)


def _hood(sheet: Sheet, tones: Tones, second: Tones, neckline: Neckline) -> None:
    depth, _wide, top = neckline
    for side in (-1, 1):
        roll: list[Knot] = [
            (CX + side * 58, top - 60, 1),
            (CX + side * 112, top - 34),
            (CX + side * 124, top + 16),
            (CX + side * 74, top + 60),
            (CX + side * 2, top + depth + 34, 1),
            (CX + side * 4, top + depth - 2, 1),
            (CX + side * 60, top + 20),
            (CX + side * 74, top - 20),
        ]
        sheet.cut(smooth(roll), tones.light, shadow=0.3)
        cord: list[Knot] = [
            (CX + side * 24, top + depth + 18),
            (CX + side * 30, top + depth + 56),
            (CX + side * 26, top + depth + 84),
        ]
        sheet.cut(stroke(cord, 6, start=1, end=1), second.base, shadow=0.2)


def _overalls(sheet: Sheet, tones: Tones, second: Tones, neckline: Neckline) -> None:
    """A shirt with the straps and the bib of overalls in the second colour."""
    _ribbed(sheet, tones, second, neckline)
    for side in (-1, 1):
        strap: list[Knot] = [
            (CX + side * 118, 520, 1),
            (CX + side * 156, 534, 1),
            (CX + side * 120, 640, 1),
            (CX + side * 84, 640, 1),
        ]
        sheet.cut(smooth(strap), second.base, shadow=0.28)
    bib: list[Knot] = [(CX - 124, 604, 1), (CX + 124, 604, 1), (CX + 140, 690, 1), (CX - 140, 690, 1)]
    sheet.cut(smooth(bib), second.base, shadow=0.28)
    sheet.cut(stroke([(CX - 122, 614), (CX + 122, 614)], 3, start=1, end=1), second.light)
    for side in (-1, 1):
        sheet.cut(ellipse(CX + side * 104, 616, 11, 11), (222, 182, 98), shadow=0.25)


def _wrap(sheet: Sheet, tones: Tones, second: Tones, neckline: Neckline) -> None:
    """A wrapped top: one side crosses over the other."""
    depth, wide, top = neckline
    under: list[Knot] = [
        (CX + wide - 14, top - 24, 1),
        (CX + wide + 26, top - 2),
        (CX - 30, 690, 1),
        (CX - 90, 690, 1),
        (CX + 10, top + depth - 20),
    ]
    sheet.cut(smooth(under), tones.dark, shadow=0.2)
    over: list[Knot] = [
        (CX - wide + 14, top - 24, 1),
        (CX - wide - 26, top - 2),
        (CX + 10, 690, 1),
        (CX + 96, 690, 1),
        (CX - 12, top + depth - 18),
    ]
    sheet.cut(smooth(over), second.base, shadow=0.28)


def _shawl(sheet: Sheet, tones: Tones, second: Tones, neckline: Neckline) -> None:
    """A shawl round the shoulders, its stripes in the second colour."""
    _depth, _wide, top = neckline
    for side in (1, -1):
        part: list[Knot] = [
            (CX + side * 54, top - 52, 1),
            (CX + side * 120, top - 8),
            (CX + side * 226, 566),
            (CX + side * 280, 690, 1),
            (CX - side * 60, 690, 1),
            (CX - side * 26, 610),
            (CX + side * 34, top + 54),
        ]
        edge = sheet.cut(smooth(part), tones.light if side == 1 else tones.base, shadow=0.32)
        mask = sheet.mask(edge)
        for off, wide_band in ((0, 13), (26, 6), (44, 13)):
            band: list[Knot] = [
                (CX + side * (92 + off), top - 60),
                (CX + side * (110 + off), top + 40),
                (CX + side * (30 + off * 1.2), 690),
            ]
            sheet.cut(stroke(band, wide_band, start=1, end=1), second.base, inside=mask)


def _embroidered(sheet: Sheet, tones: Tones, second: Tones, neckline: Neckline) -> None:
    """A blouse with a band of cut diamonds round the neck."""
    depth, wide, top = neckline
    sheet.cut(stroke(_edge((depth + 12, wide + 12, top)), 40, start=0.95, end=0.95), second.base, shadow=0.22)
    for i in range(-5, 6):
        t = i / 5.6
        x, y = CX + (wide + 12) * t, top + (depth + 12) * (1 - t * t) ** 0.75
        sheet.cut(
            [(x, y - 12), (x + 9, y), (x, y + 12), (x - 9, y)], tones.base if i % 2 else (242, 175, 72), steady=True
        )


def _cardigan(sheet: Sheet, tones: Tones, second: Tones, neckline: Neckline) -> None:
    depth, wide, top = neckline
    inner: list[Knot] = [
        (CX, top + depth - 6),
        (CX + 46, top + 24),
        (CX + wide + 4, top - 12, 1),
        (CX + 66, 600),
        (CX + 44, 690, 1),
    ]
    sheet.cut(smooth(mirrored(inner, CX)), second.base, shadow=0.1)
    sheet.cut(stroke(_edge(neckline), 12, start=0.8, end=0.8), second.light, shadow=0.15)
    for side in (-1, 1):
        border: list[Knot] = [
            (CX + side * (wide - 4), top - 26),
            (CX + side * (wide + 10), top + 6),
            (CX + side * 72, 600),
            (CX + side * 48, 690),
        ]
        sheet.cut(stroke(border, 24, start=0.9, end=1), tones.light, shadow=0.25)


def _vest(sheet: Sheet, tones: Tones, second: Tones, neckline: Neckline) -> None:
    """A waistcoat in the first colour over a shirt in the second."""
    depth, wide, top = neckline
    inner: list[Knot] = [
        (CX, top + depth - 8),
        (CX + 60, top),
        (CX + wide + 40, top + 4, 1),
        (CX + 56, 620),
        (CX, 690, 1),
    ]
    sheet.cut(smooth(mirrored(inner, CX)), second.base, shadow=0.12)
    _shirt(sheet, second, tones, neckline)


COLLARS: dict[str, Callable[[Sheet, Tones, Tones, Neckline], None]] = {
    "jumper": _ribbed,
    "crew": _ribbed,
    "stripes": _rim_second,
    "vee": _rim_second,
    "roll": _roll,
    "shirt": _shirt,
    "band": _band,
    "robe": _robe,
    "blazer": _blazer,
    "coat": _coat,
    "hood": _hood,
    "overalls": _overalls,
    "wrap": _wrap,
    "shawl": _shawl,
    "embroidered": _embroidered,
    "cardigan": _cardigan,
    "vest": _vest,
}
