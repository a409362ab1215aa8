"""Badges are made and given, taken back and hidden, and every file says so in the contract's words."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from hub.actions.award_list import all_awards, find_award, has_ended, holders
from hub.actions.award_pictures import award_picture, award_zip
from hub.actions.awards import REASONS, Gift, give, hide, new_award_id, revoke
from hub.actions.badges import BadgeText, create_badge, is_fixed, picture, read_badge, remove_badge, save_badge
from hub.actions.consent import record, withdraw
from hub.actions.desk import Desk, open_desk
from hub.actions.durations import in_words
from hub.actions.filework import Refused
from hub.actions.permissions import Actor, NotAllowed
from hub.actions.undo import undo
from hub.content import digest_of, front_matter, load, yaml_values
from hub.model import Design, HubError
from hub.publish import build
from hub.records import FileChanged
from hub.records.kinds import Held, Letter, Person, Profile
from tests.admin.support import START, TestClock, fill

OWNER = Actor("a-owner", "Ines Duarte", "owner")
TOVE = Actor("a-editor", "Tove Lind", "editor")
RAVI = Actor("a-reviewer", "Ravi Menon", "reviewer")
NOOR = Actor("a-noor", "Noor Haddad", "advocate", ("noor",))
KENJI = Actor("a-kenji", "Kenji Mori", "advocate", ("kenji",))
LAMP = BadgeText(
    "Lamplighter", "Show a newcomer the way.\n", "For patience.", "keeper", Design("shield", "sea", "lamp")
)
TODAY = "2026-11-20"


@pytest.fixture
def clock() -> TestClock:
    return TestClock()


@pytest.fixture
def desk(tmp_path: Path, clock: TestClock) -> Desk:
    fill(tmp_path / "hub")
    return open_desk(tmp_path / "hub", clock)


def add_private_person(desk: Desk, handle: str, name: str) -> None:
    """Somebody who has not agreed to anything yet."""
    with desk.records.change(by="t", name="T", action="test", subject="", words="Added") as change:
        change.put(Person(handle, Profile(name), START))


# -- badges


def test_a_badge_reads_back_as_it_was_made_and_the_hub_builds_with_it(desk: Desk) -> None:
    words = replace(LAMP, valid_for="P2Y", tags=("mentoring",))
    saved = create_badge(desk, TOVE, words)
    assert saved.slug == "lamplighter"
    read, leaf, _ = read_badge(desk, "lamplighter")
    assert (read, leaf.path) == (words, "content/badges/lamplighter.md")
    assert load(desk.root).problems.fatal == ()


def test_undoing_a_new_badge_removes_its_file(desk: Desk) -> None:
    saved = create_badge(desk, TOVE, LAMP)
    undo(desk, TOVE, saved.entry)
    assert not (desk.root / "content/badges/lamplighter.md").exists()
    assert desk.shelf.leaf("badges", "lamplighter") is None


def test_changing_a_badge_leaves_notes_order_and_what_is_not_changed_as_written(desk: Desk) -> None:
    path = desk.root / "content/badges/first-light.md"
    before = "---\n# ours\nsummary: 'For a first post.'\nname: First Light  # short\n---\n\nPublish one post.\n"
    path.write_text(before)
    desk.shelf.note("content/badges/first-light.md")
    words, _, digest = read_badge(desk, "first-light")
    save_badge(desk, TOVE, "first-light", replace(words, name="First Lamp"), expected=digest)
    assert path.read_text() == before.replace("First Light  # short", "First Lamp  # short")


@pytest.mark.parametrize(
    ("words", "field"),
    [
        (replace(LAMP, design=Design("triangle")), "design"),
        (replace(LAMP, design=Design(palette=("#12345",))), "design"),
        (replace(LAMP, tier="admiral"), "tier"),
        (replace(LAMP, criteria="", summary=""), "criteria"),
        (replace(LAMP, valid_for="a year"), "valid_for"),
        (replace(LAMP, name="x" * 81), "name"),
        (replace(LAMP, name="\u2066test\u2067"), "name"),
    ],
)
def test_a_badge_the_hub_could_not_show_is_refused_at_its_field(desk: Desk, words: BadgeText, field: str) -> None:
    with pytest.raises(Refused) as told:
        create_badge(desk, TOVE, words, "lamp")
    assert field in {name for name, _ in told.value.at}
    assert not (desk.root / "content/badges/lamp.md").exists()


def test_a_badge_moves_until_somebody_has_it_and_never_after(desk: Desk) -> None:
    create_badge(desk, TOVE, LAMP)
    digest = read_badge(desk, "lamplighter")[2]
    save_badge(desk, TOVE, "lamplighter", LAMP, expected=digest, new_slug="lantern")
    assert not (desk.root / "content/badges/lamplighter.md").exists()
    give(desk, TOVE, Gift("lantern", TODAY), ["noor"])
    digest = read_badge(desk, "lantern")[2]
    with pytest.raises(Refused, match="stays as it is"):
        save_badge(desk, TOVE, "lantern", LAMP, expected=digest, new_slug="lamp")
    with pytest.raises(HubError, match="given to somebody"):
        remove_badge(desk, TOVE, "lantern", expected=digest)


def test_an_award_that_waits_for_consent_fixes_its_badge_too(desk: Desk) -> None:
    create_badge(desk, TOVE, LAMP)
    add_private_person(desk, "ada", "Ada Long")
    assert not is_fixed(desk, "lamplighter")
    give(desk, TOVE, Gift("lamplighter", TODAY), ["ada"])
    assert is_fixed(desk, "lamplighter")


def test_a_badge_a_text_links_to_is_neither_moved_nor_removed(desk: Desk) -> None:
    create_badge(desk, TOVE, LAMP)
    page = desk.root / "content/pages/about.md"
    page.write_text(page.read_text() + "\nSee [it](badge:lamplighter).\n")
    desk.shelf.note("content/pages/about.md")
    digest = read_badge(desk, "lamplighter")[2]
    with pytest.raises(HubError, match="About links to this badge"):
        remove_badge(desk, TOVE, "lamplighter", expected=digest)
    with pytest.raises(HubError, match="About links to this badge"):
        save_badge(desk, TOVE, "lamplighter", LAMP, expected=digest, new_slug="lamp")


def test_the_second_of_two_is_told_and_overwrites_nothing(desk: Desk) -> None:
    words, leaf, digest = read_badge(desk, "first-light")
    by_hand = desk.shelf.text(leaf.path).replace("Publish one post", "Publish two posts")
    (desk.root / leaf.path).write_text(by_hand)
    with pytest.raises(FileChanged) as told:
        save_badge(desk, TOVE, "first-light", replace(words, name="Mine"), expected=digest)
    assert told.value.current == by_hand.encode()
    assert (desk.root / leaf.path).read_text() == by_hand


def test_the_picture_on_the_desk_is_the_one_the_hub_publishes(desk: Desk, tmp_path: Path) -> None:
    words, _, _ = read_badge(desk, "storm-watch")
    build(desk.root, out=tmp_path / "out", now=START)
    assert picture(desk, words, 300) == (tmp_path / "out/badges/storm-watch/badge-300.png").read_bytes()
    assert picture(desk, words, 300, kept=True) == picture(desk, words, 300)


@pytest.mark.parametrize("actor", [RAVI, NOOR])
def test_only_owner_and_editor_make_and_give_badges(desk: Desk, actor: Actor) -> None:
    with pytest.raises(NotAllowed):
        create_badge(desk, actor, LAMP)
    with pytest.raises(NotAllowed):
        give(desk, actor, Gift("storm-watch", TODAY), ["noor"])
    with pytest.raises(NotAllowed):
        revoke(desk, actor, "aw-noor", "mistake")


@pytest.mark.parametrize(
    ("duration", "words"),
    [(None, "for good"), ("P1Y", "1 year"), ("P6M", "6 months"), ("P1Y6M", "1 year and 6 months"), ("P30D", "30 days")],
)
def test_durations_are_told_in_words(duration: str | None, words: str) -> None:
    assert in_words(duration) == words


# -- awards


def test_award_ids_are_short_plain_and_not_to_be_guessed() -> None:
    ids = [new_award_id(()) for _ in range(200)]
    assert len(set(ids)) == 200
    assert all(re.fullmatch(r"[a-z][a-z0-9]{9}", found) for found in ids)


def test_an_award_is_a_file_of_the_contract_and_the_hub_shows_it(desk: Desk, tmp_path: Path) -> None:
    words, _, digest = read_badge(desk, "storm-watch")
    save_badge(desk, TOVE, "storm-watch", replace(words, valid_for="P1Y"), expected=digest)
    done = give(desk, TOVE, Gift("storm-watch", TODAY, "Stayed up all night.", "post:frost-at-dawn"), ["noor"])
    (award_id,) = done.made
    fields = yaml_values((desk.root / f"content/awards/2026/{award_id}.yaml").read_text())
    assert fields == {
        "id": award_id,
        "badge": "storm-watch",
        "advocate": "noor",
        "awarded": TODAY,
        "expires": "2027-11-20",
        "evidence": [{"url": "post:frost-at-dawn", "text": "Stayed up all night."}],
    }
    build(desk.root, out=tmp_path / "out", now=START)
    assert "Stayed up all night." in (tmp_path / f"out/awards/{award_id}/index.html").read_text()


def test_the_badge_to_take_along_has_the_very_bytes_the_hub_publishes(desk: Desk, tmp_path: Path) -> None:
    done = give(desk, TOVE, Gift("storm-watch", TODAY, "So that.", "post:frost-at-dawn"), ["noor"])
    (award_id,) = done.made
    build(desk.root, out=tmp_path / "out", now=START)
    given = find_award(desk, award_id)
    assert given is not None
    published = {
        600: tmp_path / f"out/awards/{award_id}.png",
        **{size: tmp_path / f"out/awards/{award_id}/badge-{size}.png" for size in (1200, 300, 150)},
    }
    for size, file in published.items():
        assert award_picture(desk, given, size) == file.read_bytes(), size
    with zipfile.ZipFile(io.BytesIO(award_zip(desk, given))) as archive:
        assert archive.read("storm-watch-600.png") == published[600].read_bytes()
        assert len(archive.namelist()) == 4


def test_one_badge_for_many_passes_over_who_has_it_unless_told(desk: Desk) -> None:
    done = give(desk, TOVE, Gift("storm-watch", TODAY), ["noor"])
    both = give(desk, TOVE, Gift("storm-watch", TODAY), ["noor", "kenji", "kenji"])
    assert (len(both.made), both.skipped) == (1, ("noor",))
    assert holders(desk, "storm-watch") == {"noor", "kenji"}
    with pytest.raises(Refused, match="Kenji Mori and Noor Haddad have this badge already"):
        give(desk, TOVE, Gift("storm-watch", TODAY), ["kenji", "noor"])
    again = give(desk, TOVE, Gift("storm-watch", TODAY), ["noor"], again=True)
    assert again.made != done.made and len(again.made) == 1


def test_undoing_takes_all_awards_of_one_giving_and_their_letters_back(desk: Desk) -> None:
    before = {given.id for given in all_awards(desk)}
    done = give(desk, TOVE, Gift("storm-watch", TODAY), ["noor", "kenji"])
    assert {letter.to for letter in desk.records.all(Letter)} == {"noor@mail.example", "kenji@mail.example"}
    undo(desk, TOVE, done.entry)
    assert {given.id for given in all_awards(desk)} == before
    assert desk.records.all(Letter) == ()


def test_an_award_waits_unseen_until_its_person_agrees(desk: Desk) -> None:
    add_private_person(desk, "ada", "Ada Long")
    done = give(desk, TOVE, Gift("storm-watch", TODAY), ["ada", "noor"])
    waiting = [award_id for award_id in done.made if award_id in done.waiting]
    assert len(waiting) == 1
    path = desk.root / f"content/awards/2026/{waiting[0]}.yaml"
    assert not path.exists() and "ada" not in "".join(leaf.path for leaf in desk.shelf.of("awards"))
    record(desk, OWNER, "ada", words="Said so on paper")
    assert yaml_values(path.read_text())["advocate"] == "ada"
    assert load(desk.root).problems.fatal == ()


def test_an_award_of_somebody_who_took_consent_back_can_still_be_taken_back(desk: Desk) -> None:
    withdraw(desk, NOOR, "noor")
    given = find_award(desk, "aw-noor")
    assert given is not None and given.held is not None
    revoke(desk, TOVE, "aw-noor", "left")
    (held,) = [held for held in desk.records.all(Held) if held.path.endswith("aw-noor.yaml")]
    assert "reason: left" in held.text
    assert not (desk.root / given.path).exists()


@pytest.mark.parametrize(
    ("gift", "people", "field"),
    [
        (Gift("storm-watch", "2026-11-21"), ["noor"], "awarded"),
        (Gift("storm-watch", "soon"), ["noor"], "awarded"),
        (Gift("storm-watch", TODAY, url="javascript:alert(1)"), ["noor"], "url"),
        (Gift("storm-watch", TODAY, why="x" * 1001), ["noor"], "why"),
        (Gift("storm-watch", TODAY), [], "people"),
        (Gift("storm-watch", TODAY), ["nobody"], "people"),
    ],
)
def test_a_gift_that_does_not_hold_together_is_refused_at_its_field(
    desk: Desk, gift: Gift, people: list[str], field: str
) -> None:
    before = all_awards(desk)
    with pytest.raises(Refused) as told:
        give(desk, TOVE, gift, people)
    assert [name for name, _ in told.value.at] == [field]
    assert all_awards(desk) == before


def test_no_badge_is_given_before_the_hub_has_a_contact(desk: Desk) -> None:
    toml = desk.root / "hub.toml"
    toml.write_text(re.sub(r"contact = .*\n", "", toml.read_text()))
    with pytest.raises(Refused, match="contact"):
        give(desk, TOVE, Gift("storm-watch", TODAY), ["noor"])


@pytest.mark.parametrize("reason", sorted(REASONS))
def test_taking_back_writes_the_reason_and_keeps_the_words_private(desk: Desk, reason: str) -> None:
    entry = revoke(desk, TOVE, "aw-noor", reason, "She shouted at Kenji")
    text = (desk.root / "content/awards/2026/aw-noor.yaml").read_text()
    assert yaml_values(text)["revoked"] == {"date": TODAY, "reason": reason}
    assert "shouted" not in text
    told = desk.records.log(limit=1, subject="award:aw-noor")[0]
    assert told.why == "She shouted at Kenji" and "shouted" not in told.words
    assert load(desk.root).problems.fatal == ()
    undo(desk, TOVE, entry)
    given = find_award(desk, "aw-noor")
    assert given is not None and given.counts


@pytest.mark.parametrize("reason", ["", "erased", "dislike"])
def test_an_award_is_taken_back_only_for_a_reason_of_the_list(desk: Desk, reason: str) -> None:
    with pytest.raises(Refused, match="reason"):
        revoke(desk, TOVE, "aw-noor", reason)


def test_holders_hide_and_show_their_own_awards_and_nobody_elses(desk: Desk) -> None:
    path = desk.root / "content/awards/2026/aw-noor.yaml"
    before = path.read_text()
    hide(desk, NOOR, "aw-noor", True)
    assert yaml_values(path.read_text())["hidden"] is True
    hide(desk, NOOR, "aw-noor", False)
    assert path.read_text() == before
    with pytest.raises(NotAllowed):
        hide(desk, KENJI, "aw-noor", True)


def test_an_award_changed_by_hand_meanwhile_is_not_written_over(desk: Desk) -> None:
    path = desk.root / "content/awards/2026/aw-noor.yaml"
    digest = digest_of(path.read_bytes())
    path.write_text(path.read_text() + "# by hand\n")
    with pytest.raises(FileChanged):
        revoke(desk, TOVE, "aw-noor", "mistake", expected=digest)
    assert path.read_text().endswith("# by hand\n") and "revoked" not in path.read_text()


def test_an_award_ends_with_its_last_day(desk: Desk, clock: TestClock) -> None:
    words, _, digest = read_badge(desk, "first-light")
    save_badge(desk, TOVE, "first-light", replace(words, valid_for="P1Y"), expected=digest)
    given = find_award(desk, "aw-noor")
    assert given is not None and given.expires == "2027-02-04"
    clock.at = clock.at.replace(year=2027, month=2, day=4, hour=23)
    assert not has_ended(desk, given)
    clock.tick(hours=1)
    assert has_ended(desk, given)


def test_later_changes_of_a_badge_leave_the_end_of_given_awards(desk: Desk) -> None:
    words, _, digest = read_badge(desk, "storm-watch")
    save_badge(desk, TOVE, "storm-watch", replace(words, valid_for="P1Y"), expected=digest)
    (award_id,) = give(desk, TOVE, Gift("storm-watch", TODAY), ["noor"]).made
    words, _, digest = read_badge(desk, "storm-watch")
    save_badge(desk, TOVE, "storm-watch", replace(words, valid_for="P5Y"), expected=digest)
    given = find_award(desk, award_id)
    assert given is not None and given.expires == "2027-11-20"


def test_drawing_the_same_twice_gives_the_same_bytes(desk: Desk) -> None:
    given = find_award(desk, "aw-kenji")
    assert given is not None
    assert hashlib.sha256(award_zip(desk, given)).digest() == hashlib.sha256(award_zip(desk, given)).digest()
    with pytest.raises(HubError, match="pixels wide"):
        award_picture(desk, given, 301)


def test_front_matter_of_a_new_badge_is_in_the_contracts_order(desk: Desk) -> None:
    create_badge(desk, TOVE, replace(LAMP, valid_for="P1Y", tags=("x",)))
    fields, _ = front_matter((desk.root / "content/badges/lamplighter.md").read_text())
    assert list(fields) == ["name", "summary", "tier", "design", "valid_for", "tags"]
