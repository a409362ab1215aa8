"""Taking in what people upload: looked at by content, pictures made anew, nothing kept that was not asked for.

A picture leaves here upright, in sRGB, at most 2400 pixels on its longer side, without a word about where, when
and with what it was taken, under a name that carries a hash of its bytes. The same upload gives the same bytes.
Of moving pictures the first frame is kept: nothing on a hub moves unless a reader starts it (WCAG 2.2.2).
"""

from __future__ import annotations

import hashlib
import io
import threading
import warnings
from dataclasses import dataclass
from pathlib import PurePosixPath

from PIL import Image, ImageCms, ImageOps

from hub.actions.filekinds import FileKind, kind_of
from hub.content.media import MAX_FILE, MAX_PIXELS, UNREADABLE
from hub.exchange.names import make_handle
from hub.exchange.reading import LARGEST
from hub.model import HubError

LONGEST_SIDE = 2400
"""Pixels: enough for a cover on the sharpest screen, and for a print of a hand's width."""
WANTED = "The picture must be JPEG, PNG, WebP or AVIF."

_FORMATS = {"jpeg": "JPEG", "png": "PNG", "webp": "WEBP", "avif": "AVIF", "gif": "GIF"}
_INSTEAD = {
    "svg": ", which can carry scripts: save it as PNG",
    "heic": ": save or send it as JPEG",
    "tiff": ": save it as PNG",
    "bmp": ": save it as PNG",
    "psd": ": save it as PNG",
}
_MIMES = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp"}
_FILES = {
    "pdf": "application/pdf",
    "zip": "application/zip",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "epub": "application/epub+zip",
}
_OLD_OFFICE = {"doc": "application/msword", "xls": "application/vnd.ms-excel", "ppt": "application/vnd.ms-powerpoint"}
_TEXTS = {"txt": "text/plain", "csv": "text/csv", "ics": "text/calendar", "vtt": "text/vtt"}
_ALSO_TEXT = ("", "md", "markdown", "text", "log")
_ACTIVE = ("html", "svg", "xml", "script", "program", "macros")
_SMOOTH = ("L", "RGB", "RGBA", "CMYK")
"""Modes that can be made smaller as they are, so that no second copy in full size is needed."""
_SOLID = ("L", "RGB", "CMYK")
"""Modes that take no more than one copy in full size: of others there may be half as many pixels."""
_HEAVY = 1_000_000
"""Bytes of a PNG from which on it is looked whether it is a photo, which WebP keeps in a fraction of that."""
_ONE = threading.Lock()
"""One picture at a time: a large one takes some 200 MB while it is unpacked."""


@dataclass(frozen=True, slots=True)
class Picture:
    """What was taken in: `path` is "media/NAME-HASH.EXT"; width and height are 0 for what is no picture."""

    data: bytes
    path: str
    mime: str
    width: int = 0
    height: int = 0


def take_picture(data: bytes, name: str) -> Picture:
    """A picture made anew from an upload called `name`.

    GIF, and whatever moves, gives its first frame. Raises HubError, in words for the form, when it is no picture
    that can be taken.
    """
    kind = kind_of(data)
    if kind.key not in _FORMATS:
        raise HubError(f"{WANTED} This is {kind.words}{_INSTEAD.get(kind.key, '')}")
    if len(data) > LARGEST:
        raise HubError(f"The picture is {_megabytes(len(data))}. Use one of at most {_megabytes(LARGEST)}")
    with _ONE:
        image = _opened(data, _FORMATS[kind.key])
        ending, made = _encoded(image, kind.key)
    path = f"media/{_named(name, 'picture', made)}.{ending}"
    return Picture(made, path, _MIMES[ending], image.width, image.height)


