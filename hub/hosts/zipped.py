"""A host that is one ZIP file: the same hub gives the same bytes, and the file is old or new, never half."""

from __future__ import annotations

import hashlib
import os
import zipfile
from contextlib import suppress
from pathlib import Path

from hub.hosts.files import Tally
from hub.hosts.release import Plan, Sendable, plan
from hub.hosts.trouble import HostTrouble, Report, disk_words

_MARK = b"laurel "
_DATE = (1980, 1, 1, 0, 0, 0)
_PACKED = frozenset("png jpg jpeg webp avif gif woff2 zip gz pdf mp4".split())
"""Endings of files that packing makes no smaller."""


class ZipFile:
    """All of the hub in one file, below the folder `prefix` if there is one."""

    def __init__(self, file: Path, prefix: str) -> None:
        self._file, self._prefix = file, f"{prefix}/" if prefix else ""

    def plan(self, release: Sendable, *, again: bool = False) -> Plan:
        """See `Plug`. The file is made whole or left as it is."""
        same = not again and self._comment() == self._mark(release)
        return plan(release, {path: output.sha for path, output in release.files.items()} if same else {})

    def send(self, release: Sendable, todo: Plan, report: Report) -> None:
        """See `Plug`."""
        if not todo:
            return
        tally = Tally(release, todo, report)
        aside = self._file.with_name(f".{self._file.name}.half")
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with aside.open("wb") as raw:
                with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
                    for path in sorted(release.files):
                        archive.writestr(_entry(self._prefix + path), release.read(path))
                        tally(path)
                    archive.comment = self._mark(release)
                raw.flush()
                os.fsync(raw.fileno())
            os.replace(aside, self._file)
        except OSError as error:
            with suppress(OSError):
                aside.unlink()
            raise HostTrouble(f"{self._file}: {disk_words(error)}") from error

    def close(self) -> None:
        """See `Plug`."""

    def _mark(self, release: Sendable) -> bytes:
        """What tells this hub from any other, as the archive's comment."""
        digest = hashlib.sha256(self._prefix.encode())
        for path, output in sorted(release.files.items()):
            digest.update(f"{path}\0{output.sha}\n".encode())
        return _MARK + digest.hexdigest().encode()

    def _comment(self) -> bytes:
        try:
            with zipfile.ZipFile(self._file) as archive:
                return archive.comment
        except FileNotFoundError:
            return b""
        except (OSError, zipfile.BadZipFile):
            return b"damaged"


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _DATE)
    entry.create_system = 3
    entry.external_attr = 0o100644 << 16
    stored = name.rpartition(".")[2].lower() in _PACKED
    entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    return entry
