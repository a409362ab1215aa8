"""Pages, events, resources, changes and topics: written so that the hub builds, and so that notes by hand stay."""

from __future__ import annotations

from pathlib import Path

import pytest

from hub.actions.desk import Desk, open_desk
from hub.actions.entries import KINDS, EntryText, create_entry, read_entry, remove_entry, save_entry
from hub.actions.filework import Refused
from hub.actions.permissions import Actor, NotAllowed
from hub.actions.undo import undo
from hub.content import load
from hub.model import HubError
from hub.publish import build
from hub.records import FileChanged
from hub.records.kinds import Person, Profile
from tests.admin.support import START, TestClock, fill

TOVE = Actor("a-editor", "Tove Lind", "editor")
RAVI = Actor("a-reviewer", "Ravi Menon", "reviewer")
WHOLE = {
    "pages": {"title": "House rules", "summary": "Be kind.", "menu": "Rules", "order": 2},
    "events": {
        "title": "Night watch",
        "starts": "2026-12-24T22:00",
        "ends": "2026-12-25",
        "place": "Tromsø",
        "online": True,
        "url": "https://hub.example/join",
        "hosts": ["noor", "kenji"],
        "groups": ["north"],
        "tags": ["sea", "night"],
    },
    "resources": {
        "title": "Mast plan",
        "summary": "A mast.",
        "url": "https://x.example/mast",
        "kind": "Plan",
        "order": 1,
    },
    "changes": {
        "title": "It is too loud",
        "date": "2026-06-01",
        "advocates": ["noor"],
        "url": "https://hub.example/quiet",
    },
    "topics": {"title": "Night", "tags": ["dark", "moon"]},
}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    fill(tmp_path / "hub")
    return open_desk(tmp_path / "hub", TestClock())


@pytest.mark.parametrize("kind", list(KINDS))
def test_every_field_of_every_kind_reads_back_and_the_hub_builds(desk: Desk, kind: str) -> None:
    assert set(WHOLE[kind]) | {"file"} >= {field.name for field in KINDS[kind].fields}
    saved = create_entry(desk, TOVE, kind, EntryText(WHOLE[kind], "Some *words*.\n"))
    words, leaf, _ = read_entry(desk, kind, saved.slug)
    assert dict(words.values) == {key: v if isinstance(v, bool | list) else _plain(v) for key, v in WHOLE[kind].items()}
    assert words.body.strip() == "Some *words*."
    assert leaf.path.startswith(f"content/{kind}/")
    assert load(desk.root).problems.fatal == ()


def _plain(value: object) -> object:
    return value


@pytest.mark.parametrize("kind", list(KINDS))
def test_saving_what_was_read_changes_no_byte(desk: Desk, kind: str) -> None:
    leaf = desk.shelf.of(kind)[0]
    words, _, digest = read_entry(desk, kind, leaf.key)
    before = (desk.root / leaf.path).read_bytes()
    save_entry(desk, TOVE, kind, leaf.key, words, expected=digest)
    assert (desk.root / leaf.path).read_bytes() == before


def test_notes_by_hand_and_fields_the_form_does_not_know_stay(desk: Desk) -> None:
    path = desk.root / "content/pages/about.md"
    path.write_text("---\n# who we are\ntitle:   'About'   # short\nmenu: Us\naliases: [/who/]\n---\n\nOld.\n")
    desk.shelf.note("content/pages/about.md")
    _, _, digest = read_entry(desk, "pages", "about")
    save_entry(desk, TOVE, "pages", "about", EntryText({"title": "About", "menu": ""}, "New."), expected=digest)
    assert path.read_text() == "---\n# who we are\ntitle:   'About'   # short\naliases: [/who/]\n---\n\nNew.\n"


@pytest.mark.parametrize(
    ("kind", "slug", "old", "new"),
    [
        ("pages", "about", "/about/", "/who/"),
        ("events", "open-day", "/events/open-day/", "/events/who/"),
        ("topics", "sea", "/topics/sea/", "/topics/who/"),
    ],
)
def test_a_renamed_entry_is_still_found_at_its_old_address(
    desk: Desk, tmp_path: Path, kind: str, slug: str, old: str, new: str
) -> None:
    words, leaf, digest = read_entry(desk, kind, slug)
    saved = save_entry(desk, TOVE, kind, slug, words, expected=digest, new_slug="who")
    assert saved.slug == "who" and not (desk.root / leaf.path).exists()
    build(desk.root, out=tmp_path / "out", now=START)
    moved = (tmp_path / "out" / old.strip("/") / "index.html").read_text()
    assert new in moved and "refresh" in moved
    assert (tmp_path / "out" / new.strip("/") / "index.html").is_file()
    undo(desk, TOVE, saved.entry)
    assert (desk.root / leaf.path).exists() and desk.shelf.leaf(kind, "who") is None


def test_a_page_that_comes_back_to_its_old_address_does_not_lead_to_itself(desk: Desk) -> None:
    for slug, goal in (("about", "who"), ("who", "about")):
        words, _, digest = read_entry(desk, "pages", slug)
        save_entry(desk, TOVE, "pages", slug, words, expected=digest, new_slug=goal)
    words, _, _ = read_entry(desk, "pages", "about")
    assert words.values["aliases"] == ["/who/"]
    assert load(desk.root).problems.fatal == ()