def _opened(data: bytes, wanted: str) -> Image.Image:
    """The picture unpacked, upright, of its final size and in sRGB. Its size is judged before it is unpacked."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's own warning of bombs: the bound here is lower
            with Image.open(io.BytesIO(data), formats=[wanted]) as file:
                width, height = file.size
                most = MAX_PIXELS if file.mode in _SOLID and "transparency" not in file.info else MAX_PIXELS // 2
                if width * height > most:
                    raise HubError(
                        f"The picture has {width:,} x {height:,} pixels. "
                        f"Make it smaller than {most // 1_000_000} megapixels"
                    )
                file.draft(file.mode, (LONGEST_SIDE, LONGEST_SIDE))  # a JPEG is unpacked no larger than needed
                file.load()
                whole = _reduced(file) if file.mode in _SMOOTH and "transparency" not in file.info else file
                upright = ImageOps.exif_transpose(_reduced(_eight_bits(whole)))
                return _in_srgb(upright, file.info.get("icc_profile"))
    except Image.DecompressionBombError:
        raise HubError("The picture unpacks to far too many pixels. Make it smaller") from None
    except (*UNREADABLE, IndexError, TypeError):
        raise HubError("The picture cannot be read to its end. Save it again, or send it again") from None


def _eight_bits(image: Image.Image) -> Image.Image:
    """Grey, colour or print colours with eight bits each, and a fourth band only where something shines through."""
    if image.mode.startswith("I"):
        return image.convert("I").point(lambda level: level * (1 / 256)).convert("L")
    if image.mode == "P" or "transparency" in image.info:
        image = image.convert("RGBA")
    elif image.mode not in ("L", "LA", "RGB", "RGBA", "CMYK"):
        image = image.convert("RGBA" if "A" in image.getbands() or "a" in image.getbands() else "RGB")
    if image.mode in ("LA", "RGBA") and image.getchannel("A").getextrema() == (255, 255):
        return image.convert(image.mode[:-1])
    return image


def _reduced(image: Image.Image) -> Image.Image:
    longest = max(image.size)
    if longest <= LONGEST_SIDE:
        return image
    size = (max(1, round(image.width * LONGEST_SIDE / longest)), max(1, round(image.height * LONGEST_SIDE / longest)))
    return image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """The picture in sRGB, the colours that browsers take for granted. A profile that makes no sense is left out."""
    alpha = image.getchannel("A") if image.mode in ("LA", "RGBA") else None
    base = image.convert(image.mode[:-1]) if alpha else image
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            found = ImageCms.profileToProfile(base, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
            base = found or base
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            pass  # a profile for another kind of picture, or a broken one
    if base.mode == "CMYK":
        base = base.convert("RGB")
    if alpha:
        base = base.convert("RGB")
        base.putalpha(alpha)
    return base


def _encoded(image: Image.Image, kind: str) -> tuple[str, bytes]:
    """The ending and the bytes: photos as JPEG or WebP, drawings as PNG. Nothing of `info` goes along."""
    bare = Image.new(image.mode, image.size)
    bare.paste(image)
    if kind == "jpeg":
        return "jpg", _saved(bare, "JPEG", quality=88, optimize=True, progressive=True)
    lossless = _saved(bare, "PNG", optimize=True) if kind in ("png", "gif") else None
    if lossless is not None and len(lossless) < _HEAVY:
        return "png", lossless
    lossy = _saved(bare.convert("RGBA" if "A" in bare.getbands() else "RGB"), "WEBP", quality=88, method=4)
    return ("png", lossless) if lossless is not None and len(lossless) < 3 * len(lossy) else ("webp", lossy)


def _saved(image: Image.Image, format_: str, **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, format_, **options)
    return file.getvalue()


def take_file(data: bytes, name: str) -> Picture:
    """A file to offer for download: PDF, ZIP, plain text, CSV, calendar, office documents and books, as they are.

    What it is called is decided by what it is. A picture is taken as `take_picture` takes it. Raises HubError
    for what could act as a page or a program, and for what is not known.
    """
    kind = kind_of(data)
    if kind.key in _FORMATS:
        return take_picture(data, name)
    if len(data) > MAX_FILE:
        raise HubError(f"The file is {_megabytes(len(data))}. Use one of at most {_megabytes(MAX_FILE)}")
    ending, mime = _ending(kind, name)
    return Picture(data, f"media/{_named(name, 'file', data)}.{ending}", mime)


def _ending(kind: FileKind, name: str) -> tuple[str, str]:
    """The ending and MIME type a file gets. Raises HubError when it is refused."""
    given = PurePosixPath(_last(name)).suffix.lower().removeprefix(".")
    if kind.key in _FILES:
        return kind.key, _FILES[kind.key]
    if kind.key == "ole" and given in _OLD_OFFICE:
        return given, _OLD_OFFICE[given]
    if kind.key == "text" and given in _TEXTS:
        return given, _TEXTS[given]
    if kind.key == "text" and given in _ALSO_TEXT:
        return "txt", _TEXTS["txt"]
    if kind.key in _ACTIVE:
        raise HubError(
            f"This is {kind.words}, which could act as a page or a program. Put it in a ZIP archive, or save it as PDF"
        )
    if kind.key in ("empty", "broken-zip"):
        raise HubError(f"This is {kind.words}. Save it again, or send it again")
    if kind.key == "text":
        raise HubError(f"A .{given} file is not taken as it is. Put it in a ZIP archive, or save it as .txt")
    raise HubError(
        f"The file must be a PDF, a ZIP archive, an office document, plain text or CSV. This is {kind.words}"
    )


def _last(name: str) -> str:
    """A file's own name; some browsers send a whole path."""
    return name.replace("\\", "/").rstrip("/").rpartition("/")[2]


def _named(name: str, otherwise: str, data: bytes) -> str:
    """`SLUG-HASH` from the name given and the bytes taken."""
    stem = PurePosixPath(_last(name)).stem
    slug = make_handle(stem)[:60].strip("-") if any(c.isascii() and c.isalnum() for c in stem) else otherwise
    return f"{slug}-{hashlib.sha256(data).hexdigest()[:10]}"


def _megabytes(size: int) -> str:
    return f"{size / 1_048_576:.0f} MB"
