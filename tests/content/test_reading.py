"""How content is read: YAML without surprises, dates in the hub's zone, names that belong together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from hub.content import Queries, load
from hub.content.frontmatter import FormatError, mapping, plain, split
from hub.model import Moment

NOW = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
ADA = "---\nname: Ada Obi\n---\n\nKeeps bees.\n"


def post(date: str, more: str = "") -> str:
    return f"---\ntitle: P\nauthors: [ada]\ndate: {date}\n{more}---\n\nText.\n"


def test_yaml_has_no_surprises() -> None:
    read = plain(
        mapping("a: NO\nb: 12:30\nc: 007\nd: true\ne: 12\nf: 1.5\ng: ~\nh: 2026-03-01\ni: on\nj: 1_000\nk: 0x10")
    )
    assert read == {
        "a": "NO", "b": "12:30", "c": "007", "d": True, "e": 12, "f": 1.5, "g": None,
        "h": "2026-03-01", "i": "on", "j": "1_000", "k": "0x10",
    }  # fmt: skip


@given(st.text())
def test_any_text_is_taken_apart_or_told(text: str) -> None:
    try:
        document = split(text)
    except FormatError as error:
        assert error.line >= 1
        assert error.what and error.cure
    else:
        assert document.body_line >= 3


@given(st.dates())
def test_a_bare_date_as_an_end_includes_its_whole_day(day: dt.date) -> None:
    if day.year in (1, 9999):
        return
    moment = Moment.parse(day.isoformat(), ZoneInfo("Europe/Berlin"))
    assert not moment.is_over(moment.at)
    assert not moment.is_over(moment.end - dt.timedelta(seconds=1))
    assert moment.is_over(moment.end)
    assert moment.end.date() == day + dt.timedelta(days=1)


def test_a_date_without_offset_is_in_the_hubs_zone(make_hub: Callable[..., Path]) -> None:
    hub = make_hub(
        {
            "hub.toml": 'title = "T"\nbase_url = "https://hub.example.org"\ntime_zone = "Asia/Tokyo"\n',
            "content/advocates/ada.md": ADA,
            "content/posts/a.md": post("2026-03-01T09:00"),
            "content/posts/b.md": post("2026-03-01T09:00:00+01:00"),
        }
    )
    posts = load(hub).sound().posts
    assert posts["a"].date.utc == "2026-03-01T00:00:00Z"
    assert posts["b"].date.utc == "2026-03-01T08:00:00Z"


def test_tags_with_one_slug_are_one_topic_and_described_topics_fold_tags_in(make_hub: Callable[..., Path]) -> None:
    hub = make_hub(
        {
            "content/advocates/ada.md": ADA,
            "content/posts/a.md": post("2026-03-01", "tags: [C++, Bees]\n"),
            "content/posts/b.md": post("2026-03-02", "tags: [c plus plus, Hives]\n"),
            "content/topics/bees.md": "---\ntitle: Bees and birds\ntags: [hives]\n---\n",
        }
    )
    queries = Queries(load(hub).sound(), NOW)
    assert [(t.slug, t.title, t.posts) for t in queries.topics()] == [
        ("bees", "Bees and birds", ("b", "a")),
        ("c-plus-plus", "C++", ("b", "a")),
    ]


def test_what_is_a_draft_or_not_yet_due_is_not_out(make_hub: Callable[..., Path]) -> None:
    hub = make_hub(
        {
            "content/advocates/ada.md": ADA,
            "content/posts/out.md": post("2026-11-24T12:00:00Z"),
            "content/posts/soon.md": post("2026-11-24T12:01:00Z"),
            "content/posts/draft.md": post("2026-01-01", "draft: true\n"),
        }
    )
    snapshot = load(hub).sound()
    assert [p.slug for p in Queries(snapshot, NOW).posts()] == ["out"]
    assert {p.slug for p in Queries(snapshot, NOW, drafts=True).posts()} == {"out", "soon", "draft"}


def test_lists_sort_by_date_then_slug(make_hub: Callable[..., Path]) -> None:
    files = {
        f"content/posts/{name}.md": post(date)
        for name, date in (("b", "2026-03-01"), ("a", "2026-03-01"), ("c", "2026-04-01"))
    }
    queries = Queries(load(make_hub({"content/advocates/ada.md": ADA, **files})).sound(), NOW)
    assert [p.slug for p in queries.posts()] == ["c", "a", "b"]


def test_an_award_ends_by_its_own_date_or_by_its_badge(make_hub: Callable[..., Path]) -> None:
    award = "id: {id}\nbadge: first\nadvocate: ada\nawarded: {day}\n{more}"
    hub = make_hub(
        {
            "content/advocates/ada.md": ADA,
            "content/badges/first.md": "---\nname: First\nsummary: S\nvalid_for: P1Y\n---\n",
            "content/awards/a.yaml": award.format(id="a", day="2025-11-24", more=""),
            "content/awards/b.yaml": award.format(id="b", day="2025-11-23", more=""),
            "content/awards/c.yaml": award.format(id="c", day="2020-01-01", more="expires: 2026-11-24\n"),
            "content/awards/d.yaml": award.format(
                id="d", day="2026-01-01", more="revoked: {date: 2026-02-01, reason: mistake}\n"
            ),
            "content/awards/e.yaml": award.format(id="e", day="2026-01-01", more="suspended: true\n"),
            "content/awards/f.yaml": award.format(id="f", day="2027-01-01", more=""),
        }
    )
    queries = Queries(load(hub).sound(), NOW)
    assert {a.id: queries.state(a) for a in queries.awards()} == {
        "a": "current", "b": "ended", "c": "current", "d": "revoked", "e": "suspended",
    }  # fmt: skip
    later = Queries(queries.snapshot, dt.datetime(2026, 11, 25, tzinfo=dt.UTC))
    assert {a.id: later.state(a) for a in later.awards()} == {
        "a": "ended", "b": "ended", "c": "ended", "d": "revoked", "e": "suspended",
    }  # fmt: skip
    assert [a.id for a in queries.shown_awards()] == ["a", "b", "c"]


def test_never_is_a_date_like_any_other(make_hub: Callable[..., Path]) -> None:
    hub = make_hub(
        {
            "content/advocates/ada.md": ADA,
            "content/badges/first.md": "---\nname: First\nsummary: S\n---\n",
            "content/awards/a.yaml": "id: a\nbadge: first\nadvocate: ada\nawarded: 2025-11-24\nexpires: 9999-12-31\n",
        }
    )
    queries = Queries(load(hub).sound(), NOW)
    assert queries.state(queries.awards()[0]) == "current"


def test_the_hour_that_comes_twice_is_told_apart() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    second = Moment.parse("2025-10-26T02:15+01:00", berlin)
    assert not second.has_come(dt.datetime.fromisoformat("2025-10-26T02:30+02:00").astimezone(berlin))
    assert second.has_come(dt.datetime.fromisoformat("2025-10-26T02:15+01:00").astimezone(berlin))


def test_what_has_not_come_is_not_told_as_done(make_hub: Callable[..., Path]) -> None:
    hub = make_hub(
        {
            "content/advocates/ada.md": "---\nname: Ada\njoined: 2030-01-01\n---\n",
            "content/posts/a.md": post("2026-01-01", "updated: 2031-01-01\n"),
        }
    )
    queries = Queries(load(hub).sound(), NOW)
    assert queries.first_day(queries.profiles()[0]) is None
    assert queries.years() == ()
    assert queries.updated(queries.posts()[0]) is None
