"""People are added, invited, changed and let go without anything of them being lost or shown too early."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from hub.actions.consent import record
from hub.actions.desk import Desk, open_desk
from hub.actions.filework import Refused
from hub.actions.people import (
    add_person,
    edit_person,
    invite,
    invite_many,
    read_people,
    retire,
    welcome_back,
    write_notes,
)
from hub.actions.peoplelist import people_list, view_counts
from hub.actions.permissions import Actor, NotAllowed
from hub.actions.persons import Current, need_person, with_tier
from hub.actions.profiles import (
    approve_profile,
    ask_changes,
    differences,
    drop_proposal,
    last_words,
    propose,
    rebase,
    save_profile,
)
from hub.content import front_matter
from hub.model import HubError, Link
from hub.records import FileChanged, Stale
from hub.records.kinds import Account, Held, Letter, Person, Profile
from tests.admin.support import TestClock, fill

OWNER = Actor("a-owner", "Ines Duarte", "owner")
EDITOR = Actor("a-editor", "Tove Lind", "editor")
REVIEWER = Actor("a-reviewer", "Ravi Menon", "reviewer")
NOOR = Actor("a-noor", "Noor Haddad", "advocate", ("noor",))
KENJI = Actor("a-kenji", "Kenji Mori", "advocate", ("kenji",))
NOOR_FILE = "content/advocates/noor.md"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.delenv("LAUREL_SMTP_URL", raising=False)
    fill(tmp_path / "hub")
    return open_desk(tmp_path / "hub", TestClock())


def read(desk: Desk, path: str = NOOR_FILE) -> str:
    return (desk.root / path).read_text()


def noor(desk: Desk) -> Current:
    return need_person(desk.records, desk, "noor")


# --- handles and adding --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "handle"),
    [("Zeynep Akdağ", "zeynep-akdag"), ("Søren Ærø", "soren-aero"), ("Noor", "noor-2"), ("In", "in-2")],
)
def test_a_handle_is_made_of_the_name_and_nobody_elses(desk: Desk, name: str, handle: str) -> None:
    assert add_person(desk, EDITOR, Profile(name)).handle == handle


def test_a_name_in_another_script_gets_a_handle_of_its_own(desk: Desk) -> None:
    first, second = add_person(desk, EDITOR, Profile("森健二")).handle, add_person(desk, EDITOR, Profile("صفاء")).handle
    assert first != second
    assert first.isascii()


@pytest.mark.parametrize("handle", ["Noor", "noor", "a b", "in", "ж", "x--y"])
def test_a_handle_that_cannot_be_is_told_at_its_field(desk: Desk, handle: str) -> None:
    with pytest.raises(Refused) as refused:
        add_person(desk, EDITOR, Profile("Somebody New"), handle=handle)
    assert [field for field, _ in refused.value.at] == ["handle"]


def test_adding_somebody_puts_nothing_into_content_and_can_be_undone(desk: Desk) -> None:
    added = add_person(desk, EDITOR, Profile("Zeynep Akdağ", tier="lookout"), email="z@mail.example")
    assert not (desk.root / "content/advocates/zeynep-akdag.md").exists()
    assert [held.handle for held in desk.records.all(Held)] == ["zeynep-akdag"]
    desk.records.undo(added.entry, by="a-editor", name="Tove")
    assert desk.records.get(Person, "zeynep-akdag") is None
    assert desk.records.all(Held) == ()


def test_slips_are_told_at_their_fields(desk: Desk) -> None:
    with pytest.raises(Refused) as refused:
        add_person(desk, EDITOR, Profile("X", tier="king", groups=("south",)), email="not an address")
    assert {field for field, _ in refused.value.at} == {"email"}
    with pytest.raises(Refused) as refused:
        add_person(desk, EDITOR, Profile("X", tier="king", groups=("south",)))
    assert {field for field, _ in refused.value.at} == {"tier", "groups"}


def test_a_member_number_belongs_to_one_person(desk: Desk) -> None:
    add_person(desk, EDITOR, Profile("Zeynep Akdağ", number=7))
    with pytest.raises(Refused, match="belongs to Zeynep"):
        add_person(desk, EDITOR, Profile("Kofi Asante", number=7))


def test_advocates_and_reviewers_add_nobody(desk: Desk) -> None:
    for actor in (NOOR, REVIEWER):
        with pytest.raises(NotAllowed):
            add_person(desk, actor, Profile("Zeynep Akdağ"))


# --- details -------------------------------------------------------------------------------------------------


def test_staff_details_keep_comments_and_every_other_byte(desk: Desk) -> None:
    before = read(desk)
    profile = replace(noor(desk).profile, number=42)
    edit_person(desk, EDITOR, "noor", profile, email="new@mail.example", seen=noor(desk).mark)
    assert read(desk) == before.replace("\n---\n\n", "\nnumber: 42\n---\n\n")
    assert "new@mail.example" not in read(desk)


def test_a_new_tier_goes_into_the_record_of_terms(desk: Desk) -> None:
    edit_person(
        desk, EDITOR, "kenji", replace(need_person(desk.records, desk, "kenji").profile, tier="keeper"),
        email="", seen=need_person(desk.records, desk, "kenji").mark,
    )  # fmt: skip
    fields, _ = front_matter(read(desk, "content/advocates/kenji.md"))
    assert fields["tier"] == "keeper"
    assert fields["terms"] == [
        {"tier": "lookout", "from": "2025-05-01", "to": "2026-11-20"},
        {"tier": "keeper", "from": "2026-11-20"},
    ]


def test_a_tier_that_was_given_and_taken_back_today_leaves_no_trace() -> None:
    import datetime as dt

    today = dt.date(2026, 11, 20)
    plain, tiered = Profile("A"), Profile("A", tier="lookout")
    assert with_tier([], plain, tiered, today) == []
    rows = [{"tier": "lookout", "from": "2026-11-20"}]
    assert with_tier(rows, tiered, plain, today) == []


def test_two_at_the_details_are_noticed_and_so_is_a_hand(desk: Desk) -> None:
    seen, profile = noor(desk).mark, noor(desk).profile
    edit_person(desk, EDITOR, "noor", replace(profile, number=1), email="", seen=seen)
    with pytest.raises(FileChanged):
        edit_person(desk, OWNER, "noor", replace(profile, number=2), email="", seen=seen)
    seen = noor(desk).mark
    (desk.root / NOOR_FILE).write_text(read(desk).replace("roof", "tower"))
    desk.shelf.note(NOOR_FILE)
    with pytest.raises(FileChanged):
        edit_person(desk, OWNER, "noor", replace(profile, number=2), email="", seen=seen)


def test_notes_and_details_do_not_get_into_each_others_way(desk: Desk) -> None:
    seen, notes = noor(desk).mark, noor(desk).notes_mark
    write_notes(desk, EDITOR, "noor", "Likes fog.", seen=notes)
    edit_person(desk, EDITOR, "noor", replace(noor(desk).profile, number=1), email="", seen=seen)
    with pytest.raises(Stale):
        write_notes(desk, OWNER, "noor", "Likes rain.", seen=notes)
    assert "fog" not in read(desk)


def test_retiring_keeps_everything_and_can_be_undone(desk: Desk) -> None:
    before = read(desk)
    entry = retire(desk, EDITOR, "noor", why="moved away")
    fields, body = front_matter(read(desk))
    assert fields["status"] == "alumni"
    assert fields["terms"] == [{"tier": "keeper", "from": "2024-03-01", "to": "2026-11-20"}]
    assert "weather station" in body
    assert desk.shelf.leaf("awards", "aw-noor") is not None
    assert "moved away" not in read(desk)
    with pytest.raises(HubError, match="among the alumni already"):
        retire(desk, EDITOR, "noor")
    desk.records.undo(entry, by="a-editor", name="Tove")
    assert read(desk) == before


def test_who_comes_back_is_active_with_their_tier(desk: Desk) -> None:
    retire(desk, EDITOR, "noor")
    welcome_back(desk, EDITOR, "noor")
    fields, _ = front_matter(read(desk))
    assert "status" not in fields
    assert fields["tier"] == "keeper"


# --- inviting ------------------------------------------------------------------------------------------------


def test_a_paste_in_many_shapes_is_read() -> None:
    pasted = (
        'Noor Haddad <noor@x.example>\n\nkenji@x.example\n  "Mori, Kenji" <k@x.example>,\n'
        "Zeynep Akdağ z@x.example\nonly words\n"
    )
    assert [(name, email) for _, _, name, email in read_people(pasted)] == [
        ("Noor Haddad", "noor@x.example"),
        ("", "kenji@x.example"),
        ("Mori, Kenji", "k@x.example"),
        ("Zeynep Akdağ", "z@x.example"),
        ("", ""),
    ]


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_a_table_names_its_columns(sign: str) -> None:
    table = f"First name{sign}Last name{sign}Email\r\nNoor{sign}Haddad{sign}n@x.example\r\n{sign}{sign}\r\n"
    assert [(name, email) for _, _, name, email in read_people(table)] == [("Noor Haddad", "n@x.example")]


def test_many_are_invited_in_one_change_and_each_line_is_told(desk: Desk) -> None:
    done = invite_many(
        desk, EDITOR, "Zeynep Akdağ <z@x.example>\nnobody\nNoor <noor@mail.example>\nKofi <z@x.example>\n"
    )
    assert [line.did for line in done.lines] == ["invited", "not", "already", "already"]
    assert done.count == 1
    assert [letter.to for letter in desk.records.all(Letter)] == ["z@x.example"]
    desk.records.undo(done.entry, by="a-editor", name="Tove")
    assert desk.records.all(Letter) == ()
    assert desk.records.get(Person, "zeynep-akdag") is None
    assert [a.id for a in desk.records.all(Account) if a.email == "z@x.example"] == []


def test_an_address_that_somebody_has_is_not_given_to_another(desk: Desk) -> None:
    with pytest.raises(Refused, match="Noor Haddad has this address"):
        invite(desk, EDITOR, "kenji", email="NOOR@mail.example")


def test_an_account_that_is_there_acts_for_one_more(desk: Desk) -> None:
    add_person(desk, EDITOR, Profile("The Harbour Team", kind="team"), handle="harbour")
    invite(desk, EDITOR, "harbour", email="tove@hub.example")
    account = desk.records.get(Account, "a-editor")
    assert account is not None
    assert (account.role, account.handles) == ("editor", ("harbour",))


# --- profiles ------------------------------------------------------------------------------------------------


def sent(desk: Desk, **changes: object) -> Person:
    current = noor(desk)
    profile = replace(current.profile, **changes)  # type: ignore[arg-type]  # fields of a profile
    return propose(desk, NOOR, "noor", profile, current.hidden, seen=current.mark, send=True)


def test_a_change_waits_while_the_live_text_stays(desk: Desk) -> None:
    before = read(desk)
    person = sent(desk, headline="Watches the sky")
    assert read(desk) == before
    assert person.proposed is not None
    assert person.proposed.state == "submitted"
    saved = approve_profile(desk, REVIEWER, "noor", seen=noor(desk).mark)
    assert saved.live
    assert read(desk) == before.replace("Watches the coast", "Watches the sky")
    assert saved.person.proposed is None
    desk.records.undo(saved.entry, by="a-reviewer", name="Ravi")
    assert read(desk) == before


def test_what_is_said_to_the_writer_reaches_them_and_the_text_is_kept(desk: Desk) -> None:
    sent(desk, bio="Too short.")
    with pytest.raises(Refused, match="Say what to change"):
        ask_changes(desk, REVIEWER, "noor", " ", seen=noor(desk).mark)
    ask_changes(desk, REVIEWER, "noor", "Tell us about the station.", seen=noor(desk).mark)
    person = noor(desk).person
    assert person is not None
    said = last_words(person)
    assert said is not None
    assert (said.name, said.words) == ("Ravi Menon", "Tell us about the station.")
    assert person.proposed is not None
    assert person.proposed.profile.bio == "Too short."
    assert "Tell us about the station." in desk.records.all(Letter)[0].text


def test_nobody_changes_what_staff_say_of_them(desk: Desk) -> None:
    sent(desk, headline="Mine", tier="lookout", number=1, groups=("north",), listed=False)
    approve_profile(desk, REVIEWER, "noor", seen=noor(desk).mark)
    fields, _ = front_matter(read(desk))
    assert fields["headline"] == "Mine"
    assert fields["tier"] == "keeper"
    assert "number" not in fields
    assert "groups" not in fields


def test_a_change_of_details_by_staff_does_not_stand_in_the_way_of_the_writer(desk: Desk) -> None:
    sent(desk, headline="Mine")
    edit_person(desk, EDITOR, "noor", replace(noor(desk).profile, number=9), email="", seen=noor(desk).mark)
    approve_profile(desk, REVIEWER, "noor", seen=noor(desk).mark)
    fields, _ = front_matter(read(desk))
    assert (fields["headline"], fields["number"]) == ("Mine", 9)


def test_a_page_that_was_changed_by_hand_is_looked_at_again(desk: Desk) -> None:
    sent(desk, headline="Mine")
    (desk.root / NOOR_FILE).write_text(read(desk).replace("roof", "tower"))
    desk.shelf.note(NOOR_FILE)
    with pytest.raises(FileChanged):
        approve_profile(desk, REVIEWER, "noor", seen=noor(desk).mark)
    rebase(desk, REVIEWER, "noor", seen=noor(desk).mark)
    current = noor(desk)
    assert current.proposed is not None
    assert [d.field for d in differences(desk, current, current.proposed)] == ["headline", "bio"]


def test_a_switched_off_field_leaves_content_and_is_kept(desk: Desk) -> None:
    current = noor(desk)
    save_profile(desk, EDITOR, "noor", current.profile, ("headline", "bio", "tier"), seen=current.mark)
    text = read(desk)
    assert "coast" not in text
    assert "weather station" not in text
    assert "tier" not in text
    assert "# as on her card" in text
    assert noor(desk).profile.headline == "Watches the coast"
    assert noor(desk).hidden == ("headline", "bio", "tier")
    save_profile(desk, EDITOR, "noor", noor(desk).profile, (), seen=noor(desk).mark)
    assert front_matter(read(desk))[0]["headline"] == "Watches the coast"
    assert "weather station" in read(desk)


def test_a_hidden_tier_hides_when_it_was_held_and_gives_that_back(desk: Desk) -> None:
    path = desk.root / NOOR_FILE
    path.write_text(read(desk).replace("headline:", "terms:\n  - {tier: keeper, from: 2024-03-01}\nheadline:"))
    desk.shelf.note(NOOR_FILE)
    save_profile(desk, EDITOR, "noor", noor(desk).profile, ("tier",), seen=noor(desk).mark)
    assert "2024-03-01}" not in read(desk)
    assert "terms" not in read(desk)
    save_profile(desk, EDITOR, "noor", noor(desk).profile, (), seen=noor(desk).mark)
    assert front_matter(read(desk))[0]["terms"] == [{"tier": "keeper", "from": "2024-03-01"}]


def test_what_a_hand_wrote_into_the_file_is_public_whatever_the_switch_said(desk: Desk) -> None:
    save_profile(desk, EDITOR, "noor", noor(desk).profile, ("headline",), seen=noor(desk).mark)
    (desk.root / NOOR_FILE).write_text(read(desk).replace("tier:", "headline: By hand\ntier:"))
    desk.shelf.note(NOOR_FILE)
    assert noor(desk).profile.headline == "By hand"
    assert noor(desk).hidden == ()


def test_slips_in_a_profile_are_told_at_their_fields(desk: Desk) -> None:
    wrong = {
        "country": "XX",
        "languages": ("klingonese-zz-zz-zz",),
        "links": (Link("Blog", "javascript:alert(1)"),),
        "feed": "ftp://x",
        "name": " ",
    }
    with pytest.raises(Refused) as refused:
        sent(desk, **wrong)
    assert {field for field, _ in refused.value.at} == set(wrong)


def test_a_change_that_changes_nothing_is_not_sent(desk: Desk) -> None:
    with pytest.raises(Refused, match="Nothing is changed"):
        sent(desk)


def test_throwing_changes_away_can_be_undone(desk: Desk) -> None:
    sent(desk, headline="Mine")
    entry = drop_proposal(desk, NOOR, "noor", seen=noor(desk).mark)
    assert noor(desk).proposed is None
    desk.records.undo(entry, by="a-noor", name="Noor")
    assert noor(desk).proposed is not None


def test_nobody_touches_the_profile_of_another(desk: Desk) -> None:
    current = noor(desk)
    for actor in (KENJI, REVIEWER):
        with pytest.raises(NotAllowed):
            propose(desk, actor, "noor", current.profile, (), seen=current.mark, send=True)
    with pytest.raises(NotAllowed):
        approve_profile(desk, NOOR, "noor", seen=current.mark)


def test_an_approved_first_profile_waits_for_consent(desk: Desk) -> None:
    add_person(desk, EDITOR, Profile("Zeynep Akdağ"), handle="zeynep")
    zeynep = Actor("a-z", "Zeynep", "advocate", ("zeynep",))
    current = need_person(desk.records, desk, "zeynep")
    propose(desk, zeynep, "zeynep", Profile("Zeynep Akdağ", bio="Bees."), (), seen=current.mark, send=True)
    saved = approve_profile(desk, EDITOR, "zeynep", seen=need_person(desk.records, desk, "zeynep").mark)
    assert not saved.live
    assert not (desk.root / "content/advocates/zeynep.md").exists()
    record(desk, EDITOR, "zeynep", words="On paper")
    assert read(desk, "content/advocates/zeynep.md") == "---\nname: Zeynep Akdağ\n---\nBees.\n"


def test_the_list_knows_who_waits_for_what(desk: Desk) -> None:
    add_person(desk, EDITOR, Profile("Zeynep Akdağ"), email="z@x.example")
    invite(desk, EDITOR, "zeynep-akdag")
    sent(desk, headline="Mine")
    retire(desk, EDITOR, "kenji")
    rows = people_list(desk)
    assert [(row.name, row.state) for row in rows] == [
        ("Kenji Mori", "alumni"),
        ("Noor Haddad", "profile waits"),
        ("Zeynep Akdağ", "invited"),
    ]
    assert dict(view_counts(rows)) == {"": 3, "alumni": 1, "waiting": 1, "invited": 1, "no-consent": 1}
