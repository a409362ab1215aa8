"""The hub's own serif as small web fonts, cut from Source Serif 4, and the stand-ins that keep its measure.

The family is limited to what the theme sets: weights 400 to 600 and optical sizes 20 to 60 (CSS pixels),
so that text is sturdy and titles are drawn fine. The Open Font License reserves the name "Source" for the
unmodified font; a cut is a modified one, so its files and its CSS family are called "Laurel Serif".
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from importlib import metadata
from pathlib import Path
from typing import Any

FAMILY = "Laurel Serif"
STAND_INS = (f"{FAMILY} Wide", f"{FAMILY} Narrow")
"""Families that are a local font scaled to the measure of `FAMILY`, in the order a stack should name them."""

_RECIPE = "3"  # raised whenever the same inputs would give other bytes
_FEATURES = ("ccmp", "kern", "liga", "lnum", "locl", "mark", "mkmk", "onum")
_WEIGHTS = (400, 600)
_SIZES = (20, 60)


def _letters(*spans: int | tuple[int, int]) -> frozenset[int]:
    """The code points of single numbers and of inclusive (first, last) spans."""
    return frozenset(c for s in spans for c in (range(s[0], s[1] + 1) if isinstance(s, tuple) else (s,)))


_SCRIPTS: Mapping[str, frozenset[int]] = {
    "latin": _letters(
        (0x20, 0x7E), (0xA0, 0xFF), 0x131, 0x152, 0x153, 0x2BC, 0x2C6, 0x2DA, 0x2DC, 0x2010, 0x2011, 0x2013, 0x2014,
        (0x2018, 0x201A), (0x201C, 0x201E), 0x2020, 0x2022, 0x2026, 0x2030, 0x2032, 0x2033, 0x2039, 0x203A, 0x2044,
        0x20AC, 0x2122, 0x2190, 0x2192, 0x2212, 0xFFFD,
    ),
    "latin-ext": _letters(
        (0x100, 0x130), (0x132, 0x151), (0x154, 0x24F), 0x259, 0x300, 0x301, 0x303, 0x309, 0x323, (0x1E00, 0x1EFF),
        (0x20A0, 0x20AB), (0x20AD, 0x20C0),
    ),
    "greek": _letters((0x370, 0x3FF), (0x1F00, 0x1FFF)),
    "cyrillic": _letters(
        (0x400, 0x45F), 0x462, 0x463, 0x472, 0x473, (0x490, 0x493), (0x496, 0x4FF), 0x2116,
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Cut:
    """One file to make: which source, which letters, which axes stay."""

    script: str
    italic: bool

    @property
    def style(self) -> str:
        return "italic" if self.italic else "normal"

    @property
    def weight(self) -> str:
        return "400" if self.italic else f"{_WEIGHTS[0]} {_WEIGHTS[1]}"

    @property
    def axes(self) -> dict[str, Any]:
        """Italics are for a few words in a line of text: one weight, one size, half the bytes."""
        return {"wght": 400, "opsz": _SIZES[0]} if self.italic else {"wght": _WEIGHTS, "opsz": _SIZES}


_CUTS = (*(_Cut(script, italic=False) for script in _SCRIPTS), _Cut("latin", italic=True))


def _source(italic: bool) -> Path:
    """The variable font of the installed package."""
    import fontpkg_source_serif_4 as package

    return Path(package.__file__).parent / "files" / f"SourceSerif4{'-Italic' if italic else ''}[opsz,wght].ttf"


@cache
def _key(cut: _Cut) -> str:
    """A hash of everything the file is made of: recipe, letters, axes, tools and the source's bytes."""
    parts = [_RECIPE, cut.weight, repr(cut.axes), " ".join(_FEATURES), _unicode_range(_SCRIPTS[cut.script])]
    parts += [f"{name} {metadata.version(name)}" for name in ("brotli", "fonttools")]
    parts.append(hashlib.sha256(_source(cut.italic).read_bytes()).hexdigest())
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _file_name(cut: _Cut) -> str:
    """A name that changes with the bytes, so that a file may be cached for ever."""
    return f"laurel-serif-{cut.script}{'-italic' if cut.italic else ''}.{_key(cut)[:10]}.woff2"


def font_files() -> dict[str, tuple[str, Callable[[], bytes]]]:
    """Every font file by name: (cache key, maker of its WOFF2 bytes). Making one takes some seconds."""
    return {_file_name(cut): (_key(cut), partial(_make, cut)) for cut in _CUTS}


def preload_files() -> tuple[str, ...]:
    """Names of the files worth asking for before the stylesheet is read: the Latin roman."""
    return (_file_name(_CUTS[0]),)


