"""What grows by itself is let go by itself, once a day, and never what anybody still needs."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import time
from pathlib import Path

import pytest

from hub.actions.housekeeping import KEPT, tidy_up
from hub.content.store import Store
from hub.publish import build, hold
from hub.publish import manifest as lists
from tests.publish.release_support import AT, release, standing
from tests.support.hubs import ADA, post, write_hub

DAY = 86_400.0


def later(root: Path) -> None:
    """As if the last tidying were a day and more ago."""
    note = root / ".laurel/tidied"
    note.touch()
    os.utime(note, (time.time() - 2 * DAY,) * 2)


@pytest.fixture
def hub(tmp_path: Path) -> Path:
    return write_hub(tmp_path / "hub", {"content/advocates/ada.md": ADA, "content/posts/one.md": post("One")})


def test_only_releases_both_old_and_many_go(tmp_path: Path) -> None:
    for number in range(KEPT + 3):
        release(tmp_path, {"index.html": b"%d" % number})
    later(tmp_path)
    assert tidy_up(tmp_path, now=AT + dt.timedelta(days=89))
    assert len(lists.numbers(tmp_path / ".laurel")) == KEPT + 3, "none is old"
    later(tmp_path)
    before = standing(tmp_path)
    assert tidy_up(tmp_path, now=AT + dt.timedelta(days=91))
    assert sorted(lists.numbers(tmp_path / ".laurel")) == list(range(4, KEPT + 4))
    assert standing(tmp_path) == before


def test_once_a_day_and_not_while_somebody_builds(tmp_path: Path) -> None:
    for number in range(KEPT + 2):
        release(tmp_path, {"index.html": b"%d" % number})
    far = dt.datetime.now(dt.UTC) + dt.timedelta(days=4000)
    assert not tidy_up(tmp_path, now=far), "a new hub has nothing to tidy"
    later(tmp_path)
    with hold(tmp_path, "building"):
        assert tidy_up(tmp_path, now=far)
    assert len(lists.numbers(tmp_path / ".laurel")) == KEPT + 2
    assert not tidy_up(tmp_path, now=far)


def test_a_cache_keeps_what_is_used(tmp_path: Path) -> None:
    store = Store(tmp_path)
    for key in ("used", "unused", "new"):
        store.put(key, key.encode())
    for key in ("used", "unused"):
        os.utime(store._file(key), (time.time() - 61 * DAY,) * 2)
    (tmp_path / "ab").mkdir(exist_ok=True)
    torn = tmp_path / "ab/.left"
    torn.write_bytes(b"half")
    os.utime(torn, (time.time() - 2 * DAY,) * 2)
    assert store.get("used", lambda: b"made again") == b"used"
    assert store.tidy() == 2
    assert not torn.exists()
    made = [store.get(key, lambda: b"made again") for key in ("used", "unused", "new")]
    assert made == [b"used", b"made again", b"new"]


def test_reading_marks_a_file_at_most_once_a_day(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.put("key", b"data")
    file = store._file("key")
    hour = time.time() - 3600
    os.utime(file, (hour, hour))
    store.get("key", bytes)
    assert file.stat().st_mtime == pytest.approx(hour)
    os.utime(file, (time.time() - 2 * DAY,) * 2)
    store.get("key", bytes)
    assert time.time() - file.stat().st_mtime < DAY


def test_bodies_that_no_page_has_shown_for_long_go_and_the_others_stay(hub: Path) -> None:
    import sqlite3

    build(hub)
    (hub / "content/posts/one.md").write_text(post("One", body="Another body."))
    build(hub)
    base = hub / ".laurel/cache/bodies.db"

    def kept() -> int:
        with sqlite3.connect(base) as bodies:
            return int(bodies.execute("SELECT count(*) FROM bodies").fetchone()[0])

    before = kept()
    for _day in range(32):
        later(hub)
        tidy_up(hub)
    assert kept() == before - 1
    built = build(hub)
    assert (built.made, built.changed) == (0, 0)


def test_the_cache_may_go_at_any_time(hub: Path, tmp_path: Path) -> None:
    build(hub)
    before = standing(hub)
    shutil.rmtree(hub / ".laurel/cache")
    later(hub)
    assert tidy_up(hub)
    (hub / "content/posts/two.md").write_text(post("Two"))
    build(hub)
    (hub / "content/posts/two.md").unlink()
    shutil.rmtree(hub / ".laurel/cache")
    build(hub)
    assert standing(hub) == before
