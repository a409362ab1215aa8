"""How the command says how far it is: what is done, how fast, and how long the rest takes."""

from __future__ import annotations

import os
import pty
import re
import select
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from hub.cli.say import progress_line
from hub.publish.pace import Pace, Pacer, time_words
from tests.support.hubs import ADA, post


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.at = 50.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_rate_and_time_left_follow_what_is_done(clock: Clock) -> None:
    pacer = Pacer(clock)
    assert pacer.take("make", 0, 1000) == Pace("make", 0, 0, 1000)
    clock.at += 4
    pace = pacer.take("make", 200, 1000)
    assert (pace.rate, pace.left) == (50, 16)
    assert pace.words == "200 of 1,000, 50 a second, 16 seconds left"


def test_nothing_is_said_of_the_rest_too_early_nor_at_the_end(clock: Clock) -> None:
    pacer = Pacer(clock)
    pacer.take("make", 0, 10)
    clock.at += 0.5
    assert pacer.take("make", 5, 10).words == "5 of 10"
    clock.at += 5
    assert pacer.take("make", 10, 10).words == "10 of 10"


def test_a_stage_that_counts_again_goes_on_with_what_it_had(clock: Clock) -> None:
    pacer = Pacer(clock)
    shown = []
    for done, total in ((0, 100), (60, 100), (100, 100), (0, 30), (10, 30), (30, 30)):
        clock.at += 1
        pace = pacer.take("make", done, total)
        shown.append((pace.done, pace.total))
    assert shown == [(0, 100), (60, 100), (100, 100), (100, 130), (110, 130), (130, 130)]
    assert pacer.take("check", 0, 5).total == 5


def test_the_rate_is_that_of_the_last_seconds(clock: Clock) -> None:
    pacer = Pacer(clock)
    for second in range(60):
        pacer.take("make", second * 1000, 1_000_000)
        clock.at += 1
    for second in range(60):
        pace = pacer.take("make", 60_000 + second * 10, 1_000_000)
        clock.at += 1
    assert pace.rate == pytest.approx(10)


def test_when_nothing_new_is_heard_the_time_left_grows(clock: Clock) -> None:
    pacer = Pacer(clock)
    pacer.take("make", 0, 100)
    clock.at += 2
    soon = pacer.take("make", 50, 100).left
    clock.at += 6
    assert soon == 2
    assert pacer.now().left == 8


def test_memory_stays_flat_however_much_is_told(clock: Clock) -> None:
    pacer = Pacer(clock)

    def follow(steps: int) -> None:
        for done in range(steps):
            clock.at += 0.01
            pacer.take("make", done, 1_000_000)

    follow(5_000)
    tracemalloc.start()
    try:
        follow(50_000)
        assert tracemalloc.get_traced_memory()[0] < 20_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "1 second"),
        (13.2, "14 seconds"),
        (60, "about 1 minute"),
        (61, "about 2 minutes"),
        (3600, "about 1 hour"),
        (9000, "about 3 hours"),
    ],
)
def test_time_is_told_in_words(seconds: float, words: str) -> None:
    assert time_words(seconds) == words


@pytest.mark.parametrize("columns", [20, 40, 60, 80, 200])
def test_the_line_fits_any_terminal(columns: int) -> None:
    line = progress_line(Pace("make", 9, 12_000, 70_000, 640, 91), columns)
    assert len(line) < columns
    assert line.startswith("Making pages")


def test_the_line_says_all_of_it() -> None:
    line = progress_line(Pace("make", 9, 1_200, 9_600, 640, 13.1), 120)
    assert line == "Making pages   ###..................... 1,200 of 9,600, 640 a second, 14 seconds left"
    assert progress_line(Pace("read", 12.3), 80) == "Reading, 13 seconds so far"


def test_on_a_terminal_a_long_build_shows_its_line_and_leaves_none_behind(make_hub: Callable[..., Path]) -> None:
    files = {f"content/posts/p{n}.md": post(title=f"Post {n}") for n in range(120)}
    root = make_hub({"content/advocates/ada.md": ADA, **files})
    ours, theirs = pty.openpty()
    patience = "import hub.cli.say as say; say._PATIENCE = 0; say._APART = 0; from hub.cli import main; main()"
    command = [sys.executable, "-c", patience, "build", "--hub", str(root), "--jobs", "2"]
    with subprocess.Popen(command, stderr=theirs, stdout=subprocess.DEVNULL) as process:
        os.close(theirs)
        told = _all_of(ours)
        assert process.wait(timeout=120) == 0
    os.close(ours)
    lines = [re.sub(r"\s+", " ", line) for line in told.split("\r\x1b[K")]
    assert any(re.match(r"Making pages #*\.* 1?\d\d of \d+", line) for line in lines), lines[:20]
    assert lines[-1].startswith("Published ")


def test_nothing_of_it_is_written_where_there_is_no_terminal(make_hub: Callable[..., Path]) -> None:
    root = make_hub({"content/advocates/ada.md": ADA})
    patience = "import hub.cli.say as say; say._PATIENCE = 0; say._APART = 0; from hub.cli import main; main()"
    command = [sys.executable, "-c", patience, "build", "--hub", str(root)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    assert "\x1b" not in done.stderr
    assert "Making" not in done.stderr


def _all_of(terminal: int) -> str:
    """What a process writes to its terminal until it ends."""
    parts, end = [], time.monotonic() + 120
    while time.monotonic() < end:
        if select.select([terminal], [], [], 1)[0]:
            try:
                data = os.read(terminal, 65536)
            except OSError:  # how a terminal tells that nobody writes to it any more
                break
            if not data:
                break
            parts.append(data)
    return b"".join(parts).decode()
