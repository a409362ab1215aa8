"""The desk's clock does what is due, one process at a time, and says what it could not do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from admin.clock import LOCK, QUIET, Clock, start_clock
from admin.running import Ended, Pending
from hub.actions import letters, publishing
from hub.actions.desk import Desk, open_desk
from hub.actions.permissions import CLOCK
from hub.actions.troubles import troubles_of
from hub.model import HubError
from hub.publish import build, held_by
from hub.records.kinds import Draft
from tests.admin.support import START, DeskHub, TestClock, fill


@dataclass
class InThisProcess:
    """Stands in for the runner: publishes at once under the test's clock, and keeps what it was asked for."""

    desk: Desk
    asked: list[tuple[str, bool]] = field(default_factory=list)
    ended: Ended | None = None
    alive: bool = False

    def start(self, who: str, *, due: bool = False) -> bool:
        """As the real one."""
        self.asked.append((who, due))
        try:
            (publishing.publish_due if due else publishing.publish)(self.desk, CLOCK)
        except HubError as error:
            self.ended = Ended(who, error.status, f"something before\n{error}")
        else:
            self.ended = Ended(who, 0, "")
        return True


@dataclass
class Kept:
    """A hub under a clock that ticks when it is told to."""

    desk: Desk
    time: TestClock
    runner: InThisProcess
    clock: Clock

    @property
    def publishes(self) -> int:
        """How often the clock has begun to publish."""
        return len(self.runner.asked)

    def tick(self, **passes: float) -> None:
        """Let time pass, then look."""
        self.time.tick(**passes)
        self.clock.tick()


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    time = TestClock()
    fill(tmp_path / "hub")
    build(tmp_path / "hub", now=START)
    desk = open_desk(tmp_path / "hub", time)
    publishing.publish(desk, CLOCK)
    runner = InThisProcess(desk)
    yield Kept(desk, time, runner, Clock(desk, runner, Pending(desk)))  # type: ignore[arg-type]  # stands in for one


def approve(kept: Kept, name: str) -> None:
    """An approval that puts a page into content, as a reviewer's would, a second later."""
    kept.time.tick(seconds=1)
    with kept.desk.records.change(by="a-r", name="Ravi", action="draft.review", words=f"Approved {name}") as change:
        change.file(f"content/pages/{name}.md", f"---\ntitle: {name}\n---\n\nHello.\n".encode(), expected=None)
    kept.desk.shelf.note(f"content/pages/{name}.md")


def plan(kept: Kept, due: str) -> None:
    """A post approved for later."""
    with kept.desk.records.change(by="a-r", name="Ravi", action="test", words="Planned") as change:
        draft = change.get(Draft, "d-noor")
        assert draft is not None
        change.put(replace(draft, state="scheduled", due=due, disclosure=()))


def shown(kept: Kept, name: str) -> bool:
    return (kept.desk.root / "public" / name / "index.html").is_file()


def test_while_nothing_is_due_nothing_is_done(kept: Kept) -> None:
    for _ in range(5):
        kept.tick(hours=1)
    assert kept.publishes == 0
    assert troubles_of(kept.desk.root) == {}


def test_a_planned_post_goes_out_when_its_minute_has_come(kept: Kept) -> None:
    plan(kept, "2026-11-20 12:10")
    kept.tick(minutes=9)
    kept.tick(seconds=59)
    assert kept.publishes == 0
    kept.tick(seconds=1)
    assert kept.runner.asked == [(CLOCK.id, True)]
    assert shown(kept, "posts/ice-on-the-lens")
    kept.tick(seconds=1)
    assert kept.publishes == 1


def test_a_page_that_only_the_date_changes_is_made_anew(kept: Kept) -> None:
    kept.tick(days=14)
    assert kept.publishes == 0
    kept.time.at = dt.datetime(2026, 12, 5, 12, 0, tzinfo=dt.UTC)
    kept.tick()
    kept.tick(seconds=1)
    assert kept.publishes == 1


