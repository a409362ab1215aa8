"""Putting real addresses into a rendering."""

from __future__ import annotations

import pytest

from hub.content.links import classify, resolve
from hub.content.markdown import render


def _link(kind: str, target: str) -> str | None:
    return None if "lost" in target else f"/hub/{kind}/{target.strip('/')}/"


def _picture(path: str) -> tuple[str, int, int, str] | None:
    return None if "lost" in path else (f"/hub/{path}", 800, 600, f"/hub/{path} 800w, /hub/small.png 400w")


def put(text: str, page: str = "") -> str:
    return resolve(render(text).html, _link, _picture, page=page).strip()


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("[a](post:frost)", '<p><a href="/hub/post/frost/">a</a></p>'),
        ("[a](post:frost#What-broke)", '<p><a href="/hub/post/frost/#s-what-broke">a</a></p>'),
        ("[a](advocate:tove 'T')", '<p><a href="/hub/advocate/tove/" title="T">a</a></p>'),
        ("[a](/about/?x=1&y=2#b)", '<p><a href="/hub/page/about/?x=1&amp;y=2#b">a</a></p>'),
        ("[a](/)", '<p><a href="/hub/page//">a</a></p>'),
        ("[a](media/k.pdf#page=2)", '<p><a href="/hub/media/media/k.pdf/#page=2">a</a></p>'),
        ("[a](post:größe)", '<p><a href="/hub/post/gr%C3%B6%C3%9Fe/">a</a></p>'),
        ("[a](https://example.com/post:x)", '<p><a href="https://example.com/post:x" rel="noopener">a</a></p>'),
        ("[a](post:lost)", "<p><a>a</a></p>"),
        ("![A cat](media/lost.png)", "<p>A cat</p>"),
        ('`post:x` <a href="post:x" id=y>z</a>', '<p><code>post:x</code> <a href="/hub/post/x/" id="s-y">z</a></p>'),
    ],
)
def test_names_become_addresses(text: str, html: str) -> None:
    assert put(text) == html


def test_a_picture_gets_its_size_and_its_choices() -> None:
    html = put("![x](<media/my x.png>)")
    assert 'src="/hub/media/my%20x.png"' in html
    assert 'width="800" height="600"' in html
    assert 'srcset="' in html and 'sizes="' in html and 'alt="x"' in html


def test_a_picture_of_unknown_size_gets_none() -> None:
    html = resolve(render("![x](media/x.svg)").html, _link, lambda path: ("/x.svg", 0, 0, ""))
    assert "width" not in html and "srcset" not in html


def test_addresses_cannot_break_out_of_their_attribute() -> None:
    html = render("[a](post:b) ![c](media/d.png)").html
    html = resolve(html, lambda kind, target: '"><script>', lambda path: ('"><b>', 1, 1, '"><i>'))
    assert "<script" not in html and "<b>" not in html and "<i>" not in html


def test_in_a_feed_places_in_the_text_lead_to_the_page() -> None:
    html = put("[a](#b) c[^1]\n\n## B\n\n[^1]: d", page="https://example.com/posts/x/")
    assert '<a href="https://example.com/posts/x/#s-b">' in html
    assert 'href="#' not in html


def test_text_that_looks_like_a_link_is_left_alone() -> None:
    text = '`<a href="post:x">` and\n\n    <img src="media/x.png">'
    assert put(text) == render(text).html.strip()


@pytest.mark.parametrize(
    ("address", "kind", "target"),
    [
        ("post:a", "post", "a"),
        ("POST:a", "post", "a"),
        ("post:/a/", "post", "a"),
        ("media/a.png", "media", "media/a.png"),
        ("./media/a.png", "media", "media/a.png"),
        ("../../media/a.png", "media", "media/a.png"),
        ("/media/a.png", "media", "media/a.png"),
        ("/a/", "page", "/a/"),
        ("#a", "anchor", "a"),
        ("//a/media/b.png", "outside", "//a/media/b.png"),
        ("\\\\a", "outside", "\\\\a"),
        ("/\t/a", "outside", "//a"),
        ("https://a", "outside", "https://a"),
        ("java\nscript:x", "nowhere", "javascript:x"),
        ("media/../../x", "nowhere", "media/../../x"),
        ("a.html", "nowhere", "a.html"),
        ("", "nowhere", ""),
    ],
)
def test_an_address_is_read_as_browsers_read_it(address: str, kind: str, target: str) -> None:
    found = classify(address)
    assert (found.kind, found.target) == (kind, target)
