"""What tests of the records share: small records, a writer that may be killed, readers that look for torn changes."""

from __future__ import annotations

import datetime as dt
import errno
import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hub.records import Change, Records, open_records
from hub.records.kinds import Account, Draft, Note, Upload

ROOT = Path(__file__).resolve().parents[2]
NOON = dt.datetime(2026, 11, 20, 12, 0, tzinfo=dt.UTC)


def draft(id: str = "d-1", **fields: object) -> Draft:
    """A draft with little in it."""
    whole = {"state": "draft", "authors": ("noor",), "created": NOON, "updated": NOON, "by": "noor", **fields}
    return Draft(id, **whole)


def account(id: str = "a-1", **fields: object) -> Account:
    """An account that may sign in."""
    whole = {"email": f"{id}@example.org", "name": "Noor Haddad", "role": "advocate", "created": NOON, **fields}
    return Account(id, **whole)


def upload(id: str, size: int) -> Upload:
    """A small record with a number in it."""
    return Upload(id, f"media/{id}.png", "", id, "noor", NOON, size, "image/png")


def put(records: Records, *things: object, action: str = "test.put", undoable: bool = True, words: str = "") -> None:
    """Keep things in one change."""
    with records.change(by="a-1", name="Noor", action=action, undoable=undoable, words=words) as change:
        for thing in things:
            change.put(thing)


def digest(data: bytes) -> str:
    """SHA-256 in hex, as `Change.file` expects it."""
    return hashlib.sha256(data).hexdigest()


def on_disk(data: Path) -> bytes:
    """Every byte that is kept under a folder, what is compressed unpacked."""
    found = []
    for path in sorted(data.rglob("*")):
        if path.is_file():
            raw = path.read_bytes()
            found.append(zlib.decompress(raw) if raw[:1] == b"x" and path.parent.parent.name == "former" else raw)
    return b"\n".join(found)


@contextmanager
def quick_folder() -> Iterator[Path]:
    """A folder in memory where the machine has one: for tests of order and locks, which gain nothing from a disk."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None) as name:
        yield Path(name)


# A change that touches everything at once, so that half of it can be told from all of it.


def whole_change(change: Change, number: int, hub: Path) -> None:
    """Write `number` into a note, a draft, a new upload and a content file."""
    before = change.get(Note, "count")
    change.put(Note("count", {"n": number}))
    change.put(draft(body=f"body {number} " * 200))
    change.put(upload(f"u-{number}", number))
    path = hub / "content" / "posts" / "count.md"
    expected = digest(path.read_bytes()) if before else None
    change.file("content/posts/count.md", f"{number}\n".encode(), expected=expected)


def whole_number(records: Records, hub: Path) -> int:
    """The number that all of it says; fails where two parts differ. Only when nobody is changing anything."""
    note, one = records.get(Note, "count"), records.get(Draft, "d-1")
    number = note.value["n"] if note else 0
    path = hub / "content" / "posts" / "count.md"
    assert (one.body if one else "") == (f"body {number} " * 200 if number else "")
    assert sorted(u.size for u in records.all(Upload)) == list(range(1, number + 1))
    assert (path.read_text() if path.exists() else "") == (f"{number}\n" if number else "")
    entries = [e for e in records.log(limit=number + 10) if e.action == "test.whole"]
    assert [e.subject for e in entries] == [f"number:{n}" for n in range(number, 0, -1)]
    troubles = [str(trouble) for trouble in records.troubles()]
    assert troubles == [], troubles
    return number


_WRITER = """
import sys, pathlib
from hub.records import open_records
from hub.records.kinds import Note
from tests.records.support import whole_change
hub = pathlib.Path(sys.argv[1])
records = open_records(hub / "data")
note = records.get(Note, "count")
number = note.value["n"] if note else 0
print("ready", flush=True)
while True:
    number += 1
    with records.change(by="w", name="Writer", action="test.whole", subject=f"number:{number}") as change:
        whole_change(change, number, hub)
    print(number, flush=True)
