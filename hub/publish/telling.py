"""What differs between two releases, in words: posts, people and badges that appear, change and disappear."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from hub.publish import manifest as lists
from hub.publish import objects as store
from hub.publish.addresses import url_of
from hub.publish.changes import Changes, in_words
from hub.publish.objects import Objects
from hub.publish.outputs import Output
from hub.publish.published import Thing

_KINDS = frozenset({"posts", "advocates", "badges", "awards", "events", "topics"})
_NOT_ONE = frozenset({"page", "in"})
_HEADING = re.compile(r"<h1\b[^>]*>(.*?)</h1\s*>", re.S | re.I)
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Piece:
    """A page of one thing: its address, the kind of the thing, and its name as the page has it."""

    address: str
    kind: str
    title: str


@dataclass(frozen=True)
class Told:
    """What differs from one release to another. `others` counts files that are no page of one thing: lists, feeds,
    pictures."""

    added: tuple[Piece, ...] = ()
    changed: tuple[Piece, ...] = ()
    removed: tuple[Piece, ...] = ()
    others: int = 0

    @property
    def sentences(self) -> tuple[str, ...]:
        """The same as sentences, the weightiest first; one that says so when nothing differs."""
        told = list(in_words(Changes(_things(self.added), _things(self.changed), _things(self.removed))))
        if self.others:
            more = " other" if told else ""
            one, many = f"Changes one{more} file", f"Changes {self.others:,}{more} files"
            told.append(f"{one if self.others == 1 else many}: lists, feeds, pictures or the look.")
        return tuple(told) or ("Nothing differs.",)


def what_differs(shop: Path, old: int, new: int) -> Told:
    """What changes from release `old` (0: nothing at all) to `new`. Raises Damaged when a list cannot be read."""
    return differs(shop, lists.manifest(shop, old) if old else {}, lists.manifest(shop, new))


def differs(shop: Path, old: Mapping[str, Output], new: Mapping[str, Output]) -> Told:
    """What changes from one list of files to another."""
    objects = Objects(shop / store.FOLDER)
    added = [path for path in new if path not in old]
    changed = [path for path in new if path in old and old[path].sha != new[path].sha]
    removed = [path for path in old if path not in new]
    found = (_pieces(objects, added, new), _pieces(objects, changed, new), _pieces(objects, removed, old))
    others = len(added) + len(changed) + len(removed) - sum(map(len, found))
    return Told(*found, others)


def own_source(path: str, output: Output) -> tuple[str, str] | None:
    """The kind of the one thing that a published file is the page of, and the content file of that thing ("" for a
    topic without one); None for lists, feeds, pictures."""
    parts = path.split("/")
    if parts[-1] != "index.html" or len(parts) not in (2, 3):
        return None
    kind, name = (parts[0], parts[1]) if len(parts) == 3 else ("pages", parts[0])
    if len(parts) == 3 and (kind not in _KINDS or name in _NOT_ONE):
        return None
    mine = [source for source in output.sources if source.startswith(f"content/{kind}/")]
    named = [source for source in mine if PurePosixPath(source).stem == name]
    if named or len(mine) == 1:
        return kind, (named or mine)[0]
    return (kind, "") if kind == "topics" or (kind != "pages" and not output.sources) else None


def title_of(objects: Objects, output: Output) -> str:
    """The main heading of a page in the store; "" when it has none or is not there."""
    try:
        text = objects.path(output.sha).read_bytes().decode("utf-8", "replace")
    except OSError:
        return ""
    found = _HEADING.search(text)
    return " ".join(html.unescape(_TAG.sub("", found[1])).split()) if found else ""


def _pieces(objects: Objects, paths: Iterable[str], files: Mapping[str, Output]) -> tuple[Piece, ...]:
    found = []
    for path in sorted(paths):
        own = own_source(path, files[path])
        if own is not None:
            title = title_of(objects, files[path])
            if title or not objects.has(files[path].sha):  # one without a heading leads elsewhere: an old address
                found.append(Piece(url_of(path), own[0], title or path.split("/")[-2]))
    return tuple(found)


def _things(pieces: Iterable[Piece]) -> tuple[Thing, ...]:
    return tuple(Thing("", piece.kind, piece.title) for piece in pieces)
