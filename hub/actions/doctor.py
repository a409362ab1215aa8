"""Is everything this hub needs there and sound? Each answer says what, why it matters and what to do."""

from __future__ import annotations

import datetime as dt
import importlib.metadata
import os
import re
import shutil
import sys
import zoneinfo
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from hub.actions import sending
from hub.actions.backup import NOTE
from hub.actions.desk import Clock, utc_now
from hub.actions.mail import mail_server
from hub.actions.troubles import troubles_of
from hub.content import Shelf
from hub.hosts import wants
from hub.model import HubError, Severity
from hub.publish import held_by, read_published
from hub.records import Records, open_records
from hub.records.kinds import Note
from hub.records.queries import publishes

State = Literal["good", "warning", "problem"]

_PYTHON = (3, 11)
_DISTRIBUTION = "laurel-hub"
_LITTLE, _TOO_LITTLE = 1000, 200
"""Megabytes free on the disk: below the first it is told, below the second publishing may not work."""
_OLD = dt.timedelta(days=8)
"""A backup older than this is told: most people who make them do so every night or every week."""
_MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: its name, how it is, and where it is not good why that matters and what to do."""

    name: str
    state: State
    what: str
    why: str = ""
    cure: str = ""


def examine(root: Path, *, now: Clock = utc_now) -> tuple[Finding, ...]:
    """Look at everything a hub in the folder `root` needs. Reads all records, so it takes a while on a large hub.

    Changes nothing, but finishes a change that was interrupted. Never raises for what it looks at.
    """
    root = root.absolute()
    found = [*_looked("Python", _python), *_looked("Packages", _packages), *_looked("Fonts", _fonts)]
    found += _looked("Settings", lambda: _settings(root))
    found += _looked("Time zones", lambda: _time_zones(root))
    found += _looked("Folders", lambda: _folders(root))
    found += _looked("Disk", lambda: _disk(root))
    found += _looked("Private data", lambda: _private(root))
    found += _looked("Content", lambda: _content(root))
    found += _looked("Mail", _mail)
    found += _looked("Hosts", lambda: _hosts(root))
    found += _looked("Locks", lambda: _locks(root))
    found += _looked("Clock", lambda: _clock(root))
    if (root / "data" / "records").is_dir():
        found += _looked("Records", lambda: _records(root, now))
    else:
        found.append(Finding("Records", "good", "there are none yet: no desk was started here"))
    return tuple(found)


def _looked(name: str, look: Callable[[], Iterator[Finding]]) -> list[Finding]:
    """What a look gives; what goes wrong while looking is a finding itself."""
    try:
        return list(look())
    except HubError as error:
        return [Finding(name, "problem", str(error), "it could not be looked at", "mend that and run this again")]
    except Exception as error:
        what = f"{type(error).__name__}: {error}"
        return [Finding(name, "problem", what, "it could not be looked at", "mend that and run this again")]


def _python() -> Iterator[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info < _PYTHON:
        yield Finding("Python", "problem", f"this is Python {version}", "Laurel needs 3.11", "install a newer one")
    else:
        yield Finding("Python", "good", version)


def _packages() -> Iterator[Finding]:
    try:
        wanted = importlib.metadata.requires(_DISTRIBUTION) or []
    except importlib.metadata.PackageNotFoundError:
        yield Finding(
            "Packages",
            "warning",
            "Laurel runs from a folder and was not installed",
            "what it needs is not known",
            "install it with `make hub` or pip",
        )
        return
    names = [re.split(r"[\s;<>=!~\[(]", line, maxsplit=1)[0] for line in wanted if "extra ==" not in line]
    missing = [name for name in names if not _is_installed(name)]
    if missing:
        cure = "install Laurel's requirements again"
        yield Finding("Packages", "problem", f"missing: {', '.join(missing)}", "some pages or commands fail", cure)
    else:
        yield Finding("Packages", "good", f"all {len(names)} are there")


def _is_installed(name: str) -> bool:
    try:
        importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return False
    return True


def _fonts() -> Iterator[Finding]:
    from PIL import features

    from badges import fonts

    faces = fonts.candidates("Añ")
    if not faces:
        cure = "install Laurel's requirements again"
        yield Finding("Fonts", "problem", "no font for badges was found", "no badge can be drawn", cure)
    if not features.check("raqm"):
        why = "Arabic, Indic and other joined scripts come out wrong on badges"
        yield Finding("Fonts", "problem", "Pillow has no raqm", why, "install Pillow from its wheel, not from source")
    elif faces:
        yield Finding("Fonts", "good", "badges can be drawn in every script Laurel brings")


def _settings(root: Path) -> Iterator[Finding]:
    if not (root / "hub.toml").is_file():
        cure = "name the hub folder with --hub DIR"
        yield Finding("Settings", "problem", f"there is no hub.toml in {root}", "this is no hub folder", cure)
        return
    shelf = Shelf(root)
    problems = [p for p in shelf.settings_problems() if p.severity is Severity.PROBLEM]
    for problem in problems[:_MOST_NAMED]:
        yield Finding("Settings", "problem", f"{problem.path}:{problem.line}: {problem.what}", "", problem.cure)
    if problems:
        return
    desk = urlsplit(shelf.settings().desk.url or "")
    if desk.scheme == "http" and desk.hostname not in ("127.0.0.1", "localhost", "::1"):
        why = "passwords and sessions can be read on the way"
        yield Finding("Settings", "warning", "[desk] url is not https", why, "put a web server with HTTPS before it")
    else:
        yield Finding("Settings", "good", "hub.toml is in order")


def _time_zones(root: Path) -> Iterator[Finding]:
    try:
        name = Shelf(root).settings().time_zone
        zoneinfo.ZoneInfo(name)
    except HubError:
        return
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        cure = "install the package tzdata"
        yield Finding("Time zones", "problem", f"{name} is not known here", "posts would go out at other times", cure)
        return
    yield Finding("Time zones", "good", f"{name} is known")


def _folders(root: Path) -> Iterator[Finding]:
    shut = [
        part
        for part in ("", "content", "data", "public", ".laurel")
        if (root / part).exists() and not os.access(root / part, os.R_OK | os.W_OK | os.X_OK)
    ]
    for part in shut:
        cure = "give the account that runs Laurel the folder: chown it"
        yield Finding("Folders", "problem", f"{root / part} cannot be written", "nothing can be saved there", cure)
    if not shut:
        yield Finding("Folders", "good", "all can be written")


def _disk(root: Path) -> Iterator[Finding]:
    free = shutil.disk_usage(root).free // 1_000_000
    if free < _LITTLE:
        state: State = "problem" if free < _TOO_LITTLE else "warning"
        yield Finding("Disk", state, f"{free:,} MB are free", "publishing needs room beside what is there", "make room")
    else:
        yield Finding("Disk", "good", f"{free:,} MB are free")


def _private(root: Path) -> Iterator[Finding]:
    data = root / "data"
    if not data.is_dir():
        yield Finding("Private data", "good", "there is none yet")
        return
    places = [data, *(Path(folder, name) for folder, dirs, files in os.walk(data) for name in (*dirs, *files))]
    open_ = [place for place in places if not place.is_symlink() and place.lstat().st_mode & 0o077]
    links = [place for place in places if place.is_symlink()]
    if open_:
        named = ", ".join(place.relative_to(root).as_posix() for place in open_[:_MOST_NAMED])
        more = f" and {len(open_) - _MOST_NAMED} more" if len(open_) > _MOST_NAMED else ""
        why = "other accounts of this machine can read private things"
        yield Finding("Private data", "problem", f"open to others: {named}{more}", why, f"chmod -R go= {data}")
    if links:
        named = ", ".join(place.relative_to(root).as_posix() for place in links[:_MOST_NAMED])
        yield Finding("Private data", "warning", f"links: {named}", "backups leave them out", "put the files there")
    if not open_ and not links:
        yield Finding("Private data", "good", "only the account that runs Laurel can read it")


def _content(root: Path) -> Iterator[Finding]:
    shelf = Shelf(root)
    leaves = shelf.leaves()
    broken = [leaf for leaf in leaves.values() if leaf.trouble]
    for leaf in broken[:_MOST_NAMED]:
        yield Finding("Content", "problem", f"{leaf.path}: {leaf.trouble}", "nothing can be published", "mend the file")
    if not broken:
        yield Finding("Content", "good", f"{len(leaves):,} files can be read; `laurel check` looks at what they say")


def _mail() -> Iterator[Finding]:
    server = mail_server()
    if server is None:
        yield Finding("Mail", "good", "no server is set: letters are copied by hand. LAUREL_SMTP_URL sets one")
    else:
        yield Finding("Mail", "good", f"letters go out through {server.host}, from {server.sender}")


def _hosts(root: Path) -> Iterator[Finding]:
    hosts = Shelf(root).settings().hosts if (root / "hub.toml").is_file() else ()
    behind = sending.troubles(root, hosts)
    for host in hosts:
        missing = tuple(wants(root, host))
        for want in missing:
            state: State = "warning" if want.may else "problem"
            yield Finding("Hosts", state, f"{host.name}: {want.what}", "the hub cannot be sent there", want.cure)
        trouble = behind.get(f"send {host.name}")
        if trouble is not None:
            yield Finding("Hosts", "problem", trouble.what, "readers there see an old hub", "mend that and publish")
        elif not missing:
            yield Finding("Hosts", "good", f"{host.name}: all it needs is here")
    if not hosts:
        yield Finding("Hosts", "good", "public/ is served from here, and sent nowhere")


def _locks(root: Path) -> Iterator[Finding]:
    busy = [str(holder) for name in ("clock", "publish", "build") if (holder := held_by(root, name)) is not None]
    yield Finding("Locks", "good", "; ".join(busy) if busy else "nobody is at work")


def _clock(root: Path) -> Iterator[Finding]:
    troubles = troubles_of(root)
    for trouble in troubles.values():
        what = f"{trouble.what} (since {trouble.since:%Y-%m-%d %H:%M} UTC)"
        yield Finding("Clock", "problem", what, "what is due does not go out", "mend that; it is tried again by itself")
    if not troubles:
        yield Finding("Clock", "good", "nothing it tried has failed")


def _records(root: Path, now: Clock) -> Iterator[Finding]:
    records = open_records(root / "data", hub=root, now=now)
    troubles = records.troubles()
    for trouble in troubles:
        state: State = "problem" if trouble.severity is Severity.PROBLEM else "warning"
        yield Finding("Records", state, f"{trouble.path}: {trouble.what}", "", trouble.cure)
    if not troubles:
        yield Finding("Records", "good", f"every file was read; {records.generation:,} changes so far")
    yield from _publish(root, records)
    yield from _backup(records, now())


def _publish(root: Path, records: Records) -> Iterator[Finding]:
    last = next(iter(publishes(records)), None)
    if last is not None and last.state == "failed":
        yield Finding(
            "Publish", "warning", f"the last one failed: {last.trouble}", "the hub is as before", "publish again"
        )
    elif last is not None and last.ended:
        yield Finding("Publish", "good", f"last done on {last.ended:%Y-%m-%d %H:%M} UTC by {last.name}")
    elif read_published(root) is None:
        yield Finding("Publish", "good", "the hub was not published from here yet")


def _backup(records: Records, now: dt.datetime) -> Iterator[Finding]:
    note = records.get(Note, NOTE)
    why, cure = "a broken disk would take everything along", "laurel backup FILE, every night by cron"
    if note is None:
        yield Finding("Backup", "warning", "none was made with `laurel backup`", why, cure)
        return
    made = dt.datetime.fromisoformat(str(note.value.get("at")))
    days = (now - made).days
    if now - made > _OLD:
        yield Finding("Backup", "warning", f"the last is {days} days old", why, cure)
    else:
        yield Finding("Backup", "good", f"last made on {made:%Y-%m-%d %H:%M} UTC")
