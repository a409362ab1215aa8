"""Posts as pages show them: rows of the list, what can be done with one, what was done to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import g, url_for

from admin.words import day_words, when_words
from hub.actions.drafts import name_of, owners_of
from hub.actions.permissions import may
from hub.actions.poststate import WORDS, Entry, standing
from hub.actions.review import REASONS
from hub.content import Leaf
from hub.records.kinds import Draft

_TOLD = {
    "began": "Began to write",
    "sent in": "Sent it in",
    "took it back": "Took it back to write on",
    "took it up again": "Took it up again",
    "asked for changes": "Asked for changes",
    "approved": "Approved it",
    "declined": "Declined it",
    "put out": "Put it into the hub's content",
    "could not be put out": "It could not be put out",
    "went live": "It went live",
    "began an edit": "Began an edit",
    "threw the edit away": "Threw the edit away",
    "took it off the hub": "Took it off the hub",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list."""

    title: str
    url: str
    who: str
    state: str
    tone: str
    when: str
    note: str


def rows_of(found: Iterable[Entry]) -> tuple[Row, ...]:
    """Rows for the entries of one page."""
    return tuple(map(_row, found))


def _row(entry: Entry) -> Row:
    names = ", ".join(name_of(g.desk, handle) for handle in entry.authors)
    if entry.draft is None:
        assert entry.leaf is not None
        url = url_for("drafts.live", slug=entry.leaf.key)
        trouble = f"The file has a problem: {entry.leaf.trouble}" if entry.leaf.trouble else ""
        return Row(entry.title, url, names, "published", "good", _day(entry.when), trouble)
    url, now = url_for("drafts.show", draft=entry.draft.id), standing(g.desk, entry.draft, live=entry.live)
    note = " ".join(filter(None, (now.told, now.next)))
    if g.actor.staff:
        edited = entry.live and entry.draft.state not in ("published", "approved")
        note = "An edit; the live text stays until it is approved." if edited else ""
        if entry.draft.state == "scheduled":
            note = now.next
        if entry.draft.state == "submitted" and may(g.actor, "draft.review"):
            url = url_for("review.look", draft=entry.draft.id)
    when = when_words(entry.draft.updated)
    return Row(entry.title, url, names, now.word, now.tone or WORDS[entry.state][1], when, note)


def _day(text: str) -> str:
    import datetime as dt

    try:
        return day_words(dt.date.fromisoformat(text[:10]))
    except ValueError:
        return text


@dataclass(frozen=True, slots=True)
class Moving:
    """What the actor can do with a post as it stands; `slug` is a live post's."""

    write: bool = False
    submit: bool = False
    take_back: bool = False
    take_up: bool = False
    throw_away: bool = False
    review: bool = False
    edit: bool = False
    withdraw: bool = False
    slug: str = ""


def buttons_of(draft: Draft, live: Leaf | None) -> Moving:
    """What the actor can do with a draft; `live` is its file in content, if any."""
    owners, state = owners_of(draft), draft.state

    def can(action: str) -> bool:
        return may(g.actor, action, owners)

    open_, waits = state in ("draft", "changes-asked"), state in ("submitted", "scheduled")
    settled = state in ("approved", "published")
    staff = may(g.actor, "draft.review") and may(g.actor, "draft.write")
    return Moving(
        write=can("draft.write") and (open_ or (waits and staff)),
        submit=can("draft.submit") and open_,
        take_back=can("draft.submit") and waits,
        take_up=can("draft.write") and state in ("declined", "withdrawn"),
        throw_away=can("draft.remove") and not settled,
        review=may(g.actor, "draft.review") and state == "submitted",
        edit=live is not None and can("draft.write") and settled,
        withdraw=live is not None and can("post.withdraw"),
        slug=live.key if live else "",
    )


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that was done, for the time line."""

    at: str
    day: str
    by: str
    text: str
    words: str
    url: str = ""


def timeline_of(draft: Draft) -> tuple[Told, ...]:
    """What was done to a post, newest first."""
    found = []
    for done in reversed(draft.history):
        local = done.at.astimezone(g.desk.zone)
        text = _TOLD.get(done.did, done.did[:1].upper() + done.did[1:])
        if done.reason in REASONS:
            text += f". {REASONS[done.reason]}"
        found.append(Told(f"{local:%H:%M}", day_words(local.date()), done.name, text, done.words))
    return tuple(found)


def undo_of(draft: Draft) -> str | None:
    """The audit entry of what the actor just did to a draft, for its Undo."""
    newest = next(iter(g.desk.records.log(limit=1, subject=f"draft:{draft.id}")), None)
    return newest.id if newest and newest.by == g.actor.id and newest.undoable else None
