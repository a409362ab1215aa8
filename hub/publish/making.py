"""Making files of a hub in a folder of their own, before anybody can see them."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
from flask import Flask

from hub.content.ledger import Ledger, Shared
from hub.publish.addresses import Planned
from hub.publish.checks import Facts, facts_of
from hub.publish.events import Event, Report, silent
from hub.publish.freezing import freeze
from hub.publish.sharing import share_out

_LEDGER = "\0ledger"
"""Among the paths of a share: not a file but what was written down while it was made."""


@dataclass(frozen=True)
class Site:
    """An app whose pages are made, where it will stand, the ledger the app writes its pages' reads into, if it does,
    and the hub's contact, which may stand on any page."""

    app: Flask
    base_url: str
    ledger: Ledger | None = None
    contact: str = ""


class Made(msgspec.Struct, frozen=True):
    """One made file: the SHA-256 and size of its bytes, its media type, what it says, and the keys of what it read
    (None when nobody wrote it down)."""

    sha: str
    size: int
    type: str
    facts: Facts
    reads: frozenset[str] | None


@dataclass
class Making:
    """All that was made: files by path, and what their pages share and were answered."""

    files: dict[str, Made]
    shared: dict[str, Shared]
    answers: dict[str, tuple[bytes, bytes | None]]


def make_files(
    site: Site, planned: Sequence[Planned], staging: Path, jobs: int = 1, report: Report = silent, total: int = 0
) -> Making:
    """Make some files of a site in `staging`, in `jobs` processes; the bytes do not depend on how many.

    Raises HubError for pages that cannot be made.
    """
    done = 0

    def step() -> None:
        nonlocal done
        done += 1
        report(Event("make", done, total or len(planned)))

    def make_share(share: Sequence[Planned], tick: Callable[[], None]) -> Mapping[str, Made | Ledger]:
        ledger = site.ledger
        known = frozenset(ledger.shared) if ledger else frozenset()
        freeze(site.app, [entry.address for entry in share], staging, base_url=site.base_url, step=tick)
        made: dict[str, Made | Ledger] = {entry.path: _inspect(site, staging, entry) for entry in share}
        if ledger is not None:
            fresh = {key: shared for key, shared in ledger.shared.items() if key not in known}
            made[f"{_LEDGER}{share[0].path}" if share else _LEDGER] = Ledger(shared=fresh, answers=ledger.answers)
        return made

    report(Event("make", 0, total or len(planned)))
    making = Making({}, {}, {})
    for path, made in share_out(make_share, planned, jobs, step).items():
        if isinstance(made, Ledger):
            making.shared.update(made.shared)
            making.answers.update(made.answers)
        else:
            making.files[path] = made
    if site.ledger is not None:
        making.shared.update(site.ledger.shared)
        making.answers.update(site.ledger.answers)
    return making


def fresh(folder: Path) -> None:
    """An empty folder, whatever stood there."""
    if folder.is_symlink() or folder.is_file():
        folder.unlink()
    elif folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)


def _inspect(site: Site, staging: Path, entry: Planned) -> Made:
    data = (staging / entry.path).read_bytes()
    reads = None if site.ledger is None else site.ledger.pages.pop(entry.url, frozenset())
    facts = facts_of(entry.path, data, base_url=site.base_url, contact=site.contact)
    return Made(hashlib.sha256(data).hexdigest(), len(data), media_type(entry.path), facts, reads)


def media_type(path: str) -> str:
    """The type a host sends a file with, by its name."""
    import mimetypes

    return mimetypes.guess_type(path)[0] or "application/octet-stream"
