"""Running the programs that hosts are reached with (git, rsync, sftp): never through a shell, never asking anybody."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from hub.hosts.trouble import wrong_setup

_MOST = 4_000
"""Characters kept of what a program complains about."""


@dataclass(frozen=True)
class Ran:
    """How a program ended: its exit status, its output, and its complaints (the last few thousand characters)."""

    status: int
    out: bytes
    complaint: str

    def last_words(self) -> str:
        """The complaint in one line, without the ends that say nothing."""
        lines = [line.strip() for line in self.complaint.splitlines() if line.strip()]
        told = [line for line in lines if not line.startswith(("rsync error:", "hint:", "sftp> ", "Connect"))]
        return "; ".join((told or lines)[-3:])[:600] or f"it ended with status {self.status}"


def program(name: str, package: str) -> str:
    """The path of a program. Raises HubError (status 2) when this machine does not have it."""
    found = shutil.which(name)
    if found is None:
        raise wrong_setup(f"`{name}` is not on this machine. Install it (on Debian: apt-get install {package}).")
    return found


def run(
    words: Sequence[str],
    *,
    feed: bytes = b"",
    more: Mapping[str, str] | None = None,
    each: Callable[[str], None] | None = None,
) -> Ran:
    """Run a program with `feed` as its input and `more` variables; `each` hears every line of its output.

    What it says is asked for in English, so that it can be understood here.
    """
    environment = {**os.environ, "LC_ALL": "C.UTF-8", **(more or {})}
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as said:
        given.write(feed)
        given.seek(0)
        with subprocess.Popen(
            list(words),
            stdin=given,
            stdout=subprocess.PIPE,
            stderr=said,
            env=environment,
            start_new_session=True,
            close_fds=False,  # the lock of a send goes along: it is held until the last of its programs has ended
        ) as process:
            assert process.stdout is not None
            try:
                if each is None:
                    out = process.stdout.read()
                else:
                    out = b""
                    for line in process.stdout:
                        each(line.decode("utf-8", "surrogateescape").rstrip("\n"))
            except BaseException:
                process.kill()
                raise
        said.seek(0, os.SEEK_END)
        said.seek(max(0, said.tell() - _MOST))
        return Ran(process.returncode, out, said.read().decode("utf-8", "replace"))
