"""Sending what the hub shows to a host by its name: after a publish, and after going back."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

from hub.content.settings import read_settings
from hub.hosts import Plan, Report, Sendable, Sent, find_host, folder_release, planned, silent
from hub.hosts import send as send_release
from hub.model import Host, HubError, Problems, Settings
from hub.publish import manifest
from hub.publish.objects import FOLDER, Objects


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
    sent = send_release(root, _settings(root), name, release, report, again=again)
    with suppress(OSError):
        _note(root, name).write_text(json.dumps({"release": release.number}), encoding="ascii")
    return sent


def plan_for(root: Path, name: str, *, again: bool = False) -> Plan:
    """What sending the hub to a host would do now; nothing changes. Raises what `send` raises."""
    return planned(root, _settings(root), name, sendable(root), again=again)


def has_all(root: Path, name: str) -> bool:
    """Whether the host was sent what the hub shows, as far as this machine knows: without asking the host."""
    number = manifest.shown(root / ".laurel")
    try:
        said = json.loads(_note(root, name).read_bytes())
        return bool(number) and said["release"] == number
    except (OSError, ValueError, KeyError, TypeError):
        return False


def sent_hosts(root: Path) -> tuple[str, ...]:
    """The hosts of `hub.toml` that this machine has sent to, in its order: those a rollback has to reach too."""
    return tuple(host.name for host in _settings(root).hosts if _note(root, host.name).is_file())


def _note(root: Path, name: str) -> Path:
    return root / ".laurel" / "hosts" / name / "sent.json"


def _settings(root: Path) -> Settings:
    problems = Problems()
    settings = read_settings(root, problems)
    if settings is None:
        raise HubError("hub.toml has problems, so nothing was sent.", problems.fatal)
    return settings
