"""Publishing from the desk, in a process of its own that stays warm: the desk forks nothing, its memory stays small."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec
from flask import Flask

import hub
from hub.actions import publishing
from hub.actions.desk import Desk
from hub.actions.publishing import Answered, Asked
from hub.publish import Changes, Comparison, read_published

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
    """Has `laurel publisher` publish the hub folder `root`, one publish at a time, and hears how each ended.

    The process is kept for the next one; it ends by itself when nobody asks for a while, and with this one. How far a
    publish is stands in the hub folder (`hub.actions.publishing`), so that it outlives the desk.
    """

    def __init__(self, root: Path, environment: Mapping[str, str] | None = None) -> None:
        self._root, self._environment = root, environment
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._asked: deque[Asked] = deque()
        self.ended: Ended | None = None
        self.before, self.back = "", 0
        """The publish that was the newest when the one at work was asked for, and where that is to go back to."""

    @property
    def alive(self) -> bool:
        """Whether a publish started here is at work."""
        return any(not asked.warm for asked in list(self._asked))

    def start(self, who: str, *, due: bool = False, back: int = 0) -> bool:
        """Publish in the name of the account `who`, or with `back` go back to the release of this number; False when
        this desk is at it already.

        While a publish is at work that another account or the clock asked for, this one comes after it: it may have
        begun before what somebody wants to see published was there.
        """
        with self._lock:
            waiting = [asked for asked in self._asked if not asked.warm]
            if len(waiting) > 1 or any(asked.who == who or asked.back for asked in waiting) or (waiting and back):
                return False
            last = publishing.read_progress(self._root)
            self.ended, self.before, self.back = None, last.id if last else "", back
            self._ask(Asked(who, due, back=back))
            return True

    def send(self) -> None:
        """Have hosts sent what they are owed, beside whatever is published meanwhile."""
        with self._lock, suppress(OSError):
            self._ask(Asked(warm=True, send=True))

    def warm(self) -> None:
        """Have a process at hand: somebody may publish soon."""
        with self._lock:
            if self._process is None or self._process.poll() is not None:
                with suppress(OSError):
                    self._ask(Asked(warm=True))

    def stop(self) -> None:
        """Let the process end once it has done what it was asked for."""
        with self._lock:
            process, self._process = self._process, None
        if process is not None and process.stdin is not None:
            with suppress(OSError):
                process.stdin.close()
            with suppress(subprocess.TimeoutExpired):
                process.wait(30)

    def join(self, seconds: float) -> bool:
        """Wait until no publish is at work; False when one still is after so many seconds."""
        end = time.monotonic() + seconds
        while self.alive and time.monotonic() < end:
            time.sleep(0.02)
        return not self.alive

    def _ask(self, asked: Asked) -> None:
        if self._process is None or self._process.poll() is not None:
            self._begin()
        self._asked.append(asked)
        try:
            self._tell(asked)
        except OSError:  # it ended just now, since nobody had asked for a while
            self._begin()
            self._tell(asked)

    def _tell(self, asked: Asked) -> None:
        assert self._process is not None and self._process.stdin is not None
        self._process.stdin.write(msgspec.json.encode(asked) + b"\n")
        self._process.stdin.flush()

    def _begin(self) -> None:
        process = subprocess.Popen(
            [sys.executable, "-m", "hub", "publisher", "--hub", str(self._root)],
            cwd=Path(hub.__file__).parent.parent,
            env={**os.environ, **(self._environment or {})},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl+C at the desk's terminal lets a publish come to its end
        )
        self._process = process
        threading.Thread(target=self._listen, args=(process,), name="publishing", daemon=True).start()

    def _listen(self, process: subprocess.Popen[bytes]) -> None:
        """Take in each answer of a process, and its end."""
        assert process.stdout is not None
        for line in process.stdout:
            answered = msgspec.json.decode(line, type=Answered)
            with self._lock:
                self._answered(answered.status, answered.words)
        status = process.wait()
        with self._lock:
            if self._process is not process and self._process is not None:
                return  # another one has been asked since
            self._process = None
            if self._asked and status == 0:  # it ended before it heard of this: nobody had asked for a while
                waiting = self._asked.popleft()
                self._ask(waiting)
            while self._asked and status != 0:
                self._answered(status, "")

    def _answered(self, status: int, words: str) -> None:
        if self._asked:
            asked = self._asked.popleft()
            if not asked.warm:
                self.ended = Ended(asked.who, status, words[-_MOST_WORDS:])


class Pending:
    """What the next publish will change, worked out anew only when something was seen to change."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._known: tuple[object, object, float, Changes] | None = None
        self._next: tuple[object, int, dt.datetime | None] | None = None
        self._comparison = Comparison(desk.root)
        self._lock = threading.Lock()

    def changes(self, *, fresh: bool = False) -> Changes:
        """The changes as of now, or as of a few seconds ago."""
        leaves, published = self._desk.shelf.leaves(fresh=fresh), read_published(self._desk.root)
        known = self._known
        if known and not fresh and known[0] is leaves and known[1] is published and time.monotonic() < known[2]:
            return known[3]
        desk = self._desk
        with self._lock:
            changes = self._comparison.changes(leaves, desk.now(), desk.zone)
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
