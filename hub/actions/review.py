"""Deciding about what was sent in: approve, ask for changes, decline; and what changed since the last look."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass

from hub.actions.desk import Desk, acting
from hub.actions.difference import Block, Part, compare, compare_words
from hub.actions.drafts import current, name_of, step
from hub.actions.drafttext import UNTITLED, filled, seen_text, title_of
from hub.actions.permissions import Actor
from hub.actions.posting import note, put_out, tell_authors, waits_for
from hub.content import digest_of
from hub.model import Disclosure, HubError, Moment
from hub.records import Change
from hub.records.kinds import Draft

REASONS: Mapping[str, str] = {
    "elsewhere": "It is about something other than this hub",
    "facts": "It says things that are not so",
    "advertising": "It advertises something",
    "private": "It shows somebody's private matters",
    "rights": "Words or pictures in it belong to somebody else",
    "harm": "It could hurt somebody",
    "twice": "It stands on the hub already",
}
"""Why a post may be declined. That it is critical of the company is no reason, and so stands on no list."""

DISCLOSED: Mapping[str, str] = {
    "gift": "A gift",
    "loan": "A loan",
    "travel": "Travel or a stay",
    "early-access": "Early access",
    "employment": "Pay or employment",
    "other": "Something else",
}
"""What an author may have got, in words."""
_NUMBERS = ("", "One change", "Two changes", "Three changes", "Four changes", "Five changes", "Six changes")


def approve(
    desk: Desk,
    actor: Actor,
    draft_id: str,
    *,
    due: str = "",
    words: str = "",
    link: str = "",
    expected: int | None = None,
) -> Draft:
    """Approve a post: it goes into content now, or at `due` (local, ISO 8601), or once its authors have agreed.

    `link` is the draft's page on the desk, for letters. Raises Stale, FileChanged when the live file of an edit
    was changed meanwhile, and HubError for what cannot be published.
    """
    if due:
        _must_be_time(desk, due)
    with _deciding(desk, actor, draft_id) as change:
        draft = _submitted(change, draft_id, expected)
        was_live = draft.path is not None
        approved = step(desk, actor, draft, "approved", words=words.strip(), due=due)
        done = change.put(put_out(change, desk, actor, approved), expected=draft.version)
        change.words = f"{actor.name} approved “{title_of(draft)}”"
        _tell_approved(desk, change, actor, done, was_live, words.strip(), link)
    note(desk, done)
    return done


def _deciding(desk: Desk, actor: Actor, draft_id: str) -> AbstractContextManager[Change]:
    return acting(desk, actor, "draft.review", subject=f"draft:{draft_id}", undoable=True)


def _must_be_time(desk: Desk, due: str) -> None:
    try:
        Moment.parse(due, desk.zone)
    except ValueError:
        raise HubError("Enter the day as 2026-05-03, and the time as 09:30.") from None


def _submitted(change: Change, draft_id: str, expected: int | None) -> Draft:
    draft = current(change, draft_id, expected)
    if draft.state != "submitted":
        raise HubError(f"“{title_of(draft)}” does not wait for a decision any more. Look at it again.")
    return draft


def _tell_approved(
    desk: Desk, change: Change, actor: Actor, draft: Draft, was_live: bool, words: str, link: str
) -> None:
    title, said = title_of(draft), f"\n\n{actor.name} says:\n\n{words}" if words else ""
    if draft.state == "scheduled" and draft.due:
        when = day_words(draft.due)
        text = f"{actor.name} approved “{title}”. It comes out on {when}."
        tell_authors(desk, change, draft, f"{title} comes out on {when}", text + said, link)
    elif draft.state == "scheduled":
        names = " and ".join(name_of(desk, handle) for handle in waits_for(desk, draft, change))
        text = f"{actor.name} approved “{title}”. It comes out once {names} has accepted the program's terms."
        tell_authors(desk, change, draft, f"{title} is approved", text + said, link)
    elif was_live:
        text = f"{actor.name} approved your changes to “{title}”. They are on their way to the hub."
        tell_authors(desk, change, draft, f"Your changes to {title} are approved", text + said, link)
    elif words or not desk.settings.desk.publish_on_approval:
        text = f"{actor.name} approved “{title}”. It is on its way to the hub."
        tell_authors(desk, change, draft, f"{title} is approved", text + said, link)


def ask_for_changes(
    desk: Desk, actor: Actor, draft_id: str, words: str, *, link: str = "", expected: int | None = None
) -> Draft:
    """Give a post back with what should change, in words. Raises HubError without any."""
    words = words.strip()
    if not words:
        raise HubError("Say what should change, and how. The author sees these words.")
    with _deciding(desk, actor, draft_id) as change:
        draft = _submitted(change, draft_id, expected)
        asked = step(desk, actor, draft, "asked for changes", words=words, state="changes-asked", seen=seen_text(draft))
        done = change.put(asked, expected=draft.version)
        change.words = f"{actor.name} asked for changes to “{title_of(draft)}”"
        text = f"{actor.name} read “{title_of(draft)}” and asks for this:\n\n{words}\n\nChange it and send it in again:"
        subject = f"{_how_many(words)} to {title_of(draft)}"
        tell_authors(desk, change, draft, subject, text, link)
    return done


def _how_many(words: str) -> str:
    """How many changes are asked for, as far as lines tell."""
    count = sum(1 for line in words.splitlines() if line.strip())
    return _NUMBERS[count] if count < len(_NUMBERS) else f"{count} changes"


def decline(
    desk: Desk, actor: Actor, draft_id: str, reason: str, words: str, *, link: str = "", expected: int | None = None
) -> Draft:
    """Decline a post for one of `REASONS`, in words to its author. Raises HubError without both."""
    words = words.strip()
    if reason not in REASONS:
        raise HubError("Choose why. That it is critical of us is no reason.")
    if not words:
        raise HubError("Say why in your own words too. The author sees them.")
    with _deciding(desk, actor, draft_id) as change:
        draft = _submitted(change, draft_id, expected)
        declined = step(
            desk, actor, draft, "declined", words=words, reason=reason, state="declined", seen=seen_text(draft)
        )
        done = change.put(declined, expected=draft.version)
        change.words = f"{actor.name} declined “{title_of(draft)}”"
        text = (
            f"{actor.name} read “{title_of(draft)}” and did not take it: "
            f"{REASONS[reason][:1].lower()}{REASONS[reason][1:]}.\n\n{words}\n\nYour text is kept:"
        )
        tell_authors(desk, change, draft, f"About {title_of(draft)}", text, link)
    return done


def day_words(moment: str) -> str:
    """A local date or date-time in words: "3 May 2026", "3 May 2026 at 09:30"."""
    day = dt.date.fromisoformat(moment[:10])
    time = moment[11:16]
    return f"{day.day} {day.strftime('%B %Y')}" + (f" at {time}" if time else "")


@dataclass(frozen=True, slots=True)
class Difference:
    """What became of a text: its title and summary by words, its body by blocks, and other facts before and after."""

    title: tuple[Part, ...]
    summary: tuple[Part, ...]
    body: tuple[Block, ...]
    facts: tuple[tuple[str, str, str], ...]

    @property
    def changed(self) -> bool:
        """Whether anything did."""
        lines = any(kind != "same" for kind, _ in (*self.title, *self.summary))
        return lines or bool(self.facts) or any(block.changed for block in self.body)


def since_last_look(draft: Draft) -> Difference | None:
    """What changed since somebody last decided about this text; None when nobody has."""
    return None if draft.seen is None else difference(draft.seen, draft)


def since_live(desk: Desk, draft: Draft) -> Difference | None:
    """What an edit changes of the live text; None for what is not live, or cannot be read."""
    if not draft.path:
        return None
    try:
        return difference(desk.shelf.text(draft.path), draft)
    except HubError:
        return None


def difference(before: str, draft: Draft) -> Difference:
    """What a draft changes of a content file's text. Raises HubError when that cannot be taken apart."""
    old = filled(Draft("", "draft", (), draft.created, draft.created, ""), before)
    old_title = "" if old.title == UNTITLED else old.title
    facts = [
        ("Authors", ", ".join(old.authors), ", ".join(draft.authors)),
        ("Topics", ", ".join(old.tags), ", ".join(draft.tags)),
        ("Groups", ", ".join(old.groups), ", ".join(draft.groups)),
        ("Cover", old.cover or "", draft.cover or ""),
        ("What the cover shows", old.cover_alt, draft.cover_alt),
        ("Got for this", disclosure_words(old.disclosure), disclosure_words(draft.disclosure)),
        ("Language", old.language or "", draft.language or ""),
        ("First published at", old.canonical or "", draft.canonical or ""),
    ]
    return Difference(
        compare_words(old_title, draft.title),
        compare_words(old.summary, draft.summary),
        compare(old.body, draft.body),
        tuple(fact for fact in facts if fact[1] != fact[2]),
    )


def disclosure_words(disclosure: tuple[Disclosure, ...] | None) -> str:
    """What an author said they got, in words for the desk."""
    if disclosure is None:
        return "Not answered"
    if not disclosure:
        return "Nothing"
    found = []
    for item in disclosure:
        words = DISCLOSED[item.kind] + (f": {item.item}" if item.item else "")
        found.append(words + (f", {day_words(item.date.isoformat())}" if item.date else ""))
    return "; ".join(found)


def rebase(desk: Desk, actor: Actor, draft_id: str, *, expected: int | None = None) -> Draft:
    """Let an edit stand on the live text as it is now, after both versions were looked at.

    The edit's words stay; approving it then writes them over the live ones. One whose file is gone becomes a post
    of its own again, with the same address.
    """
    with _deciding(desk, actor, draft_id) as change:
        draft = _submitted(change, draft_id, expected)
        file = desk.root / (draft.path or "")
        change.words = f"{actor.name} put “{title_of(draft)}” onto the live text as it is now"
        if draft.path and file.is_file():
            moved = step(desk, actor, draft, "looked at both versions", base=digest_of(file.read_bytes()))
        else:
            moved = step(desk, actor, draft, "looked at both versions", base=None, path=None)
        return change.put(moved, expected=draft.version)
