"""Beards, moustaches and glasses."""

from __future__ import annotations

from PIL import Image

from artwork.curves import Knot, even, scallop, smooth, stroke
from artwork.paper import Colour, Sheet, hex_colour, mix
from artwork.person import FACES, SKINS, Head, Person, Tones


def draw_beard(sheet: Sheet, head: Head, person: Person, tones: Tones, mask: Image.Image) -> None:
    """The beard named in the table; drawn before the mouth."""
    if person.beard == "stubble":
        skin = SKINS[person.skin - 1]
        area: list[Knot] = [
            (-1.1, 0.18),
            (-0.80, 0.34),
            (-0.52, 0.50),
            (-0.30, 0.45),
            (0, 0.44),
            (0.30, 0.45),
            (0.52, 0.50),
            (0.80, 0.34),
            (1.1, 0.18),
            (1.1, 1.1),
            (-1.1, 1.1),
        ]
        sheet.cut(smooth(head.face(area)), mix(skin.base, tones.base, 0.5), inside=mask, alpha=0.55)
    elif person.beard in ("full", "long", "short"):
        _full(sheet, head, person, tones)
    if person.beard in ("full", "long", "short", "moustache"):
        _moustache(sheet, head, tones, 1.0 if person.beard == "moustache" else 0.92)


def _full(sheet: Sheet, head: Head, person: Person, tones: Tones) -> None:
    drop = {"short": 1.06, "full": 1.17, "long": 1.40}[person.beard]
    wide = {"short": 0.99, "full": 1.03, "long": 1.03}[person.beard]
    half: list[Knot] = [
        (0, drop),
        (0.36, drop - 0.04),
        (0.66, drop - 0.20),
        (0.88, 0.66),
        (wide, 0.30),
        (0.99, -0.06),
        (0.92, -0.08),
        (0.86, 0.22),
        (0.74, 0.42),
        (0.50, 0.50),
        (0.30, 0.50),
    ]
    outer = [*half, (0, 0.50), *[(-k[0], k[1]) for k in reversed(half[1:])]]
    knots: list[Knot] = [head.at(k[0], k[1]) if k[1] > 0.9 or abs(k[0]) > 0.85 else head.on(k[0], k[1]) for k in outer]
    line = smooth(knots)
    floor = head.at(0, 0.62)[1]
    edge = scallop(even(line, 4), 30, 6, sheet.rng, where=lambda p: p[1] > floor)
    sheet.cut(edge, tones.base, shadow=0.24, steady=True)
    hair = sheet.mask(edge)
    for u, v in ((-0.72, 0.60), (-0.44, 0.84), (-0.14, 0.92), (0.16, 0.92), (0.46, 0.82), (0.74, 0.58)):
        streak: list[Knot] = [(u, v), (u * 0.97, v + 0.09), (u * 0.86, v + 0.19)]
        sheet.cut(stroke(head.face(streak), 8), tones.light, inside=hair, steady=True)


def _moustache(sheet: Sheet, head: Head, tones: Tones, size: float) -> None:
    for s in (-1, 1):
        wing: list[Knot] = [
            (0, 0.475, 1),
            (s * 0.13, 0.445),
            (s * 0.28 * size, 0.49),
            (s * 0.44 * size, 0.60, 1),
            (s * 0.28 * size, 0.575),
            (s * 0.10, 0.55),
            (0, 0.545, 1),
        ]
        sheet.cut(
            smooth(head.face(wing)),
            mix(tones.base, tones.light, 0.25 if s == head.side else 0.0),
            shadow=0.15,
            steady=True,
        )


def draw_glasses(sheet: Sheet, head: Head, person: Person) -> None:
    """Frames in their colour, a breath of light on the lenses."""
    ink = hex_colour(person.glasses_colour)
    kind = person.glasses
    gap = FACES[person.face].gap + 0.008
    wide, tall, thick = {
        "round": (0.275, 0.185, 7.0),
        "square": (0.30, 0.155, 8.0),
        "thin": (0.285, 0.175, 4.5),
        "big": (0.315, 0.20, 9.5),
        "half": (0.285, 0.15, 6.5),
    }[kind]
    for s in (-1, 1):
        c = s * gap
        lens = _lens(kind, c, s, wide, tall)
        edge = smooth(head.face(lens), step=3)
        sheet.cut(edge, (255, 255, 255), alpha=0.13, steady=True)
        _frame(sheet, edge, ink, thick)
        glint: list[Knot] = [(c - 0.15, -0.02), (c - 0.06, -0.10)]
        sheet.cut(stroke(head.face(glint), 5.5, start=0.6, end=0.6), (255, 255, 255), alpha=0.4, steady=True)
        arm: list[Knot] = [(c + s * wide * 0.98, -0.03), (s * 0.86, -0.05), (s * 0.95, -0.045)]
        sheet.cut(stroke(head.face(arm), thick, start=0.9, end=0.9), ink, steady=True)
    bridge: list[Knot] = [(-gap + wide * 0.97, 0.0), (0, -0.035), (gap - wide * 0.97, 0.0)]
    sheet.cut(stroke(head.face(bridge), thick, start=0.8, end=0.8), ink, steady=True)


def _lens(kind: str, c: float, s: int, wide: float, tall: float) -> list[Knot]:
    if kind in ("square", "half"):
        return [
            (c - wide * 0.86, -tall * 0.86),
            (c, -tall * 0.98),
            (c + wide * 0.86, -tall * 0.86),
            (c + wide, -tall * 0.5),
            (c + wide * 0.94, tall * 0.7),
            (c + wide * 0.7, tall * 1.04),
            (c, tall * 1.14),
            (c - wide * 0.7, tall * 1.04),
            (c - wide * 0.94, tall * 0.7),
            (c - wide, -tall * 0.5),
        ]
    if kind == "big":
        return [
            (c, -tall),
            (c + s * wide * 0.8, -tall * 0.98),
            (c + s * wide * 1.06, -tall * 0.7),
            (c + s * wide * 0.96, tall * 0.3),
            (c + s * wide * 0.55, tall * 1.05),
            (c, tall * 1.16),
            (c - s * wide * 0.6, tall * 0.98),
            (c - s * wide * 0.95, tall * 0.25),
            (c - s * wide * 0.85, -tall * 0.72),
        ]
    return [
        (c, -tall + 0.01),
        (c + wide * 0.72, -tall * 0.70),
        (c + wide, 0.01),
        (c + wide * 0.72, tall * 0.74),
        (c, tall + 0.02),
        (c - wide * 0.72, tall * 0.74),
        (c - wide, 0.01),
        (c - wide * 0.72, -tall * 0.70),
    ]


def _frame(sheet: Sheet, edge: list[tuple[float, float]], ink: Colour, thick: float) -> None:
    ring: list[Knot] = [*even(edge, 7)]
    closed = [*ring, ring[0]]
    sheet.cut(stroke(closed, thick, start=1, end=1, step=3), ink, steady=True)
