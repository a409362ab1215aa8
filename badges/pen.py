"""Exact edges for flat shapes: outlines become the glyphs of a small font in memory, and FreeType fills them.

Pillow's own polygons have hard stairs, and drawing four times as large to reduce costs most of a badge's
time. FreeType, which Pillow carries for text, works out the covered part of every pixel at once and at any
size. So a drawing is told to it in the one language it reads: a TrueType font whose letters are our inks.
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import accumulate, pairwise
from sys import byteorder

from PIL import Image, ImageColor, ImageDraw, ImageFont

GRID = 1200
"""Every drawing is told in a square of this many units, x to the right and y downwards."""

Point = tuple[float, float]
Path = Sequence[Point]


class Smooth(tuple[Point, ...]):
    """A closed path given by the control points of its curves (quadratic B-splines), not by points on it."""

    __slots__ = ()


_UNITS = 12
"""Font units to a grid unit: a twelfth is far below what a pixel shows, and fits 16 bits."""
_FIRST = 0xE000
_TILE = 96


class Pen:
    """Filled paths by the name of their ink, to be laid on pictures of any size.

    Paths of one `fill` follow the nonzero rule: overlaps join, and a path in the other direction cuts a
    hole. Fills of one ink are laid side by side, so many small ones are quicker than one of many paths.
    """

    def __init__(self) -> None:
        self._glyphs: list[bytes] = []
        self._inks: dict[str, str] = {}

    def fill(self, ink: str, paths: Iterable[Path]) -> None:
        """Add closed paths to an ink."""
        paths = tuple(paths)
        if not paths:
            return
        self._inks[ink] = self._inks.get(ink, "") + chr(_FIRST + len(self._glyphs))
        self._glyphs.append(_outline(paths))

    def at(self, size: int) -> Stamps:
        """The inks ready for a picture `size` pixels square."""
        font = ImageFont.truetype(BytesIO(_font(self._glyphs)), size, layout_engine=ImageFont.Layout.BASIC)
        return Stamps(font, dict(self._inks), size)


@dataclass(frozen=True)
class Stamps:
    """The inks of a pen at one size."""

    font: ImageFont.FreeTypeFont
    inks: Mapping[str, str]
    size: int

    def press(self, picture: Image.Image, ink: str, colour: str) -> None:
        """Lay an ink on a picture, or on its upper left part, in a colour; an ink without a path does nothing."""
        if ink not in self.inks:
            return
        left, top, right, bottom = (round(edge) for edge in self.font.getbbox(self.inks[ink], anchor="ls"))
        box = (
            max(left, 0),
            max(top + self.size, 0),
            min(right, picture.width),
            min(bottom + self.size, picture.height),
        )
        if box[0] < box[2] and box[1] < box[3]:
            lay(picture, self._cut(ink, box), colour, box[:2])

    def mask(self, ink: str, size: tuple[int, int]) -> Image.Image:
        """The upper left part of an ink as an "L" picture: 255 where it covers a pixel whole."""
        return self._cut(ink, (0, 0, *size))

    def _cut(self, ink: str, box: tuple[int, int, int, int]) -> Image.Image:
        mask = Image.new("L", (box[2] - box[0], box[3] - box[1]), 0)
        ImageDraw.Draw(mask).text((-box[0], self.size - box[1]), self.inks[ink], 255, self.font, anchor="ls")
        return mask


def unfolded(part: Image.Image, size: int) -> Image.Image:
    """A whole square picture from its left half or upper left quarter, mirrored."""
    whole = Image.new(part.mode, (size, size))
    whole.paste(part, (0, 0))
    whole.paste(part.transpose(Image.Transpose.FLIP_LEFT_RIGHT), (size - part.width, 0))
    if part.height < size:
        upper = whole.crop((0, 0, size, part.height))
        whole.paste(upper.transpose(Image.Transpose.FLIP_TOP_BOTTOM), (0, size - part.height))
    return whole


def lay(picture: Image.Image, mask: Image.Image, colour: str, corner: tuple[int, int] = (0, 0)) -> None:
    """Lay a colour where a mask says, the mask's corner at `corner`.

    Most of a mask is all or nothing, and blending is slow: so it is done tile by tile, and only where edges are.
    """
    found = mask.getbbox()
    if found is None:
        return
    value = ImageColor.getcolor(colour, picture.mode)
    for top in range(found[1], found[3], _TILE):
        for left in range(found[0], found[2], _TILE):
            box = (left, top, min(left + _TILE, found[2]), min(top + _TILE, found[3]))
            tile = mask.crop(box)
            least, most = tile.getextrema()
            if not most:
                continue
            place = (box[0] + corner[0], box[1] + corner[1], box[2] + corner[0], box[3] + corner[1])
            picture.paste(value, place, None if least == 255 else tile)


def _font(glyphs: Sequence[bytes]) -> bytes:
    """A TrueType font of one em = the grid, its glyphs from U+E000 on; none moves the place of the next."""
    em = GRID * _UNITS
    outlines = [b"", *glyphs]
    count = len(outlines)
    offsets = list(accumulate((len(o) for o in outlines), initial=0))
    tables = {
        b"cmap": _cmap(count - 1),
        b"glyf": b"".join(outlines),
        b"head": struct.pack(
            ">IIIIHHqqhhhhHHhhh", 0x10000, 0x10000, 0, 0x5F0F3CF5, 0, em, 0, 0, 0, 0, em, em, 0, 8, 2, 1, 0
        ),
        b"hhea": struct.pack(">Ihhh13H", 0x10000, em, 0, 0, em, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, count),
        b"hmtx": b"".join(struct.pack(">H2s", 0, o[2:4] or b"\0\0") for o in outlines),
        b"loca": struct.pack(f">{count + 1}I", *offsets),
        b"maxp": struct.pack(">IH13H", 0x10000, count, 65535, 1024, 0, 0, 1, 0, 0, 0, 0, 8, 8, 0, 0),
        # A program that pushes a number and drops it. FreeType takes a font without any program for one
        # that it must fit to the pixel grid itself, and would bend the drawing.
        b"fpgm": b"\xb0\x00\x21",
    }
    head = struct.pack(">IHHHH", 0x10000, len(tables), 0, 0, 0)
    place = len(head) + 16 * len(tables)
    body = b""
    for tag in sorted(tables):
        data = tables[tag] + bytes(-len(tables[tag]) % 4)
        head += struct.pack(">4sIII", tag, 0, place + len(body), len(tables[tag]))
        body += data
    return head + body


def _cmap(count: int) -> bytes:
    groups = struct.pack(">III", _FIRST, _FIRST + count - 1, 1)
    table = struct.pack(">HHIII", 12, 0, 16 + len(groups), 0, 1) + groups
    return struct.pack(">HHHHI", 0, 1, 3, 10, 12) + table


def _outline(paths: Sequence[Path]) -> bytes:
    """A simple glyph record: straight lines or curves, y turned upwards."""
    ends = array("H", accumulate(len(path) for path in paths))
    ends = array("H", (end - 1 for end in ends))
    xs = [round(x * _UNITS) for path in paths for x, _ in path]
    ys = [round((GRID - y) * _UNITS) for path in paths for _, y in path]
    bounds = struct.pack(">hhhhh", len(paths), min(xs), min(ys), max(xs), max(ys))
    steps_x = array("h", [xs[0], *(b - a for a, b in pairwise(xs))])
    steps_y = array("h", [ys[0], *(b - a for a, b in pairwise(ys))])
    flags = b"".join((b"\0" if isinstance(path, Smooth) else b"\1") * len(path) for path in paths)
    if byteorder == "little":
        for numbers in (ends, steps_x, steps_y):
            numbers.byteswap()
    data = bounds + ends.tobytes() + b"\0\0" + flags + steps_x.tobytes() + steps_y.tobytes()
    return data + bytes(-len(data) % 4)
