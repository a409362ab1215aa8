"""Erasing leaves nothing of a person in any file, and keeps them from coming back."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from PIL import Image

from hub.actions.consent import record, withdraw
from hub.actions.desk import Desk, open_desk
from hub.actions.erase import again, erase, foresee
from hub.actions.erased import is_erased, merged_lists, read_list, write_list
from hub.actions.filework import Refused
from hub.actions.people import add_person, invite, retire, write_notes
from hub.actions.permissions import Actor, NotAllowed
from hub.actions.persons import need_person
from hub.actions.profiles import propose
from hub.cli.group import laurel
from hub.content import load
from hub.model import HubError
from hub.publish import build
from hub.records.kinds import Account, Draft, Held, Letter, OneTimeLink, Person, Profile, Upload
from tests.admin.support import START, TestClock, draft, fill

OWNER = Actor("a-owner", "Ines Duarte", "owner")
EDITOR = Actor("a-editor", "Tove Lind", "editor")
NOOR = Actor("a-noor", "Noor Haddad", "advocate", ("noor",))
TRACES = ("noor", "Noor", "Haddad", "HADDAD")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A hub in which much has been done about noor."""
    root = tmp_path / "hub"
    fill(root)
    content = root / "content"
    (content / "resources/kit.md").unlink()
    (content / "awards/2026/aw-noor.yaml").unlink()
    (content / "awards/2026/aw-1.yaml").write_text(
        "# for Noor Haddad\nid: aw-1\nbadge: first-light\nadvocate: noor\nawarded: 2026-02-04\n"
        "evidence:\n  - text: Noor wrote it\nrecipient: {type: url, identity: https://hub.example/advocates/noor/}\n"
    )
    (content / "media").mkdir()
    Image.new("RGB", (300, 300), (1, 98, 124)).save(content / "media/n1.png")
    profile = content / "advocates/noor.md"
    profile.write_text(profile.read_text().replace("tier:", "photo: media/n1.png\ntier:"))
    desk = open_desk(root, TestClock())
    (desk.data / "media").mkdir()
    (desk.data / "media/n2.png").write_bytes(b"another face")
    told = {"by": "a-noor", "name": "Noor Haddad", "action": "t", "subject": "draft:d-x"}
    with desk.records.change(**told, words="Noor Haddad wrote") as c:
        both = draft("d-both", "noor", "With Kenji", body="See [Noor Haddad](advocate:noor), noor@mail.example.")
        c.put(replace(both, authors=("noor", "kenji")))
        c.put(Upload("n2.png", "media/n2.png", "Noor Haddad waves", "noor.png", "a-noor", START, 12, "image/png"))
    invite(desk, EDITOR, "noor")
    write_notes(
        desk,
        EDITOR,
        "noor",
        "noor@mail.example answers on Mondays",
        seen=need_person(desk.records, desk, "noor").notes_mark,
    )
    mark = need_person(desk.records, desk, "noor").mark
    propose(desk, NOOR, "noor", Profile("Noor Haddad", bio="More of Noor."), (), seen=mark, send=True)
    retire(desk, EDITOR, "noor")
    build(root, now=START)
    return desk


def traces(root: Path) -> Iterator[str]:
    """Every file below the private and the public sources that knows the person, packed bytes unpacked."""
    for folder in ("data", "content", ".laurel"):
        for path in sorted((root / folder).rglob("*")):
            if not path.is_file():
                continue
            data = path.read_bytes()
            with suppress(zlib.error):
                data += zlib.decompress(data)
            name = path.relative_to(root).as_posix()
            if any(trace.encode() in data or trace in name for trace in TRACES):
                yield name


def test_no_byte_of_a_person_is_left(desk: Desk) -> None:
    assert list(traces(desk.root))
    erase(desk, OWNER, "noor", typed="noor")
    assert list(traces(desk.root)) == []
    build(desk.root, now=START)
    assert list(traces(desk.root)) == []
    public = desk.root / "public"
    assert [p for p in public.rglob("*") if p.is_file() and any(t.encode() in p.read_bytes() for t in TRACES)] == []


def test_everything_of_theirs_goes_and_everything_of_others_stays(desk: Desk) -> None:
    before = foresee(desk, "noor")
    done = erase(desk, OWNER, "noor", typed="noor")
    assert (before.posts, before.awards, before.bylines) == (done.posts, done.awards, done.bylines) == (1, 1, 1)
    content = desk.root / "content"
    assert not (content / "posts/frost-at-dawn.md").exists()
    assert "authors: [kenji]" in (content / "posts/two-roofs.md").read_text()
    assert not (content / "media/n1.png").exists()
    assert not (desk.data / "media/n2.png").exists()
    records = desk.records
    assert [account.id for account in records.all(Account) if account.role == "advocate"] == ["a-kenji"]
    assert records.all(OneTimeLink) == ()
    assert records.all(Letter) == ()
    assert records.all(Held) == ()
    assert not list((desk.data / "mail").glob("*"))
    assert {d.id: d.authors for d in records.all(Draft)} == {"d-both": ("kenji",), "d-kenji": ("kenji",)}
    assert records.get(Person, "kenji") is not None


def test_their_award_stays_as_a_revocation_that_names_nobody(desk: Desk) -> None:
    erase(desk, OWNER, "noor", typed="noor")
    text = (desk.root / "content/awards/2026/aw-1.yaml").read_text()
    assert "advocate" not in text
    assert "evidence" not in text
    assert "recipient" not in text
    assert "reason: erased" in text
    hub = load(desk.root)
    assert [str(problem) for problem in hub.problems.fatal] == []


