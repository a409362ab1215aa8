"""The public app: every address of the contract, and nothing that is not out."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path

import feedparser
import pytest

from hub.content import load
from hub.web import create_app, page_list
from tests.web.whole import NOW, WHOLE, picture, post, render

CONTRACT = """/ /posts/ /posts/frost/ /topics/ /topics/bees/ /advocates/ /advocates/ada/ /recognition/
/recognition/2026/ /events/ /events/meet/ /resources/ /changes/ /feed.xml /feed.json
/topics/bees/feed.xml /topics/bees/feed.json /advocates/ada/feed.xml /advocates/ada/feed.json /badges/
/badges/first/ /badges/first.json /awards/first-ada/
/awards/first-ada.json /awards/first-ada.png /awards/first-ada/badge-150.png /awards/first-ada/badge-300.png
/awards/first-ada/badge-1200.png /issuer.json /sitemap.xml /robots.txt /404.html /advocates.json /media/cover.jpg
/static/style.css /about/ /events/met/""".split()


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    from tests.support.hubs import write_hub

    return render(write_hub(tmp_path_factory.mktemp("whole") / "hub", WHOLE))


def test_every_address_of_the_contract_is_there(whole: dict[str, bytes]) -> None:
    assert [path for path in CONTRACT if path not in whole] == []
    assert all(whole.values())


def test_no_address_is_listed_twice(make_hub: Callable[..., Path]) -> None:
    app = create_app(load(make_hub(WHOLE)).sound(), NOW)
    paths = [address.path for address in page_list(app)]
    assert len(paths) == len({path.casefold() for path in paths})


def test_nothing_that_is_not_out_is_in_any_output(whole: dict[str, bytes]) -> None:
    text = b"\n".join(data for path, data in whole.items() if not path.endswith((".png", ".webp", ".jpg", ".woff2")))
    assert b"Secret words" not in text
    assert b"/posts/soon" not in text
    assert b"soon.jpg" not in text
    assert not {"/media/soon.jpg", "/media/draft.jpg", "/posts/soon/", "/posts/draft/"} & set(whole)


def test_no_page_loads_anything_from_another_host(make_hub: Callable[..., Path]) -> None:
    far = "![a](https://far.example/a.png)\n\n<img src='//far.example/b.png' alt=b>\n\n<video src='https://far.example/c.mp4'></video>"
    hub = make_hub({**WHOLE, "content/posts/far.md": post("Far", "2026-05-05", body=far)})
    for path, data in render(hub).items():
        if path.endswith(("/", ".html")):
            loads = r'<(?:img|script|iframe|video|audio|source|embed|object)\b[^>]*\s(?:src|srcset|data)="([^"]*)"'
            found = re.findall(loads, data.decode())
            found += re.findall(r'<link rel="(?:stylesheet|preload|icon)"[^>]* href="([^"]*)"', data.decode())
            assert all(re.match(r"/(?!/)|data:", link) for link in found), (path, found)


def test_drafts_are_shown_when_asked_for(make_hub: Callable[..., Path]) -> None:
    pages = render(make_hub(WHOLE), drafts=True)
    assert b"Secret words" in pages["/posts/soon/"]
    assert "/media/draft.jpg" in pages


def test_old_addresses_lead_to_the_new_one(whole: dict[str, bytes]) -> None:
    for old, new in (
        ("/2026/frost.html", "posts/frost/"),
        ("/posts/old-frost/", "posts/frost/"),
        ("/team/ada/", "advocates/ada/"),
        ("/topics/hives/", "topics/bees/"),
    ):
        assert f'url=https://hub.example/{new}"'.encode() in whole[old]
        assert b"noindex" in whole[old]


def test_a_hub_below_a_path_has_all_its_addresses_below_it(make_hub: Callable[..., Path]) -> None:
    pages = render(make_hub(WHOLE), base_url="https://x.github.io/hub/")
    for path, data in pages.items():
        if path.endswith(("/", ".html")):
            rooted = re.findall(r'(?:href|src)="(/[^"]*)"', data.decode())
            assert rooted, path
            assert all(link.startswith("/hub/") for link in rooted), (path, rooted)


def test_an_unknown_address_gives_the_page_that_says_so(make_hub: Callable[..., Path]) -> None:
    client = create_app(load(make_hub(WHOLE)).sound(), NOW).test_client()
    for path in ("/nowhere/", "/posts/nowhere/", "/posts/page/9/", "/awards/x.png", "/static/none.css", "/posts/soon/"):
        response = client.get(path)
        assert response.status_code == 404
        assert "This page is not here" in response.text
    assert client.post("/").status_code == 405


def test_revoked_erased_and_hidden_awards_stay_verifiable_and_out_of_lists(whole: dict[str, bytes]) -> None:
    assert json.loads(whole["/awards/lamp-ada.json"])["revoked"] is True
    assert json.loads(whole["/awards/lamp-gone.json"])["revoked"] is True
    assert json.loads(whole["/awards/lamp-hidden.json"])["type"] == "Assertion"
    assert b"taken back on" in whole["/awards/lamp-ada/"]
    assert "/awards/lamp-gone.png" not in whole
    for listing in ("/", "/recognition/", "/recognition/2026/", "/advocates/ada/", "/badges/lamp/", "/sitemap.xml"):
        assert not re.search(rb"/awards/lamp-(ada|gone|hidden)/", whole[listing]), listing


def test_only_the_contact_address_is_in_any_output(whole: dict[str, bytes]) -> None:
    found = set()
    for path, data in whole.items():
        if not path.endswith((".png", ".webp", ".jpg", ".woff2")):
            found |= set(re.findall(rb"[\w.+-]+@[\w-]+\.[\w.]+", data))
    assert found <= {b"hello@hub.example"}


def test_the_disclosure_stands_before_the_text_and_in_the_feeds(whole: dict[str, bytes]) -> None:
    page = whole["/posts/frost/"].decode()
    sentence = "The author got a Thimble on loan."
    assert 0 < page.index(sentence) < page.index("See <a")
    assert sentence in json.loads(whole["/feed.json"])["items"][0]["content_html"]
    assert json.loads(whole["/feed.json"])["items"][0]["_disclosure"]["text"].startswith(sentence)


def test_feeds_are_read_without_complaint(whole: dict[str, bytes]) -> None:
    for path in ("/feed.xml", "/topics/bees/feed.xml", "/advocates/ada/feed.xml", "/advocates/bo/feed.xml"):
        feed = feedparser.parse(whole[path])
        assert not feed.bozo, path
        assert feed.feed.title and feed.feed.id and feed.feed.updated
    entry = feedparser.parse(whole["/feed.xml"]).entries[0]
    assert entry.link == "https://hub.example/posts/frost/"
    assert 'href="https://hub.example/advocates/ada/"' in entry.content[0].value
    document = json.loads(whole["/feed.json"])
    assert document["version"] == "https://jsonfeed.org/version/1.1"
    assert document["items"][0]["id"] == "https://hub.example/posts/frost/"


def test_a_feed_survives_characters_that_xml_cannot_hold(make_hub: Callable[..., Path]) -> None:
    hub = make_hub({**WHOLE, "content/posts/odd.md": post("Odd", "2026-05-05", body="a\x0b\x01b ]]> <b>&amp;")})
    feed = feedparser.parse(render(hub)["/feed.xml"])
    assert not feed.bozo


def test_text_in_every_field_is_escaped(make_hub: Callable[..., Path]) -> None:
    attack = '"><script>alert(1)</script><svg onload=alert(1)>{{7*7}}'
    yaml = "'" + attack.replace("'", "''") + "'"
    hub = make_hub(
        {
            "hub.toml": f"title = '''{attack}'''\ntagline = '''{attack}'''\nfooter = '''{attack}'''\n"
            f"base_url = \"https://hub.example\"\n[program]\nname = '''{attack}'''\ncontact = \"a@hub.example\"\n"
            f"relationship = '''{attack}'''\n[[tiers]]\nkey = \"keeper\"\nname = '''{attack}'''\n[[contributions]]\n"
            f"key = \"talk\"\nname = '''{attack}'''\n",
            "content/advocates/ada.md": f"---\nname: {yaml}\nheadline: {yaml}\n"
            f"city: {yaml}\npronouns: {yaml}\ntier: keeper\n"
            f"links: {{{yaml}: https://a.example/}}\n---\n\n{attack}\n",
            "content/posts/a.md": f"---\ntitle: {yaml}\nauthors: [ada]\ndate: 2026-01-01\n"
            f"summary: {yaml}\ntags: [{yaml}]\n"
            f"disclosure: [{{kind: gift, item: {yaml}}}]\n---\n\n{attack}\n",
            "content/events/e.md": f"---\ntitle: {yaml}\nstarts: 2027-01-01\nplace: {yaml}\n---\n\n{attack}\n",
            "content/changes/c.md": f"---\ntitle: {yaml}\ndate: 2026-01-01\nadvocates: [ada]\n---\n\n{attack}\n",
            "content/resources/r.md": f"---\ntitle: {yaml}\nsummary: {yaml}\nkind: {yaml}\nurl: https://a.example/\n---\n",
            "content/topics/t.md": f"---\ntitle: {yaml}\ntags: [{yaml}]\n---\n\n{attack}\n",
            "content/pages/p.md": f"---\ntitle: {yaml}\nmenu: {yaml}\nsummary: {yaml}\n---\n\n{attack}\n",
            "content/contributions/c.yaml": f"- {{advocate: ada, type: talk, date: 2026-01-01, title: {yaml}}}\n",
        }
    )
    for path, data in render(hub).items():
        if path.endswith(("/", ".html")):
            text = data.decode()
            assert "<script>alert" not in text, path
            assert not re.search(r"<[^>]*\sonload=", re.sub(r'"[^"]*"', '""', text)), path
            assert "49" not in re.sub(r"[\w.-]*49[\w.-]+|[\w.-]+49[\w.-]*", "", text), path


def test_the_same_content_gives_the_same_bytes(make_hub: Callable[..., Path]) -> None:
    first, second = render(make_hub(WHOLE, "one")), render(make_hub(dict(reversed(WHOLE.items())), "two"))
    assert first == second


def test_a_hub_may_lay_its_own_templates_and_files_over_the_theme(make_hub: Callable[..., Path]) -> None:
    hub = make_hub(
        {
            **WHOLE,
            "site/templates/page.html": "<!doctype html><title>Own</title>{{ title }}",
            "site/static/css/95-own.css": "main { outline: 0 }",
            "site/static/robot.txt": "hello",
        }
    )
    pages = render(hub)
    assert pages["/about/"] == b"<!doctype html><title>Own</title>About"
    assert b"main{outline:0}" in pages["/static/style.css"]
    assert pages["/static/robot.txt"] == b"hello"


def test_data_is_never_opened(make_hub: Callable[..., Path]) -> None:
    hub = make_hub({**WHOLE, "data/accounts.json": "{}", "data/media/x.jpg": b"x"})
    private = os.fspath(hub / "data")
    opened: list[str] = []
    watching = True

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        if watching and event in ("open", "os.listdir", "os.scandir") and str(arguments[0]).startswith(private):
            opened.append(str(arguments[0]))

    sys.addaudithook(watch)
    render(hub)
    watching = False
    assert opened == []


def test_an_event_moves_to_the_past_when_it_is_over(make_hub: Callable[..., Path]) -> None:
    hub = make_hub(WHOLE)
    before, after = render(hub), render(hub, now=dt.datetime(2026, 12, 2, tzinfo=dt.UTC))
    assert b"Meet" in before["/"]
    assert before["/events/"] != after["/events/"]
    assert b"/events/meet/" not in after["/"]


def test_a_post_that_stood_elsewhere_first_says_so_to_search_engines(make_hub: Callable[..., Path]) -> None:
    hub = make_hub({**WHOLE, "content/posts/far.md": post("Far", "2026-05-05", "canonical: https://first.example/p\n")})
    assert b'<link rel="canonical" href="https://first.example/p">' in render(hub)["/posts/far/"]


def test_a_very_tall_picture_is_shown_as_it_is(make_hub: Callable[..., Path]) -> None:
    hub = make_hub(
        {
            **WHOLE,
            "content/media/tall.jpg": picture(700, 20_000),
            "content/posts/tall.md": post("Tall", "2026-05-05", body="![A long page](media/tall.jpg)"),
        }
    )
    pages = render(hub)
    assert b'src="/media/tall.jpg"' in pages["/posts/tall/"]


def test_no_page_has_an_id_twice(make_hub: Callable[..., Path]) -> None:
    body = "## Setup\n\nWords.[^1]\n\n[^1]: A note.\n"
    more = {
        f"content/{kind}/{name}.md": f"---\ntitle: {name}\n{extra}---\n\n{body}"
        for kind, extra in (("resources", "kind: K\n"), ("changes", "date: 2026-01-01\n"))
        for name in ("main", "other")
    }
    for path, data in render(make_hub({**WHOLE, **more})).items():
        if path.endswith(("/", ".html")):
            ids = re.findall(r'\sid="([^"]*)"', data.decode())
            assert len(ids) == len(set(ids)), (path, sorted(i for i in ids if ids.count(i) > 1))


def test_a_year_in_which_people_only_rose_has_its_page(make_hub: Callable[..., Path]) -> None:
    pages = render(make_hub(WHOLE))
    assert "/recognition/2025/" in pages
    assert b"Rose to" in pages["/recognition/2025/"]
