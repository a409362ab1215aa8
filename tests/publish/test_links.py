"""Every internal link and anchor of the published files leads somewhere, or the build stops and says which."""

from __future__ import annotations

import pytest

from hub.model import HubError
from hub.publish.checks import Policy, judge_all, require_sound
from hub.publish.checks.markup import read_markup
from tests.publish.checking import BASE_URL, made

TARGETS: dict[str, str | bytes] = {
    "posts/b/index.html": '<h2 id="caf\u00e9">x</h2><a name="old"></a>',
    "media/p 1.png": b"png",
    "media/p-2.png": b"png",
    "static/x.css": b"a { background: url('../media/p-2.png') } /* url(gone.png) */",
    "news.xml": b"<news/>",
    "index.html": "home",
}

SITEMAP = b"""<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url>
<loc>https://example.org/hub/gone/</loc></url></urlset>"""


def _told(body: str | bytes, path: str = "posts/a/index.html", base: str = "/hub") -> list[str]:
    url = f"https://example.org{base}"
    return [str(problem) for problem in judge_all(made({**TARGETS, path: body}, base_url=url), Policy(url))]


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
        '<a href="mailto:?subject=x">',
        '<a href="tel:1">',
        '<a href="data:,x">',
        '<img alt="" src="/hub/media/p%201.png" srcset="/hub/media/p-2.png 1x, ../../media/p%201.png 2x">',
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
def test_links_that_lead_somewhere_are_fine(body: str) -> None:
    assert _told(body) == []


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
        ('<img alt="" src="/hub/media/gone.png">', "/hub/media/gone.png", "which this hub does not have"),
        ('<img alt="" srcset="/hub/media/p-2.png 1x,/hub/media/gone.png 2x">', "/hub/media/gone.png", "does not have"),
        ('<video poster="/hub/gone.jpg">', "/hub/gone.jpg", "does not have"),
        ('<form action="/hub/find/">', "/hub/find/", "does not have"),
        ('<meta http-equiv="refresh" content="0; url=/hub/gone/">', "/hub/gone/", "does not have"),
        ('<meta property="og:image" content="https://example.org/hub/gone.png">', "/hub/gone.png", "does not have"),
        ('<p style="background: url(/hub/gone.png)">', "/hub/gone.png", "does not have"),
        ('<a href="/hub/posts/b/&amp;">', "/hub/posts/b/&", "does not have"),
        ('<svg><use xlink:href="#gone"/></svg>', "/hub/posts/a/#gone", "has no such place"),
    ],
)
def test_links_that_lead_nowhere_are_told_with_page_and_target(body: str, target: str, why: str) -> None:
    told = _told(body)
    assert len(told) == 1
    assert f"the page /posts/a/ links to {target}, " in told[0]
    assert why in told[0]


def test_style_sheets_feeds_and_maps_are_looked_into() -> None:
    css = _told(b'@import "gone.css"; a { background: url(../media/gone.png) }', "static/y.css")
    targets = [words.split(" links to ")[1].split(",")[0] for words in css]
    assert targets == ["/hub/media/gone.png", "/hub/static/gone.css"]
    feed = _told(b'<feed><link href="https://example.org/hub/gone/"/></feed>', "posts/news.xml")
    assert "the file /posts/news.xml links to /hub/gone/" in feed[0]
    sitemap = _told(SITEMAP, "sitemap.xml")
    assert "the file /sitemap.xml links to /hub/gone/" in sitemap[0]


def test_what_authors_uploaded_is_published_as_it_is() -> None:
    assert _told(b'\xff<a href="/hub/gone/">', "media/export.xml") == []


def test_a_link_broken_on_many_pages_is_told_once() -> None:
    files = {f"posts/{n}/index.html": '<a href="/hub/gone/">' for n in range(9)}
    with pytest.raises(HubError) as caught:
        require_sound(judge_all(made(files), Policy(BASE_URL)))
    assert [problem.what for problem in caught.value.problems] == [
        "the page /posts/0/ (and 8 more pages) links to /hub/gone/, which this hub does not have"
    ]


def test_a_hub_at_its_hosts_root_has_no_outside() -> None:
    assert _told('<a href="/posts/b/"><a href="../../news.xml">', base="") == []
    assert "links to /gone/, which" in _told('<a href="/gone/">', base="")[0]


def test_attributes_are_read_inside_tags_only() -> None:
    scan = read_markup('<p id="a" data-href="/x/">id="b" href="/y/" <a  HREF = "/z/?a=1&amp;b=2" hidden>')
    assert scan.ids == {"a"}
    assert scan.links == {"/z/?a=1&b=2"}


def test_a_scan_of_hostile_text_takes_no_time_worth_the_name() -> None:
    for text in ("<a " * 50_000, '<a href="' * 50_000, "<a" + " x='" * 50_000, "<!--" * 50_000, "<script>" * 50_000):
        assert read_markup(text).ids == frozenset()
