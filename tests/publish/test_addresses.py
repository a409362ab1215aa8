"""Addresses are checked before anything is made."""

from __future__ import annotations

from pathlib import Path

import pytest

from hub.model import HubError
from hub.publish.addresses import file_of, url_of
from hub.publish.making import Site
from tests.publish.small_site import Address, SmallSite, make, small_site, tree


def _refused(tmp_path: Path, *addresses: Address) -> list[str]:
    app = small_site({"index.html": "home"}).site.app
    with pytest.raises(HubError) as caught:
        make(SmallSite(Site(app, "https://example.org/hub"), addresses), tmp_path / "staging")
    assert tree(tmp_path / "staging") == {}
    return [str(problem) for problem in caught.value.problems]


def _at(path: str, source: str = "") -> Address:
    return Address("/" + path, values={"name": path}, source=source)


def test_one_address_twice_is_told_with_both_sources(tmp_path: Path) -> None:
    told = _refused(tmp_path, _at("a/", "content/pages/a.md"), _at("a/", "content/posts/b.md"))
    assert told == ["content/posts/b.md: this and content/pages/a.md have the address /a/; rename one of the two"]


def test_addresses_that_differ_in_letter_case_only_are_told(tmp_path: Path) -> None:
    told = _refused(tmp_path, _at("media/Straße.png"), _at("media/STRASSE.png"))
    assert len(told) == 1
    assert "name=media/Straße.png" in told[0]
    assert "name=media/STRASSE.png" in told[0]
    assert "letter case" in told[0]


def test_a_file_where_another_needs_a_folder_is_told(tmp_path: Path) -> None:
    told = _refused(tmp_path, _at("a"), _at("a/b/"))
    assert "/a/b/ needs a folder where file name=a has the file /a" in told[0]


@pytest.mark.parametrize("path", ["../x/", "a/../../x.txt", "a/./b/", ".."])
def test_no_address_leads_outside(tmp_path: Path, path: str) -> None:
    assert "outside the hub" in _refused(tmp_path, _at(path))[0]


@pytest.mark.parametrize("path", ["a#b.png", "a?b.png", "100%.png", "a\\b.png", "a\nb.png"])
def test_characters_that_mean_something_else_in_addresses_are_told(tmp_path: Path, path: str) -> None:
    assert "character" in _refused(tmp_path, _at(path))[0]


def test_a_name_too_long_for_a_disk_is_told(tmp_path: Path) -> None:
    assert "longer than" in _refused(tmp_path, _at("ä" * 130 + ".png"))[0]


def test_an_entry_whose_view_makes_another_address_is_told(tmp_path: Path) -> None:
    assert "disagree" in _refused(tmp_path, Address("/a/", values={"name": "b/"}))[0]


def test_file_and_address_are_each_others_inverse() -> None:
    for url, path in {
        "/": "index.html",
        "/a/": "a/index.html",
        "/a.png": "a.png",
        "/a/b.c/": "a/b.c/index.html",
    }.items():
        assert file_of(url) == path
        assert url_of(path) == url
    assert file_of("/a\u0308/") == "\u00e4/index.html"
