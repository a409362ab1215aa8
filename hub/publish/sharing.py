"""Work shared out to forked processes: each takes every n-th item, and the results are joined."""

from __future__ import annotations

import gc
import multiprocessing
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


def share_out(
    work: Work[Item, Result], items: Sequence[Item], jobs: int, step: Callable[[], None]
) -> dict[str, Result]:
    """Do `work` on all items in up to `jobs` processes and join what it gives.

    Raises the first failure by share: HubError as it was raised, anything else with its traceback
    as a note. Neighbouring items go to different processes, since they tend to cost alike.
    """
    jobs = max(1, min(jobs, len(items) // _SMALLEST))
    if jobs == 1:
        return dict(work(items, step))
    context = multiprocessing.get_context("fork")
    hands: list[tuple[BaseProcess, Connection]] = []
    gc.freeze()  # what all processes share stays shared: the collector does not touch its pages
    try:
        for number in range(jobs):
            ours, theirs = context.Pipe(duplex=False)
            others = [ours, *(connection for _process, connection in hands)]
            share = items[number::jobs]
            process: BaseProcess = context.Process(target=_serve, args=(work, share, theirs, others), daemon=True)
            process.start()
            theirs.close()
            hands.append((process, ours))
        return _join([connection for _process, connection in hands], step)
    finally:
        gc.unfreeze()
        for process, connection in hands:
            connection.close()
            process.terminate()
            process.join()


def _serve(work: Work[Item, Result], share: Sequence[Item], answer: Connection, others: list[Connection]) -> None:
    """In the new process: do the share and send ("step",) after each item and the result at the end.

    The reading ends it was born with are closed, so that it notices, and ends, when the first process is gone.
    """
    for connection in others:
        connection.close()
    try:
        result = work(share, lambda: answer.send(("step",)))
        answer.send(("done", result))
    except HubError as error:
        answer.send(("told", str(error), error.problems, error.status))
    except (KeyboardInterrupt, BrokenPipeError):
        pass  # the first process was interrupted too and ends the others, or is gone
    except BaseException as error:
        answer.send(("bug", type(error).__name__, str(error), traceback.format_exc(), getattr(error, "__notes__", [])))


def _join(connections: list[Connection], step: Callable[[], None]) -> dict[str, Any]:
    answers: dict[Connection, tuple[Any, ...]] = {}
    open_ends = list(connections)
    while open_ends:
        for connection in wait(open_ends):
            assert isinstance(connection, Connection)
            try:
                message = connection.recv()
            except EOFError:
                message = ("gone",)
            if message[0] == "step":
                step()
                continue
            answers[connection] = message
            open_ends.remove(connection)
    joined: dict[str, Any] = {}
    for connection in connections:
        joined.update(_result(answers[connection]))
    return joined


def _result(message: tuple[Any, ...]) -> Mapping[str, Any]:
    kind, *rest = message
    if kind == "done":
        result: Mapping[str, Any] = rest[0]
        return result
    if kind == "told":
        raise HubError(rest[0], rest[1], rest[2])
    if kind == "bug":
        error = RuntimeError(f"{rest[0]}: {rest[1]}")
        for note in (*rest[3], rest[2]):
            error.add_note(note)
        raise error
    raise HubError("A process that made pages was ended by the system, perhaps for want of memory. Try --jobs 1.")
