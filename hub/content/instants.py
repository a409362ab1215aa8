"""The instants at which a hub changes by itself: a post comes out, an event is over, an award ends."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from hub.content.queries import Queries
from hub.model import Moment


def next_instant(hub: Queries) -> dt.datetime | None:
    """The first instant (UTC) after the hub's "now" at which an answer may be another one; None when there is none."""
    now = hub.now.astimezone(dt.UTC)
    floor = now.date() - dt.timedelta(days=2)  # comparing days is quick, and nearly everything is long past
    return min((at for at in _instants(hub, floor) if at > now), default=None)


def _instants(hub: Queries, floor: dt.date) -> Iterator[dt.datetime]:
    for moment in _beginnings(hub):
        if moment is not None and moment.at.date() >= floor:
            yield moment.instant
    for moment in _ends(hub):
        if moment is not None and moment.at.date() >= floor:
            yield moment.end.astimezone(dt.UTC)
    for event in hub.snapshot.events.values():
        yield event.end.astimezone(dt.UTC)


def _beginnings(hub: Queries) -> Iterator[Moment | None]:
    snapshot = hub.snapshot
    for post in snapshot.posts.values():
        yield post.date
        yield post.updated
    for person in snapshot.advocates.values():
        yield person.joined
        yield from (term.start for term in person.terms)
    for award in snapshot.awards.values():
        yield award.awarded
        yield award.revoked.date if award.revoked else None
    yield from (item.date for item in snapshot.contributions)
    yield from (change.date for change in snapshot.changes.values())


def _ends(hub: Queries) -> Iterator[Moment | None]:
    return (hub.expires(award) for award in hub.snapshot.awards.values())
