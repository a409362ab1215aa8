"""One person as the desk sees them: what the hub shows, what is kept back, and what only the desk knows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, cast, get_args

from hub.actions.desk import Desk
from hub.actions.holding import Reader, held_at
from hub.content import digest_of, edit_front_matter, front_matter, new_front_matter, texts_of
from hub.model import HubError, Link
from hub.model.records import Kind
from hub.records import Change
from hub.records.kinds import Held, Person, Profile, ProfileEdit

OWN_FIELDS = (
    "headline", "pronouns", "photo", "country", "city", "languages", "topics", "links", "feed", "ask", "bio",
)  # fmt: skip
"""What a person says of themselves, beside their name. Each has its own public switch."""
GIVEN_FIELDS = ("tier", "number", "joined", "groups")
"""What staff say of a person and the person may keep off the hub."""
SWITCHES = (*OWN_FIELDS, *GIVEN_FIELDS)
FIELD_NAMES: Mapping[str, str] = {
    "name": "Name",
    "headline": "Headline",
    "pronouns": "Pronouns",
    "photo": "Photo",
    "country": "Country",
    "city": "City",
    "languages": "Languages",
    "topics": "Topics",
    "links": "Links",
    "feed": "Feed of your own blog",
    "ask": "How to ask you something",
    "bio": "About you",
    "tier": "Tier",
    "number": "Member number",
    "joined": "Joined",
    "groups": "Groups",
    "kind": "Kind",
    "listed": "In the directory",
    "status": "Status",
}
KINDS: tuple[str, ...] = get_args(Kind)


@dataclass(frozen=True, slots=True)
class Current:
    """A person as they are now. `text` and `digest` are those of their content file, live or held back.

    `profile` is whole: what the file shows, and what is switched off from the private half.
    """

    handle: str
    profile: Profile
    hidden: tuple[str, ...]
    path: str
    text: str | None
    digest: str | None
    live: bool
    person: Person | None
    held: Held | None = None

    @property
    def mark(self) -> str:
        """What a form about the profile remembers, to notice that somebody else was there in between."""
        email = self.person.email if self.person else ""
        inner = repr((self.profile, self.hidden, self.proposed, email)).encode("utf-8", "replace")
        return f"{self.digest or ''}.{digest_of(inner)[:16]}"

    @property
    def notes_mark(self) -> str:
        """The same for what staff noted."""
        return digest_of((self.person.notes if self.person else "").encode("utf-8", "replace"))[:16]

    @property
    def consents(self) -> bool:
        """Whether they agreed on the desk, or staff wrote down how they did."""
        return self.person is not None and self.person.consent is not None and self.person.consent.holds

    @property
    def proposed(self) -> ProfileEdit | None:
        """A change to the profile on its way."""
        return self.person.proposed if self.person else None


def find_person(reader: Reader, desk: Desk, handle: str) -> Current | None:
    """A person by handle, from the hub's files, from the private records or both."""
    person = reader.get(Person, handle)
    leaf = desk.shelf.leaf("advocates", handle)
    if person is None and leaf is None:
        return None
    path = leaf.path if leaf else f"content/advocates/{handle}.md"
    held = None if leaf else held_at(reader, path)
    text = desk.shelf.text(path) if leaf else held.text if held else None
    profile = person.profile if person else Profile(name=handle)
    hidden = person.hidden if person else ()
    if text is not None:
        profile, hidden = merged(text, profile, hidden)
    digest = None if text is None else digest_of(text.encode("utf-8"))
    return Current(handle, profile, hidden, path, text, digest, leaf is not None, person, held)


def need_person(reader: Reader, desk: Desk, handle: str) -> Current:
    """As `find_person`. Raises HubError when there is nobody with this handle."""
    found = find_person(reader, desk, handle)
    if found is None:
        raise HubError(f"There is nobody with the handle {handle} here. They may have been erased.")
    return found


def kept(change: Change, desk: Desk, current: Current) -> Person:
    """The private half of somebody, made from their content file when a hand wrote it and the desk has none."""
    if current.person is not None:
        return current.person
    return Person(current.handle, current.profile, created=desk.now(), hidden=())


# --- a profile and its file ----------------------------------------------------------------------------------


def merged(text: str, private: Profile, hidden: tuple[str, ...]) -> tuple[Profile, tuple[str, ...]]:
    """The whole profile: fields that stand in the file, and those switched off from the private half.

    A field that a hand wrote into the file is public, whatever the switch said. A file that cannot be read
    leaves the private half as it is.
    """
    try:
        fields, body = front_matter(text)
    except HubError:
        return private, hidden
    shown = read_profile(fields, body)
    still = tuple(name for name in hidden if not _is_there(fields, body, name))
    profile = replace(shown, **{name: getattr(private, name) for name in still})
    return replace(profile, name=shown.name or private.name), still


