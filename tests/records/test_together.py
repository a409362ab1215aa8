"""Many at once: threads, processes, readers beside writers, and somebody who holds the lock too long."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from hub.records import Busy, Records, open_records
from hub.records.kinds import Draft, Note
from tests.records.support import ROOT, change_together, draft, put


def test_four_processes_of_four_threads_lose_and_double_nothing(quick_hub: Path) -> None:
    change_together(quick_hub, processes=4, threads=4, changes=100)


def test_readers_never_wait_for_a_change_nor_see_half_of_one(records: Records, hub: Path) -> None:
    other = open_records(hub / "data")
    put(records, draft(title="0"), Note("n", {"n": 0}))
    with records.change(by="a", name="A", action="x") as change:
        change.put(draft(title="1"))
        for one in (records, other, open_records(hub / "data")):
            found = one.get(Draft, "d-1")
            assert found and found.title == "0"
        change.put(Note("n", {"n": 1}))
    found = other.get(Draft, "d-1")
    assert found and found.title == "1"


def test_a_reader_beside_a_writer_sees_steps_only_forward(records: Records, hub: Path) -> None:
    put(records, draft(title="0"), Note("n", {"n": 0}))
    reader = open_records(hub / "data")
    done = threading.Event()

    def write() -> None:
        for n in range(1, 60):
            put(records, draft(title=str(n)), Note("n", {"n": n}))
        done.set()

    writer = threading.Thread(target=write)
    writer.start()
    seen = []
    while not done.is_set():
        one, note = reader.get(Draft, "d-1"), reader.get(Note, "n")
        assert one and note
        seen += [int(one.title), note.value["n"]]
    writer.join()
    assert seen == sorted(seen)
    assert len(set(seen)) > 2


def test_who_waits_too_long_is_told_who_is_at_it(records: Records, hub: Path) -> None:
    other = open_records(hub / "data", wait=0.1)
    put(records, draft(title="before"))
    with records.still(name="Sam Okafor", doing="backup"):
        with pytest.raises(Busy, match=r"Sam Okafor.*backup") as caught, other.change(by="b", name="B", action="x"):
            raise AssertionError("two at once")
        assert caught.value.status == 3
        assert other.get(Draft, "d-1") is not None
    put(other, draft(title="after"))


def test_who_waits_is_let_in_when_the_other_is_done(records: Records, hub: Path) -> None:
    other = open_records(hub / "data")
    order: list[str] = []

    def wait() -> None:
        with other.change(by="b", name="B", action="x") as change:
            order.append("second")
            change.put(draft(title="second"))

    with records.change(by="a", name="A", action="x") as change:
        waiting = threading.Thread(target=wait)
        waiting.start()
        time.sleep(0.1)
        order.append("first")
        change.put(draft(title="first"))
    waiting.join()
    assert order == ["first", "second"]
    found = records.get(Draft, "d-1")
    assert found and (found.title, found.version) == ("second", 2)


_KILLED = """
import os, signal, sys, pathlib
from hub.records import open_records
records = open_records(pathlib.Path(sys.argv[1]))
with records.still(name="Gone", doing="x"):
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_the_lock_of_a_killed_process_is_free(records: Records, hub: Path) -> None:
    assert subprocess.run([sys.executable, "-c", _KILLED, str(hub / "data")], cwd=ROOT, check=False).returncode == -9
    put(open_records(hub / "data", wait=0.1), draft())


def test_a_wait_given_up_keeps_nobody_out_afterwards(records: Records, hub: Path) -> None:
    impatient = open_records(hub / "data", wait=0.05)
    for _ in range(5):
        with (
            records.still(name="A", doing="x"),
            pytest.raises(Busy),
            impatient.change(by="b", name="B", action="x"),
        ):
            raise AssertionError("two at once")
        put(open_records(hub / "data", wait=5), draft())
