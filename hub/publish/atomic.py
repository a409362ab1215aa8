"""Files that are whole at any moment: the old bytes or the new ones, also when the power goes."""

from __future__ import annotations

import ctypes
import hashlib
import os
import tempfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

_AT_ONCE = 16
"""Files synced side by side: disks write many together as quickly as one."""
_MANY = 256
"""From so many files on, one call that empties the whole disk's cache is quicker than one a file."""


def write_atomic(path: Path, data: bytes) -> None:
    """Write `data` to `path`, all or nothing, safely on disk when this returns."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(name)
        raise


def settle(paths: Iterable[Path]) -> None:
    """Have the contents of `paths`, files of one disk, on disk before their names are given away."""
    found = list(paths)
    if len(found) >= _MANY and _sync_disk(found[0].parent):
        return
    if len(found) == 1:
        _sync(found[0])
        return
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for _done in pool.map(_sync, found):
            pass


def settle_names(folders: Iterable[Path | str]) -> None:
    """Have the names in `folders`, all of one disk, on disk: what was moved there or removed stays so after a power
    cut. Folders that are gone need nothing, and disks that cannot do this are left to themselves."""
    found = [Path(folder) for folder in {str(folder) for folder in folders} if os.path.isdir(folder)]
    if len(found) >= _MANY and _sync_disk(found[0]):
        return
    for folder in found:
        with suppress(OSError):
            _sync(folder)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _sync_disk(place: Path) -> bool:
    """Sync the whole disk that `place` is on; tells whether that can be done here."""
    syncfs = getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None)
    if syncfs is None:
        return False
    handle = os.open(place, os.O_RDONLY)
    try:
        return bool(syncfs(handle) == 0)
    finally:
        os.close(handle)


def digest(path: Path | str) -> str:
    """The SHA-256 of a file's bytes, in hex."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
