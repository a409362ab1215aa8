"""The few things done to a disk, each in one place, so that tests can make any of them fail."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700
MUCH = 1 << 20
"""Bytes left over after a large change that are not worth keeping."""
Signature = tuple[int, int, int]
"""What tells one state of a file from another without reading it: inode, size, time in nanoseconds."""


def digest(data: bytes) -> str:
    """The SHA-256 of `data`, in hex."""
    return hashlib.sha256(data).hexdigest()


def digest_of(path: Path) -> str | None:
    """The SHA-256 of a file's bytes, None when there is no such file."""
    data = read(path)
    return None if data is None else digest(data)


def read(path: Path) -> bytes | None:
    """A file's bytes, None when there is no such file."""
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None


def read_signed(path: Path) -> tuple[bytes, Signature] | None:
    """A file's bytes with the signature of exactly these bytes, None when there is no such file."""
    try:
        with path.open("rb") as file:
            data = file.read()
            return data, _sign(os.fstat(file.fileno()))
    except FileNotFoundError:
        return None


def signature(path: str | Path) -> Signature | None:
    """A file's signature, None when there is no such file."""
    try:
        return _sign(os.stat(path))
    except FileNotFoundError:
        return None


def mode(path: Path) -> int | None:
    """A file's permissions, None when there is no such file."""
    try:
        return os.stat(path).st_mode & 0o777
    except FileNotFoundError:
        return None


def _sign(status: os.stat_result) -> Signature:
    return status.st_ino, status.st_size, status.st_mtime_ns


def folder(path: Path, mode: int = PRIVATE_FOLDER) -> None:
    """Make a folder and those above it that are missing, durably."""
    if path.is_dir():
        return
    folder(path.parent, mode)
    with suppress(FileExistsError):
        path.mkdir(mode=mode)
        sync_folder(path.parent)


def write(path: Path, data: bytes, mode: int) -> None:
    """Write a new file (or an old one anew) and have its bytes on disk when this returns."""
    write_all([(path, data, mode)])


def write_all(files: Iterable[tuple[Path, bytes, int]]) -> None:
    """Write several such files (path, bytes, permissions) and have all of them on disk when this returns.

    All are written before the first is synced: most disks then take them together.
    """
    handles: list[int] = []
    try:
        for path, data, mode in files:
            handles.append(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, mode))
            _write_all(handles[-1], data)
        for handle in handles:
            sync(handle)
    finally:
        for handle in handles:
            os.close(handle)


def overwrite(path: Path, data: bytes) -> None:
    """Write `data` over the beginning of a file that may stay longer, on disk when this returns.

    No name and mostly no size changes, which makes it the quickest durable write there is.
    """
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW, PRIVATE_FILE)
    try:
        if os.fstat(handle).st_size > len(data) + MUCH:
            os.ftruncate(handle, len(data))
        _write_all(handle, data)
        sync(handle)
    finally:
        os.close(handle)


def empty(path: Path) -> None:
    """Take away all bytes of a file, durably."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW, PRIVATE_FILE)
    try:
        os.ftruncate(handle, 0)
        sync(handle)
    finally:
        os.close(handle)


def _write_all(handle: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(handle, rest) :]


def sync(handle: int) -> None:
    """Have an open file's bytes on disk."""
    os.fsync(handle)


def sync_folder(path: Path) -> None:
    """Have a folder's names on disk."""
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        sync(handle)
    finally:
        os.close(handle)


def replace(old: Path, new: Path) -> None:
    """Give `old`'s bytes the name `new`, in one step."""
    os.replace(old, new)


def remove(path: Path) -> None:
    """Remove a file that may already be gone."""
    with suppress(FileNotFoundError):
        os.unlink(path)
