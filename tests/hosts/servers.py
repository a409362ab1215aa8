"""Real servers on free ports of 127.0.0.1, stopped by their own process id."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.running_desk import free_port

_PATIENCE = 30.0


def need(*programs: str) -> None:
    """Skip a test where a program is missing; on CI that is a failure, since `make test` installs it."""
    for name in programs:
        if shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/lib/openssh") is None:
            message = f"no `{name}` on this machine: `make test` installs it, as root on Debian"
            if os.environ.get("CI") == "true":
                pytest.fail(message)
            pytest.skip(message)


@dataclass(frozen=True)
class Sshd:
    """An ssh server for one account. Files of the client's side: `key`, `other_key` (not let in), `locked_key` (let in,
    with the passphrase `open sesame`), and `known`, which holds the server's own key."""

    port: int
    user: str
    key: Path
    other_key: Path
    locked_key: Path
    known: Path
    log: Path


@contextmanager
def running_sshd(folder: Path) -> Iterator[Sshd]:
    """An sshd of the test's own: its own configuration, host key and known accounts."""
    need("sshd", "ssh-keygen", "sftp", "ssh")
    sshd = shutil.which("sshd", path="/usr/sbin:/usr/local/sbin:/usr/bin")
    assert sshd is not None
    folder.mkdir(parents=True)
    folder.chmod(0o700)
    for name, word in {"host": "", "key": "", "other": "", "locked": "open sesame"}.items():
        made = ["ssh-keygen", "-q", "-t", "ed25519", "-N", word, "-C", name, "-f", str(folder / name)]
        subprocess.run(made, check=True)
    allowed = [(folder / f"{name}.pub").read_text() for name in ("key", "locked")]
    (folder / "authorized").write_text("".join(allowed))
    if os.getuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)
    port = free_port()
    (folder / "config").write_text(
        f"Port {port}\nListenAddress 127.0.0.1\nHostKey {folder}/host\nAuthorizedKeysFile {folder}/authorized\n"
        f"PidFile {folder}/pid\nStrictModes no\nUsePAM no\nPasswordAuthentication no\nPermitRootLogin yes\n"
        "KbdInteractiveAuthentication no\nSubsystem sftp internal-sftp\nMaxStartups 100\nLogLevel VERBOSE\n"
        "SetEnv SHLVL=3\n"  # bash then reads nobody's .bashrc
    )
    host_key = (folder / "host.pub").read_text().split()
    (folder / "known").write_text(f"[127.0.0.1]:{port} {host_key[0]} {host_key[1]}\n")
    log = folder / "log"
    words = [sshd, "-D", "-e", "-f", str(folder / "config")]
    with log.open("wb") as said, subprocess.Popen(words, stderr=said, stdin=subprocess.DEVNULL) as process:
        try:
            _wait_for(port, process, log)
            user = subprocess.run(["id", "-un"], capture_output=True, text=True, check=True).stdout.strip()
            yield Sshd(port, user, folder / "key", folder / "other", folder / "locked", folder / "known", log)
        finally:
            process.terminate()


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        assert process.poll() is None, log.read_text()
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError(f"sshd did not start: {log.read_text()}")
