"""Two people at one thing, or one person and a hand edit: the second sees both versions, and nothing is lost."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from html import unescape

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from hub.actions.awards import REASONS
from hub.actions.media import add_media
from hub.records.kinds import Draft, Step
from tests.admin.support import DeskHub
from tests.support.hostile import PageForm, forms_of, tiny_picture

MINE = "What the second one typed, word for word and at length"
THEIRS = "What the first one saved, a little earlier than that"
HAND = "Edited by hand meanwhile"


@dataclass(frozen=True)
class Thing:
    """A form two people have open: its page, its field, and where they differ from the usual.

    `action` is where the form is sent; `first` and `second` are who has it open. `file` is the content file the
    form is about, with a text in it that a hand edit replaces; `kept` is where the second one's words end up.
    """

    page: str
    name: str
    action: str = ""
    first: str = "owner"
    second: str = "editor"
    file: str = ""
    text: str = ""


def entry(kind: str, slug: str, text: str) -> Thing:
    return Thing(f"/hub/{kind}/{slug}/", "body", file=f"content/{kind}/{slug}.md", text=text)


def setting(name: str, field_name: str, text: str = "") -> Thing:
    return Thing(f"/hub/settings/{name}", field_name, second="owner", file="hub.toml" if text else "", text=text)


THINGS: Mapping[str, Thing] = {
    "a draft": Thing("/posts/d-noor/write", "body", second="noor"),
    "a profile, by its person": Thing(
        "/profile/noor", "bio", second="noor", file="content/advocates/noor.md", text="a weather station"
    ),
    "a profile, by staff": Thing("/profile/noor", "bio", file="content/advocates/noor.md", text="a weather station"),
    "somebody's details": Thing("/people/noor/edit", "name", file="content/advocates/noor.md", text="Noor Haddad"),
    "notes about somebody": Thing("/people/noor", "notes", action="/people/noor/notes"),
    "a badge": Thing(
        "/recognition/badges/first-light/edit", "criteria", file="content/badges/first-light.md", text="one post"
    ),
    "a page": entry("pages", "about", "Who we are"),
    "an event": entry("events", "open-day", "Come"),
    "a resource": entry("resources", "kit", "Parts"),
    "a change": entry("changes", "brighter", "Done"),
    "a topic": entry("topics", "sea", "Salt"),
    "the hub's settings": setting("hub", "tagline", "A hub for tests"),
    "the program's settings": setting("program", "name", "The Lookouts"),
    "the tiers": setting("tiers", "rows-0-name", "Lookout"),
    "the groups": setting("groups", "rows-0-name", "The North"),
    "the contributions": setting("contributions", "rows-0-name", "Talk"),
    "what a picture shows": Thing("/hub/media/of/{picture}", "alt", action="/hub/media/of/{picture}/describe"),
    "the terms": Thing("/program/terms/write", "text", second="owner"),
    "an account": Thing("/program/accounts/a-noor", "name", second="owner"),
}
IN_FILES = {name: thing for name, thing in THINGS.items() if thing.file}
REMOVABLE = [name for name, thing in IN_FILES.items() if thing.file != "hub.toml"]


@pytest.fixture
def place(desk_hub: DeskHub) -> Callable[[str], str]:
    """Addresses of the table, with the name of a picture that is in the library."""
    path, _ = add_media(desk_hub.desk, desk_hub.actor("editor"), tiny_picture(), "roof.png", "A roof")
    return lambda address: address.format(picture=path.removeprefix("media/"))


def opened(client: FlaskClient, page: str, name: str, action: str = "") -> PageForm:
    """The form that holds a field, as a browser shows it."""
    html = client.get(page)
    assert html.status_code == 200, f"{page}: {html.status_code}"
    found = [form for form in forms_of(html.text) if form.named(name) and action in (form.action, "")]
    assert found, f"{page} has no form with {name}"
    return found[0]


def send(client: FlaskClient, page: str, form: PageForm, **typed: str) -> TestResponse:
    values = form.values() | {name: [text] for name, text in typed.items()}
    return client.post(form.action or page, data=values)


def seen(answer: TestResponse) -> str:
    """The words of a page, and what stands in its fields."""
    fields = [one.value for form in forms_of(answer.text) for one in form.fields]
    return " ".join([unescape(re.sub(r"<[^>]*>", " ", answer.text)), *fields])


def keep_mine(client: FlaskClient, conflict: TestResponse) -> TestResponse:
    """Press the first button of the conflict page."""
    form = next(form for form in forms_of(conflict.text) if MINE in str(form.values()))
    return client.post(form.action, data=form.values())


@pytest.mark.parametrize("name", THINGS)
def test_the_second_of_two_sees_both_versions_and_can_keep_theirs(
    desk_hub: DeskHub, place: Callable[[str], str], name: str
) -> None:
    thing = THINGS[name]
    page, action = place(thing.page), place(thing.action)
    first, second = desk_hub.client(thing.first), desk_hub.client(thing.second)
    one, two = (opened(client, page, thing.name, action) for client in (first, second))
    assert send(first, page, one, **{thing.name: THEIRS}).status_code == 303
    answer = send(second, page, two, **{thing.name: MINE})
    assert answer.status_code == 409
    assert MINE in seen(answer) and THEIRS in seen(answer)
    assert "Ines Duarte" in seen(answer), "it says who was first"
    assert keep_mine(second, answer).status_code == 303
    assert opened(second, page, thing.name, action).named(thing.name)[0].value.strip() == MINE


@pytest.mark.parametrize("name", IN_FILES)
def test_a_hand_edit_meanwhile_is_shown_beside_what_was_typed(
    desk_hub: DeskHub, place: Callable[[str], str], name: str
) -> None:
    thing = IN_FILES[name]
    browser, file = desk_hub.client(thing.second), desk_hub.root / thing.file
    form = opened(browser, thing.page, thing.name)
    edited = file.read_text().replace(thing.text, HAND)
    assert HAND in edited
    file.write_text(edited)
    answer = send(browser, thing.page, form, **{thing.name: MINE})
    assert answer.status_code == 409
    assert MINE in seen(answer) and HAND in seen(answer)
    assert file.read_text() == edited, "nothing is written over it"
    assert keep_mine(browser, answer).status_code == 303
    assert opened(browser, thing.page, thing.name).named(thing.name)[0].value.strip() == MINE


@pytest.mark.parametrize("name", IN_FILES)
def test_a_file_git_set_back_meanwhile_is_not_written_over(
    desk_hub: DeskHub, place: Callable[[str], str], name: str
) -> None:
    """`git checkout` puts older bytes there with a new time: here, those of before the last save."""
    thing = IN_FILES[name]
    browser, file = desk_hub.client(thing.second), desk_hub.root / thing.file
    earlier = file.read_bytes()
    edited = earlier.replace(thing.text.encode(), HAND.encode())
    file.write_bytes(edited)
    form = opened(browser, thing.page, thing.name)
    file.unlink()
    file.write_bytes(earlier)
    answer = send(browser, thing.page, form, **{thing.name: MINE})
    assert answer.status_code == 409 and MINE in seen(answer)
    assert file.read_bytes() == earlier


@pytest.mark.parametrize("name", REMOVABLE)
def test_what_was_typed_is_still_there_when_the_file_is_gone(
    desk_hub: DeskHub, place: Callable[[str], str], name: str
) -> None:
    thing = IN_FILES[name]
    browser, file = desk_hub.client(thing.second), desk_hub.root / thing.file
    form = opened(browser, thing.page, thing.name)
    file.unlink()
    answer = send(browser, thing.page, form, **{thing.name: MINE})
    assert answer.status_code in (404, 409)
    assert MINE in seen(answer)


@pytest.mark.parametrize("name", IN_FILES)
def test_what_was_typed_is_still_there_when_the_file_was_broken_meanwhile(
    desk_hub: DeskHub, place: Callable[[str], str], name: str
) -> None:
    thing = IN_FILES[name]
    browser, file = desk_hub.client(thing.second), desk_hub.root / thing.file
    form = opened(browser, thing.page, thing.name)
    broken = file.read_bytes().replace(b"\n", b"\n]: [\n", 1)
    file.write_bytes(broken)
    answer = send(browser, thing.page, form, **{thing.name: MINE})
    assert answer.status_code in (404, 409)
    assert MINE in seen(answer)
    assert file.read_bytes() == broken


# -- things that moved on meanwhile


def test_what_was_typed_in_a_draft_is_still_there_when_a_co_author_sent_it_in(desk_hub: DeskHub) -> None:
    browser = desk_hub.client("noor")
    form = opened(browser, "/posts/d-noor/write", "body")
    with desk_hub.desk.records.change(by="a-kenji", name="Kenji Mori", action="test", subject="") as change:
        known = change.get(Draft, "d-noor")
        sent = Step(desk_hub.clock(), "a-kenji", "Kenji Mori", "sent in")
        change.put(replace(known, state="submitted", history=(*known.history, sent)))
    answer = send(browser, "/posts/d-noor/write", form, body=MINE)
    assert answer.status_code == 409
    assert MINE in seen(answer) and "Kenji Mori sent in" in seen(answer)


def test_what_was_typed_in_a_draft_is_still_there_when_it_was_thrown_away(desk_hub: DeskHub) -> None:
    browser = desk_hub.client("noor")
    form = opened(browser, "/posts/d-noor/write", "body")
    assert desk_hub.client("editor").post("/posts/d-noor/throw-away").status_code == 303
    answer = send(browser, "/posts/d-noor/write", form, body=MINE)
    assert answer.status_code in (404, 409)
    assert MINE in seen(answer)


def test_a_reviewers_words_are_still_there_when_somebody_decided_first(desk_hub: DeskHub) -> None:
    first, second = desk_hub.client("owner"), desk_hub.client("reviewer")
    form = opened(second, "/review/d-kenji/", "words", "/review/d-kenji/decide")
    assert send(first, "", form, words=THEIRS, do="ask").status_code == 303
    answer = send(second, "", form, words=MINE, do="ask")
    assert answer.status_code == 409
    assert MINE in seen(answer) and "Ines Duarte" in seen(answer)


@pytest.mark.parametrize("by_hand", [False, True])
def test_why_an_award_is_taken_back_is_still_there_when_it_changed_meanwhile(desk_hub: DeskHub, by_hand: bool) -> None:
    page, do = "/recognition/awards/aw-noor/", "/recognition/awards/aw-noor/revoke"
    first, second = desk_hub.client("owner"), desk_hub.client("editor")
    one, two = (opened(client, page, "why", do) for client in (first, second))
    reason = next(iter(REASONS))
    if by_hand:
        file = desk_hub.root / "content/awards/2026/aw-noor.yaml"
        file.write_text(file.read_text() + "note: For the ice\n")
    else:
        assert send(first, "", one, reason=reason, why=THEIRS).status_code == 303
    answer = send(second, "", two, reason=reason, why=MINE)
    assert answer.status_code == 409
    assert MINE in seen(answer)


def test_what_somebody_typed_is_on_the_page_that_tells_of_their_ended_session(desk_hub: DeskHub) -> None:
    browser = desk_hub.client("noor")
    form = opened(browser, "/posts/d-noor/write", "body")
    assert browser.post("/sign-out").status_code == 303
    answer = send(browser, "/posts/d-noor/write", form, body=MINE)
    assert answer.status_code == 401
    assert MINE in seen(answer)


def test_the_page_about_an_error_never_shows_a_password(desk_hub: DeskHub) -> None:
    answer = desk_hub.client().post("/account/password", data={"current": MINE, "password": THEIRS, "words": HAND})
    assert answer.status_code == 401
    assert HAND in answer.text
    assert MINE not in answer.text and THEIRS not in answer.text


def test_the_page_about_an_error_shows_nothing_that_another_site_sent(desk_hub: DeskHub) -> None:
    browser = desk_hub.client("noor")
    answer = browser.post("/posts/d-noor/write", data={"body": MINE}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 400
    assert MINE not in answer.text
