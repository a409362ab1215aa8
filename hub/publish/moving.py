"""Files of a hub moving into the folder it is published in: in which order, past whose files, and out of the way."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from hub.model import HubError
from hub.publish.atomic import digest
from hub.publish.outplace import WRONG_USE, Outplace
from hub.publish.outputs import turn


def in_turn(paths: Iterable[str]) -> tuple[str, ...]:
    """Paths in the order in which they are put in place: what pages show, then pages, then what names pages."""
    return tuple(sorted(paths, key=turn))


def carry_out(
    out: Path,
    writes: Sequence[str],
    removals: Sequence[str],
    put: Callable[[str, str], None],
    step: Callable[[], None],
) -> None:
    """Put every path of `writes` in place with `put` (path, target), in their order, then remove `removals`.

    A path that `put` need not touch must be left out. Raises OSError and, for a link to elsewhere that stands where
    a folder must be, HubError.
    """
    gone = frozenset(removals)
    home = f"{out}/"
    occupied = {path for path in writes if os.path.isdir(home + path)}
    ready: set[str] = set()
    for path in writes:
        folder = path.rpartition("/")[0]
        if folder not in ready or path in occupied:
            _clear_way(out, path, gone, ready)
        put(path, home + path)
        step()
    for path in removals:
        _remove(out, path)
        step()


def is_published(place: Outplace, path: str, sha: str) -> bool:
    """Whether the file at `path` is there already, with these bytes."""
    if place.blocked(path) or place.look(path) != "file":
        return False
    try:
        return digest(f"{place.folder}/{path}") == sha
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return False


def refuse_foreign(place: Outplace, writes: Iterable[str]) -> None:
    """Raise HubError (status 2) when a file that Laurel did not make is where one of `writes` must go."""
    foreign = sorted({name for path in writes for name in _foreign(place, path)})
    if foreign:
        more = f" and {len(foreign) - 1} more" if len(foreign) > 1 else ""
        raise HubError(
            f"{place.folder / foreign[0]}{more} was not made by Laurel and is in the way of the hub's own file. "
            "Move it elsewhere or publish into another folder. Nothing was changed.",
            status=WRONG_USE,
        )


def same_file(folder: Path, path: str, folded: Mapping[str, str]) -> bool:
    """Whether an old name is, on a disk that does not tell letter case, the file of a new one; `folded` has the new
    names by their folded ones."""
    other = folder / folded.get(path.casefold(), path)
    return path.casefold() in folded and other.exists() and other.samefile(folder / path)


def parents(path: str) -> list[str]:
    """Every folder above a path, the outermost first."""
    parts = path.split("/")
    return ["/".join(parts[:depth]) for depth in range(1, len(parts))]


def _clear_way(out: Path, path: str, removals: frozenset[str], ready: set[str]) -> None:
    """Make the folder of `path`; what stands where a folder or file must be goes, if it is to go anyway. `ready` are
    the folders that need no look any more."""
    for above in parents(path):
        if above in ready:
            continue
        ready.add(above)
        if _made(f"{out}/{above}"):
            continue
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


def _made(folder: str) -> bool:
    """Make a folder where nothing stands; tells whether that could be done."""
    try:
        os.mkdir(folder)
    except OSError:
        return False
    return True


def _remove(out: Path, path: str) -> None:
    """Remove a file and the folders it leaves empty; links above it are never followed."""
    place = out / path
    if any((out / above).is_symlink() for above in parents(path)):
        return
    with suppress(FileNotFoundError, NotADirectoryError, IsADirectoryError):
        place.unlink()
    for above in reversed(parents(path)):
        try:
            (out / above).rmdir()
        except OSError:
            return


def _foreign(place: Outplace, path: str) -> list[str]:
    """What somebody else has put where `path` must go."""
    blocker = place.blocked(path)
    if blocker:
        return [] if place.may_remove(blocker) else [blocker]
    entry = place.look(path)
    if entry == "folder":
        return [inner for inner in place.below(path) if not place.may_remove(inner)]
    return [path] if entry != "none" and not place.may_overwrite(path) else []
