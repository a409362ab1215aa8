"""A change while it is made: its own writes over what was there, and nothing on disk until it ends."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from hub.records import disk
from hub.records.cache import Cache, Loaded
from hub.records.coding import to_fields, to_record
from hub.records.errors import FileChanged, Stale
from hub.records.hubfiles import read_hub_file
from hub.records.layout import Collection, Fields
from hub.records.log import Scrub

T = TypeVar("T")


@dataclass(frozen=True)
class FileEdit:
    """What is to become of a file of the hub."""

    data: bytes | None
    expected: str | None


@dataclass(frozen=True)
class Told:
    """What the audit says of a change."""

    by: str
    name: str
    action: str
    subject: str = ""
    why: str = ""
    undoable: bool = False
    undoes: str | None = None


class Change:
    """One change, made inside `with records.change(…) as change:`. Reads see its own writes.

    `words` is the sentence the audit shows and may be set inside.
    """

    def __init__(self, cache: Cache, kinds: Mapping[type[Any], Collection], hub: Path, told: Told, words: str) -> None:
        self.words = words
        self.told = told
        self.writes: dict[str, dict[str, Any | None]] = {}
        self.fields: dict[tuple[str, str], Fields] = {}
        self.files: dict[str, FileEdit] = {}
        self.scrub: Scrub | None = None
        self.noted = False
        self._cache = cache
        self._kinds = kinds
        self._hub = hub
        self._bases: dict[str, Loaded] = {}
        self._open = True

    def get(self, kind: type[T], id: str) -> T | None:
        """The record with this id as it is now, this change's own writes included."""
        collection = self._collection(kind)
        writes = self.writes.get(collection.name, {})
        found: T | None = writes[id] if id in writes else self.base(collection).records.get(id)
        return found

    def all(self, kind: type[T]) -> tuple[T, ...]:
        """Every record of a kind, in the order of their ids."""
        collection = self._collection(kind)
        base, writes = self.base(collection), self.writes.get(collection.name)
        if not writes:
            return base.all
        merged = {**base.records, **writes}
        return tuple(merged[id] for id in sorted(merged) if merged[id] is not None)

    def put(self, record: T, *, expected: int | None = None, above: int = 0) -> T:
        """Keep a record, new or changed; gives it back with its version raised.

        `expected` is the version the edit started from (0: there was none). Its version becomes higher than
        `above`, too. Raises Stale when `expected` is no longer the current one, and HubError when a field holds
        what it may not hold.
        """
        kind = type(record)
        collection = self._collection(kind)
        given: Any = record
        current: Any = self._check(kind, given.id, expected)
        version = max(above, current.version if current else given.version) + 1
        fields = to_fields(dataclasses.replace(given, version=version))
        kept = to_record(fields, kind)
        self.writes.setdefault(collection.name, {})[given.id] = kept
        self.fields[collection.name, given.id] = fields
        return kept

    def remove(self, kind: type[Any], id: str, *, expected: int | None = None) -> None:
        """Remove a record; one that is not there stays so. Raises Stale as `put` does."""
        collection = self._collection(kind)
        self._check(kind, id, expected)
        if id in self.base(collection).records:
            self.writes.setdefault(collection.name, {})[id] = None
        else:
            self.writes.get(collection.name, {}).pop(id, None)

    def file(self, path: str, data: bytes | None, *, expected: str | None) -> None:
        """Write a file of the hub (`data` None: remove it) when the change ends.

        `path` is relative to the hub folder: `hub.toml` or under `content/`. `expected` is the SHA-256 of the
        file the edit started from in hex, None when there must be none. Raises FileChanged, now or when the
        change ends, and HubError when the path leads elsewhere.
        """
        self._must_be_open()
        earlier = self.files.get(path)
        if earlier is None:
            current = read_hub_file(self._hub, path)
            if (None if current is None else disk.digest(current)) != expected:
                raise FileChanged(path, current)
        self.files[path] = FileEdit(data, earlier.expected if earlier else expected)

    def forget(self, scrub: Scrub) -> None:
        """Have the log go through `scrub`, which gives each entry as it may stay, or None.

        Former bytes that no entry needs any more go too, and this change keeps no former values of its own.
        """
        self._must_be_open()
        self.scrub = scrub

    def note(self) -> None:
        """Have the audit tell of this change even if it changes nothing; otherwise such a one leaves no trace."""
        self.noted = True

    def close(self) -> None:
        """Nothing more can be done with it."""
        self._open = False

    def base(self, collection: Collection) -> Loaded:
        """A collection as it was when this change first looked at it."""
        if collection.name not in self._bases:
            self._bases[collection.name] = self._cache.collection(collection, sure=True)
        return self._bases[collection.name]

    def _collection(self, kind: type[Any]) -> Collection:
        self._must_be_open()
        return self._kinds[kind]

    def _must_be_open(self) -> None:
        if not self._open:
            raise RuntimeError("this change has ended; begin another")

    def _check(self, kind: type[T], id: str, expected: int | None) -> T | None:
        current: Any = self.get(kind, id)
        if expected is not None and expected != (current.version if current else 0):
            raise Stale(kind, id, current)
        found: T | None = current
        return found
