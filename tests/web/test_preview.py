"""A text laid over the hub: its page as it will be, made of no more than it shows."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from hub.content import Shelf, load
from hub.model import HubError
from hub.web import create_app
from hub.web.preview import gather, lay_over, make_page
from tests.admin.support import CONTENT

NOW = dt.datetime(2026, 11, 20, 12, 0, tzinfo=dt.UTC)
PAGES = {
    "content/posts/frost-at-dawn.md": "/posts/frost-at-dawn/",
    "content/advocates/noor.md": "/advocates/noor/",
    "content/pages/about.md": "/about/",
    "content/topics/sea.md": "/topics/sea/",
    "content/badges/first-light.md": "/badges/first-light/",
    "content/events/open-day.md": "/events/open-day/",
    "content/resources/kit.md": "/resources/",
    "content/changes/brighter.md": "/changes/",
}


@pytest.fixture
def hub(make_hub: Callable[..., Path]) -> Path:
    """A hub in use."""
    return make_hub({path: text for path, text in CONTENT.items() if path.startswith("content/")})


def main_of(html: str) -> str:
    """What stands between head and foot of a page."""
    return re.sub(r"<script\b.*?</script>\n?", "", html.split("<main", 1)[1].split("</main>", 1)[0], flags=re.DOTALL)


@pytest.mark.parametrize(("path", "address"), PAGES.items())
def test_a_page_made_of_the_least_is_the_page_of_the_whole_hub(hub: Path, path: str, address: str) -> None:
    snapshot = load(hub).sound()
    base = snapshot.settings.base_path
    whole = create_app(snapshot, NOW, drafts=True).test_client().get(address, base_url=f"http://h{base}/")
    shelf = Shelf(hub)
    laid = gather(shelf, path, shelf.text(path))
    assert laid.address == address and laid.problems == ()
    shown = make_page(laid, NOW, base).answer("")
    assert shown is not None and shown.status_code == 200
    wanted = main_of(whole.get_data(as_text=True))
    assert main_of(shown.get_data(as_text=True)).replace("http://h", "") == wanted.replace("http://h", "")


def test_the_text_takes_the_place_of_its_file_and_leaves_the_rest(hub: Path) -> None:
    snapshot = load(hub).sound()
    path = "content/posts/frost-at-dawn.md"
    laid = lay_over(
        snapshot, path, CONTENT[path].replace("Frost at dawn", "Ice").replace("title:", "slug: ice\ntitle:")
    )
    assert laid.address == "/posts/ice/"
    assert set(laid.snapshot.posts) == (set(snapshot.posts) - {"frost-at-dawn"}) | {"ice"}
    assert snapshot.posts["frost-at-dawn"].title == "Frost at dawn"


def test_what_check_would_say_of_a_text_comes_with_it(hub: Path) -> None:
    laid = gather(Shelf(hub), "content/posts/new.md", "---\ntitle: New\nauthors: [noor]\ndate: soon\n---\n\nWords.\n")
    assert any("date" in problem.what for problem in laid.problems)


@pytest.mark.parametrize("text", ["no front matter", "---\ntitle: [\n---\n", "---\na: 1\na: 2\n---\n"])
def test_a_text_that_cannot_be_taken_apart_says_where(hub: Path, text: str) -> None:
    with pytest.raises(HubError) as told:
        gather(Shelf(hub), "content/posts/new.md", text)
    assert told.value.problems[0].path == "content/posts/new.md"


def test_kinds_without_pages_have_no_preview(hub: Path) -> None:
    with pytest.raises(HubError, match="no page"):
        gather(Shelf(hub), "content/awards/2026/aw-noor.yaml", CONTENT["content/awards/2026/aw-noor.yaml"])


def test_a_picture_that_is_not_public_yet_is_shown_from_where_it_lies(hub: Path, tmp_path: Path) -> None:
    from PIL import Image

    private = tmp_path / "mast.png"
    Image.new("RGB", (60, 40)).save(private)
    text = "---\ntitle: New\nauthors: [noor]\ndate: 2026-11-20\n---\n\n![A mast](media/mast.png)\n"
    laid = gather(
        Shelf(hub), "content/posts/new.md", text, find=lambda path: private if path == "media/mast.png" else None
    )
    page = make_page(laid, NOW, "/preview/x")
    shown = page.answer("")
    assert shown is not None and 'src="/preview/x/media/mast.png"' in shown.get_data(as_text=True)
    picture = page.answer("media/mast.png")
    assert picture is not None and picture.data == private.read_bytes()


def test_only_the_page_and_what_it_is_made_of_are_served(hub: Path) -> None:
    page = make_page(gather(Shelf(hub), "content/pages/about.md", CONTENT["content/pages/about.md"]), NOW, "/preview/x")
    assert page.answer("about/") is not None
    for other in ("posts/", "feed.xml", "advocates/noor/", "sitemap.xml", "badges/first-light/", "awards/aw-noor.json"):
        assert page.answer(other) is None, other
