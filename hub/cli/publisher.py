"""`laurel publisher`: publishes again and again for the desk that started it, from one warm process.

One line of JSON on standard input is one publish to do, one line on standard output is how it ended. The process ends
when its input does, or when nobody has asked for a while, so that a desk at rest holds no memory for it.
"""

from __future__ import annotations

import os
import select
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from hub.actions.publishing import Answered, Asked
from hub.cli.build import default_jobs
from hub.cli.group import hub_option
from hub.model import HubError

if TYPE_CHECKING:
    from hub.actions.desk import Desk
    from hub.publish import Press

IDLE = float(os.environ.get("LAUREL_PUBLISHER_IDLE", "600"))
"""Seconds after which a process that nobody asked ends."""
REST = min(60.0, IDLE / 2)
"""Seconds after which it tidies up."""


@click.command("publisher", hidden=True)
@hub_option
def command(root: Path) -> None:
    """Publish whenever a line on standard input asks for it. For the desk."""
    from hub.actions.desk import open_desk
    from hub.actions.housekeeping import tidy_up
    from hub.publish import Press, workshop

    desk = open_desk(root)
    press = Press(root.absolute(), workshop(root), watch=True)
    sender = Sender(desk.root)

    def at_rest() -> bool:
        tidy_up(desk.root)
        return not sender.busy

    try:
        for line in _lines(sys.stdin.fileno(), at_rest):
            asked = msgspec.json.decode(line, type=Asked)
            answered = _answer(desk, asked, press)
            sys.stdout.write(msgspec.json.encode(answered).decode() + "\n")
            sys.stdout.flush()
            if asked.send or not (asked.warm or answered.status):
                sender.wake()
    finally:
        sender.close()
        press.close()


class Sender:
    """Sends to hosts what they are owed, beside the next publish: a first send may take long, and nobody waits."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._woken = threading.Condition()
        self._wanted = self._closing = self.busy = False
        self._thread: threading.Thread | None = None

    def wake(self) -> None:
        """Something may have to be sent."""
        with self._woken:
            self._wanted = self.busy = True
            self._woken.notify()
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="sending")
                self._thread.start()

    def close(self) -> None:
        """End, once what is owed was sent."""
        with self._woken:
            self._closing = True
            self._woken.notify()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        from hub.actions.sending import send_owed

        while True:
            with self._woken:
                self.busy = self._wanted
                self._woken.wait_for(lambda: self._wanted or self._closing)
                if not self._wanted:
                    return
                self._wanted = False
            with suppress(HubError):  # settings with problems: the next publish tells them
                send_owed(self._root)


def _lines(source: int, at_rest: Callable[[], bool]) -> Iterator[bytes]:
    """Lines from a pipe, until it is closed or nothing has come for a while. `at_rest` is called when nobody seems to
    want anything just now, and tells whether that may be the end."""
    waiting = b""
    rested = False
    while True:
        line, found, rest = waiting.partition(b"\n")
        if found:
            waiting = rest
            yield line
        elif not select.select([source], [], [], IDLE - REST if rested else REST)[0]:
            if at_rest() and rested:
                return
            rested = True
        else:
            rested = False
            data = os.read(source, 65_536)
            if not data:
                return
            waiting += data


def _ready() -> Answered:
    """Have at hand what a publish needs."""
    import hub.actions.sending
    import hub.publish.printing  # noqa: F401  (with Flask and all pages)

    return Answered()


def _answer(desk: Desk, asked: Asked, press: Press) -> Answered:
    if asked.send:
        return Answered()
    if asked.warm:
        return _ready()
    try:
        _do(desk, asked, press)
    except HubError as error:
        return Answered(error.status, str(error))
    except Exception as error:  # told to whoever pressed Publish; the next publish may go well
        return Answered(1, f"A fault in Laurel: {type(error).__name__}: {error}.")
    return Answered()


def _do(desk: Desk, asked: Asked, press: Press) -> None:
    """Publish, or go back to a release, and note which hosts are owed it."""
    from hub.actions import sending
    from hub.actions.publishing import publish, publish_due
    from hub.actions.rollback import rollback
    from hub.cli.publish import actor_of

    actor = actor_of(desk, asked.who)
    if asked.back:
        rollback(desk, actor, asked.back)
        sending.owe_after_going_back(desk.root)
    elif asked.due:
        if publish_due(desk, actor, jobs=default_jobs(), press=press) is not None:
            sending.owe_after_publish(desk.root)
    else:
        publish(desk, actor, jobs=default_jobs(), press=press)
        sending.owe_after_publish(desk.root)
