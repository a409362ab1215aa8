"""`hub.toml` changed by forms keeps its notes, and never becomes something the hub cannot read."""

from __future__ import annotations

from pathlib import Path

import pytest

from hub.actions.desk import Desk, open_desk
from hub.actions.filework import Refused
from hub.actions.permissions import Actor, NotAllowed
from hub.actions.settings import keyed, read_plain, save_settings, used_keys
from hub.actions.settings_setup import SET_UP, FirstWords, set_up_hub
from hub.actions.swatch import swatch
from hub.actions.undo import undo
from hub.content import load
from hub.records import FileChanged
from hub.records.kinds import Note, Terms
from tests.admin.support import TestClock, fill

INES = Actor("a-owner", "Ines Duarte", "owner")
TOVE = Actor("a-editor", "Tove Lind", "editor")
FIRST = FirstWords("The Watch", "We look up", "ask@watch.example", "https://watch.example", "Europe/Lisbon", "")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    fill(tmp_path / "hub")
    return open_desk(tmp_path / "hub", TestClock())


def test_notes_and_order_stay_and_undo_brings_the_file_back_to_the_byte(desk: Desk) -> None:
    toml = desk.root / "hub.toml"
    before = "# ours\n" + toml.read_text().replace('name = "Keeper"', 'name = "Keeper"  # the old hands')
    toml.write_text(before)
    digest = read_plain(desk).digest
    entry = save_settings(desk, INES, "hub", {"tagline": "New", "footer": "Foot"}, expected=digest)
    after = toml.read_text()
    assert after.startswith("# ours\n") and "# the old hands" in after
    assert (desk.settings.tagline, desk.settings.footer) == ("New", "Foot")
    undo(desk, INES, entry)
    assert toml.read_text() == before


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"base_url": "hub.example"}, "base_url"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"brand.colours": ["red"]}, "colours"),
        ({"program.contact": "nobody"}, "contact"),
        ({"title": None}, "title"),
        ({"program.contact": None}, "contact"),
        ({"program.terms": "/no-such-page/"}, "terms"),
        ({"program.terms": "ask us"}, "terms"),
        ({"desk.url": "ftp://x"}, "url"),
    ],
)
def test_what_the_hub_could_not_read_is_refused_at_its_key(
    desk: Desk, changes: dict[str, object | None], key: str
) -> None:
    before = (desk.root / "hub.toml").read_bytes()
    with pytest.raises(Refused) as told:
        save_settings(desk, INES, "hub", changes, expected=read_plain(desk).digest)
    assert [name for name, _ in told.value.at] == [key]
    assert (desk.root / "hub.toml").read_bytes() == before


def test_a_problem_that_was_there_before_stands_in_nobodys_way(desk: Desk) -> None:
    toml = desk.root / "hub.toml"
    toml.write_text(toml.read_text() + "\n[desk]\ncolour = 1\n")
    save_settings(desk, INES, "hub", {"tagline": "New"}, expected=read_plain(desk).digest)
    assert 'tagline = "New"' in toml.read_text()


def test_the_second_of_two_is_told_and_overwrites_nothing(desk: Desk) -> None:
    digest = read_plain(desk).digest
    save_settings(desk, INES, "hub", {"tagline": "First"}, expected=digest)
    with pytest.raises(FileChanged):
        save_settings(desk, INES, "hub", {"tagline": "Second"}, expected=digest)
    assert desk.settings.tagline == "First"


def test_saving_the_same_leaves_no_trace(desk: Desk) -> None:
    before, count = (desk.root / "hub.toml").read_bytes(), len(desk.records.log(limit=50))
    entry = save_settings(desk, INES, "hub", {"title": desk.settings.title}, expected=read_plain(desk).digest)
    assert entry == "" and (desk.root / "hub.toml").read_bytes() == before
    assert len(desk.records.log(limit=50)) == count


def test_only_the_owner_changes_settings(desk: Desk) -> None:
    with pytest.raises(NotAllowed):
        save_settings(desk, TOVE, "hub", {"tagline": "Mine"}, expected=read_plain(desk).digest)


def test_tiers_keep_their_keys_when_they_are_renamed_moved_and_joined_by_others(desk: Desk) -> None:
    rows = [
        {"key": "keeper", "name": "Warden", "summary": "", "colour": ""},
        {"key": "", "name": "Señor Wächter", "summary": "New", "colour": "#123456"},
        {"key": "", "name": "見張り", "summary": "", "colour": ""},
        {"key": "lookout", "name": "Lookout", "summary": "", "colour": ""},
    ]
    tables = keyed(rows, "tier")
    save_settings(desk, INES, "tiers", {"tiers": tables}, expected=read_plain(desk).digest)
    assert [(tier.key, tier.name, tier.level) for tier in desk.settings.tiers] == [
        ("keeper", "Warden", 1),
        ("senor-wachter", "Señor Wächter", 2),
        ("tier", "見張り", 3),
        ("lookout", "Lookout", 4),
    ]
    assert load(desk.root).problems.fatal == ()


def test_what_people_and_texts_name_is_counted(desk: Desk) -> None:
    used = used_keys(desk, "tiers")
    assert used["keeper"] == 2 and used["lookout"] == 1  # noor and a badge; kenji
    assert used_keys(desk, "groups") == {}
    ledger = desk.root / "content/contributions/2026.yaml"
    ledger.parent.mkdir()
    ledger.write_text("- advocate: noor\n  type: talk\n  date: 2026-01-01\n  title: One\n")
    desk.shelf.note("content/contributions/2026.yaml")
    assert used_keys(desk, "contributions") == {"talk": 1}


def test_setting_up_writes_what_a_hub_must_know_and_a_page_of_terms(desk: Desk) -> None:
    set_up_hub(desk, INES, FIRST, expected=read_plain(desk).digest)
    settings = desk.settings
    assert (settings.title, settings.program.name, settings.program.contact) == ("The Watch",) * 2 + (FIRST.contact,)
    assert (settings.base_url, settings.time_zone) == ("https://watch.example/", "Europe/Lisbon")
    assert settings.program.terms == "/terms/" and desk.shelf.leaf("pages", "terms") is not None
    assert desk.records.get(Note, SET_UP) is not None
    assert load(desk.root).problems.fatal == ()


def test_setting_up_twice_makes_nothing_twice(desk: Desk) -> None:
    for _ in range(2):
        set_up_hub(desk, INES, FIRST, expected=read_plain(desk).digest)
    assert [leaf.key for leaf in desk.shelf.of("pages")] == ["about", "terms"]
    assert [terms.id for terms in desk.records.all(Terms)] == ["1"]


def test_terms_that_are_changed_while_setting_up_become_a_version_of_their_own(desk: Desk) -> None:
    words = "You may show what I write, and I may take it back at any time."
    first = FirstWords(**{**{name: getattr(FIRST, name) for name in FirstWords.__slots__}, "terms": words})
    set_up_hub(desk, INES, first, expected=read_plain(desk).digest)
    assert max(desk.records.all(Terms), key=lambda terms: int(terms.id)).text.strip() == words
    assert words in (desk.root / "content/pages/terms.md").read_text()


def test_colours_are_shown_with_their_contrast_and_only_colours_are_drawn() -> None:
    drawing = swatch(["#ffff00", "#0000ff"])
    assert "to 1" in drawing and "#ffff00" in drawing
    for wrong in ([], ["red"], ['#123456"/><script>'], ["#111111"] * 3):
        with pytest.raises(ValueError, match="colours"):
            swatch(wrong)
