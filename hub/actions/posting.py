"""The one place where a draft becomes content, and where a post leaves content again."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace

from hub.actions.checklist import dead_links
from hub.actions.desk import Desk, acting
from hub.actions.drafts import LONGEST_SLUG, current, open_edit, owners_of, post_owners, step
from hub.actions.drafttext import edited_text, filled, local_minute, new_text, title_of
from hub.actions.filework import refuse, text_from
from hub.actions.holding import bring_media, who_is_missing
from hub.actions.leaving import post_leaving
from hub.actions.letters import LINK, queue_letter
from hub.actions.permissions import CLOCK, Actor
from hub.content import Leaf, digest_of
from hub.content.addresses import alias_path
from hub.content.addresses import post as post_address
from hub.model import HubError, Moment, slugify
from hub.records import Change, Stale, new_id
from hub.records.kinds import Account, Draft

_log = logging.getLogger(__name__)
_HANDY = 80
"""Letters of an address that is made of a title."""


def waits_for(desk: Desk, draft: Draft, change: Change | None = None) -> tuple[str, ...]:
    """The authors (handles) without whose consent a draft cannot be shown."""
    return who_is_missing(change or desk.records, desk, draft.authors)


def has_come(desk: Desk, draft: Draft) -> bool:
    """Whether the time of a draft has come: no `due`, or one that is past."""
    return not draft.due or Moment.parse(draft.due, desk.zone).has_come(desk.now())


def put_out(change: Change, desk: Desk, actor: Actor, draft: Draft) -> Draft:
    """Write a draft into content as part of a change, its pictures with it; the draft as it then is.

    While its time has not come, or an author has not agreed to be shown, it is "scheduled" instead and nothing is
    written. Raises FileChanged when the live file is not the one an edit started from, HubError for what `check`
    would not let pass.
    """
    if not has_come(desk, draft):
        return replace(draft, state="scheduled")
    missing = waits_for(desk, draft, change)
    if missing:
        return replace(draft, state="scheduled", due="")
    now = local_minute(desk.local_now())
    if draft.path and draft.base:
        path, text = draft.path, edited_text(text_from(desk, draft.path, draft.base), draft, now)
    else:
        date = _written(desk, draft.due) if draft.due else now
        slug = draft.slug or free_slug(desk, change, draft)
        path, text = f"content/posts/{date[:4]}/{slug}.md", new_text(draft, date)
        if _taken(desk, change, slug, draft.id):
            raise HubError(f"Another post has the address {slug!r} already. Give this one another address.")
        draft = replace(draft, slug=slug, date=date, base=None)
    refuse(desk, path, text)
    dead = dead_links(desk, draft)
    if dead:
        raise HubError(". ".join(dead) + ". Mend or remove what leads nowhere: it would stop the next publish.")
    data = text.encode("utf-8")
    change.file(path, data, expected=draft.base)
    bring_media(change, desk, text)
    out = replace(draft, path=path, base=digest_of(data), state="approved", due="", seen=None)
    return step(desk, actor, out, "put out")


def _written(desk: Desk, due: str) -> str:
    """A due time as a post carries it: a day alone stays one."""
    moment = Moment.parse(due, desk.zone)
    return moment.date.isoformat() if moment.whole_day else local_minute(moment.at)


def title_slug(title: str) -> str:
    """A title as an address of a handy length, empty when no letter or digit is in it."""
    short = slugify(title)[:_HANDY].encode()[: LONGEST_SLUG - 10].decode("utf-8", "ignore")
    return slugify(short)


def free_slug(desk: Desk, change: Change, draft: Draft) -> str:
    """An address made of the title that no post, alias or other draft has."""
    wanted = title_slug(draft.title)
    if not wanted or wanted == "page":
        wanted = f"post-{wanted}".strip("-")
    found, number = wanted, 2
    while _taken(desk, change, found, draft.id):
        found, number = f"{wanted}-{number}", number + 1
    return found


def _taken(desk: Desk, change: Change, slug: str, draft_id: str) -> bool:
    """Whether a post, a draft that has chosen its address, or an alias stands where this one would."""
    folded, address = slug.casefold(), post_address(slug).casefold()
    for leaf in desk.shelf.of("posts"):
        if leaf.key.casefold() == folded:
            return True
        aliases = leaf.fields.get("aliases")
        if isinstance(aliases, list) and any(alias_path(str(a)).casefold() == address for a in aliases):
            return True
    return any(
        d.slug.casefold() == folded and d.id != draft_id and d.state == "scheduled" for d in change.all(Draft) if d.slug
    )


def put_due(desk: Desk) -> tuple[Draft, ...]:
    """Put out every approved post whose time has come and whose authors have agreed; those that went out.

    One that cannot be put out is told in its history, once, and keeps none of the others back.
    """
    out = []
    for waiting in desk.records.all(Draft):
        if waiting.state == "scheduled" and has_come(desk, waiting) and not waits_for(desk, waiting):
            done = _put_one(desk, waiting)
            if done is not None:
                out.append(done)
    return tuple(out)


def _put_one(desk: Desk, waiting: Draft) -> Draft | None:
    subject, words = f"draft:{waiting.id}", f"“{title_of(waiting)}” came out as planned"
    try:
        with acting(desk, CLOCK, "draft.review", subject=subject, words=words, undoable=True) as change:
            done = change.put(
                put_out(change, desk, CLOCK, current(change, waiting.id, waiting.version)), expected=waiting.version
            )
    except Stale:
        return None
    except HubError as error:
        _tell_trouble(desk, waiting, f"{error} {' '.join(map(str, error.problems))}".strip())
        return None
    note(desk, done)
    return done if done.state == "approved" else None


def _tell_trouble(desk: Desk, draft: Draft, trouble: str) -> None:
    last = draft.history[-1] if draft.history else None
    if last and last.did == "could not be put out" and last.words == trouble:
        return
    _log.warning("“%s” could not be put out: %s", title_of(draft), trouble)
    words = f"“{title_of(draft)}” could not be put out"
    try:
        with acting(desk, CLOCK, "draft.review", subject=f"draft:{draft.id}", words=words, why=trouble) as change:
            change.put(step(desk, CLOCK, draft, "could not be put out", words=trouble), expected=draft.version)
    except Stale:
        return


def note(desk: Desk, draft: Draft) -> None:
    """Have the shelf look at a draft's file again."""
    if draft.path:
        desk.shelf.note(draft.path)


