"""Where each post stands: for lists, and in words with the next step and who is at it."""

from __future__ import annotations

import datetime as dt
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache, partial
from math import ceil
from statistics import median
from typing import Literal
from weakref import WeakKeyDictionary

from hub.actions.desk import Desk
from hub.actions.drafts import name_of, owners_of, post_owners
from hub.actions.drafttext import title_of
from hub.actions.permissions import Actor, may
from hub.actions.posting import waits_for
from hub.actions.review import REASONS, day_words
from hub.content import Leaf
from hub.records import Records
from hub.records.kinds import Draft, DraftState, Step

Tone = Literal["neutral", "waiting", "good", "problem"]

VIEWS: Mapping[str, str] = {
    "waiting": "Waiting",
    "changes-asked": "Changes asked",
    "approved": "Approved",
    "scheduled": "Scheduled",
    "published": "Published",
    "draft": "Being written",
    "declined": "Declined",
    "withdrawn": "Withdrawn",
    "all": "All",
}
"""The saved views of the list of posts, in their order."""

WORDS: Mapping[DraftState, tuple[str, Tone]] = {
    "draft": ("being written", "neutral"),
    "submitted": ("waits for review", "waiting"),
    "changes-asked": ("changes asked", "problem"),
    "approved": ("approved", "good"),
    "scheduled": ("scheduled", "good"),
    "published": ("published", "good"),
    "declined": ("declined", "neutral"),
    "withdrawn": ("withdrawn", "neutral"),
}
"""Each state as one word or two, and how it is to look."""

_DECISIONS = ("approved", "asked for changes", "declined")
_LATELY = dt.timedelta(days=180)
_ENOUGH = 3
"""Answers there must have been lately before the desk says how long one usually takes."""
_MOSTLY = 0.6


@dataclass(frozen=True, slots=True)
class Entry:
    """A post as the list shows it: its private record, its live file, or both."""

    title: str
    authors: tuple[str, ...]
    state: DraftState
    when: str
    draft: Draft | None = None
    leaf: Leaf | None = None

    @property
    def live(self) -> bool:
        """Whether it stands in content."""
        return self.leaf is not None

    @property
    def owners(self) -> tuple[str, ...]:
        """Whose it is."""
        return owners_of(self.draft) if self.draft else self.authors


def entries(desk: Desk, actor: Actor) -> tuple[Entry, ...]:
    """Every post the actor may see, private and live, newest first."""
    every = _all_entries(desk)
    if may(actor, "draft.list"):
        return every
    own = {actor.id, *actor.handles}
    return tuple(entry for entry in every if own & {*entry.owners, *entry.authors})


@dataclass(frozen=True, slots=True)
class Usual:
    """How long answers took lately: whole days at the median, and who gave most of them, if one did."""

    days: int
    name: str

    @property
    def words(self) -> str:
        """As a sentence."""
        who = self.name or "The team"
        if self.days <= 1:
            return f"{who} usually answers within a day."
        if self.days == 2:
            return f"{who} usually answers within two days."
        return f"{who} usually answers within {self.days} days."


@dataclass(frozen=True)
class _Kept:
    """A list worked out once, and what it was worked out from. `texts` is what is searched, by the entry's identity,
    made with the first search; the entries it speaks of live as long as it does."""

    generation: int
    leaves: object
    entries: tuple[Entry, ...]
    usual: Usual | None
    texts: dict[int, str] = field(default_factory=dict)


_lock = threading.Lock()
_kept: WeakKeyDictionary[Records, _Kept] = WeakKeyDictionary()


def _all_entries(desk: Desk) -> tuple[Entry, ...]:
    return _worked_out(desk).entries


def _worked_out(desk: Desk) -> _Kept:
    generation, leaves = desk.records.generation, desk.shelf.of("posts")
    with _lock:
        known = _kept.get(desk.records)
    if known is not None and known.generation == generation and known.leaves is leaves:
        return known
    drafts = desk.records.all(Draft)
    made = _Kept(generation, leaves, _merged(desk, drafts, leaves), _usual(drafts, desk.now()))
    with _lock:
        _kept[desk.records] = made
    return made


def _merged(desk: Desk, drafts: Iterable[Draft], leaves: Iterable[Leaf]) -> tuple[Entry, ...]:
    by_path, zone = {leaf.path: leaf for leaf in leaves}, desk.zone
    found = []
    for draft in drafts:
        leaf = by_path.pop(draft.path, None) if draft.path else None
        when = draft.updated.astimezone(zone).isoformat(timespec="minutes")[:16]
        found.append(Entry(title_of(draft), draft.authors, draft.state, when, draft, leaf))
    for leaf in by_path.values():
        found.append(Entry(leaf.title, post_owners(leaf), "published", leaf.date.replace(" ", "T"), None, leaf))
    return tuple(sorted(found, key=lambda entry: (entry.when, entry.title), reverse=True))


def in_view(entry: Entry, view: str) -> bool:
    """Whether a post belongs to one of `VIEWS`."""
    return _belongs(entry.state, entry.live, view)


