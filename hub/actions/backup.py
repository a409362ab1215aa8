"""A backup of everything nobody can make again: settings, content, private records, the hub's own theme.

While the records stand still, what may be written over is copied and what is only ever replaced is linked: that
takes a moment. The archive is made of this still picture afterwards, while the desk goes on.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from hub import __version__
from hub.actions.archive import ENDINGS, PARTS, WRONG_USE, Manifest, require_ending, write_archive
from hub.actions.desk import Desk
from hub.actions.permissions import Actor, authorise
from hub.model import HubError
from hub.model.moment import utc_text
from hub.publish import hold, workshop
from hub.records.kinds import Note

NOTE = "backup"
_PASSING = frozenset({"lock", "queue"})
"""Files of the records that only say who is at work now."""
_REPLACED = ("content", "site", "data/media")
"""Parts whose files are written aside and then renamed: a link to one stays what it is."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A finished backup: where it is, how many files it holds, its size in bytes and the seconds it took."""

    path: Path
    files: int
    size: int
    seconds: float


def backup(desk: Desk, actor: Actor, file: Path) -> Backup:
    """Write a backup of the hub to `file` (.tar.gz or .zip), readable by its owner only, whole or not at all.

    Raises NotAllowed; HubError with status 2 for a place it cannot go to, 3 while the records are busy.
    """
    authorise(actor, "settings.edit")
    began = time.monotonic()
    file = file.absolute()
    _require_place(desk.root, file)
    manifest = Manifest(0, desk.settings.title, utc_text(desk.now()), __version__, {})
    with hold(desk.root, "making a backup", lock="backup", who=actor.name), _still_folder(desk.root) as still:
        with desk.records.still(name=actor.name, doing="making a backup"):
            _stand_still(desk.root, still)
        whole = _write(still, file, manifest)
    with desk.records.change(
        by=actor.id, name=actor.name, action="backup", subject="hub:backup", words=f"{actor.name} made a backup"
    ) as change:
        change.put(Note(NOTE, {"at": manifest.made, "file": file.name}, _version(change.get(Note, NOTE))))
    return Backup(file, len(whole.files), file.stat().st_size, time.monotonic() - began)


@contextmanager
def _still_folder(root: Path) -> Iterator[Path]:
    """A private folder for the still picture; what a killed backup left goes first, and this one at the end."""
    shop = workshop(root)
    for left in shop.glob("backup-*"):
        shutil.rmtree(left, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix="backup-", dir=shop))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _version(note: Note | None) -> int:
    return note.version if note else 0


def _require_place(root: Path, file: Path) -> None:
    require_ending(file)
    if file.is_dir() or not file.parent.is_dir():
        raise HubError(f"{file} is no place for a backup. Name a file in a folder that is there.", status=WRONG_USE)
    real = file.resolve()
    for part in PARTS:
        if real.is_relative_to((root / part).resolve()):
            what = f"{file} lies in the hub's own {part}, so the backup would hold itself. Name another place."
            raise HubError(what, status=WRONG_USE)
    if file.exists() and not _is_archive(file):
        raise HubError(f"{file} is there already and is no backup. Name another file.", status=WRONG_USE)


def _is_archive(file: Path) -> bool:
    with file.open("rb") as handle:
        start = handle.read(4)
    return start[:2] == b"\x1f\x8b" or start == b"PK\x03\x04"


def _stand_still(root: Path, still: Path) -> None:
    """A picture of the hub's parts in the folder `still`. Links that lead out of the hub folder are left out."""
    for part in PARTS:
        source = root / part
        if source.is_file():
            shutil.copyfile(source, still / part)
        elif source.is_dir():
            _picture(root, source, still)


def _picture(root: Path, source: Path, still: Path) -> None:
    home = root.resolve()
    for place, folders, names in os.walk(source):
        here = Path(place)
        folders[:] = [name for name in folders if not (here / name).is_symlink()]
        inner = here.relative_to(root).as_posix()
        (still / inner).mkdir(mode=0o700, parents=True, exist_ok=True)
        linked = any(inner == part or inner.startswith(part + "/") for part in _REPLACED)
        for name in names:
            file = here / name
            passing = inner == "data/records" and name in _PASSING
            if not passing and file.is_file() and file.resolve().is_relative_to(home):
                _keep(file, still / inner / name, linked=linked and not file.is_symlink())


def _keep(file: Path, target: Path, *, linked: bool) -> None:
    if linked:
        with suppress(OSError):
            os.link(file, target)
            return
    with suppress(FileNotFoundError):  # a file by hand may go while we look
        shutil.copy2(file, target)


def _write(still: Path, file: Path, manifest: Manifest) -> Manifest:
    ending = next(ending for ending in ENDINGS if file.name.endswith(ending))
    handle, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
    try:
        with os.fdopen(handle, "wb") as out:
            whole = write_archive(still, out, ending, manifest)
            out.flush()
            os.fsync(out.fileno())
        os.replace(name, file)
    except BaseException:
        with suppress(OSError):
            os.unlink(name)
        raise
    _sync(file.parent)
    return whole


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
