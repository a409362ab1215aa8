"""What a host needs on this machine and has not: told before anybody sends, without asking the host anything."""

from __future__ import annotations

import importlib.util
import os
import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from hub.hosts.secrets import secret, secret_file, variable
from hub.hosts.ssh import KEY, KNOWN
from hub.model import Host

_PROGRAMS = {
    "rsync": (("rsync", "rsync"), ("ssh", "openssh-client")),
    "sftp": (("sftp", "openssh-client"), ("ssh", "openssh-client")),
    "git": (("git", "git"),),
}
_EVERYBODYS = Path("/etc/ssh/ssh_known_hosts")


@dataclass(frozen=True, slots=True)
class Want:
    """Something that is missing, and what to do. Without it nothing can be sent, unless it `may` do without."""

    what: str
    cure: str
    may: bool = False


def wants(root: Path, host: Host) -> Iterator[Want]:
    """Everything a host needs that is not there: programs, an extra, secrets, keys, known hosts.

    Raises HubError for a secret that cannot be read."""
    ssh = host.kind in ("rsync", "sftp") or _over_ssh(host)
    programs = dict(_PROGRAMS.get(host.kind, ()))
    if ssh:
        programs["ssh"] = "openssh-client"
    for name, package in programs.items():
        if shutil.which(name) is None:
            yield Want(f"`{name}` is not on this machine", f"install it (on Debian: apt-get install {package})")
    if ssh:
        yield from _of_ssh(root, host)
    if host.kind == "s3":
        if importlib.util.find_spec("botocore") is None:
            yield Want("what speaks to S3 is not installed", "pip install 'laurel-hub[s3]'")
        for what in ("access-key", "secret-key"):
            if not secret(root, host, what):
                yield Want(f"its {what.replace('-', ' ')} is not set", _where(root, host, what))
    if host.kind == "git" and host.text("repository").startswith("https://") and not secret(root, host, "token"):
        yield Want(
            "its token is not set, and hardly any repository can be written without", _where(root, host, "token"), True
        )


def _where(root: Path, host: Host, what: str) -> str:
    return f"set the variable {variable(host, what)}, or write it into {secret_file(root, host, what)}"


def _over_ssh(host: Host) -> bool:
    """Whether a git repository is reached over ssh: `ssh://…`, or `git@server:path`."""
    given = host.text("repository")
    short = "://" not in given and ":" in given and "/" not in given.partition(":")[0]
    return host.kind == "git" and (given.startswith(("ssh://", "git+ssh://")) or short)


def _of_ssh(root: Path, host: Host) -> Iterator[Want]:
    key = _named(root, host, "key", KEY)
    if not key.is_file() and host.text("key"):
        yield Want(f"`key` names {key}, which is not there", "put the key there, or name another")
    elif key.is_file() and key.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        yield Want(f"others may read the key {key}, so ssh will not use it", f"chmod 600 {key}")
    known = _named(root, host, "known_hosts", KNOWN)
    if known.is_file():
        return
    cure = f"put the server's key there, as docs/hosts.md tells: ssh-keyscan, into {known}"
    if host.text("known_hosts"):
        yield Want(f"`known_hosts` names {known}, which is not there", cure)
    elif not _EVERYBODYS.is_file() and not Path("~/.ssh/known_hosts").expanduser().is_file():
        yield Want("its server is not known here, so nothing would be told to it", cure)


def _named(root: Path, host: Host, option: str, name: str) -> Path:
    """The file an option names, else the one in `data/hosts/NAME/`."""
    given = host.text(option)
    return Path(os.path.abspath(root / Path(given).expanduser())) if given else secret_file(root, host, name)
