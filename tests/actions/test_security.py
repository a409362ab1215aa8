"""Nobody reaches what is not theirs, and nobody who does not agree comes back, whatever is taken back or stopped."""

from __future__ import annotations

import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from hub.actions import accounts, consent, drafts, entries, erase, people, posting, review
from hub.actions.desk import Desk, acting, open_desk
from hub.actions.erased import is_erased
from hub.actions.filework import Refused
from hub.actions.passwords import hash_password
from hub.actions.permissions import Actor, NotAllowed
from hub.actions.undo import undo, undoable
from hub.model import HubError
from hub.records import FileChanged
from hub.records.kinds import Account, Draft, Letter, Person, Upload
from tests.admin.support import PASSWORD, TestClock, fill

OWNER = Actor("a-owner", "Ines Duarte", "owner")
EDITOR = Actor("a-editor", "Tove Lind", "editor")
REVIEWER = Actor("a-reviewer", "Ravi Menon", "reviewer")
NOOR = Actor("a-noor", "Noor Haddad", "advocate", ("noor",))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A hub in use, and its desk."""
    fill(tmp_path / "hub")
    return open_desk(tmp_path / "hub", TestClock())


def newest(desk: Desk) -> str:
    """The id of what was done last."""
    return desk.records.log(limit=1)[0].id


def edit(desk: Desk, kind: type[Account] | type[Person] | type[Draft], id: str, **fields: object) -> None:
    """Change a record without asking anybody."""
    with desk.records.change(by="test", name="Test", action="test", words="Made") as change:
        found = change.get(kind, id)
        assert found is not None
        change.put(replace(found, **fields))  # type: ignore[arg-type]  # each test knows its fields


def files_with(folder: Path, test: Callable[[bytes], bool]) -> Iterator[str]:
    """Files below a folder whose bytes, packed ones unpacked, pass a test; the journal of the last change apart."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.name.startswith("journal"):
            data = path.read_bytes()
            with suppress(zlib.error):
                data = zlib.decompress(data)
            if test(data):
                yield path.relative_to(folder).as_posix()


# --- undo ----------------------------------------------------------------------------------------------------


def test_undo_brings_no_post_back_whose_author_took_consent_back_since(desk: Desk) -> None:
    posting.withdraw(desk, EDITOR, "frost-at-dawn", "For a correction")
    taken_off = newest(desk)
    consent.withdraw(desk, NOOR, "noor")
    with pytest.raises(HubError, match="do not agree to be shown"):
        undo(desk, EDITOR, taken_off)
    assert not (desk.root / "content/posts/frost-at-dawn.md").exists()


def test_undo_brings_no_event_back_whose_host_took_consent_back_since(desk: Desk) -> None:
    _, _, digest = entries.read_entry(desk, "events", "open-day")
    removed = entries.remove_entry(desk, EDITOR, "events", "open-day", expected=digest)
    consent.withdraw(desk, NOOR, "noor")
    with pytest.raises(HubError, match="do not agree to be shown"):
        undo(desk, EDITOR, removed.entry)
    assert not (desk.root / "content/events/open-day.md").exists()


def test_undo_brings_a_post_back_while_its_author_agrees(desk: Desk) -> None:
    posting.withdraw(desk, EDITOR, "frost-at-dawn", "For a correction")
    undo(desk, EDITOR, newest(desk))
    assert (desk.root / "content/posts/frost-at-dawn.md").exists()


def test_undo_asks_whether_the_thing_is_still_ones_own(desk: Desk) -> None:
    drafts.throw_away(desk, NOOR, "d-noor")
    thrown = desk.records.log(limit=1)
    assert undoable(desk, NOOR, thrown) == {thrown[0].id}
    without = replace(NOOR, handles=())
    assert undoable(desk, without, thrown) == frozenset()
    with pytest.raises(NotAllowed):
        undo(desk, without, thrown[0].id)
    undo(desk, NOOR, thrown[0].id)
    assert desk.records.get(Draft, "d-noor") is not None


