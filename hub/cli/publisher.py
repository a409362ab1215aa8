"""`laurel publisher`: publishes again and again for the desk that started it, from one warm process.

One line of JSON on standard input is one publish to do, one line on standard output is how it ended. The process ends
when its input does, or when nobody has asked for a while, so that a desk at rest holds no memory for it.
"""

from __future__ import annotations

import os
import select
import sys
from collections.abc import Iterator
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


@click.command("publisher", hidden=True)
@hub_option
def command(root: Path) -> None:
    """Publish whenever a line on standard input asks for it. For the desk."""
    from hub.actions.desk import open_desk
    from hub.publish import Press, workshop

    desk = open_desk(root)
    press = Press(root.absolute(), workshop(root), watch=True)
    try:
        for line in _lines(sys.stdin.fileno()):
            asked = msgspec.json.decode(line, type=Asked)
            answered = _ready() if asked.warm else _publish(desk, asked, press)
            sys.stdout.write(msgspec.json.encode(answered).decode() + "\n")
            sys.stdout.flush()
    finally:
        press.close()


def _lines(source: int) -> Iterator[bytes]:
    """Lines from a pipe, until it is closed or nothing has come for a while."""
    waiting = b""
    while True:
        line, found, rest = waiting.partition(b"\n")
        if found:
            waiting = rest
            yield line
        elif not select.select([source], [], [], IDLE)[0]:
            return
        else:
            data = os.read(source, 65_536)
            if not data:
                return
            waiting += data


def _ready() -> Answered:
    """Have at hand what a publish needs."""
    import hub.publish.printing  # noqa: F401  (with Flask and all pages)

    return Answered()


def _publish(desk: Desk, asked: Asked, press: Press) -> Answered:
    from hub.actions.publishing import publish, publish_due
    from hub.cli.publish import actor_of

    try:
        run = publish_due if asked.due else publish
        run(desk, actor_of(desk, asked.who), jobs=default_jobs(), press=press)
    except HubError as error:
        return Answered(error.status, str(error))
    except Exception as error:  # told to whoever pressed Publish; the next publish may go well
        return Answered(1, f"A fault in Laurel: {type(error).__name__}: {error}.")
    return Answered()
