"""Files that are made and not published yet: side by side in one folder, each named by the SHA-256 of its bytes.

So no folder is made for each page, what is equal lies there once, and a name cannot stand for other bytes.
"""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path


def stage(staging: Path, sha: str, data: bytes) -> None:
    """Write a made file, unless it lies there already. Raises OSError."""
    with suppress(FileExistsError), open(f"{staging}/{sha}", "xb", buffering=0) as file:
        left = memoryview(data)
        while left:
            left = left[file.write(left) :]


def staged(staging: Path | None, wanted: Iterable[str]) -> dict[str, str]:
    """Where the staged ones of the `wanted` files (SHA-256) lie; nothing is staged in None."""
    try:
        there = set(os.listdir(staging)) if staging else set()
    except FileNotFoundError:
        return {}
    return {sha: f"{staging}/{sha}" for sha in wanted if sha in there}


def lay_out(staging: Path, files: Mapping[str, str], folder: Path) -> None:
    """Move staged files into `folder`, each to its path (path -> SHA-256); equal ones become files of their own."""
    left = Counter(files.values())
    for path, sha in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        left[sha] -= 1
        (shutil.copyfile if left[sha] else os.replace)(f"{staging}/{sha}", target)
