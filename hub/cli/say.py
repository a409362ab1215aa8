"""How the command speaks: words to people on standard error, JSON to programs on standard output."""

from __future__ import annotations

import json
import os
import shutil
import sys
import threading
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import click

from hub.model import HubError, Problem, Severity

if TYPE_CHECKING:  # what builds is large, and most commands build nothing
    from hub.publish.events import Event
    from hub.publish.pace import Pace

_PATIENCE = 1.0
"""Seconds before a progress line appears: what is done by then needs none."""
_APART = 0.1
_BEAT = 0.5
"""Seconds after which the line is written again, though nothing new was heard."""

_LABELS = {"read": "Reading", "make": "Making pages", "check": "Checking links", "place": "Publishing"}


def say(text: str) -> None:
    """One line for people. Control characters from files never reach the terminal."""
    click.echo("".join(c if c.isprintable() or c in "\n\t" else "\N{REPLACEMENT CHARACTER}" for c in text), err=True)


def tell_problems(problems: Iterable[Problem]) -> None:
    """Each problem and warning on a line of its own, `path:line: what; cure`."""
    for problem in problems:
        say(str(problem))


def count_words(problems: Iterable[Problem]) -> str:
    """`2 problems and 1 warning`."""
    severities = [problem.severity for problem in problems]
    stops = severities.count(Severity.PROBLEM)
    warns = severities.count(Severity.WARNING)
    parts = [plural(stops, "problem")] if stops or not warns else []
    parts += [plural(warns, "warning")] if warns else []
    return " and ".join(parts)


def plural(count: int, noun: str) -> str:
    """`1 page`, `2 pages`, `no pages`."""
    return f"{count or 'no'} {noun}{'' if count == 1 else 's'}"


def put_json(value: Mapping[str, Any]) -> None:
    """One JSON object on standard output."""
    click.echo(json.dumps(value, indent=2))


def problem_json(problem: Problem) -> dict[str, Any]:
    """A problem as an object with path, line, what, cure, severity."""
    return {
        "path": problem.path,
        "line": problem.line,
        "what": problem.what,
        "cure": problem.cure,
        "severity": str(problem.severity),
    }


def error_json(error: HubError) -> dict[str, Any]:
    """What went wrong, as `--json` prints it."""
    return {"ok": False, "error": str(error), "problems": [problem_json(problem) for problem in error.problems]}


class Progress:
    """A single line that tells how far a build is, how fast it goes and how long the rest takes: on a terminal only,
    and only for what takes longer than a second. Use it as a context manager."""

    def __init__(self) -> None:
        from hub.publish.pace import Pacer

        self._tty = sys.stderr.isatty()
        self._began = time.monotonic()
        self._last = 0.0
        self._shown = False
        self._pacer = Pacer()
        self._over = threading.Event()
        self._beat: threading.Thread | None = None

    def __enter__(self) -> Progress:
        if self._tty:
            self._beat = threading.Thread(target=self._keep_telling, name="progress", daemon=True)
            self._beat.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._over.set()
        if self._beat is not None:
            self._beat.join()
        if self._shown:
            _write_line("")

    def __call__(self, event: Event) -> None:
        """Take in one event of a build."""
        if self._tty:
            self._pacer.take(event.stage, event.done, event.total)
            self._tell()

    def _keep_telling(self) -> None:
        """The time goes on when nothing new is heard."""
        while not self._over.wait(_BEAT):
            self._tell()

    def _tell(self) -> None:
        now = time.monotonic()
        if now - self._began < _PATIENCE or now - self._last < _APART or self._over.is_set():
            return
        self._last, self._shown = now, True
        _write_line(progress_line(self._pacer.now(), shutil.get_terminal_size().columns))


def progress_line(pace: Pace, columns: int) -> str:
    """How far a build is, in one line of a terminal that is so wide."""
    from hub.publish.pace import time_words

    label = _LABELS.get(pace.stage, "Beginning")
    if not pace.total:
        return f"{label}, {time_words(pace.seconds)} so far"[: columns - 1]
    words = f"{label:<14} {pace.words}"
    room = min(24, columns - len(words) - 3)
    if room >= 8:
        filled = room * pace.done // pace.total
        words = f"{label:<14} {'#' * filled}{'.' * (room - filled)} {pace.words}"
    return words[: columns - 1]


def _write_line(line: str) -> None:
    """Put a line where the last one stood. Straight to the terminal: a lock that a thread holds while the build forks
    would never be let go in the new process."""
    with suppress(OSError):
        os.write(sys.stderr.fileno(), f"\r\x1b[K{line}".encode())
