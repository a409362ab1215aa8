"""`laurel build --explain URL`: why a page was made anew, or was not."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hub.cli import laurel
from hub.content.asking import SCOPES
from hub.content.ledger import is_shared
from hub.publish import build
from hub.publish.explaining import CAUSES, QUESTIONS, SHARED, words_of
from tests.support.hubs import HUB_TOML, post, write_hub
from tests.web.whole import WHOLE

MakeHub = Callable[..., Path]
_DATE = "2026-11-24T12:00"


def explain(root: Path, url: str, *more: str) -> Result:
    return CliRunner().invoke(laurel, ["build", "--hub", str(root), "--date", _DATE, "--explain", url, *more])


def told(root: Path, url: str, *more: str) -> str:
    """What a person reads after the build's own words."""
    result = explain(root, url, *more)
    assert result.exit_code == 0, result.stderr
    return result.stderr.partition(" s.\n")[2]


@pytest.fixture(scope="module")
def built_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = write_hub(tmp_path_factory.mktemp("whole") / "hub", WHOLE)
    build(root, now=_DATE)
    return root


@pytest.fixture
def whole(built_once: Path, tmp_path: Path) -> Path:
    """A hub with one of everything that was built."""
    return shutil.copytree(built_once, tmp_path / "hub", symlinks=True)


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


def test_every_question_a_page_may_ask_has_words() -> None:
    assert QUESTIONS.keys() == SCOPES.keys()


def test_what_is_said_of_a_question_names_what_it_asks_about() -> None:
    for name, scope in SCOPES.items():
        if scope.one:
            words = words_of(f"{name}\tfirst-frost\t10\t0")
            assert "first-frost" in words, name
            assert "{" not in words


def test_all_that_pages_of_a_whole_hub_share_has_words(whole: Path) -> None:
    with closing(sqlite3.connect(whole / ".laurel" / "memory.db")) as memory:
        keys = [key for (key,) in memory.execute("SELECT key FROM reads")]
    assert {key.partition("\t")[0].removeprefix("=") for key in keys if is_shared(key)} == SHARED.keys()
    assert not [key for key in keys if words_of(key).startswith("the answer to")]


@pytest.mark.parametrize(
    "url",
    [
        "/posts/frost/",
        "/posts/frost",
        "posts/frost/index.html",
        "https://hub.example/posts/frost/",
        "https://hub.example/posts/frost/?x=1#why",
        "/posts/fr%6Fst/",
    ],
)
def test_a_page_is_known_by_its_address_however_it_is_written(whole: Path, url: str) -> None:
    assert told(whole, url).startswith("/posts/frost/ (posts/frost/index.html) was not made anew")


def test_a_page_below_a_path_is_known_with_it_and_without(make_hub: MakeHub) -> None:
    root = make_hub({**WHOLE, "hub.toml": HUB_TOML.replace("hub.example/", "hub.example/deep/")})
    for url in ("/deep/posts/frost/", "/posts/frost/", "https://hub.example/deep/posts/frost/"):
        assert told(root, url).startswith("/posts/frost/ (posts/frost/index.html) was ")
    for url in ("/deep/", "/", "https://hub.example/deep"):
        assert told(root, url).startswith("/ (index.html) was ")


def test_a_page_that_was_not_made_says_what_it_is_made_from(whole: Path) -> None:
    words = told(whole, "/posts/frost/")
    assert "was not made anew: nothing it read has changed." in words
    assert "  content/posts/frost.md\n" in words
    assert "  content/media/cover.jpg\n" in words
    assert "soon.md" not in words


def test_a_body_that_changed_is_named_where_it_is_read_and_nowhere_else(whole: Path) -> None:
    edit(whole / "content/posts/frost.md", "See [Ada]", "Meet [Ada]")
    assert "  the text of content/posts/frost.md\n" in told(whole, "/posts/frost/")
    edit(whole / "content/posts/frost.md", "Meet [Ada]", "Know [Ada]")
    assert "nothing it read has changed" in told(whole, "/events/")


def test_a_title_that_changed_is_named_on_the_lists_that_show_it(whole: Path) -> None:
    edit(whole / "content/posts/frost.md", "title: Frost", "title: Rime")
    assert (
        "because something it read has changed:\n  the card of the post frost (what the post frost says of itself)\n"
    ) in told(whole, "/posts/")


