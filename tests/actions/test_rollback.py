"""Going back changes public/ alone; who left, what was withdrawn and what was revoked stay so; nothing goes out by
itself until a person publishes."""

from __future__ import annotations

import datetime as dt
import errno
import os
from dataclasses import replace
from pathlib import Path

import pytest

from hub.actions.desk import Desk, open_desk
from hub.actions.erase import erase
from hub.actions.permissions import Actor, NotAllowed
from hub.actions.rollback import foresee_rollback, paused, paused_words, rollback
from hub.model import HubError
from hub.publish import hold
from hub.publish import manifest as lists
from hub.publish.published import Published, Thing, read_published, write_published
from hub.publish.verifying import verify
from hub.records.kinds import Publish
from tests.admin.support import START, TestClock, fill
from tests.publish.release_support import listed, release, standing

OWNER = Actor("a-owner", "Ines Duarte", "owner")
EDITOR = Actor("a-editor", "Tove Lind", "editor")
REVIEWER = Actor("a-reviewer", "Ravi Menon", "reviewer")
NOOR = ("content/advocates/noor.md",)
FROST = ("content/advocates/noor.md", "content/posts/frost-at-dawn.md")
FOG = ("content/advocates/kenji.md", "content/posts/fog-in-the-harbour.md")
AWARD = ("content/advocates/kenji.md", "content/awards/2026/aw-kenji.yaml", "content/badges/first-light.md")
SOURCES = {
    "index.html": tuple(sorted({*FROST, *FOG})),
    "posts/frost-at-dawn/index.html": FROST,
    "posts/fog-in-the-harbour/index.html": FOG,
    "advocates/noor/index.html": FROST,
    "advocates/kenji/index.html": tuple(sorted({*FOG, *AWARD})),
    "awards/aw-kenji/index.html": AWARD,
    "awards/aw-kenji.json": AWARD,
    "awards/aw-kenji.png": AWARD,
    "about/index.html": ("content/pages/about.md",),
    "404.html": (),
}


def page(title: str, *links: str, text: str = "") -> bytes:
    found = "".join(f'<a href="{link}">{link}</a>' for link in links)
    return f"<!doctype html><html lang=en><title>{title}</title><h1>{title}</h1>{found}{text}".encode()


def hub(edition: str = "", *, frost: bool = True, noor: bool = True, revoked: bool = False) -> dict[str, bytes]:
    """The hub as published: pages of two advocates, their posts and one award."""
    posts = ["/posts/frost-at-dawn/"] * frost + ["/posts/fog-in-the-harbour/"]
    state = "revoked" if revoked else "genuine"
    files = {
        "index.html": page("Small hub", *posts, *(["/advocates/noor/"] * noor), text=edition),
        "posts/fog-in-the-harbour/index.html": page("Fog in the harbour", "/advocates/kenji/", text=edition),
        "advocates/kenji/index.html": page("Kenji Mori", "/awards/aw-kenji/", text=state),
        "awards/aw-kenji/index.html": page("First Light", "/awards/aw-kenji.png", text=state),
        "awards/aw-kenji.json": state.encode(),
        "awards/aw-kenji.png": b"PNG " + state.encode(),
        "about/index.html": page("About", text=edition),
        "404.html": page("Not here"),
    }
    if noor:
        files["advocates/noor/index.html"] = page("Noor Haddad", *posts[:frost])
    if frost:
        files["posts/frost-at-dawn/index.html"] = page("Frost at dawn", *(["/advocates/noor/"] * noor))
    return files


@pytest.fixture
def clock() -> TestClock:
    return TestClock()


@pytest.fixture
def desk(tmp_path: Path, clock: TestClock) -> Desk:
    """A hub with one release."""
    root = tmp_path / "hub"
    fill(root)
    publish(root, "")
    return open_desk(root, clock)


def publish(root: Path, edition: str, **more: bool) -> int:
    gone = {NOOR[0]} if more.get("noor") is False else set()
    sources = {path: tuple(one for one in made if one not in gone) for path, made in SOURCES.items()}
    return release(root, hub(edition, **more), sources=sources, whole=True).release


def text_of(desk: Desk, path: str) -> str:
    return (desk.root / "public" / path).read_text()


def content_of(desk: Desk) -> dict[str, bytes]:
    return {str(f): f.read_bytes() for f in sorted((desk.root / "content").rglob("*")) if f.is_file()}


def test_public_shows_the_old_release_and_content_stays(desk: Desk) -> None:
    publish(desk.root, "a slip")
    before = content_of(desk)
    done = rollback(desk, EDITOR)
    assert (done.to, done.release, done.new) == (1, 3, True)
    shop = desk.root / ".laurel"
    assert lists.manifest(shop, 3) == lists.manifest(shop, 1)
    assert standing(desk.root) == listed(desk.root)
    assert "a slip" not in text_of(desk, "index.html")
    assert content_of(desk) == before
    assert verify(desk.root).damage == ()
    told = lists.release_of(shop, 3)
    assert (told.words, told.by, told.back) == ("Went back to release 1.", "Tove Lind", 1)