def test_whoever_withdraws_while_a_form_is_sent_is_not_named_by_it(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def a_moment_later(*args: Any, **named: Any) -> Any:
        consent.withdraw(desk, NOOR, "noor")
        return acting(*args, **named)

    monkeypatch.setattr(entries, "acting", a_moment_later)
    words = entries.EntryText({"title": "Night watch", "starts": "2027-01-01", "hosts": ("noor",)}, "")
    with pytest.raises(Refused, match="has not agreed"):
        entries.create_entry(desk, EDITOR, "events", words)
    assert not (desk.root / "content/events/night-watch.md").exists()


@pytest.mark.parametrize(
    "text",
    ["[![a" * 80_000, "<a href=x>" * 40_000, "<a " * 130_000, "[\\" * 130_000, "[1]: /x\n" * 9000 + "[1]" * 90_000],
    ids=["pictures", "anchors", "tags", "escapes", "labels"],
)
def test_no_text_keeps_an_erasure_busy(text: str) -> None:
    run = subprocess.run(  # in a process of its own: a pattern that runs on cannot be stopped in this one
        [sys.executable, "-c", _UNLINK], input=text, text=True, timeout=60, check=True, capture_output=True
    )
    assert int(run.stdout) <= len(text)


@pytest.mark.parametrize("line", ["a" * 200_000, "(" * 300_000, "<" * 300_000], ids=["word", "brackets", "angles"])
def test_a_line_that_is_no_person_is_told_as_one(line: str) -> None:
    assert people.read_people(line)[0][2:] == ("", "")


_UNLINK = """
import sys
from hub.actions.leaving import unlinked
print(len(unlinked(sys.stdin.read(), lambda address: True)))
"""


# --- secrets -------------------------------------------------------------------------------------------------


def test_the_log_keeps_no_former_password(desk: Desk) -> None:
    old = hash_password(PASSWORD)
    accounts.set_password(desk, NOOR, old)
    accounts.set_password(desk, NOOR, hash_password(f"{PASSWORD} two"))
    accounts.set_name(desk, NOOR, "Noor H")
    assert list(files_with(desk.data, lambda data: old.encode() in data)) == []


def test_undo_leaves_the_password_as_it_is(desk: Desk) -> None:
    edit(desk, Account, "a-kenji", password="a hash")
    edit(desk, Person, "kenji", email="")
    people.invite(desk, EDITOR, "noor", email="kenji@mail.example")
    given = newest(desk)
    assert desk.records.get(Account, "a-kenji").handles == ("kenji", "noor")  # type: ignore[union-attr]  # it is there
    undo(desk, EDITOR, given)
    kenji = desk.records.get(Account, "a-kenji")
    assert kenji is not None
    assert (kenji.handles, kenji.password) == (("kenji",), "a hash")


def test_an_invitation_goes_to_the_address_of_the_account_it_opens(desk: Desk) -> None:
    edit(desk, Account, "a-owner", email="ines@strasse.example")
    people.invite(desk, EDITOR, "noor", email="ines@straße.example")  # another domain that counts as the same
    assert [letter.to for letter in desk.records.all(Letter)] == ["ines@strasse.example"]


# --- erasing -------------------------------------------------------------------------------------------------


def face(desk: Desk) -> bytes:
    """A photo on noor's live profile."""
    place = desk.root / "content/media/face.png"
    place.parent.mkdir(exist_ok=True)
    Image.new("RGB", (300, 300), (1, 98, 124)).save(place)
    profile = desk.root / "content/advocates/noor.md"
    profile.write_text(profile.read_text().replace("tier:", "photo: media/face.png\ntier:"))
    return place.read_bytes()


def test_no_former_photo_is_left_of_somebody_who_withdrew_before_they_were_erased(desk: Desk) -> None:
    photo = face(desk)
    consent.withdraw(desk, NOOR, "noor")
    assert list(files_with(desk.root, lambda data: data == photo))
    erase.erase(desk, OWNER, "noor", typed="noor")
    assert list(files_with(desk.root, lambda data: data == photo)) == []


def test_names_and_addresses_of_earlier_times_go_too(desk: Desk) -> None:
    change = {"role": "advocate", "handles": ("noor",)}
    accounts.change_account(desk, OWNER, "a-noor", email="older@mail.example", name="Nur Zeid", **change)  # type: ignore[arg-type]  # as given above
    edit(desk, Draft, "d-kenji", authors=("kenji", "noor"))
    review.ask_for_changes(desk, REVIEWER, "d-kenji", "More, Nur Zeid")
    accounts.change_account(desk, OWNER, "a-noor", email="noor@mail.example", name="Noor Haddad", **change)  # type: ignore[arg-type]  # as given above
    erase.erase(desk, OWNER, "noor", typed="noor")
    assert list(files_with(desk.data, lambda data: b"older@" in data or b"Nur Zeid" in data)) == []


def test_staff_who_are_erased_as_advocates_can_still_sign_in(desk: Desk) -> None:
    edit(desk, Account, "a-owner", handles=("noor",))
    edit(desk, Person, "noor", email="ines@hub.example")
    erase.erase(desk, OWNER, "noor", typed="noor")
    owner = desk.records.get(Account, "a-owner")
    assert owner is not None
    assert (owner.email, owner.name, owner.handles) == ("ines@hub.example", "Ines Duarte", ())


class Killed(BaseException):
    """A process that ends at this very point."""


@pytest.mark.parametrize("point", ["told", "drop_link", "_forget_copies", "_everywhere"])
def test_an_erasure_that_was_killed_is_finished_at_the_next_start(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, point: str
) -> None:
    (desk.data / "media").mkdir()
    (desk.data / "media/x-1.png").write_bytes(b"a face")
    with desk.records.change(by="test", name="Test", action="test", words="Made") as change:
        change.put(Upload("x-1", "media/x-1.png", "", "noor.png", "a-noor", desk.now(), 6, "image/png"))
    people.invite(desk, EDITOR, "noor", email="noor@mail.example")

    def kill(*_args: object, **_named: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(erase, point, kill)
        with pytest.raises(Killed):
            erase.erase(desk, OWNER, "noor", typed="noor")
    again = open_desk(desk.root, TestClock())
    assert again.records.get(Person, "noor") is None
    traces = (b"Haddad", b"noor@mail.example", b"a face")
    left = [*files_with(again.root / "data", lambda data: any(trace in data for trace in traces))]
    assert left == []
    assert not (again.data / "erasing.json").exists()
    assert not list((again.data / "mail").glob("*"))


def test_an_erasure_that_is_refused_is_not_done_later(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object) -> None:
        raise FileChanged("content/advocates/noor.md", b"")

    with monkeypatch.context() as patch:
        patch.setattr(erase, "_everywhere", refuse)
        with pytest.raises(FileChanged):
            erase.erase(desk, OWNER, "noor", typed="noor")
    started = open_desk(desk.root, TestClock())
    assert started.records.get(Person, "noor") is not None
    assert not is_erased(started, handle="noor")
