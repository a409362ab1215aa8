"""Builds in a process of their own that are killed, or refused by the disk, at a step that is counted."""

from __future__ import annotations

import errno
import hashlib
import multiprocessing
import os
import re
import signal
import sqlite3
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

from hub.cli import main
from tests.web.whole import NOW, picture

Shas = Mapping[str, str]
_STEPS = frozenset({"os.rename", "os.link", "os.remove", "os.rmdir", "os.mkdir", "os.chmod", "os.utime", "os.truncate"})
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
COUNT = "count"
KILL = "kill"
FULL = "full"
BROKEN = "broken"
"""What happens at a step: nothing, a SIGKILL, a disk that is full from then on, a single error of the disk."""


class Steps:
    """Counts every step of this process that changes the disk below `root`; at step `at` happens `what`."""

    def __init__(self, root: Path, at: int, what: str) -> None:
        self._root, self._at, self._what = f"{root}/", at, what
        self.count = 0

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        """As an audit hook."""
        if event == "open":
            path, _mode, flags = arguments
            if not flags & _WRITING:
                return
        elif event in _STEPS:
            path = arguments[1] if event == "os.link" else arguments[0]
        else:
            return
        if isinstance(path, str | bytes | os.PathLike) and os.fsdecode(path).startswith(self._root):
            self.step(os.fsdecode(path))

    def step(self, path: str) -> None:
        """Count one; raises OSError when it is its turn."""
        self.count += 1
        if self.count == self._at and self._what == KILL:
            os.kill(os.getpid(), signal.SIGKILL)
        if self.count == self._at and self._what == BROKEN:
            raise OSError(errno.EIO, os.strerror(errno.EIO), path)
        if self.count >= self._at and self._what == FULL:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), path)


def _counted(steps: Steps) -> type[sqlite3.Connection]:
    """Databases whose every transaction is a step before it ends, and another after that."""

    class Counted(sqlite3.Connection):
        def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
            ends = sql == "COMMIT"
            if ends:
                self._step()
            cursor = super().execute(sql, *values)
            if ends:
                self._step()
            return cursor

        def _step(self) -> None:
            try:
                steps.step("a database")
            except OSError as error:
                raise sqlite3.OperationalError("disk I/O error") from error

    return Counted


def in_a_process(work: Callable[..., Any], *arguments: Any) -> Any:
    """Begin `work` in a process of its own."""
    process = multiprocessing.get_context("fork").Process(target=work, args=arguments)
    process.start()
    return process


def build_command(hub: Path, told: Path, prepare: Callable[[], None] = lambda: None, jobs: int = 1) -> None:
    """`laurel build` in this process, which ends with its status; what it says goes into the file `told`."""
    sys.stdout = sys.stderr = told.open("w", buffering=1)
    prepare()
    main(["build", "--hub", str(hub), "--date", NOW.isoformat(), "--jobs", str(jobs)])


def build_until(hub: Path, told: Path, at: int, what: str, counted: Path | None = None, jobs: int = 1) -> None:
    """The same, until something happens at a step; how many there were goes into `counted`."""
    steps = Steps(hub, at, what)

    def prepare() -> None:
        real, counting = sqlite3.connect, _counted(steps)
        sqlite3.connect = lambda *a, **named: real(*a, **{"factory": counting, **named})
        sys.addaudithook(steps)

    try:
        build_command(hub, told, prepare, jobs)
    finally:
        if counted is not None:
            steps._at = sys.maxsize
            counted.write_text(str(steps.count))


def steps_of(hub: Path, folder: Path) -> int:
    """How many steps a build takes, which is done."""
    process = in_a_process(build_until, hub, folder / "told", sys.maxsize, COUNT, folder / "count")
    process.join()
    assert process.exitcode == 0, (folder / "told").read_text()
    return int((folder / "count").read_text())


def edition(hub: Path, number: int) -> None:
    """Turn a copy of the small whole hub into its edition `number`, of two: things come, go and change."""
    content, other = hub / "content", number % 2
    post = content / "posts/frost.md"
    post.write_text(re.sub(r"title: Frost.*", f"title: Frost {other}", post.read_text()))
    for name, there in (("even", 0), ("odd", 1)):
        file = content / f"posts/{name}.md"
        if there == other:
            file.write_text(
                f"---\ntitle: The {name} one\nauthors: [bo]\ndate: 2026-02-03\ntags: [{name}]\n"
                f"aliases: [/old/{name}/]\n---\n\nWords.\n"
            )
        else:
            file.unlink(missing_ok=True)
    (content / "media/kit.csv").write_text("a,b\n" * (3 + other))
    (content / "media/cover.jpg").write_bytes(picture(1300 + 100 * other, 700))


def standing(public: Path) -> dict[str, str]:
    """The hash of every file there is."""
    return {
        path.relative_to(public).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(public.rglob("*"))
        if path.is_file()
    }


def neither_old_nor_new(public: Path, *editions: Shas) -> list[str]:
    """Files that are of none of some editions, and files of all of them that are missing."""
    there = standing(public)
    strange = [path for path, sha in there.items() if all(edition.get(path) != sha for edition in editions)]
    return [*strange, *(set.intersection(*map(set, editions)) - there.keys())]


class Reader:
    """Reads every file of `public/` all the while, each to its end, and notes what it saw."""

    def __init__(self, public: Path) -> None:
        self._public = public
        self._stop = threading.Event()
        self.seen: set[tuple[str, str]] = set()
        self._thread = threading.Thread(target=self._read, daemon=True)

    def __enter__(self) -> Reader:
        self._thread.start()
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _at: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join()

    def _read(self) -> None:
        while not self._stop.is_set():
            for folder, _folders, names in os.walk(self._public):
                for name in names:
                    if self._stop.wait(0.001):
                        return
                    self._look(Path(folder, name))

    def _look(self, file: Path) -> None:
        try:
            data = file.read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return
        self.seen.add((file.relative_to(self._public).as_posix(), hashlib.sha256(data).hexdigest()))

    def strange(self, *editions: Shas) -> set[tuple[str, str]]:
        """What was seen and is of no edition."""
        return self.seen - {(path, sha) for edition in editions for path, sha in edition.items()}
