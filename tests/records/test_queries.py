"""The named queries: each finds what its name says and leaves out what only looks like it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from hub.records import Records, queries
from hub.records.kinds import Consent, Held, Letter, OneTimeLink, Person, Profile, ProfileEdit, Publish, Terms
from tests.records.support import NOON, account, draft, put

HOUR = dt.timedelta(hours=1)


def letter(id: str, **fields: object) -> Letter:
    """A waiting letter, due at noon."""
    return replace(Letter(id, "n@example.org", "Hello", "t", "h", "waiting", NOON, NOON), **fields)


@pytest.fixture
def filled(records: Records) -> Records:
    """A little of everything."""
    consent = Consent("1", NOON, "desk", "a-1", True, True)
    plain = Profile("N")
    put(
        records,
        account("a-1", email="Noor@Example.org", handles=("noor",)),
        account("a-2", role="owner"),
        account("a-3", role="owner", disabled=True),
        OneTimeLink("l-1", "a-1", "invite", NOON, NOON),
        OneTimeLink("l-2", "a-2", "owner", NOON, NOON),
        draft("d-1", state="submitted", updated=NOON + HOUR, path="content/posts/x.md"),
        draft("d-2", state="submitted", authors=("sam", "noor")),
        draft("d-3", state="published", updated=NOON + 3 * HOUR, path="content/posts/x.md"),
        draft("d-4", state="scheduled", authors=("sam",), due="2026-12-24", path="content/posts/y.md"),
        draft("d-5", state="scheduled", authors=("sam",), due="2026-12-01T09:00", path="content/posts/y.md"),
        Person("noor", plain, NOON, consent=consent, proposed=ProfileEdit(plain, (), "submitted")),
        Person("sam", plain, NOON, consent=replace(consent, withdrawn=NOON), proposed=ProfileEdit(plain, (), "draft")),
        Person("li", plain, NOON),
        *(Terms(str(n), "text", NOON, "a-2") for n in range(1, 12)),
        Held("h-1", "content/awards/x.yaml", "", "li", "consent", NOON),
        Held("h-2", "content/awards/y.yaml", "", "sam", "withdrawn", NOON),
        letter("m-1", not_before=NOON + HOUR),
        letter("m-2"),
        letter("m-3", not_before=NOON - HOUR),
        letter("m-4", state="sent"),
        letter("m-5", state="to-copy"),
        letter("m-6", state="to-copy", made=NOON + HOUR),
        Publish("p-1", "a-1", "Noor", NOON, "done"),
        Publish("p-2", "a-1", "Noor", NOON + HOUR, "failed"),
    )
    return records


def ids(found: tuple[object, ...]) -> list[str]:
    """What was found, by id."""
    return [one.id for one in found]


def test_accounts(filled: Records) -> None:
    found = queries.account_by_email(filled, " noor@example.ORG ")
    assert found and found.id == "a-1"
    assert queries.account_by_email(filled, "") is None
    assert ids(queries.accounts_of(filled, "noor")) == ["a-1"]
    assert ids(queries.owners(filled)) == ["a-2"]
    assert ids(queries.links_of(filled, "a-1")) == ["l-1"]


def test_drafts(filled: Records) -> None:
    assert ids(queries.drafts_waiting(filled)) == ["d-2", "d-1"]
    assert ids(queries.drafts_of(filled, "noor")) == ["d-3", "d-1", "d-2"]
    assert ids(queries.drafts_in(filled, "published", "declined")) == ["d-3"]
    assert ids(queries.drafts_scheduled(filled)) == ["d-5", "d-4"]
    found = queries.draft_of_file(filled, "content/posts/x.md")
    assert found and found.id == "d-1"
    assert queries.draft_of_file(filled, "content/posts/z.md") is None


def test_people_and_consent(filled: Records) -> None:
    assert ids(queries.people_without_consent(filled)) == ["li", "sam"]
    assert ids(queries.people_proposing(filled)) == ["noor"]
    terms = queries.current_terms(filled)
    assert terms and terms.id == "11"
    assert ids(queries.held_for(filled, "li")) == ["h-1"]


def test_what_was_undone_is_known(filled: Records) -> None:
    put(filled, draft("d-1", title="new"))
    entry = filled.log(limit=1)[0].id
    assert not queries.is_undone(filled, entry)
    undoing = filled.undo(entry, by="a", name="A")
    assert queries.is_undone(filled, entry)
    filled.undo(undoing.id, by="a", name="A")
    assert not queries.is_undone(filled, entry)


def test_letters_and_publishes(filled: Records) -> None:
    assert ids(queries.letters_due(filled, NOON)) == ["m-3", "m-2"]
    assert ids(queries.letters_to_copy(filled)) == ["m-6", "m-5"]
    assert ids(queries.publishes(filled)) == ["p-2", "p-1"]
