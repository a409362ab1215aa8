"""What the next publish will change, found by comparing content with what was published, and told in sentences."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from hub.publish.published import (
    Thing,
    award_title,
    changed_media,
    read_published,
    settings_digest,
    theme_digest,
)

if TYPE_CHECKING:
    from hub.content import Leaf

_NAMED = 4
"""So many things are named in a sentence; the rest are counted."""
_NOUNS = {
    "posts": ("post", "posts"),
    "advocates": ("person", "people"),
    "badges": ("badge", "badges"),
    "awards": ("award", "awards"),
    "pages": ("page", "pages"),
    "events": ("event", "events"),
    "resources": ("resource", "resources"),
    "changes": ("“you said, we did”", "“you said, we did”"),
    "topics": ("topic", "topics"),
}
_LISTS = {
    "contributions": "what advocates did elsewhere",
    "mentions": "what others wrote",
    "figures": "public figures",
}


@dataclass(frozen=True)
class Changes:
    """What differs between content and the published hub. `turned` are things that only the date changes."""

    new: tuple[Thing, ...] = ()
    changed: tuple[Thing, ...] = ()
    removed: tuple[Thing, ...] = ()
    turned: tuple[Thing, ...] = ()
    media: tuple[str, ...] = ()
    settings: bool = False
    theme: bool = False
    first: bool = False
    paths: tuple[str, ...] = field(default=(), repr=False)
    """Content files that are new or changed, to be looked at before publishing."""

    def __bool__(self) -> bool:
        return bool(self.count or self.first)

    @property
    def count(self) -> int:
        """How many things differ; settings and theme count as one each, media only when nothing else does."""
        things = len(self.new) + len(self.changed) + len(self.removed) + len(self.turned)
        return (things or len(self.media)) + self.settings + self.theme


def what_changed(root: Path, leaves: Mapping[str, Leaf], now: dt.datetime, zone: ZoneInfo) -> Changes:
    """Compare the content files `leaves`, settings, theme and media of a hub with what its `public/` shows.

    Without a record of a publish everything is new.
    """
    from hub.publish.turns import is_out, lasting_of, turns  # reads fields, which a small publish need not

    published = read_published(root)
    out = {path: leaf for path, leaf in leaves.items() if is_out(leaf, now, zone)}
    if published is None:
        return Changes(new=tuple(_things(out.values(), leaves)), first=True, paths=tuple(out))
    known = published.things
    new = [leaf for path, leaf in out.items() if path not in known]
    changed = [leaf for path, leaf in out.items() if path in known and known[path].digest != leaf.digest]
    removed = [thing for path, thing in known.items() if path not in out]
    touched = {leaf.path for leaf in (*new, *changed)}
    lasting = lasting_of(leaves)
    turned = [
        leaf
        for path, leaf in out.items()
        if path not in touched and any(turn <= now for turn in turns(leaf, zone, lasting, published.at))
    ]
    return Changes(
        new=tuple(_things(new, leaves)),
        changed=tuple(_things(changed, leaves)),
        removed=tuple(removed),
        turned=tuple(_things(turned, leaves)),
        media=changed_media(root, published.media),
        settings=settings_digest(root) != published.settings,
        theme=theme_digest(root) != published.theme,
        paths=tuple(sorted(touched)),
    )


def _things(found: Iterable[Leaf], leaves: Mapping[str, Leaf]) -> Iterable[Thing]:
    listed = list(found)
    names: dict[tuple[str, str], str] = {}
    if any(leaf.kind == "awards" for leaf in listed):
        names = {(leaf.kind, leaf.key): leaf.title for leaf in leaves.values() if leaf.kind in ("badges", "advocates")}
    for leaf in listed:
        title = leaf.title
        if leaf.kind == "awards":
            badge, person = str(leaf.fields.get("badge", "")), leaf.fields.get("advocate")
            who = names.get(("advocates", str(person)), str(person)) if person else None
            title = award_title(names.get(("badges", badge), badge), who)
        yield Thing(leaf.digest, leaf.kind, title)


def in_words(changes: Changes) -> tuple[str, ...]:
    """The changes as sentences, the weightiest first; none when nothing will change."""
    told: list[str] = []
    if changes.first:
        told.append("Publishes the hub for the first time.")
    told += _sentences(changes.new, _adds)
    told += _sentences(changes.changed, _changes)
    told += _sentences(changes.removed, _removes)
    told += _sentences(changes.turned, _turns)
    if changes.settings:
        told.append("Changes the hub's settings, which may show on every page.")
    if changes.theme:
        told.append("Changes the hub's look or Laurel itself, which may show on every page.")
    if changes.media and not told:
        told.append(f"Changes {_count(len(changes.media), 'picture or file', 'pictures or files')}.")
    return tuple(told)


def _sentences(things: Sequence[Thing], tell: Callable[[str, Sequence[str]], str]) -> list[str]:
    by_kind = {kind: [thing.title for thing in things if thing.kind == kind] for kind in (*_NOUNS, *_LISTS)}
    return [tell(kind, titles) for kind, titles in by_kind.items() if titles]


def _adds(kind: str, titles: Sequence[str]) -> str:
    if kind in _LISTS:
        return f"Adds to {_LISTS[kind]}."
    return f"Adds {_count(len(titles), *_NOUNS[kind])}: {_names(titles)}."


def _changes(kind: str, titles: Sequence[str]) -> str:
    if kind in _LISTS:
        return f"Changes {_LISTS[kind]}."
    if kind == "advocates":
        return f"Changes the page{'s' * (len(titles) > 1)} of {_names(titles)}."
    return f"Changes {_count(len(titles), *_NOUNS[kind])}: {_names(titles)}."


def _removes(kind: str, titles: Sequence[str]) -> str:
    if kind in _LISTS:
        return f"Removes some of {_LISTS[kind]}."
    if kind == "advocates":
        return f"Removes the page{'s' * (len(titles) > 1)} of {_names(titles)}."
    return f"Removes {_count(len(titles), *_NOUNS[kind])}: {_names(titles)}."


def _turns(kind: str, titles: Sequence[str]) -> str:
    if kind == "events":
        return f"Moves to the past, because the date has come: {_names(titles)}."
    if kind in _LISTS:
        return f"Shows more of {_LISTS[kind]}, because the date has come."
    return f"Only the date changes {_count(len(titles), *_NOUNS[kind])}: {_names(titles)}."


def _count(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}"


def _names(titles: Sequence[str]) -> str:
    """`A`, `A and B`, `A, B, C, D and 12 more`."""
    shown = list(titles[:_NAMED])
    rest = len(titles) - len(shown)
    if rest:
        return f"{', '.join(shown)} and {rest:,} more"
    return " and ".join(filter(None, [", ".join(shown[:-1]), shown[-1]]))
