"""The records in memory: filled when first asked for, and again where a file is not what `head.json` says.

Nobody who reads waits for somebody who changes. Whoever finds a file ahead of the head takes the change that is
on its way from the journal, so that all of it is seen or nothing.
"""

from __future__ import annotations

import os
import re
import threading
import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec

from hub.model import HubError
from hub.records import disk
from hub.records.coding import decode_records
from hub.records.journal import Journal
from hub.records.layout import Collection

SWEEP = 2.0
"""Seconds after which a reader looks again whether somebody replaced files behind Laurel's back."""
_SHORT = 20
_TRIES = 400
_PAUSE = 0.005
_GENERATION = re.compile(rb'\{"generation":(\d+),')


def short(data: bytes) -> str:
    """A digest as the head keeps it: enough to tell bytes apart, and a third of the head to write."""
    return disk.digest(data)[:_SHORT]


class Head(msgspec.Struct, frozen=True):
    """`head.json`: the number of the last change that is in place, and the digest of each file after it."""

    generation: int = 0
    files: dict[str, str] = {}


@dataclass(frozen=True)
class State:
    """What counts now: a head, what `head.json` said when this was made, and files that are still on their way."""

    head: Head = field(default_factory=Head)
    raw: bytes = b""
    on_disk: int | None = None
    coming: Mapping[str, bytes] = field(default_factory=dict)
    formers: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def base(self) -> str:
        """The head's digest, as the journal names it."""
        return disk.digest(self.raw) if self.raw else ""

    @cached_property
    def groups(self) -> Mapping[str, list[str]]:
        """The names of the files of each collection, in order."""
        return group(self.head.files)


def group(names: Any) -> Mapping[str, list[str]]:
    """Names of files by the collection they belong to."""
    found: dict[str, list[str]] = defaultdict(list)
    for name in sorted(names):
        found[re.sub(r"-\d+$", "", name)].append(name)
    return found


@dataclass(frozen=True)
class Part:
    """One file of a collection as it was read."""

    digest: str
    signature: disk.Signature | None
    ids: frozenset[str]


@dataclass(frozen=True)
class Loaded:
    """A collection in memory, in the order of its ids. Never changed: a change makes another."""

    state: State
    swept: float
    parts: Mapping[str, Part]
    records: Mapping[str, Any]

    @cached_property
    def all(self) -> tuple[Any, ...]:
        """Every record, by id."""
        return tuple(self.records.values())

    def seen(self, state: State) -> Loaded:
        """The same, found unchanged under another state."""
        fresh = Loaded(state, time.monotonic(), self.parts, self.records)
        if "all" in self.__dict__:
            fresh.__dict__["all"] = self.all
        return fresh

    def home(self, id: str, likely: str) -> str | None:
        """The file that holds an id, None when there is no such record; it should be `likely`."""
        if id not in self.records:
            return None
        if likely in self.parts and id in self.parts[likely].ids:
            return likely
        return next(name for name, part in self.parts.items() if id in part.ids)


class Moved(Exception):
    """What counts has moved on while it was read; begin again."""


