"""What a file is, by its first bytes and what is in it, never by its name.

Signatures: JPEG (ITU-T T.81), PNG (ISO/IEC 15948), WebP (RFC 9649), ISO media files (ISO/IEC 14496-12) for AVIF,
HEIC and video, PDF (ISO 32000), ZIP (APPNOTE 4.3), Office Open XML (ECMA-376), OpenDocument (ISO/IEC 26300), EPUB 3.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass

_PICTURES = (
    (b"\xff\xd8\xff", "jpeg", "a JPEG picture"),
    (b"\x89PNG\r\n\x1a\n", "png", "a PNG picture"),
    (b"GIF87a", "gif", "a GIF picture"),
    (b"GIF89a", "gif", "a GIF picture"),
)
_OTHERS = (
    (b"%PDF-", "pdf", "a PDF"),
    (b"II*\0", "tiff", "a TIFF picture"),
    (b"MM\0*", "tiff", "a TIFF picture"),
    (b"8BPS", "psd", "a Photoshop file"),
    (b"\0\0\1\0", "ico", "an icon"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole", "an old Office document"),
    (b"\x1f\x8b", "gz", "a compressed archive"),
    (b"7z\xbc\xaf\x27\x1c", "7z", "a compressed archive"),
    (b"Rar!\x1a\x07", "rar", "a compressed archive"),
    (b"\x7fELF", "program", "a program"),
    (b"MZ", "program", "a program"),
    (b"ID3", "sound", "a sound file"),
    (b"\x1a\x45\xdf\xa3", "video", "a video"),
    (b"OggS", "sound", "a sound file"),
)
_HEIC = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1"}
_INSIDE = (("word/", "docx", "a Word document"), ("xl/", "xlsx", "an Excel table"), ("ppt/", "pptx", "slides"))
_DECLARED = {
    b"application/vnd.oasis.opendocument.text": ("odt", "an OpenDocument text"),
    b"application/vnd.oasis.opendocument.spreadsheet": ("ods", "an OpenDocument table"),
    b"application/vnd.oasis.opendocument.presentation": ("odp", "OpenDocument slides"),
    b"application/epub+zip": ("epub", "a book"),
}
_MANY = 20_000
"""A ZIP archive with more entries is not looked into: its table of contents alone would fill the memory."""
_MARKUP = re.compile(
    r"<(?:!doctype|!--|html|head|body|script|iframe|style|title|meta|link|h1|div|font|table|form|img|a|b|p|br|\?php|%)\b"
    r"|<!--|<%|<!doctype",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class FileKind:
    """`key` is a short word such as "pdf"; `words` completes "This is …"."""

    key: str
    words: str


def kind_of(data: bytes) -> FileKind:
    """What these bytes are, as far as their content tells."""
    if not data:
        return FileKind("empty", "an empty file")
    for start, key, words in (*_PICTURES, *_OTHERS):
        if data.startswith(start):
            return FileKind(key, words)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return FileKind("webp", "a WebP picture")
    if data[4:8] == b"ftyp":
        return _iso_media(data)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _archive(data)
    if data[:2] == b"BM" and b"\0" in data[:64]:
        return FileKind("bmp", "a BMP picture")
    return _text(data)


def _iso_media(data: bytes) -> FileKind:
    size = min(int.from_bytes(data[:4], "big"), 256)
    brands = {data[8:12], *(data[at : at + 4] for at in range(16, size, 4))}
    if brands & {b"avif", b"avis"}:
        return FileKind("avif", "an AVIF picture")
    if brands & _HEIC:
        return FileKind("heic", "a HEIC photo")
    return FileKind("video", "a video")


def _archive(data: bytes) -> FileKind:
    """A ZIP archive, or one of the document formats that are one."""
    plain = FileKind("zip", "a ZIP archive")
    if data.count(b"PK\x01\x02") > _MANY:
        return plain
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            if "mimetype" in names:
                with archive.open("mimetype") as file:
                    declared = file.read(100).strip()
                if declared in _DECLARED:
                    return FileKind(*_DECLARED[declared])
            if any(name.rpartition("/")[2].lower() == "vbaproject.bin" for name in names):
                return FileKind("macros", "an Office document with macros")
            if "[Content_Types].xml" in names:
                for folder, key, words in _INSIDE:
                    if any(name.startswith(folder) for name in names):
                        return FileKind(key, words)
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError, EOFError):
        return FileKind("broken-zip", "a ZIP archive that is not whole")
    return plain


def _text(data: bytes) -> FileKind:
    """Text, told apart from what a browser would run."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return FileKind("unknown", "a kind of file that is not known here")
    if "\0" in text:
        return FileKind("unknown", "a kind of file that is not known here")
    head = text[:4096].lstrip()
    if re.search(r"<(?:[\w.-]+:)?svg[\s/>]", head, re.IGNORECASE):
        return FileKind("svg", "an SVG drawing")
    if _MARKUP.match(head):
        return FileKind("html", "a web page")
    if head.startswith("<?xml") or re.match(r"<[A-Za-z][\w:.-]*(?:\s[^<>]*)?/?>", head):
        return FileKind("xml", "an XML file")
    if head.startswith("#!"):
        return FileKind("script", "a script")
    return FileKind("text", "plain text")
