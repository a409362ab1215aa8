"""What a finished change makes of which files: worked out before anything is written."""

from __future__ import annotations

import datetime as dt
import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from hub.model import HubError
from hub.records import disk
from hub.records.cache import Cache, Head, Loaded, Part, State, short
from hub.records.change import Change
from hub.records.errors import FileChanged
from hub.records.former import Formers, pack
from hub.records.hubfiles import read_hub_file
from hub.records.journal import Intent, Piece
from hub.records.kinds import AuditEntry, Former, FormerFile
from hub.records.layout import Collection, Fields
from hub.records.log import Log, Pages
from hub.records.partition import changed

OUTSIDE = "outside"
"""Who is said to have done what was done to the files of records without Laurel."""


@dataclass
class Plan:
    """A change as the journal takes it, and what memory holds once it is in place."""

    intent: Intent
    entry: AuditEntry
    head: Head
    loaded: Mapping[str, Loaded]


@dataclass
class _Draft:
    pieces: dict[str, Piece] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    loaded: dict[str, Loaded] = field(default_factory=dict)


class Planner:
    """Works out plans for one folder of records. Call only with the lock held."""

    def __init__(
        self,
        cache: Cache,
        formers: Formers,
        log: Log,
        collections: Mapping[str, Collection],
        own: Collection,
        hub: Path,
    ) -> None:
        self._cache = cache
        self._formers = formers
        self._log = log
        self._collections = collections
        self._own = own
        self._hub = hub

    def plan(self, change: Change, state: State, now: dt.datetime) -> Plan | None:
        """The plan of a change, None when it changes nothing.

        Raises FileChanged when a file of the hub is not what the edit started from.
        """
        generation = state.head.generation + 1
        draft = _Draft(files=dict(state.head.files))
        records = self._records(change, draft)
        keep: dict[str, bytes] = {}
        files = self._files(change, draft, keep)
        if not (records or files or change.noted or change.scrub):
            return None
        told = change.told
        if change.scrub:
            records, files, keep = (), (), {}
        entry = AuditEntry(
            f"e-{generation:09d}", now, told.by, told.name, told.action, told.subject, change.words, told.why,
            records, files, told.undoable and not change.scrub, told.undoes, 1,
        )  # fmt: skip
        pages = Pages(keep=keep)
        gone = self._log.erase(pages, state, change.scrub) if change.scrub else {}
        self._tell_outside(pages, state, draft, entry)
        newest = self._log.add(pages, state, entry)
        self._pages(pages, gone, newest, draft)
        head = Head(generation, draft.files)
        intent = Intent(
            generation=generation,
            base=state.base,
            pieces=list(draft.pieces.values()),
            head=msgspec.json.encode(head),
            keep={digest: data for digest, data in pages.keep.items() if not self._formers.has(digest)},
            drop=[digest for digest in pages.drop if digest not in pages.keep],
            erases=change.scrub is not None,
        )
        return Plan(intent, entry, head, draft.loaded)

    def _records(self, change: Change, draft: _Draft) -> tuple[Former, ...]:
        formers: list[Former] = []
        for name, writes in change.writes.items():
            collection = self._collections[name]
            base = change.base(collection)
            puts: dict[str, dict[str, Fields]] = defaultdict(dict)
            removals: dict[str, list[str]] = defaultdict(list)
            for id, record in writes.items():
                before = base.records.get(id)
                if record is None and before is None:
                    continue
                partition = base.home(id, collection.bucket(id)) or collection.bucket(id)
                if record is None:
                    removals[partition].append(id)
                else:
                    puts[partition][id] = change.fields[name, id]
                fields = None if before is None else collection.former(msgspec.to_builtins(before))
                formers.append(Former(name, id, fields, record.version if record else None))
            parts = dict(base.parts)
            for partition in sorted({*puts, *removals}):
                known = parts.get(partition)
                ids = ((known.ids if known else frozenset()) | set(puts[partition])) - set(removals[partition])
                new = self._rewrite(collection, partition, known, puts[partition], removals[partition], draft)
                parts[partition] = Part(short(new), None, ids)
            if formers:
                draft.loaded[name] = _loaded(base, writes, parts)
        return tuple(formers)

    def _rewrite(
        self,
        collection: Collection,
        partition: str,
        known: Part | None,
        puts: dict[str, Fields],
        removals: list[str],
        draft: _Draft,
    ) -> bytes:
        """A file of records with some put and some removed; noted in `draft`."""
        old = disk.read(self._cache.path(partition))
        if (None if old is None else short(old)) != (known.digest if known else None):
            raise HubError(
                f"{self._cache.place(partition)} was changed outside Laurel at this very moment. Nothing was saved: "
                "try again."
            )
        new = changed(old, collection, self._cache.place(partition), puts, removals)
        path = f"{partition}.json"
        draft.pieces[path] = Piece(path, None if old is None else disk.digest(old), disk.digest(new), new)
        draft.files[partition] = short(new)
        return new

    def _files(self, change: Change, draft: _Draft, keep: dict[str, bytes]) -> tuple[FormerFile, ...]:
        formers: list[FormerFile] = []
        for path, edit in change.files.items():
            current = read_hub_file(self._hub, path)
            before = None if current is None else disk.digest(current)
            if before != edit.expected:
                raise FileChanged(path, current)
            after = None if edit.data is None else disk.digest(edit.data)
            if after == before:
                continue
            if current is not None and before is not None:
                keep[before] = pack(current)
            draft.pieces["/" + path] = Piece(path, before, after, edit.data, ours=False)
            formers.append(FormerFile(path, before, after))
        return tuple(formers)

    def _tell_outside(self, pages: Pages, state: State, draft: _Draft, entry: AuditEntry) -> None:
        """Have the log say which files of records somebody changed without Laurel; from now on they are ours."""
        outside = {n: d for n, d in dict(self._cache.outside).items() if state.head.files.get(n) != d}
        if not outside:
            return
        draft.files.update({n: d for n, d in outside.items() if f"{n}.json" not in draft.pieces})
        words = ", ".join(self._cache.place(name) for name in sorted(outside))
        told = AuditEntry(
            id=f"{entry.id}-outside", at=entry.at, by=OUTSIDE, name="someone outside Laurel", action="records.outside",
            subject="records:files", words=f"Someone changed {words} outside Laurel", version=1,
        )  # fmt: skip
        self._log.add(pages, state, told)

    def _pages(self, pages: Pages, gone: dict[str, list[str]], newest: str, draft: _Draft) -> None:
        for name in sorted({*pages.segments, *gone}):
            old = disk.read(self._cache.path(name))
            rows = pages.segments.get(name, {})
            new = changed(old, self._own, self._cache.place(name), rows, gone.get(name, []))
            path = f"{name}.json"
            draft.pieces[path] = Piece(path, None if old is None else disk.digest(old), disk.digest(new), new)
            if name == newest:
                draft.files = {n: d for n, d in draft.files.items() if not self._own.holds(n)}
                draft.files[name] = short(new)


def _loaded(base: Loaded, writes: Mapping[str, Any | None], parts: Mapping[str, Part]) -> Loaded:
    """A collection in memory after a change."""
    records = dict(base.records)
    for id, record in writes.items():
        if record is None:
            records.pop(id, None)
        else:
            records[id] = record
    if len(records) != len(base.records) or records.keys() != base.records.keys():
        records = dict(sorted(records.items()))
    return Loaded(base.state, time.monotonic(), parts, records)
