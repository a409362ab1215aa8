"""What TinyDB does by itself under a web admin, and what the records must never do."""

from __future__ import annotations

import ast
import os
import threading
from pathlib import Path

import pytest

from hub.records import Records, Stale, open_records
from hub.records.kinds import Account, Draft, Note, Upload
from tests.records.support import ROOT, account, draft, edit_by_hand, files_of, put, upload


def test_a_file_is_never_overwritten_in_place(records: Records, hub: Path) -> None:
    put(records, account(name="before"))
    path = files_of(hub / "data", "accounts")[0]
    with path.open("rb") as held:
        put(records, account(name="after" * 100))
        old = held.read()
    assert b"before" in old
    assert b"after" not in old
    assert b"before" not in path.read_bytes()


def test_threads_on_one_handle_lose_nothing(records: Records, hub: Path) -> None:
    def work(thread: int) -> None:
        for n in range(15):
            put(records, upload(f"u-{thread}-{n}", n))

    threads = [threading.Thread(target=work, args=(t,)) for t in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(records.all(Upload)) == len(open_records(hub / "data").all(Upload)) == 60


def test_two_handles_do_not_collide_on_ids(records: Records, hub: Path) -> None:
    other = open_records(hub / "data")
    put(records, account("a-1", name="first"))
    assert other.get(Account, "a-1") is not None
    with pytest.raises(Stale), other.change(by="b", name="B", action="x") as change:
        change.put(account("a-1", name="second"), expected=0)
    assert [a.name for a in records.all(Account)] == ["first"]


def test_many_records_at_once_never_take_the_place_of_others(records: Records, hub: Path) -> None:
    other = open_records(hub / "data")
    for n in range(3):
        put(records, *(upload(f"u-{n}-{i}", i) for i in range(50)))
        put(other, *(upload(f"v-{n}-{i}", i) for i in range(50)))
    expected = {f"{who}-{n}-{i}" for who in "uv" for n in range(3) for i in range(50)}
    for one in (records, other, open_records(hub / "data")):
        assert {u.id for u in one.all(Upload)} == expected


def test_no_answer_is_stale(records: Records, hub: Path) -> None:
    other = open_records(hub / "data")
    for n in range(20):
        writer, reader = (records, other) if n % 2 else (other, records)
        put(writer, draft(title=str(n)), Note("n", {"n": n}))
        one, note = reader.get(Draft, "d-1"), reader.get(Note, "n")
        assert one and note
        assert (one.title, note.value, [d.title for d in reader.all(Draft)]) == (str(n), {"n": n}, [str(n)])
        assert reader.generation == n + 1


def test_a_file_replaced_from_outside_loses_no_later_write(records: Records, hub: Path) -> None:
    put(records, account("a-1", name="one"), account("a-2", name="two"))
    edit_by_hand(files_of(hub / "data", "accounts")[0], '"one"', '"by hand"')
    put(records, account("a-3", name="three"))
    for one in (records, open_records(hub / "data")):
        assert [a.name for a in one.all(Account)] == ["by hand", "two", "three"]
    assert [e.action for e in records.log()] == ["records.outside", "test.put", "test.put"]


def test_a_record_changed_from_outside_is_not_overwritten_by_an_older_edit(records: Records, hub: Path) -> None:
    put(records, account(name="one"))
    edit_by_hand(files_of(hub / "data", "accounts")[0], '"version":1', '"version":2')
    with pytest.raises(Stale), records.change(by="b", name="B", action="x") as change:
        change.put(account(name="mine"), expected=1)


def test_ids_are_texts_of_our_own_and_stay_so(records: Records, hub: Path) -> None:
    ids = ["007", "7", "a b", "é", "null", "__class__", "../x", "a" * 500]
    put(records, *(draft(id) for id in ids))
    assert [d.id for d in open_records(hub / "data").all(Draft)] == sorted(ids)
    assert all(path.parent == hub / "data/records" for path in (hub / "data").rglob("drafts*"))


def test_only_the_records_know_their_store() -> None:
    strangers = []
    for room in ("hub", "badges", "admin", "artwork"):
        for folder, _, names in os.walk(ROOT / room):
            for path in (Path(folder) / name for name in names if name.endswith(".py")):
                for node in ast.walk(ast.parse(path.read_bytes())):
                    modules = [a.name for a in node.names] if isinstance(node, ast.Import) else []
                    modules += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
                    if any(m.split(".")[0] == "tinydb" for m in modules):
                        strangers.append(path.relative_to(ROOT).as_posix())
    assert strangers
    assert all(path.startswith("hub/records/") for path in strangers)
