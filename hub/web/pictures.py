"""Pictures in the sizes pages show them: made once, kept by the content they are made of."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import PIL
from PIL import Image, ImageOps, features

from hub.content.questions import Questions
from hub.content.store import Store
from hub.model import Media
from hub.web.cards import Picture

FACE, PORTRAIT = 96, 480
TALLEST = 16_000
"""Pixels a WebP picture may be high, a little below the format's bound; taller ones are shown as they are."""
COVER_WIDTHS = (480, 960, 1600)
BODY_WIDTHS = (640, 1280)
_STILL = {"image/jpeg", "image/png", "image/webp", "image/avif"}
_RECIPE = f"1 {PIL.__version__} {features.version('webp')}"


@dataclass(frozen=True, slots=True)
class Variant:
    """A picture made from a media file: `square` pixels on each side, or `width` wide."""

    media: str
    digest: str
    width: int
    square: bool


class Pictures:
    """The pictures of one hub. `find` tells where the bytes of `media/…` are."""

    def __init__(self, queries: Questions, find: Callable[[str], Path], store: Store, base_path: str) -> None:
        self._queries, self._find, self._store, self._base = queries, find, store, base_path
        self.variants: dict[str, Variant] = {}

    def _variant(self, media: Media, width: int, square: bool = False) -> str:
        name = self.expect(media.path, width, int(square))
        return f"{self._base}/static/pictures/{name}"

    def expect(self, path: str, width: int, square: int) -> str:
        """The name of a variant of a media picture, which can be asked for from now on; empty for no picture."""
        name, media = self._queries.variant(path, width, square), self._queries.media(path)
        if name is None or media is None:
            return ""
        self.variants[name] = Variant(path, media.digest, width, bool(square))
        return name

    def square(self, path: str | None, size: int, alt: str = "") -> Picture | None:
        """A square cut of a media picture; the file itself when it cannot be resized."""
        media = self._queries.media(path) if path else None
        if media is None:
            return None
        if media.mime not in _STILL:
            return Picture(f"{self._base}/{media.path}", size, size, alt)
        return Picture(self._variant(media, size, square=True), size, size, alt)

    def fitted(self, path: str | None, alt: str, widths: Sequence[int]) -> Picture | None:
        """A media picture with the widths it is offered in; never larger than it is."""
        media = self._queries.media(path) if path else None
        if media is None:
            return None
        own = f"{self._base}/{media.path}"
        fits = media.mime in _STILL and media.height * max(widths) <= TALLEST * media.width
        smaller = [w for w in widths if w < media.width] if fits else []
        if not smaller:
            return Picture(own, media.width or 640, media.height or 427, alt)
        largest = max(widths)
        offered = [*smaller, largest] if media.width == largest else smaller
        srcset = ", ".join(f"{self._variant(media, w)} {w}w" for w in offered)
        shown = offered[-1]
        return Picture(self._variant(media, shown), shown, round(media.height * shown / media.width), alt, srcset)

    def data(self, name: str) -> bytes | None:
        """The bytes of a variant by its name; None when no page asked for it."""
        variant = self.variants.get(name)
        if variant is None:
            return None
        key = f"picture {_RECIPE} {variant.digest} {variant.width} {variant.square}"
        return self._store.get(key, lambda: self._make(variant))

    def _make(self, variant: Variant) -> bytes:
        with Image.open(self._find(variant.media)) as original:
            if original.format == "JPEG":
                original.draft("RGB", (variant.width * 2, variant.width * 2))
            image = ImageOps.exif_transpose(original)
            image = image.convert("RGBA" if image.mode in ("RGBA", "LA", "P", "PA") else "RGB")
        if variant.square:
            size = (variant.width, variant.width)
            image = ImageOps.fit(image, size, Image.Resampling.LANCZOS, centering=(0.5, 0.35))
        else:
            height = max(1, round(image.height * variant.width / image.width))
            image = image.resize((variant.width, height), Image.Resampling.LANCZOS)
        out = io.BytesIO()
        image.save(out, "WEBP", quality=80, method=4)
        return out.getvalue()
