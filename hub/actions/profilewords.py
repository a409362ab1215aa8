"""What a profile may say, and how each of its fields reads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from babel import Locale

from hub.actions.desk import Desk
from hub.actions.filework import Refused, refuse
from hub.actions.persons import OWN_FIELDS, Current, profile_text
from hub.content.fields import is_web_url
from hub.content.settings import is_language
from hub.records.kinds import Person, Profile

SAID = ("name", *OWN_FIELDS)
"""The fields somebody fills in about themselves."""
_LONGEST = {"name": 120, "headline": 300, "pronouns": 60, "city": 120}


def check_profile(desk: Desk, current: Current | None, profile: Profile, handle: str) -> None:
    """Raise Refused with what is wrong at which field."""
    at = [*_own_slips(profile), *_staff_slips(desk, current, profile, handle)]
    if at:
        raise Refused(at)
    refuse(desk, f"content/advocates/{handle}.md", profile_text(None, profile, ()))


def _own_slips(profile: Profile) -> Iterator[tuple[str, str]]:
    """What is wrong with what somebody says of themselves."""
    if not profile.name.strip():
        yield "name", "Enter a name"
    for key, most in _LONGEST.items():
        if len(getattr(profile, key)) > most:
            yield key, f"Use at most {most} characters"
    if profile.country and profile.country not in _territories():
        yield "country", "Choose a country from the list, or its two letters such as KE"
    for tag in profile.languages:
        if not is_language(tag):
            yield "languages", f"“{tag}” is not known. Write codes such as en or pt-BR"
    yield from _link_slips(profile)


def _link_slips(profile: Profile) -> Iterator[tuple[str, str]]:
    for link in profile.links:
        if not is_web_url(link.url):
            yield "links", f"“{link.url}” is no web address. Begin it with https://"
        elif not link.label.strip():
            yield "links", f"Say what {link.url} is, such as “Blog”"
    if len({link.label for link in profile.links}) < len(profile.links):
        yield "links", "Give each link another name"
    if profile.feed and not is_web_url(profile.feed):
        yield "feed", "Begin the address with https://"
    if profile.ask and profile.ask != "form" and not is_web_url(profile.ask):
        yield "ask", "Begin the address with https://, or leave it empty"


def _staff_slips(desk: Desk, current: Current | None, profile: Profile, handle: str) -> Iterator[tuple[str, str]]:
    """What is wrong with what staff say of somebody."""
    settings, was = desk.settings, current.profile.tier if current else None
    if profile.tier and profile.tier != was and settings.tier(profile.tier) is None:
        yield "tier", "Choose a tier from the list"
    if any(settings.group(key) is None for key in profile.groups):
        yield "groups", "Choose groups from the list"
    if profile.number is not None and (other := number_taken(desk, profile.number, handle)):
        yield "number", f"Number {profile.number} belongs to {other}"


def number_taken(desk: Desk, number: int, handle: str) -> str:
    """Who has a member number, "" when nobody else has."""
    for leaf in desk.shelf.of("advocates"):
        if leaf.fields.get("number") == number and leaf.key != handle:
            return leaf.title
    for person in desk.records.all(Person):
        if person.profile.number == number and person.id != handle and desk.shelf.leaf("advocates", person.id) is None:
            return person.profile.name
    return ""


def _territories() -> frozenset[str]:
    return frozenset(code for code in map(str, Locale("en").territories) if len(code) == 2 and code.isalpha())


def in_words(desk: Desk, name: str, profile: Profile) -> str:
    """One field of a profile as people read it; "" when it says nothing."""
    value = getattr(profile, name)
    settings = desk.settings
    match name:
        case "country":
            return str(Locale("en").territories.get(value, value)) if value else ""
        case "links":
            return "\n".join(f"{link.label}: {link.url}" for link in value)
        case "tier":
            tier = settings.tier(value)
            return tier.name if tier else str(value or "")
        case "groups":
            return ", ".join(group.name if (group := settings.group(key)) else key for key in value)
        case "languages":
            return ", ".join(str(_language(tag)) for tag in value)
        case "topics":
            return ", ".join(value)
        case "ask":
            return "With a form on your page" if value == "form" else str(value or "")
        case "joined":
            return _day(value)
        case "listed":
            return "Yes" if value else "No"
        case _:
            return "" if value is None else str(value)


def _language(tag: str) -> str:
    try:
        return Locale.parse(tag, sep="-").get_display_name("en") or tag
    except (ValueError, LookupError):
        return tag


def _day(text: str | None) -> str:
    """A day of the file, `2024-03-01`, as people write it; anything else as it is."""
    try:
        day = dt.date.fromisoformat((text or "")[:10])
    except ValueError:
        return text or ""
    return f"{day.day} {day:%B %Y}"
