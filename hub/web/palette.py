"""Every colour of the theme, worked out from a hub's own brand colours so that contrast always holds.

Colours are thought of in OKLCH (lightness 0 to 1, chroma, hue in degrees) and written as sRGB hex.
OKLab and its matrices: Björn Ottosson, "A perceptual color space for image processing" (2020).
Contrast: WCAG 2.2, "contrast ratio" and "relative luminance". Colour blindness: Machado, Oliveira and
Fernandes, "A Physiologically-based Model for Simulation of Color Vision Deficiency" (2009), severity 1.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

from hub.model import Tier

Triple = tuple[float, float, float]


class Lch(NamedTuple):
    """A colour in OKLCH."""

    light: float
    chroma: float
    hue: float


# ---------------------------------------------------------------------------------------------- colour maths


def _linear(channel: float) -> float:
    """sRGB transfer function, decoded (IEC 61966-2-1)."""
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)


def _encoded(channel: float) -> float:
    """sRGB transfer function, encoded."""
    return channel * 12.92 if channel <= 0.0031308 else 1.055 * float(channel ** (1 / 2.4)) - 0.055


def _rgb(hex_colour: str) -> Triple:
    """Linear-light sRGB of `#rrggbb`."""
    r, g, b = (_linear(int(hex_colour[i : i + 2], 16) / 255) for i in (1, 3, 5))
    return r, g, b


def _hex(rgb: Triple) -> str:
    """`#rrggbb` of linear-light sRGB within gamut."""
    return "#" + "".join(f"{round(_encoded(min(1.0, max(0.0, c))) * 255):02x}" for c in rgb)


def _oklab(rgb: Triple) -> Triple:
    """OKLab (L, a, b) of linear-light sRGB."""
    r, g, b = rgb
    long = math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
    medium = math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
    short = math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
    return (
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )


def _from_lch(colour: Lch) -> Triple:
    """Linear-light sRGB of an OKLCH colour; channels may lie outside 0 to 1."""
    a = colour.chroma * math.cos(math.radians(colour.hue))
    b = colour.chroma * math.sin(math.radians(colour.hue))
    long = (colour.light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (colour.light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (colour.light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def to_lch(hex_colour: str) -> Lch:
    """OKLCH of `#rrggbb`."""
    light, a, b = _oklab(_rgb(hex_colour))
    return Lch(light, math.hypot(a, b), math.degrees(math.atan2(b, a)) % 360)


def to_hex(colour: Lch) -> str:
    """`#rrggbb` of an OKLCH colour; where the screen has no such colour, chroma falls until it has."""
    low, high = 0.0, colour.chroma
    if not _in_gamut(colour):
        for _ in range(24):
            middle = (low + high) / 2
            low, high = (middle, high) if _in_gamut(colour._replace(chroma=middle)) else (low, middle)
        colour = colour._replace(chroma=low)
    return _hex(_from_lch(colour))


def _in_gamut(colour: Lch) -> bool:
    return all(-1e-6 <= channel <= 1 + 1e-6 for channel in _from_lch(colour))


def contrast(one: str, other: str) -> float:
    """WCAG contrast ratio of two `#rrggbb` colours, 1 to 21."""
    dark, light = sorted(0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b in (_rgb(one), _rgb(other)))
    return (light + 0.05) / (dark + 0.05)


# --------------------------------------------------------------------------------------------------- roles


@dataclass(frozen=True, slots=True)
class Mode:
    """The colours of one mode as `#rrggbb`, by role. `plum` is a second hue for code."""

    paper: str
    sunk: str
    line: str
    edge: str
    ink: str
    quiet: str
    brand: str
    fill: str
    on_fill: str
    fill_edge: str
    accent: str
    danger: str
    good: str
    notice: str
    plum: str


_GREY = 0.02  # below this chroma a brand has no hue of its own


def _legible(colour: Lch, grounds: Sequence[str], ratio: float, step: float) -> str:
    """The colour, its lightness moved by `step` until it has `ratio` to every ground."""
    while min(contrast(to_hex(colour), ground) for ground in grounds) < ratio and 0 < colour.light < 1:
        colour = colour._replace(light=min(1.0, max(0.0, colour.light + step)))
    return to_hex(colour)


def mode(colours: Sequence[str], dark: bool) -> Mode:
    """All roles of one mode for brand colours given as `#rrggbb`: the first rules, the second is the accent."""
    brand = to_lch(colours[0])
    grey = brand.chroma < _GREY
    hue, tint = (85.0, 0.5) if grey else (brand.hue, 1.0)  # a grey brand gets no stray hue in its inks

    def pick(light: Lch, night: Lch) -> Lch:
        return night if dark else light

    warm = 85.0
    paper = to_hex(pick(Lch(0.99, 0.003, warm), Lch(0.19, 0.012 * tint, hue)))
    sunk = to_hex(pick(Lch(0.967, 0.006, warm), Lch(0.235, 0.014 * tint, hue)))
    grounds, step = (paper, sunk), 0.01 if dark else -0.01

    def word(light: Lch, night: Lch, ratio: float) -> str:
        return _legible(pick(light, night), grounds, ratio, step)

    ink = word(Lch(0.24, 0.015 * tint, hue), Lch(0.93, 0.010, warm), 12)
    fill = colours[0].lower()
    text = Lch(0.46, min(brand.chroma, 0.14), hue), Lch(0.80, min(brand.chroma, 0.11), hue)
    edge = word(Lch(0.60, 0.012, warm), Lch(0.58, 0.014 * tint, hue), 3)
    second = to_lch(colours[1]) if len(colours) > 1 else Lch(0.7, max(0.08, brand.chroma), brand.hue + 150)
    return Mode(
        paper=paper,
        sunk=sunk,
        line=to_hex(pick(Lch(0.90, 0.008, warm), Lch(0.33, 0.014 * tint, hue))),
        edge=edge,
        ink=ink,
        quiet=word(Lch(0.46, 0.015 * tint, hue), Lch(0.75, 0.012, warm), 5.5),
        brand=ink if grey else word(*text, 5.5),
        fill=fill,
        on_fill=_label(fill),
        fill_edge=fill if contrast(fill, paper) >= 3 else edge,
        accent=_legible(second, grounds, 3, step) if len(colours) < 2 else to_hex(second),
        danger=word(Lch(0.48, 0.17, 27), Lch(0.75, 0.13, 25), 5.5),
        good=word(Lch(0.45, 0.11, 150), Lch(0.80, 0.13, 150), 5.5),
        notice=word(Lch(0.50, 0.11, 70), Lch(0.83, 0.12, 80), 5.5),
        plum=word(Lch(0.45, 0.12, 320), Lch(0.80, 0.09, 320), 5.5),
    )


def _label(fill: str) -> str:
    """The colour of words on the brand's own colour: ink or white; pure black where a mid grey defeats both."""
    ink = to_hex(Lch(0.24, 0.015, to_lch(fill).hue))
    return next((c for c in ("#ffffff", ink) if contrast(c, fill) >= 4.5), "#000000")


