"""The program's terms, and who agreed to them: accepted, recorded by staff, taken back."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from hub.actions.desk import Desk, acting
from hub.actions.filework import last_entry
from hub.actions.holding import Reader, Released, bring_media, held_at, release, take_back
from hub.actions.leaving import Leaving
from hub.actions.permissions import Actor
from hub.actions.persons import Current, kept, need_person, profile_text
from hub.model import HubError
from hub.records import Change, Stale
from hub.records.kinds import Consent, Person, Terms

DEFAULT_TERMS = """\
## What you agree to

You take part in our advocate program. We would like to show who you are and what you write on the program's public
site. Nothing of you is shown there before you agree to this.

**What becomes public.** Your name, or the name you go by, and every part of your profile that you switch on. Posts you
send in, once our staff have approved them. Badges we give you, unless you hide them.

**What you allow us.** We may publish your posts, your photo and your profile on this site, in its feeds and in the
badges made for you, everywhere and for as long as you take part. You keep all your rights: you may publish the same
words anywhere else, and we name you as their author. We may correct spelling, and shorten with your agreement.

**What you tell us.** What you send in is your own work, or you may use it. If you got something for a post, such as a
device, travel or money, you say so with it. Nobody may tell you what to think of us.

**Your age.** You are of age where you live. We ask only whether you are, and keep no birth date.

**What we keep for ourselves.** Your e-mail address, what you send in and what was done with it. We use it to run the
program and for nothing else, and we give it to nobody.

**Leaving.** You can take your agreement back at any time on the page “Your consent”, without giving a reason. Your
profile, your badges and the posts you wrote alone then leave the site with its next publish; posts you wrote with
others stay without your name. Copies that others made before are out of our reach. You can also ask us to erase
everything about you; then nothing is kept.

