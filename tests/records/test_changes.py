"""A change: all or nothing, told in the audit, and never over somebody else's work."""

from __future__ import annotations

import dataclasses
import datetime as dt
import os
import stat
from pathlib import Path

import pytest

import hub.records.kinds
from hub.model import Disclosure, HubError
from hub.records import FileChanged, Records, Stale, new_id, open_records
from hub.records.kinds import (
    AuditEntry,
    Consent,
    Draft,
    Held,
    Letter,
    Note,
    OneTimeLink,
    Person,
    Profile,
    ProfileEdit,
    Publish,
    Step,
    Terms,
)
from hub.records.layout import COLLECTIONS, by_kind
from tests.records.support import NOON, account, digest, draft, put, upload

STEP = Step(NOON, "a-1", "Noor", "submitted", "Ready, I think.", "")
PROFILE = Profile("Noor Haddad", languages=("ar", "en"), number=7, tier="gold")
CONSENT = Consent("1", NOON, "recorded", "a-1", True, True, "by letter")
EVERYTHING = [
    account(handles=("noor", "team"), password="$argon2id$…", last_seen=NOON, disabled=True),
    OneTimeLink("ab" * 32, "a-1", "invite", NOON, NOON + dt.timedelta(hours=1), used=NOON),
    Terms("1", "Be kind.", NOON, "a-1"),
    Person(
        "noor", PROFILE, NOON, "n@example.org", ("city",), CONSENT, NOON, ProfileEdit(PROFILE, (), "draft"), (STEP,)
    ),
    Held("h-1", "content/awards/x.yaml", "id: x\n", "noor", "consent", NOON),
    draft(disclosure=(Disclosure("gift", "a mug", dt.date(2026, 1, 2)),), history=(STEP,), tags=("bees",), cover="x"),
    upload("u-1", 12),
    Letter("l-1", "n@example.org", "Hello", "text", "<p>html</p>", "failed", NOON, NOON, tries=3, trouble="refused"),
    Publish("p-1", "a-1", "Noor", NOON, "done", ended=NOON, changes=("2 pages",)),
    Note("set-up", {"done": True, "steps": [1, 2, {"x": None}], "text": "ü\u2028"}),
]


@pytest.mark.parametrize("record", EVERYTHING, ids=lambda r: type(r).__name__)
def test_what_was_put_is_there_after_opening_again(records: Records, hub: Path, record: object) -> None:
    put(records, record)
    kept = dataclasses.replace(record, version=1)
    again = open_records(hub / "data")
    assert again.get(type(record), record.id) == kept
    assert again.all(type(record)) == (kept,)


def test_reads_inside_a_change_see_its_own_writes(records: Records) -> None:
    put(records, draft("d-2"), draft("d-3"))
    with records.change(by="a", name="A", action="x") as change:
        change.put(draft("d-1", title="new"))
        change.remove(Draft, "d-2")
        assert [d.id for d in change.all(Draft)] == ["d-1", "d-3"]
        assert change.get(Draft, "d-2") is None
        assert records.get(Draft, "d-2") is not None
    assert [d.id for d in records.all(Draft)] == ["d-1", "d-3"]


def test_an_exception_inside_leaves_everything_as_it_was(records: Records, hub: Path) -> None:
    put(records, draft(title="before"))
    with pytest.raises(ZeroDivisionError), records.change(by="a", name="A", action="x") as change:
        change.put(draft(title="after"))
        change.file("content/posts/x.md", b"x", expected=None)
        raise ZeroDivisionError
    for one in (records, open_records(hub / "data")):
        found = one.get(Draft, "d-1")
        assert found and found.title == "before"
        assert len(one.log()) == 1
    assert not (hub / "content/posts/x.md").exists()


def test_versions_rise_by_one_whatever_the_record_says(records: Records) -> None:
    with records.change(by="a", name="A", action="x") as change:
        assert change.put(draft(version=0)).version == 1
    with records.change(by="a", name="A", action="x") as change:
        assert change.put(draft(version=77), expected=1).version == 2
        assert change.put(draft()).version == 3


