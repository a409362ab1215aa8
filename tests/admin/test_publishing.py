"""Publishing from the desk: what will change in words, what has to be mended, how far it is, how it ended."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from admin.running import Ended, runner_of
from hub.actions import publishing
from hub.actions.permissions import Actor
from hub.model import HubError
from hub.publish import hold
from hub.publish.pace import Pacer
from hub.records.kinds import Publish
from tests.admin.support import DeskHub
from tests.support.hubs import post

Client = Callable[[str | None], FlaskClient]
OWNER = Actor("a-owner", "Ines Duarte", "owner")


def words(page: str) -> str:
    """A page's text."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_what_will_change_is_told_in_sentences_with_one_button(desk_hub: DeskHub, desk_client: Client) -> None:
    page = desk_client("editor").get("/publish/").text
    assert "Publishes the hub for the first time." in page
    assert "Adds 3 posts: Fog in the harbour, Frost at dawn and Two roofs." in page
    assert len(re.findall(r'<form[^>]*action="/publish/"', page)) == 1
    publishing.publish(desk_hub.desk, OWNER)
    page = desk_client("editor").get("/publish/").text
    assert "Nothing waits to be published" in page
    assert "Ines Duarte" in page


def test_a_reviewer_sees_it_and_has_no_button(desk_client: Client) -> None:
    page = desk_client("reviewer").get("/publish/").text
    assert "Adds 3 posts" in page
    assert 'action="/publish/"' not in page
    assert desk_client("reviewer").post("/publish/").status_code == 403


def test_problems_come_first_and_lead_to_where_they_are_mended(desk_hub: DeskHub, desk_client: Client) -> None:
    (desk_hub.root / "content/posts/bad.md").write_text("---\ntitle: Bad\nauthors: [noor]\ndate: yesterday\n---\n")
    (desk_hub.root / "content/posts/torn.md").write_text("---\ntitle: [\n---\n")
    page = desk_client("editor").get("/publish/").text
    assert "This has to be mended first" in page
    assert '<a href="/posts/live/bad/">Bad</a>' in page
    assert "content/posts/torn.md" in words(page)
    assert page.index("This has to be mended first") < page.index("Publishes the hub")


@pytest.mark.parametrize(
    ("path", "text", "url"),
    [
        ("content/posts/x.md", "title: X\nauthors: [noor]\ndate: no", "/posts/live/x/"),
        ("content/advocates/x.md", "name: X\njoined: no", "/people/x"),
        ("content/badges/x.md", "name: X\nvalid_for: ever", "/recognition/badges/x/edit"),
        ("content/pages/x.md", "title: X\norder: no", "/hub/pages/x/"),
        ("content/events/x.md", "title: X\nstarts: no", "/hub/events/x/"),
        ("content/resources/x.md", "title: X\norder: no", "/hub/resources/x/"),
        ("content/changes/x.md", "title: X\ndate: no", "/hub/changes/x/"),
        ("content/topics/x.md", "title: X\ntags: {a: b}", "/hub/topics/x/"),
    ],
)
def test_each_kind_of_file_has_its_screen(
    desk_hub: DeskHub, desk_client: Client, path: str, text: str, url: str
) -> None:
    (desk_hub.root / path).write_text(f"---\n{text}\n---\n\nWords.\n")
    page = desk_client("owner").get("/publish/").text
    found = re.search(rf'<a href="({re.escape(url)}/?)">X</a>', page)
    assert found, words(page)
    assert desk_client("owner").get(found[1]).status_code in (200, 308)


def test_the_button_says_how_much_waits(desk_hub: DeskHub, desk_client: Client) -> None:
    publishing.publish(desk_hub.desk, OWNER)
    assert 'class="publish"' in desk_client("editor").get("/").text
    (desk_hub.root / "content/pages/new.md").write_text("---\ntitle: New\n---\n\nHello.\n")
    assert re.search(
        r'class="publish some"[^>]*>Publish <span class="count">\(1\)', desk_client("editor").get("/").text
    )
    assert 'class="publish' not in desk_client("reviewer").get("/").text


def until_ended(client: FlaskClient) -> str:
    """The progress page once nothing is at work any more; every page on the way is looked at."""
    end = time.monotonic() + 120
    while 'data-poll="/publish/progress"' in (page := client.get("/publish/progress").text):
        assert '<noscript><meta http-equiv="refresh"' in page
        assert "Read what " in page
        part = client.get("/publish/progress", headers={"X-Part": "1"}).text
        assert "<main" not in part
        assert time.monotonic() < end, words(page)
        time.sleep(0.1)
    return page


