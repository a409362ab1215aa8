"""A profile and its changes: sent in, looked at, approved; what is live stays until then."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace

from hub.actions.consent import told
from hub.actions.desk import Desk, acting
from hub.actions.filework import Refused, last_entry
from hub.actions.holding import bring_media, held_at, write_for
from hub.actions.letters import queue_letter
from hub.actions.permissions import Actor, authorise
from hub.actions.persons import (
    FIELD_NAMES,
    GIVEN_FIELDS,
    OWN_FIELDS,
    Current,
    kept,
    need_person,
    profile_text,
    terms_of,
    with_tier,
)
from hub.actions.profilewords import SAID, check_profile, in_words
from hub.content import digest_of, new_yaml, yaml_values
from hub.model import HubError
from hub.publish.atomic import write_atomic
from hub.records import Change, FileChanged, Stale, new_id
from hub.records.kinds import Account, Held, Person, Profile, ProfileEdit, Step, Upload


@dataclass(frozen=True, slots=True)
class Saved:
    """What saving a profile came to: the private half, whether it stands in content, the audit's entry."""

    person: Person
    live: bool
    entry: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of a profile that an edit changes, in words. `switched` tells a turned public switch."""

    field: str
    label: str
    before: str
    after: str
    switched: str = ""


# --- pictures ------------------------------------------------------------------------------------------------


def take_photo(desk: Desk, actor: Actor, handle: str, data: bytes, name: str) -> str:
    """Keep a photo in the desk's own store until a profile that has it is approved; its `media/…` path.

    Raises HubError when it is no picture.
    """
    from hub.actions.pictures import take_picture

    authorise(actor, "profile.edit", (handle,))
    picture = take_picture(data, name)
    place = desk.data / picture.path
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not place.exists():
        write_atomic(place, picture.data)
        os.chmod(place, 0o600)
    ident = picture.path.removeprefix("media/")
    with acting(desk, actor, "profile.edit", owners=(handle,), subject=f"advocate:{handle}") as change:
        if change.get(Upload, ident) is not None:
            return picture.path
        change.words = f"{actor.name} added a photo"
        upload = Upload(ident, picture.path, "", name[:120], actor.id, desk.now(), len(picture.data), picture.mime)
        change.put(replace(upload, width=picture.width, height=picture.height))
    return picture.path


# --- saving and sending in -----------------------------------------------------------------------------------


def save_profile(
    desk: Desk, actor: Actor, handle: str, profile: Profile, hidden: tuple[str, ...], *, seen: str
) -> Saved:
    """Write a profile as staff: it counts at once (or waits for consent). A change on its way is kept.

    `seen` is the person's mark when the form was made. Raises Refused, Stale, FileChanged.
    """
    subject = f"advocate:{handle}"
    with acting(desk, actor, "person.edit", subject=subject, undoable=True) as change:
        current = need_person(change, desk, handle)
        as_seen(current, seen)
        check_profile(desk, current, profile, handle)
        change.words = f"{actor.name} changed the profile of {profile.name}"
        person, live = put_profile(change, desk, current, profile, hidden)
    told(desk, change)
    return Saved(person, live, last_entry(desk, change))


def put_profile(
    change: Change, desk: Desk, current: Current, profile: Profile, hidden: tuple[str, ...], **more: object
) -> tuple[Person, bool]:
    """Write a profile within a change: the file (or what is held back for it) and the private half.

    `more` are fields of the private half that change with it.
    """
    person = kept(change, desk, current)
    terms = terms_of(current.text) or _held_terms(change, current)
    after = with_tier(terms, current.profile, profile, desk.local_now().date())
    off = "tier" in hidden or "joined" in hidden
    text = profile_text(current.text, profile, hidden, _terms_field(current, after, off=off))
    _hold_terms(change, desk, current, after if off else [])
    digest = digest_of(text.encode("utf-8"))
    proposed = person.proposed
    same = _says(profile, hidden) == _says(current.profile, current.hidden)
    if proposed and proposed.base == current.digest and same:
        proposed = replace(proposed, base=digest)  # only what staff say has changed: the edit still fits
    fields = {"proposed": proposed, **more}
    live = write_for(change, desk, current.path, text, current.handle, current.digest)
    if live:
        bring_media(change, desk, text)
    stored: Person = change.put(replace(person, profile=profile, hidden=hidden, **fields))  # type: ignore[arg-type]  # names of the record's fields
    return stored, live


def _terms_field(current: Current, after: list[dict[str, str]], *, off: bool) -> dict[str, object | None]:
    """The `terms` to write, nothing when they stay as they are."""
    if off:
        return {"terms": None}
    return {} if after == terms_of(current.text) else {"terms": after or None}


def _terms_path(current: Current) -> str:
    return f"{current.path}#terms"


def _held_terms(change: Change, current: Current) -> list[dict[str, str]]:
    """The times somebody held a tier, while they keep that to themselves."""
    held = held_at(change, _terms_path(current))
    rows = yaml_values(held.text).get("terms") if held else None
    found = rows if isinstance(rows, list) else []
    return [{str(k): str(v) for k, v in row.items()} for row in found if isinstance(row, dict)]


def _hold_terms(change: Change, desk: Desk, current: Current, terms: list[dict[str, str]]) -> None:
    held = held_at(change, _terms_path(current))
    if held is not None:
        change.remove(Held, held.id)
    if terms:
        change.put(Held(new_id("held"), _terms_path(current), new_yaml({"terms": terms}), "", "consent", desk.now()))


def _says(profile: Profile, hidden: tuple[str, ...]) -> tuple[object, ...]:
    """What of a profile its person decides."""
    return (*(getattr(profile, name) for name in SAID), frozenset(hidden))


def as_seen(current: Current, seen: str) -> None:
    """Raise FileChanged or Stale when the person is not as they were when a form was made."""
    if seen.partition(".")[0] != (current.digest or ""):
        raise FileChanged(current.path, None if current.text is None else current.text.encode("utf-8"))
    if seen != current.mark:
        raise Stale(Person, current.handle, current.person)


def own_profile(current: Current, profile: Profile) -> Profile:
    """What somebody typed about themselves over what staff say of them."""
    return replace(current.profile, **{name: getattr(profile, name) for name in SAID})


def propose(
    desk: Desk,
    actor: Actor,
    handle: str,
    profile: Profile,
    hidden: tuple[str, ...],
    *,
    seen: str,
    send: bool,
) -> Person:
    """Keep one's own changes to a profile, and with `send` hand them in. What is live stays as it is.

    Only fields of one's own are taken. Raises Refused (when sending), Stale, FileChanged.
    """
    subject = f"advocate:{handle}"
    with acting(desk, actor, "profile.edit", owners=(handle,), subject=subject) as change:
        current = need_person(change, desk, handle)
        as_seen(current, seen)
        profile = own_profile(current, profile)
        if send:
            check_profile(desk, current, profile, handle)
        elif not profile.name.strip():
            profile = replace(profile, name=current.profile.name)
        person = kept(change, desk, current)
        if send and _says(profile, hidden) == _says(current.profile, current.hidden):
            raise Refused([("", "Nothing is changed yet, so there is nothing to send in")])
        before = person.proposed.state if person.proposed else "draft"
        state = "submitted" if send else "draft" if before == "submitted" else before
        edit = ProfileEdit(profile, hidden, state, current.digest)
        change.words = f"{actor.name} {'sent in' if send else 'worked on'} {_whose(actor, current)} profile"
        steps = (_step(desk, actor, "sent it in"),) if send else ()
        stored: Person = change.put(replace(person, proposed=edit, history=(*person.history, *steps)))
    return stored


def drop_proposal(desk: Desk, actor: Actor, handle: str, *, seen: str) -> str:
    """Throw one's changes away, with Undo; the audit's entry."""
    subject = f"advocate:{handle}"
    with acting(desk, actor, "profile.edit", owners=(handle,), subject=subject, undoable=True) as change:
        current = need_person(change, desk, handle)
        person = kept(change, desk, current)
        if person.proposed is None:
            raise HubError("There are no changes to throw away.")
        change.words = f"{actor.name} threw away the changes to {_whose(actor, current)} profile"
        as_seen(current, seen)
        change.put(replace(person, proposed=None))
    return last_entry(desk, change)


def _whose(actor: Actor, current: Current) -> str:
    return "their" if current.handle in actor.handles else f"{current.profile.name}'s"


def _step(desk: Desk, actor: Actor, did: str, words: str = "") -> Step:
    return Step(desk.now(), actor.id, actor.name, did, words)


# --- review --------------------------------------------------------------------------------------------------


def differences(desk: Desk, current: Current, edit: ProfileEdit) -> tuple[Difference, ...]:
    """What an edit changes against the profile as it is, field by field."""
    found = []
    for name in SAID:
        before, after = in_words(desk, name, current.profile), in_words(desk, name, edit.profile)
        was, will = name in current.hidden, name in edit.hidden
        switched = "" if was == will else "will not be public" if will else "will be public"
        if before != after or switched:
            found.append(Difference(name, FIELD_NAMES[name], before, after, switched))
    for name in GIVEN_FIELDS:
        was, will = name in current.hidden, name in edit.hidden
        if was != will:
            value = in_words(desk, name, current.profile)
            found.append(
                Difference(name, FIELD_NAMES[name], value, value, "will not be public" if will else "will be public")
            )
    return tuple(found)


def approve_profile(desk: Desk, actor: Actor, handle: str, *, seen: str, words: str = "") -> Saved:
    """Let a profile's changes count. Raises Stale, and FileChanged when the file is not the one they began from."""
    subject = f"advocate:{handle}"
    with acting(desk, actor, "profile.review", subject=subject, undoable=True) as change:
        current, edit = _proposed(change, desk, handle, seen)
        if current.digest != edit.base:
            raise FileChanged(current.path, None if current.text is None else current.text.encode("utf-8"))
        profile = own_profile(current, edit.profile)
        check_profile(desk, current, profile, handle)
        change.words = f"{actor.name} approved the profile of {profile.name}"
        history = (*_history(current), _step(desk, actor, "approved it", words))
        person, live = put_profile(change, desk, current, profile, edit.hidden, proposed=None, history=history)
        _tell(change, desk, person, "Your profile is approved", _approved_words(profile, live, words))
    told(desk, change)
    return Saved(person, live, last_entry(desk, change))


