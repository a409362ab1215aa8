"""What the last build read and made, in `.laurel/memory.db`: so that the next one makes only what differs.

The file is a memory and no more: without it, or with a spoiled one, everything is made anew. It is written after
`public/` was changed, so that after a crash it is behind and never ahead.
"""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from hub.content.known import Known
from hub.content.leaves import Stamp
from hub.model import Problem
from hub.publish.outputs import Output

FILE = "memory.db"
_FORM = "1"
_TABLES = """
CREATE TABLE IF NOT EXISTS about (name TEXT PRIMARY KEY, value BLOB);
CREATE TABLE IF NOT EXISTS files (path TEXT PRIMARY KEY, known BLOB);
CREATE TABLE IF NOT EXISTS reads (id INTEGER PRIMARY KEY, key TEXT, digest BLOB, inner BLOB);
CREATE TABLE IF NOT EXISTS pages (path TEXT PRIMARY KEY, page BLOB, facts BLOB);
"""
_encoder = msgspec.msgpack.Encoder()
_problems_decoder = msgspec.msgpack.Decoder(tuple[Problem, ...])


def _problems(data: bytes) -> tuple[Problem, ...]:
    return _problems_decoder.decode(data) if data else ()


class Page(msgspec.Struct, frozen=True, array_like=True):
    """One published file: how to ask the app for it, what it is, what it read (numbers of reads, four bytes each; None
    when nobody wrote it down), the stamp of the file in `public/`, the content files it was made from, and whether
    something is to be told of it at each publish."""

    endpoint: str
    values: dict[str, str | int]
    kind: str
    source: str
    sha: str
    size: int
    type: str
    reads: bytes | None
    stamp: Stamp
    sources: tuple[str, ...] = ()
    noted: bool = False

    @property
    def output(self) -> Output:
        """What a release keeps of it."""
        return Output(self.sha, self.size, self.type, self.sources)


class About(msgspec.Struct, frozen=True):
    """Of what, and as of when, the memory is: `mark` of everything that goes into every page, `reading` of what decides
    how a file is read; `now` and the next instant at which something changes by itself, in seconds since 1970; the
    warnings that were told of content and of finished pages; and the release that `public/` showed then."""

    mark: str = ""
    reading: str = ""
    now: float = 0.0
    turn: float | None = None
    between: bytes = b""
    on_pages: bytes = b""
    release: int = 0

    @property
    def told(self) -> tuple[Problem, ...]:
        """The warnings about how files fit together that were told last."""
        return _problems(self.between)

    @property
    def told_of_pages(self) -> tuple[Problem, ...]:
        """The warnings about finished pages that were told last."""
        return _problems(self.on_pages)


@dataclass
class Reads:
    """Every read by number: its key, the digest of its value, and, of what pages share, what that read itself."""

    numbers: dict[str, int] = field(default_factory=dict)
    keys: dict[int, str] = field(default_factory=dict)
    digests: dict[int, bytes] = field(default_factory=dict)
    inner: dict[int, bytes] = field(default_factory=dict)
    next: int = 1

    def number(self, key: str) -> int:
        """The number of a read; a new one when it is new."""
        found = self.numbers.get(key)
        if found is None:
            found, self.next = self.next, self.next + 1
            self.numbers[key], self.keys[found] = found, key
        return found

    def pack(self, keys: Iterable[str]) -> bytes:
        """Numbers of reads, sorted."""
        return array("I", sorted(map(self.number, keys))).tobytes()

    def unpack(self, data: bytes) -> Iterator[str]:
        """The keys behind packed numbers."""
        return (self.keys[number] for number in numbers_in(data) if number in self.keys)

    def drop(self, number: int) -> None:
        """Forget a read."""
        key = self.keys.pop(number, None)
        if key is not None:
            del self.numbers[key]
        self.digests.pop(number, None)
        self.inner.pop(number, None)


def numbers_in(data: bytes) -> array[int]:
    """Packed numbers of reads."""
    numbers = array("I")
    numbers.frombytes(data)
    return numbers


@dataclass(frozen=True)
class Update:
    """What a build changes in the memory. `whole` says that it begins anew."""

    about: About
    files: Mapping[str, Known] = field(default_factory=dict)
    files_gone: Iterable[str] = ()
    reads: Iterable[int] = ()
    reads_gone: Iterable[int] = ()
    pages: Mapping[str, Page] = field(default_factory=dict)
    pages_gone: Iterable[str] = ()
    facts: Mapping[str, bytes] = field(default_factory=dict)
    whole: bool = False


