"""Bringing a backup back: unpacked and checked aside, swapped in part by part, and nobody erased returns.

A journal says what is being swapped. Until it is written nothing of the hub has changed; from then on the next
command or desk finishes the swap. What was there before is kept in a folder beside.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import msgspec

from hub.actions import consent, erase
from hub.actions.archive import PARTS, WRONG_USE, Manifest, unpack
from hub.actions.desk import Clock, Desk, utc_now
from hub.actions.erased import merged_lists, read_list, write_list
from hub.actions.permissions import COMMAND_LINE
from hub.actions.persons import find_person
from hub.content import Shelf
from hub.model import HubError
from hub.publish import held_by, hold, workshop
from hub.publish.atomic import write_atomic
from hub.records import open_records
from hub.records.kinds import Person

JOURNAL = "restore.json"
BUSY = 3
KEEPING = "keeping the desk"
"""What the desk's clock is doing while it holds its lock."""


class _Journal(msgspec.Struct, frozen=True):
    """A swap on its way: where the new parts are, and where the old ones go; both relative to the hub folder."""

    staging: str
    aside: str
    parts: tuple[str, ...]


@dataclass(frozen=True)
class Restored:
    """What was brought back, where the former state is kept (None when there was none), and who was erased again."""

    manifest: Manifest
    aside: Path | None
    erased: int


def restore(root: Path, file: Path, *, now: Clock = utc_now) -> Restored:
    """Bring the backup `file` back into the hub folder `root`, which may be new, empty, or a hub.

    Raises HubError: status 1 for a file that is no whole backup, 2 for a folder that is neither empty nor a hub,
    3 while the desk runs or a build is at work. Then nothing was changed.
    """
    root = root.absolute()
    _require_folder(root)
    root.mkdir(parents=True, exist_ok=True)
    finish_restore(root, now=now)
    staging = Path(tempfile.mkdtemp(prefix="restore-", dir=workshop(root)))
    try:
        new = staging / "new"
        new.mkdir()
        manifest = unpack(file.absolute(), new)
        _make_ready(root, new, now)
        with ExitStack() as held:
            _stand_still(root, held)
            _sweep(root, staging)
            with ExitStack() as inner:
                _records_still(root, inner)
                aside = _begin(root, staging, now)
                _swap(root)
            again = _end(root, now)
    except BaseException:
        if not (root / ".laurel" / JOURNAL).exists():
            shutil.rmtree(staging, ignore_errors=True)
        raise
    return Restored(manifest, aside, again)


def _require_folder(root: Path) -> None:
    if root.exists() and not root.is_dir():
        raise HubError(f"{root} is a file. Name a folder with --hub DIR.", status=WRONG_USE)
    if not root.is_dir() or (root / "hub.toml").exists() or (root / ".laurel" / JOURNAL).exists():
        return
    others = sorted(entry.name for entry in root.iterdir() if entry.name != ".laurel")
    if others:
        what = f"{root} is neither a hub nor empty: it holds {others[0]}. Name a new folder with --hub DIR."
        raise HubError(what, status=WRONG_USE)


def _make_ready(root: Path, new: Path, now: Clock) -> None:
    """Have the unpacked parts be a hub this Laurel can use, which remembers whom this hub has erased."""
    if not (new / "hub.toml").is_file():
        raise HubError("This backup holds no hub.toml, so it is no whole hub. Nothing was changed.")
    (new / "content").mkdir(exist_ok=True)
    data = new / "data"
    if data.is_dir():
        for folder, _, _ in os.walk(data):
            os.chmod(folder, 0o700)
        if (root / "data").is_dir():  # sessions that were ended since would count again: everybody signs in anew
            (data / "secret.key").unlink(missing_ok=True)
        open_records(data, hub=new, now=now)  # finishes a change that was on its way; refuses what is newer
    if (root / "data" / "erased.json").exists():
        write_list(data, merged_lists(read_list(root / "data"), read_list(data)))
    for folder, _, names in os.walk(new, topdown=False):
        for name in names:
            _sync(Path(folder, name), os.O_RDONLY)
        _sync(Path(folder), os.O_RDONLY | os.O_DIRECTORY)


def _stand_still(root: Path, held: ExitStack) -> None:
    """Nobody else works in this hub while it is swapped."""
    desk = held_by(root, "clock")
    if desk is not None:
        what = f"{desk}."
        if desk.doing == KEEPING:
            what = f"The desk of this hub is running (process {desk.pid}). Stop it, restore, and start it again."
        raise HubError(f"{what} Nothing was changed.", status=BUSY)
    for lock in ("clock", "publish"):
        held.enter_context(hold(root, "restoring a backup", lock=lock))