def _make(cut: _Cut) -> bytes:
    """Subset, limit the axes, rename and pack; the same bytes every time, since no clock is asked."""
    from fontTools import subset
    from fontTools.ttLib import TTFont
    from fontTools.varLib import instancer

    font = TTFont(_source(cut.italic), recalcTimestamp=False)
    options = subset.Options(hinting=False, layout_features=list(_FEATURES), name_IDs=[0, 1, 2, 4, 6, 13, 14, 25])
    options.drop_tables += ["DSIG"]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=_SCRIPTS[cut.script])
    cutter.subset(font)
    font = instancer.instantiateVariableFont(font, cut.axes)
    _rename(font, "Italic" if cut.italic else "Regular")
    font.flavor = "woff2"
    packed = io.BytesIO()
    font.save(packed)
    return packed.getvalue()


def _rename(font: Any, style: str) -> None:
    """Give the cut its own name; copyright and licence records stay as they were."""
    own = {1: FAMILY, 2: style, 4: f"{FAMILY} {style}", 6: f"{FAMILY.replace(' ', '')}-{style}"}
    own[25] = own[6].replace("-", "")
    for record in list(font["name"].names):
        if record.nameID in own:
            record.string = own[record.nameID]


def _unicode_range(points: Iterable[int]) -> str:
    """The CSS `unicode-range` of some code points, neighbours joined."""
    spans: list[list[int]] = []
    for point in sorted(points):
        if spans and point == spans[-1][1] + 1:
            spans[-1][1] = point
        else:
            spans.append([point, point])
    return ",".join(f"U+{a:X}" if a == b else f"U+{a:X}-{b:X}" for a, b in spans)


def font_css(prefix: str) -> str:
    """`@font-face` rules for `font_files` under the address `prefix` (ending in a slash), and for the stand-ins.

    `font-display: optional`: a page is never set twice before a reader's eyes.
    """
    # The one italic needs no range: there is no other to choose.
    faces = [
        f'@font-face{{font-family:"{FAMILY}";font-style:{cut.style};font-weight:{cut.weight};font-display:optional;'
        f'src:url("{prefix}{_file_name(cut)}") format("woff2")'
        + ("}" if cut.italic else f";unicode-range:{_unicode_range(_SCRIPTS[cut.script])}}}")
        for cut in _CUTS
    ]
    return "\n".join([*faces, *(_stand_in(*local) for local in zip(STAND_INS, _LOCALS, strict=True))]) + "\n"


@dataclass(frozen=True, slots=True)
class _Local:
    """Fonts of one design that machines carry, and how wide their letters run, in em."""

    names: tuple[str, ...]
    advance: float


# Mean advances weighted as below, measured once on Gelasio and Liberation Serif, which share the metrics.
_LOCALS = (_Local(("Georgia", "Gelasio"), 0.4382), _Local(("Times New Roman", "Liberation Serif", "Tinos"), 0.3989))

# How often a letter stands in English text, in ten-thousandths: enough to compare the width of two fonts.
_FREQUENCY = {
    " ": 1800, "e": 1040, "t": 740, "a": 670, "o": 615, "n": 571, "i": 569, "s": 518, "h": 499, "r": 497, "d": 349,
    "l": 331, "u": 225, "c": 217, "m": 202, "f": 197, "w": 171, "g": 158, "y": 146, "p": 137, "b": 119, "v": 82,
    "k": 55,
}  # fmt: skip


@cache
def _metrics() -> tuple[float, float, float]:
    """Ascent, descent and mean advance of the source at its text size, in em."""
    from fontTools.ttLib import TTFont

    font = TTFont(_source(italic=False), lazy=True)
    em = font["head"].unitsPerEm
    glyphs, widths = font.getBestCmap(), font["hmtx"]
    total = sum(widths[glyphs[ord(letter)]][0] * times for letter, times in _FREQUENCY.items())
    return font["hhea"].ascent / em, -font["hhea"].descent / em, total / sum(_FREQUENCY.values()) / em


def _stand_in(family: str, local: _Local) -> str:
    """A local font scaled so that lines break and stand as they would in the real one (CSS Fonts 5, size-adjust)."""
    ascent, descent, advance = _metrics()
    scale = advance / local.advance
    src = ",".join(f'local("{name}")' for name in local.names)
    return (
        f'@font-face{{font-family:"{family}";src:{src};size-adjust:{scale:.2%};ascent-override:{ascent / scale:.2%};'
        f"descent-override:{descent / scale:.2%};line-gap-override:0%}}"
    )
