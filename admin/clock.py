"""The desk's clock: what is due goes out without anybody pressing a button.

One thread of one process: due posts to the minute, pages that only the date changes, letters, and a publish a few
seconds after an approval. When it cannot do something it says so on the front page and tries again later.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field

from flask import Flask

from admin.running import Ended, Pending, Runner, pending_of, runner_of
from hub.actions import letters, publishing, sending, shown
from hub.actions.desk import Desk
from hub.actions.permissions import CLOCK
from hub.actions.restoring import KEEPING
from hub.actions.rollback import paused, paused_words
from hub.actions.troubles import Trouble, note_troubles
from hub.model import HubError
from hub.publish import hold

LOCK = "clock"
TICK = 1.0
"""Seconds between two looks."""
QUIET = dt.timedelta(seconds=5)
"""How long nobody must have approved anything before an approval is published: several make one publish, and Undo
comes in time."""
LETTERS = dt.timedelta(seconds=5)
LOOK = dt.timedelta(seconds=60)
"""How often content is looked through for what the date changes, if no change was seen."""
PAUSE = dt.timedelta(seconds=10)
"""How long to leave a hub alone after a publish that did not work, or that found somebody else at it."""
_BUSY = 3
_WAITS = tuple(dt.timedelta(minutes=m) for m in (1, 5, 15, 60))
"""How long to wait after each try that did not work, as long as nothing was changed."""
_log = logging.getLogger(__name__)


@dataclass
class _Work:
    """One of the clock's works: when it is to be done next, and how often it has failed in a row."""

    name: str
    do: Callable[[], None]
    every: dt.timedelta
    next: dt.datetime | None = None
    failed: int = 0


@dataclass
class _Tried:
    """The last publish that did not work: how many in a row, of what content, and when to try again.

    Before `pause` nothing is tried; before `until` only other content is, since the same would fail again.
    """

    times: int = 0
    content: object = None
    until: dt.datetime | None = None
    pause: dt.datetime | None = None


@dataclass
class _Moment:
    """The next moment at which something comes by itself, as of a state of the records, and when to look again."""

    at: dt.datetime | None = None
    generation: int = -1
    look: dt.datetime | None = None


