"""What a portrait is made from: the words of the hand-written table, and the frame a head is drawn in."""

from __future__ import annotations

import math
from dataclasses import dataclass

from artwork.curves import Knot, Line, Point
from artwork.paper import Colour, hex_colour, mix


@dataclass(frozen=True)
class Skin:
    """One of the ten skins: lit tone, shaded tone, the line on it, the warmth of cheeks, the lips."""

    base: Colour
    shade: Colour
    line: Colour
    blush: Colour
    lip: Colour


def _skin(base: str, shade: str, line: str, blush: str, lip: str) -> Skin:
    return Skin(hex_colour(base), hex_colour(shade), hex_colour(line), hex_colour(blush), hex_colour(lip))


SKINS = (
    _skin("#f8dfcd", "#e9c1ab", "#a9674f", "#f0b4a0", "#c9766a"),
    _skin("#f3cfb3", "#dfae90", "#9a5a42", "#e9a188", "#bd6658"),
    _skin("#eabf99", "#d09d75", "#8a4f35", "#dd9473", "#b05e4c"),
    _skin("#dfae80", "#c08c5f", "#78432a", "#d18a63", "#a4553f"),
    _skin("#d09b69", "#ad7849", "#683a22", "#c0774c", "#974a37"),
    _skin("#bb8154", "#985f39", "#552c1a", "#aa6240", "#8a4234"),
    _skin("#a06a43", "#7e4d2f", "#432214", "#935038", "#7a3a31"),
    _skin("#865538", "#673d28", "#33190f", "#7d4232", "#6d3130"),
    _skin("#6c4331", "#502f23", "#25110b", "#683428", "#5c2a2b"),
    _skin("#553529", "#3d241c", "#1c0c08", "#54291f", "#4b2325"),
)

HAIR = {  # base, light, dark
    "black": ("#262129", "#453d4b", "#17131a"),
    "soft-black": ("#33292a", "#54443f", "#211a1b"),
    "dark-brown": ("#442d22", "#684734", "#2e1d16"),
    "brown": ("#694328", "#8f6139", "#4b2e1b"),
    "copper": ("#b4622f", "#d58a4b", "#8a4620"),
    "ginger-blond": ("#cf8f4a", "#e6b270", "#a86d33"),
    "blonde": ("#dfb873", "#f1d69c", "#bb9250"),
    "red-grey": ("#b5795a", "#d6ad95", "#8d583f"),
    "brown-grey": ("#83705f", "#aa9a88", "#625244"),
    "grey-black": ("#4d4a4c", "#858184", "#343134"),
    "grey": ("#8b898b", "#b5b3b2", "#69676b"),
    "silver": ("#bcbab6", "#dcdad4", "#96949a"),
    "white": ("#e4e0d8", "#f7f4ec", "#bfb9b1"),
}

INK: Colour = (43, 30, 34)


@dataclass(frozen=True)
class Tones:
    """Three tones of one paper: the piece, what is light on it, what is dark on it."""

    base: Colour
    light: Colour
    dark: Colour


def hair_tones(name: str) -> Tones:
    """The tones of a hair colour from the table above."""
    base, light, dark = HAIR[name]
    return Tones(hex_colour(base), hex_colour(light), hex_colour(dark))


def cloth(text: str) -> Tones:
    """Three tones of a cloth from its colour, #rrggbb."""
    base = hex_colour(text)
    return Tones(base, mix(base, (255, 246, 226), 0.26), mix(base, (30, 18, 40), 0.26))


@dataclass(frozen=True)
class Person:
    """One line of the table. Names of parts are those of the modules that draw them."""

    handle: str
    skin: int  # 1 (palest) to 10
    hair: str
    hair_colour: str
    hour: str
    clothes: str
    colour: str
    second: str = "#f4ead6"
    face: str = "oval"
    eyes: str = "round"
    brows: str = "soft"
    nose: str = "straight"
    mouth: str = "smile"
    age: int = 0  # 0 none, 1 first lines, 2 more, 3 many
    beard: str = ""
    glasses: str = ""
    glasses_colour: str = "#3a2b2b"
    wear: str = ""  # cap, scarf, turban...
    wear_colour: str = "#b4573c"
    wear_second: str = "#f4ead6"
    jewel: str = ""
    freckles: bool = False
    turn: float = 0.06  # share of the head's width; negative looks to the left
    tilt: float = 0.0  # degrees, clockwise
    zoom: float = 1.12  # how near the person stands
    brow_colour: str = ""  # when it differs from the hair


@dataclass(frozen=True)
class Face:
    """A shape of face: half widths in head units, how far apart the eyes are, half width and height in units."""

    temple: float
    cheek: float
    jaw: float
    chin: float
    gap: float
    half_width: float
    half_height: float


FACES = {
    "oval": Face(0.93, 0.93, 0.73, 0.33, 0.405, 119, 168),
    "round": Face(0.95, 1.0, 0.84, 0.40, 0.43, 124, 160),
    "long": Face(0.92, 0.90, 0.71, 0.34, 0.39, 112, 174),
    "square": Face(0.95, 0.96, 0.87, 0.47, 0.41, 119, 166),
    "heart": Face(0.98, 0.95, 0.68, 0.27, 0.42, 120, 164),
    "broad": Face(0.94, 1.0, 0.88, 0.45, 0.425, 127, 165),
    "diamond": Face(0.88, 0.98, 0.74, 0.31, 0.40, 119, 168),
}


@dataclass(frozen=True)
class Head:
    """The frame of one head: u from -1 to 1 across, v from -1 (crown) over 0 (eyes) to 1 (chin)."""

    cx: float
    cy: float
    half_width: float
    half_height: float
    turn: float
    tilt: float

    @property
    def side(self) -> int:
        """Which way the face looks: 1 right, -1 left. The shade lies on the other cheek."""
        return 1 if self.turn >= 0 else -1

    def at(self, u: float, v: float) -> Point:
        """A place on the outline plane: tilted with the head, not turned."""
        x, y = u * self.half_width, v * self.half_height
        angle = math.radians(self.tilt)
        pivot = self.half_height * 0.9  # heads tilt about the neck
        y -= pivot
        return (
            self.cx + x * math.cos(angle) - y * math.sin(angle),
            self.cy + pivot + x * math.sin(angle) + y * math.cos(angle),
        )

    def on(self, u: float, v: float) -> Point:
        """A place on the face: moved the way the head is turned, most in the middle, not at all at the rim."""
        bulge = max(0.0, 1 - u * u)
        return self.at(u + 2 * self.turn * bulge, v)

    def rim(self, knots: list[Knot]) -> list[Knot]:
        """Knots on the outline plane."""
        return [(*self.at(k[0], k[1]), 1) if len(k) == 3 else self.at(k[0], k[1]) for k in knots]

    def face(self, knots: list[Knot]) -> list[Knot]:
        """Knots on the face."""
        return [(*self.on(k[0], k[1]), 1) if len(k) == 3 else self.on(k[0], k[1]) for k in knots]

    def lines(self, line: Line) -> Line:
        """Plain points on the outline plane."""
        return [self.at(u, v) for u, v in line]


def head_of(person: Person) -> Head:
    """Where the head of a person sits in the 640 x 640 picture."""
    face = FACES[person.face]
    return Head(320.0 - 10 * person.turn / 0.06, 294.0, face.half_width, face.half_height, person.turn, person.tilt)
