"""The folder a hub keeps for what is made from its content: caches, locks, releases."""

from __future__ import annotations

from pathlib import Path


def workshop(root: Path) -> Path:
    """The hub folder's `.laurel/`, made when absent; git is told to leave it alone."""
    folder = root / ".laurel"
    folder.mkdir(exist_ok=True)
    ignore = folder / ".gitignore"
    if not ignore.exists():
        ignore.write_bytes(b"*\n")
    return folder
