"""What `laurel serve` shows as files change: an edit at once, faults with file and line, the hub as it last was."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import Client

from hub.cli.live import Live
from hub.model import HubError
from hub.publish import build
from hub.publish.wishing import Wish
from tests.support.hubs import ADA, HUB_TOML, post
from tests.web.whole import picture


def opened(root: Path) -> Live:
    """The hub folder, live, as it is now."""
    live = Live(root, Wish(), lambda _error, _opened: None)
    live.refresh()
    return live


def rest(root: Path) -> None:
    """Let the hub's files be as old as files are that nobody writes just now."""
    for file in (root / "content").rglob("*.*"):
        os.utime(file, (1_750_000_000.5, 1_750_000_000.5))
    time.sleep(0.1)


@pytest.fixture
def read_files(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The content files that are read from now on."""
    found: list[str] = []
    loading = import_module("hub.content.loading")
    read = loading.read_markdown

    def noted(kind: str, path: str, *more: Any) -> Any:
        found.append(path)
        return read(kind, path, *more)

    monkeypatch.setattr(loading, "read_markdown", noted)
    return found


def test_a_hub_that_is_broken_from_the_start_is_shown_in_words(make_hub: Callable[..., Path]) -> None:
    root = make_hub({"hub.toml": "title = <b>"})
    live = Live(root, Wish(), lambda _error, _opened: None)
    live.refresh()
    answer = Client(live).get("/anything/")
    assert answer.status_code == 500
    assert "hub.toml" in answer.text
    assert "<b>" not in answer.text
    (root / "hub.toml").write_text(HUB_TOML)
    (root / "content/advocates").mkdir(parents=True)
    (root / "content/advocates/ada.md").write_text(ADA)
    live.refresh()
    assert Client(live).get("/advocates/ada/").status_code == 200


@pytest.mark.parametrize(
    ("template", "line", "words"),
    [
        ("{% if %}", 1, "Expected an expression"),
        ("<p>\n{{ nothing_of_this_name }}", 2, "nothing_of_this_name"),
        ("<p>\n\n{{ 1 / 0 }}", 3, "division by zero"),
        ("<p>\n{% include 'none.html' %}", 2, "there is no template none.html"),
        ("{% extends 'parts/mine.html' %}", 4, "is undefined"),
    ],
)
def test_a_broken_template_is_told_with_its_file_and_line(
    make_hub: Callable[..., Path], template: str, line: int, words: str
) -> None:
    inner = "a\nb\nc\n{{ missing.thing }}\n"
    root = make_hub({"content/advocates/ada.md": ADA, "site/templates/directory.html": template})
    (root / "site/templates/parts").mkdir()
    (root / "site/templates/parts/mine.html").write_text(inner)
    answer = Client(opened(root)).get("/advocates/")
    assert answer.status_code == 500
    name = "parts/mine.html" if "extends" in template else "directory.html"
    assert f"<code>site/templates/{name}:{line}</code>" in answer.text
    assert words in answer.text
    assert "reload.js" in answer.text
    assert Client(opened(root)).get("/posts/").status_code == 200


def test_a_template_that_was_mended_is_used(make_hub: Callable[..., Path]) -> None:
    root = make_hub({"content/advocates/ada.md": ADA, "site/templates/directory.html": "{% if %}"})
    live = opened(root)
    assert Client(live).get("/advocates/").status_code == 500
    (root / "site/templates/directory.html").write_text("<p>Mended")
    live.refresh()
    assert "<p>Mended" in Client(live).get("/advocates/").text


def test_problems_stand_on_the_hub_as_it_last_was(make_hub: Callable[..., Path]) -> None:
    root = make_hub({"content/advocates/ada.md": ADA, "content/posts/a.md": post(title="Frost & ice")})
    live = opened(root)
    (root / "content/posts/a.md").write_text("---\ntitle: <b>\nauthors: [nobody]\ndate: 2026-01-05\n---\n")
    (root / "content/posts/b.md").write_text("---\ntitle: B\n---\n")
    (root / "content/posts/c.md").write_text(post(date="2099-01-01"))
    live.refresh()
    client = Client(live)
    answer = client.get("/posts/a/")
    assert answer.status_code == 500
    assert "Frost &amp; ice" in answer.text
    strip = answer.text[answer.text.index('id="laurel-told" role="alert"') : answer.text.index("</details>")]
    assert "<code>content/posts/a.md:3</code>" in strip
    assert "<code>content/posts/b.md:2</code>" in strip
    assert "3 problems have to be mended" in strip
    assert "comes out on" not in strip  # a warning; those are for the terminal
    assert answer.text.index("<body") < answer.text.index("laurel-told") < answer.text.index("<h1")
    style = re.search(r'href="(/.laurel/told.css)"', answer.text)
    assert style
    assert client.get(style[1]).mimetype == "text/css"
    assert client.get("/posts/none/").status_code == 500  # a page that is missing may be missing because of them
    assert "laurel-told" not in client.get("/feed.xml").text
    (root / "content/posts/b.md").unlink()
    (root / "content/posts/c.md").unlink()
    (root / "content/posts/a.md").write_text(post(title="Whole"))
    live.refresh()
    assert "laurel-told" not in client.get("/posts/a/").text


def test_what_files_are_called_is_no_markup_on_the_page(make_hub: Callable[..., Path]) -> None:
    root = make_hub({"content/advocates/ada.md": ADA})
    live = opened(root)
    (root / "content/posts").mkdir()
    (root / "content/posts/<script>x<b>.md").write_text("---\ntitle: [\n---\n")
    live.refresh()
    page = Client(live).get("/").text
    assert "&lt;script&gt;x&lt;b&gt;.md" in page
    assert "<script>x" not in page


def test_only_what_changed_is_read_again(make_hub: Callable[..., Path], read_files: list[str]) -> None:
    root = make_hub({"content/advocates/ada.md": ADA, "content/posts/a.md": post(), "content/posts/b.md": post("B")})
    rest(root)
    live = opened(root)
    assert sorted(read_files) == ["content/advocates/ada.md", "content/posts/a.md", "content/posts/b.md"]
    read_files.clear()
    (root / "content/posts/a.md").write_text(post(title="Another"))
    live.refresh()
    assert read_files == ["content/posts/a.md"]
    assert "Another" in Client(live).get("/posts/").text


def test_what_a_build_knows_of_files_is_used(make_hub: Callable[..., Path], read_files: list[str]) -> None:
    root = make_hub({"content/advocates/ada.md": ADA, "content/posts/a.md": post(title="Known")})
    rest(root)
    build(root)
    read_files.clear()
    live = opened(root)
    assert read_files == []
    assert "Known" in Client(live).get("/posts/a/").text


def test_another_time_zone_makes_dates_other_moments(make_hub: Callable[..., Path]) -> None:
    root = make_hub({"content/advocates/ada.md": ADA, "content/posts/a.md": post(date="2026-01-05")})
    rest(root)
    live = opened(root)
    for zone in ("Pacific/Auckland", "Pacific/Honolulu"):
        (root / "hub.toml").write_text(HUB_TOML.replace('"UTC"', f'"{zone}"'))
        live.refresh()
        assert 'datetime="2026-01-05' in Client(live).get("/posts/a/").text


def test_pictures_of_a_page_that_was_loaded_before_a_change_still_answer(make_hub: Callable[..., Path]) -> None:
    cover = post(body="![x](media/p.jpg)")
    root = make_hub({"content/advocates/ada.md": ADA, "content/posts/a.md": cover, "content/media/p.jpg": picture()})
    live = opened(root)
    shown = re.findall(r"/static/pictures/[\w.-]+", Client(live).get("/posts/a/").text)
    assert shown
    (root / "content/posts/a.md").write_text(post())
    live.refresh()
    assert [Client(live).get(address).mimetype for address in shown] == ["image/webp"] * len(shown)
    (root / "content/media/p.jpg").write_bytes(picture(900, 900))
    live.refresh()
    assert {Client(live).get(address).status_code for address in shown} == {404}


def test_in_a_large_hub_an_edit_is_shown_before_its_links_are_followed(
    make_hub: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hub.cli.live._MANY", 0)
    monkeypatch.setattr("hub.cli.live._PAUSE", 60)
    told: list[HubError | None] = []
    root = make_hub({"content/advocates/ada.md": ADA, "content/posts/a.md": post()})
    (root / "site/templates").mkdir(parents=True)
    (root / "site/templates/topics.html").write_text("{{ 1 / 0 }}")
    rest(root)
    live = Live(root, Wish(), lambda error, _opened: told.append(error))
    live.refresh()
    (root / "content/posts/a.md").write_text(post(body="[Gone](post:gone)"))
    live.refresh()
    assert "Gone" in Client(live).get("/posts/a/").text
    assert told == [None, None]
    Client(live).get("/topics/")  # it cannot be made, so the reason is looked for at once
    assert len(told) == 3
    page = Client(live).get("/posts/a/").text
    assert "<code>content/posts/a.md:7</code>" in page[page.index("laurel-told") :]
    (root / "content/posts/a.md").write_text(post(title="Mended"))
    live.refresh()
    assert "laurel-told" not in Client(live).get("/posts/a/").text


def test_in_a_large_hub_a_page_that_cannot_be_made_waits_for_the_reason(
    make_hub: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hub.cli.live._MANY", 0)
    monkeypatch.setattr("hub.cli.live._PAUSE", 60)  # a reader who waits is not kept waiting for it
    root = make_hub({"content/advocates/ada.md": ADA, "content/posts/a.md": post(title="As it was")})
    rest(root)
    live = opened(root)
    (root / "content/posts/a.md").write_text(post(title="As it is").replace("[ada]", "[nobody]"))
    live.refresh()
    page = Client(live).get("/posts/a/").text
    assert "<code>content/posts/a.md:3</code>" in page
    assert "As it was" in page
    (root / "content/advocates/nobody.md").write_text("---\nname: Nobody\n---\n")
    live.refresh()
    page = Client(live).get("/posts/a/").text
    assert "As it is" in page
    assert "laurel-told" not in page
