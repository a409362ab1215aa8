"""How many pages an edit makes anew: those it shows on, and no other."""

from __future__ import annotations

import importlib
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from hub.publish import build
from hub.publish.events import Built
from tests.publish.conftest import Clean
from tests.publish.hub_of_many import POSTS, replace_in
from tests.publish.small_site import tree
from tests.web.whole import NOW

pytestmark = pytest.mark.usefixtures("quick_disk")
FEEDS = {"feed.xml", "feed.json"}
NEWEST, OLD = "post-59", "post-06"
"""The newest post, by Eve, on weather; and one of the oldest, by Bo, on clouds."""


def rebuild(hub: Path, clean: Clean) -> Built:
    """A build after an edit, whose bytes are right."""
    built = build(hub, now=NOW)
    assert tree(hub / "public") == clean(hub, NOW)
    assert len(built.why) == built.made
    return built


def content(hub: Path, path: str) -> Path:
    return hub / "content" / path


def page(hub: Path, path: str) -> str:
    return (hub / "public" / path).read_text()


def own(slug: str) -> str:
    return f"posts/{slug}/index.html"


def numbered(made: Iterable[str]) -> set[str]:
    """Old pages of lists, which have numbers."""
    return {path for path in made if "/page/" in path or path.startswith("posts/page")}


def test_nothing_changed_makes_nothing(many_hub: Path) -> None:
    for _again in range(2):
        built = build(many_hub, now=NOW)
        assert (built.made, built.written, built.removed, built.changed) == (0, 0, 0, 0)


def test_touching_everything_makes_nothing(many_hub: Path) -> None:
    for file in (many_hub / "content").rglob("*"):
        os.utime(file)
    assert build(many_hub, now=NOW).made == 0


def test_an_old_body_makes_its_post(many_hub: Path, clean: Clean) -> None:
    replace_in(content(many_hub, f"posts/{OLD}.md"), "More of 6.", "Rather more of 6.")
    built = rebuild(many_hub, clean)
    assert "Rather more of 6." in page(many_hub, own(OLD))
    assert {path for path in built.why if path.endswith(".html")} == {own(OLD)}
    assert {path for path in built.why if "feed." not in path} == {own(OLD)}
    assert not FEEDS & set(built.why), "the hub's own feeds are long past it"


def test_a_new_body_makes_its_post_and_the_feeds_that_carry_it(many_hub: Path, clean: Clean) -> None:
    replace_in(content(many_hub, f"posts/{NEWEST}.md"), "More of 59.", "Rather more of 59.")
    built = rebuild(many_hub, clean)
    made = set(built.why)
    assert "Rather more of 59." in page(many_hub, own(NEWEST))
    assert {path for path in made if path.endswith(".html")} == {own(NEWEST)}
    assert made > FEEDS
    assert all("feed." in path for path in made - {own(NEWEST)})
    assert "Rather more of 59." in page(many_hub, "feed.xml")


def test_a_first_paragraph_makes_the_lists_that_show_it_too(many_hub: Path, clean: Clean) -> None:
    replace_in(content(many_hub, f"posts/{NEWEST}.md"), "The beginning of 59.", "Another beginning.")
    built = rebuild(many_hub, clean)
    assert {own(NEWEST), "posts/index.html", "index.html", "topics/weather/index.html"} <= set(built.why)
    assert "Another beginning." in page(many_hub, "posts/index.html")
    assert not numbered(built.why)
    assert not {path for path in built.why if "birds" in path or "/ada/" in path}


def test_a_title_makes_the_lists_that_show_it_and_no_other_post(many_hub: Path, clean: Clean) -> None:
    replace_in(content(many_hub, f"posts/{NEWEST}.md"), "title: Post 59", "title: Rime")
    built = rebuild(many_hub, clean)
    made = set(built.why)
    assert {own(NEWEST), "posts/index.html", "index.html", "topics/weather/index.html", "feed.xml"} <= made
    assert "advocates/eve/index.html" in made
    assert "Rime" in page(many_hub, "posts/index.html")
    assert not numbered(made)
    showing = {path for path, data in tree(many_hub / "public").items() if b"Rime" in data}
    assert {path for path in made if path.endswith(".html")} == {path for path in showing if path.endswith(".html")}


def test_an_old_title_makes_the_one_old_page_that_lists_it(many_hub: Path, clean: Clean) -> None:
    replace_in(content(many_hub, f"posts/{OLD}.md"), "title: Post 6", "title: Rime")
    built = rebuild(many_hub, clean)
    assert own(OLD) in built.why
    assert "posts/index.html" not in built.why and "index.html" not in built.why
    assert all("Rime" in page(many_hub, path) for path in numbered(built.why))
    assert numbered(built.why)


def test_a_new_post_makes_no_old_page_of_a_list(many_hub: Path, clean: Clean) -> None:
    content(many_hub, "posts/newest.md").write_text(
        "---\ntitle: The newest\nauthors: [eve]\ndate: 2026-10-01\ntags: [weather]\n---\n\nJust in.\n"
    )
    built = rebuild(many_hub, clean)
    made = set(built.why)
    assert {"posts/newest/index.html", "posts/index.html", "index.html", "topics/weather/index.html"} <= made
    assert not numbered(made)
    for path in made:
        if path.startswith("posts/post-"):
            assert "/posts/newest/" in page(many_hub, path), f"{path} does not show it"


def test_a_removed_post_goes_from_where_it_showed(many_hub: Path, clean: Clean) -> None:
    content(many_hub, f"posts/{NEWEST}.md").unlink()
    built = rebuild(many_hub, clean)
    assert not (many_hub / "public/posts" / NEWEST).exists()
    assert built.removed >= 1
    assert {"posts/index.html", "index.html", "topics/weather/index.html", "feed.xml"} <= set(built.why)
    assert not [path for path in numbered(built.why) if f"/{NEWEST}/" in page(many_hub, path)]
    assert built.made < built.files / 3


