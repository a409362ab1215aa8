"""Sending a release to a host by its name: plan, send, confirm."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from hub.hosts.confirming import confirm
from hub.hosts.files import FileHost, Plug
from hub.hosts.folder import FolderStore, target_folder
from hub.hosts.release import Plan, Sendable, folder_release
from hub.hosts.trouble import UNREACHABLE, HostTrouble, Report, Step, silent, size_words, wrong_setup
from hub.model import Host, HubError, Settings

_BUSY = 3
_PATIENCE = 15.0
"""Seconds to wait for another send to the same host."""


class Unreached(HubError):
    """A host did not answer, or would not take something (status 4); `reason` says so without what to do."""

    def __init__(self, reason: str) -> None:
        cure = "Run it again when that is mended: it goes on from there, and doing so is safe."
        super().__init__(f"{reason} {cure}", status=UNREACHABLE)
        self.reason = reason


@dataclass(frozen=True)
class Sent:
    """What a send did: the host's name, the release's number, files uploaded and removed, bytes sent, and remarks in
    words about the hub as it is seen by readers now (empty when all is as it should be)."""

    host: str
    number: int
    uploads: int
    removals: int
    size: int
    remarks: tuple[str, ...] = ()


def sendable(root: Path) -> Sendable:
    """The hub as it stands in `public/`, every file read. Raises HubError when there is none."""
    return folder_release(root / "public")


def find_host(settings: Settings, name: str) -> Host:
    """The host of this name. Raises HubError (status 2) that names the nearest one."""
    for host in settings.hosts:
        if host.name == name:
            return host
    names = [host.name for host in settings.hosts]
    if not names:
        raise wrong_setup(f"There is no host {name!r}: hub.toml has no [hosts.NAME] yet. docs/hosts.md tells how.")
    close = get_close_matches(name, names, 1, 0.5)
    which = f"Did you mean {close[0]}?" if close else f"hub.toml has {', '.join(names)}."
    raise wrong_setup(f"There is no host {name!r}. {which}")


def planned(root: Path, settings: Settings, name: str, release: Sendable, *, again: bool = False) -> Plan:
    """What sending a release to a host would do. Raises what `send` raises; changes nothing."""
    host = find_host(settings, name)
    with _at_work(root, host) as plug:
        try:
            return plug.plan(release, again=again)
        except HostTrouble as trouble:
            raise _unreachable(host, trouble, None) from trouble


def send(
    root: Path,
    settings: Settings,
    name: str,
    release: Sendable,
    report: Report = silent,
    *,
    again: bool = False,
) -> Sent:
    """Make a host hold a release, sending what differs, and look whether readers get it. `again` sends every file,
    whatever is there.

    Raises HubError: status 4 when the host did not answer or would not take something, with how far it came; status
    2 for settings or secrets that cannot be used; status 3 when another send to it is under way.
    """
    host = find_host(settings, name)
    last: list[Step] = []

    def heard(step: Step) -> None:
        last[:] = [step]
        report(step)

    with _at_work(root, host) as plug:
        todo: Plan | None = None
        try:
            todo = plug.plan(release, again=again)
            plug.send(release, todo, heard)
        except HostTrouble as trouble:
            raise _unreachable(host, trouble, last[0] if last else None) from trouble
    remarks = confirm(settings, host, release, todo) if host.flag("confirm", default=True) else ()
    return Sent(name, release.number, len(todo.uploads), len(todo.removals), todo.size, remarks)


def plug_for(root: Path, host: Host, cache: Path) -> Plug:
    """What sends to a host of its kind. Raises HubError (status 2) when something it needs is not there."""
    prefix = host.text("prefix").strip("/")
    if host.kind == "rsync":
        from hub.hosts.rsync import RsyncStore

        return FileHost(RsyncStore(root, host, cache), cache)
    if host.kind == "sftp":
        from hub.hosts.sftp import SftpStore

        return FileHost(SftpStore(root, host, cache), cache)
    if host.kind == "s3":
        from hub.hosts.s3 import S3Store

        return FileHost(S3Store(root, host), cache)
    if host.kind == "git":
        from hub.hosts.git import GitBranch

        return GitBranch(root, host, cache)
    if host.kind == "zip":
        from hub.hosts.zipped import ZipFile

        return ZipFile(Path(os.path.abspath(root / Path(host.text("path")).expanduser())), prefix)
    folder = target_folder(root, host.name, host.text("path")) / prefix
    if host.flag("switch"):
        from hub.hosts.switching import SwitchedFolder

        return SwitchedFolder(folder, host.number("keep", 3))
    return FileHost(FolderStore(folder), cache)


@contextmanager
def _at_work(root: Path, host: Host) -> Iterator[Plug]:
    """The plug of a host, one at a time on this machine."""
    cache = root / ".laurel" / "hosts" / host.name
    cache.mkdir(parents=True, exist_ok=True)
    handle = os.open(cache / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        os.set_inheritable(handle, True)
        _lock(handle, host)
        plug = plug_for(root, host, cache)
        try:
            yield plug
        finally:
            plug.close()
    finally:
        os.close(handle)


def _lock(handle: int, host: Host) -> None:
    """Wait a while for another send to end; a killed one ends when the last program that it started has."""
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() > until:
                what = f"Another send to {host.name} is under way. Wait until it is done and run it again."
                raise HubError(what, status=_BUSY) from None
            time.sleep(0.1)


def _unreachable(host: Host, trouble: HostTrouble, last: Step | None) -> Unreached:
    if last is None or not last.done:
        far = "Nothing was sent."
    else:
        far = f"{last.done:,} of {last.total:,} files ({size_words(last.sent)}) were done."
    return Unreached(f"The host {host.name}: {str(trouble).rstrip('.')}. {far}")
