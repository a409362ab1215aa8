"""What the hub in `public/` was made of, remembered in `.laurel/`, so that the next publish can be told in words."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from hub import __version__
from hub.content.workshop import workshop
from hub.paths import theme_dir
from hub.publish.atomic import write_atomic
from hub.publish.marks import settings_mark

if TYPE_CHECKING:
    from hub.content import Snapshot

FILE = "published.json"
LATER = "published.changes"
"""Beside the whole record, a line for each small publish since it was written."""
_MANY_LATER = 256_000
"""Bytes of lines after which the record is written whole again."""
_NOBODY = "somebody who was erased"
_FORM = 1


@dataclass(frozen=True, slots=True)
class Thing:
    """One published file of content: its digest, what it is, and its name for people."""

    digest: str
    kind: str
    title: str


@dataclass(frozen=True)
class Published:
    """What `public/` shows: content by path, pictures and files by path (`size:time=digest`), and as of when."""

    at: dt.datetime
    things: Mapping[str, Thing] = field(default_factory=dict)
    media: Mapping[str, str] = field(default_factory=dict)
    settings: str = ""
    theme: str = ""
    form: int = _FORM


def settings_digest(root: Path) -> str:
    """The digest of what `hub.toml` says of pages."""
    return hashlib.sha256(settings_mark(root)).hexdigest()


def theme_digest(root: Path) -> str:
    """One digest of the engine's version, its theme and the hub's own `site/`; cheap when nothing was touched."""
    stamps = []
    for folder in (theme_dir(), root / "site"):
        for file in sorted(folder.rglob("*")) if folder.is_dir() else ():
            if file.is_file() and not file.name.startswith("."):
                about = file.stat()
                stamps.append((str(folder), file.relative_to(folder).as_posix(), about.st_size, about.st_mtime_ns))
    return _digest_files(tuple(stamps))


@lru_cache(maxsize=8)
def _digest_files(stamps: tuple[tuple[str, str, int, int], ...]) -> str:
    whole = hashlib.sha256(__version__.encode())
    for number, (folder, name, _size, _time) in enumerate(stamps):
        first = number == 0 or stamps[number - 1][0] != folder
        try:
            data = Path(folder, name).read_bytes()
        except OSError:
            continue
        whole.update(b"/" * first + name.encode() + b"\0" + hashlib.sha256(data).digest())
    return whole.hexdigest()


def media_marks(root: Path) -> dict[str, str]:
    """Every file of `content/media/` by its path in the hub folder, with its size and time as a mark."""
    base = root / "content" / "media"
    found = {}
    for folder, folders, names in os.walk(base):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            if not name.startswith("."):
                file = Path(folder, name)
                with suppress(OSError):
                    about = file.stat()
                    found[file.relative_to(root).as_posix()] = f"{about.st_size}:{about.st_mtime_ns}"
    return found


def changed_media(root: Path, known: Mapping[str, str]) -> tuple[str, ...]:
    """Paths of media that came, went or have other bytes than `known` says; only what was touched is read."""
    now = media_marks(root)
    touched = [path for path, mark in now.items() if known.get(path, "").partition("=")[0] != mark]
    other = [path for path in touched if path not in known or known[path].partition("=")[2] != _digest(root / path)]
    return tuple(sorted({*other, *(path for path in known if path not in now)}))


def _digest(file: Path) -> str:
    try:
        with file.open("rb") as handle:
            return hashlib.file_digest(handle, "sha256").hexdigest()
    except OSError:
        return ""


@dataclass(frozen=True)
class Marks:
    """The state of all that is no text, taken before a build reads: a file changed meanwhile counts as changed."""

    settings: str
    theme: str
    media: Mapping[str, str]


def take_marks(root: Path) -> Marks:
    """Look at settings, theme and media as they are now."""
    return Marks(settings_digest(root), theme_digest(root), media_marks(root))


def gather(snapshot: Snapshot, now: dt.datetime, marks: Marks) -> Published:
    """What a hub made of `snapshot` at `now` is made of."""
    read = {f"content/{path}": media.digest for path, media in snapshot.media.items()}
    media = {path: f"{marks.media.get(path, '')}={digest}" for path, digest in read.items()}
    return Published(now.astimezone(dt.UTC), dict(_things(snapshot, now)), media, marks.settings, marks.theme)


_KINDS = ("posts", "advocates", "badges", "awards", "changes", "pages", "events", "resources", "topics")


def thing_of(snapshot: Snapshot, kind: str, record: Any, now: dt.datetime) -> Thing | None:
    """What is remembered of a record; None while it is not shown."""
    digest = record.source.digest
    if kind == "posts" and (record.draft or not record.date.has_come(now)):
        return None
    if kind == "changes" and not record.date.has_come(now):
        return None
    if kind == "awards":
        if not record.awarded.has_come(now):
            return None
        badge, person = snapshot.badges.get(record.badge), snapshot.advocates.get(record.advocate or "")
        title = award_title(badge.name if badge else record.badge, person.name if person else record.advocate)
        return Thing(digest, kind, title)
    return Thing(digest, kind, record.name if kind in ("advocates", "badges") else record.title)


def _things(snapshot: Snapshot, now: dt.datetime) -> Iterator[tuple[str, Thing]]:
    for kind in _KINDS:
        for record in getattr(snapshot, kind).values():
            thing = thing_of(snapshot, kind, record, now)
            if thing is not None:
                yield record.source.path, thing
    lists: Sequence[tuple[str, Sequence[object]]] = (
        ("contributions", snapshot.contributions),
        ("mentions", snapshot.mentions),
        ("figures", tuple(snapshot.figures.values())),
    )
    for kind, records in lists:
        for source in {record.source.path: record.source for record in records}.values():  # type: ignore[attr-defined]  # all have one
            yield source.path, Thing(source.digest, kind, Path(source.path).stem)


def award_title(badge: str, person: str | None) -> str:
    """An award in words."""
    return f"{badge} to {person}" if person else badge


def write_published(root: Path, published: Published) -> None:
    """Remember what `public/` shows now."""
    shop = workshop(root)
    write_atomic(shop / FILE, json.dumps(msgspec.to_builtins(published), ensure_ascii=False).encode())
    (shop / LATER).unlink(missing_ok=True)


def note_published(root: Path, at: dt.datetime, things: Mapping[str, Thing | None]) -> None:
    """Remember that `public/` shows something else of these content files since `at`, None where nothing: at the cost
    of what changed."""
    shop = workshop(root)
    line = msgspec.json.encode(_Later(_base(shop), at.astimezone(dt.UTC), dict(things)))
    with (shop / LATER).open("ab") as file:
        file.write(line + b"\n")
        file.flush()
        os.fsync(file.fileno())
        long = file.tell() > _MANY_LATER
    if long:
        published = read_published(root)
        if published is not None:
            write_published(root, published)


class _Later(msgspec.Struct, frozen=True):
    """What a publish changed in the record that was written at `base`."""

    base: str
    at: dt.datetime
    things: dict[str, Thing | None]


def _base(shop: Path) -> str:
    """What tells one whole record from another."""
    try:
        about = (shop / FILE).stat()
    except OSError:
        return ""
    return f"{about.st_mtime_ns} {about.st_size} {about.st_ino}"


def read_published(root: Path) -> Published | None:
    """What `public/` shows, None when it was never published or that is not known any more."""
    shop = root / ".laurel"
    base = _base(shop)
    if not base:
        return None
    try:
        later = (shop / LATER).stat().st_size
    except OSError:
        later = 0
    return _with_later(shop, base, later)


@lru_cache(maxsize=8)
def _with_later(shop: Path, base: str, later: int) -> Published | None:
    published = _read(shop / FILE, base)
    if published is None or not later:
        return published
    things, at = dict(published.things), published.at
    with suppress(OSError, msgspec.MsgspecError):  # a line that a power cut tore is the last one
        for line in (shop / LATER).read_bytes().splitlines():
            told = msgspec.json.decode(line, type=_Later)
            if told.base != base:
                continue
            at = told.at
            for path, thing in told.things.items():
                if thing is None:
                    things.pop(path, None)
                else:
                    things[path] = thing
    return replace(published, at=at, things=things)


@lru_cache(maxsize=4)
def _read(place: Path, _base: str) -> Published | None:
    try:
        published = msgspec.json.decode(place.read_bytes(), type=Published)
    except (OSError, msgspec.MsgspecError):
        return None
    return published if published.form == _FORM and published.at.tzinfo else None


def forget_published(root: Path, speaks_of: Callable[[str], bool]) -> None:
    """Take out of the record whatever path or title `speaks_of` somebody who was erased.

    That something will go from the hub stays known, namelessly.
    """
    published = read_published(root)
    if published is None:
        return
    things = {
        path: thing for path, thing in published.things.items() if not (speaks_of(path) or speaks_of(thing.title))
    }
    gone = [thing for path, thing in published.things.items() if path not in things]
    things.update({f"gone/{number}": Thing("", thing.kind, _NOBODY) for number, thing in enumerate(gone)})
    media = {path: mark for path, mark in published.media.items() if not speaks_of(path)}
    write_published(root, Published(published.at, things, media, published.settings, published.theme))
