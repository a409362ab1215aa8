"""What a build knows of each published file."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

Stamp = tuple[int, int, int, int]
"""What tells that a file was touched: its times of content and of inode in nanoseconds, size in bytes, inode."""


@dataclass(frozen=True, slots=True)
class Output:
    """One published file: the SHA-256 (hex) and size (bytes) of its content, its media type, and the content files
    (paths in the hub folder, sorted) it was made from."""

    sha: str
    size: int
    type: str
    sources: tuple[str, ...] = ()


def stamp_of(file: Path | str) -> Stamp:
    """The stamp of a file as it stands now; a link itself is looked at, not what it leads to. Raises OSError."""
    about = os.lstat(file)
    return about.st_mtime_ns, about.st_ctime_ns, about.st_size, about.st_ino


_LAST = frozenset({"xml", "json", "ics", "opml", "txt"})


def turn(path: str) -> tuple[int, str]:
    """Where a file stands in the order of publishing: 0 what pages show, 1 pages, 2 feeds and what else names pages.
    To sort by."""
    name = path.rpartition("/")[2]
    ending = name.rpartition(".")[2].lower()
    if ending == "html":
        return 1, path
    top = "/" not in path or name.startswith("feed.")
    return (2 if ending in _LAST and top else 0), path
