"""Sending what the hub shows to a host by its name: after a publish, and after going back.

A host that should have what the hub shows is owed it until it has: that stands in `.laurel/hosts/NAME/`, so that a send
that failed or was killed is made up by the next publish, or by the desk's clock. What was sent last stands in
`.laurel/sent/`, a number alone.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import msgspec

from hub.actions.troubles import Trouble
from hub.content.settings import read_settings
from hub.hosts import Plan, Report, Sendable, Sent, Step, Unreached, find_host, folder_release, planned, silent
from hub.hosts import send as send_release
from hub.model import Host, HubError, Problems, Settings
from hub.publish import held_by, hold, manifest, workshop
from hub.publish.objects import FOLDER, Objects

LOCK = "send"
FILE = "sending.json"
UNSENT = 4
"""The exit status when a host could not be sent to."""
_PATIENCE = 15.0
"""Seconds to wait for another process that sends."""
_TELL = 0.2
"""Seconds between two notes of how far a send is."""
_Kind = TypeVar("_Kind", bound=msgspec.Struct)


class Noted(msgspec.Struct, frozen=True):
    """What a host was sent last: the release, and a mark of the settings it was sent by."""

    release: int = 0
    host: str = ""


class Told(msgspec.Struct, frozen=True):
    """What is to be told of a host: whether it is `owed` what the hub shows, since when, what went wrong the last time,
    and what readers do not get as it was sent."""

    since: dt.datetime
    owed: bool = False
    trouble: str = ""
    remarks: tuple[str, ...] = ()


class Sending(msgspec.Struct, frozen=True):
    """A send at work: to which host, files done and of how many (0 while that is not known)."""

    host: str = ""
    done: int = 0
    total: int = 0


@dataclass(frozen=True)
class Outcome:
    """What sending to several hosts did; `failed` has each that was not reached, with the reason in words."""

    sent: tuple[Sent, ...] = ()
    failed: tuple[tuple[str, str], ...] = ()


def sendable(root: Path) -> Sendable:
    """The release that `public/` shows, its files in the store of releases; `public/` itself, every file read, while
    there is no release. Raises HubError when there is neither."""
    shop = root / ".laurel"
    number = manifest.shown(shop)
    if not number:
        return folder_release(root / "public")
    files, objects = manifest.manifest(shop, number), Objects(shop / FOLDER)
    return Sendable(number, files, lambda path: objects.path(files[path].sha))


def host_named(root: Path, name: str) -> Host:
    """The host of this name in `hub.toml`. Raises HubError (status 2) that names the nearest one."""
    return find_host(_settings(root), name)


def send(
    root: Path, name: str, release: Sendable | None = None, report: Report = silent, *, again: bool = False
) -> Sent:
    """Make a host hold a release (what the hub shows), as `hub.hosts.send` does and raising what it raises."""
    release = release or sendable(root)
    settings = _settings(root)
    sent = send_release(root, settings, name, release, report, again=again)
    _write(_note(root, name), Noted(release.number, _mark(find_host(settings, name))))
    _write(_telling(root, name), Told(dt.datetime.now(dt.UTC), remarks=sent.remarks))
    return sent


def plan_for(root: Path, name: str, *, again: bool = False) -> Plan:
    """What sending the hub to a host would do now; nothing changes. Raises what `send` raises."""
    return planned(root, _settings(root), name, sendable(root), again=again)


def has_all(root: Path, name: str) -> bool:
    """Whether the host was sent what the hub shows, as far as this machine knows: without asking the host."""
    return _has_all(root, host_named(root, name), manifest.shown(root / ".laurel"))


def sent_hosts(root: Path) -> tuple[str, ...]:
    """The hosts of `hub.toml` that this machine has sent to, in its order: those a rollback has to reach too."""
    return tuple(host.name for host in _settings(root).hosts if _note(root, host.name).is_file())


# -- what hosts are owed


def sends_with_publish(hosts: Sequence[Host]) -> bool:
    """Whether any of these hosts is sent to with every publish."""
    return any(host.flag("with_publish") for host in hosts)


def owe_after_publish(root: Path) -> None:
    """After a publish: every host with `with_publish` is owed what the hub shows. Raises HubError for settings."""
    _owe(root, [host for host in _settings(root).hosts if host.flag("with_publish")])


def owe_after_going_back(root: Path) -> None:
    """After going back: so is every host that was ever sent to."""
    hosts = _settings(root).hosts
    _owe(root, [host for host in hosts if host.flag("with_publish") or _note(root, host.name).is_file()])


def _owe(root: Path, hosts: Iterable[Host]) -> None:
    shown = manifest.shown(root / ".laurel")
    for host in hosts:
        if not _has_all(root, host, shown):
            _write(_telling(root, host.name), Told(dt.datetime.now(dt.UTC), owed=True))


def owed(root: Path, hosts: Sequence[Host]) -> tuple[str, ...]:
    """Those of `hosts` that should have what the hub shows, and have not."""
    if not hosts:
        return ()
    shown = manifest.shown(root / ".laurel")
    return tuple(host.name for host in hosts if _is_owed(root, host, shown)) if shown else ()


def _is_owed(root: Path, host: Host, shown: int) -> bool:
    told = _read(_telling(root, host.name), Told)
    follows = host.flag("with_publish") and _note(root, host.name).is_file()
    return (follows or (told is not None and told.owed)) and not _has_all(root, host, shown)


def send_owed(root: Path, report: Report = silent) -> Outcome:
    """Send what the hub shows to every host that is owed it, one after the other. A host that fails keeps none of the
    others from it, stays owed, and is told of by `troubles`. Raises HubError for settings that cannot be read."""
    names = owed(root, _settings(root).hosts)
    sent: list[Sent] = []
    failed: dict[str, str] = {}
    try:
        if names:
            with hold(root, "sending the hub to its hosts", lock=LOCK, wait=_PATIENCE):
                release = sendable(root)
                for name in names:
                    try:
                        sent.append(send(root, name, release, _Notes(root, name, report)))
                    except Exception as error:  # told with the host; the other hosts are sent to all the same
                        failed[name] = _words(error)
    except (HubError, OSError) as error:
        done = {one.host for one in sent}
        failed |= {name: _words(error) for name in names if name not in done and name not in failed}
    for name, words in failed.items():
        _write(_telling(root, name), Told(dt.datetime.now(dt.UTC), owed=True, trouble=words))
    return Outcome(tuple(sent), tuple(failed.items()))


def _words(error: Exception) -> str:
    if isinstance(error, HubError):
        return error.reason if isinstance(error, Unreached) else str(error)
    if isinstance(error, OSError):
        return f"{error.filename or 'A file'}: {error.strerror or error}. Nothing more was sent."
    return f"A fault in Laurel: {type(error).__name__}: {error}."


def at_work(root: Path) -> Sending | None:
    """The send that is at work now, in whichever process, None when there is none."""
    if held_by(root, LOCK) is None:
        return None
    return _read(root / ".laurel" / FILE, Sending) or Sending()


def untried(root: Path, hosts: Sequence[Host]) -> bool:
    """Whether a host is owed what the hub shows, and nothing is known yet to stand in the way."""
    told = (_read(_telling(root, name), Told) for name in owed(root, hosts))
    return any(one is None or not one.trouble for one in told)


def troubles(root: Path, hosts: Sequence[Host]) -> Mapping[str, Trouble]:
    """What keeps hosts from what the hub shows, in words, by `send NAME`."""
    found = {name: _read(_telling(root, name), Told) for name in owed(root, hosts)}
    return {
        f"send {name}": Trouble(f"{name} still shows what the hub showed before. {told.trouble}", told.since)
        for name, told in found.items()
        if told is not None and told.trouble
    }


def remarks(root: Path, hosts: Sequence[Host]) -> tuple[str, ...]:
    """What readers did not get as it was sent, when the hosts were looked at last."""
    found = [_read(_telling(root, host.name), Told) for host in hosts if host.flag("with_publish")]
    return tuple(words for told in found if told is not None for words in told.remarks)


class _Notes:
    """Listens to a send and notes how far it is, a few times a second."""

    def __init__(self, root: Path, host: str, report: Report) -> None:
        self._root, self._host, self._report = root, host, report
        self._last = time.monotonic()
        _write(workshop(root) / FILE, Sending(host))

    def __call__(self, step: Step) -> None:
        """Take in one step of a send."""
        self._report(step)
        if step.done == step.total or time.monotonic() - self._last >= _TELL:
            self._last = time.monotonic()
            _write(self._root / ".laurel" / FILE, Sending(self._host, step.done, step.total))


def _has_all(root: Path, host: Host, shown: int) -> bool:
    noted = _read(_note(root, host.name), Noted)
    return noted is not None and noted.release == shown > 0 and noted.host == _mark(host)


def _mark(host: Host) -> str:
    """Differs when a host was moved: then what was sent to the old place says nothing of the new one."""
    about = {key: value for key, value in host.options.items() if key not in ("with_publish", "confirm", "url")}
    return hashlib.sha256(repr((host.kind, sorted(about.items()))).encode()).hexdigest()[:16]


def _note(root: Path, name: str) -> Path:
    return root / ".laurel" / "sent" / f"{name}.json"


def _telling(root: Path, name: str) -> Path:
    return root / ".laurel" / "hosts" / name / "told.json"


def _read(place: Path, kind: type[_Kind]) -> _Kind | None:
    try:
        return msgspec.json.decode(place.read_bytes(), type=kind)
    except (OSError, msgspec.MsgspecError):
        return None


def _write(place: Path, value: msgspec.Struct) -> None:
    """Note something that can be found out again; a disk that does not let us is no reason to stop."""
    draft = place.with_name(f".{place.name}.{os.getpid()}")
    with suppress(OSError):
        place.parent.mkdir(parents=True, exist_ok=True)
        draft.write_bytes(msgspec.json.encode(value))
        os.replace(draft, place)


def _settings(root: Path) -> Settings:
    problems = Problems()
    settings = read_settings(root, problems)
    if settings is None:
        raise HubError("hub.toml has problems, so nothing was sent.", problems.fatal)
    return settings
