"""Answers that look at people, posts and awards at once: who was active last, a year of the wall, old addresses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hub.content import addresses
from hub.content.queries import Queries
from hub.model import slugify

Year = tuple[tuple[str, ...], tuple[str, ...], tuple[tuple[str, str], ...]]
"""People by name, awards newest first, and who rose to which tier."""


def recently_active(hub: Queries) -> tuple[str, ...]:
    """Everyone listed: those who wrote or were recognised last come first, then by name."""
    last: dict[str, float] = {}
    for award in hub.shown_awards():
        last.setdefault(award.advocate or "", award.awarded.at.timestamp())
    people = hub.directory()
    for person in people:
        posts = hub.posts_by(person.handle)
        if posts:
            last[person.handle] = max(last.get(person.handle, 0), posts[0].date.at.timestamp())
    return tuple(person.handle for person in sorted(people, key=lambda p: -last.get(p.handle, 0)))


def year_of(hub: Queries, year: int) -> Year:
    """Who joined or was recognised in a year, its awards, and moves to a higher tier."""
    awards = [a for a in hub.shown_awards() if a.awarded.date.year == year]
    joined = [p.handle for p in hub.directory() if (day := hub.first_day(p)) and day.date.year == year]
    listed = {p.handle for p in hub.directory()}
    people = [h for h in dict.fromkeys([*(a.advocate or "" for a in awards), *joined]) if h in listed]
    people.sort(key=lambda handle: hub.snapshot.advocates[handle].name.casefold())
    moves = tuple((m.advocate, m.tier) for m in hub.promotions() if m.date.date.year == year)
    return tuple(people), tuple(a.id for a in awards), moves


def alias_table(hub: Queries) -> Mapping[str, tuple[str, str]]:
    """Old addresses, the rooted path each leads to, and the content file that claims it."""
    found: dict[str, tuple[str, str]] = {}
    owners: list[tuple[Any, str]] = [(p, addresses.post(p.slug)) for p in hub.posts() if p.aliases]
    owners += [(p, addresses.page(p.slug)) for p in hub.pages()]
    owners += [(p, addresses.advocate(p.handle)) for p in hub.profiles()]
    owners += [(e, addresses.event(e.slug)) for e in (*hub.coming_events(), *hub.past_events())]
    for record, target in owners:
        for alias in record.aliases:
            path = addresses.alias_path(alias)
            if path != target:
                found[path] = (target, record.source.path)
    for described in hub.snapshot.topics.values():
        if hub.topic(described.slug):
            for slug in {slugify(tag) for tag in described.tags} - {described.slug}:
                found[addresses.topic(slug)] = (addresses.topic(described.slug), described.source.path)
    return dict(sorted(found.items()))
