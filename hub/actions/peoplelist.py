"""The list of people, as staff look through it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from hub.actions.desk import Desk
from hub.content import Leaf
from hub.records import Records
from hub.records.kinds import Person

VIEWS: Mapping[str, str] = {
    "": "All",
    "invited": "Invited",
    "no-consent": "No consent yet",
    "waiting": "Profile waiting",
    "alumni": "Alumni",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One person in the list. `since` is when what `state` says began; `photo` their `media/…` path."""

    handle: str
    name: str
    email: str
    headline: str
    tier: str
    photo: str
    state: str
    tone: str
    since: dt.datetime | None
    views: frozenset[str]
    groups: tuple[str, ...] = ()


def people_list(desk: Desk) -> tuple[Row, ...]:
    """Everybody, by name; those written by hand into the hub's files and those only the desk knows."""
    leaves, tiers = desk.shelf.of("advocates"), {tier.key: tier.name for tier in desk.settings.tiers}
    mark = (desk.records.generation, leaves, tiers)
    kept = _kept.get(desk.records)
    if kept is None or kept[0][0] != mark[0] or kept[0][1] is not leaves or kept[0][2] != tiers:
        kept = _kept[desk.records] = (mark, _rows(desk, leaves, tiers))
    return kept[1]


_kept: WeakKeyDictionary[Records, tuple[tuple[int, tuple[Leaf, ...], dict[str, str]], tuple[Row, ...]]] = (
    WeakKeyDictionary()
)
"""What was worked out last, as long as nothing has changed."""


def _rows(desk: Desk, found: tuple[Leaf, ...], tiers: Mapping[str, str]) -> tuple[Row, ...]:
    persons = {person.id: person for person in desk.records.all(Person)}
    leaves = {leaf.key: leaf for leaf in found}
    rows = [_row(tiers, handle, persons.get(handle), leaves.get(handle)) for handle in {*persons, *leaves}]
    return tuple(sorted(rows, key=lambda row: (row.name.casefold(), row.handle)))


def _row(tiers: Mapping[str, str], handle: str, person: Person | None, leaf: Leaf | None) -> Row:
    fields = leaf.fields if leaf else {}
    profile = person.profile if person else None
    tier = str(fields.get("tier") or (profile.tier if profile else "") or "")
    groups = fields.get("groups") or (profile.groups if profile else ())
    state, tone, since, views = _standing(
        person, leaf, str(fields.get("status") or (profile.status if profile else ""))
    )
    return Row(
        handle=handle,
        name=(leaf.title if leaf else "") or (profile.name if profile else handle),
        email=person.email if person else "",
        headline=str(fields.get("headline") or (profile.headline if profile else "") or ""),
        tier=tiers.get(tier, tier),
        photo=str(fields.get("photo") or (profile.photo if profile else "") or ""),
        state=state,
        tone=tone,
        since=since,
        views=views,
        groups=tuple(str(group) for group in groups) if isinstance(groups, list | tuple) else (),
    )


def _standing(
    person: Person | None, leaf: Leaf | None, status: str
) -> tuple[str, str, dt.datetime | None, frozenset[str]]:
    """State in words, its tone, since when, and the saved views somebody is in."""
    views = {""}
    consent = person.consent if person else None
    if consent is None or not consent.holds:
        views.add("no-consent")
    if person and person.invited and (consent is None):
        views.add("invited")
    if status == "alumni":
        views.add("alumni")
    if person and person.proposed and person.proposed.state == "submitted":
        views.add("waiting")
    kept = frozenset(views)
    if leaf is not None and leaf.trouble:
        return "file cannot be read", "problem", None, kept
    if "waiting" in views and person:
        return "profile waits", "waiting", person.history[-1].at if person.history else None, kept
    if consent is not None and not consent.holds:
        return "withdrew", "problem", consent.withdrawn, kept
    if "invited" in views and person:
        return "invited", "waiting", person.invited, kept
    if consent is None:
        return ("by hand" if leaf else "not invited yet"), "neutral", person.created if person else None, kept
    return ("alumni" if status == "alumni" else ""), "neutral", None, kept


def view_counts(rows: tuple[Row, ...]) -> Mapping[str, int]:
    """How many people each saved view has."""
    return Counter(view for row in rows for view in row.views)
