"""Work shared out to forked processes: each takes the next few items when it has done its last ones, and the results
are joined."""

from __future__ import annotations

import gc
import multiprocessing
import os
import struct
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar

from hub.model import HubError

Item = TypeVar("Item")
Result = TypeVar("Result")
Work = Callable[[Sequence[Item], Callable[[], None]], Mapping[str, Result]]
"""Does a share; calls the given function after each item."""

_SMALLEST = 20
"""Fewer items than this are not worth a process of their own."""
_SHARES = 12
"""Into so many shares a process: so the last ones end at about the same time, however unlike items are."""
_LARGEST = 64
"""Items in a share, if there are not too many shares then."""
_MOST = 1000
"""Shares at most: so all their numbers go into a pipe at once, whatever its size."""
_AGE = 20_000
"""Things a process makes between two looks for what is of no use any more; they are many, and hardly any is in a circle
that must be looked for."""
_NUMBER = struct.Struct("I")
_PAUSE = 0.05
"""Seconds from one word about items that are done to the next."""


def share_out(
    work: Work[Item, Result], items: Sequence[Item], jobs: int, step: Callable[[], None]
) -> dict[str, Result]:
    """Do `work` on all items, neighbours together, in up to `jobs` processes and join what it gives; `step` is called
    for each item that is done.

    Raises the failure of the earliest items: HubError as it was raised, anything else with its traceback as a note.
    """
    jobs = max(1, min(jobs, len(items) // _SMALLEST))
    if jobs == 1:
        return dict(work(items, step))
    size = max(1, min(_LARGEST, len(items) // (jobs * _SHARES)), -(-len(items) // _MOST))
    shares = [items[at : at + size] for at in range(0, len(items), size)]
    context = multiprocessing.get_context("fork")
    following = _numbers(len(shares))
    hands: list[tuple[BaseProcess, Connection]] = []
    gc.freeze()  # what all processes share stays shared: the collector does not touch its pages
    try:
        for _number in range(jobs):
            ours, theirs = context.Pipe(duplex=False)
            others = [ours, *(connection for _process, connection in hands)]
            process: BaseProcess = context.Process(
                target=_serve, args=(work, shares, following, theirs, others), daemon=True
            )
            process.start()
            theirs.close()
            hands.append((process, ours))
        return _join([connection for _process, connection in hands], step)
    finally:
        gc.unfreeze()
        os.close(following)
        for process, connection in hands:
            connection.close()
            process.terminate()
            process.join()


def _serve(
    work: Work[Item, Result],
    shares: Sequence[Sequence[Item]],
    following: int,
    answer: Connection,
    others: list[Connection],
) -> None:
    """In the new process: do one share after the other, until none is left or one fails.

    Sends ("step", items done) now and then and ("done", number, result) after each share, last ("end",) or what went
    wrong. The reading ends it was born with are closed, so that it notices, and ends, when the first process is gone.
    """
    for connection in others:
        connection.close()
    gc.set_threshold(_AGE, 20)
    number = 0
    try:
        while taken := os.read(following, _NUMBER.size):
            (number,) = _NUMBER.unpack(taken)
            ticker = _Ticker(answer)
            result = work(shares[number], ticker)
            ticker.tell()
            answer.send(("done", number, result))
        answer.send(("end",))
    except (KeyboardInterrupt, BrokenPipeError):
        pass  # the first process was interrupted too and ends the others, or is gone
    except HubError as error:
        _leave(following)
        answer.send(("told", number, str(error), error.problems, error.status))
    except BaseException as error:
        _leave(following)
        notes = [*getattr(error, "__notes__", []), traceback.format_exc()]
        answer.send(("bug", number, type(error).__name__, str(error), notes))


class _Ticker:
    """Counts items that are done, and tells of them not too often."""

    def __init__(self, answer: Connection) -> None:
        self._answer, self._count, self._told = answer, 0, time.monotonic()

    def __call__(self) -> None:
        self._count += 1
        if time.monotonic() - self._told > _PAUSE:
            self.tell()

    def tell(self) -> None:
        """Tell of what was not told yet."""
        if self._count:
            self._answer.send(("step", self._count))
        self._count, self._told = 0, time.monotonic()


def _numbers(count: int) -> int:
    """The reading end of a pipe with the numbers of all shares, for whichever process takes the next: nobody holds
    anything meanwhile, so one that is killed keeps no other waiting."""
    reading, writing = os.pipe()
    os.write(writing, b"".join(map(_NUMBER.pack, range(count))))
    os.close(writing)
    return reading


def _leave(following: int) -> None:
    """Have nobody begin another share."""
    while os.read(following, 4096):
        pass


def _join(connections: list[Connection], step: Callable[[], None]) -> dict[str, Any]:
    """All results, by the order of their shares. Raises the failure of the earliest."""
    done: dict[int, Mapping[str, Any]] = {}
    failures: dict[int, Exception] = {}
    open_ends = list(connections)
    while open_ends:
        for connection in wait(open_ends):
            assert isinstance(connection, Connection)
            try:
                kind, *rest = connection.recv()
            except EOFError:
                kind, rest = "gone", [-1]
            if kind == "step":
                for _item in range(rest[0]):
                    step()
            elif kind == "done":
                done[rest[0]] = rest[1]
            else:
                open_ends.remove(connection)
                if kind != "end":
                    failures[rest[0]] = _failure(kind, rest[1:])
    if failures:
        raise failures[min(failures)]
    joined: dict[str, Any] = {}
    for number in sorted(done):
        joined.update(done[number])
    return joined


def _failure(kind: str, told: Sequence[Any]) -> Exception:
    if kind == "told":
        return HubError(*told)
    if kind == "bug":
        name, words, notes = told
        error = RuntimeError(f"{name}: {words}")
        for note in notes:
            error.add_note(note)
        return error
    return HubError("A process that made pages was ended by the system, perhaps for want of memory. Try --jobs 1.")