def test_an_edit_of_an_older_version_is_stale_and_shows_the_current_one(records: Records) -> None:
    put(records, draft(title="one"))
    put(records, draft(title="two"))
    with pytest.raises(Stale) as caught, records.change(by="a", name="A", action="x") as change:
        change.put(draft(title="mine"), expected=1)
    assert caught.value.current.title == "two"
    with pytest.raises(Stale), records.change(by="a", name="A", action="x") as change:
        change.remove(Draft, "d-1", expected=1)
    with pytest.raises(Stale) as caught, records.change(by="a", name="A", action="x") as change:
        change.put(draft("d-9"), expected=4)
    assert caught.value.current is None
    found = records.get(Draft, "d-1")
    assert found and found.title == "two"


def test_a_field_that_may_not_hold_this_is_refused_by_name(records: Records) -> None:
    for wrong in (account(role="boss"), draft(title=b"bytes"), draft(title="\ud800"), draft(authors="noor")):
        with pytest.raises(HubError, match="cannot be kept"), records.change(by="a", name="A", action="x") as change:
            change.put(wrong)
    with pytest.raises(HubError, match=r"role"), records.change(by="a", name="A", action="x") as change:
        change.put(account(role="boss"))
    assert records.generation == 0


def test_a_list_given_for_a_tuple_is_kept_apart_from_its_giver(records: Records) -> None:
    names = ["noor"]
    put(records, draft(authors=names))
    names.append("mallory")
    found = records.get(Draft, "d-1")
    assert found and found.authors == ("noor",)


def test_the_audit_tells_who_did_what_to_what_when_and_why(hub: Path) -> None:
    records = open_records(hub / "data", now=lambda: NOON)
    put(records, draft(title="before"))
    with records.change(
        by="a-2", name="Sam", action="draft.approve", subject="draft:d-1", words="w", why="good", undoable=True
    ) as change:
        change.put(draft(title="after"))
        change.file("content/posts/x.md", b"x", expected=None)
        change.words = "Sam approved “after”"
    entry = records.log(limit=1)[0]
    said = (entry.by, entry.name, entry.action, entry.subject, entry.words, entry.why, entry.at, entry.undoable)
    assert said == ("a-2", "Sam", "draft.approve", "draft:d-1", "Sam approved “after”", "good", NOON, True)
    assert [(f.collection, f.id, f.before and f.before["title"], f.after_version) for f in entry.records] == [
        ("drafts", "d-1", "before", 2)
    ]
    assert [(f.path, f.before, f.after) for f in entry.files] == [("content/posts/x.md", None, digest(b"x"))]
    assert records.entry(entry.id) == entry


def test_a_change_that_changes_nothing_leaves_no_trace_unless_told_to(records: Records) -> None:
    with records.change(by="a", name="A", action="x") as change:
        change.remove(Draft, "nowhere")
        change.put(draft())
        change.remove(Draft, "d-1")
    assert (records.generation, records.log()) == (0, ())
    with records.change(by="a", name="A", action="looked") as change:
        change.note()
    assert [e.action for e in records.log()] == ["looked"]


def test_a_change_inside_a_change_and_one_that_has_ended_are_mistakes(records: Records) -> None:
    with records.change(by="a", name="A", action="x") as change:
        change.put(draft())
        with pytest.raises(RuntimeError), records.change(by="a", name="A", action="y"):
            pass
    with pytest.raises(RuntimeError):
        change.put(draft())
    assert records.get(Draft, "d-1") is not None


def test_files_of_the_hub_are_written_changed_and_removed(records: Records, hub: Path) -> None:
    path = hub / "content/advocates/deep/noor.md"
    with records.change(by="a", name="A", action="x") as change:
        change.file("content/advocates/deep/noor.md", b"one", expected=None)
    path.chmod(0o640)
    with records.change(by="a", name="A", action="x") as change:
        change.file("content/advocates/deep/noor.md", b"two", expected=digest(b"one"))
    assert path.read_bytes() == b"two"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    with records.change(by="a", name="A", action="x") as change:
        change.file("content/advocates/deep/noor.md", None, expected=digest(b"two"))
    assert not path.exists()
    assert records.former(digest(b"two")) == b"two"