def test_it_is_written_down_with_who_and_what(desk: Desk) -> None:
    publish(desk.root, "a slip")
    done = rollback(desk, EDITOR)
    assert done.record == desk.records.all(Publish)[0]
    assert done.record.name == "Tove Lind"
    assert done.record.changes[0] == "Went back to release 1. 3 pages changed."
    assert "Changes 1 post: Fog in the harbour." in done.record.changes
    entry = desk.records.log(limit=1)[0]
    assert (entry.action, entry.words) == (
        "publish.rollback",
        "Tove Lind took the hub back to release 1. 3 pages changed.",
    )


def test_twice_is_once_and_without_a_number_it_goes_further_back_each_time(desk: Desk) -> None:
    publish(desk.root, "two")
    publish(desk.root, "three")
    assert rollback(desk, EDITOR, 2).new
    again = rollback(desk, EDITOR, 2)
    assert not again.new
    assert again.told == ("The hub already shows what was in release 2. Nothing was changed.",)
    assert rollback(desk, EDITOR).to == 1
    assert len(desk.records.all(Publish)) == 2
    with pytest.raises(HubError, match="no release before"):
        rollback(desk, EDITOR)


@pytest.mark.parametrize("number", [None, 2])
def test_called_again_after_it_was_stopped_half_way_it_goes_no_further(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, number: int | None
) -> None:
    publish(desk.root, "two")
    publish(desk.root, "three")
    place = os.replace

    def full(source: str, target: str) -> None:
        if str(target).endswith("public/index.html"):
            raise OSError(errno.ENOSPC, "No space left on device", str(target))
        place(source, target)

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="No space"):
        rollback(desk, EDITOR, number)
    monkeypatch.setattr(os, "replace", place)
    assert desk.records.all(Publish) == ()
    done = rollback(desk, EDITOR, number)
    assert (done.to, done.release, done.new) == (2, 4, True)
    assert "two" in text_of(desk, "index.html")
    assert desk.records.all(Publish) == (done.record,)
    assert standing(desk.root) == listed(desk.root)


def test_and_forward_again(desk: Desk) -> None:
    publish(desk.root, "two")
    rollback(desk, EDITOR)
    assert rollback(desk, EDITOR, 2).new
    assert "two" in text_of(desk, "index.html")


@pytest.mark.parametrize(("number", "words"), [(9, "There is no release 9"), (1, "shows release 1 already")])
def test_a_release_that_is_not_there_or_shown_is_told(desk: Desk, number: int, words: str) -> None:
    with pytest.raises(HubError, match=words) as caught:
        rollback(desk, OWNER, number)
    assert caught.value.status == 2


def test_reviewers_may_not(desk: Desk) -> None:
    publish(desk.root, "two")
    for act in (rollback, foresee_rollback):
        with pytest.raises(NotAllowed, match="take the hub back"):
            act(desk, REVIEWER)