def _history(current: Current) -> tuple[Step, ...]:
    return current.person.history if current.person else ()


def _approved_words(profile: Profile, live: bool, words: str) -> str:
    next_ = (
        "It is on the hub from the next publish on."
        if live
        else "It is kept for you and shown to nobody until you accept the program's terms."
    )
    said = f"\n\nThey wrote:\n\n{words.strip()}" if words.strip() else ""
    return f"Hello {profile.name},\n\nyour profile is approved. {next_}{said}\n\nYour page on the desk:\n\n{{link}}"


def ask_changes(desk: Desk, actor: Actor, handle: str, words: str, *, seen: str) -> str:
    """Ask for changes to a profile, in words its person reads; the audit's entry."""
    if not words.strip():
        raise Refused([("words", "Say what to change, and why")])
    subject = f"advocate:{handle}"
    with acting(desk, actor, "profile.review", subject=subject, why=words.strip(), undoable=True) as change:
        current, edit = _proposed(change, desk, handle, seen)
        person = kept(change, desk, current)
        change.words = f"{actor.name} asked for changes to the profile of {current.profile.name}"
        history = (*person.history, _step(desk, actor, "asked for changes", words.strip()))
        stored: Person = change.put(replace(person, proposed=replace(edit, state="changes-asked"), history=history))
        text = (
            f"Hello {current.profile.name},\n\nthank you for your profile. {actor.name} asks for a change before it "
            f"goes out:\n\n{words.strip()}\n\nYour profile on the desk:\n\n{{link}}"
        )
        _tell(change, desk, stored, "A change to your profile", text)
    return last_entry(desk, change)


