"""One content file as the desk lists it, and how files are found and remembered."""

from __future__ import annotations

import os
import stat
import tempfile
import unicodedata
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

import msgspec

from hub import __version__
from hub.content.editing import digest_of
from hub.content.frontmatter import MAX_BYTES, FormatError, compose, decode, plain, split
from hub.content.onefile import MARKDOWN_KINDS, YAML_KINDS
from hub.content.stamps import UNSURE, Stamp, has_settled, stamp_of
from hub.content.workshop import workshop

_DATES = {"posts": "date", "events": "starts", "changes": "date", "awards": "awarded", "advocates": "joined"}
_MEMORY = "shelf"


@dataclass(frozen=True, slots=True)
class Leaf:
    """One content file: where it is, what it says of itself, and what is the matter with it, if anything.

    `fields` are its front matter, or for lists of contributions and mentions `{"items": […]}`, as plain values;
    `date` is the day or time it is sorted by, as written; `words` counts its body's.
    """

    path: str
    kind: str
    key: str
    title: str
    date: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)
    digest: str = ""
    words: int = 0
    trouble: str = ""


def texts_of(value: object) -> tuple[str, ...]:
    """What a field that holds a list of words says, whatever somebody wrote there: one word is a list too."""
    items = value if isinstance(value, list | tuple) else (value,)
    return tuple(str(item) for item in items if isinstance(item, str | int | float) and item != "")


def leaf_of(path: str, data: bytes) -> Leaf:
    """The leaf of the file at `path`, relative to the hub folder, with these bytes. Never raises."""
    kind, stem, digest = path.split("/")[1], PurePosixPath(path).stem, digest_of(data)
    try:
        text = decode(data)
        if kind in MARKDOWN_KINDS:
            document = split(text)
            fields, words = plain(document.node), len(document.body.split())
        else:
            fields, words = plain(compose(text)), 0
    except FormatError as error:
        return _lost(path, f"line {error.line}: {error.what}; {error.cure}", digest)
    if isinstance(fields, list):
        fields = {"items": fields}
    if not isinstance(fields, dict):
        fields = {}
    key = _word(fields.get("id" if kind == "awards" else "slug")) or unicodedata.normalize("NFC", stem)
    title = _word(fields.get("title")) or _word(fields.get("name")) or key
    return Leaf(path, kind, key, title, _word(fields.get(_DATES.get(kind, "date"))), fields, digest, words)


def _word(value: object) -> str:
    return " ".join(str(value).split()) if isinstance(value, str | int | float) else ""


def _lost(path: str, trouble: str, digest: str = "") -> Leaf:
    stem = unicodedata.normalize("NFC", PurePosixPath(path).stem)
    return Leaf(path, path.split("/")[1], stem, stem, digest=digest, trouble=trouble)


def read_leaf(root: Path, path: str, stamp: Stamp, now_ns: int) -> tuple[Stamp, Leaf]:
    """Read one file; the stamp to keep with it is `UNSURE` when it was written only just before `now_ns`."""
    try:
        with (root / path).open("rb") as handle:
            data = handle.read(MAX_BYTES + 1)
    except OSError as error:
        return UNSURE, _lost(path, f"the file cannot be read ({error.strerror}); check its permissions")
    return stamp if has_settled(stamp, now_ns) else UNSURE, leaf_of(path, data)


def scan(root: Path) -> dict[str, Stamp]:
    """Every readable content file with its stamp, in the order of paths. Links that lead out are left out."""
    found: dict[str, Stamp] = {}
    for kind in (*MARKDOWN_KINDS, *YAML_KINDS):
        folder = root / "content" / kind
        if not folder.is_symlink():
            _gather(folder, f"content/{kind}", root, _endings(kind), found)
    return dict(sorted(found.items()))


def _gather(folder: Path, name: str, root: Path, endings: tuple[str, ...], found: dict[str, Stamp]) -> None:
    """Files of a folder and those below it. Folders that are links are not entered, as `load` does not."""
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        path = f"{name}/{entry.name}"
        if entry.name.endswith(endings) and entry.is_file(follow_symlinks=False):
            if entry.name[0] == "." or not entry.name.isprintable():
                continue
            with suppress(OSError):  # it went in between
                found[path] = stamp_of(entry.stat())
        elif entry.is_symlink():
            stamp = look_at(root, path)
            if stamp:
                found[path] = stamp
        elif entry.is_dir() and entry.name[0] != "." and entry.name.isprintable():
            _gather(folder / entry.name, path, root, endings, found)


def _endings(kind: str) -> tuple[str, ...]:
    return (".yaml", ".yml") if kind in YAML_KINDS else (".md",)


def is_read(path: str) -> bool:
    """Whether a file with this path in the hub folder is one that the hub reads as content."""
    parts = path.split("/")
    if len(parts) < 3 or parts[0] != "content" or any(part.startswith(".") for part in parts):
        return False
    return parts[1] in (*MARKDOWN_KINDS, *YAML_KINDS) and path.endswith(_endings(parts[1])) and path.isprintable()


def look_at(root: Path, path: str) -> Stamp | None:
    """The stamp of one file, None when it is not there, not content, or reached through a link that leads out."""
    if not is_read(path):
        return None
    place, content = root / path, root / "content"
    try:
        if any(parent.is_symlink() for parent in place.parents if parent.is_relative_to(content / path.split("/")[1])):
            return None
        if place.is_symlink() and not _leads_inside(place, content):
            return None
        about = place.stat()
    except OSError:
        return None
    return stamp_of(about) if stat.S_ISREG(about.st_mode) else None


def _leads_inside(link: Path, content: Path) -> bool:
    # not Path.resolve: it raises on links that lead to each other
    return Path(os.path.realpath(link)).is_relative_to(os.path.realpath(content))


Kept = dict[str, tuple[Stamp, Leaf]]
_MARK = f"shelf 1 of {__version__}"


def recall(root: Path) -> Kept:
    """What the shelf knew when it was last kept; nothing when that is not there or not whole."""
    try:
        data = (root / ".laurel" / _MEMORY).read_bytes()
        mark, kept = msgspec.msgpack.decode(data, type=tuple[str, Kept])
    except (OSError, msgspec.MsgspecError):
        return {}
    return kept if mark == _MARK else {}


def remember(root: Path, kept: Kept) -> None:
    """Keep what the shelf knows for the next start. That it cannot be written is no reason to stop."""
    with suppress(OSError):
        folder = workshop(root)
        handle, name = tempfile.mkstemp(prefix=f".{_MEMORY}.", dir=folder)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(msgspec.msgpack.encode((_MARK, kept)))
            os.replace(name, folder / _MEMORY)
        except BaseException:
            with suppress(OSError):
                os.unlink(name)
            raise
