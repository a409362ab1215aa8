"""Files of records that somebody edits, breaks, loses or puts back by hand."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from hub.model import HubError
from hub.records import Records, open_records
from hub.records.kinds import Account, Draft
from tests.records.support import account, draft, edit_by_hand, files_of, on_disk, put


def test_an_edit_by_hand_is_used_told_and_kept(records: Records, hub: Path) -> None:
    put(records, account(name="before"))
    edit_by_hand(files_of(hub / "data", "accounts")[0], "before", "by hand")
    again = open_records(hub / "data")
    found = again.get(Account, "a-1")
    assert found and found.name == "by hand"
    (trouble,) = again.troubles()
    assert (trouble.path, "outside" in trouble.what) == ("data/records/accounts.json", True)
    put(again, draft())
    assert again.troubles() == ()
    assert "data/records/accounts.json" in again.log(subject="records:files")[0].words


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ('"version":1', '"version":', "accounts.json"),
        ('"role":"advocate"', '"role":"boss"', "role"),
        ('"email":', '"mail":', "email"),
        ('"id":"a-1"', '"id":"a-9"', "a-9"),
        ('{"id"', '["id"', "accounts.json"),
    ],
)
def test_a_broken_file_is_named_and_stays_as_it_is(records: Records, hub: Path, old: str, new: str, why: str) -> None:
    put(records, account(), draft())
    path = files_of(hub / "data", "accounts")[0]
    edit_by_hand(path, old, new)
    broken = path.read_bytes()
    for one in (records, open_records(hub / "data")):
        with pytest.raises(HubError, match=why) as caught, one.change(by="a", name="A", action="x") as change:
            change.put(account("a-2"))
        assert "data/records/accounts.json" in str(caught.value)
        assert "backup" in str(caught.value)
    assert path.read_bytes() == broken
    assert [p.path for p in records.troubles()] == ["data/records/accounts.json"] or "accounts" in str(
        records.troubles()
    )
    assert records.get(Draft, "d-1") is not None
    put(records, draft("d-2"))
    edit_by_hand(path, new, old)
    assert [a.id for a in open_records(hub / "data").all(Account)] == ["a-1"]


@pytest.mark.parametrize("rest", [b"", b"\n", b"\xff\xfe", b"{", b'{"records": []}', b"null"])
def test_a_file_that_holds_no_records_is_named(records: Records, hub: Path, rest: bytes) -> None:
    put(records, account())
    files_of(hub / "data", "accounts")[0].write_bytes(rest)
    with pytest.raises(HubError, match=r"data/records/accounts\.json"):
        open_records(hub / "data").all(Account)


def test_a_lost_file_is_named_with_a_way_on(records: Records, hub: Path) -> None:
    put(records, account(), draft())
    path = files_of(hub / "data", "accounts")[0]
    path.unlink()
    with pytest.raises(HubError, match=r"accounts\.json is gone"):
        open_records(hub / "data").all(Account)
    path.write_text("{}")
    again = open_records(hub / "data")
    assert again.all(Account) == ()
    put(again, account("a-2"))
    assert [a.id for a in open_records(hub / "data").all(Account)] == ["a-2"]


@pytest.mark.parametrize("broken", [None, b"", b"{", b'{"generation": "x"}'])
def test_a_lost_head_is_made_anew(records: Records, hub: Path, broken: bytes | None) -> None:
    for n in range(5):
        put(records, draft(title=str(n)), account(f"a-{n}"))
    head = hub / "data/records/head.json"
    for slots_too in (False, True):
        if broken is None:
            head.unlink()
        else:
            head.write_bytes(broken)
        if slots_too:
            for slot in (hub / "data/records").glob("journal-*"):
                slot.unlink()
        again = open_records(hub / "data")
        found = again.get(Draft, "d-1")
        assert found and found.title == "4"
        assert (again.generation, len(again.all(Account)), again.troubles()) == (5, 5, ())
    put(again, draft("d-2"))
    assert [e.id for e in again.log(limit=2)] == ["e-000000006", "e-000000005"]


def test_a_running_desk_notices_an_older_folder_put_back(records: Records, hub: Path) -> None:
    put(records, account(name="old"))
    shutil.copytree(hub / "data", hub / "backup")
    put(records, account(name="new"), draft())
    shutil.rmtree(hub / "data/records")
    shutil.copytree(hub / "backup/records", hub / "data/records")
    found = records.get(Account, "a-1")
    assert found and found.name == "old"
    assert records.all(Draft) == ()
    put(records, draft("d-2"))
    assert [d.id for d in open_records(hub / "data").all(Draft)] == ["d-2"]


def test_a_file_put_back_beside_the_others_is_taken_in(records: Records, hub: Path) -> None:
    put(records, account(), draft("d-1"))
    extra = files_of(hub / "data", "drafts")[0]
    shutil.copy(extra, hub / "kept.json")
    shutil.rmtree(hub / "data")
    again = open_records(hub / "data")
    put(again, account())
    shutil.copy(hub / "kept.json", extra)
    other = open_records(hub / "data")
    assert [d.id for d in other.all(Draft)] == ["d-1"]
    put(other, draft("d-1", title="on top"))
    assert [d.title for d in open_records(hub / "data").all(Draft)] == ["on top"]


def test_one_record_in_two_files_is_told(records: Records, hub: Path) -> None:
    put(records, draft("d-1"))
    path = files_of(hub / "data", "drafts")[0]
    shutil.copy(path, path.with_name("drafts-999.json"))
    with pytest.raises(HubError, match="d-1"):
        open_records(hub / "data").all(Draft)


def test_an_older_head_put_back_costs_no_entry_of_the_log(
    records: Records, hub: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hub.records.log.SEGMENT_ENTRIES", 4)
    head = hub / "data/records/head.json"
    for n in range(1, 12):
        put(records, account(f"a-{n}"), words=str(n))
        if n == 3:
            old = head.read_bytes()
    head.write_bytes(old)
    for one in (records, open_records(hub / "data")):
        put(one, draft("d-1"), words="after")
    words = [e.words for e in records.log(limit=100) if e.action == "test.put"]
    assert words == ["after", "after", *(str(n) for n in range(11, 0, -1))]
    assert len({e.id for e in records.log(limit=100)}) == len(records.log(limit=100))
    assert len(open_records(hub / "data").all(Account)) == 11


def test_a_folder_that_others_can_look_into_is_told(records: Records, hub: Path) -> None:
    assert records.troubles() == ()
    (hub / "data").chmod(0o755)
    (trouble,) = records.troubles()
    assert (trouble.path, "chmod 700" in trouble.cure) == ("data", True)


def test_lost_former_values_are_told_and_stop_only_the_undoing(records: Records, hub: Path) -> None:
    put(records, draft(body="long " * 500))
    put(records, draft(body="short"))
    shutil.rmtree(hub / "data/records/former")
    (trouble,) = records.troubles()
    assert (trouble.path, "1 former" in trouble.what) == ("data/records/former", True)
    entry = records.log(limit=1)[0]
    with pytest.raises(HubError, match="erased"):
        records.undo(entry.id, by="a", name="A")


def test_a_folder_that_cannot_be_used_is_named(hub: Path) -> None:
    (hub / "data").write_text("a file where a folder belongs")
    with pytest.raises(HubError, match="data"):
        open_records(hub / "data")


def test_what_laurel_wrote_says_what_it_is_in_plain_lines(records: Records, hub: Path) -> None:
    put(records, account("a-1"), account("a-2"))
    lines = files_of(hub / "data", "accounts")[0].read_text().splitlines()
    assert [line[:7] for line in lines if "example.org" in line] == ['"a-1":{', '"a-2":{']
    assert b'"collection":"accounts","schema":1' in on_disk(hub / "data")