def _proposed(change: Change, desk: Desk, handle: str, seen: str) -> tuple[Current, ProfileEdit]:
    current = need_person(change, desk, handle)
    if current.proposed is None or current.proposed.state != "submitted":
        raise HubError("There is nothing to decide here any more: the changes were taken back or decided already.")
    as_seen(current, seen)
    return current, current.proposed


def rebase(desk: Desk, actor: Actor, handle: str, *, seen: str) -> Person:
    """Say that a change to a profile is meant for the file as it is now, after both were looked at."""
    with acting(desk, actor, "profile.review", subject=f"advocate:{handle}") as change:
        current = need_person(change, desk, handle)
        person = kept(change, desk, current)
        if person.proposed is None:
            raise HubError("There are no changes any more.")
        change.words = f"{actor.name} compared the changes to {current.profile.name}'s profile with what is there now"
        edit = replace(person.proposed, base=current.digest)
        as_seen(current, seen)
        stored: Person = change.put(replace(person, proposed=edit))
    return stored


def last_words(person: Person | None) -> Step | None:
    """What a reviewer last said about a profile."""
    steps = person.history if person else ()
    return next((step for step in reversed(steps) if step.did in ("asked for changes", "approved it")), None)


def _tell(change: Change, desk: Desk, person: Person, subject: str, text: str) -> None:
    """A letter to each account that acts for the person."""
    for account in change.all(Account):
        if person.id in account.handles and not account.disabled:
            about = f"advocate:{person.id}"
            queue_letter(change, desk, to=account.email, subject=subject, text=text, link="/profile/", about=about)


def shown_fields(profile: Profile, hidden: tuple[str, ...]) -> Mapping[str, bool]:
    """Which fields of a profile say something and are public."""
    return {name: name not in hidden and bool(getattr(profile, name)) for name in (*OWN_FIELDS, *GIVEN_FIELDS)}
