"""Publishing is told, written down and never done twice at once; what is due goes out by itself."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from hub.actions import publishing, shown
from hub.actions.consent import withdraw
from hub.actions.desk import Desk, open_desk
from hub.actions.permissions import CLOCK, COMMAND_LINE, Actor, NotAllowed
from hub.model import HubError
from hub.publish import build, hold
from hub.records.kinds import Draft, Publish
from tests.admin.support import START, TestClock, fill
from tests.support.hubs import post

TOVE = Actor("a-editor", "Tove Lind", "editor")


@pytest.fixture
def clock() -> TestClock:
    return TestClock()


@pytest.fixture
def desk(tmp_path: Path, clock: TestClock) -> Desk:
    root = tmp_path / "hub"
    fill(root)
    return open_desk(root, clock)


def put(desk: Desk, draft: Draft) -> None:
    with desk.records.change(by="t", name="T", action="test", words="Put") as change:
        known = change.get(Draft, draft.id)
        change.put(replace(draft, version=known.version if known else 0))


def scheduled(desk: Desk, due: str) -> Draft:
    draft = desk.records.get(Draft, "d-noor")
    assert draft is not None
    made = replace(draft, state="scheduled", due=due, disclosure=(), summary="Cold.")
    put(desk, made)
    return made


def test_a_publish_is_written_down_with_who_and_what(desk: Desk) -> None:
    done = publishing.publish(desk, TOVE)
    assert (done.record.state, done.record.name) == ("done", "Tove Lind")
    assert done.record.changes[0] == "Publishes the hub for the first time."
    assert done.built.changed == done.built.pages > 10
    assert desk.records.all(Publish) == (done.record,)
    entry = desk.records.log(limit=1)[0]
    assert entry.words == f"Tove Lind published the hub. {done.built.changed} pages changed."
    progress = publishing.newest(desk)
    assert progress is not None
    assert (progress.state, progress.changed, progress.id) == ("done", done.built.changed, done.record.id)
    assert not publishing.pending(desk)
    assert publishing.running(desk) is None


def test_whoever_may_not_publish_does_not(desk: Desk) -> None:
    with pytest.raises(NotAllowed):
        publishing.publish(desk, Actor("a-noor", "Noor", "advocate", ("noor",)))
    assert desk.records.all(Publish) == ()
    assert not (desk.root / "public").exists()


def test_one_that_fails_changes_nothing_and_says_why(desk: Desk) -> None:
    publishing.publish(desk, TOVE)
    before = (desk.root / "public/index.html").read_bytes()
    (desk.root / "content/posts/bad.md").write_text(post("Bad").replace("ada", "nobody"))
    with pytest.raises(HubError, match="1 problem") as caught:
        publishing.publish(desk, TOVE)
    assert caught.value.status == 1
    assert (desk.root / "public/index.html").read_bytes() == before
    progress = publishing.newest(desk)
    assert progress is not None
    assert progress.state == "failed"
    assert [problem.path for problem in progress.problems if problem.severity == "problem"] == ["content/posts/bad.md"]
    assert sorted(record.state for record in desk.records.all(Publish)) == ["done", "failed"]
    assert "could not publish" in desk.records.log(limit=1)[0].words


def test_while_somebody_publishes_another_is_told_who(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing, "_PATIENCE", 0.1)
    with hold(desk.root, "publishing", lock=publishing.LOCK, who="Ines Duarte"):
        now = publishing.running(desk)
        assert now is not None
        assert now.name == "Ines Duarte"
        with pytest.raises(HubError, match=r"busy: Ines Duarte \(process \d+\) is publishing since") as caught:
            publishing.publish(desk, TOVE)
    assert caught.value.status == 3
    assert desk.records.all(Publish) == ()


def test_a_second_one_waits_for_a_short_first(desk: Desk) -> None:
    script = (
        "import sys, time\nfrom pathlib import Path\nfrom hub.publish import hold\n"
        "with hold(Path(sys.argv[1]), 'publishing', lock='publish'):\n print('held', flush=True)\n time.sleep(0.5)\n"
    )
    with subprocess.Popen([sys.executable, "-c", script, str(desk.root)], stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        assert publishing.publish(desk, TOVE).record.state == "done"


def test_a_killed_publish_is_told_as_stopped_and_written_down_once(desk: Desk) -> None:
    script = (
        "import sys, time\nfrom pathlib import Path\nfrom hub.actions import publishing\n"
        "from hub.actions.desk import open_desk\nfrom hub.actions.permissions import Actor\n"
        "def stay(*_a, report, **_k):\n    report(publishing.Event('make', 3, 9))\n    time.sleep(60)\n"
        "publishing.build = stay\n"
        "publishing.publish(open_desk(Path(sys.argv[1])), Actor('a-editor', 'Tove Lind', 'editor'))\n"
    )
    process = subprocess.Popen([sys.executable, "-c", script, str(desk.root)])
    end = time.monotonic() + 60
    while (now := publishing.running(desk)) is None or now.stage != "make":
        assert time.monotonic() < end
        time.sleep(0.05)
    assert (now.name, now.done, now.total, now.state) == ("Tove Lind", 3, 9, "running")
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    stopped = publishing.newest(desk)
    assert stopped is not None
    assert (stopped.state, stopped.trouble) == ("failed", publishing.STOPPED)
    assert publishing.settle(desk)
    assert not publishing.settle(desk)
    (record,) = desk.records.all(Publish)
    assert (record.state, record.name, record.trouble) == ("failed", "Tove Lind", publishing.STOPPED)
    assert publishing.publish(desk, TOVE).record.state == "done"


def test_approved_posts_are_live_after_a_publish_and_not_before(desk: Desk) -> None:
    scheduled(desk, "")
    done = publishing.publish(desk, TOVE)
    assert done.put == ("Ice on the lens",)
    draft = desk.records.get(Draft, "d-noor")
    assert draft is not None
    assert draft.state == "published"
    assert draft.path is not None
    assert (desk.root / draft.path).is_file()
    assert (desk.root / "public/posts/ice-on-the-lens/index.html").is_file()


def test_a_post_that_is_due_goes_out_to_the_minute(desk: Desk, clock: TestClock) -> None:
    publishing.publish(desk, TOVE)
    scheduled(desk, "2026-11-20 12:30")
    assert not publishing.due(desk)
    assert publishing.next_moment(desk) == dt.datetime(2026, 11, 20, 12, 30, tzinfo=dt.UTC)
    assert publishing.publish_due(desk, CLOCK) is None
    clock.tick(minutes=29, seconds=59)
    assert publishing.publish_due(desk, CLOCK) is None
    clock.tick(seconds=1)
    assert publishing.due(desk).posts == ("Ice on the lens",)
    done = publishing.publish_due(desk, CLOCK)
    assert done is not None
    assert done.put == ("Ice on the lens",)
    assert publishing.publish_due(desk, CLOCK) is None


def test_a_due_post_written_into_content_by_a_failed_publish_is_still_due(desk: Desk) -> None:
    publishing.publish(desk, TOVE)
    scheduled(desk, "2026-11-20 11:00")
    bad = desk.root / "content/posts/bad.md"
    bad.write_text(post("Bad").replace("ada", "nobody"))
    with pytest.raises(HubError):
        publishing.publish_due(desk, CLOCK)
    bad.unlink()
    assert publishing.publish_due(desk, CLOCK) is not None
    assert not publishing.due(desk)


def test_a_due_post_without_consent_keeps_waiting(desk: Desk) -> None:
    publishing.publish(desk, TOVE)
    withdraw(desk, Actor("a-noor", "Noor Haddad", "advocate", ("noor",)), "noor")
    publishing.publish(desk, TOVE)
    scheduled(desk, "2026-11-20 11:00")
    assert not publishing.due(desk)


def test_what_only_the_date_changes_is_due(desk: Desk, clock: TestClock) -> None:
    publishing.publish(desk, TOVE)
    event_over = dt.datetime(2026, 12, 5, 12, 0, tzinfo=dt.UTC)
    assert publishing.next_moment(desk) == event_over
    clock.at = event_over - dt.timedelta(seconds=1)
    assert not publishing.due(desk)
    clock.at = event_over
    assert publishing.due(desk).turned
    done = publishing.publish_due(desk, COMMAND_LINE)
    assert done is not None
    assert done.record.changes == ("Moves to the past, because the date has come: Open day.",)
    assert done.built.changed > 0
    assert not publishing.due(desk)


def test_a_hub_whose_record_is_lost_is_made_again(desk: Desk) -> None:
    assert not publishing.due(desk)
    build(desk.root, now=START)
    (desk.root / ".laurel/published.json").unlink()
    assert publishing.due(desk)


def test_an_approval_is_known_until_it_is_published(desk: Desk, clock: TestClock) -> None:
    first = publishing.publish(desk, TOVE).record.began
    assert shown.last_done(desk) == first
    assert shown.approved_since(desk, first) is None
    clock.tick(minutes=1)
    with desk.records.change(by="a-reviewer", name="Ravi", action="draft.review", words="Approved") as change:
        change.file("content/pages/new.md", b"---\ntitle: New\n---\n", expected=None)
    assert shown.approved_since(desk, first) == clock.at
    clock.tick(minutes=1)
    assert shown.approved_since(desk, publishing.publish(desk, TOVE).record.began) is None


def test_a_torn_note_of_progress_is_nothing(desk: Desk) -> None:
    (desk.root / ".laurel").mkdir(exist_ok=True)
    (desk.root / ".laurel" / publishing.FILE).write_bytes(b'{"id": "p-1", "sta')
    assert publishing.newest(desk) is None
    assert not publishing.settle(desk)
