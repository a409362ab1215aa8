"""What a process and all it starts use: time, processor seconds, memory. Read from the system itself (Linux)."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

PROC = Path("/proc")
TICKS = os.sysconf("SC_CLK_TCK")
EVERY = 0.05
"""Seconds between two looks at memory."""


@dataclass(frozen=True)
class Spent:
    """One command: wall seconds, and processor seconds of it and all it started and waited for."""

    wall: float
    cpu: float


class CommandFailed(Exception):
    """A measured command ended with something else than 0; the words are the end of what it said."""


def run(command: Sequence[str], folder: Path, environment: Mapping[str, str], log: Path) -> Spent:
    """Run one command to its end. Raises CommandFailed."""
    with log.open("wb") as out:
        begin = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, stdout=out, stderr=out, env=dict(environment))
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise CommandFailed(_last_words(command, process.returncode, log))
    return Spent(wall, usage.ru_utime + usage.ru_stime)


def peak_memory(command: Sequence[str], folder: Path, environment: Mapping[str, str], log: Path) -> float:
    """MB: the highest sum of the proportional memory of a command's processes, looked at twenty times a second.

    Proportional means that what several processes share is counted once. Raises CommandFailed.
    """
    found = 0.0
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=folder, stdout=out, stderr=out, env=dict(environment))
        done = threading.Event()

        def watch() -> None:
            nonlocal found
            while not done.wait(EVERY):
                found = max(found, sum(map(_proportional, family(process.pid))))

        watcher = threading.Thread(target=watch, name="memory")
        watcher.start()
        process.wait()
        done.set()
        watcher.join()
    if process.returncode:
        raise CommandFailed(_last_words(command, process.returncode, log))
    return found


def _last_words(command: Sequence[str], status: int, log: Path) -> str:
    return f"{' '.join(command)} ended with {status}:\n{log.read_text(errors='replace')[-1500:]}"


def family(pid: int) -> list[int]:
    """A process and everything below it that lives."""
    below: dict[int, list[int]] = {}
    for entry in os.listdir(PROC):
        if entry.isdecimal() and (fields := _stat(int(entry))):
            below.setdefault(int(fields[1]), []).append(int(entry))
    found, waiting = [], [pid]
    while waiting:
        found.append(waiting.pop())
        waiting += below.get(found[-1], [])
    return found


def family_cpu(pid: int) -> float:
    """Processor seconds so far of a process, of everything below it, and of what these have waited for."""
    return sum(sum(map(int, fields[11:15])) for one in family(pid) if (fields := _stat(one))) / TICKS


def _stat(pid: int) -> list[str]:
    """The fields of `/proc/PID/stat` after the name; none when the process is gone."""
    try:
        return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _proportional(pid: int) -> float:
    """MB; 0 when the process is gone."""
    try:
        for line in (PROC / str(pid) / "smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    except OSError:
        pass
    return 0.0


class Files:
    """What stands in a folder of output, by content: tells how many files changed since it last looked."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: dict[str, tuple[tuple[int, int, int], bytes]] = {}

    def changed(self) -> int:
        """Files that are new, gone, or hold something else than at the last look."""
        now: dict[str, tuple[tuple[int, int, int], bytes]] = {}
        count = 0
        for place, _, names in os.walk(self._folder):
            for name in names:
                path = os.path.join(place, name)
                facts = os.stat(path)
                stamp = (facts.st_mtime_ns, facts.st_size, facts.st_ino)
                known = self._known.get(path)
                if known and known[0] == stamp:
                    now[path] = known
                    continue
                with open(path, "rb") as handle:
                    now[path] = (stamp, blake2b(handle.read(), digest_size=16).digest())
                count += not known or known[1] != now[path][1]
        count += len(self._known.keys() - now.keys())
        self._known = now
        return count

    @property
    def total(self) -> int:
        """Files at the last look."""
        return len(self._known)

    @property
    def pages(self) -> int:
        """Of these, HTML pages."""
        return sum(path.endswith(".html") for path in self._known)