class Memory:
    """The memory in the folder `shop`. Never raises for what is in the file: what cannot be read is not remembered."""

    def __init__(self, shop: Path) -> None:
        self._place = shop / FILE
        self._base: sqlite3.Connection | None = None
        with suppress(sqlite3.Error, OSError):
            if self._place.exists():
                self._base = self._connect()

    def _connect(self) -> sqlite3.Connection:
        base = sqlite3.connect(self._place, timeout=10, check_same_thread=False, isolation_level=None)
        base.execute("PRAGMA journal_mode = WAL")
        base.execute("PRAGMA synchronous = NORMAL")
        base.executescript(_TABLES)
        return base

    def _rows(self, query: str, *values: object) -> list[Any]:
        if self._base is None:
            return []
        try:
            return self._base.execute(query, values).fetchall()
        except sqlite3.Error:
            self.forget()
            return []

    def about(self) -> About | None:
        """Of what the memory is; None when there is none."""
        rows = self._rows("SELECT value FROM about WHERE name = ?", _FORM)
        with suppress(msgspec.MsgspecError):
            return msgspec.msgpack.decode(rows[0][0], type=About) if rows else None
        return None

    def files(self) -> dict[str, Known]:
        """What is known of each content file."""
        decoder = msgspec.msgpack.Decoder(Known)
        try:
            return {path: decoder.decode(known) for path, known in self._rows("SELECT path, known FROM files")}
        except msgspec.MsgspecError:
            return {}

    def reads(self) -> Reads:
        """Every read."""
        found = Reads()
        for number, key, digest, inner in self._rows("SELECT id, key, digest, inner FROM reads"):
            found.numbers[key], found.keys[number] = number, key
            found.digests[number] = digest
            if inner is not None:
                found.inner[number] = inner
        found.next = max(found.keys, default=0) + 1
        return found

    def pages(self) -> dict[str, Page]:
        """Every published file."""
        decoder = msgspec.msgpack.Decoder(Page)
        try:
            return {path: decoder.decode(page) for path, page in self._rows("SELECT path, page FROM pages")}
        except msgspec.MsgspecError:
            return {}

    def facts(self, path: str) -> bytes | None:
        """What was found out about a published file when it was made."""
        rows = self._rows("SELECT facts FROM pages WHERE path = ?", path)
        return rows[0][0] if rows else None

    def all_facts(self) -> Iterator[tuple[str, bytes]]:
        """The same of every file that has any."""
        return iter(self._rows("SELECT path, facts FROM pages WHERE facts IS NOT NULL"))

    def commit(self, update: Update, reads: Reads) -> None:
        """Remember a build, all of it or nothing. A disk that is full or read-only is no reason to stop."""
        try:
            if self._base is None:
                self._base = self._connect()
            self._write(self._base, update, reads)
        except (sqlite3.Error, OSError):
            self.forget()

    def _write(self, base: sqlite3.Connection, update: Update, reads: Reads) -> None:
        base.execute("BEGIN IMMEDIATE")
        try:
            if update.whole:
                for table in ("about", "files", "reads", "pages"):
                    base.execute(f"DELETE FROM {table}")
            base.execute("INSERT OR REPLACE INTO about VALUES (?, ?)", (_FORM, _encoder.encode(update.about)))
            rows: Iterable[tuple[object, ...]] = ((path, _encoder.encode(file)) for path, file in update.files.items())
            base.executemany("INSERT OR REPLACE INTO files VALUES (?, ?)", rows)
            base.executemany("DELETE FROM files WHERE path = ?", ((path,) for path in update.files_gone))
            rows = (
                (number, reads.keys[number], reads.digests.get(number, b""), reads.inner.get(number))
                for number in update.reads
                if number in reads.keys
            )
            base.executemany("INSERT OR REPLACE INTO reads VALUES (?, ?, ?, ?)", rows)
            base.executemany("DELETE FROM reads WHERE id = ?", ((number,) for number in update.reads_gone))
            rows = ((path, _encoder.encode(page), update.facts.get(path)) for path, page in update.pages.items())
            base.executemany(
                "INSERT INTO pages VALUES (?, ?, ?) ON CONFLICT (path) DO UPDATE SET page = excluded.page, "
                "facts = coalesce(excluded.facts, facts)",
                rows,
            )
            base.executemany("DELETE FROM pages WHERE path = ?", ((path,) for path in update.pages_gone))
            base.execute("COMMIT")
        except BaseException:
            with suppress(sqlite3.Error):
                base.execute("ROLLBACK")
            raise

    def forget(self) -> None:
        """Remember nothing any more."""
        self.close()
        for ending in ("", "-wal", "-shm"):
            with suppress(OSError):
                self._place.with_name(FILE + ending).unlink()

    def close(self) -> None:
        """Let go of the file."""
        if self._base is not None:
            with suppress(sqlite3.Error):
                self._base.close()
            self._base = None
