"""Pages, events, resources, changes and topics: one description for each kind, one way to write them all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal
from zoneinfo import ZoneInfo

from hub.actions.desk import Desk, acting
from hub.actions.filework import Refused, free_slug, is_there, last_entry, put, text_from
from hub.actions.holding import name_of, who_is_missing
from hub.actions.permissions import Actor
from hub.content import Leaf, digest_of, edit_front_matter, front_matter, new_front_matter, texts_of
from hub.model import RESERVED_SEGMENTS, HubError, Moment, is_slug, slugify
from hub.records import Change

Shape = Literal["line", "text", "address", "number", "moment", "day", "flag", "words", "people", "groups", "file"]


@dataclass(frozen=True, slots=True)
class EntryField:
    """One field of the contract: its name in the front matter, its label, and how it is asked for."""

    name: str
    label: str
    shape: Shape = "line"
    hint: str = ""
    required: bool = False
    longest: int = 300
    width: str = "wide"


@dataclass(frozen=True, slots=True)
class EntryKind:
    """A kind of content file that staff write: its words, its fields, and where it stands on the hub."""

    key: str
    one: str
    many: str
    about: str
    empty: str
    fields: tuple[EntryField, ...]
    body: str
    body_hint: str = ""
    address: str = ""
    listing: str = ""


_TITLE = EntryField("title", "Title", required=True)
_SUMMARY = EntryField("summary", "Summary", "text", "One or two sentences for lists and search.", longest=2000)
_GROUPS = EntryField("groups", "Groups", "groups")
_TAGS = EntryField("tags", "Topics", "words", "With commas between: bees, city heat")
_ORDER = EntryField("order", "Place in the list", "number", "Small numbers come first.", width="short")

KINDS: Mapping[str, EntryKind] = {
    kind.key: kind
    for kind in (
        EntryKind(
            "pages",
            "page",
            "Pages",
            "What stands still: about, terms, house rules.",
            "No page yet. An “About” page tells visitors who you are.",
            (
                _TITLE,
                _SUMMARY,
                EntryField("menu", "Label in the menu", hint="Leave it empty to keep it out of the menu.", longest=60),
                _ORDER,
            ),
            "Text",
            address="/{slug}/",
        ),
        EntryKind(
            "events",
            "event",
            "Events",
            "What people can come to.",
            "Nothing is planned. An event needs a title and a day.",
            (
                _TITLE,
                EntryField("starts", "Begins", "moment", required=True, width="medium"),
                EntryField("ends", "Ends", "moment", width="medium"),
                EntryField("place", "Place", hint="A town and a room, or nothing when it is online only.", longest=500),
                EntryField("online", "One can take part online", "flag"),
                EntryField("url", "Address to sign up or join", "address"),
                EntryField("hosts", "Hosts", "people"),
                _GROUPS,
                _TAGS,
            ),
            "Details",
            address="/events/{slug}/",
        ),
        EntryKind(
            "resources",
            "resource",
            "Resources",
            "Kits, drawings and guides to take away.",
            "Nothing to take away yet. Add an address or a file.",
            (
                _TITLE,
                EntryField("summary", "Summary", "text", "One sentence: what it is and for whom.", longest=1000),
                EntryField("url", "Address", "address", "Where it is, when it is elsewhere."),
                EntryField("file", "File", "file", "Or a file of your own: PDF, ZIP, text, table, office file."),
                EntryField("kind", "Kind", hint="Resources are listed by kind: Guide, Data, Drawing.", longest=60),
                _ORDER,
            ),
            "Details",
            listing="/resources/",
        ),
        EntryKind(
            "changes",
            "change",
            "You said, we did",
            "What changed because somebody spoke up.",
            "Nothing here yet. When a word from an advocate changes something, tell it here.",
            (
                EntryField("title", "What was said", hint="In their words, as short as it was.", required=True),
                EntryField("date", "Day", "day", required=True),
                EntryField("advocates", "Who said it", "people"),
                EntryField("url", "Address to read more", "address"),
            ),
            "What you did",
            listing="/changes/",
        ),
        EntryKind(
            "topics",
            "topic",
            "Topics",
            "Words about the topics of posts, and which tags are one.",
            "No topic is described. Posts still have their topics; a description says what belongs there.",
            (
                EntryField("title", "Title", required=True, longest=120),
                EntryField(
                    "tags", "Tags that mean the same", "words", "Posts with these tags are listed under this topic."
                ),
            ),
            "Description",
            address="/topics/{slug}/",
        ),
    )
}
"""Every kind the desk writes in this way, in the order staff see them."""


@dataclass(frozen=True, slots=True)
class EntryText:
    """What an entry's form says: fields by name (None: not there) and the body as Markdown."""

    values: Mapping[str, object | None]
    body: str


@dataclass(frozen=True, slots=True)
class SavedEntry:
    """What was saved, and the audit's entry that can be taken back."""

    slug: str
    entry: str