def test_a_publish_in_a_process_of_its_own_ends_with_the_link(desk_hub: DeskHub, desk_client: Client) -> None:
    client = desk_client("editor")
    answer = client.post("/publish/")
    assert (answer.status_code, answer.location) == (303, "/publish/progress")
    page = until_ended(client)
    (record,) = desk_hub.desk.records.all(Publish)
    assert (record.state, record.by, record.name) == ("done", "a-editor", "Tove Lind")
    assert re.search(r"Published\. \d+ pages changed\.", words(page))
    assert '<a href="https://hub.example/">See the hub</a>' in page
    assert (desk_hub.root / "public/posts/frost-at-dawn/index.html").is_file()
    assert 'data-done="reload"' in client.get("/publish/progress", headers={"X-Part": "1"}).text


def test_one_that_fails_tells_what_to_mend(desk_hub: DeskHub, desk_client: Client) -> None:
    (desk_hub.root / "content/posts/bad.md").write_text(post("Bad").replace("ada", "nobody"))
    with pytest.raises(HubError):
        publishing.publish(desk_hub.desk, OWNER)
    page = desk_client("editor").get("/publish/progress").text
    assert "<title>Error: not published" in page
    assert '<a href="/posts/live/bad/">Bad</a>' in page
    assert "nobody" in page
    assert "Nothing was changed" in page
    before = desk_client("editor").get("/publish/").text
    assert "nobody" in before
    (desk_hub.root / "content/posts/bad.md").unlink()
    assert "This has to be mended first" not in desk_client("editor").get("/publish/").text


def test_while_somebody_publishes_the_second_sees_who(desk_hub: DeskHub, desk_client: Client) -> None:
    with hold(desk_hub.root, "publishing", lock=publishing.LOCK, who="Ines Duarte"):
        client = desk_client("editor")
        assert client.post("/publish/").status_code == 303
        page = client.get("/publish/progress").text
        assert "Ines Duarte is publishing" in page
        assert "Ines Duarte is publishing just now" in client.get("/publish/").text
    assert desk_hub.desk.records.all(Publish) == ()
    assert not runner_of(desk_hub.app).alive


def test_a_process_that_dies_at_once_is_told_with_its_words(desk_hub: DeskHub, desk_client: Client) -> None:
    runner_of(desk_hub.app).ended = Ended("a-editor", 1, "There is no module called hub.")
    page = desk_client("editor").get("/publish/progress").text
    assert "Not published" in page
    assert "There is no module called hub." in page


def test_a_publish_that_was_killed_is_not_running_for_ever(desk_hub: DeskHub, desk_client: Client) -> None:
    progress = publishing.Progress("p-1", "a-owner", "Ines", desk_hub.clock(), stage="make", done=3, total=9)
    publishing._write(desk_hub.root, progress)
    page = desk_client("editor").get("/publish/progress").text
    assert "It was stopped before it was done" in page
    assert "data-poll" not in page


def told(hub: DeskHub, stage: str, done: int, total: int) -> None:
    """A publish of another process notes how far it is."""
    publishing._write(
        hub.root, publishing.Progress("p-9", "a-owner", "Ines", hub.clock(), stage=stage, done=done, total=total)
    )


def test_how_far_it_is_how_fast_and_how_long_it_takes_is_told(
    desk_hub: DeskHub, desk_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [100.0]
    monkeypatch.setattr("admin.views.publishing.Pacer", lambda: Pacer(lambda: now[0]))
    client = desk_client("editor")

    def bar() -> tuple[str, dict[str, str]]:
        page = client.get("/publish/progress", headers={"X-Part": "1"}).text
        (found,) = re.findall(r'<progress role="progressbar"([^>]*)>', page)
        return words(page), dict(re.findall(r'([\w-]+)="([^"]*)"', found))

    with hold(desk_hub.root, "publishing", lock=publishing.LOCK, who="Ines"):
        told(desk_hub, "read", 0, 0)
        assert bar()[1] == {"aria-label": "Read what changed"}
        told(desk_hub, "make", 0, 9000)
        assert bar()[1] == {
            "aria-label": "Make the pages",
            "max": "9000",
            "value": "0",
            "aria-valuetext": "0 of 9,000",
        }
        now[0] += 4
        told(desk_hub, "make", 3000, 9000)
        page, shown = bar()
        assert shown["value"] == "3000"
        assert shown["aria-valuetext"] == "3,000 of 9,000, 750 a second, 8 seconds left"
        assert "3,000 of 9,000, 750 a second, 8 seconds left" in page
        now[0] += 8
        told(desk_hub, "make", 0, 100)  # the pictures those pages ask for
        assert bar()[1] == {
            "aria-label": "Make the pages",
            "max": "9100",
            "value": "9000",
            "aria-valuetext": "9,000 of 9,100, 750 a second, 1 second left",
        }
        whole = client.get("/publish/progress").text
        assert '<noscript><meta http-equiv="refresh"' in whole
        assert 'value="9000"' in whole
        assert 'role="status" id="step"' in whole
