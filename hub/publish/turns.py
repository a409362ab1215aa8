"""When something of a hub changes by the date alone: a post comes out, an event is over, an award ends."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from hub.content import Leaf
from hub.content.readers import add_duration
from hub.model import Moment

_BEGINS = {"posts": "date", "awards": "awarded", "changes": "date"}
"""The field before whose time a thing is not shown at all."""
_TURNING = frozenset({"posts", "changes", "events", "awards", "advocates", "contributions"})
_MARGIN = dt.timedelta(days=3)
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
    if text[:10] < _floor(now):  # long past: nearly all of a hub, so nothing is worked out for it
        return True
    moment = _moment(text, zone)
    return moment is None or moment.has_come(now)


def turns(leaf: Leaf, zone: ZoneInfo, lasting: Mapping[str, str], since: dt.datetime) -> Iterator[dt.datetime]:
    """Every instant (UTC) past `since` at which the pages of a file change by themselves.

    `lasting` says for each badge how long its awards last (ISO 8601), by the badge's slug. Dates that nobody can
    read give none.
    """
    if leaf.kind not in _TURNING or (leaf.kind == "posts" and leaf.fields.get("draft") is True):
        return
    for moment, as_end in _moments(leaf, zone, lasting, _floor(since)):
        if moment is not None:
            turn = moment.end.astimezone(dt.UTC) if as_end else moment.instant
            if turn > since:
                yield turn


def _moments(
    leaf: Leaf, zone: ZoneInfo, lasting: Mapping[str, str], floor: str
) -> Iterator[tuple[Moment | None, bool]]:
    """The moments of a file, and whether each is an end. Dates before `floor` (ISO 8601) are passed over."""

    def at(text: object) -> Moment | None:
        return _moment(text, zone) if isinstance(text, str) and text[:10] >= floor else None

    fields = leaf.fields
    match leaf.kind:
        case "posts":
            yield at(fields.get("date")), False
            yield at(fields.get("updated")), False
        case "changes":
            yield at(fields.get("date")), False
        case "events":
            yield _event_end(at(fields.get("starts")), at(fields.get("ends"))), True
        case "awards":
            yield at(fields.get("awarded")), False
            duration = lasting.get(str(fields.get("badge")))
            ends = fields.get("expires")
            yield at(ends) if ends or not duration else _lasts(_moment(fields.get("awarded"), zone), duration), True
            yield at(_inner(fields.get("revoked"), "date")), False
        case "advocates":
            yield at(fields.get("joined")), False
            for term in _list(fields.get("terms")):
                yield at(_inner(term, "from")), False
        case "contributions":
            for item in _list(fields.get("items")):
                yield at(_inner(item, "date")), False


def lasting_of(leaves: Mapping[str, Leaf]) -> dict[str, str]:
    """How long the awards of each badge last, for those that say so."""
    badges = (leaf for leaf in leaves.values() if leaf.kind == "badges")
    return {leaf.key: str(leaf.fields["valid_for"]) for leaf in badges if leaf.fields.get("valid_for")}


def next_turn(leaves: Mapping[str, Leaf], zone: ZoneInfo, after: dt.datetime) -> dt.datetime | None:
    """The first instant (UTC) past `after` at which the date alone changes a page; None when there is none."""
    lasting = lasting_of(leaves)
    return min((turn for leaf in leaves.values() for turn in turns(leaf, zone, lasting, after)), default=None)


def _event_end(starts: Moment | None, ends: Moment | None) -> Moment | None:
    if ends is not None or starts is None or starts.whole_day:
        return ends or starts
    return Moment(starts.at + dt.timedelta(hours=_EVENT_HOURS))


def _lasts(awarded: Moment | None, duration: str) -> Moment | None:
    if awarded is None:
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


@lru_cache(maxsize=8)
def _floor(since: dt.datetime) -> str:
    """A date so long before `since` that nothing which begins there ends after it, unless it lasts."""
    return (since.astimezone(dt.UTC) - _MARGIN).date().isoformat()
