"""A sheet to lay cut paper on: flat pieces with a soft shadow under them, drawn large and reduced once."""

from __future__ import annotations

import io
import itertools
import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from artwork.curves import Line, even, wobble

Colour = tuple[int, int, int]


def hex_colour(text: str) -> Colour:
    """#rrggbb as three numbers."""
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


def mix(a: Colour, b: Colour, share: float) -> Colour:
    """`share` of b in a, 0 to 1, in display values: what laying a thin second ink gives."""
    return (
        round(a[0] + (b[0] - a[0]) * share),
        round(a[1] + (b[1] - a[1]) * share),
        round(a[2] + (b[2] - a[2]) * share),
    )


def brightness(colour: Colour) -> float:
    """Perceived lightness by the Rec. 709 weights, 0 to 1, good enough to choose between two inks."""
    return (0.2126 * colour[0] + 0.7152 * colour[1] + 0.0722 * colour[2]) / 255


@dataclass(frozen=True)
class View:
    """What part of the drawing the sheet shows: `zoom` times larger about the point (x, y)."""

    zoom: float = 1.0
    x: float = 0.0
    y: float = 0.0


class Sheet:
    """A picture in the making, `width` x `height` units, kept `scale` times larger until it is done."""

    def __init__(
        self,
        width: int,
        height: int,
        ground: Colour,
        *,
        scale: int,
        seed: str,
        unsteady: float = 0.0,
        view: View | None = None,
    ) -> None:
        self.width, self.height, self.scale = width, height, scale
        self.rng = random.Random(seed)
        self.unsteady = unsteady  # how far a cut edge strays, in units
        self.view = view or View()
        self.image = Image.new("RGB", (width * scale, height * scale), ground)

    def gradient(self, stops: Sequence[tuple[float, Colour]]) -> None:
        """Fill the sheet from top to bottom; stops are (share of the height, colour), rising."""
        column = Image.new("RGB", (1, self.height * self.scale))
        for y in range(column.height):
            column.putpixel((0, y), _between(stops, y / max(1, column.height - 1)))
        self.image.paste(column.resize(self.image.size))

    def mask(self, *outlines: Line) -> Image.Image:
        """What the outlines cover, as a picture to cut other pieces with."""
        mask = Image.new("L", self.image.size)
        draw = ImageDraw.Draw(mask)
        for outline in outlines:
            draw.polygon(self._pixels(outline), fill=255)
        return mask

    def cut(
        self,
        outline: Line,
        colour: Colour,
        *,
        inside: Image.Image | None = None,
        shadow: float = 0.0,
        alpha: float = 1.0,
        steady: bool = False,
    ) -> Line:
        """Lay a piece down and return its outline as really cut.

        `shadow` is the strength (0 to 1) of the shade it throws down and right; `inside` keeps piece and
        shadow within a mask; `steady` leaves the edge exactly as given.
        """
        edge = outline
        if self.unsteady and not steady and _length(outline) > 90:  # smaller pieces would lose their shape
            edge = wobble(even(outline, 6.0), self.unsteady, self.rng)
        box = self._box(edge, 16 if shadow else 1)
        if box is None:
            return edge
        piece = Image.new("L", (box[2] - box[0], box[3] - box[1]))
        pixels = [(x - box[0], y - box[1]) for x, y in self._pixels(edge)]
        ImageDraw.Draw(piece).polygon(pixels, fill=255)
        limit = inside.crop(box) if inside is not None else None
        if shadow:
            self._shade(piece, limit, box, shadow)
        if limit is not None:
            piece = ImageChops.multiply(piece, limit)
        if alpha < 1:
            piece = piece.point(lambda value: round(value * alpha))
        self.image.paste(colour, box, piece)
        return edge

    def veil(self, colour: Colour, stops: Sequence[tuple[float, float]], *, inside: Image.Image | None = None) -> None:
        """Lay a see-through tone that changes from top to bottom; stops are (y in units, opacity), rising."""
        height = self.height * self.scale
        column = Image.new("L", (1, height))
        for y in range(height):
            column.putpixel((0, y), round(255 * _level(stops, y / self.scale)))
        veil = column.resize(self.image.size)
        self.image.paste(colour, (0, 0), ImageChops.multiply(veil, inside) if inside is not None else veil)

    def _shade(
        self, piece: Image.Image, limit: Image.Image | None, box: tuple[int, int, int, int], strength: float
    ) -> None:
        step = self.scale
        fallen = Image.new("L", piece.size)  # not ImageChops.offset: that lets the shade come in again on the far side
        fallen.paste(piece, (2 * step, 4 * step))
        shade = fallen.filter(ImageFilter.GaussianBlur(3.0 * step))
        if limit is not None:
            shade = ImageChops.multiply(shade, limit)
        self.image.paste(_SHADE, box, shade.point(lambda value: round(value * strength)))

    def _pixels(self, line: Line) -> list[tuple[float, float]]:
        view, scale = self.view, self.scale
        return [
            ((view.x + (x - view.x) * view.zoom) * scale, (view.y + (y - view.y) * view.zoom) * scale) for x, y in line
        ]

    def _box(self, line: Line, margin: float) -> tuple[int, int, int, int] | None:
        pixels = self._pixels(line)
        xs, ys = [x / self.scale for x, _ in pixels], [y / self.scale for _, y in pixels]
        left, top = max(0, int(min(xs) - margin)), max(0, int(min(ys) - margin))
        right, bottom = min(self.width, int(max(xs) + margin) + 1), min(self.height, int(max(ys) + margin) + 1)
        if left >= right or top >= bottom:
            return None
        return left * self.scale, top * self.scale, right * self.scale, bottom * self.scale

    def finished(self, *, grain: float = 0.0) -> Image.Image:
        """The picture at its real size, with `grain` (share of full scale) of seeded paper tooth."""
        done = self.image.resize((self.width, self.height), Image.Resampling.LANCZOS)
        if not grain:
            return done
        noise = Image.frombytes("L", done.size, self.rng.randbytes(self.width * self.height))
        # Blurring halves the size in WebP and looks like fibre; the factor restores the lost strength.
        tooth = noise.filter(ImageFilter.GaussianBlur(0.8)).point(lambda value: round(128 + (value - 128) * grain * 5))
        return ImageChops.add(done, Image.merge("RGB", (tooth, tooth, tooth)), scale=1, offset=-128)


