"""Reaching a server over ssh: whose key, which known hosts; a server that is not known is never believed."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from hub.hosts.running import Ran, program, run
from hub.hosts.secrets import secret, secret_file, variable
from hub.hosts.trouble import HostTrouble, wrong_setup
from hub.model import Host

KEY = "ssh-key"
KNOWN = "known-hosts"
PASSWORD = "password"
_ASK = "LAUREL_ASKED"
_MEETING = "laurel-ssh-"
_LINGER = 20
"""Seconds after which a shared connection ends by itself, when the send that made it was killed."""


@dataclass(frozen=True)
class Ssh:
    """How to reach a server: `options` of ssh, and variables its programs need."""

    server: str
    options: tuple[str, ...]
    more: Mapping[str, str] = field(repr=False)
    meeting: str
    """A folder where one connection is shared by all programs of a send."""

    def command(self) -> tuple[str, ...]:
        """The ssh command, for programs that call it themselves."""
        return (program("ssh", "openssh-client"), *self.options)

    def close(self) -> None:
        """End the shared connection."""
        if os.path.exists(os.path.join(self.meeting, "s")):
            run([*self.command(), "-O", "exit", self.server or "any"], more=self.more)
        shutil.rmtree(self.meeting, ignore_errors=True)


def open_ssh(root: Path, host: Host, cache: Path) -> Ssh:
    """How to reach the server of a host. `cache` is a folder of this machine for what the programs need.

    The key is the option `key`, else `data/hosts/NAME/ssh-key`, else what ssh itself finds (an agent, ~/.ssh). Its
    passphrase, or the account's password, is the secret `password`. Raises HubError (status 2) for a missing key.
    """
    options = ["-o", "StrictHostKeyChecking=yes", "-o", "ConnectTimeout=20", "-o", "ServerAliveInterval=15"]
    key = _file(root, host, "key", KEY)
    if key is not None:
        _only_mine(key)
        options += ["-i", str(key), "-o", "IdentitiesOnly=yes"]
    known = _file(root, host, "known_hosts", KNOWN)
    if known is not None:
        options += ["-o", f"UserKnownHostsFile={_quoted(str(known))}", "-o", "GlobalKnownHostsFile=/dev/null"]
    password = secret(root, host, PASSWORD)
    more: dict[str, str] = {}
    if password:
        more = {"SSH_ASKPASS": str(_asker(cache)), "SSH_ASKPASS_REQUIRE": "force", _ASK: password}
        options += ["-o", "BatchMode=no", "-o", "NumberOfPasswordPrompts=1"]
    else:
        options += ["-o", "BatchMode=yes"]
    port = host.number("port", 0)
    if port:
        options += ["-o", f"Port={port}"]
    if host.text("user"):
        options += ["-o", f"User={host.text('user')}"]
    meeting = _meeting(cache)
    options += ["-o", "ControlMaster=auto", "-o", f"ControlPath={meeting}/s", "-o", f"ControlPersist={_LINGER}"]
    return Ssh(host.text("server"), tuple(options), more, meeting)


def _meeting(cache: Path) -> str:
    """A folder for the shared connection's socket, with a path that is short enough for one; what a killed send left
    goes. Only one send at a time has the cache."""
    note = cache / "meeting"
    with suppress(OSError):
        old = note.read_text(encoding="utf-8")
        if os.path.dirname(old) == tempfile.gettempdir() and os.path.basename(old).startswith(_MEETING):
            shutil.rmtree(old, ignore_errors=True)
    made = tempfile.mkdtemp(prefix=_MEETING)
    cache.mkdir(parents=True, exist_ok=True)
    note.write_text(made, encoding="utf-8")
    return made


def ssh_trouble(ran: Ran, host: Host) -> HostTrouble:
    """Why the server could not be reached or would not do it, as a person can mend it."""
    words, server = ran.complaint, host.text("server") or host.text("repository")
    if "Host key verification failed" in words or "host key is known" in words:
        changed = "REMOTE HOST IDENTIFICATION HAS CHANGED" in words
        what = "shows another key than it had before" if changed else "is not among the known hosts"
        return HostTrouble(
            f"{server} {what}, so nothing was told to it. Ask whoever runs it for its key, and put that into the file "
            f"`known_hosts` names, or data/hosts/{host.name}/{KNOWN}"
        )
    if "Permission denied (" in words or "Too many authentication failures" in words:
        return HostTrouble(
            f"{server} did not accept the key. Put the right one into data/hosts/{host.name}/{KEY}, or name it with "
            f"`key`; a passphrase or password goes into {variable(host, PASSWORD)}"
        )
    if "ssh: " in words:
        line = next(line for line in words.splitlines() if "ssh: " in line)
        return HostTrouble(f"{server} did not answer ({line.strip()})")
    return HostTrouble(f"{server}: {ran.last_words()}")


def _file(root: Path, host: Host, option: str, name: str) -> Path | None:
    given = host.text(option)
    if given:
        place = Path(os.path.abspath(root / Path(given).expanduser()))
        if not place.is_file():
            raise wrong_setup(f"`{option}` of the host {host.name} names {place}, which is not there.")
        return place
    place = secret_file(root, host, name)
    return place if place.is_file() else None


def _only_mine(key: Path) -> None:
    """ssh passes over a key that others may read, and says so where nobody looks; this says it at once."""
    if key.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise wrong_setup(
            f"Others on this machine may read the key {key}, so ssh will not use it. Run: chmod 600 {key}"
        )


def _asker(cache: Path) -> Path:
    """A program that answers ssh's question from a variable: the secret itself stands in no file and no command."""
    place = cache / "answer"
    cache.mkdir(parents=True, exist_ok=True)
    place.write_text(f'#!/bin/sh\nprintf "%s\\n" "${_ASK}"\n', encoding="ascii")
    place.chmod(0o700)
    return place


def _quoted(path: str) -> str:
    """A path as ssh reads it in an option: blanks inside quotes, its own signs doubled."""
    return '"' + path.replace("%", "%%").replace('"', '\\"') + '"'
