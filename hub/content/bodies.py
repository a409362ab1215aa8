"""Rendered bodies, kept by what they are made of in one file of `.laurel/cache/`, which may be deleted at any time."""

from __future__ import annotations

import os
import sqlite3
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, suppress
from pathlib import Path

import msgspec

from hub.content.markdown import Rendered

_FILE = "bodies.db"
_AT_HAND = 512
"""So many renderings are kept in memory."""
_GENERATIONS = 30
"""A rendering that so many builds did not use goes."""
_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Rendered)


def pack_rendered(rendered: Rendered) -> bytes:
    """A rendering for keeping, and for sending between processes."""
    return _encoder.encode(rendered)


class BodyStore:
    """Renderings by key in `folder`, or in memory without one. `mark` is what made them: with another, none is there.

    A file that is broken, or cannot be written, is done without.
    """

    def __init__(self, folder: Path | None, mark: str) -> None:
        self._folder, self._mark = folder, mark
        self._memory: dict[str, bytes] = {}
        self._hand: OrderedDict[str, Rendered] = OrderedDict()
        self._base: sqlite3.Connection | None = None
        self._inherited: sqlite3.Connection | None = None
        self._pid = 0

    def missing(self, keys: Iterable[str]) -> set[str]:
        """Those of `keys` that are not kept."""
        wanted = set(keys)
        if self._folder is None:
            return wanted - self._memory.keys()
        if len(wanted) < _AT_HAND:
            return {key for key in wanted if self._raw(key) is None}
        base = self._open()
        if base is None:
            return wanted
        with suppress(sqlite3.Error):
            return wanted - {key for (key,) in base.execute("SELECT key FROM bodies")}
        return wanted

    def get(self, key: str) -> Rendered | None:
        """The rendering kept under a key."""
        found = self._hand.get(key)
        if found is not None:
            return found
        raw = self._raw(key)
        if raw is None:
            return None
        try:
            made = _decoder.decode(raw)
        except msgspec.MsgspecError:
            return None
        self._hand[key] = made
        if len(self._hand) > _AT_HAND:
            self._hand.popitem(last=False)
        return made

    def put(self, made: Mapping[str, bytes]) -> None:
        """Keep renderings (as `pack_rendered` makes them)."""
        if self._folder is not None and made:
            base = self._open(make=True)
            if base is not None:
                with suppress(sqlite3.Error), base:
                    base.executemany("INSERT OR REPLACE INTO bodies VALUES (?, ?, 0)", made.items())
                    return
        self._memory.update(made)

    def tidy(self, used: Iterable[str]) -> None:
        """After a build: what none of the last builds used goes."""
        base = self._open()
        if base is None:
            return
        with suppress(sqlite3.Error), base:
            live = set(used)
            base.execute("UPDATE bodies SET unused = unused + 1")
            base.executemany("UPDATE bodies SET unused = 0 WHERE key = ?", ((key,) for key in live))
            base.execute("DELETE FROM bodies WHERE unused > ?", (_GENERATIONS,))

    def _raw(self, key: str) -> bytes | None:
        found = self._memory.get(key)
        if found is not None or self._folder is None:
            return found
        base = self._open()
        if base is None:
            return None
        with suppress(sqlite3.Error):
            row = base.execute("SELECT data FROM bodies WHERE key = ?", (key,)).fetchone()
            return bytes(row[0]) if row else None
        return None

    def _open(self, make: bool = False) -> sqlite3.Connection | None:
        """The file, opened anew in each process: a connection must not be carried over a fork."""
        if self._folder is None:
            return None
        if self._base is not None and self._pid == os.getpid():
            return self._base
        self._inherited = self._base  # kept, since closing it here would be closing the first process's
        place = self._folder / _FILE
        if not make and not place.exists():
            return None
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._base, self._pid = self._connect(place), os.getpid()
        except (sqlite3.Error, OSError):
            with suppress(OSError):
                place.unlink()
            return None
        return self._base

    def _connect(self, place: Path) -> sqlite3.Connection:
        base = sqlite3.connect(place, timeout=5, check_same_thread=False)
        base.execute("PRAGMA journal_mode = WAL")
        base.execute("PRAGMA synchronous = NORMAL")  # a power cut may take the last entries, but mixes none up
        base.execute("CREATE TABLE IF NOT EXISTS mark (mark TEXT)")
        base.execute("CREATE TABLE IF NOT EXISTS bodies (key TEXT PRIMARY KEY, data BLOB, unused INTEGER)")
        known = base.execute("SELECT mark FROM mark").fetchone()
        if known is None or known[0] != self._mark:
            with base:
                base.execute("DELETE FROM bodies")
                base.execute("DELETE FROM mark")
                base.execute("INSERT INTO mark VALUES (?)", (self._mark,))
        return base

    def close(self) -> None:
        """Let go of the file."""
        if self._base is not None and self._pid == os.getpid():
            with closing(self._base):
                self._base = None


class Bodies(Mapping[str, Rendered]):
    """Renderings by their files' paths, fetched when they are looked at."""

    def __init__(self, keys: Mapping[str, str], store: BodyStore) -> None:
        self.keys_by_path, self._store = keys, store

    def __getitem__(self, path: str) -> Rendered:
        found = self._store.get(self.keys_by_path[path])
        if found is None:
            raise KeyError(path)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self.keys_by_path)

    def __len__(self) -> int:
        return len(self.keys_by_path)
