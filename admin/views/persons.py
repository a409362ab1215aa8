"""Words about a person that several screens say: what is known, how their consent stands, where their face is."""

from __future__ import annotations

import datetime as dt

from flask import g, url_for

from admin.words import day_words
from hub.actions.consent import asks_again
from hub.actions.desk import Desk
from hub.actions.persons import FIELD_NAMES, Current
from hub.actions.profilewords import in_words
from hub.records.kinds import Letter

_FACTS = ("tier", "number", "joined", "groups", "pronouns", "city", "country", "languages", "topics")


def photo_url(handle: str, photo: str | None) -> str | None:
    """Where the desk shows somebody's photo; None when they have none."""
    return url_for("people.face", handle=handle, of=photo) if photo else None


def facts_of(desk: Desk, current: Current) -> list[tuple[str, str]]:
    """What is known of somebody, in words; what they keep off the hub says so."""
    found = [("Handle", current.handle)]
    if current.person and current.person.email:
        found.append(("E-mail", current.person.email))
    for name in _FACTS:
        words = _topics(desk, current) if name == "topics" else in_words(desk, name, current.profile)
        if words:
            found.append((FIELD_NAMES[name], f"{words} (not public)" if name in current.hidden else words))
    if not current.profile.listed:
        found.append(("Directory", "Not listed"))
    if current.profile.kind != "person":
        found.append(("Kind", current.profile.kind.capitalize()))
    return found


def _topics(desk: Desk, current: Current) -> str:
    titles = {leaf.key: leaf.title for leaf in desk.shelf.of("topics")}
    return ", ".join(titles.get(topic) or topic for topic in current.profile.topics)


def profile_state(current: Current) -> tuple[str, str]:
    """State in words and its tone, for the head of a person's page."""
    if current.proposed and current.proposed.state == "submitted":
        return "profile waits for review", "waiting"
    consent = current.person.consent if current.person else None
    if consent is not None and not consent.holds:
        return "not on the hub: consent withdrawn", "problem"
    if not current.live:
        invited = current.person and current.person.invited
        return ("invited, has not agreed yet" if invited else "not on the hub yet"), "waiting"
    if current.profile.status == "alumni":
        return "alumni", "neutral"
    return "on the hub", "good"


def consent_words(desk: Desk, current: Current) -> str:
    """How somebody's consent stands, as a sentence for staff."""
    consent = current.person.consent if current.person else None
    if consent is None:
        if current.live:
            return "Written into the hub's files by hand. No consent is recorded here."
        return "They have not agreed to be shown. Nothing of them is public."
    day = _day(desk, consent.at)
    if consent.withdrawn is not None:
        return f"Withdrawn on {_day(desk, consent.withdrawn)}. Nothing of them is public."
    if consent.how == "recorded":
        words = f"Recorded: {consent.words} ({day})."
    else:
        words = f"They accepted version {consent.terms} of the terms on {day}."
    if asks_again(desk, consent):
        words += " There are newer terms. They are asked the next time they come; until then this goes on."
    return words


def _day(desk: Desk, at: dt.datetime) -> str:
    return day_words(at.astimezone(desk.zone).date())


def desk_day(at: dt.datetime) -> str:
    """A moment as a day in words."""
    return _day(g.desk, at)


_LETTER_STATES = {
    "waiting": ("goes out soon", "waiting"),
    "sent": ("sent", "good"),
    "failed": ("could not be sent", "problem"),
    "to-copy": ("to copy", "waiting"),
    "cancelled": ("kept back", "neutral"),
}


def letter_state(letter: Letter) -> tuple[str, str]:
    """How a letter stands, in words, and its tone."""
    if letter.state == "waiting" and letter.trouble:
        return "is tried again", "waiting"
    return _LETTER_STATES[letter.state]