# --------------------------------------------------------------------------------------------------- tiers

_TIERS: dict[int, tuple[Lch, ...]] = {
    1: (Lch(0.60, 0.11, 190),),
    2: (Lch(0.82, 0.07, 85), Lch(0.38, 0.11, 300)),
    3: (Lch(0.85, 0.06, 85), Lch(0.60, 0.11, 190), Lch(0.34, 0.11, 300)),
    4: (Lch(0.87, 0.03, 85), Lch(0.72, 0.12, 70), Lch(0.54, 0.10, 190), Lch(0.34, 0.11, 300)),
    5: (Lch(0.90, 0.03, 85), Lch(0.77, 0.12, 75), Lch(0.62, 0.11, 190), Lch(0.48, 0.13, 20), Lch(0.30, 0.10, 285)),
}
_APART = 0.12

BLINDNESS: dict[str, tuple[Triple, Triple, Triple]] = {
    "without red cones": (
        (0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998),
    ),
    "without green cones": (
        (0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881),
    ),
    "without blue cones": (
        (1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900),
    ),
}  # fmt: skip


def tier_colours(tiers: tuple[Tier, ...]) -> tuple[str, ...]:
    """One `#rrggbb` a level: the hub's own where it chose one, else a scale that falls in lightness."""
    own = _TIERS.get(len(tiers)) or tuple(_rung(i / (len(tiers) - 1)) for i in range(len(tiers)))
    return tuple((tier.colour or to_hex(colour)).lower() for tier, colour in zip(tiers, own, strict=True))


