"""The checks over whole hubs as they are built: nothing to tell of sound ones, and drafts known for what they are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from hub.content import load
from hub.model import HubError
from hub.publish import build
from hub.publish.checks import Policy, facts_of, judge_all, waiting_posts
from hub.publish.outputs import Output
from tests.support.hubs import post

NOW = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)


def test_the_demo_has_nothing_to_tell(demo_hub: Path) -> None:
    settings = load(demo_hub).sound().settings
    public = demo_hub / "public"
    changed = {}
    for file in public.rglob("*"):
        if file.is_file():
            path, data = file.relative_to(public).as_posix(), file.read_bytes()
            facts = facts_of(path, data, base_url=settings.base_url, contact=settings.program.contact or "")
            changed[path] = (Output("", len(data), ""), facts)
    assert sum(bool(facts.links) for _output, facts in changed.values()) > 150
    assert list(judge_all(changed, Policy(settings.base_url, settings.program.contact or ""))) == []


def test_an_address_in_a_headline_stops_the_publish_with_its_line(make_hub: Callable[..., Path]) -> None:
    hub = make_hub({"content/advocates/ada.md": "---\nname: Ada Obi\nheadline: Bees, ada@example.net\n---\n"})
    with pytest.raises(HubError, match="Nothing was published") as caught:
        build(hub, now=NOW)
    expected = "content/advocates/ada.md:3: the page /advocates/ada/ (and 2 more pages) shows the e-mail address ada@"
    assert [str(problem)[: len(expected)] for problem in caught.value.problems] == [expected]
    assert not (hub / "public").exists()


def test_an_address_in_a_body_is_told_at_each_publish_and_stops_none(make_hub: Callable[..., Path]) -> None:
    hub = make_hub({"content/advocates/ada.md": "---\nname: Ada Obi\n---\n\nWrite to ada@example.net.\n"})
    expected = "content/advocates/ada.md:5: warning: the e-mail address ada@example.net stands in this text"
    for _ in range(2):
        told = [str(warning) for warning in build(hub, now=NOW).problems]
        assert [line[: len(expected)] for line in told] == [expected]
    (hub / "content/advocates/bo.md").write_text("---\nname: Bo Lind\n---\n")
    told = [str(warning) for warning in build(hub, now=NOW).problems]
    assert [line[: len(expected)] for line in told] == [expected]


def test_drafts_and_posts_to_come_are_those_that_must_not_be_seen(make_hub: Callable[..., Path]) -> None:
    hub = make_hub(
        {
            "content/advocates/ada.md": "---\nname: Ada Obi\n---\n",
            "content/posts/out.md": post("Out", "2026-06-01"),
            "content/posts/soon.md": post("Soon", "2026-06-02"),
            "content/posts/draft.md": post("Draft", "2026-01-01").replace("title:", "draft: true\ntitle:"),
        }
    )
    waiting = waiting_posts(load(hub).sound().posts.values(), NOW)
    assert sorted((entry.source, entry.path, entry.why) for entry in waiting) == [
        ("content/posts/draft.md", "posts/draft/index.html", "is a draft"),
        ("content/posts/soon.md", "posts/soon/index.html", "comes out on 2026-06-02"),
    ]
