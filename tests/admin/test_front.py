"""The first page tells each person what waits for them, with one button each, and is calm when nothing does."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from hub.actions import publishing
from hub.actions.desk import open_desk
from hub.actions.permissions import Actor
from hub.actions.troubles import Trouble, note_troubles
from hub.cli.init import init_hub
from hub.paths import starter_dir
from hub.records.kinds import Account, Consent, Draft, Letter, Note, Person, Profile, ProfileEdit, Step
from tests.admin.support import START, DeskHub, TestClock

Client = Callable[[str | None], FlaskClient]
OWNER = Actor("a-owner", "Ines Duarte", "owner")
Rows = list[tuple[str, str, str, str]]


def rows(page: str) -> Rows:
    """Title, reason, button and address of each row."""
    found = []
    for row in re.findall(r'<li class="row.*?</li>', page, flags=re.DOTALL):
        title = re.search(r'class="title"[^>]*>(?:<bdi>)?(.*?)</', row)
        why = re.search(r'class="note">(.*?)</p>', row, flags=re.DOTALL)
        button = re.search(r'<a class="button quiet" href="([^"]*)"[^>]*>(.*?)</a>', row)
        assert title, row
        found.append((title[1], why[1] if why else "", button[2] if button else "", button[1] if button else ""))
    return found


def put(hub: DeskHub, *records: object) -> None:
    """Put records straight in, over those with the same id."""
    with hub.desk.records.change(by="t", name="T", action="test", words="Put") as change:
        for record in records:
            known = change.get(type(record), record.id)  # type: ignore[attr-defined]  # every record has one
            change.put(replace(record, version=known.version if known else 0))  # type: ignore[type-var]  # a record


@pytest.fixture
def calm(desk_hub: DeskHub) -> DeskHub:
    """The hub in use, published, with nothing that waits."""
    draft = desk_hub.desk.records.get(Draft, "d-kenji")
    assert draft is not None
    put(desk_hub, replace(draft, state="draft"))
    publishing.publish(desk_hub.desk, OWNER)
    return desk_hub


def test_a_post_that_was_sent_in_waits_with_its_author_and_leads_to_the_review(desk_client: Client) -> None:
    found = rows(desk_client("reviewer").get("/").text)
    assert ("Salt in the wires", "Kenji Mori sent this in", "Read it", "/review/d-kenji/") in found


def test_one_sent_in_again_says_who_read_it_before(desk_hub: DeskHub, desk_client: Client) -> None:
    draft = desk_hub.desk.records.get(Draft, "d-kenji")
    assert draft is not None
    asked = Step(START, "a-reviewer", "Ravi Menon", "asked for changes", "Shorter")
    put(desk_hub, replace(draft, history=(*draft.history, asked)))
    (row,) = [row for row in rows(desk_client("editor").get("/").text) if row[0] == "Salt in the wires"]
    assert row[1] == "Kenji Mori sent this in again. Ravi Menon asked for changes before"


def test_when_nobody_waits_the_page_is_calm_and_says_what_is_next(calm: DeskHub, desk_client: Client) -> None:
    page = desk_client("owner").get("/").text
    assert rows(page) == []
    assert "Nobody is waiting. Next: Open day on 5 December, 10:00." in page


def everything(hub: DeskHub) -> None:
    """One of each thing that can wait."""
    profile = Profile(name="Ada Obi")
    put(
        hub,
        Person("ada", profile, START),
        Person("bea", Profile(name="Bea Lund"), START, invited=START),
        Person(
            "cleo",
            Profile(name="Cleo Roux"),
            START,
            consent=Consent("1", START, "desk", "a-cleo", of_age=True, licence=True),
            proposed=ProfileEdit(Profile(name="Cleo Roux", bio="Hello"), (), "submitted"),
        ),
        Letter("l-1", "x@mail.example", "Hello", "t", "", "failed", START, START, trouble="Mailbox full"),
        Letter("l-2", "y@mail.example", "Welcome", "t", "", "to-copy", START, START),
    )
    draft = hub.desk.records.get(Draft, "d-noor")
    assert draft is not None
    stuck = Step(START, "clock", "Clock", "could not be put out", "Its cover is missing")
    put(hub, replace(draft, state="scheduled", due="2026-01-01", history=(*draft.history, stuck)))
    (hub.root / "content/pages/torn.md").write_text("---\ntitle: [\n---\n")
    (hub.root / "content/pages/new.md").write_text("---\ntitle: New\n---\n\nNew.\n")
    note_troubles(hub.root, {"letters": Trouble("The mail server does not answer", START)})


def test_each_thing_that_waits_has_a_reason_and_a_button_that_leads_on(calm: DeskHub, desk_client: Client) -> None:
    everything(calm)
    page = desk_client("owner").get("/").text
    found = rows(page)
    assert [(title, button) for title, _, button, _ in found] == [
        ("Letters do not go out", "See the letters"),
        ("content/pages/torn.md", "Mend it"),
        ("Ice on the lens", "Look at it"),
        ("Cleo Roux", "Look at it"),
        ("“Hello” to x@mail.example", "See the letter"),
        ("“Welcome” to y@mail.example", "Copy it"),
        ("2 changes", "See what will change"),
        ("Bea Lund", "Look"),
        ("Ada Obi", "Invite"),
    ]
    assert all(why for _, why, _, _ in found)
    for _, _, _, url in found:
        assert desk_client("owner").get(url, follow_redirects=True).status_code == 200, url


def test_whoever_may_not_do_a_thing_is_not_asked_to(calm: DeskHub, desk_client: Client) -> None:
    everything(calm)
    buttons = {button for _, _, button, _ in rows(desk_client("reviewer").get("/").text)}
    assert buttons == {"Look at it"}


def test_at_most_twelve_rows_are_shown_and_the_rest_counted(calm: DeskHub, desk_client: Client) -> None:
    put(calm, *(Person(f"p{n}", Profile(name=f"Person {n}"), START) for n in range(40)))
    page = desk_client("owner").get("/").text
    assert len(rows(page)) == 12
    assert "and 28 more" in page


def test_a_blank_hub_shows_the_way_and_each_step_vanishes_when_all_are_done(
    tmp_path: Path, clock: TestClock, open_hub: Callable[[Path], DeskHub]
) -> None:
    init_hub(tmp_path / "blank", starter_dir())
    open_desk(tmp_path / "blank", clock)
    hub = open_hub(tmp_path / "blank")
    put(hub, Account("a-owner", "ines@hub.example", "Ines Duarte", "owner", START))

    def ahead() -> list[str]:
        page = hub.client("owner").get("/").text
        steps = page.partition('class="set-up"')[2].partition("</section>")[0]
        return re.findall(r'<b><a href="[^"]*">(.*?)</a></b>', steps)

    whole = ["Set up the program", "Make the first badge", "Add the first advocate", "Publish the hub"]
    assert ahead() == whole
    for url in re.findall(r'<b><a href="([^"]*)">', hub.client("owner").get("/").text):
        assert hub.client("owner").get(url).status_code == 200
    put(hub, Note("set-up", {}))
    assert ahead() == whole[1:]
    badges = hub.root / "content/badges"
    badges.mkdir(parents=True)
    (badges / "first.md").write_text("---\nname: First\n---\n\nOne.\n")
    assert ahead() == whole[2:]
    put(hub, Person("ada", Profile(name="Ada"), START))
    assert ahead() == whole[3:]
    publishing.publish(hub.desk, OWNER)
    assert 'class="set-up"' not in hub.client("owner").get("/").text


def test_an_advocate_sees_where_each_post_stands_and_their_newest_badge(desk_hub: DeskHub, desk_client: Client) -> None:
    page = desk_client("kenji").get("/").text
    assert "Hello, Kenji Mori" in page
    assert 'href="/posts/new"' in page
    assert "Salt in the wires" in page
    assert "waits for review" in page
    assert "First Light" in page
    assert "Ice on the lens" not in page
    picture = re.search(r'<img src="([^"]+badge-300\.png)"', page)
    assert picture
    assert desk_client("kenji").get(picture[1]).mimetype == "image/png"


def test_an_advocate_is_asked_for_what_only_they_can_do(desk_hub: DeskHub, desk_client: Client) -> None:
    person, draft = desk_hub.desk.records.get(Person, "noor"), desk_hub.desk.records.get(Draft, "d-noor")
    assert person is not None
    assert draft is not None
    step = Step(START, "a-reviewer", "Ravi Menon", "asked for changes", "Say where it was")
    put(
        desk_hub,
        replace(person, consent=None),
        replace(draft, state="changes-asked", history=(*draft.history, step)),
    )
    found = rows(desk_client("noor").get("/").text)
    assert found[0][:2] == ("The terms", "Nothing of Noor Haddad is shown until you accept them")
    assert ("Ice on the lens", "Ravi Menon asks for changes: Say where it was", "Change it") in [r[:3] for r in found]
    for _, _, _, url in found:
        assert not url or desk_client("noor").get(url, follow_redirects=True).status_code == 200, url


def test_a_new_advocate_is_asked_to_write(desk_hub: DeskHub, clock: TestClock) -> None:
    put(
        desk_hub,
        Person("zoe", Profile(name="Zoe", bio="Hi"), START, consent=Consent("1", START, "desk", "z", True, True)),
    )
    desk_hub.add_account("zoe", "advocate", ["zoe"])
    page = desk_hub.client("zoe").get("/").text
    assert "Nothing written yet. Three paragraphs make a good first post." in page


def test_the_front_page_says_since_when(desk_hub: DeskHub, desk_client: Client, clock: TestClock) -> None:
    clock.tick(days=1)
    page = desk_client("editor").get("/").text
    assert "yesterday, 12:00" in re.sub("<[^>]+>", "", page)
