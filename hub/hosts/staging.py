"""A folder where files to be sent have the names they will have at a host, for programs that send folders."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from hub.hosts.release import Sendable


class Staging:
    """A folder of links, laid anew for each handful of files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def lay(self, release: Sendable, paths: Sequence[str], prefix: str = "") -> None:
        """Have links to these files of a release there, below `prefix`, and nothing else. Raises HubError when one
        has changed."""
        self.clear()
        for path in paths:
            release.read(path)  # whole, and what the release says
            place = self.folder / prefix / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.symlink_to(release.path_of(path).resolve())

    def note(self, path: str, data: bytes) -> Path:
        """Have one small file there, and nothing else; gives its place."""
        self.clear()
        place = self.folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
        return place

    def above(self, paths: Sequence[str]) -> None:
        """Have the folders there that these paths lie in, and nothing else."""
        self.clear()
        for path in paths:
            (self.folder / path).parent.mkdir(parents=True, exist_ok=True)

    def clear(self) -> None:
        """Have nothing there."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
