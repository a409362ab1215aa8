"""Awards as the desk reads them: those in content, and those kept back until their person agrees."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast
from weakref import WeakKeyDictionary

from hub.actions import holding
from hub.actions.desk import Desk
from hub.content import Leaf, Shelf, yaml_values
from hub.content.readers import add_duration
from hub.model import HubError, Moment
from hub.records.kinds import Held, Person


@dataclass(frozen=True, slots=True)
class Given:
    """An award as the desk shows it, in content or held back until its person agrees.

    `expires` is the day it ends, "" for never; `revoked` the reason it was taken back, "" when it was not.
    """

    id: str
    badge: str
    handle: str
    awarded: str
    expires: str
    revoked: str
    hidden: bool
    path: str
    fields: Mapping[str, object]
    digest: str | None
    held: Held | None = None

    @property
    def counts(self) -> bool:
        """Whether it was not taken back."""
        return not self.revoked


@dataclass(frozen=True, slots=True)
class _Known:
    """The awards as they were made out of these files and records."""

    awards: tuple[Leaf, ...]
    badges: tuple[Leaf, ...]
    held: tuple[Held, ...]
    found: tuple[Given, ...]


_kept: WeakKeyDictionary[Shelf, _Known] = WeakKeyDictionary()


def all_awards(desk: Desk) -> tuple[Given, ...]:
    """Every award, the newest first, those that wait for consent among them."""
    awards, badges, held = desk.shelf.of("awards"), desk.shelf.of("badges"), desk.records.all(Held)
    known = _kept.get(desk.shelf)
    if known is None or known.awards is not awards or known.badges is not badges or known.held is not held:
        known = _kept[desk.shelf] = _Known(awards, badges, held, _gather(desk, awards, held))
    return known.found


def _gather(desk: Desk, awards: tuple[Leaf, ...], waiting: tuple[Held, ...]) -> tuple[Given, ...]:
    found = [_of_leaf(desk, leaf) for leaf in awards]
    known = {given.id for given in found}
    found += [given for held in waiting if (given := _of_held(desk, held)) and given.id not in known]
    found.sort(key=lambda given: given.id)
    found.sort(key=lambda given: given.awarded, reverse=True)
    return tuple(found)


def find_award(desk: Desk, award_id: str) -> Given | None:
    """One award by its id."""
    leaf = desk.shelf.leaf("awards", award_id)
    if leaf is not None:
        return _of_leaf(desk, leaf)
    found = (given for held in desk.records.all(Held) if (given := _of_held(desk, held)))
    return next((given for given in found if given.id == award_id), None)


def awards_of(desk: Desk, handles: Iterable[str]) -> tuple[Given, ...]:
    """The awards of some people, the newest first."""
    mine = set(handles)
    return tuple(given for given in all_awards(desk) if given.handle in mine)


def holders(desk: Desk, badge: str) -> frozenset[str]:
    """Who holds a badge that was not taken back, whether or not it has ended."""
    return frozenset(given.handle for given in all_awards(desk) if given.badge == badge and given.counts)


def _of_leaf(desk: Desk, leaf: Leaf) -> Given:
    return _given(desk, leaf.key, leaf.fields, leaf.path, leaf.digest, None)


def _of_held(desk: Desk, held: Held) -> Given | None:
    if not held.path.startswith("content/awards/"):
        return None
    try:
        fields = yaml_values(held.text)
    except HubError:
        return None
    return _given(desk, str(fields.get("id", "")), fields, held.path, None, held)


def _given(
    desk: Desk, key: str, fields: Mapping[str, object], path: str, digest: str | None, held: Held | None
) -> Given:
    revoked = fields.get("revoked")
    reason = str(cast("dict[str, object]", revoked).get("reason", "")) if isinstance(revoked, dict) else ""
    awarded, badge = str(fields.get("awarded") or ""), str(fields.get("badge") or "")
    return Given(
        id=key,
        badge=badge,
        handle=str(fields.get("advocate") or ""),
        awarded=awarded,
        expires=str(fields.get("expires") or "") or ends_on(desk, badge, awarded),
        revoked=reason or ("mistake" if revoked else ""),
        hidden=str(fields.get("hidden", "")).lower() in ("true", "yes"),
        path=path,
        fields=fields,
        digest=digest,
        held=held,
    )


def ends_on(desk: Desk, badge: str, awarded: str) -> str:
    """The last day of an award by its badge's `valid_for`, "" when it never ends or cannot be told."""
    leaf = desk.shelf.leaf("badges", badge)
    valid_for = str(leaf.fields.get("valid_for") or "") if leaf else ""
    if not valid_for:
        return ""
    try:
        return add_duration(Moment.parse(awarded, desk.zone), valid_for).date.isoformat()
    except (ValueError, OverflowError):
        return ""


def has_ended(desk: Desk, given: Given) -> bool:
    """Whether an award's last day is over."""
    try:
        return bool(given.expires) and Moment.parse(given.expires, desk.zone).is_over(desk.now())
    except (ValueError, OverflowError):
        return False


def name_of(desk: Desk, handle: str) -> str:
    """A person's name as the hub or the private records have it, else the handle."""
    return holding.name_of(desk.records, desk, handle)


def people(desk: Desk) -> tuple[tuple[str, str], ...]:
    """(handle, name) of everybody who can get a badge, by name."""
    found = {leaf.key: leaf.title or leaf.key for leaf in desk.shelf.of("advocates")}
    for person in desk.records.all(Person):
        found.setdefault(person.id, person.profile.name or person.id)
    return tuple(sorted(found.items(), key=lambda pair: (pair[1].casefold(), pair[0])))


def listed(names: Sequence[str], most: int = 12) -> str:
    """Names as a sentence has them: "Noor, Kenji and 3 others"."""
    shown = list(names[:most])
    rest = len(names) - len(shown)
    if rest:
        shown.append(f"{rest} other{'s' if rest > 1 else ''}")
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}" if shown else "nobody"


def badge_name(desk: Desk, slug: str) -> str:
    """A badge's name, else its slug."""
    leaf = desk.shelf.leaf("badges", slug)
    return leaf.title if leaf and leaf.title else slug


def today(desk: Desk) -> dt.date:
    """The hub's own day."""
    return desk.local_now().date()
