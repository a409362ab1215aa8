"""A server reached with sftp over ssh: each file goes up under another name and gets its own in one stroke."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from hub.hosts.files import Done
from hub.hosts.ledger import FOLDER
from hub.hosts.release import Sendable
from hub.hosts.running import Ran, program, run
from hub.hosts.ssh import open_ssh, ssh_trouble
from hub.hosts.staging import Staging
from hub.hosts.trouble import HostTrouble
from hub.model import Host

_INCOMING = f"{FOLDER}/incoming"
_SAID = "sftp> rename "


class SftpStore:
    """Files below a folder of a server, with the system's `sftp`. See `Store`."""

    def __init__(self, root: Path, host: Host, cache: Path) -> None:
        self._host = host
        self._sftp = program("sftp", "openssh-client")
        self._ssh = open_ssh(root, host, cache)
        self._staging = Staging(cache / "sftp")
        parts = (host.text("path").rstrip("/"), host.text("prefix").strip("/"))
        self._folder = "/".join(part for part in parts if part)
        self._ready = False

    def read(self, path: str) -> bytes | None:
        """See `Keeper`."""
        self._staging.clear()
        place = self._staging.folder / "read"
        ran = self._run([f"@get {_quoted(self._at(path))} {_quoted(str(place))}"])
        if ran.status == 0:
            return place.read_bytes()
        if "not found" in ran.complaint or "No such file" in ran.complaint:
            return None
        raise ssh_trouble(ran, self._host)

    def write(self, path: str, data: bytes) -> None:
        """See `Keeper`."""
        self._settle(self._upload(path, self._staging.note(path, data)))

    def forget(self, path: str) -> None:
        """See `Keeper`."""
        with suppress(HostTrouble):
            self._settle([f"-@rm {_quoted(self._at(path))}"])

    def put(self, release: Sendable, paths: Sequence[str], new_folders: Sequence[str], done: Done) -> None:
        """See `Store`."""
        self._staging.lay(release, paths)
        commands = [f"-@mkdir {_quoted(self._at(folder))}" for folder in new_folders]
        for path in paths:
            commands += self._upload(path, self._staging.folder / path)
        waiting = iter(paths)
        self._settle(commands, _each(waiting, done))
        for path in waiting:
            done(path)

    def remove(self, paths: Sequence[str], empty: Sequence[str], done: Done) -> None:
        """See `Store`. What is there after all is told: a page that should be gone must not stay unnoticed."""
        ran = self._run([f"-@rm {_quoted(self._at(path))}" for path in paths])
        left = [line for line in ran.complaint.splitlines() if re.search("denied|[Ff]ailure", line)]
        if ran.status != 0:
            raise ssh_trouble(ran, self._host)
        if left:
            raise HostTrouble(f"{self._host.text('server')} would not remove every file: {left[0].strip()}")
        for path in paths:
            done(path)
        if empty:
            self._run([f"-@rmdir {_quoted(self._at(folder))}" for folder in empty])

    def close(self) -> None:
        """See `Store`."""
        self._staging.clear()
        self._ssh.close()

    def _upload(self, path: str, place: Path) -> list[str]:
        """Up under another name, readable by the web server, then named in one stroke."""
        aside = _quoted(self._at(_INCOMING))
        return [
            f"@put {_quoted(str(place))} {aside}",
            f"@chmod 644 {aside}",
            f"rename {aside} {_quoted(self._at(path))}",
        ]

    def _settle(self, commands: Sequence[str], each: Callable[[str], None] | None = None) -> None:
        if not self._ready:
            made = [f"-@mkdir {_quoted(folder)}" for folder in (*_above(self._folder), self._at(FOLDER)) if folder]
            commands = [*made, *commands]
        ran = self._run(commands, each)
        if ran.status != 0:
            raise ssh_trouble(ran, self._host)
        self._ready = True

    def _at(self, path: str) -> str:
        return f"{self._folder}/{path}" if self._folder else path

    def _run(self, commands: Sequence[str], each: Callable[[str], None] | None = None) -> Ran:
        server = f"[{self._ssh.server}]" if ":" in self._ssh.server else self._ssh.server
        words = [self._sftp, *self._ssh.options, "-b", "-", server]
        return run(words, feed="".join(f"{command}\n" for command in commands).encode(), more=self._ssh.more, each=each)


def _each(waiting: object, done: Done) -> Callable[[str], None]:
    """Hears what sftp says it does: a rename that begins means that the one before it is done."""
    begun = 0

    def hear(line: str) -> None:
        nonlocal begun
        if line.startswith(_SAID):
            begun += 1
            if begun > 1:
                done(next(waiting))  # type: ignore[call-overload]

    return hear


def _above(folder: str) -> list[str]:
    """A folder and those above it, the outermost first."""
    parts = folder.split("/")
    return ["/".join(parts[:depth]) for depth in range(1, len(parts) + 1)]


def _quoted(path: str) -> str:
    """A path as sftp reads it in a command: between quotes it takes no sign for a pattern."""
    return '"' + re.sub(r'(["\\])', r"\\\1", path) + '"'
