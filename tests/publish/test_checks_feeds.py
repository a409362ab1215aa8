"""Feeds, maps, calendars and facts for machines are whole, or the publish stops and says what is missing."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.publish.checking import told

ENTRY = (
    "<entry><title>A</title><id>https://example.org/hub/a/</id><updated>2026-01-02T03:04:05Z</updated>"
    '<link href="https://example.org/hub/a/"/><content type="html">&lt;p&gt;Words&lt;/p&gt;</content></entry>'
)
FEED = (
    '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>T</title>'
    "<id>https://example.org/hub/feed.xml</id><updated>2026-01-02T03:04:05.5+01:00</updated>"
    f"<author><name>Ada</name></author>{ENTRY}</feed>"
)
ITEM = {
    "id": "https://example.org/hub/a/",
    "url": "https://example.org/hub/a/",
    "content_html": "<p>Words</p>",
    "date_published": "2026-01-02T03:04:05Z",
    "authors": [{"name": "Ada"}],
}
JSON_FEED = {"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [ITEM]}
CALENDAR = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260101T000000Z\r\n"
    'DTSTART;TZID="Europe/Oslo":20260101T000000\r\nSUMMARY:a long\r\n  line: yes\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n'
)
MAP = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>https://example.org/hub/a/</loc></url></urlset>'
OPML = '<opml version="2.0"><head/><body><outline type="rss" xmlUrl="https://example.net/feed"/></body></opml>'
AWARD = {
    "@context": "https://w3id.org/openbadges/v2",
    "type": "Assertion",
    "id": "https://example.org/hub/awards/a.json",
    "recipient": {"type": "url"},
    "badge": "https://example.org/hub/badges/b.json",
    "verification": {"type": "hosted"},
    "issuedOn": "2026-01-01T00:00:00Z",
}
REVOKED = {"@context": "https://w3id.org/openbadges/v2", "type": "Assertion", "id": "x", "revoked": True}


def _told(path: str, data: str) -> list[str]:
    return [line.split(f"the file /{path} ", 1)[-1] for line in told({path: data, "a/index.html": ""})]


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("feed.xml", FEED),
        ("feed.xml", FEED.replace(ENTRY, "")),
        ("feed.json", json.dumps(JSON_FEED)),
        ("feed.json", json.dumps({**JSON_FEED, "items": []})),
        ("events.ics", CALENDAR),
        ("sitemap.xml", MAP),
        ("advocates.opml", OPML),
        ("awards/a.json", json.dumps(AWARD)),
        ("awards/a.json", json.dumps(REVOKED)),
        ("advocates.json", "[]"),
        ("static/x.svg", '<!DOCTYPE svg><svg xmlns="http://www.w3.org/2000/svg"><g id="s"/><use href="#s"/></svg>'),
    ],
)
def test_whole_files_for_machines_are_fine(path: str, data: str) -> None:
    assert _told(path, data) == []


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("</feed>", "", "is not well-formed XML (no element found: line 1"),
        ("Ada", "A&da", "is not well-formed XML (not well-formed (invalid token)"),
        ("Ada", "A\x00da", "is not well-formed XML"),
        ("<id>https://example.org/hub/feed.xml</id>", "", "has no `id` for the feed"),
        ("https://example.org/hub/feed.xml", "/hub/feed.xml", "has an `id` of the feed that is no whole address"),
        ("<title>T</title>", "", "has no `title` for the feed"),
        ("<title>A</title>", "<title></title>", "has no `title` for the entry https://example.org/hub/a/"),
        ("<id>https://example.org/hub/a/</id>", "", "has no `id` for the entry “A”"),
        ("2026-01-02T03:04:05Z", "2026-01-02", "has an `updated` of the entry https://example.org/hub/a/ that is no"),
        ("2026-01-02T03:04:05Z", "2026-02-30T03:04:05Z", "has an `updated` of the entry"),
        ("<author><name>Ada</name></author>", "", "has no author for the entry"),
        ("<name>Ada</name>", "<name/>", "names an author without a name"),
        (ENTRY, ENTRY + ENTRY, "has the entry https://example.org/hub/a/ twice"),
        ('"https://example.org/hub/a/"', '"/hub/a/"', "has a link of the entry https://example.org/hub/a/ that is no"),
        ("&lt;p&gt;", '&lt;a href="../x/"&gt;', "has a link in the text of the entry https://example.org/hub/a/ that"),
        ("Words", '&lt;a href="https://example.org/hub/gone/"&gt;', "links to /hub/gone/, which this hub does not"),
        ('"https://example.org/hub/a/"', '"https://example.org/hub/gone/"', "links to /hub/gone/"),
        ('<?xml version="1.0" encoding="utf-8"?>', "<!DOCTYPE feed>", "declares a document type"),
        ("http://www.w3.org/2005/Atom", "urn:x", "is no Atom feed"),
    ],
)
def test_a_feed_without_what_its_readers_need_is_told(old: str, new: str, why: str) -> None:
    assert old in FEED
    found = _told("feed.xml", FEED.replace(old, new))
    assert any(line.startswith(why) for line in found), found


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"version": "https://jsonfeed.org/version/1"}, "says it is 'https://jsonfeed.org/version/1' and not"),
        ({"version": None}, "is no JSON Feed"),
        ({"title": " "}, "has no `title`"),
        ({"feed_url": "/feed.json"}, "has a `feed_url` of the feed that is no whole address"),
        ({"items": None}, "has no list of `items`"),
        ({"items": [1]}, "has an item that is no object: number 1"),
        ({"items": [{**ITEM, "id": 7}]}, "has no `id` for the item number 1"),
        ({"items": [ITEM, ITEM]}, "has the item https://example.org/hub/a/ twice"),
        ({"items": [{**ITEM, "url": "a/"}]}, "has a `url` of the item https://example.org/hub/a/ that is no whole"),
        ({"items": [{**ITEM, "content_html": None}]}, "has no text for the item"),
        ({"items": [{**ITEM, "content_html": '<img src="/x.png">'}]}, "has a link in the text of the item"),
        ({"items": [{**ITEM, "date_published": "today"}]}, "has a `date_published` of the item"),
        ({"items": [{**ITEM, "authors": [{}]}]}, "has an author of the item"),
        ({"items": [{**ITEM, "url": "https://example.org/hub/gone/"}]}, "links to /hub/gone/"),
    ],
)
def test_a_json_feed_without_what_its_readers_need_is_told(change: dict[str, Any], why: str) -> None:
    found = _told("feed.json", json.dumps({**JSON_FEED, **change}))
    assert any(line.startswith(why) for line in found), found


@pytest.mark.parametrize(
    ("path", "data", "why"),
    [
        ("advocates.json", "{", "is not JSON"),
        ("advocates.json", '{"a":"\\ud800"}', "is not JSON"),
        ("advocates.json", "[" * 100_000, "is not JSON that can be read: it is nested too deep"),
        ("awards/a.json", json.dumps({**AWARD, "badge": ""}), "has nothing as `badge` of its Assertion"),
        ("awards/a.json", json.dumps({**AWARD, "@context": None}), "has no `@context`"),
        ("sitemap.xml", MAP.replace("https://example.org", ""), "names an address that is not whole"),
        ("sitemap.xml", MAP.replace("/a/", "/gone/"), "links to /hub/gone/"),
        ("sitemap.xml", "<x/>", "is no sitemap"),
        ("advocates.opml", OPML.replace("https:", ""), "names a feed whose address is not whole"),
        ("advocates.opml", "<opml/>", "is no OPML"),
        ("events.ics", CALENDAR.replace("UID:1\r\n", ""), "has a VEVENT without UID"),
        ("events.ics", CALENDAR.replace("END:VEVENT", "END:VTODO"), "is no calendar: it ends a VTODO that it did not"),
        ("events.ics", CALENDAR.replace("END:VCALENDAR", ""), "is no calendar: it does not end its VCALENDAR"),
        ("events.ics", CALENDAR + "nonsense\r\n", "is no calendar: it has the line 'nonsense'"),
        ("events.ics", "", "is no calendar: it has no VCALENDAR"),
    ],
)
def test_other_files_for_machines_that_are_not_whole_are_told(path: str, data: str, why: str) -> None:
    found = _told(path, data)
    assert any(line.startswith(why) for line in found), found


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ("{", "has facts for machines (JSON-LD) that are not JSON"),
        ("7", "has no object in its facts for machines"),
        ('{"@type":"Person","name":"x"}', "has no `@context`"),
        ('{"@context":"https://schema.org"}', "has no `@type`"),
        ('{"@context":"https://schema.org","@type":"Person","name":""}', "has nothing as `name` of its Person"),
        (
            '{"@context":"https://schema.org","@type":"ProfilePage","mainEntity":{"@type":"Person","url":"x"}}',
            "has nothing as `name` of its Person",
        ),
    ],
)
def test_facts_on_a_page_that_machines_cannot_read_are_told(facts: str, why: str) -> None:
    found = told({"index.html": f'<script type="application/ld+json">{facts}</script>'})
    assert any(f"the page / {why}" in line for line in found), found


def test_facts_that_point_at_others_are_whole() -> None:
    facts = {
        "@context": "x",
        "@graph": [{"@type": "Person", "@id": "#p"}, {"@type": "WebSite", "name": "a", "url": "b"}],
    }
    assert told({"index.html": f'<script type="application/ld+json">{json.dumps(facts)}</script>'}) == []
