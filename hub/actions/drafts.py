"""Drafts: begun, written in, sent in, taken back, thrown away."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from hub.actions.checklist import gaps_of
from hub.actions.desk import Desk, acting
from hub.actions.drafttext import filled, title_of, too_heavy
from hub.actions.holding import who_is_missing
from hub.actions.permissions import Actor, authorise, may
from hub.content import Leaf, digest_of, texts_of
from hub.content.fields import without_controls
from hub.model import HubError, is_slug, slugify
from hub.records import Change, Stale, new_id
from hub.records.kinds import Draft, DraftState, Person, Step

WRITTEN = frozenset("title body summary slug tags groups cover cover_alt disclosure language canonical authors".split())
"""What somebody may write in a draft; everything else follows from what is done to it."""
LONGEST_SLUG = 200
"""Bytes of an address made here: a file's name may have 255."""
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")
"""What no content file may hold: it comes along when something is pasted, and nobody sees it."""
_OPEN: frozenset[DraftState] = frozenset({"draft", "changes-asked"})
_CLOSED: frozenset[DraftState] = frozenset({"declined", "withdrawn"})


class Incomplete(HubError):
    """A draft that cannot be sent in yet: the check list says what is missing."""

    def __init__(self, missing: Iterable[str]) -> None:
        super().__init__("This cannot be sent in yet. " + ". ".join(missing) + ".")


def owners_of(draft: Draft) -> tuple[str, ...]:
    """Whose a draft is: its authors', and while it has none, whoever began it."""
    return draft.authors or (draft.by,)


def find(desk: Desk, draft_id: str) -> Draft | None:
    """The draft with this id."""
    return desk.records.get(Draft, draft_id)


def current(change: Change, draft_id: str, expected: int | None = None) -> Draft:
    """A draft as it is within a change. Raises Stale when it is not at the version `expected`, or gone."""
    draft = change.get(Draft, draft_id)
    if draft is None or (expected is not None and draft.version != expected):
        raise Stale(Draft, draft_id, draft)
    return draft


def step(
    desk: Desk, actor: Actor, draft: Draft, did: str, *, words: str = "", reason: str = "", **changes: Any
) -> Draft:
    """`draft` with one more thing done to it, and what that changed."""
    now = desk.now()
    done = Step(now, actor.id, actor.name, did, words, reason)
    return replace(draft, updated=now, history=(*draft.history, done), **changes)


def name_of(desk: Desk, handle: str) -> str:
    """What somebody is called: on the hub, else in the private records, else by handle."""
    leaf = desk.shelf.leaf("advocates", handle)
    if leaf is not None:
        return leaf.title
    person = desk.records.get(Person, handle)
    return person.profile.name if person else handle


def begin(desk: Desk, actor: Actor, *, title: str = "", authors: tuple[str, ...] = ()) -> Draft:
    """A new draft of `authors`, by default whoever the actor writes for. Raises HubError for people not known here."""
    authors = authors or actor.handles[:1]
    if not actor.staff and not set(authors) & set(actor.handles):
        raise HubError("Your account writes for nobody yet. Ask the program's staff to connect it with your page.")
    now = desk.now()
    _only_public(desk, actor, set(authors) - set(actor.handles))
    draft = Draft(new_id("d"), "draft", _known(desk, authors), now, now, actor.id, title=_line(title))
    words = f"{actor.name} began “{title_of(draft)}”"
    subject = f"draft:{draft.id}"
    with acting(desk, actor, "draft.write", owners=owners_of(draft), subject=subject, words=words) as change:
        return change.put(step(desk, actor, draft, "began"), expected=0)


def save(desk: Desk, actor: Actor, draft_id: str, values: Mapping[str, Any], *, expected: int | None = None) -> Draft:
    """Write `values` (some of `WRITTEN`) into a draft; nothing is changed when they stand there already.

    Raises Stale when somebody else wrote since version `expected`, HubError for what a draft cannot hold or while
    it may not be written in.
    """
    unknown = set(values) - WRITTEN
    if unknown:
        raise ValueError(f"a draft has no {', '.join(sorted(unknown))} to write in")
    before = _existing(desk, draft_id)
    with acting(desk, actor, "draft.write", owners=owners_of(before), subject=f"draft:{draft_id}") as change:
        draft = current(change, draft_id, expected)
        authorise(actor, "draft.write", owners_of(draft))
        after = replace(draft, **_cleaned(desk, actor, draft, values))
        if after == draft:
            return draft
        _must_be_open(actor, draft)
        change.words = f"{actor.name} wrote in “{title_of(after)}”"
        return change.put(replace(after, updated=desk.now()), expected=draft.version)