def _records_still(root: Path, held: ExitStack) -> None:
    """No build, and no change of the records that go, where these can be opened: a restore is for others, too."""
    held.enter_context(hold(root, "restoring a backup"))
    if not (root / "data" / "records").is_dir():
        return
    try:
        held.enter_context(open_records(root / "data", hub=root).still(name="Laurel", doing="restoring a backup"))
    except HubError as error:
        if error.status == BUSY:
            raise


def _sweep(root: Path, staging: Path) -> None:
    """Remove what a restore that was killed before its journal has left."""
    for place in (root / ".laurel").glob("restore-*"):
        if place != staging:
            shutil.rmtree(place, ignore_errors=True)


def _begin(root: Path, staging: Path, now: Clock) -> Path | None:
    """Write the journal; where the former parts will be."""
    there = [part for part in PARTS if (root / part).exists()]
    aside = ""
    if there:
        name = f"before-restore-{now().astimezone():%Y-%m-%d-%H%M%S}"
        aside = name if not (root / name).exists() else Path(tempfile.mkdtemp(prefix=f"{name}-", dir=root)).name
        (root / aside).mkdir(mode=0o700, exist_ok=True)
        (root / aside / ".gitignore").write_bytes(b"*\n")
    journal = _Journal(staging.relative_to(root).as_posix(), aside, tuple(there))
    write_atomic(root / ".laurel" / JOURNAL, msgspec.json.encode(journal))
    _sync(root / ".laurel", os.O_RDONLY | os.O_DIRECTORY)
    return root / aside if aside else None


def finish_restore(root: Path, *, now: Clock = utc_now) -> bool:
    """Finish a restore that was killed, if there is one; tells whether there was. Cheap when there is none."""
    if not (root / ".laurel" / JOURNAL).exists():
        return False
    with ExitStack() as held:
        _stand_still(root, held)
        with hold(root, "restoring a backup"):
            _swap(root)
        _end(root, now)
    return True


def _read(root: Path) -> _Journal | None:
    journal = root / ".laurel" / JOURNAL
    try:
        return msgspec.json.decode(journal.read_bytes(), type=_Journal)
    except FileNotFoundError:
        return None
    except msgspec.MsgspecError:
        raise HubError(
            f"{journal} cannot be read, so a restore that was stopped cannot go on. Move that file away and restore "
            "the backup again."
        ) from None


def _swap(root: Path) -> None:
    """Move the former parts aside and the new ones in, as far as that was not done."""
    journal = _read(root)
    if journal is None:
        return
    new = root / journal.staging / "new"
    for part in PARTS:
        target, coming, kept = root / part, new / part, root / journal.aside / part
        former = part in journal.parts and target.exists() and not kept.exists()
        if former:
            os.replace(target, kept)
        if coming.exists():
            os.replace(coming, target)
    _sync(root, os.O_RDONLY | os.O_DIRECTORY)


def _end(root: Path, now: Clock) -> int:
    """Erase again whoever was erased here, and take out again whoever withdrew since; then forget that there was a
    restore. How many were erased."""
    journal = _read(root)
    again = _erase_again(root, now)
    if journal is not None and journal.aside:
        _withdraw_again(root, root / journal.aside, now)
    (root / ".laurel" / JOURNAL).unlink(missing_ok=True)
    if journal is not None:
        shutil.rmtree(root / journal.staging, ignore_errors=True)
    return again


def _erase_again(root: Path, now: Clock) -> int:
    if not (root / "data" / "erased.json").exists():
        return 0
    desk = Desk(root, open_records(root / "data", hub=root, now=now), Shelf(root), now)
    return len(erase.again(desk))


def _withdraw_again(root: Path, aside: Path, now: Clock) -> None:
    """Nobody who took their consent back after the backup was made is shown again by it."""
    if not (aside / "data" / "records").is_dir():
        return
    try:
        people = open_records(aside / "data", hub=aside, now=now).all(Person)
    except HubError:
        return  # what cannot be read may be why a backup was wanted
    desk = Desk(root, open_records(root / "data", hub=root, now=now), Shelf(root), now)
    for person in people:
        if person.consent is None or person.consent.holds:
            continue
        found = find_person(desk.records, desk, person.id)
        if found is not None and (found.consents or found.live):
            consent.withdraw(desk, COMMAND_LINE, person.id, why="Taken back after the backup that was restored")


def _sync(place: Path, flags: int) -> None:
    handle = os.open(place, flags)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