def read_entry(desk: Desk, kind: str, slug: str) -> tuple[EntryText, Leaf, str]:
    """An entry's text, leaf and file digest. Raises HubError when it is not there or cannot be read."""
    leaf = desk.shelf.leaf(kind, slug)
    if leaf is None:
        raise HubError(f"There is no {KINDS[kind].one} “{slug}”. It was renamed or removed.")
    text = desk.shelf.text(leaf.path)
    return entry_text(text), leaf, digest_of(text.encode("utf-8"))


def entry_text(text: str) -> EntryText:
    """A content file's text as its form shows it."""
    fields, body = front_matter(text)
    return EntryText(fields, body)


def _changes(kind: EntryKind, words: EntryText, old: Mapping[str, object], zone: ZoneInfo) -> dict[str, object | None]:
    """The fields that differ from those of the file, so that what means the same stays as it is written."""
    changes: dict[str, object | None] = {}
    for field in kind.fields:
        value = words.values.get(field.name)
        value = list(value) if isinstance(value, tuple) else value
        if field.shape in ("people", "groups"):  # chosen from a list, which has an order of its own
            value = _in_old_order(texts_of(old.get(field.name)), texts_of(value))
        value = None if value in ("", []) or (field.shape == "flag" and not value) else value
        if value is None and field.name not in old:
            continue
        if not (_means_same(old.get(field.name), value) or _same_moment(field, old.get(field.name), value, zone)):
            changes[field.name] = value
    return changes


def _in_old_order(old: Sequence[str], chosen: Sequence[str]) -> list[str]:
    """What was chosen, as far as it was there before in the order it had."""
    return [key for key in old if key in chosen] + [key for key in chosen if key not in old]


def _means_same(old: object, new: object | None) -> bool:
    """Whether a field already says this: a single word is a list of one, and text is text however it is quoted."""
    if isinstance(new, list):
        have = list(old) if isinstance(old, list | tuple) else [] if old is None else [old]
        return [str(item) for item in have] == [str(item) for item in new]
    if new is None or old is None:
        return new is None and old is None
    return old == new if isinstance(new, bool) else " ".join(str(old).split()) == " ".join(str(new).split())


def _same_moment(field: EntryField, old: object, new: object | None, zone: ZoneInfo) -> bool:
    """Whether a day or time is the one that is written already, perhaps with an offset."""
    if field.shape not in ("moment", "day") or not isinstance(new, str) or old is None:
        return False
    try:
        one, two = Moment.parse(str(old), zone), Moment.parse(new, zone)
    except (ValueError, OverflowError):
        return False
    if field.shape == "day" and two.whole_day:
        return one.date == two.date
    return (one.instant, one.whole_day) == (two.instant, two.whole_day)


def compose(kind: EntryKind, words: EntryText, zone: ZoneInfo, text: str | None = None) -> str:
    """An entry's file: a new one, or `text` with these words put in and all else left as it is written.

    `zone` is the hub's: a time that is written with an offset and means the same stays as it is.
    """
    if text is None:
        return new_front_matter(_changes(kind, words, {}, zone), words.body)
    old = front_matter(text)[0]
    return edit_front_matter(text, _changes(kind, words, old, zone), words.body)


def create_entry(desk: Desk, actor: Actor, kind: str, words: EntryText, slug: str = "") -> SavedEntry:
    """Make an entry. Raises Refused with what must be mended first."""
    spec = KINDS[kind]
    title = str(words.values.get("title") or "")
    slug = slug or free_slug(desk, kind, title, spec.one)
    _check_slug(desk, kind, slug)
    _check_topic(desk, kind, words, slug)
    path = f"content/{kind}/{slug}.md"
    told = f"{actor.name} made the {spec.one} “{title}”"
    with acting(desk, actor, "entry.edit", subject=f"{kind}:{slug}", words=told, undoable=True) as change:
        _check_names(change, desk, spec, words, {})
        put(desk, change, path, compose(spec, words, desk.zone), None)
    desk.shelf.note(path)
    return SavedEntry(slug, last_entry(desk, change))


def save_entry(
    desk: Desk, actor: Actor, kind: str, slug: str, words: EntryText, *, expected: str, new_slug: str = ""
) -> SavedEntry:
    """Change an entry whose file had the digest `expected` when its form was opened.

    With `new_slug` it moves, and its old address leads to the new one. Raises FileChanged, or Refused with
    what must be mended first.
    """
    spec, (old, leaf, _) = KINDS[kind], read_entry(desk, kind, slug)
    before = text_from(desk, leaf.path, expected)
    _check_topic(desk, kind, words, new_slug or slug, leaf)
    text, path, goal = compose(spec, words, desk.zone, before), leaf.path, new_slug or slug
    if goal != slug:
        if _holds_terms(desk, kind, slug):
            raise Refused([("slug", "The program's terms stand at this address. Change it in the settings first")])
        _check_slug(desk, kind, goal)
        text = _moved(spec, text, slug, goal)
        path = str(PurePosixPath(leaf.path).with_name(f"{goal}.md"))
    title = str(words.values.get("title") or goal)
    told = f"{actor.name} changed the {spec.one} “{title}”"
    with acting(desk, actor, "entry.edit", subject=f"{kind}:{goal}", words=told, undoable=True) as change:
        _check_names(change, desk, spec, words, old.values)
        if path == leaf.path:
            put(desk, change, path, text, expected)
        else:
            put(desk, change, leaf.path, None, expected)
            put(desk, change, path, text, None)
    desk.shelf.note(leaf.path)
    desk.shelf.note(path)
    return SavedEntry(goal, last_entry(desk, change))


