"""Palettes: two inks and one accent, and the shades of them a drawing needs. Worked out in OKLCH, where
equal steps of lightness look equal."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import lru_cache

Lch = tuple[float, float, float]
"""Lightness 0 to 1, chroma, hue in degrees."""


def from_hex(colour: str) -> Lch:
    """The OKLCH of `#rrggbb`."""
    red, green, blue = (_linear(int(colour[i : i + 2], 16) / 255) for i in (1, 3, 5))
    long, medium, short = (
        math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue),
        math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue),
        math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue),
    )
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return (
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        math.hypot(a, b),
        math.degrees(math.atan2(b, a)) % 360,
    )


def to_hex(colour: Lch) -> str:
    """`#rrggbb`; a colour no screen has loses chroma until one has it."""
    light, chroma, hue = min(max(colour[0], 0.0), 1.0), colour[1], colour[2]
    for _ in range(80):
        channels = _rgb(light, chroma, hue)
        if all(-1e-4 <= c <= 1 + 1e-4 for c in channels):
            break
        chroma *= 0.95
    else:
        channels = _rgb(light, 0, hue)
    return "#" + "".join(f"{round(255 * _encoded(min(max(c, 0.0), 1.0))):02x}" for c in channels)


def _rgb(light: float, chroma: float, hue: float) -> tuple[float, float, float]:
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _encoded(value: float) -> float:
    return 12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055


def contrast(one: str, two: str) -> float:
    """The WCAG contrast of two colours, 1 to 21."""
    weights = (0.2126, 0.7152, 0.0722)
    light = [
        sum(w * _linear(int(c[i : i + 2], 16) / 255) for w, i in zip(weights, (1, 3, 5), strict=True))
        for c in (one, two)
    ]
    return (max(light) + 0.05) / (min(light) + 0.05)


@dataclass(frozen=True)
class Inks:
    """The colours of one drawing, as `#rrggbb`."""

    edge: str
    """The outermost line: the deepest ink, so that a pale badge keeps its edge on paper."""
    ground: str
    band: str
    """Behind the type: a step from the ground."""
    engraved: str
    """The fine lines in the field: .06 of lightness from the ground."""
    echo: str
    """The fine lines on the band."""
    ink: str
    """Emblem, type and rings."""
    accent: str
    rim: str
    rim_light: str
    rim_shade: str
    ribbon: str
    ribbon_back: str
    ribbon_fold: str
    name: str
    """The name's ink on the ribbon."""


# Ground, ink, accent. The first letters of a hub's own colours fill the three "brand" palettes.
_FIXED: dict[str, tuple[Lch, Lch, Lch]] = {
    "ink": ((0.27, 0.025, 265), (0.96, 0.012, 85), (0.80, 0.115, 82)),
    "ivory": ((0.95, 0.018, 88), (0.30, 0.03, 60), (0.62, 0.12, 65)),
    "sea": ((0.36, 0.07, 225), (0.96, 0.02, 200), (0.81, 0.13, 78)),
    "moss": ((0.36, 0.065, 150), (0.96, 0.025, 115), (0.82, 0.12, 92)),
    "ember": ((0.37, 0.115, 29), (0.96, 0.022, 75), (0.81, 0.13, 72)),
    "plum": ((0.34, 0.10, 330), (0.96, 0.015, 340), (0.82, 0.10, 70)),
    "dusk": ((0.33, 0.10, 285), (0.96, 0.015, 290), (0.78, 0.12, 40)),
    "slate": ((0.41, 0.02, 250), (0.97, 0.006, 250), (0.86, 0.05, 220)),
    "honey": ((0.86, 0.10, 86), (0.30, 0.06, 60), (0.56, 0.13, 55)),
    "rose": ((0.90, 0.035, 15), (0.34, 0.09, 10), (0.58, 0.14, 20)),
    "mint": ((0.91, 0.04, 165), (0.33, 0.06, 185), (0.58, 0.10, 190)),
}

PALETTES = ("brand", "brand-second", "brand-pale", *_FIXED)
"""The names of all palettes."""


@lru_cache(maxsize=64)
def inks(palette: str | tuple[str, ...], brand: tuple[str, ...], tier: str | None) -> Inks:
    """The inks of a palette: its name, or one or two `#rrggbb` (ground, accent). `tier` colours the rim."""
    return _shades(*_three(palette, brand), from_hex(tier) if tier else None)


def _three(palette: str | tuple[str, ...], brand: tuple[str, ...]) -> tuple[Lch, Lch, Lch]:
    if isinstance(palette, str) and palette in _FIXED:
        return _FIXED[palette]
    given = brand if isinstance(palette, str) else palette
    first = from_hex(given[0] if given else "#2f5d50")
    second = from_hex(given[1]) if len(given) > 1 else (0.80, 0.12, (first[2] + 150) % 360)
    if palette == "brand-second":
        first, second = second, first
    hue = first[2]
    if palette == "brand-pale":
        return (0.945, min(first[1], 0.03), hue), (0.33, min(first[1], 0.08), hue), second
    if first[0] > 0.7:
        # Yellow darkened is mud: a light colour stays light, and the other one writes on it.
        deep = second if second[0] < 0.6 else (0.33, 0.05, hue)
        return (max(first[0], 0.80), min(first[1], 0.11), hue), (0.32, min(deep[1], 0.08), deep[2]), deep
    return (min(first[0], 0.40), min(first[1], 0.11), hue), (0.965, min(first[1], 0.018), 85), second


def _shades(ground: Lch, ink: Lch, accent: Lch, tier: Lch | None) -> Inks:
    dark = ground[0] < 0.6
    # On a dark ground the accent has to shine, on a pale one to be seen: 3 to 1 at least.
    while contrast(to_hex(accent), to_hex(ground)) < 3 and 0.05 < accent[0] < 0.97:
        accent = _moved(accent, 0.01 if dark else -0.01)
    rim = tier or accent
    deep = (0.24, min(ground[1], 0.06), ground[2]) if dark else (0.28, min(ink[1], 0.06), ink[2])
    pale = ink if dark else (0.975, 0.012, ground[2])
    written = (min(ground[0], 0.32), min(ground[1], 0.09), ground[2]) if dark else (0.30, min(ink[1], 0.07), ink[2])
    return Inks(
        edge=to_hex(deep),
        ground=to_hex(ground),
        band=to_hex(_moved(ground, -0.055 if dark else -0.045)),
        engraved=to_hex(_moved(ground, 0.06 if dark else -0.06)),
        echo=to_hex(_moved(ground, 0.06 if dark else -0.105)),
        ink=to_hex(ink),
        accent=to_hex(accent),
        rim=to_hex(rim),
        rim_light=to_hex((min(rim[0] + 0.16, 0.985), rim[1] * 0.7, rim[2])),
        rim_shade=to_hex((rim[0] - 0.16, rim[1], rim[2])),
        ribbon=to_hex(pale),
        ribbon_back=to_hex((pale[0] - 0.13, pale[1] + 0.012, pale[2])),
        ribbon_fold=to_hex((pale[0] - 0.42, pale[1] + 0.02, ground[2])),
        name=to_hex(written),
    )


def _moved(colour: Lch, by: float) -> Lch:
    return colour[0] + by, colour[1], colour[2]


def is_colour(text: str) -> bool:
    """Whether a text is `#rrggbb`."""
    return re.fullmatch(r"#[0-9a-fA-F]{6}", text) is not None
