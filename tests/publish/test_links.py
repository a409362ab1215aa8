"""Every internal link and anchor of the published files leads somewhere, or the build stops and says which."""

from __future__ import annotations

from pathlib import Path

import pytest

from hub.model import HubError
from hub.publish.checks.markup import read_markup
from hub.publish.making import make
from tests.publish.small_site import small_site

TARGETS: dict[str, str | bytes] = {
    "posts/b/index.html": '<h2 id="caf\u00e9">x</h2><a name="old"></a>',
    "media/p 1.png": b"png",
    "media/p-2.png": b"png",
    "static/x.css": b"a { background: url('../media/p-2.png') } /* url(gone.png) */",
    "feed.xml": b"<feed/>",
}

SITEMAP = b"""<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url>
<loc>https://example.org/hub/gone/</loc></url></urlset>"""


def _told(tmp_path: Path, body: str | bytes, path: str = "posts/a/index.html", base: str = "/hub") -> list[str]:
    try:
        make(small_site({**TARGETS, path: body}, f"https://example.org{base}"), tmp_path / "staging")
    except HubError as error:
        return [str(problem) for problem in error.problems]
    return []


@pytest.mark.parametrize(
    "body",
    [
        '<a href="/hub/posts/b/">',
        '<a href="../b/">',
        '<a href="/hub/posts/b/?q=1#caf%C3%A9">',
        '<a href="../b/#old">',
        '<a href="#here"></a><p id="here">',
        '<a href="#">',
        '<a href="#top">',
        '<a href="#:~:text=words">',
        '<a href="">',
        '<a href="https://example.org/hub/posts/b/#café">',
        '<a href="//example.net/x">',
        '<a href="https://example.net/">',
        '<a href="https://example.organic/hub/x">',
        '<a href="mailto:a@example.org">',
        '<a href="tel:1">',
        '<a href="data:,x">',
        '<img src="/hub/media/p%201.png" srcset="/hub/media/p-2.png 1x, ../../media/p%201.png 2x">',
        '<script src="/hub/static/x.css">',
        '<pre>&lt;a href="/gone/"&gt; href="/gone/"</pre>',
        '<!-- <a href="/gone/"> -->',
        '<script>"<a href=\\"/gone/\\">"</script>',
        '<p title=\'a > "b" href="/gone/"\'>',
        '<svg><use href="#s"/><g id="s"/></svg>',
        '<a href="?page=2">',
        '<a href="/hub/">',
        '<a href="https://example.org:8443/x">',
    ],
)
def test_links_that_lead_somewhere_are_fine(tmp_path: Path, body: str) -> None:
    files: dict[str, str | bytes] = {**TARGETS, "posts/a/index.html": body, "index.html": "home"}
    assert "posts/a/index.html" in make(small_site(files), tmp_path / "staging")


@pytest.mark.parametrize(
    ("body", "target", "why"),
    [
        ('<a href="/hub/posts/c/">', "/hub/posts/c/", "which this hub does not have"),
        ('<a href="../c/">', "/hub/posts/c/", "which this hub does not have"),
        ('<a class="x"\n href="/hub/posts/B/">', "/hub/posts/B/", "which this hub does not have"),
        ('<a href="/hub/posts/b/#gone">', "/hub/posts/b/#gone", "has no such place"),
        ('<a href="#gone">', "/hub/posts/a/#gone", "has no such place"),
        ('<a href="/hub/posts/b">', "/hub/posts/b", "ends in a slash"),
        ('<a href="/posts/b/">', "/posts/b/", "outside the hub's own path /hub/"),
        ('<a href="../../../x/">', "/x/", "outside the hub's own path /hub/"),
        ('<a href="https://example.org/hub/gone/">', "/hub/gone/", "which this hub does not have"),
        ('<img src="/hub/media/gone.png">', "/hub/media/gone.png", "which this hub does not have"),
        ('<img srcset="/hub/media/p-2.png 1x,/hub/media/gone.png 2x">', "/hub/media/gone.png", "does not have"),
        ('<video poster="/hub/gone.jpg">', "/hub/gone.jpg", "does not have"),
        ('<form action="/hub/find/">', "/hub/find/", "does not have"),
        ('<meta http-equiv="refresh" content="0; url=/hub/gone/">', "/hub/gone/", "does not have"),
        ('<meta property="og:image" content="https://example.org/hub/gone.png">', "/hub/gone.png", "does not have"),
        ('<p style="background: url(/hub/gone.png)">', "/hub/gone.png", "does not have"),
        ('<a href="/hub/posts/b/&amp;">', "/hub/posts/b/&", "does not have"),
        ('<svg><use xlink:href="#gone"/></svg>', "/hub/posts/a/#gone", "has no such place"),
    ],
)
def test_links_that_lead_nowhere_are_told_with_page_and_target(
    tmp_path: Path, body: str, target: str, why: str
) -> None:
    told = _told(tmp_path, body)
    assert len(told) == 1
    assert f"the page /posts/a/ links to {target}, " in told[0]
    assert why in told[0]


def test_style_sheets_feeds_and_maps_are_looked_into(tmp_path: Path) -> None:
    css = _told(tmp_path, b'@import "gone.css"; a { background: url(../media/gone.png) }', "static/y.css")
    targets = [words.split(" links to ")[1].split(",")[0] for words in css]
    assert targets == ["/hub/media/gone.png", "/hub/static/gone.css"]
    feed = _told(tmp_path, b'<feed><link href="https://example.org/hub/gone/"/></feed>', "posts/feed.xml")
    assert "the page /posts/feed.xml links to /hub/gone/" in feed[0]
    sitemap = _told(tmp_path, SITEMAP, "sitemap.xml")
    assert "the page /sitemap.xml links to /hub/gone/" in sitemap[0]


def test_what_authors_uploaded_is_published_as_it_is(tmp_path: Path) -> None:
    assert _told(tmp_path, b'\xff<a href="/hub/gone/">', "media/export.xml") == []


def test_a_link_broken_on_many_pages_is_told_once(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {f"posts/{n}/index.html": '<a href="/hub/gone/">' for n in range(9)}
    with pytest.raises(HubError) as caught:
        make(small_site(files), tmp_path / "staging")
    assert [problem.what for problem in caught.value.problems] == [
        "the page /posts/0/ (and 8 more pages) links to /hub/gone/, which this hub does not have"
    ]
    assert str(caught.value).startswith("1 link leads nowhere")


def test_a_hub_at_its_hosts_root_has_no_outside(tmp_path: Path) -> None:
    assert _told(tmp_path, '<a href="/posts/b/"><a href="../../feed.xml">', base="") == []
    assert "links to /gone/, which" in _told(tmp_path, '<a href="/gone/">', base="")[0]


def test_attributes_are_read_inside_tags_only() -> None:
    scan = read_markup('<p id="a" data-href="/x/">id="b" href="/y/" <a  HREF = "/z/?a=1&amp;b=2" hidden>')
    assert scan.ids == {"a"}
    assert scan.links == {"/z/?a=1&b=2"}


def test_a_scan_of_hostile_text_takes_no_time_worth_the_name() -> None:
    for text in ("<a " * 50_000, '<a href="' * 50_000, "<a" + " x='" * 50_000, "<!--" * 50_000, "<script>" * 50_000):
        assert read_markup(text).ids == frozenset()