def _moved(kind: EntryKind, text: str, old: str, new: str) -> str:
    """An entry's text at its new address, with the old one leading there where the hub knows how."""
    fields = front_matter(text)[0]
    changes: dict[str, object | None] = {"slug": None}
    if kind.key == "topics":  # a topic is found by its tags, so the old address is one of them
        changes["tags"] = list(dict.fromkeys([*texts_of(fields.get("tags")), old]))
    elif kind.key in KEEPS_ALIASES:
        here, aliases = kind.address.format(slug=new), texts_of(fields.get("aliases"))
        kept = [alias for alias in (*aliases, kind.address.format(slug=old)) if alias != here]
        changes["aliases"] = list(dict.fromkeys(kept)) or None
    return edit_front_matter(text, changes)


KEEPS_ALIASES = ("pages", "events")
"""Kinds whose files may name old addresses. Resources and changes have no page of their own."""


def _check_slug(desk: Desk, kind: str, slug: str) -> None:
    spec = KINDS[kind]
    if not is_slug(slug):
        raise Refused([("slug", "Use small letters, digits and single hyphens")])
    if kind == "pages" and slug.casefold() in RESERVED_SEGMENTS:
        raise Refused([("slug", f"The address /{slug}/ belongs to the hub itself. Choose another")])
    if desk.shelf.leaf(kind, slug) or (desk.root / f"content/{kind}/{slug}.md").exists():
        raise Refused([("slug", f"There is a {spec.one} with this address already. Choose another")])


def _check_names(
    change: Change, desk: Desk, kind: EntryKind, words: EntryText, before: Mapping[str, object | None]
) -> None:
    """Raise Refused when an entry would come to name somebody who has not agreed, or a file that is not there.

    It looks within the change that writes: a moment earlier somebody may still have agreed.
    """
    wrong = []
    for field in kind.fields:
        if field.shape == "people":
            new = set(texts_of(words.values.get(field.name))) - set(texts_of(before.get(field.name)))
            for handle in who_is_missing(change, desk, sorted(new)):
                name = name_of(change, desk, handle)
                wrong.append((field.name, f"{name} has not agreed to be shown. Leave them out until they have"))
        elif field.shape == "file":
            path = str(words.values.get(field.name) or "")
            if path and path != before.get(field.name) and not is_there(desk, path):
                wrong.append((field.name, f"There is no file {path} in the library"))
    if wrong:
        raise Refused(wrong)


def _check_topic(desk: Desk, kind: str, words: EntryText, slug: str, itself: Leaf | None = None) -> None:
    """Raise Refused when a topic's tags are no words, or belong to another topic already."""
    if kind != "topics":
        return
    wrong = []
    tags = texts_of(words.values.get("tags"))
    mine = {slugify(tag): tag for tag in tags} | {slug: slug}
    wrong += [("tags", f"“{tag}” has no letter or digit") for tag in tags if not slugify(tag)]
    if "page" in mine:
        wrong.append(("slug" if slug == "page" else "tags", "The address /topics/page/ belongs to the hub itself"))
    for leaf in desk.shelf.of("topics"):
        if itself is None or leaf.path != itself.path:
            theirs = {leaf.key, *map(slugify, texts_of(leaf.fields.get("tags")))}
            for taken in sorted(theirs & set(mine)):
                field = "slug" if mine[taken] == slug else "tags"
                wrong.append((field, f"“{mine[taken]}” belongs to the topic “{leaf.title or leaf.key}” already"))
    if wrong:
        raise Refused(wrong)


def _holds_terms(desk: Desk, kind: str, slug: str) -> bool:
    """Whether the settings say that the program's terms stand on this page."""
    terms = desk.settings.program.terms or ""
    return kind == "pages" and terms.startswith("/") and terms.strip("/") == slug


def remove_entry(desk: Desk, actor: Actor, kind: str, slug: str, *, expected: str) -> SavedEntry:
    """Take an entry off the hub; undo brings it back as it was."""
    words, leaf, _ = read_entry(desk, kind, slug)
    text_from(desk, leaf.path, expected)
    if _holds_terms(desk, kind, slug):
        raise HubError("The program's terms stand on this page. Name another place for them in the settings first.")
    title = str(words.values.get("title") or slug)
    told = f"{actor.name} removed the {KINDS[kind].one} “{title}”"
    with acting(desk, actor, "entry.edit", subject=f"{kind}:{slug}", words=told, undoable=True) as change:
        put(desk, change, leaf.path, None, expected)
    desk.shelf.note(leaf.path)
    return SavedEntry(slug, last_entry(desk, change))
