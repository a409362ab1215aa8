"""What the next publish will change is told in words, and nothing is told when nothing will."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from hub.content import Shelf
from hub.publish import Changes, build, in_words, next_turn, read_published, what_changed
from tests.support.hubs import ADA, post

NOW = dt.datetime(2026, 3, 1, 12, 0, tzinfo=dt.UTC)
BADGE = "---\nname: First Light\nvalid_for: P1Y\n---\n\nWrite a first post.\n"
AWARD = "id: a1\nbadge: first-light\nadvocate: ada\nawarded: 2026-02-01\n"
EVENT = "---\ntitle: Repair evening\nstarts: 2026-03-02\n---\n\nBring a screwdriver.\n"
MakeHub = Callable[..., Path]


@pytest.fixture
def hub(make_hub: MakeHub) -> Path:
    """A small hub of every common kind, published at NOW."""
    root = make_hub(
        {
            "content/advocates/ada.md": ADA,
            "content/posts/one.md": post("One"),
            "content/posts/waits.md": post("It waits", date="2026-03-05T09:00"),
            "content/badges/first-light.md": BADGE,
            "content/awards/a1.yaml": AWARD,
            "content/events/repair.md": EVENT,
            "content/media/notes.txt": "Look up.",
        }
    )
    build(root, now=NOW)
    return root


def found(root: Path, now: dt.datetime = NOW) -> Changes:
    return what_changed(root, Shelf(root).leaves(), now, ZoneInfo("UTC"))


def told(root: Path, now: dt.datetime = NOW) -> tuple[str, ...]:
    return in_words(found(root, now))


def test_right_after_a_publish_there_is_nothing_to_tell(hub: Path) -> None:
    assert told(hub) == ()
    assert not found(hub)
    assert found(hub).count == 0


def test_a_hub_never_published_is_all_new(make_hub: MakeHub) -> None:
    root = make_hub({"content/advocates/ada.md": ADA, "content/posts/one.md": post("One")})
    assert told(root) == ("Publishes the hub for the first time.", "Adds 1 post: One.", "Adds 1 person: Ada Obi.")


def test_what_was_added_changed_and_removed_is_named(hub: Path) -> None:
    for number in range(6):
        (hub / f"content/posts/new{number}.md").write_text(post(f"New {number}"))
    (hub / "content/advocates/ada.md").write_text(ADA + "\nAnd wasps.\n")
    (hub / "content/awards/a1.yaml").unlink()
    assert told(hub) == (
        "Adds 6 posts: New 0, New 1, New 2, New 3 and 2 more.",
        "Changes the page of Ada Obi.",
        "Removes 1 award: First Light to Ada Obi.",
    )
    assert found(hub).count == 8


def test_settings_theme_and_pictures_are_told(hub: Path) -> None:
    (hub / "content/media/notes.txt").write_text("Look down.")
    assert told(hub) == ("Changes 1 picture or file.",)
    (hub / "content/media/notes.txt").write_text("Look up.")
    assert told(hub) == ()
    settings = (hub / "hub.toml").read_text()
    (hub / "hub.toml").write_text(f'{settings}# a note\n[hosts.web]\nkind = "folder"\npath = "/srv/www"\n')
    assert told(hub) == (), "no page shows a note or a host"
    (hub / "hub.toml").write_text(f'tagline = "Look up"\n{settings}')
    (hub / "site/static").mkdir(parents=True)
    (hub / "site/static/own.txt").write_text("x")
    assert [words.split(",")[0] for words in told(hub)] == [
        "Changes the hub's settings",
        "Changes the hub's look or Laurel itself",
    ]


def test_what_only_the_date_changes_is_told_when_its_time_has_come(hub: Path) -> None:
    assert told(hub, NOW.replace(day=2)) == ()
    assert told(hub, NOW.replace(day=3)) == ("Moves to the past, because the date has come: Repair evening.",)
    assert told(hub, NOW.replace(day=5, hour=9)) == (
        "Adds 1 post: It waits.",
        "Moves to the past, because the date has come: Repair evening.",
    )
    assert "Only the date changes 1 award: First Light to Ada Obi." in told(hub, NOW.replace(year=2027))


def test_the_next_moment_something_changes_is_known(hub: Path) -> None:
    leaves, zone = Shelf(hub).leaves(), ZoneInfo("UTC")
    moments = [NOW]
    while (turn := next_turn(leaves, zone, moments[-1])) is not None:
        moments.append(turn)
    assert moments[1:] == [
        dt.datetime(2026, 3, 3, tzinfo=dt.UTC),  # the event is over
        dt.datetime(2026, 3, 5, 9, tzinfo=dt.UTC),  # the post comes out
        dt.datetime(2027, 2, 2, tzinfo=dt.UTC),  # the award has ended
    ]


def test_a_post_that_goes_back_to_waiting_is_told_as_removed(hub: Path) -> None:
    (hub / "content/posts/one.md").write_text(post("One", date="2027-01-01"))
    assert told(hub) == ("Removes 1 post: One.",)


def test_a_build_elsewhere_or_one_that_fails_is_no_publish(hub: Path, tmp_path: Path) -> None:
    before = read_published(hub)
    (hub / "content/posts/two.md").write_text(post("Two"))
    build(hub, out=tmp_path / "elsewhere", now=NOW)
    (hub / "content/posts/three.md").write_text("---\ntitle: Three\nauthors: [nobody]\ndate: 2026-01-01\n---\n")
    with pytest.raises(Exception, match="problem"):
        build(hub, now=NOW)
    assert read_published(hub) == before


@pytest.mark.parametrize("data", [b"", b"{", b"[]", json.dumps({"at": "2026-01-01T00:00:00", "things": {}}).encode()])
def test_a_torn_record_counts_as_never_published(hub: Path, data: bytes) -> None:
    (hub / ".laurel/published.json").write_bytes(data)
    assert read_published(hub) is None
    assert found(hub).first
