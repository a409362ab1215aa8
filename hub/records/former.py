"""Former bytes, each kept once under its digest: what undo needs and the log would be too long with."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from hub.records import disk


class Formers:
    """A folder of compressed bytes by SHA-256. It adds and drops through the journal only."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, digest: str) -> Path:
        """Where the bytes with this digest lie, or would."""
        return self._folder / digest[:2] / digest

    def has(self, digest: str) -> bool:
        """Whether they are kept."""
        return self.path(digest).exists()

    def get(self, digest: str, coming: Mapping[str, bytes] = MappingProxyType({})) -> bytes | None:
        """The bytes with this digest, also where they are still `coming`; None when erased or damaged."""
        packed = coming.get(digest) or disk.read(self.path(digest))
        if packed is None:
            return None
        try:
            data = zlib.decompress(packed)
        except zlib.error:
            return None
        return data if disk.digest(data) == digest else None

    def all(self) -> Iterator[str]:
        """Every digest that is kept."""
        for path in self._folder.glob("??/*"):
            if re.fullmatch(r"[0-9a-f]{64}", path.name):
                yield path.name


def pack(data: bytes) -> bytes:
    """Bytes as they are kept."""
    return zlib.compress(data, 6 if len(data) < 1_000_000 else 1)
