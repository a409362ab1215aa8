"""Baking: an assertion put into a badge's PNG, so that the picture carries its own proof (Open Badges 2.0)."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

from PIL.PngImagePlugin import PngInfo

from hub.model import HubError

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_KEYWORD = "openbadges"


def bake(png: bytes, text: str) -> bytes:
    """The PNG with `text` (an assertion's JSON) in it; one baked before is replaced, every other byte stays.

    This must be the last step: anything that saves the picture anew loses what was baked.
    Raises HubError when `png` is no PNG.
    """
    info = PngInfo()
    info.add_itxt(_KEYWORD, text, zip=False)  # the standard forbids compression here
    kind, data = info.chunks[0][:2]
    baked = [_SIGNATURE]
    for name, body in _chunks(png):
        if not _is_ours(name, body):
            baked.append(_packed(name, body))
        if name == b"IHDR":
            baked.append(_packed(kind, data))
    return b"".join(baked)


def unbake(png: bytes) -> str | None:
    """What was baked into a PNG, or None. Not to be trusted: a verifier loads the hosted copy.

    Raises HubError when `png` is no PNG or the text in it cannot be read.
    """
    for name, body in _chunks(png):
        if _is_ours(name, body):
            return _text(name, body)
    return None


def _is_ours(name: bytes, body: bytes) -> bool:
    return name in (b"iTXt", b"tEXt") and body.startswith(_KEYWORD.encode() + b"\0")


def _text(name: bytes, body: bytes) -> str:
    rest = body[len(_KEYWORD) + 1 :]
    try:
        if name == b"tEXt":
            return rest.decode("latin-1")
        if rest[:1] != b"\0":
            raise HubError("The badge's text is compressed, which Open Badges does not allow; bake it anew")
        return rest[2:].split(b"\0", 2)[2].decode()
    except (IndexError, UnicodeDecodeError) as error:
        raise HubError("The text baked into this picture is damaged; take the file from its issuer again") from error


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    if not png.startswith(_SIGNATURE):
        raise HubError("This is not a PNG picture; badges are baked into PNG files")
    place = len(_SIGNATURE)
    while place < len(png):
        head = png[place : place + 8]
        length = struct.unpack(">I", head[:4])[0] if len(head) == 8 else len(png)
        body = png[place + 8 : place + 8 + length]
        if len(body) != length or len(png) < place + 12 + length:
            raise HubError("This PNG picture is cut off; take the file from its source again")
        yield head[4:], body
        place += 12 + length


def _packed(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
