"""Releases on the desk: told in plain words, one click back, one click forward, and said why nothing goes out."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from admin.clock import Clock
from admin.running import pending_of, runner_of
from hub.actions import publishing
from hub.actions.rollback import rollback
from hub.publish import manifest as lists
from tests.actions.test_rollback import FROST, page, publish
from tests.admin.support import DeskHub
from tests.admin.test_publishing import until_ended, words
from tests.publish.release_support import release, standing

Client = Callable[[str | None], FlaskClient]


@pytest.fixture
def two(desk_hub: DeskHub) -> DeskHub:
    """A hub with two releases."""
    publish(desk_hub.root, "")
    publish(desk_hub.root, "a slip")
    return desk_hub


def shown(hub: DeskHub) -> int:
    return lists.shown(hub.root / ".laurel")


def went_back(client: FlaskClient, address: str) -> str:
    """What the desk tells of a going back once it is done."""
    assert client.post(address).location == "/publish/progress"
    return words(until_ended(client))


def test_the_list_has_every_release_newest_first_and_the_shown_one_marked(two: DeskHub, desk_client: Client) -> None:
    told = words(desk_client("reviewer").get("/publish/releases/").text)
    assert told.index("Release 2") < told.index("Release 1")
    assert told.count("shown now") == 1
    assert "Go back to this" not in told  # a reviewer may look
    told = words(desk_client("editor").get("/publish/releases/").text)
    assert told.count("Go back to this") == 1


def test_a_hub_without_releases_says_so(desk_client: Client) -> None:
    assert "Nothing was published yet" in desk_client("editor").get("/publish/releases/").text


def test_the_publish_page_leads_there(two: DeskHub, desk_client: Client) -> None:
    publishing.publish(two.desk, two.actor("owner"))
    assert 'href="/publish/releases/"' in desk_client("editor").get("/publish/").text


def test_long_histories_come_in_pages(desk_hub: DeskHub, desk_client: Client) -> None:
    for number in range(23):
        release(desk_hub.root, {"index.html": b"%d" % number})
    first = words(desk_client("editor").get("/publish/releases/").text)
    second = words(desk_client("editor").get("/publish/releases/?page=2").text)
    assert "Release 23" in first and "Release 4" in first and "Release 3 " not in first
    assert "Release 3" in second and "Release 1" in second


def test_what_changed_is_told_in_words(two: DeskHub, desk_client: Client) -> None:
    told = words(desk_client("reviewer").get("/publish/releases/2").text)
    assert "What changed since release 1" in told
    assert "Changes 1 post: Fog in the harbour." in told
    assert "What it showed first" in words(desk_client("reviewer").get("/publish/releases/1").text)
    assert desk_client("reviewer").get("/publish/releases/9").status_code == 404


def test_back_by_one_button_that_says_before_what_it_does(two: DeskHub, desk_client: Client) -> None:
    client = desk_client("editor")
    asked = client.get("/publish/releases/1/back").text
    assert "Changes 1 post: Fog in the harbour." in asked
    assert len(re.findall(r'<form[^>]*action="/publish/releases/1/back"', asked)) == 1
    assert shown(two) == 2
    told = went_back(client, "/publish/releases/1/back")
    assert "Went back to release 1." in told and "Changes 1 post: Fog in the harbour." in told
    assert shown(two) == 3
    assert "a slip" not in (two.root / "public/index.html").read_text()
    told = words(client.get("/publish/releases/").text)
    assert "The hub shows release 1 again" in told
    assert "Tove Lind took the hub back to release 1, so nothing is published by itself" in told


def test_pressed_twice_it_is_done_once(two: DeskHub, desk_client: Client) -> None:
    client = desk_client("editor")
    answers = [client.post("/publish/releases/1/back") for _ in range(2)]
    assert {(answer.status_code, answer.location) for answer in answers} == {(303, "/publish/progress")}
    assert "Went back to release 1." in words(until_ended(client))
    assert shown(two) == 3
    assert "already shows what was in release 1" in went_back(client, "/publish/releases/1/back")
    assert shown(two) == 3
    assert "release 3 already" in client.post("/publish/releases/3/back", follow_redirects=True).text


def test_undo_goes_forward_again_and_publishing_ends_the_pause(two: DeskHub, desk_client: Client) -> None:
    client = desk_client("editor")
    went_back(client, "/publish/releases/1/back")
    undo = re.search(r'<form[^>]*action="(/publish/releases/2/back)"', client.get("/publish/releases/").text)
    assert undo is not None
    before = standing(two.root)
    went_back(client, undo[1])
    assert shown(two) == 4
    assert standing(two.root) != before
    assert "a slip" in (two.root / "public/index.html").read_text()
    publish(two.root, "a slip")
    assert "again" not in words(client.get("/publish/releases/").text)


def test_what_stays_away_is_told_before_and_after(two: DeskHub, desk_client: Client) -> None:
    (two.root / FROST[1]).unlink()
    publish(two.root, "now", frost=False)
    client = desk_client("editor")
    sentence = "Without the post “Frost at dawn”, which was withdrawn."
    assert sentence in words(client.get("/publish/releases/1/back").text)
    assert sentence in went_back(client, "/publish/releases/1/back")


def test_what_cannot_be_had_is_told_with_the_reason(two: DeskHub, desk_client: Client) -> None:
    from tests.actions.test_rollback import SOURCES, hub

    files = {**hub(), "events/night/index.html": page("A night", "/posts/frost-at-dawn/")}
    number = release(two.root, files, sources=SOURCES, whole=True).release
    (two.root / FROST[1]).unlink()
    publish(two.root, "now", frost=False)
    told = went_back(desk_client("editor"), f"/publish/releases/{number}/back")
    assert "The hub did not go back." in told
    assert "/events/night/ links to /posts/frost-at-dawn/, which would be gone" in told
    assert shown(two) == number + 1


def test_the_clock_waits_and_the_front_page_says_why(two: DeskHub, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[str] = []
    monkeypatch.setattr("admin.running.Runner.start", lambda _self, who, **_more: bool(started.append(who)) or True)
    monkeypatch.setattr("hub.actions.publishing.due", lambda _desk: publishing.Due(posts=("Fog",)))
    clock = Clock(two.desk, runner_of(two.app), pending_of(two.app))
    rollback(two.desk, two.actor("editor"))
    for _ in range(3):
        clock.tick()
        two.clock.tick(minutes=2)
    assert started == []
    front = words(two.client("owner").get("/").text)
    assert "Tove Lind took the hub back to release 1, so nothing is published by itself" in front
    publish(two.root, "by hand")
    two.clock.tick(minutes=2)
    clock.tick()
    assert started == ["clock"]
    assert "took the hub back" not in words(two.client("owner").get("/").text)


@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_fits_and_nobody_is_kept_out(two: DeskHub, browser: object, width: int) -> None:
    from axe_playwright_python.sync_playwright import Axe

    from tests.admin.opened import opened_desk

    rollback(two.desk, two.actor("editor"))
    with opened_desk(two, browser) as opened:
        seen = opened.page("editor", viewport={"width": width, "height": 800})
        for address in ("", "2", "2/back", "3/back"):
            opened.go(seen, f"/publish/releases/{address}")
            assert seen.evaluate("document.documentElement.scrollWidth") <= width
            assert Axe().run(seen).response["violations"] == []
