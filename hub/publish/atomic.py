"""Files that are whole at any moment: the old bytes or the new ones, also when the power goes."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

_MANY = 200
"""From so many files on, one `sync` of everything is quicker than an `fsync` of each."""


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
    """Have the contents of `paths` on disk before their names are given away."""
    paths = list(paths)
    if len(paths) >= _MANY:
        os.sync()
        return
    for path in paths:
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def digest(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