def published(desk: Desk, digests: Mapping[str, str] | None = None) -> tuple[Draft, ...]:
    """Note what a publish has put on the hub: approved posts become published, and their authors hear of it.

    `digests` are the content files that were built, by path; without them, all files as they are now.
    """
    if digests is None:
        digests = {leaf.path: leaf.digest for leaf in desk.shelf.of("posts")}
    waiting = [d for d in desk.records.all(Draft) if d.state == "approved" and _is_built(d, digests)]
    if not waiting:
        return ()
    done = []
    words = f"{len(waiting)} posts went live" if len(waiting) > 1 else f"“{title_of(waiting[0])}” went live"
    with acting(desk, CLOCK, "publish.run", subject=f"draft:{waiting[0].id}", words=words) as change:
        for known in waiting:
            draft = change.get(Draft, known.id)
            if draft is None or draft.state != "approved" or not _is_built(draft, digests):
                continue
            first = not any(done_.did == "went live" for done_ in draft.history)
            live = step(desk, CLOCK, draft, "went live", state="published")
            done.append(change.put(live, expected=draft.version))
            if first:
                _tell_live(desk, change, draft)
    return tuple(done)


def _is_built(draft: Draft, digests: Mapping[str, str]) -> bool:
    return draft.path is not None and draft.base is not None and digests.get(draft.path) == draft.base


def _tell_withdrawn(desk: Desk, actor: Actor, change: Change, draft: Draft) -> None:
    title = title_of(draft)
    text = f"{actor.name} takes your post “{title}” off the hub. Your text is kept:"
    tell_authors(desk, change, draft, f"{title} leaves the hub", text, desk.at(f"/posts/{draft.id}/"))


