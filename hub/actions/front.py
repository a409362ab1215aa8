"""The front page of the desk: what waits for whom, what is still to be set up, where an advocate stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from hub.actions.award_list import Given, awards_of
from hub.actions.consent import asks_again
from hub.actions.desk import Desk
from hub.actions.drafts import name_of
from hub.actions.drafttext import title_of
from hub.actions.permissions import Actor, may
from hub.actions.persons import find_person
from hub.actions.poststate import Standing, standing
from hub.actions.profiles import last_words
from hub.actions.settings_setup import SET_UP
from hub.actions.troubles import Trouble
from hub.content import Leaf, texts_of
from hub.model import Moment
from hub.publish import Changes, read_published
from hub.records.kinds import Draft, Letter, Note, Person
from hub.records.queries import drafts_of, drafts_scheduled, drafts_waiting, people_proposing

MOST = 12
"""Rows of the care list; the rest are counted."""
Kind = Literal["clock", "file", "stuck", "review", "profile", "letter", "copy", "publish", "invite", "answer", "terms"]


@dataclass(frozen=True, slots=True)
class Care:
    """One thing that waits: what it is (`kind`, `key`), its name, why it waits and since when, and what to press.

    `person` is the handle of whoever it is about, "" for nobody.
    """

    kind: Kind
    key: str
    title: str
    why: str
    button: str
    since: dt.datetime | None = None
    person: str = ""


@dataclass(frozen=True)
class Today:
    """The care list as far as it is shown, how many more there are, and what comes next by itself."""

    rows: tuple[Care, ...]
    more: int
    next: str


def today(desk: Desk, actor: Actor, changes: Changes, troubles: Mapping[str, Trouble] = MappingProxyType({})) -> Today:
    """What waits for `actor`, the most pressing first: what is broken, then what people wait for, then the rest.

    `changes` is what the next publish will change, `troubles` what the desk's clock could not do.
    """
    found = [
        *_troubles(actor, troubles),
        *_files(desk, actor),
        *_stuck(desk, actor),
        *_reviews(desk, actor),
        *_profiles(desk, actor),
        *_letters(desk, actor),
        *_unpublished(desk, actor, changes),
        *_people(desk, actor),
    ]
    return Today(tuple(found[:MOST]), max(0, len(found) - MOST), "" if found else _next(desk))


def _troubles(actor: Actor, troubles: Mapping[str, Trouble]) -> Iterator[Care]:
    for name, trouble in troubles.items():
        if name.startswith("send "):
            title = f"{name.removeprefix('send ')} is behind"
            yield Care(
                "clock", name, title, f"{trouble.what} Mend that; it is tried again by itself.", "See", trouble.since
            )
        elif name != "letters":
            title = "The desk does not publish by itself"
            yield Care("clock", name, title, trouble.what, "See what stops it", trouble.since)
        elif may(actor, "letter.read"):
            yield Care("clock", name, "Letters do not go out", trouble.what, "See the letters", trouble.since)


def _files(desk: Desk, actor: Actor) -> Iterator[Care]:
    if not may(actor, "entry.edit"):
        return
    if desk.shelf.settings_problems():
        yield Care("file", "hub.toml", "The settings", "hub.toml has a problem, so nothing can be published", "Mend it")
    for leaf in desk.shelf.leaves().values():
        if leaf.trouble:
            yield Care("file", leaf.path, leaf.path, f"Cannot be read: {leaf.trouble}", "Mend it")


def _stuck(desk: Desk, actor: Actor) -> Iterator[Care]:
    if not may(actor, "draft.review"):
        return
    for draft in drafts_scheduled(desk.records):
        last = draft.history[-1] if draft.history else None
        if last is not None and last.did == "could not be put out":
            why = f"Its time has come, but it could not be put out: {last.words}"
            yield Care("stuck", draft.id, title_of(draft), why, "Look at it", last.at, _first(draft.authors))


def _reviews(desk: Desk, actor: Actor) -> Iterator[Care]:
    if not may(actor, "draft.review"):
        return
    for draft in drafts_waiting(desk.records):
        who = " and ".join(name_of(desk, handle) for handle in draft.authors[:3])
        asked = next((s for s in reversed(draft.history) if s.did == "asked for changes"), None)
        why = f"{who} sent this in" + (f" again. {asked.name} asked for changes before" if asked else "")
        yield Care("review", draft.id, title_of(draft), why, "Read it", draft.updated, _first(draft.authors))


def _profiles(desk: Desk, actor: Actor) -> Iterator[Care]:
    if not may(actor, "profile.review"):
        return
    for person in people_proposing(desk.records):
        at = person.history[-1].at if person.history else None
        new = desk.shelf.leaf("advocates", person.id) is None
        why = "Sent in a first profile" if new else "Sent in changes to the profile"
        yield Care("profile", person.id, person.profile.name, why, "Look at it", at, person.id)


def _letters(desk: Desk, actor: Actor) -> Iterator[Care]:
    if not may(actor, "letter.read"):
        return
    letters = [letter for letter in desk.records.all(Letter) if letter.state in ("failed", "to-copy")]
    for letter in sorted(letters, key=lambda letter: (letter.state != "failed", letter.made, letter.id)):
        to = f"“{letter.subject}” to {letter.to}"
        if letter.state == "failed":
            yield Care("letter", letter.id, to, f"Could not be sent: {letter.trouble}", "See the letter", letter.made)
        else:
            yield Care("copy", letter.id, to, "To be passed on by hand", "Copy it", letter.made)


def _unpublished(desk: Desk, actor: Actor, changes: Changes) -> Iterator[Care]:
    if not may(actor, "publish.run") or not changes or changes.first:
        return
    count = changes.count
    title = f"{count:,} change{'' if count == 1 else 's'}"
    yield Care("publish", "", title, "Done on the desk, not on the hub yet", "See what will change")


def _people(desk: Desk, actor: Actor) -> Iterator[Care]:
    """People who have not agreed to be shown: invited ones first, longest waiting first."""
    if not may(actor, "person.invite"):
        return
    waiting = [p for p in desk.records.all(Person) if p.consent is None]
    for person in sorted(waiting, key=lambda p: (p.invited is None, p.invited or p.created, p.id)):
        if desk.shelf.leaf("advocates", person.id) is not None:
            why, button = "Is on the hub, and no consent is recorded", "Look"
            yield Care("answer", person.id, person.profile.name, why, button, person.created, person.id)
        elif person.invited is not None:
            why, button = "Was invited and has not answered", "Look"
            yield Care("answer", person.id, person.profile.name, why, button, person.invited, person.id)
        else:
            why, button = "Has not agreed to be shown, and was not asked yet", "Invite"
            yield Care("invite", person.id, person.profile.name, why, button, person.created, person.id)


def _next(desk: Desk) -> str:
    """The next thing that comes by itself, in words; empty when there is none."""
    found: list[tuple[dt.datetime, str]] = []
    now = desk.now()
    for draft in drafts_scheduled(desk.records):
        if draft.due:
            moment = Moment.parse(draft.due, desk.zone)
            found.append((moment.instant, f"“{title_of(draft)}” comes out on {_day(moment, desk)}"))
    for leaf in desk.shelf.of("events"):
        moment_ = _begins(leaf, desk)
        if moment_ is not None and moment_.instant > now:
            found.append((moment_.instant, f"{leaf.title} on {_day(moment_, desk)}"))
    return min(found)[1] if found else ""


def _begins(leaf: Leaf, desk: Desk) -> Moment | None:
    try:
        return Moment.parse(leaf.date, desk.zone)
    except (ValueError, OverflowError):
        return None


def _day(moment: Moment, desk: Desk) -> str:
    day = moment.at.astimezone(desk.zone)
    year = "" if day.year == desk.local_now().year else f" {day.year}"
    return f"{day.day} {day:%B}{year}" + ("" if moment.whole_day else f", {day:%H:%M}")


def _first(handles: tuple[str, ...]) -> str:
    return handles[0] if handles else ""


# -- a blank hub


@dataclass(frozen=True, slots=True)
class SetUpStep:
    """One step on the way from a blank hub to a published one."""

    key: Literal["program", "badge", "advocate", "publish"]
    label: str
    why: str
    done: bool


def set_up_steps(desk: Desk) -> tuple[SetUpStep, ...]:
    """What is still to be done on a new hub, with what is done; empty once everything is."""
    settings, shelf = desk.settings, desk.shelf
    named = desk.records.get(Note, SET_UP) is not None or settings.program.contact is not None
    people = bool(shelf.of("advocates")) or bool(desk.records.all(Person))
    steps = (
        SetUpStep("program", "Set up the program", "Its name, whom to ask, and the hub's address", named),
        SetUpStep("badge", "Make the first badge", "What it is for, and how it looks", bool(shelf.of("badges"))),
        SetUpStep("advocate", "Add the first advocate", "You can invite them at once", people),
        SetUpStep("publish", "Publish the hub", "Nobody sees anything before", read_published(desk.root) is not None),
    )
    return () if all(step.done for step in steps) else steps


# -- an advocate's page


@dataclass(frozen=True)
class OwnPage:
    """What an advocate sees first: what is asked of them, their posts on the way, their newest badge."""

    asked: tuple[Care, ...]
    posts: tuple[tuple[Draft, Standing], ...]
    badge: Given | None
    published: int


_MOST_POSTS = 8
_SHOWN_FOR = dt.timedelta(days=30)
"""How long a post that came out, or was declined, stays on its author's front page."""


