"""What lies in `content/media/`: sizes, kinds and digests, and which files are not what they say."""

from __future__ import annotations

import hashlib
import html
import io
import mimetypes
import re
import struct
import unicodedata
import warnings
from pathlib import Path

from hub.content.store import Store
from hub.model import Media, Problems

MAX_FILE = 40 * 1024 * 1024
MAX_PIXELS = 60_000_000
"""A picture may have 60 megapixels: more than any phone takes, less than a decompression bomb."""

PICTURES = {".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif"}
_FORMATS = {".jpg": "JPEG", ".jpeg": "JPEG", ".png": "PNG", ".webp": "WEBP", ".gif": "GIF", ".avif": "AVIF"}
_REFUSED = {
    ".html",
    ".htm",
    ".xhtml",
    ".xht",
    ".js",
    ".mjs",
    ".css",
    ".php",
    ".wasm",
    ".swf",
    ".xml",
    ".xsl",
    ".svgz",
    ".shtml",
    ".phtml",
    ".mht",
    ".mhtml",
}
_NAME = re.compile(r"[\s\x00-\x1f<>:\"|?*\\%#]|^\.|\.$")
_ACTIVE_SVG = re.compile(
    r"<\s*(?:[\w.-]+:)?(?:script|foreignObject|iframe|handler)\b|\son\w+\s*=|javascript:|<!ENTITY|<\?xml-stylesheet",
    re.IGNORECASE,
)
_GPS_TAG = 0x8825
_WHOLE = b"whole"
UNREADABLE = (OSError, ValueError, SyntaxError, EOFError, KeyError, RuntimeError, struct.error)
"""What Pillow raises for spoiled pictures; its AVIF reader raises RuntimeError."""
_NO_PICTURE = ("this is no picture that can be read", "save it again as JPEG, PNG or WebP")

mimetypes.add_type("image/webp", ".webp")
mimetypes.add_type("image/avif", ".avif")


def read_media(file: Path, path: str, problems: Problems, store: Store) -> Media | None:
    """One file of `content/media/`; `path` is its place in the hub folder. None when it cannot be published.

    `store` remembers which pictures were read to their end, so that each is unpacked only once.
    """
    suffix = file.suffix.lower()
    if any(_NAME.search(part) or unicodedata.normalize("NFC", part) != part for part in Path(path).parts[2:]):
        problems.add(
            path, 0, "the file's name cannot stand in an address", "rename it to letters, digits, hyphens and one dot"
        )
        return None
    if suffix in _REFUSED:
        problems.add(path, 0, f"a {suffix} file could act as a page of the hub", "remove it, or put it in a .zip")
        return None
    size = file.stat().st_size
    if size > MAX_FILE:
        problems.add(
            path, 0, f"the file is {size // 1_048_576} MB, more than 40 MB", "make it smaller, or link to it elsewhere"
        )
        return None
    data = file.read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    width = height = 0
    if suffix in PICTURES:
        measured = _measure(file, path, suffix, problems)
        if measured is None:
            return None
        width, height = measured
        if store.get(f"picture is whole {digest}", lambda: _verdict(data)) != _WHOLE:
            problems.add(path, 0, *_NO_PICTURE)
            return None
    elif suffix == ".svg" and _is_active(data):
        problems.add(path, 0, "this SVG drawing holds a script", "save it again as plain SVG")
        return None
    mime = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    return Media(path.removeprefix("content/"), size, digest, width, height, mime)


def _is_active(data: bytes) -> bool:
    """Whether an SVG drawing could do more than be looked at, or hides what it is in another encoding."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return True
    return "\0" in text or _ACTIVE_SVG.search(html.unescape(text)) is not None


def _measure(file: Path, path: str, suffix: str, problems: Problems) -> tuple[int, int] | None:
    """Pixels as shown (after the camera's turn), or None when it is no sound picture."""
    from PIL import Image  # here, because a build without a new picture does not need it

    wanted = _FORMATS[suffix]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(file) as image:
                width, height = image.size
                if image.format != wanted:
                    problems.add(
                        path, 0, f"this is {image.format}, not {wanted}", "give the file the ending of what it is"
                    )
                    return None
                if width * height > MAX_PIXELS:
                    problems.add(
                        path, 0, f"the picture has {width} x {height} pixels", "make it smaller than 60 megapixels"
                    )
                    return None
                exif = image.getexif()
                if exif.get_ifd(_GPS_TAG):
                    problems.warn(
                        path, 0, "the picture tells where it was taken", "remove its GPS data before you publish it"
                    )
                return (height, width) if exif.get(0x0112, 1) >= 5 else (width, height)
    except Image.DecompressionBombError:
        problems.add(path, 0, "the picture unpacks to far too many pixels", "make it smaller than 60 megapixels")
    except UNREADABLE:
        problems.add(path, 0, *_NO_PICTURE)
    return None


def _verdict(data: bytes) -> bytes:
    """Whether a picture can be unpacked to its last row."""
    from PIL import Image  # here, because a build without a new picture does not need it

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data)) as image:
                image.load()
    except (Image.DecompressionBombError, *UNREADABLE):
        return b"torn"
    return _WHOLE
