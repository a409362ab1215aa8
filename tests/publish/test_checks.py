"""What stops a publish and what is only told: links, pictures, drafts, in the words a person reads."""

from __future__ import annotations

import msgspec
import pytest

from hub.model import HubError, Severity
from hub.publish.checks import Facts, Unpublished, facts_of, judge, judge_all, require_sound
from tests.publish.checking import BASE_URL, CONTACT, Remembered, lines, made, rules, told

SOON = Unpublished("content/posts/soon.md", "posts/soon/index.html", "comes out on 2026-12-24")


def test_a_sound_hub_has_nothing_to_tell() -> None:
    files = {
        "index.html": '<a href="/hub/posts/a/#end">a</a><img src="/hub/media/p.png" alt="">',
        "posts/a/index.html": '<p id="end"><a href="../../">home</a><a href="mailto:hello@example.org">us</a>',
        "media/p.png": b"png",
    }
    assert told(files) == []


def test_a_dead_link_is_told_at_the_content_file_of_its_page() -> None:
    files = {"posts/a/index.html": '<a href="/hub/gone/">', "posts/b/index.html": '<a href="/hub/gone/">'}
    sources = {"posts/a/index.html": ("content/posts/a.md", "content/advocates/ada.md")}
    assert told(files, sources) == [
        "content/posts/a.md: the page /posts/a/ (and 1 more page) links to /hub/gone/, which this hub does not have; "
        "correct the link or remove it"
    ]


@pytest.mark.parametrize(
    ("page", "why"),
    [
        ("<a href=/hub/gone/>", "links to /hub/gone/, which this hub does not have"),
        ('<a href="/hub/b">', "links to /hub/b, whose address ends in a slash"),
        ('<a href="/b/">', "links to /b/, which is outside the hub's own path /hub/"),
        ('<a href="/hub/b/#x">', "links to /hub/b/#x, but that page has no such place"),
        ("<a href='https://example.org/hub/b/#x'>", "links to /hub/b/#x, but that page has no such place"),
        ('<style>a { background: url("/hub/gone.png") }</style>', "links to /hub/gone.png, which this hub does not"),
        ("<TITLE>x</TITLE><A HREF='/hub/gone/'>", "links to /hub/gone/"),
        ('<img alt="" srcset="/hub/a,b.png 1x, /hub/gone.png, /hub/b/ 3x">', "links to /hub/a,b.png"),
        ('<a title="<" href="/hub/gone/">', "links to /hub/gone/"),
        ('<textarea title="a>b"></textarea><a href="/hub/gone/">', "links to /hub/gone/"),
    ],
)
def test_links_that_lead_nowhere_are_told(page: str, why: str) -> None:
    found = told({"index.html": page, "b/index.html": ""})
    assert any(f"/: the page / {why}" in line for line in found), found


def test_a_link_to_what_was_removed_is_told_on_the_page_that_did_not_change() -> None:
    before = made({"index.html": '<a href="/hub/b/">', "b/index.html": '<p id="x">', "c/index.html": "c"})
    problems = judge({}, ["b/index.html"], Remembered(before, {"index.html": "content/pages/home.md"}), rules())
    assert lines(problems) == {
        "content/pages/home.md: the page / links to /hub/b/, which this hub does not have; "
        "correct the link or remove it"
    }


def test_a_link_to_a_place_that_vanished_is_told_on_the_page_that_did_not_change() -> None:
    before = made({"index.html": '<a href="/hub/b/#x"><a href="/hub/b/#y">', "b/index.html": '<p id="x"><p id="y">'})
    problems = judge(made({"b/index.html": '<p id="y">'}), (), Remembered(before), rules())
    assert [problem.what for problem in problems] == ["the page / links to /hub/b/#x, but that page has no such place"]


def test_only_what_changed_is_asked_about() -> None:
    class Counting(Remembered):
        asked = 0

        def exists(self, path: str) -> bool:
            Counting.asked += 1
            return super().exists(path)

    before = made({f"{n}/index.html": '<a href="/hub/0/">' for n in range(500)})
    assert not judge(made({"7/index.html": '<a href="/hub/9/">'}), (), Counting(before), rules())
    assert Counting.asked == 1


