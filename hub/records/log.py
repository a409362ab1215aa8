"""The audit log: segments that only the newest of is ever written, read from the newest back.

Long former values lie beside it, each under its digest, and come back as the entry is read.
"""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from hub.model import HubError, Problem, Severity
from hub.records import disk
from hub.records.cache import Cache, State
from hub.records.coding import decode_tables, schema_of, to_record
from hub.records.former import Formers, pack
from hub.records.kinds import AuditEntry
from hub.records.layout import SEGMENT_BYTES, SEGMENT_ENTRIES, Collection, Fields

INLINE = 400
"""Bytes of a former value that the log itself holds; longer ones lie beside it."""
ERASED: Fields = {"erased": True}
"""Stands where a former value was erased."""
_SEGMENTS_KEPT = 8

_ENTRY = re.compile(rb'^"e-(\d+)', re.MULTILINE)
"""Where an entry begins, in a file as `coding.encode` writes it."""

Scrub = Callable[[AuditEntry], AuditEntry | None]
"""Gives the entry as it may stay; None when it has to go."""


@dataclass
class Pages:
    """What becomes of the log: segments by name, bytes to keep and to drop."""

    segments: dict[str, dict[str, Fields]] = field(default_factory=dict)
    keep: dict[str, bytes] = field(default_factory=dict)
    drop: list[str] = field(default_factory=list)