@pytest.mark.parametrize("lock", ["publish", "build"])
def test_while_somebody_is_at_work_it_says_who(desk: Desk, lock: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hub.actions.rollback._PATIENCE", 0)
    publish(desk.root, "two")
    with hold(desk.root, "publishing", lock=lock, who="Ines Duarte"), pytest.raises(HubError, match="Ines") as caught:
        rollback(desk, EDITOR)
    assert caught.value.status == 3


class TestWhatStaysAway:
    """What was taken off the hub since does not come back."""

    def withdraw_frost(self, desk: Desk, edition: str = "now") -> None:
        (desk.root / "content/posts/frost-at-dawn.md").unlink()
        publish(desk.root, edition, frost=False)

    def test_a_withdrawn_post(self, desk: Desk) -> None:
        publish(desk.root, "a slip")
        self.withdraw_frost(desk)
        done = rollback(desk, EDITOR, 1)
        assert done.without == ("the post “Frost at dawn”, which was withdrawn",)
        assert "Without the post “Frost at dawn”, which was withdrawn." in done.told
        assert not (desk.root / "public/posts/frost-at-dawn").exists()
        assert "frost-at-dawn" not in text_of(desk, "index.html") + text_of(desk, "advocates/noor/index.html")
        assert "now" not in text_of(desk, "about/index.html")
        assert standing(desk.root) == listed(desk.root)

    def test_a_post_that_is_a_draft_again_or_put_off(self, desk: Desk) -> None:
        file = desk.root / "content/posts/frost-at-dawn.md"
        text = file.read_text()
        publish(desk.root, "now", frost=False)
        for change, words in (("draft: true\n", "draft again"), ("", "time has not come")):
            later = text.replace("2026-02-03", "2099-02-03") if not change else text
            file.write_text(later.replace("tags:", f"{change}tags:"))
            assert words in foresee_rollback(desk, EDITOR, 1).without[0]

    def test_a_post_that_only_moved_comes_back(self, desk: Desk) -> None:
        old = desk.root / "content/posts/frost-at-dawn.md"
        (desk.root / "content/posts/2026").mkdir()
        old.rename(desk.root / "content/posts/2026/frost-at-dawn.md")
        publish(desk.root, "now", frost=False)
        assert rollback(desk, EDITOR, 1).without == ()
        assert (desk.root / "public/posts/frost-at-dawn/index.html").exists()

    def test_somebody_who_left_the_hub(self, desk: Desk) -> None:
        (desk.root / "content/advocates/noor.md").unlink()
        (desk.root / "content/posts/frost-at-dawn.md").unlink()
        publish(desk.root, "now", frost=False, noor=False)
        done = rollback(desk, EDITOR, 1)
        assert "the page “Noor Haddad”, whose person is not in the hub any more" in done.without
        assert not (desk.root / "public/advocates/noor").exists()
        assert b"noor" not in b"".join(f.read_bytes() for f in (desk.root / "public").rglob("*.html"))

    def test_a_revoked_award_with_its_picture_and_its_facts(self, desk: Desk) -> None:
        file = desk.root / "content/awards/2026/aw-kenji.yaml"
        file.write_text(file.read_text() + "revoked: {date: 2026-09-01, reason: mistake}\n")
        publish(desk.root, "now", revoked=True)
        done = rollback(desk, EDITOR, 1)
        assert done.without == ("the award “First Light”, which was revoked",)
        for path in ("awards/aw-kenji.json", "awards/aw-kenji.png", "awards/aw-kenji/index.html"):
            assert "revoked" in text_of(desk, path)
        assert "revoked" in text_of(desk, "advocates/kenji/index.html")
        assert "now" not in text_of(desk, "about/index.html")
        publish(desk.root, "later", revoked=True)
        assert rollback(desk, EDITOR, 2).without == ()  # it was revoked then already

    def test_what_was_withdrawn_and_is_shown_still_is_told(self, desk: Desk) -> None:
        publish(desk.root, "a slip")
        (desk.root / "content/posts/frost-at-dawn.md").unlink()
        done = rollback(desk, EDITOR, 1)
        assert done.still == ("the post “Frost at dawn”, which was withdrawn",)
        assert "The hub still shows the post “Frost at dawn”, which was withdrawn. Publish, and it goes." in done.told

    def test_where_links_would_lead_nowhere_it_is_refused_with_names(self, desk: Desk) -> None:
        files = {**hub(), "events/night/index.html": page("A night", "/posts/frost-at-dawn/")}
        number = release(desk.root, files, sources=SOURCES, whole=True).release
        self.withdraw_frost(desk)
        before = standing(desk.root)
        with pytest.raises(HubError, match="/events/night/ links to /posts/frost-at-dawn/, which would be gone"):
            rollback(desk, EDITOR, number)
        assert standing(desk.root) == before
        assert not paused(desk)

    def test_an_erased_person_is_forgotten_by_every_release(self, desk: Desk) -> None:
        publish(desk.root, "a slip")
        erase(desk, OWNER, "noor", typed="noor")
        with pytest.raises(HubError, match="Publish first"):
            rollback(desk, EDITOR, 1)
        publish(desk.root, "now", frost=False, noor=False)
        shop = desk.root / ".laurel"
        for file in [*(shop / "objects").rglob("*"), *(shop / "releases").rglob("*")]:
            if file.is_file():
                data = file.read_bytes().lower()
                assert b"noor" not in data and b"haddad" not in data, file
        done = rollback(desk, EDITOR, 1)
        assert "now" not in text_of(desk, "about/index.html")
        assert not (desk.root / "public/advocates/noor").exists()
        assert not (desk.root / "public/posts/frost-at-dawn").exists()
        assert standing(desk.root) == listed(desk.root)
        assert done.new
        assert verify(desk.root).damage == ()


class TestPause:
    """Nothing goes out by itself after going back."""

    def test_until_a_person_publishes(self, desk: Desk) -> None:
        publish(desk.root, "two")
        assert paused(desk) is None
        rollback(desk, EDITOR)
        held = paused(desk)
        assert held is not None
        assert paused_words(held).startswith("Tove Lind took the hub back to release 1, so nothing is published by it")
        publish(desk.root, "two")
        assert paused(desk) is None

    def test_a_publish_that_changes_nothing_ends_it_too(self, desk: Desk) -> None:
        publish(desk.root, "two")
        rollback(desk, EDITOR)
        publish(desk.root, "")
        assert paused(desk) is None


def test_what_the_next_publish_changes_is_told_rightly(desk: Desk) -> None:
    things = {
        FROST[1]: Thing("f" * 8, "posts", "Frost at dawn"),
        "content/pages/about.md": Thing("a" * 8, "pages", "About"),
        "content/posts/new.md": Thing("n" * 8, "posts", "New"),
    }
    sources = {**SOURCES, "posts/new/index.html": ("content/posts/new.md",)}
    files = {**hub("two", frost=False), "posts/new/index.html": page("New")}
    release(desk.root, files, sources=sources, whole=True)
    write_published(desk.root, Published(START - dt.timedelta(days=1), things))
    rollback(desk, EDITOR, 1)
    now = read_published(desk.root)
    assert now is not None
    assert "content/posts/new.md" not in now.things  # the next publish adds it
    assert now.things["content/pages/about.md"].digest == ""  # and changes this
    assert now.things[FOG[1]] == replace(Thing("", "posts", "Fog in the harbour"))
