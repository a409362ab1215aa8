"""Hosts that hold files one by one: differences by a list kept there, groups in order, removals last.

`FileHost` is the whole of (plan, send) for them; what differs, reading and writing at a place, is a `Store`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from hub.hosts.ledger import Keeper, Ledger, advance, begin, finish, read_ledger
from hub.hosts.release import Plan, Sendable, groups, plan
from hub.hosts.trouble import Report, Step

_CHUNK = 200
"""Files sent between two notes at the host of how far it is; later notes come rarer, since they are longer."""


class Store(Keeper, Protocol):
    """A place of files at a host, written so that a reader finds each file whole."""

    def put(self, release: Sendable, paths: Sequence[str], new_folders: Sequence[str], done: Done) -> None:
        """Put files there, side by side if it likes; calls `done` with each. `new_folders` (parents first) are not
        known to be there. Raises HostTrouble."""

    def remove(self, paths: Sequence[str], empty: Sequence[str], done: Done) -> None:
        """Take files away, missing ones too, then the folders that have become `empty` (children first) where
        nobody else keeps anything in them. Raises HostTrouble."""

    def close(self) -> None:
        """Let go of what was held open."""


Done = Callable[[str], None]


class Plug(Protocol):
    """What each kind of host has: a plan, and a way to carry it out."""

    def plan(self, release: Sendable, *, again: bool = False) -> Plan:
        """What sending would do. `again` trusts nothing that is there. Raises HostTrouble; changes nothing."""

    def send(self, release: Sendable, todo: Plan, report: Report) -> None:
        """Carry a plan out. Raises HostTrouble; may be killed at any moment and called anew."""

    def close(self) -> None:
        """Let go of what was held open."""


class Tally:
    """Counts what has been sent, and tells."""

    def __init__(self, release: Sendable, todo: Plan, report: Report) -> None:
        self.done = self.sent = 0
        self._release, self._todo, self._report = release, todo, report

    def __call__(self, path: str) -> None:
        """One more upload or removal is done."""
        self.done += 1
        output = self._release.files.get(path)
        self.sent += output.size if output else 0
        total = len(self._todo.uploads) + len(self._todo.removals)
        self._report(Step(self.done, total, self.sent, self._todo.size, path))


class FileHost:
    """A host of single files behind a `Store`. `cache` is a folder of this machine for its list."""

    def __init__(self, store: Store, cache: Path) -> None:
        self._store, self._cache = store, cache
        self._ledger: Ledger | None = None

    def plan(self, release: Sendable, *, again: bool = False) -> Plan:
        """See `Plug`."""
        self._ledger = read_ledger(self._store, self._cache)
        known = dict.fromkeys(self._ledger.files, "") if again else self._ledger.files
        return plan(release, known)

    def send(self, release: Sendable, todo: Plan, report: Report) -> None:
        """See `Plug`."""
        ledger = self._ledger or read_ledger(self._store, self._cache)
        if not todo:
            return
        tally = Tally(release, todo, report)
        again = len(todo.uploads) == len(release.files)
        certain = [path for path, sha in ledger.files.items() if sha]
        there = set() if again else set(folders(certain))
        ledger = begin(self._store, ledger, todo.uploads)
        kept = set(folders(release.files))
        in_the_way = _in_the_way(todo)
        if in_the_way:
            self._store.remove(in_the_way, _emptied(in_the_way, kept), tally)
        noted = 0
        for group in groups(todo.uploads):
            for chunk in _chunks(group):
                new = [folder for folder in folders(chunk) if folder not in there]
                self._store.put(release, chunk, new, tally)
                there.update(new)
                arrived = tally.done - len(in_the_way)
                if arrived < len(todo.uploads) and arrived - noted >= max(_CHUNK, noted):
                    shas = _shas(release, todo.uploads[noted:arrived])
                    ledger = advance(self._store, ledger, shas, todo.uploads[arrived:])
                    noted = arrived
        rest = [path for path in todo.removals if path not in in_the_way]
        if rest:
            self._store.remove(rest, _emptied(rest, kept), tally)
        finish(self._store, ledger, _shas(release, release.files), self._cache)
        self._ledger = None

    def close(self) -> None:
        """See `Plug`."""
        self._store.close()


def folders(paths: Iterable[str]) -> list[str]:
    """Every folder above some paths, parents before children."""
    found: set[str] = set()
    for path in paths:
        above = path.rpartition("/")[0]
        while above and above not in found:
            found.add(above)
            above = above.rpartition("/")[0]
    return sorted(found)


def _in_the_way(todo: Plan) -> list[str]:
    """The removals that cannot wait: old files where folders must be, and what lies in old folders where files must."""
    if not todo.removals:
        return []
    needed, new = set(folders(todo.uploads)), set(todo.uploads)
    return [path for path in todo.removals if path in needed or any(above in new for above in folders([path]))]


def _emptied(paths: Sequence[str], kept: set[str]) -> list[str]:
    """The folders that hold nothing of the hub once `paths` are gone, children first."""
    return [folder for folder in reversed(folders(paths)) if folder not in kept]


def _shas(release: Sendable, paths: Iterable[str]) -> Mapping[str, str]:
    return {path: release.files[path].sha for path in paths}


def _chunks(group: Sequence[str]) -> Iterator[tuple[str, ...]]:
    for start in range(0, len(group), _CHUNK):
        yield tuple(group[start : start + _CHUNK])