class Log:
    """Reads the log, and says what an addition or an erasure would make of it."""

    def __init__(self, cache: Cache, formers: Formers, own: Collection, others: Iterable[Collection]) -> None:
        self._cache = cache
        self._formers = formers
        self._own = own
        self._others = {c.name: c for c in others}
        self._kept: OrderedDict[str, tuple[Any, tuple[Fields, ...]]] = OrderedDict()
        self._guard = threading.Lock()

    def newest(self, limit: int, before: str | None, subject: str | None) -> tuple[AuditEntry, ...]:
        """At most `limit` entries, newest first: those older than `before`, those about `subject`."""
        found: list[AuditEntry] = []
        for row in self._back(before, subject):
            if len(found) >= limit:
                break
            if subject is None or row["subject"] == subject:
                found.append(self._entry(row))
        return tuple(found)

    def entry(self, id: str) -> AuditEntry | None:
        """The entry with this id."""
        for row in self._back(None, None, at=id):
            if row["id"] == id:
                return self._entry(row)
        return None

    def since(self, id: str) -> Iterator[AuditEntry]:
        """The entries younger than this one, newest first."""
        for row in self._back(None, None):
            if row["id"] <= id:
                return
            yield self._entry(row)

    def last(self, state: State) -> int:
        """The number of the newest segment, 0 when nothing was ever written."""
        names = state.groups.get(self._own.name, [])
        return int(names[-1].rpartition("-")[2]) if names else 0

    def add(self, pages: Pages, state: State, entry: AuditEntry) -> str:
        """Note an entry in `pages`; gives the name of its segment."""
        number = max(self.last(state), 1)
        name = self._own.segment(number)
        if name not in pages.segments and self._is_full(name):
            name = self._own.segment(number + 1)
        fields = self._fields(entry, pages)
        pages.segments.setdefault(name, {})[entry.id] = fields
        return name

    def erase(self, pages: Pages, state: State, scrub: Scrub) -> dict[str, list[str]]:
        """Note in `pages` what `scrub` leaves; gives the ids that go, by segment."""
        gone: dict[str, list[str]] = {}
        needed: set[str] = set()
        for number in range(1, self.last(state) + 1):
            name = self._own.segment(number)
            for row in self._rows(number):
                entry = self._entry(row)
                left = scrub(entry)
                if left is None:
                    gone.setdefault(name, []).append(row["id"])
                    continue
                if left != entry:
                    row = self._fields(left, pages)
                    pages.segments.setdefault(name, {})[row["id"]] = row
                needed |= _digests(row)
        pages.drop += sorted(set(self._formers.all()) - needed)
        pages.keep = {digest: data for digest, data in pages.keep.items() if digest in needed}
        return gone

    def troubles(self) -> Iterator[Problem]:
        """Segments that are gone or cannot be read, former values that are gone."""
        lost = 0
        for number in range(1, self.last(self._cache.state()) + 1):
            name = self._own.segment(number)
            place = self._cache.place(name)
            if not self._cache.path(name).exists():
                yield Problem(place, 0, "a part of the audit log is gone", "put it back from a backup")
                continue
            try:
                lost += sum(not self._formers.has(digest) for row in self._rows(number) for digest in _digests(row))
            except HubError as error:
                yield Problem(place, 0, str(error), "then start `laurel doctor` again")
        if lost:
            yield Problem(
                self._cache.shown(self._cache.folder / "former"), 0, f"{lost} former values are gone",
                "put the folder back from a backup, or go on: those changes can no longer be undone", Severity.WARNING,
            )  # fmt: skip

    def generation(self, segments: Sequence[str]) -> int:
        """The number of the last change that these segments, in their order, tell of; 0 when they tell of none."""
        for name in reversed(segments):
            found = _ENTRY.findall(disk.read(self._cache.path(name)) or b"")
            if found:
                return max(map(int, found))
        return 0

    def _fields(self, entry: AuditEntry, pages: Pages) -> Fields:
        """An entry as it is kept, its long former values noted in `pages`."""
        fields: Fields = msgspec.to_builtins(entry)
        for former in fields["records"]:
            former["schema"] = self._others[former["collection"]].schema if former["collection"] in self._others else 1
            raw = msgspec.json.encode(former["before"])
            if len(raw) > INLINE:
                former["before"], former["stored"] = None, disk.digest(raw)
                pages.keep.setdefault(former["stored"], pack(raw))
        return fields

    def _entry(self, row: Fields) -> AuditEntry:
        """An entry as it was before it was kept."""
        records = [self._former(dict(former)) for former in row.get("records", ())]
        return to_record({**row, "records": records}, AuditEntry)

    def _former(self, former: Fields) -> Fields:
        stored, schema = former.pop("stored", None), former.pop("schema", 1)
        if stored:
            raw = self._formers.get(stored, self._cache.state().formers)
            former["before"] = ERASED if raw is None else msgspec.json.decode(raw)
        kind = self._others.get(former["collection"])
        if kind and former["before"] and former["before"] != ERASED and schema < kind.schema:
            former["before"] = kind.migrate(former["before"], schema)
        return former

    def _is_full(self, name: str) -> bool:
        data = self._cache.bytes_of(name)
        if data is None:
            return False
        return len(data) >= SEGMENT_BYTES or data.count(b"\n") >= SEGMENT_ENTRIES  # an entry is a line

    def _back(self, before: str | None, subject: str | None, at: str | None = None) -> Iterator[Fields]:
        """Kept entries from the newest back; segments that cannot hold what is looked for are left out."""
        number = last = self.last(self._cache.state())
        bound = before or at
        if bound is not None:
            number = self._reaching(bound, number)
        needle = None if subject is None else msgspec.json.encode(subject)
        while number > 0:
            for row in reversed(self._rows(number, needle, last)):
                if before is None or row["id"] < before:
                    yield row
            if at is not None:
                return
            number -= 1

    def _reaching(self, id: str, last: int) -> int:
        """The segment that holds this id, or would: found by halves, since ids rise."""
        low, high = 1, last
        while low < high:
            middle = (low + high + 1) // 2
            rows = self._rows(middle)
            if rows and rows[0]["id"] <= id:
                low = middle
            else:
                high = middle - 1
        return low if last else 0

    def _rows(self, number: int, needle: bytes | None = None, last: int | None = None) -> tuple[Fields, ...]:
        """A segment's kept entries, oldest first; none when `needle` is not in its bytes or it is gone.

        `last` is the number of the newest segment, for whoever has just asked.
        """
        name = self._own.segment(number)
        if number == (self.last(self._cache.state()) if last is None else last):
            data = self._cache.bytes_of(name)
            mark: Any = None if data is None else disk.digest(data)
        else:
            data, mark = None, disk.signature(self._cache.path(name))
        with self._guard:
            if name in self._kept and self._kept[name][0] == mark and mark is not None:
                self._kept.move_to_end(name)
                return self._kept[name][1]
        if data is None:
            data = self._cache.sealed(name)
        if data is None or (needle is not None and needle not in data):
            return ()
        rows = self._decode(data, name)
        with self._guard:
            self._kept[name] = (mark, rows)
            while len(self._kept) > _SEGMENTS_KEPT:
                self._kept.popitem(last=False)
        return rows

    def _decode(self, data: bytes, name: str) -> tuple[Fields, ...]:
        place = self._cache.place(name)
        schema = schema_of(data, self._own, place)
        rows: Mapping[str, Fields] = decode_tables(data, place).get("records", {})
        return tuple(self._own.migrate(rows[id], schema) for id in sorted(rows))


def _digests(row: Fields) -> set[str]:
    """The digests of all bytes that a kept entry needs."""
    found = {former["stored"] for former in row.get("records", ()) if former.get("stored")}
    return found | {file["before"] for file in row.get("files", ()) if file.get("before")}