def _tell_live(desk: Desk, change: Change, draft: Draft) -> None:
    address = desk.settings.origin + desk.settings.base_path + post_address(draft.slug)
    text = f"Your post “{title_of(draft)}” is on the hub now:\n\n{address}\n\nThank you for writing it."
    tell_authors(desk, change, draft, f"{title_of(draft)} is live", text)


def accounts_of(change: Change, draft: Draft) -> tuple[Account, ...]:
    """The accounts that write for a draft's authors."""
    authors = set(draft.authors)
    return tuple(a for a in change.all(Account) if not a.disabled and authors & set(a.handles))


def tell_authors(desk: Desk, change: Change, draft: Draft, subject: str, text: str, link: str = "") -> None:
    """Put a letter to each of a draft's authors on its way."""
    for account in accounts_of(change, draft):
        hello = f"Hello {account.name},\n\n" if account.name else ""
        queue_letter(
            change,
            desk,
            to=account.email,
            subject=subject,
            text=(f"{hello}{text}" + (f"\n\n{link}" if link else "")).replace(LINK, "(link)"),
            about=f"draft:{draft.id}",
        )


def withdraw(desk: Desk, actor: Actor, slug: str, why: str, *, expected: str | None = None) -> Draft:
    """Take a live post off the hub: its file leaves content, its text is kept as a withdrawn draft, and links to it in
    other files become plain words, so that the hub can go on being published. Undoable.

    `expected` is the digest of the file the person saw. Raises FileChanged when it is another now, HubError when
    there is no such post or no reason.
    """
    leaf = desk.shelf.leaf("posts", slug)
    if leaf is None:
        raise HubError("There is no such post on the hub any more.")
    why = why.strip()
    if not why:
        raise HubError("Say in a few words why it is taken off. It stays on the desk, not on the hub.")
    known, now = open_edit(desk, slug), desk.now()
    draft_id = known.id if known else new_id("d")
    subject, words = f"draft:{draft_id}", f"{actor.name} took “{leaf.title}” off the hub"
    owners = (*post_owners(leaf), *(owners_of(known) if known else ()))
    with acting(
        desk, actor, "post.withdraw", owners=owners, subject=subject, words=words, why=why, undoable=True
    ) as change:
        text = text_from(desk, leaf.path, expected or leaf.digest)
        draft = change.get(Draft, draft_id) or Draft(draft_id, "published", (), now, now, actor.id)
        kept = filled(replace(draft, slug=leaf.key), text)
        kept = step(desk, actor, kept, "took it off the hub", words=why, state="withdrawn", path=None, base=None)
        change.file(leaf.path, None, expected=digest_of(text.encode()))
        others = post_leaving(desk, leaf.key).steps
        for other in others:
            change.file(other.path, None if other.text is None else other.text.encode(), expected=other.digest)
        done = change.put(replace(kept, due="", seen=None), expected=draft.version)
        if not {actor.id, *actor.handles} & set(owners):
            _tell_withdrawn(desk, actor, change, done)
    for path in (leaf.path, *(other.path for other in others)):
        desk.shelf.note(path)
    return done


def live_leaf(desk: Desk, draft: Draft) -> Leaf | None:
    """The live file of a draft, if it has one."""
    return desk.shelf.leaf("posts", draft.slug) if draft.path else None


def preview_file(desk: Desk, draft: Draft) -> tuple[str, str]:
    """The path and text of the content file a draft would be, for looking at before it is one."""
    now = local_minute(desk.local_now())
    if draft.path:
        try:
            return draft.path, edited_text(desk.shelf.text(draft.path), draft, now)
        except HubError:  # gone or broken by hand meanwhile: the words can be looked at all the same
            return draft.path, new_text(draft, draft.date or now)
    slug = draft.slug or title_slug(draft.title) or draft.id
    shown = replace(draft, title=title_of(draft))
    return f"content/posts/{now[:4]}/{slug}.md", new_text(shown, _written(desk, draft.due) if draft.due else now)
