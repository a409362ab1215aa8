"""Undo: former values come back, unless something came after."""

from __future__ import annotations

from pathlib import Path

import pytest

from hub.model import HubError
from hub.records import Records, open_records
from hub.records.kinds import Draft
from tests.records.support import digest, draft, put

LONG = "a long text " * 500


def test_undo_brings_back_records_and_files(records: Records, hub: Path) -> None:
    post = hub / "content/posts/x.md"
    post.write_bytes(b"before")
    put(records, draft("d-1", body=LONG), draft("d-2"))
    with records.change(by="a", name="Noor", action="x", words="Noor tidied up", undoable=True) as change:
        change.put(draft("d-1", body="short"))
        change.remove(Draft, "d-2")
        change.put(draft("d-3"))
        change.file("content/posts/x.md", b"after", expected=digest(b"before"))
        change.file("content/posts/y.md", b"new", expected=None)
    entry = open_records(hub / "data").undo(records.log(limit=1)[0].id, by="b", name="Sam")
    assert [(d.id, d.body, d.version) for d in records.all(Draft)] == [("d-1", LONG, 3), ("d-2", "", 2)]
    assert post.read_bytes() == b"before"
    assert not (hub / "content/posts/y.md").exists()
    assert (entry.words, entry.by, entry.undoes) == ("Sam undid: Noor tidied up", "b", records.log()[1].id)


def test_an_undoing_can_be_undone(records: Records, hub: Path) -> None:
    with records.change(by="a", name="A", action="x", undoable=True) as change:
        change.put(draft(title="made"))
        change.file("content/posts/x.md", b"made", expected=None)
    first = records.log()[0]
    undoing = records.undo(first.id, by="a", name="A")
    assert records.all(Draft) == ()
    records.undo(undoing.id, by="a", name="A")
    assert [d.title for d in records.all(Draft)] == ["made"]
    assert (hub / "content/posts/x.md").read_bytes() == b"made"


def test_what_was_undone_is_not_undone_twice(records: Records) -> None:
    put(records, draft())
    entry = records.log()[0]
    records.undo(entry.id, by="a", name="A")
    with pytest.raises(HubError, match="already"):
        records.undo(entry.id, by="a", name="A")


def test_undo_tells_who_came_after(records: Records) -> None:
    put(records, draft(title="one"))
    put(records, draft(title="two"))
    entry = records.log()[0]
    with records.change(by="s", name="Sam", action="x", words="Sam changed the title") as change:
        change.put(draft(title="three"))
    with pytest.raises(HubError, match="Sam changed the title"):
        records.undo(entry.id, by="a", name="A")
    found = records.get(Draft, "d-1")
    assert found and found.title == "three"


def test_undo_of_a_file_changed_by_hand_says_so(records: Records, hub: Path) -> None:
    with records.change(by="a", name="A", action="x", undoable=True) as change:
        change.put(draft())
        change.file("content/posts/x.md", b"made", expected=None)
    (hub / "content/posts/x.md").write_bytes(b"by hand")
    with pytest.raises(HubError, match="by hand"):
        records.undo(records.log()[0].id, by="a", name="A")
    assert (hub / "content/posts/x.md").read_bytes() == b"by hand"
    assert records.get(Draft, "d-1") is not None


def test_only_what_can_be_undone_is(records: Records) -> None:
    put(records, draft(), undoable=False)
    with pytest.raises(HubError, match="can be undone"):
        records.undo(records.log()[0].id, by="a", name="A")
    with pytest.raises(HubError, match="not in the log"):
        records.undo("e-000000099", by="a", name="A")


def test_a_version_that_was_undone_never_comes_again(records: Records) -> None:
    put(records, draft(title="first"))
    put(records, draft(title="second"))
    with records.change(by="a", name="A", action="x", undoable=True) as change:
        change.remove(Draft, "d-1")
        change.put(draft(title="anew"))
    records.undo(records.log(limit=1)[0].id, by="a", name="A")
    (found,) = records.all(Draft)
    assert (found.title, found.version) == ("second", 3)
