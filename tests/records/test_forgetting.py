"""Erasing: no byte of a person is left, in records, log, former values or journal."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from hub.model import HubError
from hub.records import Records, disk, open_records
from hub.records.kinds import AuditEntry, Draft, Person, Profile
from tests.records.support import NOON, FailingSystem, digest, draft, on_disk, put

SECRET = "Zaynab Quarles"


def scrub(entry: AuditEntry) -> AuditEntry | None:
    """Take Zaynab out of an entry."""
    if entry.subject == "advocate:zaynab":
        return None
    records = tuple(r for r in entry.records if r.id != "zaynab")
    files = tuple(f for f in entry.files if "zaynab" not in f.path)
    words = entry.words.replace(SECRET, "someone")
    return dataclasses.replace(entry, records=records, files=files, words=words)


def fill(records: Records, hub: Path) -> None:
    """Zaynab everywhere, and somebody else who stays."""
    path = "content/advocates/zaynab.md"
    before = None
    for n in range(3):
        with records.change(
            by="a",
            name="A",
            action="person.edit",
            subject="advocate:zaynab",
            words=f"A wrote of {SECRET}",
            undoable=True,
        ) as change:
            change.put(Person("zaynab", Profile(SECRET, bio=f"{SECRET} keeps bees. " * 40 * (n + 1)), NOON))
            text = f"name: {SECRET} {n}".encode()
            change.file(path, text, expected=before)
            before = digest(text)
        put(
            records,
            draft(title=f"stays {n}", body="long enough to lie beside the log " * 30 + str(n)),
            words=f"of {SECRET}",
        )


def forget(records: Records, hub: Path) -> None:
    path = "content/advocates/zaynab.md"
    with records.change(by="o", name="Owner", action="person.erase", words="Owner erased a person") as change:
        change.remove(Person, "zaynab")
        change.file(path, None, expected=digest((hub / path).read_bytes()))
        change.forget(scrub)


def test_no_byte_of_an_erased_person_is_left(records: Records, hub: Path) -> None:
    fill(records, hub)
    assert SECRET.encode() in on_disk(hub / "data")
    forget(records, hub)
    left = on_disk(hub / "data") + on_disk(hub / "content")
    assert SECRET.encode() not in left
    assert b"zaynab" not in left


def test_what_is_not_theirs_stays_and_can_still_be_undone(records: Records, hub: Path) -> None:
    fill(records, hub)
    forget(records, hub)
    for one in (records, open_records(hub / "data")):
        log = one.log()
        assert [e.action for e in log] == ["person.erase", "test.put", "test.put", "test.put"]
        assert [e.words for e in log[1:]] == ["of someone"] * 3
        assert log[0].records == log[0].files == ()
    records.undo(records.log()[1].id, by="o", name="Owner")
    found = records.get(Draft, "d-1")
    assert found and found.title == "stays 1"
    assert found.body.endswith("1")


def test_an_erasure_cannot_be_undone(records: Records, hub: Path) -> None:
    fill(records, hub)
    forget(records, hub)
    with pytest.raises(HubError):
        records.undo(records.log()[0].id, by="o", name="Owner")


def test_forgetting_alone_goes_through_the_whole_log(records: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hub.records.log.SEGMENT_ENTRIES", 10)
    for n in range(60):
        put(records, draft(f"d-{n % 7}", title=f"t {n}"), words=f"even {n}" if n % 2 else f"odd {n}")
    records.forget(lambda e: e if e.words.startswith("even") else None, by="o", name="Owner", action="log.prune")
    log = records.log(limit=1000)
    assert [e.words for e in log[1:]] == [f"even {n}" for n in range(59, 0, -2)]
    assert records.troubles() == ()


@pytest.mark.parametrize("stopped", ["before", "after"])
def test_an_erasure_stopped_half_way_is_finished_at_the_next_start(records: Records, hub: Path, stopped: str) -> None:
    fill(records, hub)

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    what = "hub.records.store.place" if stopped == "before" else "hub.records.store.Records._settle"
    with pytest.MonkeyPatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(what, stop)
        forget(records, hub)
    again = open_records(hub / "data")
    left = on_disk(hub / "data") + on_disk(hub / "content")
    assert b"zaynab" not in left.lower()
    assert again.all(Person) == ()
    assert again.troubles() == ()


def test_a_disk_that_fails_during_an_erasure_erases_all_or_nothing(
    quick_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    step, outcomes = 0, set()
    while True:
        hub = quick_path / str(step)
        (hub / "content").mkdir(parents=True)
        records = open_records(hub / "data")
        fill(records, hub)
        system = FailingSystem(step, forever=False)
        monkeypatch.setattr(disk, "os", system)
        erased = True
        try:
            forget(records, hub)
        except HubError:
            erased = False
        monkeypatch.undo()
        again = open_records(hub / "data")
        assert (again.all(Person) == ()) is erased
        assert (hub / "content/advocates/zaynab.md").exists() is not erased
        if not erased:
            assert len(again.log()) == 6
            forget(again, hub)
        assert b"zaynab" not in (on_disk(hub / "data") + on_disk(hub / "content")).lower()
        outcomes.add(erased)
        if not system.reached:
            break
        step += 3
    assert outcomes == {True, False}