@dataclass
class Clock:
    """Looks once a second; `stop` ends it. `tick` is one look, for whoever keeps time otherwise."""

    desk: Desk
    runner: Runner
    pending: Pending
    troubles: dict[str, Trouble] = field(default_factory=dict)
    _stop: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None
    _tried: _Tried = field(default_factory=_Tried)
    _moment: _Moment = field(default_factory=_Moment)
    _approved: tuple[int, dt.datetime | None] = (-1, None)
    _heard: Ended | None = None
    _unsent: tuple[int, dt.datetime | None] = (0, None)

    def __post_init__(self) -> None:
        self._works = (
            _Work("letters", self._letters, LETTERS),
            _Work("stopped", self._settle, LOOK),
            _Work("publish", self._publish, dt.timedelta()),
        )

    def start(self) -> None:
        """Begin, in a thread of its own."""
        self._thread = threading.Thread(target=self._run, name="clock", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End; returns when the thread has."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(10)

    def _run(self) -> None:
        """Tick while this process has the hub's one clock; other desks' clocks wait for it."""
        while not self._stop.is_set():
            with ExitStack() as held:
                try:
                    held.enter_context(hold(self.desk.root, KEEPING, lock=LOCK))
                except (HubError, OSError):
                    self._stop.wait(5 * TICK)
                    continue
                while not self._stop.wait(TICK):
                    self.tick()

    def tick(self) -> None:
        """Do what is to be done now. Never raises: what cannot be done is told and tried again."""
        now = self.desk.now()
        for work in self._works:
            if work.next is not None and now < work.next:
                continue
            try:
                work.do()
            except Exception as error:
                work.next = now + _WAITS[min(work.failed, len(_WAITS) - 1)]
                work.failed += 1
                self._tell(work.name, _words(error))
                if not isinstance(error, HubError):
                    _log.exception("the clock could not do its work (%s)", work.name)
            else:
                work.next, work.failed = now + work.every, 0
                if work.name != "publish":
                    self._tell(work.name, "")

    def _tell(self, name: str, what: str) -> None:
        """Note what cannot be done, for the front page of every desk; nothing is written while nothing changes."""
        known = self.troubles.get(name)
        if (known.what if known else "") == what:
            return
        if what:
            self.troubles[name] = Trouble(what, self.desk.now())
        else:
            self.troubles.pop(name, None)
        try:
            note_troubles(self.desk.root, self.troubles)
        except OSError:
            _log.warning("the clock could not note: %s", what)

    # -- the works

    def _letters(self) -> None:
        letters.send_due(self.desk)

    def _settle(self) -> None:
        publishing.settle(self.desk)

    def _publish(self) -> None:
        """Publish when something is due or was approved, in a process of its own."""
        if self.runner.alive:
            return
        self._hear()
        self._make_up()
        if self._is_paused():
            return
        now, tried = self.desk.now(), self._tried
        if tried.pause is not None and now < tried.pause:
            return
        if tried.until is not None and now < tried.until and tried.content is self.desk.shelf.leaves():
            return
        generation = self.desk.records.generation
        if self._has_come(generation) and publishing.due(self.desk):
            self._start(due=True)
        elif self._is_approved(generation):
            self._start(due=False)

    def _is_paused(self) -> bool:
        """Whether somebody took the hub back to an earlier release: then a person publishes next, not the clock."""
        release = paused(self.desk)
        self._tell("paused", paused_words(release) if release else "")
        return release is not None

    def _make_up(self) -> None:
        """Have hosts sent what a send that failed or was killed has left, each time after a longer while."""
        now, hosts = self.desk.now(), self.desk.settings.hosts
        if not sending.owed(self.desk.root, hosts):
            self._unsent = (0, None)
            return
        times, until = self._unsent
        if until is None:  # whoever has published just now may be about to send
            self._unsent = 0, now + QUIET
        elif now >= until and sending.at_work(self.desk.root) is None:
            self._unsent = times + 1, now + _WAITS[min(times, len(_WAITS) - 1)]
            self.runner.send()

    def _start(self, *, due: bool) -> None:
        if publishing.running(self.desk) is None:
            self.runner.start(CLOCK.id, due=due)

    def _hear(self) -> None:
        """Take in how the last publish of this clock ended."""
        ended = self.runner.ended
        if ended is None or ended is self._heard:
            return
        self._heard, self._moment, self._approved = ended, _Moment(), (-1, None)
        if ended.status == 0:
            self._tried = _Tried()
            self._tell("publish", "")
        elif ended.who == CLOCK.id:
            now, times = self.desk.now(), self._tried.times + (ended.status != _BUSY)
            wait = _WAITS[min(max(times, 1), len(_WAITS)) - 1]
            content = self.desk.shelf.leaves(fresh=True)
            self._tried = _Tried(times, content, None if ended.status == _BUSY else now + wait, now + PAUSE)
            if ended.status != _BUSY:
                last = ended.words.splitlines()[-1] if ended.words else f"It ended with status {ended.status}."
                self._tell("publish", f"The hub could not be published. {last}")

    def _has_come(self, generation: int) -> bool:
        """Whether it is worth asking what is due: something changed, its moment is here, or a minute has passed."""
        moment, now = self._moment, self.desk.now()
        fresh = moment.generation == generation and moment.look is not None and now < moment.look
        if fresh and (moment.at is None or now < moment.at):
            return False
        self._moment = _Moment(publishing.next_moment(self.desk), generation, now + LOOK)
        return True

    def _is_approved(self, generation: int) -> bool:
        """Whether something was approved since the last publish began, and nobody has approved more just now."""
        if not self.desk.settings.desk.publish_on_approval:
            return False
        if self._approved[0] != generation:
            last = shown.last_done(self.desk)
            self._approved = (generation, shown.approved_since(self.desk, last))
        approved = self._approved[1]
        if approved is None or self.desk.now() - approved < QUIET:
            return False
        return bool(self.pending.changes())


def _words(error: Exception) -> str:
    if isinstance(error, HubError):
        return str(error)
    return f"A fault in Laurel: {type(error).__name__}: {error}."


def start_clock(app: Flask) -> Clock:
    """Start the clock of a desk; call its `stop` when the desk ends."""
    clock = Clock(app.extensions["laurel.desk"], runner_of(app), pending_of(app))
    app.extensions["laurel.clock"] = clock
    clock.start()
    return clock
