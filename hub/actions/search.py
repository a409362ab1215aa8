"""Finding people and things of a hub by their names."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import nsmallest

from hub.actions.desk import Desk
from hub.actions.drafts import owners_of
from hub.actions.permissions import Actor, may, may_somewhere
from hub.content import texts_of
from hub.records.kinds import Draft, Person

_HUB_KINDS = ("pages", "events", "resources", "changes", "topics")
ORDER = ("people", "posts", "drafts", "badges", *_HUB_KINDS)
"""The kinds of what can be found, in the order they are shown."""


@dataclass(frozen=True, slots=True)
class Found:
    """One thing by name: `kind` is one of ORDER, `key` its handle, slug or id, `note` a word beside it."""

    kind: str
    key: str
    title: str
    note: str = ""


def find(desk: Desk, actor: Actor, words: str, *, most: int = 60) -> tuple[Found, ...]:
    """What the actor may see whose name holds every word of `words`; names that begin with them come first."""
    wanted = _plain(words).split()
    if not wanted:
        return ()
    ranked = (
        (rank, ORDER.index(found.kind), found.title, found)
        for found, text in _everything(desk, actor)
        if (rank := _rank(_plain(text), wanted)) is not None
    )
    return tuple(found for *_, found in nsmallest(most, ranked, key=lambda row: row[:3]))


def _rank(text: str, wanted: Sequence[str]) -> int | None:
    """0 when it begins with the first word, 1 when a later word of it does, 2 else; None when one is missing."""
    if not all(word in text for word in wanted):
        return None
    if text.startswith(wanted[0]):
        return 0
    return 1 if f" {wanted[0]}" in text else 2


def _plain(text: str) -> str:
    """Letters as they are compared: large and small ones alike, accents left aside."""
    spread = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in spread if not unicodedata.combining(c)) if not spread.isascii() else spread


def _everything(desk: Desk, actor: Actor) -> Iterator[tuple[Found, str]]:
    """Everything the actor may see, with the text that is looked through."""
    yield from _people(desk, actor)
    for leaf in desk.shelf.of("posts"):
        authors = texts_of(leaf.fields.get("authors"))
        if may(actor, "draft.read", authors):
            yield Found("posts", leaf.key, leaf.title, leaf.date[:10]), f"{leaf.title} {' '.join(authors)}"
    for draft in desk.records.all(Draft):
        if draft.path is None and draft.title and may(actor, "draft.read", owners_of(draft)):
            yield Found("drafts", draft.id, draft.title), f"{draft.title} {' '.join(draft.authors)}"
    if may_somewhere(actor, "badge.read"):
        for leaf in desk.shelf.of("badges"):
            yield Found("badges", leaf.key, leaf.title), leaf.title
    if may(actor, "entry.read"):
        for kind in _HUB_KINDS:
            for leaf in desk.shelf.of(kind):
                yield Found(kind, leaf.key, leaf.title), leaf.title


def _people(desk: Desk, actor: Actor) -> Iterator[tuple[Found, str]]:
    if not may(actor, "person.list"):
        return
    known = {person.id: person for person in desk.records.all(Person)}
    for leaf in desk.shelf.of("advocates"):
        email = known[leaf.key].email if leaf.key in known else ""
        yield Found("people", leaf.key, leaf.title, leaf.key), f"{leaf.title} {leaf.key} {email}"
        known.pop(leaf.key, None)
    for person in known.values():
        name = person.profile.name
        yield Found("people", person.id, name, person.id), f"{name} {person.id} {person.email}"