def _is_there(fields: Mapping[str, object], body: str, name: str) -> bool:
    return bool(body.strip()) if name == "bio" else fields.get(name) not in (None, "", [], {})


def read_profile(fields: Mapping[str, Any], body: str) -> Profile:
    """A profile from the fields and body of its content file, as plain values."""
    links = fields.get("links")
    number = fields.get("number")
    kind = _word(fields, "kind")
    return Profile(
        name=_word(fields, "name"),
        kind=cast(Kind, kind) if kind in KINDS else "person",
        listed=str(fields.get("listed", True)).lower() not in ("false", "no"),
        headline=_word(fields, "headline"),
        pronouns=_word(fields, "pronouns"),
        photo=_word(fields, "photo") or None,
        country=_word(fields, "country") or None,
        city=_word(fields, "city"),
        languages=texts_of(fields.get("languages")),
        topics=texts_of(fields.get("topics")),
        groups=texts_of(fields.get("groups")),
        links=tuple(Link(str(k), str(v)) for k, v in links.items()) if isinstance(links, dict) else (),
        feed=_word(fields, "feed") or None,
        ask=_word(fields, "ask") or None,
        bio=body.strip("\n").rstrip(),
        number=number if isinstance(number, int) and not isinstance(number, bool) else None,
        joined=_word(fields, "joined") or None,
        status="alumni" if fields.get("status") == "alumni" else "active",
        tier=_word(fields, "tier") or None,
    )


def _word(fields: Mapping[str, object], key: str) -> str:
    value = fields.get(key)
    return "" if value is None or isinstance(value, list | dict) else " ".join(str(value).split())


def profile_fields(profile: Profile, hidden: tuple[str, ...]) -> tuple[dict[str, object | None], str]:
    """What a profile's file says: its fields (None: not there) and its body, without what is switched off."""
    shown: dict[str, object | None] = {
        "name": profile.name,
        "kind": None if profile.kind == "person" else profile.kind,
        "listed": None if profile.listed else False,
        "headline": profile.headline or None,
        "pronouns": profile.pronouns or None,
        "photo": profile.photo,
        "country": profile.country,
        "city": profile.city or None,
        "languages": list(profile.languages) or None,
        "topics": list(profile.topics) or None,
        "groups": list(profile.groups) or None,
        "links": {link.label: link.url for link in profile.links} or None,
        "feed": profile.feed,
        "number": profile.number,
        "joined": profile.joined,
        "status": None if profile.status == "active" else profile.status,
        "tier": profile.tier,
        "ask": profile.ask,
    }
    for name in hidden:
        if name != "bio":
            shown[name] = None
    return shown, "" if "bio" in hidden else profile.bio


def profile_text(
    text: str | None, profile: Profile, hidden: tuple[str, ...], more: Mapping[str, object | None] | None = None
) -> str:
    """A profile's file: `text` with the changed fields, its comments and order kept, or a new one.

    `more` are further fields, such as `terms`.
    """
    fields, body = profile_fields(profile, hidden)
    fields |= dict(more or {})
    if text is None:
        return new_front_matter(fields, body)
    written = front_matter(text)[0]
    same = {"kind": "person", "listed": True, "status": "active"}
    for key, default in same.items():  # said by hand, and still true: left as it is
        if fields[key] is None and written.get(key) == default:
            del fields[key]
    return edit_front_matter(text, fields, body)


def terms_of(text: str | None) -> list[dict[str, str]]:
    """The times somebody held a tier, as their file has them."""
    if text is None:
        return []
    try:
        found = front_matter(text)[0].get("terms")
    except HubError:
        return []
    rows = [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []
    return [{str(k): str(v) for k, v in row.items() if v is not None} for row in rows]


def with_tier(terms: list[dict[str, str]], before: Profile, after: Profile, today: dt.date) -> list[dict[str, str]]:
    """The terms after a tier was given, taken or ended: the open one is closed, another begins today.

    A first promotion also tells the tier before it, from the day the person joined.
    """
    still = after.tier if after.status == "active" else None
    was = before.tier if before.status == "active" else None
    if still == was:
        return terms
    now, found = today.isoformat(), [dict(row) for row in terms]
    if was and before.joined and not found and before.joined[:10] < now:
        found.append({"tier": was, "from": before.joined[:10]})
    for row in list(found):
        if "to" not in row and row.get("tier") != still:
            if row.get("from", "") >= now:
                found.remove(row)
            else:
                row["to"] = now
    if still and not any("to" not in row for row in found) and (found or was or before.status == "alumni"):
        found.append({"tier": still, "from": now})
    return found
