"""When something of a hub changes by the date alone: a post comes out, an event is over, an award ends."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from hub.content import Leaf
from hub.content.readers import add_duration
from hub.model import Moment

_BEGINS = {"posts": "date", "awards": "awarded", "changes": "date"}
"""The field before whose time a thing is not shown at all."""
_EVENT_HOURS = 2
"""How long an event with a time and no end is taken to last."""


def is_out(leaf: Leaf, now: dt.datetime, zone: ZoneInfo) -> bool:
    """Whether the hub shows a file at `now`: no draft, and its time has come."""
    if leaf.kind == "posts" and leaf.fields.get("draft") is True:
        return False
    begins = _BEGINS.get(leaf.kind)
    if begins is None:
        return True
    text = str(leaf.fields.get(begins) or "")
    if text[:10] < _day_before(now):  # long past: nearly all of a hub, so nothing is worked out for it
        return True
    moment = _moment(text, zone)
    return moment is None or moment.has_come(now)


def turns(leaf: Leaf, zone: ZoneInfo, lasting: Mapping[str, str]) -> Iterator[dt.datetime]:
    """Every instant (UTC) at which the pages of a file change by themselves; dates nobody can read give none.

    `lasting` says for each badge how long its awards last (ISO 8601), by the badge's slug.
    """
    if leaf.kind == "posts" and leaf.fields.get("draft") is True:
        return
    for moment, as_end in _moments(leaf, zone, lasting):
        if moment is not None:
            yield (moment.end.astimezone(dt.UTC)) if as_end else moment.instant


def _moments(leaf: Leaf, zone: ZoneInfo, lasting: Mapping[str, str]) -> Iterator[tuple[Moment | None, bool]]:
    fields = leaf.fields

    def at(name: str) -> Moment | None:
        return _moment(fields.get(name), zone)

    match leaf.kind:
        case "posts":
            yield at("date"), False
            yield at("updated"), False
        case "changes":
            yield at("date"), False
        case "events":
            yield _event_end(at("starts"), at("ends")), True
        case "awards":
            yield at("awarded"), False
            yield at("expires") or _lasts(at("awarded"), lasting.get(str(fields.get("badge")))), True
            yield _moment(_inner(fields.get("revoked"), "date"), zone), False
        case "advocates":
            yield at("joined"), False
            for term in _list(fields.get("terms")):
                yield _moment(_inner(term, "from"), zone), False
        case "contributions":
            for item in _list(fields.get("items")):
                yield _moment(_inner(item, "date"), zone), False


def lasting_of(leaves: Mapping[str, Leaf]) -> dict[str, str]:
    """How long the awards of each badge last, for those that say so."""
    badges = (leaf for leaf in leaves.values() if leaf.kind == "badges")
    return {leaf.key: str(leaf.fields["valid_for"]) for leaf in badges if leaf.fields.get("valid_for")}


def next_turn(leaves: Mapping[str, Leaf], zone: ZoneInfo, after: dt.datetime) -> dt.datetime | None:
    """The first instant (UTC) past `after` at which the date alone changes a page; None when there is none."""
    lasting, since = lasting_of(leaves), after.astimezone(dt.UTC)
    coming = (turn for leaf in leaves.values() for turn in turns(leaf, zone, lasting) if turn > since)
    return min(coming, default=None)


def _event_end(starts: Moment | None, ends: Moment | None) -> Moment | None:
    if ends is not None or starts is None or starts.whole_day:
        return ends or starts
    return Moment(starts.at + dt.timedelta(hours=_EVENT_HOURS))


def _lasts(awarded: Moment | None, duration: str | None) -> Moment | None:
    if awarded is None or not duration:
        return None
    try:
        return add_duration(awarded, duration)
    except (ValueError, OverflowError):
        return None


def _moment(value: object, zone: ZoneInfo) -> Moment | None:
    if not isinstance(value, str):
        return None
    try:
        return Moment.parse(value, zone)
    except (ValueError, OverflowError):
        return None


def _inner(value: object, name: str) -> Any:
    return value.get(name) if isinstance(value, Mapping) else None


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _day_before(now: dt.datetime) -> str:
    return (now.astimezone(dt.UTC) - dt.timedelta(days=2)).date().isoformat()