def _belongs(state: DraftState, live: bool, view: str) -> bool:
    if view == "all":
        return True
    if view == "published":
        return live and state != "approved"
    return state == ("submitted" if view == "waiting" else view)


def counts(found: Iterable[Entry]) -> Mapping[str, int]:
    """How many posts each view holds."""
    kinds = Counter((entry.state, entry.live) for entry in found)
    return {view: sum(n for (state, live), n in kinds.items() if _belongs(state, live, view)) for view in VIEWS}


def matching(found: Iterable[Entry], desk: Desk, words: str) -> tuple[Entry, ...]:
    """Posts whose title, authors or topics hold each of some words."""
    wanted = words.casefold().split()
    if not wanted:
        return tuple(found)
    texts = _worked_out(desk).texts
    if not texts:
        name = lru_cache(maxsize=None)(partial(name_of, desk))
        texts.update({id(entry): _text(entry, name) for entry in _all_entries(desk)})
    return tuple(entry for entry in found if all(word in texts.get(id(entry), "") for word in wanted))


def _text(entry: Entry, name: Callable[[str], str]) -> str:
    """What is searched of an entry."""
    tags = entry.draft.tags if entry.draft else entry.leaf.fields.get("tags") if entry.leaf else ()
    topics = map(str, tags) if isinstance(tags, list | tuple) else ()
    return " ".join((entry.title, *entry.authors, *map(name, entry.authors), *topics)).casefold()


# -- how long an answer usually takes


def usual_answer(desk: Desk) -> Usual | None:
    """How long a text waits for its answer here, measured from what happened; None while too little has."""
    return _worked_out(desk).usual


def _usual(drafts: Iterable[Draft], now: dt.datetime) -> Usual | None:
    waits: list[float] = []
    who: Counter[str] = Counter()
    for draft in drafts:
        sent: Step | None = None
        for done in draft.history:
            if done.did == "sent in":
                sent = done
            elif done.did in _DECISIONS and sent is not None:
                if done.at > now - _LATELY and done.by != sent.by:
                    waits.append((done.at - sent.at) / dt.timedelta(days=1))
                    who[done.name] += 1
                sent = None
    if len(waits) < _ENOUGH:
        return None
    name, count = who.most_common(1)[0]
    return Usual(max(1, ceil(median(waits))), name if count >= _MOSTLY * len(waits) else "")


# -- one post in words


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a post stands: what happened, what is next, and whether that is for its author to do."""

    word: str
    tone: Tone
    told: str
    next: str
    yours: bool = False


def standing(desk: Desk, draft: Draft, *, live: bool = False) -> Standing:
    """Where a draft stands, in words for its author."""
    word, tone = WORDS[draft.state]
    last = next((done for done in reversed(draft.history) if done.did not in ("could not be put out",)), None)
    day = _day(desk, last.at) if last else ""
    who = last.name if last else ""
    match draft.state:
        case "draft":
            told = "An edit of a live post. The live text stays until this is approved." if draft.path else ""
            return Standing("edit begun" if live else word, tone, told, "Finish it and send it in.", True)
        case "submitted":
            usual = usual_answer(desk)
            return Standing(word, tone, f"Sent in on {day}.", usual.words if usual else "It waits for the team.")
        case "changes-asked":
            return Standing(word, tone, f"{who} asked for changes on {day}.", "Change it and send it in again.", True)
        case "scheduled":
            return _scheduled(desk, draft)
        case "approved":
            return Standing(word, tone, f"Approved on {day}.", "It goes out with the next publish.")
        case "published":
            return Standing(word, tone, f"Live since {_live_day(desk, draft)}.", "")
        case "declined":
            reason = REASONS.get(last.reason, "") if last else ""
            said = f" {reason}." if reason else ""
            return Standing(word, tone, f"{who} declined it on {day}.{said}", "You can take it up again.")
        case _:
            return Standing(word, tone, f"Taken off the hub on {day}. The text is kept.", "")


def _scheduled(desk: Desk, draft: Draft) -> Standing:
    trouble = draft.history[-1] if draft.history and draft.history[-1].did == "could not be put out" else None
    if trouble:
        return Standing("could not go out", "problem", trouble.words, "Somebody has to mend this.")
    missing = waits_for(desk, draft)
    if missing:
        names = " and ".join(name_of(desk, handle) for handle in missing)
        return Standing(
            "waits for consent", "waiting", "Approved.", f"It comes out once {names} has accepted the program's terms."
        )
    when = f"It comes out on {day_words(draft.due)}." if draft.due else "It comes out within a minute."
    return Standing("scheduled", "good", "Approved.", when)


def _live_day(desk: Desk, draft: Draft) -> str:
    went = next((done for done in reversed(draft.history) if done.did == "went live"), None)
    if went:
        return _day(desk, went.at)
    return day_words(draft.date) if len(draft.date) >= 10 else "some time"


def _day(desk: Desk, at: dt.datetime) -> str:
    local = at.astimezone(desk.zone)
    return f"{local.day} {local.strftime('%B')}" + ("" if local.year == desk.local_now().year else f" {local.year}")
