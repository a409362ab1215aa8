"""One build or change at a time in a hub folder; a second one is told who is at work."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from hub.content.workshop import workshop
from hub.model import HubError
from hub.publish.atomic import write_atomic

BUSY = 3
"""The exit status when another build or change holds the lock."""
_WAIT = "Wait until it is done and try again."
_LEFTOVERS = 20.0
"""Seconds that the helpers of a killed build may need to notice it: the time of one page and plenty."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a lock: a process, what it is doing, for whom, and since when (aware)."""

    pid: int
    doing: str
    since: dt.datetime
    who: str = ""

    def __str__(self) -> str:
        who = f"{self.who} (process {self.pid})" if self.who else f"process {self.pid}"
        return f"{who} is {self.doing} since {self.since:%H:%M:%S} ({self.since:%d %B})"


@contextmanager
def hold(root: Path, doing: str, *, lock: str = "build", who: str = "", wait: float = 0) -> Iterator[None]:
    """Hold one of the hub folder's locks while `doing` (words such as "building") for the person `who`.

    Raises HubError with status 3 when somebody else holds it for `wait` seconds. The operating system frees
    the lock of a process that dies, so a kill never leaves one behind.
    """
    folder = workshop(root)
    holder = folder / f"{lock}.lock.json"
    held = FileLock(folder / f"{lock}.lock", timeout=wait)
    try:
        _acquire(held, holder)
    except Timeout:
        raise HubError(_busy(holder), status=BUSY) from None
    try:
        write_atomic(holder, _card(doing, who))
        yield
    finally:
        with suppress(OSError):
            holder.unlink()
        held.release()


def held_by(root: Path, lock: str) -> Holder | None:
    """Who holds a lock of the hub folder, None when nobody does. Asks by taking it for a moment."""
    place = root / ".laurel" / f"{lock}.lock"
    if not place.exists():
        return None
    card = place.with_name(f"{lock}.lock.json")
    asking = FileLock(place, timeout=0)
    try:
        asking.acquire()
    except Timeout:
        return _holder(card) or Holder(0, "at work", dt.datetime.now().astimezone())
    asking.release()
    return None


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


def _card(doing: str, who: str) -> bytes:
    since = dt.datetime.now().astimezone().isoformat(timespec="seconds")
    return json.dumps({"pid": os.getpid(), "since": since, "doing": doing, "who": who}).encode()


def _holder(card: Path) -> Holder | None:
    """What the card beside a lock tells."""
    try:
        told = json.loads(card.read_bytes())
        return Holder(
            int(told["pid"]), str(told["doing"]), dt.datetime.fromisoformat(told["since"]), str(told.get("who", ""))
        )
    except (OSError, ValueError, KeyError, TypeError, OverflowError):
        return None


def _busy(card: Path) -> str:
    """Who holds the lock, as far as the card beside it tells."""
    return f"This hub is busy: {_holder(card) or 'another process is building or changing it'}. {_WAIT}"
