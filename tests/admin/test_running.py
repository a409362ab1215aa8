"""The desk keeps one warm process for publishing; whatever becomes of it, the next publish works."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from admin.running import Runner
from hub.actions.permissions import COMMAND_LINE
from hub.publish import build, hold
from tests.conftest import write_hub
from tests.support.hubs import post

OWNER = "clock"
WAIT = 60.0


@pytest.fixture
def hub(tmp_path: Path) -> Path:
    root = write_hub(
        tmp_path / "hub",
        {
            "content/advocates/ada.md": "---\nname: Ada Obi\n---\n\nKeeps bees.\n",
            "content/posts/one.md": post("One", "2026-03-01"),
            "content/posts/two.md": post("Two", "2026-03-02"),
        },
    )
    build(root)
    return root


@pytest.fixture
def runner(hub: Path) -> Iterator[Runner]:
    made = Runner(hub)
    yield made
    made.stop()


def publish(runner: Runner) -> int:
    """Publish and wait; the exit status, and with it the process that did it."""
    assert runner.start(OWNER)
    assert runner.join(WAIT)
    assert runner.ended is not None
    return runner.ended.status


def pid_of(runner: Runner) -> int:
    process = runner._process
    assert process is not None
    return process.pid


def shown(hub: Path, words: str) -> bool:
    return words in (hub / "public/posts/one/index.html").read_text()


def edit(hub: Path, words: str) -> None:
    (hub / "content/posts/one.md").write_text(post("One", "2026-03-01", body=words))


def test_one_process_publishes_again_and_again(hub: Path, runner: Runner) -> None:
    pids = set()
    for words in ("Hives in the snow.", "Hives in the sun.", "Hives at night."):
        edit(hub, words)
        assert publish(runner) == 0
        assert shown(hub, words)
        pids.add(pid_of(runner))
    assert len(pids) == 1


def test_what_came_in_its_sleep_is_published_too(hub: Path, runner: Runner) -> None:
    assert publish(runner) == 0
    edit(hub, "Changed by hand.")
    (hub / "content/posts/three.md").write_text(post("Three", "2026-03-03"))
    (hub / "content/posts/two.md").unlink()
    assert publish(runner) == 0
    assert shown(hub, "Changed by hand.")
    assert (hub / "public/posts/three/index.html").is_file()
    assert not (hub / "public/posts/two").exists()


def test_a_process_made_ready_publishes(hub: Path, runner: Runner) -> None:
    runner.warm()
    assert not runner.alive, "getting ready is no publish"
    ready = pid_of(runner)
    edit(hub, "Ready.")
    assert publish(runner) == 0
    assert pid_of(runner) == ready
    assert shown(hub, "Ready.")


def test_after_a_process_was_killed_another_publishes(hub: Path, runner: Runner) -> None:
    assert publish(runner) == 0
    os.kill(pid_of(runner), signal.SIGKILL)
    edit(hub, "After the kill.")
    assert publish(runner) in (0, -signal.SIGKILL)
    if not shown(hub, "After the kill."):
        assert publish(runner) == 0
    assert shown(hub, "After the kill.")


def test_problems_are_told_and_the_same_process_goes_on(hub: Path, runner: Runner) -> None:
    assert publish(runner) == 0
    (hub / "content/posts/bad.md").write_text("---\ntitle: Bad\nauthors: [nobody]\ndate: 2026-01-01\n---\n")
    assert publish(runner) == 1
    assert runner.ended is not None and runner.ended.words.startswith("The hub has 1 problem.")
    (hub / "content/posts/bad.md").unlink()
    assert publish(runner) == 0


def test_one_publish_at_a_time(hub: Path, runner: Runner) -> None:
    with hold(hub, "publishing", lock="publish", who=COMMAND_LINE.name):
        assert runner.start(OWNER)
        assert not runner.start(OWNER)
        assert runner.join(WAIT)
    assert runner.ended is not None and runner.ended.status == 3
    assert publish(runner) == 0


def test_what_somebody_publishes_while_the_clock_does_comes_after_it(hub: Path, runner: Runner) -> None:
    build(hub)
    assert runner.start("clock")
    assert runner.start("nobody-known"), "another account's publish waits for the clock's"
    assert not runner.start("nobody-known"), "pressed twice it is one"
    assert runner.join(WAIT)
    assert runner.ended is not None and runner.ended.who == "nobody-known"


def test_the_process_ends_with_the_desk(hub: Path) -> None:
    runner = Runner(hub)
    assert publish(runner) == 0
    pid = pid_of(runner)
    runner.stop()
    _gone(lambda: not Path(f"/proc/{pid}").exists())


def test_a_process_nobody_asks_ends_and_the_next_publish_starts_another(
    hub: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAUREL_PUBLISHER_IDLE", "0.2")
    runner = Runner(hub)
    assert publish(runner) == 0
    _gone(lambda: runner._process is None)
    edit(hub, "Awake again.")
    assert publish(runner) == 0
    assert shown(hub, "Awake again.")
    runner.stop()


def _gone(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + WAIT
    while not is_so() and time.monotonic() < end:
        time.sleep(0.02)
    assert is_so()
