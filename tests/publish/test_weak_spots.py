"""What builds that make only what changed often get wrong."""

from __future__ import annotations

import datetime as dt
import importlib
import os
import shutil
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hub.model import HubError
from hub.publish import assembling, build, builder, marks, press, releases
from hub.publish.memory import Memory
from tests.publish.conftest import Clean
from tests.publish.hub_of_many import replace_in
from tests.publish.small_site import tree
from tests.publish.test_kills import in_a_process
from tests.web.whole import NOW, WHOLE, picture, post

pytestmark = pytest.mark.usefixtures("quick_disk")
DAY = dt.timedelta(days=1)


def page(hub: Path, path: str) -> str:
    return (hub / "public" / path).read_text()


def converges(hub: Path, clean: Clean, now: dt.datetime = NOW) -> None:
    """A build leaves what a clean one does, and the next has nothing to do."""
    build(hub, now=now)
    assert tree(hub / "public") == clean(hub, now)
    again = build(hub, now=now)
    assert (again.made, again.written, again.removed) == (0, 0, 0)


# -- whether a file changed


def test_an_edit_of_the_same_size_with_the_same_times_is_seen(whole_hub: Path) -> None:
    file = whole_hub / "content/pages/about.md"
    build(whole_hub, now=NOW)
    before = file.stat()
    replace_in(file, "Who we are.", "Who we ARE.")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert build(whole_hub, now=NOW).made == 1
    assert "Who we ARE." in page(whole_hub, "about/index.html")


