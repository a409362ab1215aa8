"""The letters of every script: which installed font has a character, and that font at a size.

Pillow takes one font for a text and draws a box for what it lacks, so each character's font is looked
up first, in the font's own table of characters.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import mmap
import struct
import unicodedata
from array import array
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from sys import byteorder

from PIL import ImageFont

_WEIGHT = 600


@dataclass(frozen=True, slots=True)
class Face:
    """A font file of an installed package."""

    package: str
    file: str
    axes: tuple[int, ...] = (_WEIGHT,)
    index: int = 0
    cap: float = 0.714
    """Height of a capital, as a part of the size."""


@dataclass(frozen=True, slots=True)
class Missing:
    """A character that no font at hand can draw; `extra` names the optional part that brings one."""

    char: str
    name: str
    extra: str | None = None

    def __str__(self) -> str:
        return f"{self.char} (U+{ord(self.char):04X} {self.name})"


INTER = Face("fontpkg_inter", "files/Inter[opsz,wght].ttf", (28, _WEIGHT), cap=0.727)
_SCRIPTS = """Arabic Hebrew Devanagari Bengali Gurmukhi Gujarati Oriya Tamil Telugu Kannada Malayalam Sinhala Thai
Lao Khmer Myanmar Georgian Armenian Ethiopic Symbols"""
_NOTO = tuple(Face("manimgx_fonts", f"NotoSans{script}[wght].ttf") for script in ("", *_SCRIPTS.split()))
_EMOJI = Face("manimgx_fonts", "NotoEmoji[wght].ttf")
_CJK = {
    name: Face("manimgx_fonts_cjk", "NotoSansCJK-VF.otf.ttc", index=index, cap=0.733)
    for index, name in enumerate(("jp", "kr", "sc", "tc"))
}
_PACKAGES = {name.replace("-", "_"): name for name in ("fontpkg-inter", "manimgx-fonts", "manimgx-fonts-cjk")}


@lru_cache(maxsize=8)
def folder(package: str) -> Path | None:
    """Where an installed package's files are, without running it; None when it is not installed."""
    found = importlib.util.find_spec(package)
    places = list(found.submodule_search_locations or ()) if found else []
    return Path(places[0]) if places else None


def versions() -> tuple[tuple[str, str], ...]:
    """Name and version of every font package at hand."""
    return tuple((name, importlib.metadata.version(name)) for key, name in _PACKAGES.items() if folder(key))


def candidates(text: str) -> tuple[Face, ...]:
    """The fonts to try for a text, best first. Chinese, Japanese and Korean share code points, not shapes."""
    if any("\u3040" <= c <= "\u30ff" or "\u31f0" <= c <= "\u31ff" for c in text):
        cjk = _CJK["jp"]
    elif any("\uac00" <= c <= "\ud7a3" or "\u1100" <= c <= "\u11ff" for c in text):
        cjk = _CJK["kr"]
    elif any("\u3100" <= c <= "\u312f" for c in text):
        cjk = _CJK["tc"]
    else:
        cjk = _CJK["sc"]
    return tuple(face for face in (INTER, *_NOTO, cjk, _EMOJI) if folder(face.package))


def missing(char: str) -> Missing:
    """What to say of a character no font has."""
    code = ord(char)
    wide = unicodedata.east_asian_width(char) in ("W", "F") and not 0x1F000 <= code < 0x20000
    extra = "cjk" if wide and folder("manimgx_fonts_cjk") is None else None
    return Missing(char, unicodedata.name(char, "unnamed character"), extra)


@lru_cache(maxsize=96)
def font(face: Face, size: int) -> ImageFont.FreeTypeFont:
    """A font ready to draw; `size` is pixels to the em."""
    place = folder(face.package)
    assert place is not None, face.package
    loaded = ImageFont.truetype(str(place / face.file), size, face.index, layout_engine=ImageFont.Layout.RAQM)
    loaded.set_variation_by_axes(list(face.axes))
    return loaded


def has(face: Face, char: str) -> bool:
    """Whether a font has a glyph of its own for a character."""
    return _characters(face).holds(ord(char))


class _Characters:
    """A font's table of characters: ranges (first, last) in order, of format 4 or 12."""

    def __init__(self, firsts: array[int], lasts: array[int]) -> None:
        self._firsts, self._lasts = firsts, lasts

    def holds(self, code: int) -> bool:
        at = bisect_right(self._firsts, code) - 1
        return at >= 0 and code <= self._lasts[at]


@lru_cache(maxsize=32)
def _characters(face: Face) -> _Characters:
    place = folder(face.package)
    assert place is not None, face.package
    with (place / face.file).open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        start = struct.unpack_from(">I", data, 12 + 4 * face.index)[0] if data[:4] == b"ttcf" else 0
        count = struct.unpack_from(">H", data, start + 4)[0]
        tables = (struct.unpack_from(">4sIII", data, start + 12 + 16 * i) for i in range(count))
        offset, length = next((o, n) for tag, _, o, n in tables if tag == b"cmap")
        return _cmap(data[offset : offset + length])


def _cmap(table: bytes) -> _Characters:
    count = struct.unpack_from(">H", table, 2)[0]
    kinds = {}
    for i in range(count):
        place = struct.unpack_from(">I", table, 4 + 8 * i + 4)[0]
        kinds[struct.unpack_from(">H", table, place)[0]] = place
    if 12 in kinds:
        groups = _numbers(table, "I", kinds[12] + 16, 3 * struct.unpack_from(">I", table, kinds[12] + 12)[0])
        return _Characters(groups[::3], groups[1::3])
    place = kinds[4]
    segments = struct.unpack_from(">H", table, place + 6)[0] // 2
    lasts = _numbers(table, "H", place + 14, segments)
    firsts = _numbers(table, "H", place + 16 + 2 * segments, segments)
    return _Characters(firsts[:-1], lasts[:-1])  # the last segment only closes the table


def _numbers(table: bytes, kind: str, place: int, count: int) -> array[int]:
    numbers: array[int] = array(kind)
    numbers.frombytes(table[place : place + count * numbers.itemsize])
    if byteorder == "little":
        numbers.byteswap()
    return numbers