def test_what_an_award_held_back_after_a_withdrawal_said_is_nameless_too(desk: Desk) -> None:
    withdraw(desk, OWNER, "noor")
    done = erase(desk, OWNER, "noor", typed="noor")
    assert done.awards == 1
    assert list(traces(desk.root)) == []
    assert "reason: erased" in (desk.root / "content/awards/2026/aw-1.yaml").read_text()


def test_the_log_still_tells_what_others_did_but_no_erased_value_comes_back(desk: Desk) -> None:
    erase(desk, OWNER, "noor", typed="noor")
    log = desk.records.log(limit=200)
    assert "Tove Lind invited somebody who was erased" in [entry.words for entry in log]
    assert log[0].words == "Erased a person"
    for entry in log:
        if entry.undoable:
            continue
        with pytest.raises(HubError):
            desk.records.undo(entry.id, by="a-owner", name="Ines")


@pytest.mark.parametrize("actor", [EDITOR, NOOR], ids=["an editor", "themselves"])
def test_only_the_owner_erases_and_types_the_handle(desk: Desk, actor: Actor) -> None:
    with pytest.raises(NotAllowed):
        erase(desk, actor, "noor", typed="noor")
    with pytest.raises(HubError, match="Type the handle"):
        erase(desk, OWNER, "noor", typed="Noor")
    assert desk.records.get(Person, "noor") is not None


def test_neither_handle_nor_address_can_be_used_again(desk: Desk) -> None:
    erase(desk, OWNER, "noor", typed="noor")
    assert is_erased(desk, handle="noor")
    assert is_erased(desk, email="NOOR@mail.example")
    assert not is_erased(desk, handle="kenji")
    with pytest.raises(Refused) as refused:
        add_person(desk, OWNER, Profile("Noor Haddad"), handle="noor", email="noor@mail.example")
    assert {field for field, _ in refused.value.at} == {"handle", "email"}
    assert add_person(desk, OWNER, Profile("Noor")).handle == "noor-2"


def test_the_list_of_the_erased_names_nobody(desk: Desk) -> None:
    erase(desk, OWNER, "noor", typed="noor")
    kept = json.loads((desk.data / "erased.json").read_bytes())
    assert list(kept["handles"].values()) == list(kept["emails"].values()) == ["2026-11-20"]
    assert read_list(desk.data).salt == kept["salt"]


def test_who_comes_back_with_a_restore_is_erased_again(desk: Desk, tmp_path: Path) -> None:
    erase(desk, OWNER, "noor", typed="noor")
    kept = (desk.data / "erased.json").read_bytes()
    old = tmp_path / "old"
    fill(old)
    (old / "content/awards/2026/aw-noor.yaml").unlink()
    (old / "data/erased.json").write_bytes(kept)
    restored = open_desk(old, TestClock())
    assert again(restored) == ("noor",)
    assert list(traces(old)) == []
    assert again(restored) == ()


def test_words_that_only_look_like_the_handle_stay(tmp_path: Path) -> None:
    root = tmp_path / "hub"
    fill(root)
    desk = open_desk(root, TestClock())
    add_person(desk, OWNER, Profile("May"), handle="may")
    record(desk, OWNER, "may", words="On paper")
    post = root / "content/posts/fog-in-the-harbour.md"
    post.write_text(post.read_text() + "\nIt may rain in may; mayors know. See [her](/advocates/may/).\n")
    erase(desk, OWNER, "may", typed="may")
    assert "It may rain in may; mayors know. See her." in post.read_text()


def test_the_command_line_asks_for_the_handle_and_erases(desk: Desk) -> None:
    run = CliRunner()
    said = run.invoke(laurel, ["advocate", "erase", "noor", "--hub", str(desk.root)], input="noo\n")
    assert said.exit_code == 1
    assert desk.shelf.leaf("advocates", "noor") is not None
    said = run.invoke(laurel, ["advocate", "erase", "noor", "--hub", str(desk.root)], input="noor\n")
    assert said.exit_code == 0, said.output
    assert list(traces(desk.root)) == []
    said = run.invoke(laurel, ["advocate", "erase", "nobody", "--hub", str(desk.root), "--yes"])
    assert said.exit_code == 1


def test_a_name_full_of_signs_is_found_in_what_the_log_kept(tmp_path: Path) -> None:
    root = tmp_path / "hub"
    fill(root)
    desk = open_desk(root, TestClock())
    name = '"Zé" \\ Quote\'s & <b>'
    add_person(desk, OWNER, Profile(name), handle="zq")
    write_notes(desk, EDITOR, "zq", "x", seen=need_person(desk.records, desk, "zq").notes_mark)
    invite(desk, EDITOR, "zq", email="z@mail.example")
    erase(desk, OWNER, "zq", typed="zq")
    kept = b"".join(p.read_bytes() for p in (desk.data / "records").rglob("*") if p.is_file())
    for path in (desk.data / "records" / "former").rglob("*"):
        if path.is_file():
            with suppress(zlib.error):
                kept += zlib.decompress(path.read_bytes())
    assert b"Quote" not in kept
    assert b"z@mail" not in kept


def test_lists_of_two_hubs_put_together_know_everybody_of_both(tmp_path: Path) -> None:
    desks = []
    for name, handle in (("one", "noor"), ("two", "kenji")):
        fill(tmp_path / name)
        desk = open_desk(tmp_path / name, TestClock())
        erase(desk, OWNER, handle, typed=handle)
        desks.append(desk)
    one, two = desks
    write_list(one.data, merged_lists(read_list(one.data), read_list(two.data)))
    assert is_erased(one, handle="noor")
    assert is_erased(one, handle="kenji")
    assert is_erased(one, email="kenji@mail.example")
    assert not is_erased(one, handle="ada")