@pytest.mark.parametrize("picture", ['<img src="/hub/x.png">', "<IMG src='/hub/x.png' title='no alt here'>"])
def test_a_picture_without_alt_text_is_a_warning_with_the_line_in_its_file(picture: str) -> None:
    text = f"---\ntitle: A\n---\n\nWords.\n\n{picture}\n"
    found = told({"a/index.html": picture, "x.png": b""}, {"a/index.html": ("content/a.md",)}, {"content/a.md": text})
    assert found == [
        "content/a.md:7: warning: the page /a/ shows the picture /hub/x.png without an alt text; "
        'write alt="what it shows", or alt="" where it is decoration'
    ]


@pytest.mark.parametrize(
    "picture", ['<img src="x.png" alt="">', '<img src="x.png" alt>', "<img src=x.png role=presentation>", "<image>"]
)
def test_decoration_needs_no_words(picture: str) -> None:
    assert told({"index.html": picture, "x.png": b""}) == []


def test_warnings_stop_nothing_and_are_told_again_when_nothing_changed() -> None:
    before = made({"index.html": '<img src="x.png">', "x.png": b""})
    problems = judge({}, (), Remembered(before), rules())
    assert [problem.severity for problem in problems] == [Severity.WARNING]
    require_sound(problems)


def test_problems_stop_the_publish_with_all_that_is_to_be_told() -> None:
    problems = judge_all(made({"index.html": '<a href="/hub/gone/"><img src="/hub/">'}), rules())
    with pytest.raises(HubError, match=r"1 problem was found in the finished pages. Nothing was published.") as caught:
        require_sound(problems)
    assert [problem.severity for problem in caught.value.problems] == [Severity.PROBLEM, Severity.WARNING]


@pytest.mark.parametrize(
    ("files", "sources", "deed"),
    [
        ({"posts/soon/index.html": "x"}, {}, "the page /posts/soon/ is made from it"),
        ({"posts/index.html": "x"}, {"posts/index.html": (SOON.source,)}, "the page /posts/ is made from it"),
        ({"feed.json": b"[]"}, {"feed.json": ("content/posts/a.md", SOON.source)}, "the file /feed.json is made"),
        ({"index.html": '<a href="/hub/posts/soon/">'}, {}, "the page / links to it"),
        ({"index.html": '<a href="/hub/posts/soon/#x">'}, {}, "the page / links to it"),
    ],
)
def test_what_is_not_due_yet_is_told_wherever_it_is_seen(
    files: dict[str, str | bytes], sources: dict[str, tuple[str, ...]], deed: str
) -> None:
    expected = f"{SOON.source}: this comes out on 2026-12-24 and must not be seen yet, but {deed}"
    assert any(line.startswith(expected) for line in told(files, sources, unpublished=[SOON]))


def test_what_became_a_draft_is_told_on_pages_that_did_not_change() -> None:
    files = {"index.html": '<a href="/hub/posts/soon/">', "posts/soon/index.html": "x", "posts/index.html": "y"}
    before = made(files, {"posts/index.html": (SOON.source,)})
    problems = judge({}, ["posts/soon/index.html"], Remembered(before), rules(unpublished=[SOON]))
    found = "\n".join(lines(problems))
    assert "but the page / links to it" in found
    assert "but the page /posts/ is made from it" in found


def test_an_old_address_that_leads_elsewhere_until_then_is_no_draft() -> None:
    files = {"posts/soon/index.html": "moved", "index.html": '<a href="/hub/posts/soon/">'}
    assert told(files, {"posts/soon/index.html": ("content/posts/old.md",)}, unpublished=[SOON]) == []


def test_facts_can_be_kept_and_read_again() -> None:
    facts = facts_of(
        "index.html",
        b'<a href="/hub/b/#x" id="y"><img src="z">ada@example.org<script type="application/ld+json">{</script>\xc3\xa9',
        base_url=BASE_URL,
        contact=CONTACT,
    )
    assert facts.links and facts.ids and facts.bare and facts.addresses and facts.faults
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(facts), type=Facts) == facts


def test_facts_do_not_depend_on_what_was_read_before() -> None:
    page = b'<a href="#a" id="a"><a href="../b/"><img src="x.png">' + b'<a href="/hub/c/?q=1#d">' * 3
    first = facts_of("x/y/index.html", page, base_url=BASE_URL)
    facts_of("x/index.html", page, base_url="https://example.net")
    assert facts_of("x/y/index.html", page, base_url=BASE_URL) == first
    assert first.links == ("c/index.html#d", "x/b/index.html", "x/y/index.html#a", "x/y/x.png")