def _must_be_open(actor: Actor, draft: Draft) -> None:
    """Authors write while it is with them; staff also while it waits."""
    if draft.state in _OPEN:
        return
    if draft.state in ("submitted", "scheduled") and may(actor, "draft.review") and may(actor, "draft.write"):
        return
    raise HubError(
        {
            "submitted": "This was sent in, so it waits unchanged. Take it back first to go on writing.",
            "scheduled": "This was approved and waits for its day. Take it back first to go on writing.",
            "approved": "This was approved and is on its way to the hub. Once it is live, begin an edit of it.",
            "published": "This is live. Begin an edit of it: the live text stays until the edit is approved.",
        }.get(draft.state, "This is closed. Take it up again first.")
    )


def _cleaned(desk: Desk, actor: Actor, draft: Draft, values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as a draft keeps them: lines in one piece, texts without carriage returns, names that are known."""
    found = dict(values)
    for key in ("title", "summary", "cover_alt"):
        if key in found:
            found[key] = _line(found[key])
    if "body" in found:
        body = found["body"].replace("\r\n", "\n").replace("\r", "\n")
        found["body"] = _UNSEEN.sub("", body).strip("\n")
        if heavy := too_heavy(found["body"]):
            raise HubError(f"The text is too large. {heavy}.")
    for key in ("cover", "language", "canonical"):
        if key in found:
            found[key] = _line(found[key] or "") or None
    for key in ("tags", "groups"):
        if key in found:
            found[key] = tuple(dict.fromkeys(filter(None, map(_line, found[key]))))
    if found.get("disclosure"):
        found["disclosure"] = tuple(replace(item, item=_line(item.item)) for item in found["disclosure"])
    if "slug" in found:
        found["slug"] = _slug(draft, _line(found["slug"]))
    if "authors" in found:
        found["authors"] = _known(desk, tuple(dict.fromkeys(found["authors"])))
        _only_public(desk, actor, set(found["authors"]) - {*draft.authors, *actor.handles})
        if not may(actor, "draft.write") and not set(found["authors"]) & {actor.id, *actor.handles}:
            raise HubError("You cannot take your own name off a post here. Ask the program's staff to do it.")
    return found


def _slug(draft: Draft, slug: str) -> str:
    if draft.path and slug != draft.slug:
        raise HubError("A post that is live keeps its address.")
    if slug and (not is_slug(slug) or slug == "page" or len(slug.encode()) > LONGEST_SLUG):
        raise HubError(f"The address cannot be {slug!r}. Write it like {slugify(slug) or 'frost-at-dawn'}.")
    return slug


def _line(text: str) -> str:
    """A line without line breaks, and without controls that nobody sees and no content file may hold."""
    return " ".join(without_controls(" ".join(str(text).split())).split())


def _known(desk: Desk, handles: Iterable[str]) -> tuple[str, ...]:
    found = tuple(handles)
    for handle in found:
        if desk.records.get(Person, handle) is None and desk.shelf.leaf("advocates", handle) is None:
            raise HubError(f"There is nobody called {handle!r} here. Choose somebody from People.")
    return found


def _only_public(desk: Desk, actor: Actor, handles: Iterable[str]) -> None:
    """Who takes part without having agreed to be shown is known to staff alone: to others there is no such person."""
    hidden = () if may(actor, "draft.write") else who_is_missing(desk.records, desk, sorted(handles))
    if hidden:
        raise HubError(f"There is nobody called {hidden[0]!r} here. Choose somebody from People.")


def _existing(desk: Desk, draft_id: str) -> Draft:
    draft = find(desk, draft_id)
    if draft is None:
        raise HubError("This text is not here any more. It was thrown away, or undone.")
    return draft


def submit(desk: Desk, actor: Actor, draft_id: str, *, words: str = "", expected: int | None = None) -> Draft:
    """Send a draft in for review. Raises Incomplete while the check list has a gap that must be closed."""
    owners = owners_of(_existing(desk, draft_id))
    with acting(desk, actor, "draft.submit", owners=owners, subject=f"draft:{draft_id}", undoable=True) as change:
        draft = current(change, draft_id, expected)
        if draft.state not in _OPEN:
            raise HubError("This was sent in already.")
        missing = [gap.words for gap in gaps_of(desk, draft) if gap.must]
        if missing:
            raise Incomplete(missing)
        change.words = f"{actor.name} sent in “{title_of(draft)}”"
        sent = step(desk, actor, draft, "sent in", words=words.strip(), state="submitted")
        return change.put(sent, expected=draft.version)


def take_back(desk: Desk, actor: Actor, draft_id: str, *, expected: int | None = None) -> Draft:
    """Take a text out of review, or out of the row of those that wait for their day, to write on."""
    owners = owners_of(_existing(desk, draft_id))
    with acting(desk, actor, "draft.submit", owners=owners, subject=f"draft:{draft_id}", undoable=True) as change:
        draft = current(change, draft_id, expected)
        if draft.state not in ("submitted", "scheduled"):
            raise HubError("This does not wait for anybody, so there is nothing to take back.")
        change.words = f"{actor.name} took back “{title_of(draft)}”"
        back = step(desk, actor, draft, "took it back", state="draft", due="")
        return change.put(back, expected=draft.version)


def take_up(desk: Desk, actor: Actor, draft_id: str, *, expected: int | None = None) -> Draft:
    """Write on in a text that was declined or withdrawn."""
    owners = owners_of(_existing(desk, draft_id))
    with acting(desk, actor, "draft.write", owners=owners, subject=f"draft:{draft_id}", undoable=True) as change:
        draft = current(change, draft_id, expected)
        if draft.state not in _CLOSED:
            raise HubError("This is open already.")
        change.words = f"{actor.name} took up “{title_of(draft)}” again"
        return change.put(step(desk, actor, draft, "took it up again", state="draft"), expected=draft.version)


def throw_away(desk: Desk, actor: Actor, draft_id: str, *, expected: int | None = None) -> None:
    """Throw a draft away; of an edit to a live post only the edit goes. It can be undone."""
    owners = owners_of(_existing(desk, draft_id))
    with acting(desk, actor, "draft.remove", owners=owners, subject=f"draft:{draft_id}", undoable=True) as change:
        draft = current(change, draft_id, expected)
        if draft.state in ("approved", "published"):
            raise HubError("This is on the hub. Take it off the hub instead: its text is kept.")
        if draft.path and any(done.did in ("put out", "went live") for done in draft.history):
            change.words = f"{actor.name} threw away the edit of “{title_of(draft)}”"
            live = _as_live(desk, draft)
            change.put(step(desk, actor, live, "threw the edit away", state="published"), expected=draft.version)
        else:
            kind = "the edit of " if draft.path else ""
            change.words = f"{actor.name} threw away {kind}“{title_of(draft)}”"
            change.remove(Draft, draft_id, expected=draft.version)


def _as_live(desk: Desk, draft: Draft) -> Draft:
    """A draft as the live file says it; its words as they were when that file cannot be read."""
    try:
        text = desk.shelf.text(draft.path or "")
        return replace(filled(draft, text), base=digest_of(text.encode()), due="", seen=None)
    except HubError:
        return replace(draft, due="", seen=None)


def open_edit(desk: Desk, slug: str) -> Draft | None:
    """The record of a live post, whether an edit of it is on its way or not."""
    leaf = desk.shelf.leaf("posts", slug)
    if leaf is None:
        return None
    return next((draft for draft in desk.records.all(Draft) if draft.path == leaf.path), None)


def post_owners(leaf: Leaf) -> tuple[str, ...]:
    """Whose a live post is."""
    return texts_of(leaf.fields.get("authors"))


def begin_edit(desk: Desk, actor: Actor, slug: str) -> Draft:
    """A draft of a live post to write in; the live text stays until it is approved. One that is begun is given back.

    Raises HubError when there is no such post or its file cannot be taken apart.
    """
    leaf = desk.shelf.leaf("posts", slug)
    if leaf is None:
        raise HubError("There is no such post on the hub any more.")
    known, now = open_edit(desk, slug), desk.now()
    draft_id = known.id if known else new_id("d")
    subject, owners = f"draft:{draft_id}", post_owners(leaf)
    with acting(desk, actor, "draft.write", owners=owners, subject=subject, undoable=True) as change:
        found = change.get(Draft, draft_id)
        if found is not None and found.state not in ("approved", "published"):
            return found
        text = desk.shelf.text(leaf.path)
        fresh = found or Draft(draft_id, "published", (), now, now, actor.id)
        edit = filled(replace(fresh, path=leaf.path, slug=leaf.key, seen=None, due=""), text)
        edit = step(desk, actor, edit, "began an edit", state="draft", base=digest_of(text.encode()))
        change.words = f"{actor.name} began an edit of “{title_of(edit)}”"
        return change.put(edit, expected=found.version if found else 0)
