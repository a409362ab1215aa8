"""One build or change at a time in a hub folder; a second one is told who is at work."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from hub.content.workshop import workshop
from hub.model import HubError
from hub.publish.atomic import write_atomic

BUSY = 3
"""The exit status when another build or change holds the lock."""
_LEFTOVERS = 20.0
"""Seconds that the helpers of a killed build may need to notice it: the time of one page and plenty."""


@contextmanager
def hold(root: Path, doing: str) -> Iterator[None]:
    """Hold the hub folder's lock while `doing` (words such as "building").

    Raises HubError with status 3 at once when somebody else holds it. The operating system frees
    the lock of a process that dies, so a kill never leaves one behind.
    """
    folder = workshop(root)
    holder = folder / "build.lock.json"
    lock = FileLock(folder / "build.lock", timeout=0)
    try:
        _acquire(lock, holder)
    except Timeout:
        raise HubError(_busy(holder), status=BUSY) from None
    try:
        write_atomic(holder, _card(doing))
        yield
    finally:
        with suppress(OSError):
            holder.unlink()
        lock.release()


def _acquire(lock: FileLock, holder: Path) -> None:
    """Take the lock at once; wait a little only for helpers of a killed build, which end by themselves."""
    try:
        lock.acquire()
    except Timeout:
        if not _is_gone(holder):
            raise
        lock.acquire(timeout=_LEFTOVERS)


def _is_gone(holder: Path) -> bool:
    """Whether the process that wrote the card is no more."""
    try:
        os.kill(int(json.loads(holder.read_bytes())["pid"]), 0)
    except ProcessLookupError:
        return True
    except (OSError, ValueError, KeyError, TypeError, OverflowError):
        pass
    return False


def _card(doing: str) -> bytes:
    since = dt.datetime.now().astimezone().isoformat(timespec="seconds")
    return json.dumps({"pid": os.getpid(), "since": since, "doing": doing}).encode()


def _busy(holder: Path) -> str:
    """Who holds the lock, as far as the card beside it tells."""
    wait = "Wait until it is done and try again."
    try:
        card = json.loads(holder.read_bytes())
        since = dt.datetime.fromisoformat(card["since"])
        when = f"{since:%H:%M:%S} ({since:%d %B})"
        return f"This hub is busy: process {card['pid']} is {card['doing']} since {when}. {wait}"
    except (OSError, ValueError, KeyError, TypeError):
        return f"This hub is busy: another process is building or changing it. {wait}"
