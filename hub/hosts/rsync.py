"""A server reached with rsync over ssh: only what changed of each file travels, in passes that keep the order."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from hub.hosts.files import Done
from hub.hosts.ledger import FOLDER
from hub.hosts.release import Sendable
from hub.hosts.running import Ran, program, run
from hub.hosts.ssh import open_ssh, ssh_trouble
from hub.hosts.staging import Staging
from hub.hosts.trouble import HostTrouble, wrong_setup
from hub.model import Host

_ALLOWED = (
    "--bwlimit=",
    "--checksum-choice=",
    "--chmod=",
    "--chown=",
    "--compress",
    "--compress-level=",
    "--contimeout=",
    "--fsync",
    "--fuzzy",
    "--groupmap=",
    "--ipv4",
    "--ipv6",
    "--old-args",
    "--timeout=",
    "--usermap=",
    "--whole-file",
    "-4",
    "-6",
    "-z",
)
"""What `options` may hold: nothing that runs a command, reads a file or removes one."""
_USUAL = ("--copy-links", "--perms", "--chmod=D755,F644", "--ignore-times", "--omit-dir-times", "--from0")
_PARTLY = 23
"""rsync's status when some files could not be had."""


class RsyncStore:
    """Files below a folder of a server. See `Store`."""

    def __init__(self, root: Path, host: Host, cache: Path) -> None:
        self._host = host
        self._rsync = program("rsync", "rsync")
        for option in host.words("options"):
            if not any(option == known or (known.endswith("=") and option.startswith(known)) for known in _ALLOWED):
                raise wrong_setup(
                    f"`options` of the host {host.name} holds {option!r}, which may not stand there. "
                    f"Allowed are {', '.join(_ALLOWED)}."
                )
        self._ssh = open_ssh(root, host, cache)
        self._staging = Staging(cache / "rsync")
        server = f"[{self._ssh.server}]" if ":" in self._ssh.server else self._ssh.server
        self._target = f"{server}:{host.text('path').rstrip('/')}/"
        prefix = host.text("prefix").strip("/")
        self._prefix = f"{prefix}/" if prefix else ""  # part of the names sent, so that rsync makes its folders

    def read(self, path: str) -> bytes | None:
        """See `Keeper`."""
        self._staging.clear()
        place = self._staging.folder / "read"
        ran = self._run([self._target + self._prefix + path, str(place)])
        if ran.status == 0:
            return place.read_bytes()
        if ran.status == _PARTLY and "No such file or directory" in ran.complaint:
            return None
        raise self._trouble(ran)

    def write(self, path: str, data: bytes) -> None:
        """See `Keeper`."""
        self._staging.note(self._prefix + path, data)
        self._send([path], ())

    def forget(self, path: str) -> None:
        """See `Keeper`."""
        with suppress(HostTrouble):
            self.remove([path], (), lambda _path: None)

    def put(self, release: Sendable, paths: Sequence[str], new_folders: Sequence[str], done: Done) -> None:
        """See `Store`."""
        self._staging.lay(release, paths, self._prefix)
        self._send(paths, (f"--temp-dir={self._prefix}{FOLDER}",))
        for path in paths:
            done(path)

    def remove(self, paths: Sequence[str], empty: Sequence[str], done: Done) -> None:
        """See `Store`."""
        self._delete(paths)
        for path in paths:
            done(path)
        for depth in sorted({folder.count("/") for folder in empty}, reverse=True):
            self._delete([folder for folder in empty if folder.count("/") == depth])

    def close(self) -> None:
        """See `Store`."""
        self._staging.clear()
        self._ssh.close()

    def _send(self, paths: Sequence[str], more: Sequence[str]) -> None:
        words = [*_USUAL, *self._host.words("options"), *more, "--files-from=-", f"{self._staging.folder}/"]
        ran = self._run([*words, self._target], paths)
        if ran.status != 0:
            raise self._trouble(ran)

    def _delete(self, paths: Sequence[str]) -> None:
        """Take away files, or folders of which none lies in another; one that holds something rsync passes over."""
        self._staging.above([self._prefix + path for path in paths])
        words = ["--dirs", "--delete-missing-args", "--from0", "--files-from=-", f"{self._staging.folder}/"]
        ran = self._run([*words, self._target], paths)
        if ran.status not in (0, _PARTLY):
            raise self._trouble(ran)

    def _run(self, words: Sequence[str], paths: Sequence[str] = ()) -> Ran:
        shell = " ".join(map(_quoted, self._ssh.command()))
        feed = b"".join(f"{self._prefix}{path}\0".encode() for path in paths)
        return run([self._rsync, "-s", "-e", shell, *words], feed=feed, more=self._ssh.more)

    def _trouble(self, ran: Ran) -> HostTrouble:
        return ssh_trouble(ran, self._host)


def _quoted(word: str) -> str:
    """A word of the ssh command as rsync takes it apart again: no shell reads it."""
    return "'" + word.replace("'", "''") + "'" if not word.isalnum() else word
