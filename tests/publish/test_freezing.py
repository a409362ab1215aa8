"""What freezing makes of an app, and what it says when it cannot."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from hub.model import HubError
from tests.publish.small_site import Address, build_site, make, small_site, tree


def test_every_address_becomes_the_file_a_host_serves_for_it(tmp_path: Path) -> None:
    files: dict[str, bytes | str] = {
        "index.html": "home",
        "posts/ä b/index.html": "post",
        "feed.xml": b"<feed/>",
        ".well-known/did.json": b"{}",
    }
    site = small_site(files)
    made = make(site, tmp_path / "staging")
    assert set(made) == set(files)
    assert b"post" in (tmp_path / "staging" / made["posts/ä b/index.html"].sha).read_bytes()


def test_made_files_lie_side_by_side_named_by_their_bytes_and_equal_ones_once(tmp_path: Path) -> None:
    files: dict[str, bytes | str] = {
        "a/index.html": "same",
        "b/index.html": "same",
        "c.css": b"c",
        "index.html": "home",
    }
    made = make(small_site(files), tmp_path / "staging")
    lying = tree(tmp_path / "staging")
    assert set(lying) == {its.sha for its in made.values()} and len(lying) == 3
    assert all(hashlib.sha256(data).hexdigest() == name for name, data in lying.items())


def test_equal_files_published_elsewhere_are_files_of_their_own(tmp_path: Path) -> None:
    files = {"index.html": "home", "a/index.html": "same", "b/index.html": "same"}
    root, out = tmp_path / "hub", tmp_path / "out"
    root.mkdir()
    build_site(small_site(files), root, out)
    assert set(tree(out)) == set(files)
    assert not (out / "a/index.html").samefile(out / "b/index.html")


def test_an_app_that_was_frozen_is_as_it_was(tmp_path: Path) -> None:
    small = small_site({"index.html": "home"})
    app = small.site.app
    client = app.test_client_class
    for _ in range(3):
        make(small, tmp_path / "staging")
    assert app.test_client_class is client
    assert app.url_default_functions[None] == []
    assert b"home" in app.test_client().get("/").data


def test_what_stood_in_staging_before_is_gone(tmp_path: Path) -> None:
    staging = tmp_path / "staging"
    (staging / "old").mkdir(parents=True)
    (staging / "old/index.html").write_text("old")
    make(small_site({"index.html": "new"}), staging)
    assert [data for data in tree(staging).values() if b"old" in data] == [] and len(tree(staging)) == 1


def test_a_page_that_redirects_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(HubError, match="/a/ answered 302 FOUND"):
        make(small_site({"a/index.html": b"redirect"}), tmp_path / "staging")


def test_an_address_without_a_page_is_an_error(tmp_path: Path) -> None:
    site = small_site({"index.html": "home"})
    site = replace(site, addresses=[*site.addresses, Address("/gone/", values={"name": "gone/"})])
    with pytest.raises(HubError, match="/gone/ answered 404 NOT FOUND"):
        make(site, tmp_path / "staging")


def test_a_fault_in_a_view_names_the_address(tmp_path: Path) -> None:
    with pytest.raises(KeyError) as caught:
        make(small_site({"index.html": "home", "a/index.html": b"fail"}), tmp_path / "staging")
    assert "while making /a/" in caught.value.__notes__


@pytest.mark.parametrize("jobs", [1, 3])
def test_processes_change_nothing_about_the_bytes(tmp_path: Path, jobs: int) -> None:
    files = {f"posts/{n}/index.html": f"post {n}" for n in range(70)}
    made = make(small_site(files), tmp_path / "staging", jobs=jobs)
    assert list(made) == sorted(files)
    assert b"post 42<" in (tmp_path / "staging" / made["posts/42/index.html"].sha).read_bytes()


def test_a_problem_in_another_process_is_told_in_the_same_words(tmp_path: Path) -> None:
    files: dict[str, bytes | str] = {f"posts/{n}/index.html": f"post {n}" for n in range(70)}
    with pytest.raises(HubError, match="/posts/50/ answered 302 FOUND"):
        make(small_site({**files, "posts/50/index.html": b"redirect"}), tmp_path / "staging", jobs=3)
    with pytest.raises(RuntimeError, match="KeyError") as caught:
        make(small_site({**files, "posts/50/index.html": b"fail"}), tmp_path / "staging", jobs=3)
    assert "while making /posts/50/" in caught.value.__notes__


def test_steps_are_counted_over_all_processes(tmp_path: Path) -> None:
    seen = []
    files = {f"posts/{n}/index.html": f"post {n}" for n in range(70)}
    make(small_site(files), tmp_path / "staging", jobs=3, report=lambda event: seen.append((event.stage, event.done)))
    assert [done for stage, done in seen if stage == "make"] == list(range(71))


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"feed.json": "a page"}, "feed.json is text/html"),
        ({"about": "a page"}, "about is text/html"),
        ({"a.css": "a page"}, "a.css is text/html"),
    ],
)
def test_a_file_whose_ending_does_not_say_what_it_is_is_told(
    tmp_path: Path, files: dict[str, str], words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.publish.small_site._type", lambda _path: "text/html")
    with pytest.raises(HubError) as caught:
        make(small_site(files), tmp_path / "staging")
    assert words in str(caught.value.problems[0])