**Changes.** When these terms change we ask you again. Until you answer, what you agreed to before goes on.
"""


@dataclass(frozen=True, slots=True)
class Accepted:
    """What accepting brought into content, and what still waits for somebody else."""

    person: Person
    released: Released
    entry: str


def current_terms(desk: Desk, reader: Reader | None = None) -> Terms:
    """The newest version of the terms; before anybody wrote one, the first, which comes with Laurel."""
    found = (reader or desk.records).all(Terms)
    if not found:
        return Terms("1", DEFAULT_TERMS, dt.datetime(2026, 1, 1, tzinfo=dt.UTC), "")
    return max(found, key=lambda terms: int(terms.id))


def all_terms(desk: Desk) -> tuple[Terms, ...]:
    """Every version, newest first."""
    found = sorted(desk.records.all(Terms), key=lambda terms: int(terms.id), reverse=True)
    return tuple(found) or (current_terms(desk),)


def terms_version(desk: Desk, number: str) -> Terms | None:
    """One version by its number."""
    return next((terms for terms in all_terms(desk) if terms.id == number), None)


def write_terms(desk: Desk, actor: Actor, text: str, *, seen: str) -> Terms:
    """A new version of the terms; everybody who agreed is asked again, and their old consent goes on until then.

    `seen` is the number of the version it was written from. Raises Stale when there is a newer one.
    """
    text = text.replace("\r\n", "\n").strip() + "\n"
    if len(text) < _SHORTEST:
        raise HubError("Write the terms: what becomes public, what you may do with it, and how to leave.")
    with acting(desk, actor, "terms.edit", subject="terms:all") as change:
        before = current_terms(desk, change)
        if before.id != seen:
            raise Stale(Terms, before.id, before)
        if text == before.text:
            return before
        _keep_terms(change, before)
        new = Terms(str(int(before.id) + 1), text, desk.now(), actor.id)
        change.words = f"{actor.name} wrote version {new.id} of the terms"
        made: Terms = change.put(new, expected=0)
    return made


_SHORTEST = 40


def _keep_terms(change: Change, terms: Terms) -> None:
    """Keep the words somebody agrees to, also those that came with Laurel."""
    if change.get(Terms, terms.id) is None:
        change.put(terms, expected=0)


def asks_again(desk: Desk, consent: Consent | None) -> bool:
    """Whether there are newer terms than those somebody agreed to."""
    return consent is not None and consent.holds and consent.terms != current_terms(desk).id


def accept(desk: Desk, actor: Actor, handle: str, *, terms: str, licence: bool, of_age: bool) -> Accepted:
    """Agree to version `terms` for oneself: everything that waited comes into content.

    Only an account that acts for the person may. Raises HubError when a box is not ticked, or newer terms came
    while these were read.
    """
    if not (licence and of_age):
        raise HubError("Tick both boxes to accept: the terms with their licence, and that you are of age.")
    subject = f"advocate:{handle}"
    with acting(desk, actor, "consent.give", owners=(handle,), subject=subject) as change:
        newest = current_terms(desk, change)
        if newest.id != terms:
            raise HubError("The terms changed while you read them. Read the new ones below, then accept.")
        _keep_terms(change, newest)
        current = need_person(change, desk, handle)
        change.words = f"{current.profile.name} accepted version {newest.id} of the terms"
        consent = Consent(newest.id, desk.now(), "desk", actor.id, of_age=True, licence=True)
        person, released = _agreed(change, desk, current, consent)
    told(desk, change)
    return Accepted(person, released, last_entry(desk, change))


def record(desk: Desk, actor: Actor, handle: str, *, words: str, on: dt.date | None = None) -> Accepted:
    """Write down how somebody agreed elsewhere: on paper, by e-mail. Raises HubError without words."""
    words = " ".join(words.split())
    if not words:
        raise HubError("Say how they agreed, such as “signed form, in the folder of 2026”.")
    day = on or desk.local_now().date()
    if day > desk.local_now().date():
        raise HubError("This day is still to come. Enter the day they agreed.")
    subject = f"advocate:{handle}"
    with acting(desk, actor, "consent.record", subject=subject, why=words, undoable=True) as change:
        newest = current_terms(desk, change)
        _keep_terms(change, newest)
        current = need_person(change, desk, handle)
        change.words = f"{actor.name} recorded how {current.profile.name} agreed to be shown"
        at = min(dt.datetime.combine(day, dt.time(12), desk.zone).astimezone(dt.UTC), desk.now())
        consent = Consent(newest.id, at, "recorded", actor.id, of_age=True, licence=True, words=words)
        person, released = _agreed(change, desk, current, consent)
    told(desk, change)
    return Accepted(person, released, last_entry(desk, change))


def _agreed(change: Change, desk: Desk, current: Current, consent: Consent) -> tuple[Person, Released]:
    person: Person = change.put(replace(kept(change, desk, current), consent=consent))
    if current.text is None and held_at(change, current.path) is None:
        text = profile_text(None, person.profile, person.hidden)
        change.file(current.path, text.encode("utf-8"), expected=None)
        bring_media(change, desk, text)
    return person, release(change, desk, current.handle)


def withdraw(desk: Desk, actor: Actor, handle: str, *, why: str = "") -> Leaving:
    """Take consent back: everything about the person leaves content at once, and the hub at the next publish.

    A change to the profile on its way stays where it is. They can accept again at any time.
    """
    subject = f"advocate:{handle}"
    with acting(desk, actor, "consent.withdraw", owners=(handle,), subject=subject, why=why.strip()) as change:
        current = need_person(change, desk, handle)
        person = kept(change, desk, current)
        given = person.consent or Consent("", desk.now(), "recorded", "", of_age=False, licence=False)
        if not given.holds:
            raise HubError("This consent was taken back already. Nothing of this person is on the hub.")
        change.put(replace(person, profile=current.profile, consent=replace(given, withdrawn=desk.now())))
        found = take_back(change, desk, handle)
        whose = "their" if handle in actor.handles else f"{current.profile.name}'s"
        change.words = f"{actor.name} took {whose} consent back"
    told(desk, change)
    return found


def told(desk: Desk, change: Change) -> None:
    """Let the shelf know of the content files a change wrote."""
    for path in change.files:
        desk.shelf.note(path)