_SHADE: Colour = (24, 16, 34)


def _length(line: Line) -> float:
    return sum(math.dist(a, b) for a, b in zip(line, [*line[1:], line[0]], strict=True))


def _between(stops: Sequence[tuple[float, Colour]], t: float) -> Colour:
    for (a, first), (b, second) in itertools.pairwise(stops):
        if t <= b:
            return mix(first, second, max(0.0, (t - a) / (b - a)))
    return stops[-1][1]


def mottled(image: Image.Image, rng: random.Random, strength: int) -> Image.Image:
    """The picture as printed ink: broad seeded unevenness of about `strength` levels, too soft to cost bytes."""
    wide, high = image.width // 9, image.height // 9
    coarse = Image.frombytes("L", (wide, high), rng.randbytes(wide * high)).filter(ImageFilter.GaussianBlur(1.1))
    ink = coarse.resize(image.size, Image.Resampling.BICUBIC).point(
        lambda value: round(128 + (value - 128) * strength / 24)
    )
    return ImageChops.add(image, Image.merge("RGB", (ink, ink, ink)), scale=1, offset=-128)


def _level(stops: Sequence[tuple[float, float]], y: float) -> float:
    if y <= stops[0][0]:
        return stops[0][1]
    for (a, first), (b, second) in itertools.pairwise(stops):
        if y <= b:
            return first + (second - first) * (y - a) / (b - a)
    return stops[-1][1]


def webp(image: Image.Image, quality: int) -> bytes:
    """The picture as lossy WebP at the encoder's most careful setting."""
    out = io.BytesIO()
    image.save(out, "WEBP", quality=quality, method=6)
    return out.getvalue()


def save(path: Path, data: bytes) -> bool:
    """Write the file when its bytes differ; say whether it did."""
    if path.exists() and path.read_bytes() == data:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return True