def test_a_name_that_changed_is_named_however_far_behind_it_is(whole: Path) -> None:
    edit(whole / "content/advocates/ada.md", "name: Ada Obi", "name: Ada Obe")
    words = told(whole, "/posts/")
    assert "  the card of the post frost (what ada says in the profile)\n" in words


def test_a_new_post_is_new_and_the_list_has_changed(whole: Path) -> None:
    (whole / "content/posts/dew.md").write_text(post("Dew", "2026-03-03"))
    assert "/posts/dew/ (posts/dew/index.html) was made because it is new" in told(whole, "/posts/dew/")
    (whole / "content/posts/ice.md").write_text(post("Ice", "2026-03-04"))
    assert "  the list of the newest 10 posts\n" in told(whole, "/posts/")


def test_a_page_that_went_is_told_as_gone(whole: Path) -> None:
    (whole / "content/events/met.md").unlink()
    assert "/events/met/ (events/met/index.html) was removed" in told(whole, "/events/met/")


def test_an_unknown_address_names_the_nearest_and_the_build_stands(whole: Path) -> None:
    (whole / "content/posts/dew.md").write_text(post("Dew", "2026-03-03"))
    result = explain(whole, "/posts/forst/")
    assert result.exit_code == 2
    assert "There is no page /posts/forst/ in this hub" in result.stderr
    assert result.stderr.endswith("The nearest there is: /posts/frost/\n")
    assert (whole / "public/posts/dew/index.html").is_file()


@pytest.mark.parametrize("url", ["https://elsewhere.example/posts/frost/", "http://[", "/../etc/passwd", "/a\0b"])
def test_what_is_no_address_of_the_hub_is_told_in_words(whole: Path, url: str) -> None:
    result = explain(whole, url)
    assert result.exit_code == 2
    assert "There is no page" in result.stderr
    assert "Traceback" not in result.output


def test_a_build_of_everything_says_why(make_hub: MakeHub, tmp_path: Path) -> None:
    root = make_hub(WHOLE)
    assert CAUSES["first"] in told(root, "/")
    assert CAUSES["clean"] in told(root, "/", "--clean")
    edit(root / "hub.toml", "The Lookouts", "The Watch")
    assert CAUSES["settings"] in told(root, "/")
    (root / "site/static/css").mkdir(parents=True)
    (root / "site/static/css/own.css").write_text("body { color: red }")
    assert CAUSES["theme"] in told(root, "/")
    assert CAUSES["address"] in told(root, "/", "--base-url", "https://other.example/")
    assert CAUSES["address"] in told(root, "/")
    for file in (root / ".laurel").glob("memory.db*"):
        file.unlink()
    assert CAUSES["forgotten"] in told(root, "/")
    assert CAUSES["out"] in told(root, "/", "--out", str(tmp_path / "out"))
    assert "not made anew" in told(root, "/")


def test_another_engine_is_told_as_the_reason(whole: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for place in ("hub.publish.marks", "hub.publish.press", "hub.publish.assembling"):
        monkeypatch.setattr(f"{place}.engine_mark", lambda: "another")
    assert CAUSES["engine"] in told(whole, "/")


def test_what_came_out_the_same_is_told(whole: Path) -> None:
    words = told(whole, "/posts/frost/", "--clean")
    assert "It came out the same as before, so its file was left as it was." in words


def test_a_program_gets_the_same_as_json(whole: Path) -> None:
    edit(whole / "content/posts/frost.md", "title: Frost", "title: Rime")
    result = explain(whole, "/posts/", "--json")
    answer = json.loads(result.stdout)
    assert answer["ok"] is True
    explained = answer["explained"]
    assert explained["url"] == "/posts/"
    assert explained["file"] == "posts/index.html"
    assert explained["state"] == "made"
    assert explained["changed"] is True
    assert explained["why"] == ["the card of the post frost (what the post frost says of itself)"]
    assert explained["reads_that_differ"] == [{"read": ["=post", "frost"], "within": [["post", "frost"]]}]
    assert "content/posts/frost.md" in explained["sources"]
    assert explained["reads"] > 0
    unknown = explain(whole, "/nowhere-at-all", "--json")
    assert unknown.exit_code == 2
    assert json.loads(unknown.stdout)["explained"]["state"] == "unknown"


def test_without_the_option_nothing_is_explained(whole: Path) -> None:
    result = CliRunner().invoke(laurel, ["build", "--hub", str(whole), "--date", _DATE, "--json"])
    assert "explained" not in json.loads(result.stdout)