"""


def kill_writers(hub: Path, kills: int, seed: int = 1) -> int:
    """Kill a writing process `kills` times at random moments; after each, every acknowledged change must be there.

    Gives the number of changes made in all.
    """
    chance = random.Random(seed)
    acknowledged = 0
    for _kill in range(kills):
        with subprocess.Popen(
            [sys.executable, "-c", _WRITER, str(hub)], cwd=ROOT, stdout=subprocess.PIPE, text=True
        ) as writer:
            assert writer.stdout
            assert writer.stdout.readline() == "ready\n"
            # Some changes are waited for, so that a slow machine does not kill a writer that has done nothing yet.
            told = [int(writer.stdout.readline()) for _change in range(chance.randrange(3))]
            time.sleep(chance.uniform(0, 0.02))
            writer.send_signal(signal.SIGKILL)
            told += [int(line) for line in writer.stdout.read().split("\n")[:-1]]
        acknowledged = max(told, default=acknowledged)
        found = whole_number(open_records(hub / "data"), hub)
        assert acknowledged <= found <= acknowledged + 1
        acknowledged = found
    return acknowledged


_TOGETHER = """
import sys, pathlib, threading
from hub.records import open_records
from hub.records.kinds import Note
from tests.records.support import upload
hub, process, threads, changes = pathlib.Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
records = open_records(hub / "data", wait=300)
def work(thread):
    for n in range(changes):
        id = f"u-{process}-{thread}-{n}"
        with records.change(by=id, name="Writer", action="test.together", subject=f"upload:{id}") as change:
            count = change.get(Note, "count")
            before = count.value["n"] if count else 0
            change.put(Note("count", {"n": before + 1}), expected=count.version if count else 0)
            change.put(upload(id, before + 1), expected=0)
workers = [threading.Thread(target=work, args=(t,)) for t in range(threads)]
[w.start() for w in workers]
[w.join() for w in workers]
"""


def change_together(hub: Path, processes: int, threads: int, changes: int) -> None:
    """Many processes of many threads count up one note; none of their changes may be lost or doubled."""
    total = processes * threads * changes
    command = [sys.executable, "-c", _TOGETHER, str(hub)]
    workers = [
        subprocess.Popen([*command, str(n), str(threads), str(changes)], cwd=ROOT, stderr=subprocess.PIPE, text=True)
        for n in range(processes)
    ]
    records = open_records(hub / "data")
    while any(w.poll() is None for w in workers):
        # A reader on the side: a count and its upload belong to one change, so it sees both or neither.
        uploads = records.all(Upload)
        assert sorted(u.size for u in uploads) == list(range(1, len(uploads) + 1))
        time.sleep(0.02)
    assert [w.communicate()[1] for w in workers] == [""] * processes
    records = open_records(hub / "data")
    count = records.get(Note, "count")
    assert count and count.value == {"n": total}
    assert count.version == total
    assert sorted(u.size for u in records.all(Upload)) == list(range(1, total + 1))
    entries = Counter(e.subject for e in records.log(limit=total + 1))
    assert len(entries) == total
    assert set(entries.values()) == {1}
    assert records.generation == total
    assert records.troubles() == ()


class FailingSystem:
    """The operating system as `hub.records.disk` sees it: from some step on it refuses, once or for good."""

    def __init__(self, fail_at: int, forever: bool) -> None:
        self.step = -1
        self._fail_at = fail_at
        self._forever = forever
        self._guard = threading.Lock()

    def __getattr__(self, name: str) -> Any:
        real = getattr(os, name)
        if name not in ("open", "write", "fsync", "replace", "unlink", "ftruncate"):
            return real

        def tried(*args: Any, **kwargs: Any) -> Any:
            with self._guard:
                self.step += 1
                if self.failing:
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            if name == "write":  # a disk may take less than it is given
                return real(args[0], bytes(args[1])[: max(1, len(args[1]) // 2)])
            return real(*args, **kwargs)

        return tried

    @property
    def reached(self) -> bool:
        """Whether it ever came to refusing."""
        return self.step >= self._fail_at

    @property
    def failing(self) -> bool:
        """Whether it refuses now."""
        return self.step >= self._fail_at if self._forever else self.step == self._fail_at


def files_of(data: Path, name: str) -> list[Path]:
    """The files that hold a collection."""
    found = sorted((data / "records").glob(f"{name}*.json"))
    assert found
    return found


def edit_by_hand(path: Path, old: str, new: str) -> None:
    """Change a file as a person with an editor does: another file under the same name."""
    text = path.read_text()
    assert old in text
    draft_path = path.with_name("edited~")
    draft_path.write_text(text.replace(old, new))
    os.replace(draft_path, path)


def tables(path: Path) -> dict[str, dict[str, object]]:
    """A file of records, read by nobody's code but Python's."""
    found: dict[str, dict[str, object]] = json.loads(path.read_text())
    return found
