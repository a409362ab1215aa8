"""The files of a content folder, found and looked at, none of them opened."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from hub.content.stamps import UNSURE, Stamp, stamp_of
from hub.model import Problem, Problems


def _walk(content: Path, problems: Problems, root: Path) -> Iterator[tuple[str, Stamp]]:
    """Paths of all files of `content/` with their stamps, sorted; links that lead out of it are told, not followed."""
    if not content.is_dir():
        problems.add("content", 0, "there is no content folder", "make a folder content/ beside hub.toml")
        return
    found: dict[str, Stamp] = {}
    _gather(content, "content", os.path.realpath(content), problems, found)
    for path in sorted(found):
        if path.count("/") < 2:
            problems.warn(path, 0, "files straight in content/ are not read", "move it to the folder of its kind")
        else:
            yield path, found[path]


@dataclass(frozen=True)
class Listing:
    """Every file of `content/` that is read, with its stamp, and what is to be told of the folder."""

    files: Mapping[str, Stamp]
    problems: tuple[Problem, ...] = ()


def list_files(root: Path) -> Listing:
    """Look at every file of `content/`, and into none."""
    problems = Problems()
    found = dict(_walk(root / "content", problems, root))
    return Listing({path: at for path, at in found.items() if not path.startswith("content/issuer/")}, tuple(problems))


def _gather(folder: Path | str, name: str, home: str, problems: Problems, found: dict[str, Stamp]) -> None:
    """Files of a folder and those below it."""
    try:
        with os.scandir(folder) as entries:
            listed = list(entries)
    except OSError as error:
        problems.add(_readable(name), 0, f"the folder cannot be read ({error.strerror})", "check its permissions")
        return
    for entry in listed:
        path = _readable(f"{name}/{entry.name}")
        if entry.is_symlink() and not Path(os.path.realpath(entry.path)).is_relative_to(home):
            problems.add(path, 0, "this link leads out of content/", "copy the file here")
        elif entry.name.startswith("."):
            continue
        elif entry.is_dir(follow_symlinks=False):
            _gather(entry.path, path, home, problems, found)
        elif not entry.is_dir():
            found[path] = _stamp(entry)


def _stamp(entry: os.DirEntry[str]) -> Stamp:
    """A file's stamp; of what is no plain file, none that can be trusted."""
    try:
        about = entry.stat()
    except OSError:
        return UNSURE
    return stamp_of(about) if stat.S_ISREG(about.st_mode) else UNSURE


def _readable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")
