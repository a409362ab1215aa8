"""The named queries: each finds what its name says and leaves out what only looks like it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from hub.records import Records, queries
from hub.records.kinds import Consent, Person, Profile, ProfileEdit, Publish
from tests.records.support import NOON, draft, put

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def filled(records: Records) -> Records:
    """A little of everything."""
    consent = Consent("1", NOON, "desk", "a-1", True, True)
    plain = Profile("N")
    put(
        records,
        draft("d-1", state="submitted", updated=NOON + HOUR, path="content/posts/x.md"),
        draft("d-2", state="submitted", authors=("sam", "noor")),
        draft("d-3", state="published", updated=NOON + 3 * HOUR, path="content/posts/x.md"),
        draft("d-4", state="scheduled", authors=("sam",), due="2026-12-24", path="content/posts/y.md"),
        draft("d-5", state="scheduled", authors=("sam",), due="2026-12-01T09:00", path="content/posts/y.md"),
        Person("noor", plain, NOON, consent=consent, proposed=ProfileEdit(plain, (), "submitted")),
        Person("sam", plain, NOON, consent=replace(consent, withdrawn=NOON), proposed=ProfileEdit(plain, (), "draft")),
        Publish("p-1", "a-1", "Noor", NOON, "done"),
        Publish("p-2", "a-1", "Noor", NOON + HOUR, "failed"),
    )
    return records


def ids(found: tuple[object, ...]) -> list[str]:
    """What was found, by id."""
    return [one.id for one in found]


def test_drafts(filled: Records) -> None:
    assert ids(queries.drafts_waiting(filled)) == ["d-2", "d-1"]
    assert ids(queries.drafts_of(filled, "noor")) == ["d-3", "d-1", "d-2"]
    assert ids(queries.drafts_in(filled, "published", "declined")) == ["d-3"]
    assert ids(queries.drafts_scheduled(filled)) == ["d-5", "d-4"]


def test_people_who_propose_a_change(filled: Records) -> None:
    assert ids(queries.people_proposing(filled)) == ["noor"]


def test_what_was_undone_is_known(filled: Records) -> None:
    put(filled, draft("d-1", title="new"))
    entry = filled.log(limit=1)[0].id
    assert not queries.is_undone(filled, entry)
    undoing = filled.undo(entry, by="a", name="A")
    assert queries.is_undone(filled, entry)
    filled.undo(undoing.id, by="a", name="A")
    assert not queries.is_undone(filled, entry)


def test_publishes(filled: Records) -> None:
    assert ids(queries.publishes(filled)) == ["p-2", "p-1"]
