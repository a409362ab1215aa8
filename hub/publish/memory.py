"""What the last build read and made, in `.laurel/memory.db`: so that the next one makes only what differs.

The file is a memory and no more: without it, or with a spoiled one, everything is made anew. It is written after
`public/` was changed, so that after a crash it is behind and never ahead. A small change reads and writes little of it.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from hub.content.known import Known
from hub.content.stamps import Stamp
from hub.model import Problem
from hub.publish.outputs import Output

FILE = "memory.db"
_FORM = "2"
_TABLES = """
CREATE TABLE IF NOT EXISTS about (name TEXT PRIMARY KEY, value BLOB);
CREATE TABLE IF NOT EXISTS files (path TEXT PRIMARY KEY, stamp BLOB, known BLOB);
CREATE TABLE IF NOT EXISTS reads (id INTEGER PRIMARY KEY, key TEXT UNIQUE, digest BLOB, value BLOB, inner BLOB);
CREATE TABLE IF NOT EXISTS users (read INTEGER, user INTEGER, PRIMARY KEY (read, user)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS pages (
    id INTEGER PRIMARY KEY, path TEXT UNIQUE, page BLOB, stamp BLOB, noted INTEGER, facts BLOB
);
"""
_UNSURE: Stamp = (0, 0, 0, 0)
_READ = "SELECT id, key, digest, value, inner FROM reads"
_encoder = msgspec.msgpack.Encoder()
_told = msgspec.msgpack.Decoder(tuple[Problem, ...])


def _problems(data: bytes) -> tuple[Problem, ...]:
    return _told.decode(data) if data else ()


def pack_stamp(stamp: Stamp) -> bytes:
    """A stamp as it is kept: equal bytes for equal stamps."""
    return array("q", stamp).tobytes()


def numbers_in(data: bytes | None) -> array[int]:
    """Packed numbers of reads."""
    numbers = array("I")
    numbers.frombytes(data or b"")
    return numbers


class Page(msgspec.Struct, frozen=True, array_like=True):
    """One published file: how to ask the app for it, what it is, what it read (numbers of reads, four bytes each; None
    when nobody wrote it down), the content files it was made from, and whether something is to be told of it at each
    publish."""

    endpoint: str
    values: dict[str, str | int]
    kind: str
    source: str
    sha: str
    size: int
    type: str
    reads: bytes | None
    sources: tuple[str, ...] = ()
    noted: bool = False

    @property
    def output(self) -> Output:
        """What a release keeps of it."""
        return Output(self.sha, self.size, self.type, self.sources)


def outputs_of(pages: Mapping[str, Page], paths: Iterable[str]) -> dict[str, Output]:
    """What a release keeps of some pages."""
    return {path: pages[path].output for path in paths}


class About(msgspec.Struct, frozen=True):
    """Of what, and as of when, the memory is: `mark` of everything that goes into every page, `reading` of what decides
    how a file is read; `now` and the next instant at which something changes by itself, in seconds since 1970; the
    warnings that were told: all, of how files fit together, and of finished pages; the release that `public/` showed
    then, with how many pages and files."""

    mark: str = ""
    reading: str = ""
    now: float = 0.0
    turn: float | None = None
    warnings: bytes = b""
    between: bytes = b""
    on_pages: bytes = b""
    release: int = 0
    pages: int = 0
    files: int = 0

    def has_turned(self, now: dt.datetime) -> bool:
        """Whether time has changed something since, or goes backwards."""
        seconds = now.timestamp()
        return seconds < self.now or (self.turn is not None and seconds >= self.turn)

    @property
    def told(self) -> tuple[Problem, ...]:
        """All warnings that were told last."""
        return _problems(self.warnings)

    @property
    def told_between(self) -> tuple[Problem, ...]:
        """Those about how files fit together."""
        return _problems(self.between)

    @property
    def told_of_pages(self) -> tuple[Problem, ...]:
        """Those about finished pages."""
        return _problems(self.on_pages)


class Read(msgspec.Struct, array_like=True):
    """One read: its number and key, the digest of its value, the value itself where it is an answer worth keeping, and,
    of what pages share, the numbers of what that read itself."""

    number: int
    key: str
    digest: bytes = b""
    value: bytes | None = None
    inner: bytes | None = None


@dataclass(frozen=True)
class Update:
    """What a build changes in the memory. `pages_before` and `inner_before` are what pages and shared things had read
    before; `followed` picks out of numbers of reads those whose users must be found quickly. `whole` says that the
    memory begins anew."""

    about: About
    files: Mapping[str, Known] = field(default_factory=dict)
    files_gone: Iterable[str] = ()
    reads: Iterable[Read] = ()
    reads_gone: Iterable[int] = ()
    pages: Mapping[str, Page] = field(default_factory=dict)
    pages_gone: Iterable[str] = ()
    facts: Mapping[str, bytes] = field(default_factory=dict)
    stamps: Mapping[str, Stamp] = field(default_factory=dict)
    pages_before: Mapping[str, bytes | None] = field(default_factory=dict)
    inner_before: Mapping[int, bytes | None] = field(default_factory=dict)
    followed: Callable[[Iterable[int]], set[int]] = set
    whole: bool = False


class Memory:
    """The memory in the folder `shop`. Never raises for what is in the file: what cannot be read is not remembered."""

    def __init__(self, shop: Path) -> None:
        self._place = shop / FILE
        self._base: sqlite3.Connection | None = None
        self._seen: tuple[int, int] | None = None
        self.spoiled = False
        """Whether something could not be read: then no answer that was given is worth anything."""
        with suppress(sqlite3.Error, OSError):
            if self._place.exists():
                self._base = self._connect()

    def _connect(self) -> sqlite3.Connection:
        base = sqlite3.connect(self._place, timeout=10, check_same_thread=False, isolation_level=None)
        base.execute("PRAGMA journal_mode = WAL")
        base.execute("PRAGMA synchronous = NORMAL")
        base.executescript(_TABLES)
        return base

    def is_another(self) -> bool:
        """Whether somebody else has written into the memory or taken it away since this was last asked."""
        try:
            place = self._place.stat().st_ino
        except OSError:
            place = 0
        version = self.rows("PRAGMA data_version")
        now = (place, version[0][0] if version else 0)
        before, self._seen = self._seen, now
        if before is not None and before[0] != place:
            self.close()
            with suppress(sqlite3.Error, OSError):
                if place:
                    self._base = self._connect()
            self._seen = None
        return before is not None and before != now

    def rows(self, query: str, *values: object) -> list[Any]:
        """The rows of a query; none when there is no memory, or it is spoiled."""
        if self._base is None:
            return []
        try:
            return self._base.execute(query, values).fetchall()
        except sqlite3.Error:
            self.forget()
            self.spoiled = True
            return []

    def about(self) -> About | None:
        """Of what the memory is; None when there is none."""
        rows = self.rows("SELECT value FROM about WHERE name = ?", _FORM)
        with suppress(msgspec.MsgspecError):
            return msgspec.msgpack.decode(rows[0][0], type=About) if rows else None
        return None

    def file_stamps(self) -> dict[str, bytes]:
        """The packed stamp of each content file that can be trusted."""
        return dict(self.rows("SELECT path, stamp FROM files"))

    def page_stamps(self) -> dict[str, bytes]:
        """The packed stamp of each published file."""
        return dict(self.rows("SELECT path, stamp FROM pages"))

    def files(self) -> dict[str, Known]:
        """What is known of each content file."""
        decoder = msgspec.msgpack.Decoder(Known)
        try:
            return {path: decoder.decode(known) for path, known in self.rows("SELECT path, known FROM files")}
        except msgspec.MsgspecError:
            return {}

    def read(self, key: str | int) -> Read | None:
        """A read by key or number."""
        rows = self.rows(f"{_READ} WHERE {'id' if isinstance(key, int) else 'key'} = ?", key)
        return Read(*rows[0]) if rows else None

    def reads(self) -> list[Read]:
        """Every read."""
        return [Read(*row) for row in self.rows(_READ)]

    def next_number(self) -> int:
        """The number of the next new read."""
        rows = self.rows("SELECT max(id) FROM reads")
        return (rows[0][0] or 0) + 1 if rows else 1

    def page(self, path: str) -> Page | None:
        """A published file."""
        rows = self.rows("SELECT page FROM pages WHERE path = ?", path)
        return msgspec.msgpack.decode(rows[0][0], type=Page) if rows else None

    def pages(self) -> dict[str, Page]:
        """Every published file."""
        decoder = msgspec.msgpack.Decoder(Page)
        try:
            return {path: decoder.decode(page) for path, page in self.rows("SELECT path, page FROM pages")}
        except msgspec.MsgspecError:
            return {}

    def noted(self) -> list[str]:
        """Published files of which something is to be told at each publish."""
        return [path for (path,) in self.rows("SELECT path FROM pages WHERE noted")]

    def users(self, read: int) -> tuple[list[str], list[int]]:
        """The pages, and the numbers of shared things, that have a followed read: a text, or something shared."""
        rows = self.rows("SELECT user, path FROM users LEFT JOIN pages ON pages.id = user WHERE read = ?", read)
        return [path for user, path in rows if user > 0 and path], [-user for user, _ in rows if user < 0]

    def facts(self, path: str) -> bytes | None:
        """What was found out about a published file when it was made."""
        rows = self.rows("SELECT facts FROM pages WHERE path = ?", path)
        return rows[0][0] if rows else None

    def all_facts(self) -> Iterator[tuple[str, bytes]]:
        """The same of every file that has any."""
        return iter(self.rows("SELECT path, facts FROM pages WHERE facts IS NOT NULL"))

    def commit(self, update: Update) -> None:
        """Remember a build, all of it or nothing. A disk that is full or read-only is no reason to stop."""
        try:
            if self._base is None:
                self._base = self._connect()
            self._write(self._base, update)
            self._seen = None
            self.is_another()
        except (sqlite3.Error, OSError):
            self.forget()

    def _write(self, base: sqlite3.Connection, update: Update) -> None:
        base.execute("BEGIN IMMEDIATE")
        try:
            if update.whole:
                for table in ("about", "files", "reads", "users", "pages"):
                    base.execute(f"DELETE FROM {table}")
            base.execute("INSERT OR REPLACE INTO about VALUES (?, ?)", (_FORM, _encoder.encode(update.about)))
            self._write_files(base, update)
            self._write_reads(base, update)
            self._write_pages(base, update)
            base.execute("COMMIT")
        except BaseException:
            with suppress(sqlite3.Error):
                base.execute("ROLLBACK")
            raise

    def _write_files(self, base: sqlite3.Connection, update: Update) -> None:
        rows = ((path, pack_stamp(file.stamp), _encoder.encode(file)) for path, file in update.files.items())
        base.executemany("INSERT OR REPLACE INTO files VALUES (?, ?, ?)", rows)
        base.executemany("DELETE FROM files WHERE path = ?", ((path,) for path in update.files_gone))

    def _write_reads(self, base: sqlite3.Connection, update: Update) -> None:
        reads = list(update.reads)
        rows = ((read.number, read.key, read.digest, read.value, read.inner) for read in reads)
        base.executemany("INSERT OR REPLACE INTO reads VALUES (?, ?, ?, ?, ?)", rows)
        moved: list[tuple[int, bytes | None, bytes | None]] = [
            (-read.number, update.inner_before.get(read.number), read.inner) for read in reads if read.inner is not None
        ]
        moved += [(-number, update.inner_before.get(number), None) for number in update.reads_gone]
        self._move_users(base, update, moved)
        base.executemany("DELETE FROM reads WHERE id = ?", ((number,) for number in update.reads_gone))
        base.executemany("DELETE FROM users WHERE read = ?", ((number,) for number in update.reads_gone))

    def _write_pages(self, base: sqlite3.Connection, update: Update) -> None:
        stamps = update.stamps
        rows = (
            (
                path,
                _encoder.encode(page),
                pack_stamp(stamps.get(path, _UNSURE)),
                page.noted,
                update.facts.get(path),
            )
            for path, page in update.pages.items()
        )
        base.executemany(
            "INSERT INTO pages (path, page, stamp, noted, facts) VALUES (?, ?, ?, ?, ?) ON CONFLICT (path) DO UPDATE "
            "SET page = excluded.page, noted = excluded.noted, facts = coalesce(excluded.facts, facts)",
            rows,
        )
        later = () if update.whole else ((pack_stamp(stamp), path) for path, stamp in stamps.items())
        base.executemany("UPDATE pages SET stamp = ? WHERE path = ?", later)
        numbers = self._page_numbers(base, update)
        moved = [(numbers[path], update.pages_before.get(path), page.reads) for path, page in update.pages.items()]
        moved += [(numbers[path], update.pages_before.get(path), None) for path in update.pages_gone if path in numbers]
        self._move_users(base, update, moved)
        base.executemany("DELETE FROM pages WHERE path = ?", ((path,) for path in update.pages_gone))

    def _page_numbers(self, base: sqlite3.Connection, update: Update) -> dict[str, int]:
        if update.whole:
            return dict(base.execute("SELECT path, id FROM pages"))
        asked = "SELECT id FROM pages WHERE path = ?"
        found = ((path, base.execute(asked, (path,)).fetchone()) for path in (*update.pages, *update.pages_gone))
        return {path: row[0] for path, row in found if row}

    def _move_users(
        self, base: sqlite3.Connection, update: Update, moved: Iterable[tuple[int, bytes | None, bytes | None]]
    ) -> None:
        """Note who reads what now: (user, what it read before, what it reads now)."""
        new: list[tuple[int, int]] = []
        gone: list[tuple[int, int]] = []
        for user, before, now in moved:
            if before == now:
                continue
            old, fresh = set(numbers_in(before)), set(numbers_in(now))
            new += [(read, user) for read in update.followed(fresh - old)]
            gone += [(read, user) for read in old - fresh]
        base.executemany("DELETE FROM users WHERE read = ? AND user = ?", gone)
        new.sort()
        base.executemany("INSERT OR IGNORE INTO users VALUES (?, ?)", new)

    def forget(self) -> None:
        """Remember nothing any more."""
        self.spoiled = False
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
