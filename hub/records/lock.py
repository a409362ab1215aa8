"""One lock around a whole change, for all threads of all processes.

Two files are locked with `flock`: `queue` while waiting for `lock`. So those who wait come before the one who
has just let go and asks again, and the kernel wakes them: nobody asks over and over. The kernel frees the lock
of a process that dies. Both files stay where they are for good; `lock` also says who holds it.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import os
import threading
from contextlib import suppress
from pathlib import Path

import msgspec

from hub.records.disk import PRIVATE_FILE
from hub.records.errors import Busy


class Card(msgspec.Struct):
    """Who holds the lock."""

    pid: int
    name: str
    doing: str
    since: dt.datetime


class Lock:
    """The lock of one folder of records. Not reentrant: each `hold` is a holder of its own."""

    def __init__(self, folder: Path) -> None:
        self._lock = folder / "lock"
        self._queue = folder / "queue"

    def acquire(self, card: Card, limit: float) -> Held:
        """Wait at most `limit` seconds for the lock. Raises Busy, which names the holder."""
        queue, held = _open(self._queue), _open(self._lock)
        if not (_at_once(queue) and _at_once(held)) and not _Waiter(queue, held).wait(limit):
            raise Busy(self._holder())
        _let_go(queue)
        try:
            os.ftruncate(held, 0)
            os.pwrite(held, msgspec.json.encode(card), 0)
        except BaseException:
            _let_go(held)
            raise
        return Held(held)

    def _holder(self) -> str:
        wait = "Nothing was saved. Wait a moment and try again."
        try:
            card = msgspec.json.decode(self._lock.read_bytes(), type=Card)
        except (OSError, msgspec.MsgspecError):
            return f"The records are busy: another process is changing them. {wait}"
        since = card.since.astimezone()
        return (
            f"The records are busy: {card.name or 'someone'} is at it "
            f"({card.doing}, process {card.pid}) since {since:%H:%M:%S}. {wait}"
        )


class Held:
    """The lock while it is held."""

    def __init__(self, handle: int) -> None:
        self._handle = handle

    def release(self) -> None:
        """Let the next one in."""
        handle, self._handle = self._handle, -1
        if handle >= 0:
            with suppress(OSError):
                os.ftruncate(handle, 0)
            _let_go(handle)


class _Waiter:
    """Waits in the kernel's queue, on a thread of its own: that is the only way to wait there for a limited time.

    The two files are its own until `wait` says yes.
    """

    def __init__(self, queue: int, held: int) -> None:
        self._handles = (queue, held)
        self._guard = threading.Lock()
        self._given_up = False
        self._error: OSError | None = None
        self._done = threading.Event()

    def wait(self, limit: float) -> bool:
        """Whether both locks came within `limit` seconds. If not, the waiter lets go of them when they come."""
        threading.Thread(target=self._block, daemon=True, name="records-lock").start()
        try:
            self._done.wait(limit)
        finally:
            with self._guard:
                self._given_up = not self._done.is_set()
        if self._error:
            for handle in self._handles:
                _let_go(handle)
            raise self._error
        return not self._given_up

    def _block(self) -> None:
        try:
            for handle in self._handles:
                fcntl.flock(handle, fcntl.LOCK_EX)
        except OSError as error:  # such as a network disk without locks: told by the thread that asked
            self._error = error
        with self._guard:
            if self._given_up:
                for handle in self._handles:
                    _let_go(handle)
            else:
                self._done.set()


def _open(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, PRIVATE_FILE)


def _let_go(handle: int) -> None:
    """Unlock and close; closing alone would leave the lock with a child that was forked meanwhile."""
    try:
        fcntl.flock(handle, fcntl.LOCK_UN)
    finally:
        os.close(handle)


def _at_once(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
