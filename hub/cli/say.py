"""How the command speaks: words to people on standard error, JSON to programs on standard output."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import click

from hub.model import HubError, Problem, Severity

if TYPE_CHECKING:  # what builds is large, and most commands build nothing
    from hub.publish.events import Event

_PATIENCE = 1.0
"""Seconds before a progress line appears: what is done by then needs none."""

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
    """A single line that tells how far a build is, on a terminal only; use it as a context manager."""

    def __init__(self) -> None:
        self._stream = sys.stderr
        self._tty = self._stream.isatty()
        self._began = time.monotonic()
        self._last = 0.0
        self._shown = False

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_error: object) -> None:
        self._clear()

    def __call__(self, event: Event) -> None:
        """Take in one event of a build."""
        now = time.monotonic()
        if not self._tty or now - self._began < _PATIENCE or now - self._last < 0.1:
            return
        self._last = now
        label = _LABELS[event.stage]
        if event.total:
            filled = 24 * event.done // event.total
            label = f"{label:<14} {'#' * filled}{'.' * (24 - filled)} {event.done}/{event.total}"
        self._clear()
        self._stream.write(label)
        self._stream.flush()
        self._shown = True

    def _clear(self) -> None:
        if self._shown:
            self._stream.write("\r\x1b[K")
            self._stream.flush()
            self._shown = False