def test_several_approvals_make_one_publish_a_few_seconds_later(kept: Kept) -> None:
    kept.tick(minutes=1)
    approve(kept, "one")
    kept.tick(seconds=3)
    approve(kept, "two")
    kept.tick(seconds=3)
    assert kept.publishes == 0
    kept.tick(seconds=QUIET.total_seconds())
    assert kept.runner.asked == [(CLOCK.id, False)]
    assert shown(kept, "one")
    assert shown(kept, "two")
    kept.tick(minutes=5)
    assert kept.publishes == 1


def test_without_the_setting_an_approval_waits_for_the_button(kept: Kept) -> None:
    toml = kept.desk.root / "hub.toml"
    toml.write_text(toml.read_text() + "\n[desk]\npublish_on_approval = false\n")
    kept.desk.shelf.note("hub.toml")
    approve(kept, "one")
    kept.tick(minutes=5)
    assert kept.publishes == 0


def test_what_cannot_be_published_is_told_and_tried_again_when_mended(kept: Kept) -> None:
    bad = kept.desk.root / "content/posts/bad.md"
    bad.write_text("---\ntitle: Bad\nauthors: [nobody]\ndate: 2026-01-01\n---\n")
    kept.tick(minutes=1)
    approve(kept, "one")
    kept.tick(seconds=10)
    kept.tick(seconds=1)
    assert kept.publishes == 1
    (trouble,) = troubles_of(kept.desk.root).values()
    assert trouble.what.startswith("The hub could not be published. The hub has 1 problem.")
    for _ in range(4):
        kept.tick(seconds=11)
    assert kept.publishes == 1, "the same content is not tried again at once"
    kept.tick(minutes=1)
    kept.tick(seconds=1)
    assert kept.publishes == 2
    bad.unlink()
    kept.desk.shelf.note("content/posts/bad.md")
    kept.tick(seconds=11)
    kept.tick(seconds=1)
    assert kept.publishes == 3
    assert shown(kept, "one")
    assert troubles_of(kept.desk.root) == {}


def test_somebody_elses_publish_is_waited_for(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    busy = publishing.Progress("p-1", "a-editor", "Tove", START)
    monkeypatch.setattr(publishing, "running", lambda _desk: busy)
    approve(kept, "one")
    kept.tick(minutes=1)
    assert kept.publishes == 0
    monkeypatch.undo()
    kept.tick(seconds=1)
    assert kept.publishes == 1


def test_one_work_that_fails_keeps_none_of_the_others_back(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_desk: Desk) -> int:
        raise RuntimeError("the mail room is on fire")

    monkeypatch.setattr(letters, "send_due", broken)
    approve(kept, "one")
    kept.tick(minutes=1)
    kept.tick(seconds=1)
    assert kept.publishes == 1
    (trouble,) = troubles_of(kept.desk.root).values()
    assert "the mail room is on fire" in trouble.what
    monkeypatch.undo()
    kept.tick(minutes=2)
    assert troubles_of(kept.desk.root) == {}


def test_letters_are_sent(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[Desk] = []
    monkeypatch.setattr(letters, "send_due", lambda desk: sent.append(desk) or 0)
    kept.tick(seconds=5)
    kept.tick(seconds=5)
    assert sent == [kept.desk, kept.desk]


def test_a_started_clock_is_the_only_one_until_it_stops(desk_hub: DeskHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("admin.clock.TICK", 0.01)
    clock = start_clock(desk_hub.app)
    try:
        for _ in range(500):
            holder = held_by(desk_hub.root, LOCK)
            if holder is not None:
                break
            clock._stop.wait(0.02)
        assert holder is not None
        other = start_clock(desk_hub.app)
        other.stop()
        assert held_by(desk_hub.root, LOCK) is not None
    finally:
        clock.stop()
    assert held_by(desk_hub.root, LOCK) is None
