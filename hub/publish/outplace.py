"""Where a hub is published: which files there are Laurel's, and which it must never touch."""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from hub.model import HubError
from hub.publish.atomic import write_atomic

WRONG_USE = 2
_KEPT_APART = ("content", "data", "site", ".laurel", ".git")
Entry = Literal["file", "link", "folder", "none"]


@dataclass(frozen=True)
class Outplace:
    """The folder a hub is published into.

    `whole` says that all of it is Laurel's (the hub folder's `public/`), dot files and `CNAME` apart;
    elsewhere only the files in `record` (path -> SHA-256, as written last) are.
    """

    folder: Path
    whole: bool
    record: Mapping[str, str] = field(default_factory=dict)

    def may_overwrite(self, path: str) -> bool:
        """Whether the file at `path` is Laurel's to replace."""
        return path in self.record or (self.whole and (not _kept(path) or path.startswith(".well-known/")))

    def may_remove(self, path: str) -> bool:
        """Whether the file at `path` is Laurel's to remove."""
        return path in self.record or (self.whole and not _kept(path))

    def ours(self) -> list[str]:
        """Every file (or link) there that is Laurel's, sorted. Links to elsewhere are never followed."""
        if self.whole:
            return sorted(path for path in _walk(self.folder) if self.may_remove(path))
        return sorted(path for path in self.record if self.look(path) in ("file", "link") and not self.blocked(path))

    def look(self, path: str) -> Entry:
        """What stands at `path` itself."""
        return _look(f"{self.folder}/{path}")

    def blocked(self, path: str) -> str:
        """The first part above `path` that is a link or a file where a folder should be; empty when none is."""
        parts = path.split("/")[:-1]
        for depth in range(1, len(parts) + 1):
            above = "/".join(parts[:depth])
            entry = self.look(above)
            if entry == "none":
                return ""
            if entry != "folder":
                return above
        return ""

    def below(self, path: str) -> list[str]:
        """Every file under the folder at `path`."""
        return sorted(f"{path}/{inner}" for inner in _walk(self.folder / path))


def open_outplace(root: Path, out: Path | None, workshop: Path) -> Outplace:
    """The place to publish to: `out`, or the hub folder's `public/`.

    Raises HubError (status 2) for a folder that holds somebody else's files or the hub's own.
    """
    own = root / "public"
    folder = Path(os.path.realpath(out if out is not None else own))
    whole = folder == Path(os.path.realpath(own))
    _refuse_hub_parts(Path(os.path.realpath(root)), folder)
    if folder.exists() and not folder.is_dir():
        what = f"{folder} is a file, so the hub cannot be published there. Give --out a folder."
        raise HubError(what, status=WRONG_USE)
    record = read_record(workshop, folder)
    if not whole and record is None and folder.is_dir() and any(folder.iterdir()):
        raise HubError(
            f"{folder} holds files that Laurel did not make, so nothing was written there. "
            "Give --out a new or empty folder, or empty this one first.",
            status=WRONG_USE,
        )
    return Outplace(folder, whole, record or {})


def read_record(workshop: Path, folder: Path) -> dict[str, str] | None:
    """The files Laurel wrote into `folder` last, with their SHA-256; None when it never did."""
    try:
        files = json.loads(record_file(workshop, folder).read_bytes())["files"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return {str(path): str(sha) for path, sha in files.items()}


def write_record(workshop: Path, folder: Path, files: Mapping[str, str]) -> None:
    """Remember the files Laurel has written into `folder`."""
    place = record_file(workshop, folder)
    place.parent.mkdir(exist_ok=True)
    write_atomic(place, json.dumps({"out": str(folder), "files": dict(files)}, ensure_ascii=False).encode())


def record_file(workshop: Path, folder: Path) -> Path:
    """Where the record of the files in `folder` is kept."""
    return workshop / "written" / (hashlib.sha256(os.fsencode(folder)).hexdigest()[:24] + ".json")


def _refuse_hub_parts(root: Path, folder: Path) -> None:
    kept = [root / part for part in _KEPT_APART]
    if root.is_relative_to(folder) or any(folder.is_relative_to(part) for part in kept):
        raise HubError(
            f"{folder} is part of the hub folder itself, so publishing there would mix sources and pages. "
            "Give --out a folder of its own.",
            status=WRONG_USE,
        )


def _kept(path: str) -> bool:
    """Dot files and what hosts keep beside pages stay, whoever made them."""
    return path == "CNAME" or path.startswith(".") or "/." in path


def _look(place: str) -> Entry:
    try:
        mode = os.lstat(place).st_mode
    except (FileNotFoundError, NotADirectoryError):
        return "none"
    if stat.S_ISLNK(mode):
        return "link"
    return "folder" if stat.S_ISDIR(mode) else "file"


def _walk(folder: Path) -> Iterator[str]:
    """Paths of all files and links below a folder, with forward slashes; links are not followed."""
    for place, folders, files in os.walk(folder):
        inner = Path(place).relative_to(folder)
        links = [name for name in folders if (Path(place) / name).is_symlink()]
        for name in (*files, *links):
            yield (inner / name).as_posix()
