"""Taking out of picture files what tells where, when and with what they were taken. Pixels are not touched.

Formats: JPEG segments (ITU-T T.81 annex B), PNG chunks (PNG 3rd edition), WebP chunks (RFC 9649). How the
camera was held (Exif tag 0x0112) is kept in a JPEG, or it would lie on its side; colour profiles are kept.
"""

from __future__ import annotations

import struct

_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_TOLD = {b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"}
_ORIENTATION = 0x0112


def without_metadata(data: bytes) -> bytes:
    """The same picture without Exif, XMP, IPTC and comments; bytes of other kinds come back as they are."""
    try:
        if data.startswith(b"\xff\xd8"):
            return _jpeg(data)
        if data.startswith(_PNG):
            return _png(data)
        if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
            return _webp(data)
    except (struct.error, IndexError):
        pass  # a broken file: whoever looks at it next says so
    return data


def _jpeg(data: bytes) -> bytes:
    kept, at, turn = [data[:2]], 2, 1
    while at + 4 <= len(data) and data[at] == 0xFF:
        mark = data[at + 1]
        if mark == 0xFF:  # a fill byte
            at += 1
            continue
        if mark == 0xD9:  # the end: what follows is a second picture or stray data, often with a place of its own
            return _turned([*kept, data[at : at + 2]], turn)
        end = at + 2 + struct.unpack(">H", data[at + 2 : at + 4])[0]
        if mark == 0xDA:
            end = _scan_end(data, end)
        segment = data[at:end]
        if mark == 0xE1 and segment[4:10] == b"Exif\0\0":
            turn = _turn(segment[10:])
        if not (mark in (0xE1, 0xED, 0xFE) or (mark == 0xE2 and segment[4:8] == b"MPF\0")):
            kept.append(segment)
        at = end
    return _turned([*kept, data[at : at + 2]], turn)


def _scan_end(data: bytes, at: int) -> int:
    """Where the marker after some entropy-coded data stands."""
    while True:
        at = data.find(b"\xff", at)
        if at < 0 or at + 1 >= len(data):
            return len(data)
        if data[at + 1] != 0 and not 0xD0 <= data[at + 1] <= 0xD7:
            return at
        at += 2


def _turned(kept: list[bytes], turn: int) -> bytes:
    """The kept segments with nothing but the orientation said in Exif."""
    if turn != 1:
        tiff = b"MM\0*\0\0\0\x08\0\x01" + struct.pack(">HHIHH", _ORIENTATION, 3, 1, turn, 0) + b"\0\0\0\0"
        kept.insert(1, b"\xff\xe1" + struct.pack(">H", len(tiff) + 8) + b"Exif\0\0" + tiff)
    return b"".join(kept)


def _turn(tiff: bytes) -> int:
    """The orientation, 1 to 8, in a TIFF header's first directory."""
    order = "<" if tiff[:2] == b"II" else ">"
    start = struct.unpack(f"{order}I", tiff[4:8])[0]
    count = struct.unpack(f"{order}H", tiff[start : start + 2])[0]
    for number in range(count):
        entry = tiff[start + 2 + 12 * number :][:12]
        tag, _, _, value = struct.unpack(f"{order}HHIH", entry[:10])
        if tag == _ORIENTATION:
            return int(value) if 1 <= value <= 8 else 1
    return 1


def _png(data: bytes) -> bytes:
    kept, at = [_PNG], len(_PNG)
    while at + 12 <= len(data):
        end = at + 12 + struct.unpack(">I", data[at : at + 4])[0]
        if data[at + 4 : at + 8] not in _PNG_TOLD:
            kept.append(data[at:end])
        at = end
    return b"".join(kept) + data[at:]


def _webp(data: bytes) -> bytes:
    kept, at = [], 12
    while at + 8 <= len(data):
        name, size = data[at : at + 4], struct.unpack("<I", data[at + 4 : at + 8])[0]
        end = at + 8 + size + size % 2
        chunk = data[at:end]
        if name == b"VP8X":
            chunk = chunk[:8] + bytes([chunk[8] & ~0b1100]) + chunk[9:]  # no Exif, no XMP
        if name not in (b"EXIF", b"XMP "):
            kept.append(chunk)
        at = end
    body = b"".join(kept) + data[at:]
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body
