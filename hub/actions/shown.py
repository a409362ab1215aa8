"""What the hub shows of the desk's, and what it must not: digests of published files, approvals that wait, private
addresses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from hub.actions.desk import Desk
from hub.publish import Thing, read_published
from hub.records.kinds import Account, Person
from hub.records.queries import publishes

_APPROVALS = frozenset(
    {"draft.review", "profile.review", "post.withdraw", "consent.withdraw", "consent.give", "person.erase"}
)
"""What the program has decided about somebody's words or page: with `publish_on_approval` it goes out by itself."""
_LOOK_BACK = 200
"""Entries of the log looked through for an approval: more since the last publish would be one anyway."""


def approved_since(desk: Desk, last: dt.datetime | None) -> dt.datetime | None:
    """When the newest approval that changed content was made, if that was after `last`; else None.

    Also None while the hub was never published: the first time is for a person to choose.
    """
    if last is None and read_published(desk.root) is None:
        return None
    for entry in desk.records.log(limit=_LOOK_BACK):
        if last is not None and entry.at <= last:
            return None
        if entry.action in _APPROVALS and any(file.path.startswith("content/") for file in entry.files):
            return entry.at
    return None


def last_done(desk: Desk) -> dt.datetime | None:
    """When the newest publish that came to its end began."""
    return next((done.began for done in publishes(desk.records) if done.state == "done"), None)


def published_digests(desk: Desk) -> Mapping[str, str]:
    """The digest of each content file as the hub shows it."""
    published = read_published(desk.root)
    return _Digests(published.things) if published else {}


class _Digests(Mapping[str, str]):
    """Digests of things by path; asked for a few of them, so none is copied."""

    def __init__(self, things: Mapping[str, Thing]) -> None:
        self._things = things

    def __getitem__(self, path: str) -> str:
        return self._things[path].digest

    def __iter__(self) -> Iterator[str]:
        return iter(self._things)

    def __len__(self) -> int:
        return len(self._things)


def private_addresses(desk: Desk) -> frozenset[str]:
    """The e-mail addresses that the desk keeps to itself, in small letters."""
    accounts = (account.email for account in desk.records.all(Account))
    people = (person.email for person in desk.records.all(Person))
    return frozenset(email.lower() for email in (*accounts, *people) if email)
