"""Nothing of a person is on the hub before they agree, and everything is gone once they take that back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from hub.actions.consent import accept, asks_again, current_terms, record, withdraw, write_terms
from hub.actions.desk import Desk, open_desk
from hub.actions.holding import held_for, write_for
from hub.actions.people import add_person
from hub.actions.permissions import Actor, NotAllowed
from hub.content import load
from hub.model import HubError
from hub.publish import build
from hub.records import Stale
from hub.records.kinds import Draft, Held, Person, Profile, Terms
from tests.admin.support import START, TestClock, fill

OWNER = Actor("a-owner", "Ines Duarte", "owner")
NOOR = Actor("a-noor", "Noor Haddad", "advocate", ("noor",))
ZEYNEP = Actor("a-zeynep", "Zeynep Akdağ", "advocate", ("zeynep",))


@pytest.fixture
def clock() -> TestClock:
    return TestClock()


@pytest.fixture
def desk(tmp_path: Path, clock: TestClock) -> Desk:
    """A hub in use: noor and kenji have agreed."""
    fill(tmp_path / "hub")
    return open_desk(tmp_path / "hub", clock)


@pytest.fixture
def blank(make_hub: Callable[..., Path], clock: TestClock) -> Desk:
    """A hub with settings and nothing else."""
    return open_desk(make_hub({}), clock)


def found(folder: Path, *words: str) -> list[str]:
    """Files below a folder whose bytes or path have any of the words."""
    return [
        path.relative_to(folder).as_posix()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and any(w.encode() in path.read_bytes() or w in path.relative_to(folder).as_posix() for w in words)
    ]


def publish(desk: Desk) -> None:
    build(desk.root, now=desk.now())


def agree(desk: Desk, actor: Actor, handle: str) -> None:
    accept(desk, actor, handle, terms=current_terms(desk).id, licence=True, of_age=True)


def test_a_name_is_on_the_hub_only_between_accepting_and_withdrawing(blank: Desk) -> None:
    add_person(blank, OWNER, Profile("Zeynep Akdağ", headline="Reads the harbour"), handle="zeynep")
    publish(blank)
    content, public = blank.root / "content", blank.root / "public"
    assert found(content, "Zeynep", "zeynep", "harbour") == []
    assert found(public, "Zeynep", "zeynep", "harbour") == []

    agree(blank, ZEYNEP, "zeynep")
    publish(blank)
    assert found(content, "Zeynep Akdağ") == ["advocates/zeynep.md"]
    assert "advocates/zeynep/index.html" in found(public, "Zeynep Akdağ")

    withdraw(blank, ZEYNEP, "zeynep")
    publish(blank)
    assert found(content, "Zeynep", "zeynep", "harbour") == []
    assert found(public, "Zeynep", "zeynep", "harbour") == []
    person = blank.records.get(Person, "zeynep")
    assert person is not None
    assert person.profile.headline == "Reads the harbour"


def test_both_boxes_and_the_newest_terms_are_needed(blank: Desk) -> None:
    add_person(blank, OWNER, Profile("Zeynep Akdağ"), handle="zeynep")
    with pytest.raises(HubError, match="Tick both boxes"):
        accept(blank, ZEYNEP, "zeynep", terms="1", licence=True, of_age=False)
    write_terms(blank, OWNER, "You may show what we agreed on, and you may leave at any time.", seen="1")
    with pytest.raises(HubError, match="changed while you read"):
        accept(blank, ZEYNEP, "zeynep", terms="1", licence=True, of_age=True)
    assert found(blank.root / "content", "Zeynep") == []


def test_nobody_can_accept_for_somebody_else(blank: Desk) -> None:
    add_person(blank, OWNER, Profile("Zeynep Akdağ"), handle="zeynep")
    for actor in (OWNER, NOOR):
        with pytest.raises(NotAllowed):
            accept(blank, actor, "zeynep", terms="1", licence=True, of_age=True)


def test_staff_record_how_somebody_agreed_and_undo_takes_it_off_again(blank: Desk) -> None:
    add_person(blank, OWNER, Profile("Zeynep Akdağ"), handle="zeynep")
    with pytest.raises(HubError, match="Say how"):
        record(blank, OWNER, "zeynep", words=" ")
    done = record(blank, OWNER, "zeynep", words="Signed form of 3 March", on=dt.date(2026, 3, 3))
    assert done.person.consent is not None
    assert (done.person.consent.how, done.person.consent.words) == ("recorded", "Signed form of 3 March")
    assert found(blank.root / "content", "Zeynep") == ["advocates/zeynep.md"]
    blank.records.undo(done.entry, by="a-owner", name="Ines")
    assert found(blank.root / "content", "Zeynep") == []
    assert held_for(blank.records, "zeynep")


def test_new_terms_ask_again_and_the_old_consent_goes_on(desk: Desk) -> None:
    before = desk.records.get(Person, "noor")
    assert before is not None
    assert not asks_again(desk, before.consent)
    write_terms(desk, OWNER, "New words, which say more about photos and how to leave.", seen="1")
    assert asks_again(desk, before.consent)
    assert desk.shelf.leaf("advocates", "noor") is not None
    agree(desk, NOOR, "noor")
    after = desk.records.get(Person, "noor")
    assert after is not None
    assert after.consent is not None
    assert after.consent.terms == "2"


def test_two_who_write_new_terms_at_once_are_told(desk: Desk) -> None:
    write_terms(desk, OWNER, "The first of two, with enough words to be terms.", seen="1")
    with pytest.raises(Stale):
        write_terms(desk, OWNER, "The second of two, with enough words to be terms.", seen="1")


def test_what_was_agreed_to_is_kept_when_the_words_that_come_with_laurel_change(blank: Desk) -> None:
    add_person(blank, OWNER, Profile("Zeynep Akdağ"), handle="zeynep")
    agree(blank, ZEYNEP, "zeynep")
    first = current_terms(blank).text
    write_terms(blank, OWNER, "Other words that say what becomes public and how to leave.", seen="1")
    assert next(terms.text for terms in blank.records.all(Terms) if terms.id == "1") == first


FILES = {
    "content/posts/by-another.md": "---\ntitle: By another\nauthors: [kenji]\ndate: 2026-03-04\n---\n\n"
    "I read [what she wrote](post:frost-at-dawn) and asked [Noor][n].\n\n[n]: advocate:noor\n",
    "content/posts/translated.md": "---\ntitle: Jäätä\nauthors: [kenji]\ndate: 2026-03-05\nlanguage: fi\n"
    "translation_of: frost-at-dawn\n---\n\nKylmä.\n",
    "content/contributions/2026.yaml": "# the ledger\n"
    "- advocate: noor\n  type: talk\n  date: 2026-03-03\n  title: On fog\n"
    "# next\n- advocate: kenji\n  type: talk\n  date: 2026-03-04\n  title: On salt\n",
}


@pytest.fixture
def linked(desk: Desk) -> Desk:
    """The hub in use, with others who link to noor and a ledger."""
    (desk.root / "content/resources/kit.md").unlink()  # it leads to a page that no test hub has
    for path, text in FILES.items():
        (desk.root / path).parent.mkdir(parents=True, exist_ok=True)
        (desk.root / path).write_text(text)
    return desk


def problems(desk: Desk) -> list[str]:
    return [str(problem) for problem in load(desk.root).problems.fatal]


def test_withdrawing_leaves_a_hub_that_builds_and_does_not_know_the_handle(linked: Desk) -> None:
    assert problems(linked) == []
    withdraw(linked, NOOR, "noor")
    assert problems(linked) == []
    content = linked.root / "content"
    assert found(content, "noor", "Haddad") == []
    assert "authors: [kenji]" in (content / "posts/two-roofs.md").read_text()
    assert "hosts" not in (content / "events/open-day.md").read_text()
    body = (content / "posts/by-another.md").read_text()
    assert "I read what she wrote and asked Noor." in body
    assert (content / "contributions/2026.yaml").read_text().startswith("# the ledger\n# next\n- advocate: kenji")
    publish(linked)


def test_posts_of_theirs_alone_become_withdrawn_drafts_with_every_word(linked: Desk) -> None:
    withdraw(linked, NOOR, "noor")
    (draft,) = [d for d in linked.records.all(Draft) if d.state == "withdrawn"]
    assert (draft.title, draft.slug, draft.body.strip(), draft.authors) == (
        "Frost at dawn",
        "frost-at-dawn",
        "It was cold.",
        ("noor",),
    )
    assert draft.tags == ("sea",)
    assert draft.disclosure == ()


def test_accepting_again_brings_profile_awards_bylines_and_lines_back(linked: Desk) -> None:
    content = linked.root / "content"
    kept = {p: (content / p).read_bytes() for p in ("advocates/noor.md", "awards/2026/aw-noor.yaml")}
    withdraw(linked, NOOR, "noor")
    agree(linked, NOOR, "noor")
    assert {path: (content / path).read_bytes() for path in kept} == kept
    assert "authors: [noor, kenji]" in (content / "posts/two-roofs.md").read_text()
    assert "hosts: [noor]" in (content / "events/open-day.md").read_text()
    assert "title: On fog" in (content / "contributions/2026.yaml").read_text()
    assert linked.records.all(Held) == ()
    assert problems(linked) == []


def test_a_photo_nobody_else_uses_leaves_content_and_comes_back(desk: Desk) -> None:
    media = desk.root / "content/media"
    media.mkdir()
    (media / "noor.png").write_bytes(b"noor's face")
    (media / "both.png").write_bytes(b"a harbour")
    profile, post = desk.root / "content/advocates/noor.md", desk.root / "content/posts/fog-in-the-harbour.md"
    profile.write_text(profile.read_text().replace("tier:", "photo: media/noor.png\ntier:") + "\n![](media/both.png)\n")
    post.write_text(post.read_text() + "\n![A harbour](media/both.png)\n")
    withdraw(desk, NOOR, "noor")
    assert not (media / "noor.png").exists()
    assert (media / "both.png").exists()
    assert (desk.data / "media/noor.png").read_bytes() == b"noor's face"
    agree(desk, NOOR, "noor")
    assert (media / "noor.png").read_bytes() == b"noor's face"


def test_somebody_written_by_hand_counts_as_approved_until_they_say_no(make_hub: Callable[..., Path]) -> None:
    hub = make_hub({"content/advocates/ada.md": "---\nname: Ada Obi\n---\n\nBees.\n"})
    desk = open_desk(hub, lambda: START)
    with desk.records.change(by="t", name="T", action="t", subject="", words="w") as change:
        assert write_for(change, desk, "content/posts/a.md", "---\ntitle: A\n---\n", ["ada"], None)
    withdraw(desk, Actor("a-ada", "Ada Obi", "advocate", ("ada",)), "ada")
    assert not (hub / "content/advocates/ada.md").exists()
    with desk.records.change(by="t", name="T", action="t", subject="", words="w") as change:
        assert not write_for(change, desk, "content/posts/b.md", "---\ntitle: B\n---\n", ["ada"], None)


def test_a_post_by_two_waits_for_both(blank: Desk) -> None:
    for handle, name in (("zeynep", "Zeynep Akdağ"), ("kofi", "Kofi Asante")):
        add_person(blank, OWNER, Profile(name), handle=handle)
    text = "---\ntitle: Two\nauthors: [zeynep, kofi]\ndate: 2026-01-01\n---\n\nTwo.\n"
    with blank.records.change(by="t", name="T", action="t", subject="", words="w") as change:
        assert not write_for(change, blank, "content/posts/two.md", text, ["zeynep", "kofi"], None)
    agree(blank, ZEYNEP, "zeynep")
    assert not (blank.root / "content/posts/two.md").exists()
    agree(blank, Actor("a-kofi", "Kofi Asante", "advocate", ("kofi",)), "kofi")
    assert (blank.root / "content/posts/two.md").read_text() == text


def test_a_live_file_never_comes_to_name_somebody_who_has_not_agreed(desk: Desk) -> None:
    add_person(desk, OWNER, Profile("Zeynep Akdağ"), handle="zeynep")
    leaf = desk.shelf.leaf("posts", "two-roofs")
    assert leaf is not None
    with (
        pytest.raises(HubError, match="Zeynep Akdağ has not agreed"),
        desk.records.change(by="t", name="T", action="t", subject="", words="w") as change,
    ):
        write_for(change, desk, leaf.path, "---\ntitle: X\n---\n", ["noor", "zeynep"], leaf.digest)


def test_accounts_that_act_for_nobody_change_nothing_of_others(desk: Desk) -> None:
    kenji = Actor("a-kenji", "Kenji Mori", "advocate", ("kenji",))
    with pytest.raises(NotAllowed):
        withdraw(desk, kenji, "noor")
    assert desk.shelf.leaf("advocates", "noor") is not None
