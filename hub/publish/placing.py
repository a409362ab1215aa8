"""Putting a staged hub in place: a journal first, then file by file, each whole at any moment.

Assets come before the pages that show them, pages before the feeds that name them, and removals
last. The next build finishes what a killed one left.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from hub.model import HubError
from hub.publish.atomic import digest, settle, write_atomic
from hub.publish.outplace import WRONG_USE, Outplace, write_record

_INCOMING = ".laurel-incoming"
_JOURNAL = "journal.json"
_LAST = frozenset({"xml", "json", "ics", "opml", "txt"})


@dataclass(frozen=True)
class Placement:
    """What has to happen in `out`, in order. `source` holds the files of `writes`; `record` is
    everything Laurel will own there afterwards."""

    out: str
    source: str
    writes: tuple[str, ...]
    removals: tuple[str, ...]
    record: Mapping[str, str]


def plan_placement(place: Outplace, source: Path, staged: Mapping[str, str]) -> Placement:
    """Compare the `staged` files (path -> SHA-256) with what is published; touches nothing.

    Raises HubError (status 2) when a file that Laurel did not make is in the way.
    """
    ours = place.ours()
    folded = {path.casefold(): path for path in staged}
    removals = [path for path in ours if path not in staged and not _same_file(place, path, folded)]
    writes = [path for path, sha in staged.items() if not _is_published(place, path, sha)]
    foreign = sorted({name for path in writes for name in _foreign(place, path)})
    if foreign:
        more = f" and {len(foreign) - 1} more" if len(foreign) > 1 else ""
        raise HubError(
            f"{place.folder / foreign[0]}{more} was not made by Laurel and is in the way of the hub's own file. "
            "Move it elsewhere or publish into another folder. Nothing was changed.",
            status=WRONG_USE,
        )
    return Placement(
        str(place.folder), str(source), tuple(sorted(writes, key=_turn)), tuple(removals), dict(sorted(staged.items()))
    )


def place_files(placement: Placement, workshop: Path, step: Callable[[], None] = lambda: None) -> None:
    """Carry a placement out. A kill at any moment leaves every published file old or new, and whole."""
    if not placement.writes and not placement.removals:
        write_record(workshop, Path(placement.out), placement.record)
        return
    settle(Path(placement.source) / path for path in placement.writes)
    write_atomic(workshop / _JOURNAL, json.dumps(asdict(placement), ensure_ascii=False).encode())
    _carry_out(placement, workshop, step, begun=False)


def finish_interrupted(workshop: Path, target: Path) -> bool:
    """Finish what a killed build left half-placed, if there is such; tells whether there was.

    What cannot be finished in another folder than `target` is given up: that folder may be gone for good, and
    what stands in it is whole.
    """
    journal = workshop / _JOURNAL
    try:
        placement = Placement(**json.loads(journal.read_bytes()))
    except FileNotFoundError:
        return False
    except (ValueError, TypeError):
        journal.unlink()
        return False
    if not Path(placement.out).parent.is_dir() or not Path(placement.source).is_dir():  # the hub has moved since
        journal.unlink()
        return False
    try:
        _carry_out(placement, workshop, lambda: None, begun=True)
    except OSError:
        if Path(placement.out).resolve() == target.resolve():
            raise
        journal.unlink(missing_ok=True)
        return False
    return True


def _carry_out(placement: Placement, workshop: Path, step: Callable[[], None], *, begun: bool) -> None:
    """Do the rest of a placement. One `begun` by a killed build is looked through: what is done is passed over."""
    out = Path(placement.out)
    out.mkdir(parents=True, exist_ok=True)
    source = _near(placement, out)
    removals = frozenset(placement.removals)
    occupied = {path for path in placement.writes if (out / path).is_dir()}
    ready: set[str] = set()
    for path in placement.writes:
        new = source / path
        if not begun or (new.is_file() and digest(new) == placement.record[path]):
            folder = path.rpartition("/")[0]
            if folder not in ready or path in occupied:
                _clear_way(out, path, removals)
                ready.add(folder)
            os.replace(new, out / path)
        step()
    for path in placement.removals:
        _remove(out, path)
        step()
    write_record(workshop, out, placement.record)
    shutil.rmtree(out / _INCOMING, ignore_errors=True)
    (workshop / _JOURNAL).unlink(missing_ok=True)


def _near(placement: Placement, out: Path) -> Path:
    """The folder of the new files, on the disk of `out`, since only there a file moves in one stroke."""
    source = Path(placement.source)
    if not source.is_dir() or source.stat().st_dev == out.stat().st_dev:
        return source
    incoming = out / _INCOMING
    shutil.rmtree(incoming, ignore_errors=True)
    copied = []
    for path in placement.writes:
        if (source / path).is_file():
            (incoming / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source / path, incoming / path)
            copied.append(incoming / path)
    settle(copied)
    return incoming


def _clear_way(out: Path, path: str, removals: frozenset[str]) -> None:
    """Make the folder of `path`; what stands where a folder or file must be goes, if it is to go anyway."""
    parts = path.split("/")
    for depth in range(1, len(parts)):
        above = "/".join(parts[:depth])
        place = out / above
        if above in removals and (place.is_symlink() or place.is_file()):
            place.unlink()
        if place.is_symlink():
            raise HubError(f"{place} is a link to elsewhere, which Laurel does not follow. Remove the link.")
        place.mkdir(exist_ok=True)
    target = out / path
    if target.is_dir() and not target.is_symlink():
        for inner in sorted(removals):
            if inner.startswith(path + "/"):
                _remove(out, inner)
        if target.is_dir():
            target.rmdir()


def _remove(out: Path, path: str) -> None:
    """Remove a file and the folders it leaves empty; links above it are never followed."""
    place = out / path
    if any((out / above).is_symlink() for above in _parents(path)):
        return
    with suppress(FileNotFoundError, NotADirectoryError, IsADirectoryError):
        place.unlink()
    for above in reversed(_parents(path)):
        try:
            (out / above).rmdir()
        except OSError:
            return


def _parents(path: str) -> list[str]:
    parts = path.split("/")
    return ["/".join(parts[:depth]) for depth in range(1, len(parts))]


def _is_published(place: Outplace, path: str, sha: str) -> bool:
    return not place.blocked(path) and place.look(path) == "file" and _has(place.folder / path, sha)


def _has(path: Path, sha: str) -> bool:
    try:
        return not path.is_symlink() and digest(path) == sha
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return False


def _foreign(place: Outplace, path: str) -> list[str]:
    """What somebody else has put where `path` must go."""
    blocker = place.blocked(path)
    if blocker:
        return [] if place.may_remove(blocker) else [blocker]
    entry = place.look(path)
    if entry == "folder":
        return [inner for inner in place.below(path) if not place.may_remove(inner)]
    return [path] if entry != "none" and not place.may_overwrite(path) else []


def _same_file(place: Outplace, path: str, folded: Mapping[str, str]) -> bool:
    """Whether an old name is, on a disk that does not tell letter case, the file of a new one."""
    other = place.folder / folded.get(path.casefold(), path)
    return path.casefold() in folded and other.exists() and other.samefile(place.folder / path)


def _turn(path: str) -> tuple[int, str]:
    """Where a file stands in the order of placing."""
    name = path.rpartition("/")[2]
    ending = name.rpartition(".")[2].lower()
    if ending == "html":
        return 1, path
    top = "/" not in path or name.startswith("feed.")
    return (2 if ending in _LAST and top else 0), path
