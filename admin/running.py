"""Publishing from the desk, in a process of its own: the desk forks nothing, and its memory stays small."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from flask import Flask

import hub
from hub.actions import publishing
from hub.actions.desk import Desk
from hub.publish import Changes, read_published

KEY = "laurel.runner"
_FRESH = 10.0
"""Seconds for which "what will change" holds when no file was seen to change."""
_MOST_WORDS = 2000


@dataclass(frozen=True)
class Ended:
    """How the last process of this desk ended: in whose name it was, its exit status, and what it said last."""

    who: str
    status: int
    words: str


class Runner:
    """Starts `laurel publish` for the hub folder `root`, one at a time, and hears how it ended.

    How far it is stands in the hub folder (`hub.actions.publishing`), so that it outlives the desk.
    """

    def __init__(self, root: Path, environment: Mapping[str, str] | None = None) -> None:
        self._root, self._environment = root, environment
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None
        self.ended: Ended | None = None

    @property
    def alive(self) -> bool:
        """Whether a process started here is at work."""
        return self._process is not None

    def start(self, who: str, *, due: bool = False) -> bool:
        """Publish in the name of the account `who`; False when this desk is at it already."""
        with self._lock:
            if self._process is not None:
                return False
            self.ended = None
            command = [sys.executable, "-m", "hub", "publish", "--hub", str(self._root), "--as", who]
            self._process = subprocess.Popen(
                [*command, "--due"] if due else command,
                cwd=Path(hub.__file__).parent.parent,
                env={**os.environ, **(self._environment or {})},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                text=True,
                encoding="utf-8",
                errors="replace",
                start_new_session=True,  # Ctrl+C at the desk's terminal lets a publish come to its end
            )
            threading.Thread(target=self._wait, args=(self._process, who), name="publishing", daemon=True).start()
            return True

    def _wait(self, process: subprocess.Popen[str], who: str) -> None:
        _, said = process.communicate()
        with self._lock:
            self.ended = Ended(who, process.returncode, said.strip()[-_MOST_WORDS:])
            self._process = None

    def join(self, seconds: float) -> bool:
        """Wait until no process is at work; False when one still is after so many seconds."""
        end = time.monotonic() + seconds
        while self.alive and time.monotonic() < end:
            time.sleep(0.02)
        return not self.alive


class Pending:
    """What the next publish will change, worked out anew only when something was seen to change."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._known: tuple[object, object, float, Changes] | None = None
        self._next: tuple[object, int, dt.datetime | None] | None = None

    def changes(self, *, fresh: bool = False) -> Changes:
        """The changes as of now, or as of a few seconds ago."""
        leaves, published = self._desk.shelf.leaves(fresh=fresh), read_published(self._desk.root)
        known = self._known
        if known and not fresh and known[0] is leaves and known[1] is published and time.monotonic() < known[2]:
            return known[3]
        changes = publishing.pending(self._desk)
        self._known = (leaves, published, time.monotonic() + _FRESH, changes)
        return changes

    def next_moment(self) -> dt.datetime | None:
        """The next moment (UTC) at which something comes by itself, None when there is none."""
        leaves, generation = self._desk.shelf.leaves(), self._desk.records.generation
        known = self._next
        if (
            known
            and known[0] is leaves
            and known[1] == generation
            and (known[2] is None or known[2] > self._desk.now())
        ):
            return known[2]
        moment = publishing.next_moment(self._desk)
        self._next = (leaves, generation, moment)
        return moment


def runner_of(app: Flask) -> Runner:
    """The desk's one runner."""
    found: Runner = app.extensions.setdefault(KEY, Runner(app.extensions["laurel.desk"].root))
    return found


def pending_of(app: Flask) -> Pending:
    """The desk's one memory of what waits."""
    found: Pending = app.extensions.setdefault("laurel.pending", Pending(app.extensions["laurel.desk"]))
    return found