def test_a_display_name_makes_only_pages_that_show_the_person(many_hub: Path, clean: Clean) -> None:
    before = tree(many_hub / "public")
    replace_in(content(many_hub, "advocates/di.md"), "name: Di Obi", "name: Diana Obi")
    built = rebuild(many_hub, clean)
    showed = {path for path, data in before.items() if b"Di Obi" in data}
    shows = {path for path, data in tree(many_hub / "public").items() if b"Diana Obi" in data}
    html = {path for path in built.why if path.endswith(".html")}
    assert html == {path for path in showed | shows if path.endswith(".html")}
    assert own("post-03") in html and own("post-07") not in html
    assert built.made < built.files


def test_an_award_makes_pages_of_recognition_and_no_post(many_hub: Path, clean: Clean) -> None:
    content(many_hub, "awards/cy.yaml").write_text("id: a-cy\nbadge: first\nadvocate: cy\nawarded: 2026-10-02\n")
    built = rebuild(many_hub, clean)
    assert "awards/a-cy/index.html" in built.why
    assert "First Light" in page(many_hub, "advocates/cy/index.html")
    for path in built.why:
        if path.startswith("posts/"):
            assert "/cy/" in page(many_hub, path), f"{path} shows nothing of Cy"


def test_a_page_outside_the_menu_makes_itself(many_hub: Path, clean: Clean) -> None:
    content(many_hub, "pages/plain.md").write_text("---\ntitle: Plain\n---\n\nWords.\n")
    built = rebuild(many_hub, clean)
    assert set(built.why) <= {"plain/index.html", "sitemap.xml"}


def counted(monkeypatch: pytest.MonkeyPatch, where: Any, name: str) -> list[object]:
    """Whatever a function is called with from now on."""
    calls: list[object] = []
    real = getattr(where, name)

    def call(*arguments: Any, **named: Any) -> Any:
        calls.append(arguments)
        return real(*arguments, **named)

    monkeypatch.setattr(where, name, call)
    return calls


def test_a_theme_that_changed_makes_all_of_it_from_what_is_kept(
    many_hub: Path, clean: Clean, monkeypatch: pytest.MonkeyPatch
) -> None:
    loading, pictures = importlib.import_module("hub.content.loading"), importlib.import_module("PIL.Image")
    rendered, saved = counted(monkeypatch, loading, "render"), counted(monkeypatch, pictures.Image, "save")
    template = many_hub / "site/templates/directory.html"
    template.parent.mkdir(parents=True)
    template.write_text('{% extends "base.html" %}{% block main %}<h1>Ours</h1>{% endblock %}')
    built = build(many_hub, now=NOW)
    assert built.made == built.files
    assert (rendered, saved) == ([], []), "no Markdown is read and no picture made again"
    assert "Ours" in page(many_hub, "advocates/index.html")
    content(many_hub, f"posts/{OLD}.md").write_text(content(many_hub, f"posts/{OLD}.md").read_text() + "\nLast.\n")
    build(many_hub, now=NOW)
    assert len(rendered) == 1
    monkeypatch.undo()
    assert tree(many_hub / "public") == clean(many_hub, NOW)


def test_deleted_and_renamed_things_go_and_old_addresses_lead_on(many_hub: Path, clean: Clean) -> None:
    replace_in(content(many_hub, f"posts/{OLD}.md"), "tags:", f"slug: six\naliases: [/posts/{OLD}/]\ntags:")
    content(many_hub, "pages/about.md").rename(content(many_hub, "pages/who.md"))
    content(many_hub, "events/meet.md").unlink()
    built = rebuild(many_hub, clean)
    assert "/posts/six/" in page(many_hub, own(OLD))
    assert (many_hub / "public/who/index.html").exists()
    assert not (many_hub / "public/about").exists()
    assert not (many_hub / "public/events/meet").exists()
    assert built.removed == 2


def test_pictures_and_files_nobody_asks_for_any_more_go(many_hub: Path, clean: Clean) -> None:
    def there() -> set[str]:
        return {path for path in tree(many_hub / "public") if path.startswith(("media/", "static/pictures/"))}

    assert {path for path in there() if path.endswith(".webp")} and "media/data.csv" in there()
    post, text = content(many_hub, "posts/pictured.md"), content(many_hub, "posts/pictured.md").read_text()
    replace_in(post, "[Data](media/data.csv)", "Nothing.")
    rebuild(many_hub, clean)
    assert "media/data.csv" not in there()
    assert {path for path in there() if path.endswith(".webp")}
    post.unlink()
    rebuild(many_hub, clean)
    assert there() == set()
    post.write_text(text)
    rebuild(many_hub, clean)
    assert "media/data.csv" in there()


@pytest.mark.parametrize("number", range(0, POSTS, 26))
def test_any_one_body_makes_no_more_than_its_post_and_feeds(many_hub: Path, clean: Clean, number: int) -> None:
    replace_in(content(many_hub, f"posts/post-{number:02}.md"), f"More of {number}.", "Other words.")
    built = rebuild(many_hub, clean)
    assert {path for path in built.why if "feed." not in path} == {own(f"post-{number:02}")}


def test_edits_that_cancel_each_other_make_nothing(many_hub: Path) -> None:
    file = content(many_hub, f"posts/{NEWEST}.md")
    text = file.read_text()
    file.write_text("nonsense")
    file.write_text(text)
    assert build(many_hub, now=NOW).made == 0
    file.rename(file.with_name("other.md"))
    file.with_name("other.md").rename(file)
    assert build(many_hub, now=NOW).made == 0
