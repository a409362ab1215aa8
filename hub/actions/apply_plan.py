"""Carrying out a plan of an import: every file whole, and all of them or a clear word about which not."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from hub.content.workshop import workshop
from hub.exchange import Plan, Write
from hub.exchange.hubstate import IMPORTED, read_imported
from hub.model import HubError, Problem
from hub.publish.atomic import write_atomic

_ALLOWED = ("content",)
_ALLOWED_FILES = ("hub.toml",)


@dataclass(frozen=True, slots=True)
class Applied:
    """What was written, as paths in the hub folder."""

    written: tuple[str, ...]


def apply_plan(root: Path, plan: Plan) -> Applied:
    """Write what `plan` says into the hub folder `root`.

    First everything is looked at: a path that leads out of the hub, or a file that was changed since the plan
    was made, ends it with nothing written. Then all files are written beside their places and flushed to the
    disk, so that a full disk leaves the hub as it was; only then each takes its place in one step. A reader
    never sees half a file. If the machine stops between two files, the same import finishes the rest.

    Raises HubError (status 1) that names what stood in the way, and what was written by then. Whoever calls this
    holds the hub's lock (`hub.publish.hold`) from before the plan is made until all is written.
    """
    places = [(write, _place(root, write)) for write in plan.writes]
    _unchanged_since(root, places)
    written = _write(places)
    _remember(root, plan)
    return Applied(written)


def _write(places: list[tuple[Write, Path]]) -> tuple[str, ...]:
    """Put every file in its place; the paths that were written."""
    waiting: list[tuple[Path, Path, Write]] = []
    written: list[str] = []
    try:
        for write, place in places:
            waiting.append((_beside(place, write), place, write))
        for draft, place, write in waiting:
            os.replace(draft, place)
            written.append(write.path)
        _flush_folders({place.parent for _, place in places})
    except OSError as error:
        left = [write.path for write, _ in places if write.path not in written]
        done = (
            f"{len(written)} of {len(places)} files were written, the last {written[-1]}"
            if written
            else "Nothing was written"
        )
        next_ = f"; {left[0]} was next" if left else ""
        raise HubError(
            f"The import stopped: {error.strerror or error}. {done}{next_}. "
            "Mend this and import again: it goes on where it stopped."
        ) from error
    finally:
        for draft, _, _ in waiting:
            draft.unlink(missing_ok=True)
    return tuple(written)


def _remember(root: Path, plan: Plan) -> None:
    """Keep what whole files were written with, so that the next import knows which were not touched since."""
    whole = {write.path: write.digest for write in plan.writes if write.path.startswith("content/posts/")}
    if whole:
        known = {**read_imported(root), **whole}
        workshop(root)
        write_atomic(root / IMPORTED, json.dumps(known, indent=0, sort_keys=True).encode())


def _place(root: Path, write: Write) -> Path:
    """Where a write goes. Raises HubError when that is not inside the hub's content, links followed."""
    parts = PurePosixPath(write.path).parts
    allowed = (len(parts) > 1 and parts[0] in _ALLOWED) or write.path in _ALLOWED_FILES
    place = root.joinpath(*parts)
    if not allowed or ".." in parts or "\0" in write.path or not place.resolve().is_relative_to(root.resolve()):
        raise HubError(
            f"The plan wants to write {write.path!r}, which is not part of the hub's content. Nothing was written."
        )
    if place.is_dir() or place.is_symlink():
        raise HubError(
            f"{write.path} is a folder or a link where a file is to be written. "
            "Remove it and import again. Nothing was written."
        )
    return place


def _unchanged_since(root: Path, places: list[tuple[Write, Path]]) -> None:
    """Raise HubError with every file that is not as it was when the plan was made."""
    problems = []
    for write, place in places:
        now = hashlib.sha256(place.read_bytes()).hexdigest() if place.is_file() else None
        if now != write.before:
            problems.append(Problem(write.path, 0, "the file was changed while the import was planned", "import again"))
    if problems:
        raise HubError("Nothing was written, because files changed meanwhile.", problems)


def _beside(place: Path, write: Write) -> Path:
    """The bytes of a write in a hidden file beside its place, on the disk for certain."""
    data = write.data
    if hashlib.sha256(data).hexdigest() != write.digest:
        raise OSError(f"the source of {write.path} changed while it was imported")
    place.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=place.parent, prefix=".import-", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, place.stat().st_mode & 0o777 if place.exists() else 0o644)
    except BaseException:
        os.unlink(name)
        raise
    return Path(name)


def _flush_folders(folders: set[Path]) -> None:
    """Make the new names themselves last through a power cut."""
    for folder in sorted(folders):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
