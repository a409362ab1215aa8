"""What a build knows of each published file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Output:
    """One published file: the SHA-256 (hex) and size (bytes) of its content, its media type, and the content files
    (paths in the hub folder, sorted) it was made from."""

    sha: str
    size: int
    type: str
    sources: tuple[str, ...] = ()