def _rung(place: float) -> Lch:
    """A colour at `place` (0 lowest to 1 highest) of a scale with any number of steps."""
    return Lch(0.94 - 0.72 * place, 0.03 + 0.09 * math.sin(math.pi * min(1.0, place * 1.2)), 85 + 215 * place)


def distance(one: str, other: str, matrix: tuple[Triple, Triple, Triple] | None = None) -> float:
    """OKLab distance of two colours, as seen through a simulated colour blindness where one is given."""
    return math.dist(*(_oklab(_seen(_rgb(colour), matrix)) for colour in (one, other)))


def _seen(rgb: Triple, matrix: tuple[Triple, Triple, Triple] | None) -> Triple:
    if matrix is None:
        return rgb
    r, g, b = (min(1.0, max(0.0, sum(m * c for m, c in zip(row, rgb, strict=True)))) for row in matrix)
    return r, g, b


def theme_warnings(tiers: tuple[Tier, ...]) -> list[str]:
    """Which tier colours a hub chose that readers may not tell apart, as sentences with a cure."""
    told = []
    for (one, a), (other, b) in combinations(zip(tiers, tier_colours(tiers), strict=True), 2):
        if not (one.colour or other.colour):
            continue
        who = "anyone" if distance(a, b) < _APART else None
        who = who or next((f"people {k}" for k, m in BLINDNESS.items() if distance(a, b, m) < _APART), None)
        if who:
            told.append(
                f"the colours of the tiers {one.name} ({a}) and {other.name} ({b}) are hard to tell apart for {who}; "
                "make one lighter or darker, or leave both out so that the theme chooses"
            )
    return told


# ---------------------------------------------------------------------------------------------- stylesheet

_GENERIC = frozenset("serif sans-serif monospace cursive fantasy system-ui ui-serif ui-sans-serif ui-rounded".split())
_SERIF = '"Source Serif 4","Laurel Serif Wide","Laurel Serif Narrow",Charter,"Sitka Text",Cambria,Georgia,serif'
_SANS = 'system-ui,"Segoe UI",Roboto,"Noto Sans",sans-serif'


def css_tokens(colours: tuple[str, ...], tiers: tuple[Tier, ...], serif: str | None, sans: str | None) -> str:
    """The generated half of the tokens as CSS: colours of both modes, tier colours, font stacks.

    `colours` are `#rrggbb`, at least one; `serif` and `sans` are a hub's own stacks, None for the theme's.
    """
    levels = list(enumerate(tier_colours(tiers), start=1))
    root = [f"--serif:{_stack(serif, _SERIF, own='Laurel Serif')}", f"--sans:{_stack(sans, _SANS)}"]
    root += [f"--tier-{level}:{colour}" for level, colour in levels]
    rules = [
        f":root{{color-scheme:light dark;{';'.join([*root, *_declared(mode(colours, dark=False))])}}}",
        "@media screen and (prefers-color-scheme:dark){:root{" + ";".join(_declared(mode(colours, dark=True))) + "}}",
        *(f".tier-{level}{{--tier:var(--tier-{level})}}" for level, _ in levels),
    ]
    return "\n".join(rules) + "\n"


def _declared(roles: Mode) -> list[str]:
    return [f"--{name.replace('_', '-')}:{getattr(roles, name)}" for name in Mode.__slots__]


def _stack(chosen: str | None, default: str, own: str = "") -> str:
    """A font stack as safe CSS: a hub's families first, each quoted, then the theme's."""
    if chosen is None:
        return f'"{own}",{default}' if own else default
    families = (re.sub(r"[^\w .+-]", "", part).strip() for part in chosen.split(","))
    return ",".join([*(f if f in _GENERIC else f'"{f}"' for f in families if f), default])
