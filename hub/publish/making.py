"""Making a whole hub in a folder of its own and checking it, before anybody can see it."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from flask import Flask

from hub.content import Snapshot
from hub.model import HubError, Problems
from hub.publish.addresses import Addressed, Planned, check_addresses, source_of
from hub.publish.events import Event, Report, silent
from hub.publish.freezing import addresses_urls, freeze
from hub.publish.links import Scan, check_links, scan_file
from hub.publish.sharing import share_out


@dataclass(frozen=True)
class Site:
    """What is to be made: an app, the addresses to freeze, and where it will stand; and of which content, as
    of when, where that is to be remembered."""

    app: Flask
    addresses: Sequence[Addressed]
    base_url: str
    snapshot: Snapshot | None = None
    now: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """One made file: the SHA-256 of its bytes, and its links when it can have any."""

    sha: str
    scan: Scan | None


def make(site: Site, staging: Path, jobs: int = 1, report: Report = silent) -> dict[str, str]:
    """Freeze a site into the empty folder `staging` and check it; gives path -> SHA-256, sorted.

    Raises HubError for addresses that cannot be published, pages that cannot be made, and links or
    anchors that lead nowhere.
    """
    urls = addresses_urls(site.app, site.addresses, site.base_url)
    planned = check_addresses(site.addresses, urls)
    fresh(staging)
    made = make_files(site, planned, staging, jobs, report)
    report(Event("check", 0, len(made)))
    _check_tree(planned, staging)
    _check_links(site, planned, made)
    report(Event("check", len(made), len(made)))
    return {path: made[path].sha for path in sorted(made)}


def make_files(
    site: Site, planned: Sequence[Planned], staging: Path, jobs: int = 1, report: Report = silent
) -> dict[str, Made]:
    """Make some files of a site in `staging`, in `jobs` processes; the bytes do not depend on how many."""
    done = 0

    def step() -> None:
        nonlocal done
        done += 1
        report(Event("make", done, len(planned)))

    def make_share(share: Sequence[Planned], tick: Callable[[], None]) -> dict[str, Made]:
        freeze(site.app, [entry.address for entry in share], staging, base_url=site.base_url, step=tick)
        return {entry.path: _inspect(staging, entry.path) for entry in share}

    report(Event("make", 0, len(planned)))
    return share_out(make_share, planned, jobs, step)


def fresh(folder: Path) -> None:
    """An empty folder, whatever stood there."""
    if folder.is_symlink() or folder.is_file():
        folder.unlink()
    elif folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)


def _inspect(staging: Path, path: str) -> Made:
    data = (staging / path).read_bytes()
    try:
        scan = scan_file(path, data)
    except UnicodeDecodeError:
        raise HubError(f"The page {path} is not UTF-8, so nothing was published. Mend its view or template.") from None
    return Made(hashlib.sha256(data).hexdigest(), scan)


def _check_tree(planned: Sequence[Planned], staging: Path) -> None:
    """Every address has its file, and there is no file without one."""
    expected = {entry.path for entry in planned}
    found = set(_files(staging))
    if expected != found:
        name = min(expected ^ found)
        raise HubError(f"The made files are not those of the page list (first: {name}), so nothing was published.")


def _files(folder: Path) -> Iterator[str]:
    for place, _folders, files in os.walk(folder):
        for name in files:
            yield (Path(place) / name).relative_to(folder).as_posix()


def _check_links(site: Site, planned: Sequence[Planned], made: Mapping[str, Made]) -> None:
    scans = {path: file.scan for path, file in made.items() if file.scan is not None}
    broken = check_links(made, scans, site.base_url)
    if not broken:
        return
    sources = {entry.url: source_of(entry.address) for entry in planned}
    problems = Problems()
    problems.extend(link.problem(sources.get(link.pages[0], link.pages[0])) for link in broken)
    count = len(broken)
    raise HubError(f"{count} link{'s lead' if count > 1 else ' leads'} nowhere. Nothing was published.", problems)
