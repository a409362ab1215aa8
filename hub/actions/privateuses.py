"""Where drafts and profiles on their way use a picture or a file."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from hub.actions.desk import Desk
from hub.actions.uses import named_in
from hub.records import Records
from hub.records.kinds import Draft, Person

_lock = threading.Lock()
Named = tuple[tuple[str, "Use"], ...]


@dataclass(frozen=True, slots=True)
class Use:
    """One place that uses a file: its name in words, and what it is ("posts", "draft" …) with its key."""

    title: str
    kind: str
    key: str


@dataclass
class _Read:
    """What was read so far: the files that each record names, and what came of all of them together."""

    drafts: tuple[Draft, ...] = ()
    people: tuple[Person, ...] = ()
    named: Mapping[tuple[str, str], tuple[Draft | Person, Named]] = field(default_factory=dict)
    uses: Mapping[str, tuple[Use, ...]] = field(default_factory=dict)


_known: WeakKeyDictionary[Records, _Read] = WeakKeyDictionary()


def private_uses(desk: Desk) -> Mapping[str, tuple[Use, ...]]:
    """What drafts and profiles on their way use, by path.

    A record is read once: records never change, another takes their place.
    """
    drafts, people = desk.records.all(Draft), desk.records.all(Person)
    with _lock:
        read = _known.get(desk.records) or _Read()
        if read.drafts is not drafts or read.people is not people:
            _known[desk.records] = read = _turn(read, drafts, people)
        return read.uses


def _turn(before: _Read, drafts: tuple[Draft, ...], people: tuple[Person, ...]) -> _Read:
    """The same for other records; only those that are new are read."""
    named: dict[tuple[str, str], tuple[Draft | Person, Named]] = {}
    found: dict[str, list[Use]] = {}
    records: Sequence[Draft | Person] = (*drafts, *people)
    for record in records:
        key = ("draft" if isinstance(record, Draft) else "person", record.id)
        have = before.named.get(key)
        if have is None or have[0] is not record:
            have = record, tuple(_in_draft(record) if isinstance(record, Draft) else _in_person(record))
        named[key] = have
        for name, use in have[1]:
            found.setdefault(name, []).append(use)
    return _Read(drafts, people, named, {name: tuple(places) for name, places in found.items()})


def _in_draft(draft: Draft) -> Iterator[tuple[str, Use]]:
    use = Use(draft.title or "A draft without a title", "draft", draft.id)
    if draft.state in ("published", "declined") and not draft.body:
        return
    for name in named_in(draft.body) | ({draft.cover} if draft.cover else set()):
        yield name, use


def _in_person(person: Person) -> Iterator[tuple[str, Use]]:
    use = Use(person.profile.name, "person", person.id)
    profiles = [person.profile, *([person.proposed.profile] if person.proposed else [])]
    for photo in {profile.photo for profile in profiles if profile.photo}:
        yield photo, use
    for name in {name for profile in profiles for name in named_in(profile.bio)}:
        yield name, use
