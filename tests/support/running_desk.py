"""The desk as a person starts it: `laurel admin` in a process of its own, on a free port of this machine."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0
"""Seconds a slow machine may take to start the desk."""


def free_port() -> int:
    """A port of 127.0.0.1 that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class RunningDesk:
    """A desk that answers at `address`; `said` is what it has printed so far."""

    hub: Path
    address: str
    process: subprocess.Popen[str]
    said: list[str] = field(default_factory=list)

    @property
    def owner_link(self) -> str:
        """The one-time link that the first start prints."""
        self.read_until("/enter/")
        found = re.search(rf"{re.escape(self.address)}\S+", "\n".join(line for line in self.said if "/enter/" in line))
        assert found, f"no owner's link in: {self.said}"
        return found[0]

    def listen(self) -> None:
        """Gather what it prints, for as long as it runs."""
        assert self.process.stdout
        for line in self.process.stdout:
            self.said.append(line.rstrip())

    def read_until(self, words: str) -> None:
        """Wait until it has printed `words`; fails with everything said when they never come."""
        end = time.monotonic() + PATIENCE
        while not any(words in line for line in self.said):
            assert time.monotonic() < end and self.process.poll() is None, f"{words!r} never came: {self.said}"
            time.sleep(0.02)


@contextmanager
def running_desk(hub: Path, environment: Mapping[str, str] | None = None) -> Iterator[RunningDesk]:
    """Start the desk of `hub` and stop it, by its own process id, at the end."""
    port = free_port()
    command = [sys.executable, "-u", "-m", "hub", "admin", "--hub", str(hub), "--port", str(port)]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1", **(environment or {})}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=env)
    desk = RunningDesk(hub, f"http://127.0.0.1:{port}/", process)
    threading.Thread(target=desk.listen, daemon=True).start()
    try:
        desk.read_until(f"http://127.0.0.1:{port}/")
        wait_for_answer(port)
        yield desk
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_for_answer(port: int) -> None:
    """Return when something listens at the port."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with socket.socket() as probe:
            probe.settimeout(1)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError(f"nothing answers at port {port}")
