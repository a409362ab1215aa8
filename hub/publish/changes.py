"""What the next publish will change, found by comparing content with what was published, and told in sentences."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args
from zoneinfo import ZoneInfo

from hub.publish.published import (
    Published,
    Thing,
    award_title,
    changed_media,
    read_published,
    settings_digest,
    theme_digest,
)

if TYPE_CHECKING:
    from hub.content import Leaf

Verdict = Literal["same", "new", "changed", "turned", "hidden"]
_NEVER = dt.datetime.min.replace(tzinfo=dt.UTC)
_EVER = dt.datetime.max.replace(tzinfo=dt.UTC)
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


class Seen(NamedTuple):
    """What was found of one file: for which leaf, against what was published and when, until when it holds."""

    leaf: Leaf
    thing: Thing | None
    at: dt.datetime
    until: dt.datetime
    verdict: Verdict


@dataclass
class Comparison:
    """Finds what the next publish will change, again and again, at the cost of what came since the last time."""

    root: Path
    _seen: dict[str, Seen] = field(default_factory=dict)
    _lasting: Mapping[str, str] = field(default_factory=dict)
    _now: dt.datetime = _NEVER

    def changes(self, leaves: Mapping[str, Leaf], now: dt.datetime, zone: ZoneInfo) -> Changes:
        """Compare the content files `leaves`, settings, theme and media of the hub with what its `public/` shows.

        Without a record of a publish everything is new.
        """
        from hub.publish.turns import is_out, lasting_of  # reads fields, which a small publish need not

        published = read_published(self.root)
        if published is None:
            out = {path: leaf for path, leaf in leaves.items() if is_out(leaf, now, zone)}
            return Changes(new=tuple(_things(out.values(), leaves)), first=True, paths=tuple(out))
        lasting = lasting_of(leaves)
        if lasting != self._lasting or now < self._now:
            self._seen.clear()
        self._lasting, self._now = lasting, now
        self._seen = seen = self._look(leaves, published, now, zone)
        found: dict[Verdict, list[Leaf]] = {verdict: [] for verdict in get_args(Verdict)}
        for one in seen.values():
            if one.verdict != "same":
                found[one.verdict].append(one.leaf)
        things = published.things.items()
        removed = [thing for path, thing in things if path not in seen or seen[path].verdict == "hidden"]
        return Changes(
            new=tuple(_things(found["new"], leaves)),
            changed=tuple(_things(found["changed"], leaves)),
            removed=tuple(removed),
            turned=tuple(_things(found["turned"], leaves)),
            media=changed_media(self.root, published.media),
            settings=settings_digest(self.root) != published.settings,
            theme=theme_digest(self.root) != published.theme,
            paths=tuple(sorted(leaf.path for leaf in (*found["new"], *found["changed"]))),
        )

    def _look(
        self, leaves: Mapping[str, Leaf], published: Published, now: dt.datetime, zone: ZoneInfo
    ) -> dict[str, Seen]:
        known, things, at = self._seen, published.things, published.at
        seen = {}
        for path, leaf in leaves.items():
            one, thing = known.get(path), things.get(path)
            if (
                one is None
                or one.leaf is not leaf
                or one.thing is not thing
                or now >= one.until
                or (one.verdict == "turned" and one.at != at)
            ):
                one = _seen(leaf, thing, at, now, zone, self._lasting)
            seen[path] = one
        return seen


def _seen(
    leaf: Leaf,
    thing: Thing | None,
    at: dt.datetime,
    now: dt.datetime,
    zone: ZoneInfo,
    lasting: Mapping[str, str],
) -> Seen:
    """What is to be said of one file."""
    from hub.publish.turns import is_out, turns

    until = min(turns(leaf, zone, lasting, now), default=_EVER)
    verdict: Verdict = "same"
    if not is_out(leaf, now, zone):
        verdict = "hidden"
    elif thing is None:
        verdict = "new"
    elif thing.digest != leaf.digest:
        verdict = "changed"
    elif any(turn <= now for turn in turns(leaf, zone, lasting, at)):
        verdict = "turned"
    return Seen(leaf, thing, at, until, verdict)


def what_changed(root: Path, leaves: Mapping[str, Leaf], now: dt.datetime, zone: ZoneInfo) -> Changes:
    """What the next publish will change, for whoever asks once; see `Comparison`."""
    return Comparison(root).changes(leaves, now, zone)


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