class Cache:
    """All collections of one folder of records. Safe for threads."""

    def __init__(self, folder: Path, journal: Journal) -> None:
        self.folder = folder
        self._root = str(folder)
        self._journal = journal
        self._guard = threading.RLock()
        self._state = State()
        self._loaded: dict[str, Loaded] = {}
        self.outside: dict[str, str] = {}
        """Files that were changed outside Laurel since the last change, with what they hold now."""

    def state(self) -> State:
        """What counts now."""
        state = self._state
        if self._peek() == state.on_disk:
            return state
        with self._guard:
            return self._reload()

    def collection(self, collection: Collection, *, sure: bool = False) -> Loaded:
        """A collection as it is now; `sure`: look at every file, however recently that was done.

        Raises HubError when a file cannot be read or is gone.
        """
        loaded = self._loaded.get(collection.name)
        state = self.state()
        if loaded is not None and loaded.state is state and not sure and time.monotonic() - loaded.swept < SWEEP:
            return loaded
        with self._guard:
            for attempt in range(_TRIES):
                try:
                    self._loaded[collection.name] = fresh = self._refresh(collection)
                    return fresh
                except Moved:
                    time.sleep(_PAUSE if attempt else 0)
        raise self._restless(collection.name)

    def bytes_of(self, name: str) -> bytes | None:
        """A file's bytes as they count now; None when the head knows no file of that name."""
        with self._guard:
            for attempt in range(_TRIES):
                state = self.state()
                if name not in state.head.files:
                    return None
                try:
                    data = self._read(name, state)[0]
                    self._note(name, short(data), state)
                    return data
                except Moved:
                    time.sleep(_PAUSE if attempt else 0)
        raise self._restless(name)

    def sealed(self, name: str) -> bytes | None:
        """The bytes of a file that the head no longer follows; None when it is gone."""
        return self.state().coming.get(name) or disk.read(self.path(name))

    def settle(self, state: State, changed: Mapping[str, Loaded]) -> None:
        """Take over what this process has just put in place."""
        with self._guard:
            self._state = state
            self._loaded.update(changed)
            self.outside = {
                name: digest for name, digest in self.outside.items() if digest != state.head.files.get(name)
            }

    def head_on_disk(self) -> State | None:
        """The state that `head.json` tells of, None when there is none or it cannot be read."""
        raw = disk.read(self.folder / "head.json")
        try:
            head = msgspec.json.decode(raw or b"", type=Head)
        except msgspec.MsgspecError:
            return None
        return State(head, raw or b"", self._peek())

    def take_head(self) -> State | None:
        """Make what `head.json` says what counts, whatever was thought before. Call with the lock held."""
        state = self.head_on_disk()
        with self._guard:
            if state is not None and state.raw == self._state.raw and not self._state.coming:
                return self._state
            self._state = state or State()
        return state

    def path(self, name: str) -> Path:
        """Where a file of records lies."""
        return self.folder / f"{name}.json"

    def place(self, name: str) -> str:
        """What to call it to people."""
        return self.shown(self.path(name))

    def shown(self, path: Path) -> str:
        """A path in the folder of records as people see it, from the hub folder on."""
        return path.relative_to(self.folder.parent.parent).as_posix()

    def names(self) -> list[str]:
        """The names of all files of records on the disk, whatever the head says."""
        try:
            found = os.listdir(self._root)
        except OSError as error:
            raise HubError(
                f"{self.shown(self.folder)} cannot be read: {error.strerror or error}. Put it back where it was, or "
                "let the account that runs Laurel read it. Nothing was changed."
            ) from error
        return [n.removesuffix(".json") for n in found if n.endswith(".json") and n != "head.json"]

    # What follows is called with the guard held.

    def _peek(self) -> int | None:
        """The generation that `head.json` says, None when there is none or it cannot be read."""
        try:
            handle = os.open(f"{self._root}/head.json", os.O_RDONLY | os.O_CLOEXEC)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise HubError(
                f"{self.place('head')} cannot be read: {error.strerror or error}. Let the account that runs Laurel "
                "read it. Nothing was changed."
            ) from error
        try:
            found = _GENERATION.match(os.read(handle, 48))
        finally:
            os.close(handle)
        return int(found[1]) if found else None

    def _reload(self) -> State:
        state = self.head_on_disk()
        if state is None and (self.folder / "head.json").exists():
            raise HubError(
                f"{self.place('head')} cannot be read. It only says what the other files hold: start Laurel anew, "
                "and it is made again. Nothing was changed."
            )
        if state is not None and state.on_disk != self._state.on_disk:
            self._state = state
        return self._state

    def _refresh(self, collection: Collection) -> Loaded:
        """The collection under what counts now: files that are as they were are not read again."""
        state = self.state()
        before = self._loaded.get(collection.name) or Loaded(state, 0.0, {}, {})
        known = state.groups.get(collection.name, [])
        strange = [n for n in self.names() if collection.holds(n) and n not in state.head.files]
        parts: dict[str, Part] = {}
        fresh: dict[str, dict[str, Any]] = {}
        for name in [*known, *sorted(strange)]:
            have = before.parts.get(name)
            if have is None or not self._is_current(name, have, state):
                data, signature = self._read(name, state)
                fresh[name] = decode_records(data, collection, self.place(name))
                have = Part(short(data), signature, frozenset(fresh[name]))
                self._note(name, have.digest, state)
            parts[name] = have
        if not fresh and parts.keys() == before.parts.keys():
            return before.seen(state)
        return Loaded(state, time.monotonic(), parts, self._merge(before, parts, fresh))

    def _merge(
        self, before: Loaded, parts: Mapping[str, Part], fresh: Mapping[str, Mapping[str, Any]]
    ) -> dict[str, Any]:
        """The records of all files, in the order of their ids. Raises HubError where two files hold the same."""
        records = dict(before.records)
        for name, part in before.parts.items():
            if name in fresh or name not in parts:
                for id in part.ids:
                    records.pop(id, None)
        for name, rows in fresh.items():
            twice = records.keys() & rows.keys()
            if twice:
                raise HubError(
                    f"{self.place(name)} holds {sorted(twice)[0]}, which another file beside it holds too. "
                    "Take it out of one of them. Nothing was changed."
                )
            records.update(rows)
        return records if list(records) == list(before.records) else dict(sorted(records.items()))

    def _is_current(self, name: str, have: Part, state: State) -> bool:
        if name in state.coming:
            return have.digest == state.head.files[name]
        expected = have.digest in (state.head.files.get(name), self.outside.get(name))
        return expected and have.signature is not None and have.signature == disk.signature(f"{self._root}/{name}.json")

    def _read(self, name: str, state: State) -> tuple[bytes, disk.Signature | None]:
        """A file's bytes under `state`. Raises Moved when it is ahead of that."""
        if name in state.coming:
            return state.coming[name], None
        try:
            found = disk.read_signed(self.path(name))
        except OSError as error:
            raise HubError(
                f"{self.place(name)} cannot be read: {error.strerror or error}. Let the account that runs Laurel "
                "read it. Nothing was changed."
            ) from error
        if found and short(found[0]) == state.head.files.get(name):
            return found
        self._follow(state)
        if found is None:
            raise HubError(
                f"{self.place(name)} is gone. Put it back from a backup. To go on without what it held, put a file "
                "there that says just {}. Nothing was changed."
            )
        return found

    def _note(self, name: str, digest: str, state: State) -> None:
        """Remember it where a file is not what the head says, though nothing is on its way."""
        if digest != state.head.files.get(name):
            self.outside[name] = digest
        else:
            self.outside.pop(name, None)

    def _follow(self, state: State) -> None:
        """Move on to what the journal or a new head says. Returns only if `state` is still what counts."""
        if self.state() is not state:
            raise Moved
        pending = self._journal.pending(state.head.generation, state.base)
        if self.state() is not state:
            raise Moved
        if pending:
            coming, formers = dict(state.coming), dict(state.formers)
            for intent in pending:
                formers.update(intent.keep)
                coming.update({p.path.removesuffix(".json"): p.data for p in intent.pieces if p.ours and p.data})
            raw = pending[-1].head
            self._state = State(msgspec.json.decode(raw, type=Head), raw, state.on_disk, coming, formers)
            raise Moved

    def _restless(self, name: str) -> HubError:
        return HubError(f"{self.place(name)} does not hold still. Try again in a moment. Nothing was changed.")