@pytest.mark.parametrize("meanwhile", [b"by hand", None])
def test_a_file_changed_in_the_meantime_is_shown_and_nothing_is_written(
    records: Records, hub: Path, meanwhile: bytes | None
) -> None:
    path = hub / "content/posts/x.md"
    path.write_bytes(b"one")
    with pytest.raises(FileChanged) as caught, records.change(by="a", name="A", action="x") as change:
        change.put(draft())
        change.file("content/posts/y.md", b"y", expected=None)
        change.file("content/posts/x.md", b"mine", expected=digest(b"one"))
        if meanwhile is None:
            path.unlink()
        else:
            path.write_bytes(meanwhile)
    assert (caught.value.path, caught.value.current) == ("content/posts/x.md", meanwhile)
    assert (path.read_bytes() if path.exists() else None) == meanwhile
    assert not (hub / "content/posts/y.md").exists()
    assert records.get(Draft, "d-1") is None
    with pytest.raises(FileChanged), records.change(by="a", name="A", action="x") as change:
        change.file("content/posts/x.md", b"mine", expected=digest(b"one"))


@pytest.mark.parametrize(
    "path",
    [
        "public/index.html", "data/records/head.json", "../other/content/x.md", "content/../hub.toml", "content",
        "/etc/passwd", "content//x.md", "content/./x.md", "content\\x.md", "content/posts", "hub.toml/x", "",
        "content/a\0b", "site/templates/base.html",
    ],
)  # fmt: skip
def test_only_content_and_settings_can_be_written(records: Records, path: str) -> None:
    with pytest.raises(HubError), records.change(by="a", name="A", action="x") as change:
        change.file(path, b"x", expected=None)


def test_nothing_is_written_through_a_link_out_of_the_hub(records: Records, hub: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "x.md").write_text("theirs")
    (hub / "content/linked").symlink_to(outside)
    (hub / "content/posts/x.md").symlink_to(outside / "x.md")
    (hub / "content/private").symlink_to(hub / "data")
    (hub / "hub.toml").symlink_to(outside / "new.toml")
    for path in ("content/linked/y.md", "content/posts/x.md", "content/private/y.md", "hub.toml"):
        with pytest.raises(HubError, match="link"), records.change(by="a", name="A", action="x") as change:
            change.file(path, b"x", expected=digest(b"theirs") if path.endswith("x.md") else None)
    assert sorted(os.listdir(outside)) == ["x.md"]
    assert (outside / "x.md").read_text() == "theirs"


def test_a_link_inside_content_is_followed(records: Records, hub: Path) -> None:
    (hub / "content/posts/real.md").write_bytes(b"one")
    (hub / "content/posts/link.md").symlink_to("real.md")
    with records.change(by="a", name="A", action="x") as change:
        change.file("content/posts/link.md", b"two", expected=digest(b"one"))
    assert (hub / "content/posts/real.md").read_bytes() == b"two"
    assert (hub / "content/posts/link.md").is_symlink()


def test_only_the_owner_of_the_folder_can_read_it(records: Records, hub: Path) -> None:
    with records.change(by="a", name="A", action="x") as change:
        change.put(draft(body="x" * 1000))
        change.file("content/posts/x.md", b"x", expected=None)
    put(records, draft(body="y"))
    for path in [hub / "data", *(hub / "data").rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path
    assert stat.S_IMODE((hub / "content/posts/x.md").stat().st_mode) & 0o600 == 0o600


def test_git_leaves_private_things_alone(records: Records, hub: Path) -> None:
    assert (hub / "data/.gitignore").read_text() == "*\n"


def test_new_ids_are_short_plain_and_new() -> None:
    made = {new_id("d") for _ in range(1000)}
    assert len(made) == 1000
    assert all(id.startswith("d-") and len(id) == 12 and id == id.lower() and id.isascii() for id in made)


def test_every_kind_of_record_has_a_collection_and_is_tried_above() -> None:
    kinds = {
        thing
        for thing in vars(hub.records.kinds).values()
        if dataclasses.is_dataclass(thing) and {"id", "version"} <= {f.name for f in dataclasses.fields(thing)}
    }
    assert set(by_kind(COLLECTIONS)) == {type(record) for record in EVERYTHING} == kinds - {AuditEntry}
