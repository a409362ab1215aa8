"""What the hub in `public/` was made of, remembered in `.laurel/`, so that the next publish can be told in words."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import msgspec

from hub import __version__
from hub.content import Snapshot
from hub.content.workshop import workshop
from hub.paths import theme_dir
from hub.publish.atomic import write_atomic

FILE = "published.json"
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
    """The digest of `hub.toml` as it is."""
    try:
        return hashlib.sha256((root / "hub.toml").read_bytes()).hexdigest()
    except OSError:
        return ""


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


def _things(snapshot: Snapshot, now: dt.datetime) -> Iterator[tuple[str, Thing]]:
    for post in snapshot.posts.values():
        if not post.draft and post.date.has_come(now):
            yield post.source.path, Thing(post.source.digest, "posts", post.title)
    for person in snapshot.advocates.values():
        yield person.source.path, Thing(person.source.digest, "advocates", person.name)
    for badge in snapshot.badges.values():
        yield badge.source.path, Thing(badge.source.digest, "badges", badge.name)
    for award in snapshot.awards.values():
        if award.awarded.has_come(now):
            given = snapshot.badges.get(award.badge)
            person_ = snapshot.advocates.get(award.advocate or "")
            title = award_title(given.name if given else award.badge, person_.name if person_ else award.advocate)
            yield award.source.path, Thing(award.source.digest, "awards", title)
    for change in snapshot.changes.values():
        if change.date.has_come(now):
            yield change.source.path, Thing(change.source.digest, "changes", change.title)
    for kind in ("pages", "events", "resources", "topics"):
        for record in getattr(snapshot, kind).values():
            yield record.source.path, Thing(record.source.digest, kind, record.title)
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
    write_atomic(workshop(root) / FILE, json.dumps(msgspec.to_builtins(published), ensure_ascii=False).encode())


def read_published(root: Path) -> Published | None:
    """What `public/` shows, None when it was never published or that is not known any more."""
    place = root / ".laurel" / FILE
    try:
        about = place.stat()
    except OSError:
        return None
    return _read(place, (about.st_mtime_ns, about.st_size, about.st_ino))


@lru_cache(maxsize=4)
def _read(place: Path, _stamp: tuple[int, int, int]) -> Published | None:
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