def own_page(desk: Desk, actor: Actor) -> OwnPage:
    """The front page of an advocate's account."""
    drafts = {draft.id: draft for handle in actor.handles for draft in drafts_of(desk.records, handle)}
    ordered = sorted(drafts.values(), key=lambda d: (d.state != "changes-asked", -d.updated.timestamp(), d.id))
    fresh = [d for d in ordered if d.state not in _OVER or desk.now() - d.updated < _SHOWN_FOR]
    mine = set(actor.handles)
    published = sum(1 for leaf in desk.shelf.of("posts") if mine & set(texts_of(leaf.fields.get("authors"))))
    shown = next((given for given in awards_of(desk, actor.handles) if given.counts and not given.held), None)
    return OwnPage(
        tuple(_asked(desk, actor)),
        tuple((draft, standing(desk, draft)) for draft in fresh[:_MOST_POSTS]),
        shown,
        published,
    )


_OVER = ("published", "declined", "withdrawn")


def _asked(desk: Desk, actor: Actor) -> Iterator[Care]:
    for handle in actor.handles:
        person = desk.records.get(Person, handle)
        if person is None:
            continue
        yield from _asked_of(desk, person)
    for handle in actor.handles:
        for draft in drafts_of(desk.records, handle):
            last = draft.history[-1] if draft.history else None
            if draft.state == "changes-asked" and last is not None:
                why = f"{last.name} asks for changes: {last.words}" if last.words else f"{last.name} asks for changes"
                yield Care("review", draft.id, title_of(draft), why, "Change it", last.at, handle)


def _asked_of(desk: Desk, person: Person) -> Iterator[Care]:
    if person.consent is None or not person.consent.holds:
        why = f"Nothing of {person.profile.name} is shown until you accept them"
        yield Care("terms", person.id, "The terms", why, "Read the terms")
    elif asks_again(desk, person.consent):
        why = "What you agreed to holds until you answer"
        yield Care("terms", person.id, "The terms have changed", why, "Read the terms")
    edit = person.proposed
    if edit is not None and edit.state == "changes-asked":
        last = last_words(person)
        why = f"{last.name} asks for changes: {last.words}" if last else "Changes were asked for"
        yield Care("profile", person.id, "Your profile", why, "Change it", last.at if last else None)
    elif edit is None and _is_bare(desk, person.id):
        yield Care("profile", person.id, "Your profile", "Readers like to know who writes", "Finish it")


def _is_bare(desk: Desk, handle: str) -> bool:
    """Whether a profile says nothing but a name."""
    current = find_person(desk.records, desk, handle)
    return current is not None and not (current.profile.bio or current.profile.headline)