@pytest.mark.parametrize(
    ("kind", "values", "slug", "field"),
    [
        ("pages", {"title": "Posts"}, "posts", "slug"),
        ("pages", {"title": "Again"}, "about", "slug"),
        ("pages", {"title": "Two Words"}, "Two Words", "slug"),
        ("events", {"title": "No day", "starts": "soon"}, "", "starts"),
        ("events", {"title": "Backwards", "starts": "2026-12-02", "ends": "2026-12-01"}, "", "ends"),
        ("resources", {"title": "Two", "url": "https://x.example/", "file": "media/a.pdf"}, "", "file"),
        ("resources", {"title": "None", "file": "media/none.pdf"}, "", "file"),
        ("resources", {"title": "Out", "file": "media/../../hub.toml"}, "", "file"),
        ("topics", {"title": "Coast", "tags": ["coast"]}, "shore", "tags"),
        ("topics", {"title": "Coast"}, "coast", "slug"),
        ("topics", {"title": "Nothing", "tags": ["…"]}, "", "tags"),
        ("topics", {"title": "Page"}, "page", "slug"),
        ("topics", {"title": "x" * 121}, "", "title"),
        ("changes", {"title": "When"}, "", "date"),
    ],
)
def test_what_check_would_stop_is_refused_at_its_field(
    desk: Desk, kind: str, values: dict[str, object], slug: str, field: str
) -> None:
    before = sorted(desk.shelf.leaves())
    with pytest.raises(Refused) as told:
        create_entry(desk, TOVE, kind, EntryText(values, ""), slug)
    assert field in [name for name, _ in told.value.at]
    assert all("`" not in words for _, words in told.value.at)
    assert sorted(desk.shelf.leaves(fresh=True)) == before


def test_two_entries_of_one_title_get_addresses_of_their_own(desk: Desk) -> None:
    slugs = [create_entry(desk, TOVE, "pages", EntryText({"title": "Same"}, "")).slug for _ in range(3)]
    assert slugs == ["same", "same-2", "same-3"]


def test_nobody_who_has_not_agreed_is_named_in_an_event_or_a_change(desk: Desk) -> None:
    with desk.records.change(by="t", name="T", action="test", subject="", words="x") as change:
        change.put(Person("ada", Profile("Ada Long"), START))
    for kind, field in (("events", "hosts"), ("changes", "advocates")):
        with pytest.raises(Refused, match="Ada Long has not agreed"):
            create_entry(desk, TOVE, kind, EntryText({**WHOLE[kind], field: ["noor", "ada"]}, ""))
    assert "ada" not in "".join(path.read_text() for path in (desk.root / "content").rglob("*.md"))


def test_removing_is_undone_to_the_byte(desk: Desk) -> None:
    path = desk.root / "content/events/open-day.md"
    before = path.read_bytes()
    done = remove_entry(desk, TOVE, "events", "open-day", expected=read_entry(desk, "events", "open-day")[2])
    assert not path.exists() and desk.shelf.leaf("events", "open-day") is None
    undo(desk, TOVE, done.entry)
    assert path.read_bytes() == before


def test_the_second_of_two_is_told_and_overwrites_nothing(desk: Desk) -> None:
    words, leaf, digest = read_entry(desk, "events", "open-day")
    save_entry(
        desk, TOVE, "events", "open-day", EntryText({**words.values, "place": "Oslo"}, "First."), expected=digest
    )
    now = (desk.root / leaf.path).read_bytes()
    with pytest.raises(FileChanged) as told:
        save_entry(desk, TOVE, "events", "open-day", words, expected=digest)
    assert told.value.current == now
    with pytest.raises(FileChanged):
        remove_entry(desk, TOVE, "events", "open-day", expected=digest)
    assert (desk.root / leaf.path).read_bytes() == now


def test_reviewers_look_and_change_nothing(desk: Desk) -> None:
    with pytest.raises(NotAllowed):
        create_entry(desk, RAVI, "pages", EntryText({"title": "Mine"}, ""))


def test_a_time_with_an_offset_stays_as_it_is_written_while_it_means_the_same(desk: Desk) -> None:
    path = desk.root / "content/events/open-day.md"
    before = path.read_text().replace("2026-12-05T10:00", "2026-12-05T11:00+01:00  # their own clock")
    path.write_text(before)
    desk.shelf.note("content/events/open-day.md")
    words, _, digest = read_entry(desk, "events", "open-day")
    same = EntryText({**words.values, "starts": "2026-12-05T10:00"}, words.body)
    save_entry(desk, TOVE, "events", "open-day", same, expected=digest)
    assert path.read_text() == before
    later = EntryText({**words.values, "starts": "2026-12-05T10:30"}, words.body)
    save_entry(desk, TOVE, "events", "open-day", later, expected=digest)
    assert "starts: 2026-12-05T10:30  # their own clock" in path.read_text()


def test_hosts_keep_the_order_somebody_gave_them(desk: Desk) -> None:
    path = desk.root / "content/events/open-day.md"
    path.write_text(path.read_text().replace("[noor]", "[noor, kenji]"))
    desk.shelf.note("content/events/open-day.md")
    words, _, digest = read_entry(desk, "events", "open-day")
    chosen = EntryText({**words.values, "hosts": ["kenji", "noor"], "place": "Oslo"}, words.body)
    save_entry(desk, TOVE, "events", "open-day", chosen, expected=digest)
    assert "hosts: [noor, kenji]" in path.read_text()


def test_the_page_of_the_programs_terms_is_neither_moved_nor_removed(desk: Desk) -> None:
    toml = desk.root / "hub.toml"
    toml.write_text(toml.read_text().replace("[program]", '[program]\nterms = "/about/"'))
    words, _, digest = read_entry(desk, "pages", "about")
    with pytest.raises(HubError, match="terms stand on this page"):
        remove_entry(desk, TOVE, "pages", "about", expected=digest)
    with pytest.raises(Refused, match="terms stand at this address"):
        save_entry(desk, TOVE, "pages", "about", words, expected=digest, new_slug="who")
    assert (desk.root / "content/pages/about.md").is_file()