def test_edits_of_the_same_size_within_one_second_are_seen_where_disks_know_only_seconds(
    whole_hub: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def coarse(about: os.stat_result) -> tuple[int, int, int, int]:
        second = 1_000_000_000
        return about.st_mtime_ns // second * second, about.st_ctime_ns // second * second, about.st_size, about.st_ino

    monkeypatch.setattr(importlib.import_module("hub.content.listing"), "stamp_of", coarse)
    file = whole_hub / "content/pages/about.md"
    for words in ("Who we ARE.", "Who WE are.", "WHO we are.", "who we are."):
        file.write_text(f"---\ntitle: About\nmenu: About\n---\n\n{words}\n")
        build(whole_hub, now=NOW)
        assert words in page(whole_hub, "about/index.html")


def test_a_picture_with_other_bytes_and_the_same_times_is_seen(whole_hub: Path, clean: Clean) -> None:
    file = whole_hub / "content/media/cover.jpg"
    before = file.stat()
    file.write_bytes(picture(1600, 900))
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    converges(whole_hub, clean)


def test_touching_every_file_makes_nothing_anew(whole_hub: Path) -> None:
    for file in whole_hub.rglob("*"):
        if ".laurel" not in file.parts:
            os.utime(file)
    built = build(whole_hub, now=NOW)
    assert (built.made, built.written, built.removed) == (0, 0, 0)


def test_a_cloned_hub_folder_makes_nothing_anew(whole_built: Path, tmp_path: Path) -> None:
    copies: tuple[Callable[[str, str], object], ...] = (shutil.copy2, shutil.copyfile)
    for number, copy in enumerate(copies):
        clone = tmp_path / str(number)
        shutil.copytree(whole_built, clone, copy_function=copy)
        built = build(clone, now=NOW)
        assert (built.made, built.written, built.removed) == (0, 0, 0)


def test_a_moved_file_that_says_the_same_makes_no_other_page(whole_hub: Path, clean: Clean) -> None:
    deep = whole_hub / "content/posts/2026"
    deep.mkdir()
    (whole_hub / "content/posts/frost.md").rename(deep / "frost.md")
    assert build(whole_hub, now=NOW).written == 0
    converges(whole_hub, clean)


# -- crashes


def _dies(hub: Path, where: Any, name: str, after: bool) -> None:
    """Build, and be killed just before or just after a step is taken."""
    real = getattr(where, name)

    def step(*arguments: Any, **named: Any) -> Any:
        if after:
            real(*arguments, **named)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(where, name, step)
    build(hub, now=NOW)


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize(("where", "name"), [(builder, "publish_release"), (Memory, "commit"), (builder, "gather")])
def test_a_crash_between_replacing_and_recording_leaves_nothing_stale(
    whole_hub: Path, clean: Clean, where: Any, name: str, after: bool
) -> None:
    replace_in(whole_hub / "content/advocates/ada.md", "Ada Obi", "Ada Lund")
    process = in_a_process(_dies, whole_hub, where, name, after)
    process.join()
    assert process.exitcode == -signal.SIGKILL
    replace_in(whole_hub / "content/pages/about.md", "Who we are.", "Who we were.")
    converges(whole_hub, clean)
    assert "Ada Lund" in page(whole_hub, "advocates/ada/index.html")


def test_an_edit_taken_back_after_a_crash_is_taken_back_in_public_too(whole_hub: Path, clean: Clean) -> None:
    before = tree(whole_hub / "public")
    file = whole_hub / "content/advocates/ada.md"
    text = file.read_text()
    replace_in(file, "Ada Obi", "Ada Lund")
    process = in_a_process(_dies, whole_hub, Memory, "commit", False)
    process.join()
    assert tree(whole_hub / "public") != before
    file.write_text(text)
    converges(whole_hub, clean)
    assert tree(whole_hub / "public") == before


def test_a_file_edited_while_it_is_built_is_made_by_the_next_build(
    whole_hub: Path, clean: Clean, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, real = whole_hub / "content/pages/about.md", releases.publish_release

    def edited(*arguments: Any, **named: Any) -> Any:
        replace_in(file, "Two.", "Six.")
        return real(*arguments, **named)

    replace_in(file, "Who we are.", "Two.")
    with monkeypatch.context() as patch:
        patch.setattr(builder, "publish_release", edited)
        build(whole_hub, now=NOW)
    assert "Two." in page(whole_hub, "about/index.html")
    converges(whole_hub, clean)
    assert "Six." in page(whole_hub, "about/index.html")


# -- addresses


def test_a_changed_slug_takes_the_old_page_away_and_its_alias_appears(whole_hub: Path, clean: Clean) -> None:
    file = whole_hub / "content/posts/frost.md"
    replace_in(file, "aliases: [", "slug: rime\naliases: [/posts/frost/, ")
    replace_in(whole_hub / "content/awards/a.yaml", "post:frost", "post:rime")
    converges(whole_hub, clean)
    assert "Why" in page(whole_hub, "posts/rime/index.html")
    assert "url=" in page(whole_hub, "posts/frost/index.html") and "/posts/rime/" in page(
        whole_hub, "posts/frost/index.html"
    )
    replace_in(file, "/posts/frost/, ", "")
    converges(whole_hub, clean)
    assert not (whole_hub / "public/posts/frost").exists()


@pytest.mark.parametrize(
    ("path", "text", "other"),
    [
        ("content/posts/other.md", post("Other", "2026-01-03", "slug: frost\n"), "content/posts/frost.md"),
        ("content/pages/other.md", "---\ntitle: Other\naliases: [/posts/frost/]\n---\n", "content/posts/frost.md"),
        ("content/pages/other.md", "---\ntitle: Other\naliases: [/2026/frost.html]\n---\n", "content/posts/frost.md"),
        ("content/advocates/other.md", "---\nname: Other\nslug: ada\n---\n", "content/advocates/ada.md"),
        ("content/awards/other.yaml", "id: first-ada\nbadge: lamp\nadvocate: bo\nawarded: 2026-01-02\n", "a.yaml"),
    ],
)
def test_two_sources_for_one_address_are_a_problem_that_names_both(
    whole_hub: Path, path: str, text: str, other: str
) -> None:
    before = tree(whole_hub / "public")
    (whole_hub / path).write_text(text)
    for _again in range(2):
        with pytest.raises(HubError) as caught:
            build(whole_hub, now=NOW)
        said = [str(problem) for problem in caught.value.problems if problem.severity == "problem"]
        assert any(path in line and other in line for line in said), said
        assert tree(whole_hub / "public") == before
    (whole_hub / path).unlink()
    assert build(whole_hub, now=NOW).written == 0


# -- look-ups that found nothing


def test_a_link_to_a_post_that_is_not_out_becomes_one_when_it_is(whole_hub: Path, clean: Clean) -> None:
    assert "/posts/soon/" not in page(whole_hub, "posts/frost/index.html")
    replace_in(whole_hub / "content/posts/soon.md", "2026-12-24", "2026-02-24")
    built = build(whole_hub, now=NOW)
    assert "posts/frost/index.html" in built.why
    assert 'href="/posts/soon/"' in page(whole_hub, "posts/frost/index.html")
    converges(whole_hub, clean)


@pytest.mark.parametrize(
    ("path", "text", "touched", "words"),
    [
        ("content/topics/data.md", "---\ntitle: Data\n---\n\nNumbers.\n", "topics/data/index.html", "Numbers."),
        ("content/topics/data.md", "---\ntitle: All data\n---\n", "posts/frost/index.html", "All data"),
        ("content/pages/terms.md", "---\ntitle: Terms\nmenu: Terms\n---\n", "index.html", "/terms/"),
        ("content/pages/new.md", "---\ntitle: New\naliases: [/gone/]\n---\n", "gone/index.html", "/new/"),
        ("content/posts/second.md", post("Second", "2026-04-01"), "advocates/ada/index.html", "Second"),
        (
            "content/awards/n.yaml",
            "id: n\nbadge: first\nadvocate: bo\nawarded: 2026-05-01\n",
            "advocates/bo/index.html",
            "First Light",
        ),
    ],
)
def test_what_was_looked_for_and_missing_changes_the_page_when_it_comes(
    whole_hub: Path, clean: Clean, path: str, text: str, touched: str, words: str
) -> None:
    place = whole_hub / "public" / touched
    before = place.read_text() if place.exists() else ""
    assert words not in before
    (whole_hub / path).write_text(text)
    converges(whole_hub, clean)
    assert words in place.read_text()
    (whole_hub / path).unlink()
    converges(whole_hub, clean)
    assert (place.read_text() if place.exists() else "") == before


def test_a_missing_photo_stops_the_publish_and_shows_when_it_comes(whole_hub: Path, clean: Clean) -> None:
    before = tree(whole_hub / "public")
    replace_in(whole_hub / "content/advocates/bo.md", "listed: false", "photo: media/bo.jpg")
    with pytest.raises(HubError) as caught:
        build(whole_hub, now=NOW)
    assert any("bo.md" in str(problem) and "media/bo.jpg" in str(problem) for problem in caught.value.problems)
    assert tree(whole_hub / "public") == before
    (whole_hub / "content/media/bo.jpg").write_bytes(picture(300, 300))
    converges(whole_hub, clean)
    assert ".webp" in page(whole_hub, "advocates/bo/index.html")


# -- what goes into every page


def test_a_template_that_shadows_the_themes_is_noticed_and_so_is_its_removal(whole_hub: Path, clean: Clean) -> None:
    before = tree(whole_hub / "public")
    own = whole_hub / "site/templates/directory.html"
    own.parent.mkdir(parents=True)
    own.write_text('{% extends "base.html" %}{% block main %}<h1>Everyone of ours</h1>{% endblock %}')
    converges(whole_hub, clean)
    assert "Everyone of ours" in page(whole_hub, "advocates/index.html")
    own.write_text(own.read_text().replace("ours", "OURS"))
    converges(whole_hub, clean)
    assert "Everyone of OURS" in page(whole_hub, "advocates/index.html")
    own.unlink()
    converges(whole_hub, clean)
    assert tree(whole_hub / "public") == before


def test_another_engine_makes_everything_anew(whole_hub: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (marks, press, assembling):
        monkeypatch.setattr(module, "engine_mark", lambda: "another", raising=False)
    built = build(whole_hub, now=NOW)
    assert built.made == built.files
    assert build(whole_hub, now=NOW).made == 0


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ('title = "Small hub"', 'title = "Larger hub"', "index.html"),
        ('time_zone = "UTC"', 'time_zone = "Asia/Tokyo"', "events/meet/index.html"),
        ('name = "Keeper"', 'name = "Warden"', "advocates/ada/index.html"),
        ("hello@hub.example", "hi@hub.example", "index.html"),
        ("https://hub.example/", "https://hub.example/people/", "index.html"),
    ],
)
def test_a_changed_setting_shows(whole_hub: Path, clean: Clean, old: str, new: str, path: str) -> None:
    before = page(whole_hub, path)
    replace_in(whole_hub / "hub.toml", old, new)
    converges(whole_hub, clean)
    assert page(whole_hub, path) != before


def test_the_date_is_tracked_and_may_go_back(whole_hub: Path, clean: Clean) -> None:
    (whole_hub / "content/awards/e.yaml").write_text(
        "id: e\nbadge: first\nadvocate: bo\nawarded: 2026-05-01\nexpires: 2026-11-28\n"
    )
    build(whole_hub, now=NOW)
    assert build(whole_hub, now=NOW + DAY).made == 0, "nothing turns on that day"
    for days, path in ((5, "awards/e/index.html"), (8, "events/index.html"), (31, "posts/index.html")):
        before = page(whole_hub, path)
        built = build(whole_hub, now=NOW + days * DAY)
        assert 0 < built.made < built.files
        assert page(whole_hub, path) != before, f"{path} after {days} days"
        assert tree(whole_hub / "public") == clean(whole_hub, NOW + days * DAY)
    assert (whole_hub / "public/posts/soon/index.html").exists()
    converges(whole_hub, clean, NOW - 400 * DAY)
    assert not (whole_hub / "public/posts/soon").exists()
    assert not (whole_hub / "public/posts/frost").exists()
    converges(whole_hub, clean)


# -- builds that fail half-way


def test_a_build_that_fails_half_way_leaves_the_hub_whole(whole_hub: Path, clean: Clean) -> None:
    before = tree(whole_hub / "public")
    replace_in(whole_hub / "content/advocates/ada.md", "Ada Obi", "Ada Lund")
    about = whole_hub / "content/pages/about.md"
    text = about.read_text()
    about.write_text(f"{text}\n[gone](#no-such-place)\n")
    for _again in range(2):
        with pytest.raises(HubError, match="Nothing was"):
            build(whole_hub, now=NOW)
        assert tree(whole_hub / "public") == before
    about.write_text(text)
    converges(whole_hub, clean)
    assert "Ada Lund" in page(whole_hub, "posts/frost/index.html")


def test_one_page_that_cannot_be_made_stops_all_of_them(whole_hub: Path, clean: Clean) -> None:
    before = tree(whole_hub / "public")
    own = whole_hub / "site/templates/page.html"
    own.parent.mkdir(parents=True)
    own.write_text("{{ nothing.of.the.kind }}")
    for jobs in (1, 3):
        with pytest.raises(HubError):
            build(whole_hub, now=NOW, jobs=jobs)
        assert tree(whole_hub / "public") == before
    own.unlink()
    assert build(whole_hub, now=NOW).written == 0
    converges(whole_hub, clean)


def test_a_list_does_not_depend_on_all_that_stands_in_its_posts(make_hub: Callable[..., Path]) -> None:
    hub = make_hub({**WHOLE, "content/posts/long.md": post("Long", "2026-02-01", body="Beginning.\n\nMiddle.")})
    build(hub, now=NOW)
    replace_in(hub / "content/posts/long.md", "Middle.", "Middle and end.")
    made = build(hub, now=NOW).why
    assert "posts/long/index.html" in made
    assert not {path for path in made if path.endswith("index.html")} - {"posts/long/index.html"}


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("figures", "2026: {nominated: 3, accepted: 1}\n"),
        ("mentions", "- {target: /posts/frost/, source: 'https://far.example/1', date: 2026-03-04}\n"),
        ("contributions", "- {advocate: ada, type: talk, date: 2026-05-02, title: On wax}\n"),
    ],
)
def test_lists_that_come_change_and_go_are_published(whole_hub: Path, clean: Clean, kind: str, text: str) -> None:
    file = whole_hub / f"content/{kind}/more.yaml"
    file.parent.mkdir(exist_ok=True)
    for words in (text, text.replace("2026", "2025")):
        file.write_text(words)
        converges(whole_hub, clean)
    file.unlink()
    converges(whole_hub, clean)
