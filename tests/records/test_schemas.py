"""Files of an older schema are read as today's; those of a newer one are refused in words."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from hub.model import HubError
from hub.records import open_records
from hub.records.kinds import AuditEntry, Note
from hub.records.layout import Collection
from tests.records.support import files_of, put, tables


@dataclass(frozen=True, slots=True)
class First:
    """A record as its first schema had it."""

    id: str
    name: str
    version: int = 0


@dataclass(frozen=True, slots=True)
class Third:
    """The same two schemas later: the name in two, and a year."""

    id: str
    given: str
    family: str
    since: int
    version: int = 0


def split_name(fields: dict[str, Any]) -> dict[str, Any]:
    """1 to 2."""
    given, _, family = fields.pop("name").partition(" ")
    return {**fields, "given": given, "family": family}


def add_year(fields: dict[str, Any]) -> dict[str, Any]:
    """2 to 3."""
    return {**fields, "since": dt.date(2026, 1, 1).year}


LOG = Collection(AuditEntry, "audit", buckets=0)
NOTES = Collection(Note, "notes")
OLD = (Collection(First, "people"), NOTES, LOG)
NEW = (Collection(Third, "people", migrations=(split_name, add_year)), NOTES, LOG)


def test_an_old_file_is_read_as_todays_and_written_so_when_touched(tmp_path: Path) -> None:
    data = tmp_path / "data"
    put(open_records(data, collections=OLD), First("p-1", "Noor Haddad"), First("p-2", "Sam Okafor"))
    kept = files_of(data, "people")[0].read_bytes()
    records = open_records(data, collections=NEW)
    assert records.all(Third) == (Third("p-1", "Noor", "Haddad", 2026, 1), Third("p-2", "Sam", "Okafor", 2026, 1))
    assert files_of(data, "people")[0].read_bytes() == kept
    put(records, Third("p-3", "Li", "Wei", 2027))
    written = tables(files_of(data, "people")[0])
    assert written["about"] == {"file": {"collection": "people", "schema": 3}}
    assert set(written["records"]) == {"p-1", "p-2", "p-3"}
    assert len(open_records(data, collections=NEW).all(Third)) == 3


def test_undo_brings_back_a_value_of_an_older_schema(tmp_path: Path) -> None:
    data = tmp_path / "data"
    old = open_records(data, collections=OLD)
    put(old, First("p-1", "Noor " + "H" * 1000))
    with old.change(by="a", name="A", action="x", undoable=True) as change:
        change.remove(First, "p-1")
    records = open_records(data, collections=NEW)
    records.undo(records.log()[0].id, by="a", name="A")
    assert [(p.given, len(p.family), p.since) for p in records.all(Third)] == [("Noor", 1000, 2026)]


def test_a_newer_file_is_refused_and_left_alone(tmp_path: Path) -> None:
    data = tmp_path / "data"
    put(open_records(data, collections=NEW), Third("p-1", "Li", "Wei", 2027), Note("n"))
    kept = files_of(data, "people")[0].read_bytes()
    records = open_records(data, collections=OLD)
    with pytest.raises(HubError, match="newer Laurel"):
        records.all(First)
    with pytest.raises(HubError, match="newer Laurel"):
        put(records, First("p-2", "Sam"))
    assert files_of(data, "people")[0].read_bytes() == kept
    assert records.get(Note, "n") is not None


def test_a_file_by_hand_without_a_schema_counts_as_todays(tmp_path: Path) -> None:
    data = tmp_path / "data"
    records = open_records(data, collections=NEW)
    put(records, Third("p-1", "Li", "Wei", 2027))
    row = {"id": "p-2", "given": "Sam", "family": "Okafor", "since": 2020}
    files_of(data, "people")[0].write_text(json.dumps({"records": {"p-2": row}}))
    assert open_records(data, collections=NEW).all(Third) == (Third("p-2", "Sam", "Okafor", 2020),)


def test_records_stay_where_they_are_when_the_number_of_files_changes(tmp_path: Path) -> None:
    data = tmp_path / "data"
    few = (Collection(First, "people", buckets=2), NOTES, LOG)
    many = (Collection(First, "people", buckets=16), NOTES, LOG)
    put(open_records(data, collections=few), *(First(f"p-{n}", "one") for n in range(10)))
    records = open_records(data, collections=many)
    put(records, *(First(f"p-{n}", "two") for n in range(5, 15)))
    with records.change(by="a", name="A", action="x") as change:
        change.remove(First, "p-0")
    names = [p.name for p in open_records(data, collections=many).all(First)]
    assert sorted(names) == ["one"] * 4 + ["two"] * 10
