"""Making files of a hub in a folder of their own, before anybody can see them."""

from __future__ import annotations

import hashlib
import mimetypes
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TypeVar

import msgspec
from flask import Flask

from hub.content.ledger import Ledger, Shared
from hub.publish.addresses import Planned
from hub.publish.checks import Facts, facts_of
from hub.publish.events import Event, Report, silent
from hub.publish.freezing import freeze
from hub.publish.sharing import share_out
from hub.publish.staging import stage

Value = TypeVar("Value")
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
    """Make some files of a site, each in `staging` under its hash, in `jobs` processes; the bytes do
    not depend on how many.

    Raises HubError for pages that cannot be made.
    """
    done = 0

    def step() -> None:
        nonlocal done
        done += 1
        report(Event("make", done, total or len(planned)))

    def make_share(share: Sequence[Planned], tick: Callable[[], None]) -> Mapping[str, Made | Ledger]:
        ledger = site.ledger or Ledger()
        shared, answers = len(ledger.shared), len(ledger.answers)
        made: dict[str, Made | Ledger] = {}

        def take(place: int, data: bytes) -> None:
            entry = share[place]
            found = made[entry.path] = _inspect(site, entry, data)
            stage(staging, found.sha, data)
            tick()

        freeze(site.app, [entry.address for entry in share], base_url=site.base_url, frozen=take)
        noted = Ledger(shared=_since(ledger.shared, shared), answers=_since(ledger.answers, answers))
        made[f"{_LEDGER}{share[0].path}" if share else _LEDGER] = noted
        return made

    report(Event("make", 0, total or len(planned)))
    making = Making({}, {}, {})
    for path, made in share_out(make_share, _in_order(planned), jobs, step).items():
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


def _in_order(planned: Sequence[Planned]) -> list[Planned]:
    """Pictures first, as they were planned, since each may take long; then all that is made of the same things side by
    side: a topic's pages and its feeds."""
    pictures = [entry for entry in planned if entry.address.kind == "picture"]
    rest = [entry for entry in planned if entry.address.kind != "picture"]
    return pictures + sorted(rest, key=lambda entry: entry.path)


def _since(noted: Mapping[str, Value], count: int) -> dict[str, Value]:
    """What was noted after the first `count` things."""
    return dict(islice(noted.items(), count, None))


def _inspect(site: Site, entry: Planned, data: bytes) -> Made:
    reads = None
    if site.ledger is not None:
        reads = frozenset(map(sys.intern, site.ledger.pages.pop(entry.url, frozenset())))
    facts = facts_of(entry.path, data, base_url=site.base_url, contact=site.contact)
    return Made(hashlib.sha256(data).hexdigest(), len(data), media_type(entry.path), facts, reads)


def media_type(path: str) -> str:
    """The type a host sends a file with, by its name."""
    return mimetypes.guess_type(path)[0] or "application/octet-stream"
