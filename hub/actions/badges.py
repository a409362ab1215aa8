"""Badge definitions: made, changed, drawn as one works on them, and removed while nobody holds one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import cast

import badges
from hub.actions.award_list import all_awards
from hub.actions.desk import Desk, acting
from hub.actions.filework import Refused, free_slug, last_entry, put, text_from
from hub.actions.permissions import Actor
from hub.actions.uses import links_to
from hub.content import Leaf, Queries, Snapshot, digest_of, edit_front_matter, front_matter, new_front_matter
from hub.content.fields import without_controls
from hub.content.questions import Questions
from hub.content.store import machine_store
from hub.model import Badge, Body, Design, HubError, Settings, Source, is_handle
from hub.web.award_pictures import AwardPictures
from hub.web.links import Links

SHAPES, EMBLEMS, PALETTES = tuple(badges.SHAPES), tuple(badges.EMBLEMS), tuple(badges.PALETTES)
PICTURE_SIZES = (150, 300, 600)
"""Sides in pixels in which the desk shows a definition."""


@dataclass(frozen=True, slots=True)
class BadgeText:
    """What a badge's form says. `criteria` is Markdown; `valid_for` an ISO 8601 duration or None."""

    name: str
    criteria: str
    summary: str = ""
    tier: str | None = None
    design: Design = field(default_factory=Design)
    valid_for: str | None = None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SavedBadge:
    """What was saved, and the audit's entry that can be taken back."""

    slug: str
    entry: str


def read_badge(desk: Desk, slug: str) -> tuple[BadgeText, Leaf, str]:
    """A badge's text for its form, its leaf and the digest of its file. Raises HubError when it is not there."""
    leaf = desk.shelf.leaf("badges", slug)
    if leaf is None:
        raise HubError(f"There is no badge “{slug}”. It was renamed or removed.")
    text = desk.shelf.text(leaf.path)
    return from_text(text), leaf, digest_of(text.encode("utf-8"))


def from_text(text: str) -> BadgeText:
    """A badge file's text as its form shows it."""
    fields, body = front_matter(text)
    return BadgeText(
        name=_word(fields, "name"),
        criteria=body,
        summary=_word(fields, "summary"),
        tier=_word(fields, "tier") or None,
        design=design_of(fields.get("design")),
        valid_for=_word(fields, "valid_for") or None,
        tags=tuple(str(tag) for tag in _list(fields.get("tags"))),
    )


def _word(fields: Mapping[str, object], key: str) -> str:
    value = fields.get(key)
    return "" if value is None or isinstance(value, list | dict) else str(value)


def _list(value: object) -> list[object]:
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple) else [value]


def design_of(value: object) -> Design:
    """The `design` field of a badge file, with the contract's defaults for what it leaves out."""
    given, plain = (cast("dict[str, object]", value) if isinstance(value, dict) else {}), Design()
    palette = tuple(str(colour) for colour in _list(given.get("palette")))
    ribbon = given.get("ribbon", True)
    return Design(
        shape=str(given.get("shape") or plain.shape),
        palette=(palette[0] if len(palette) == 1 else palette) or plain.palette,
        emblem=str(given.get("emblem") or plain.emblem),
        ribbon=ribbon if isinstance(ribbon, bool) else str(ribbon).lower() not in ("false", "no"),
    )


def _design_fields(design: Design) -> dict[str, object]:
    palette = design.palette if isinstance(design.palette, str) else list(design.palette)
    return {"shape": design.shape, "palette": palette, "emblem": design.emblem, "ribbon": design.ribbon}


def _changes(words: BadgeText, old: Mapping[str, object]) -> dict[str, object | None]:
    changes: dict[str, object | None] = {
        "name": words.name,
        "summary": words.summary or None,
        "tier": words.tier,
        "valid_for": words.valid_for,
        "tags": list(words.tags) or None,
    }
    if not old or design_of(old.get("design")) != words.design:
        changes["design"] = _design_fields(words.design)
    return changes


def compose(words: BadgeText, text: str | None = None) -> str:
    """A badge file: a new one, or `text` with these words put in and all else left as it is written."""
    if text is None:
        return new_front_matter(_changes(words, {}), words.criteria)
    return edit_front_matter(text, _changes(words, front_matter(text)[0]), words.criteria)


def create_badge(desk: Desk, actor: Actor, words: BadgeText, slug: str = "") -> SavedBadge:
    """Make a badge. Raises Refused for what must be mended first."""
    slug = slug or free_slug(desk, "badges", words.name, "badge")
    _check(desk, words, slug)
    path = f"content/badges/{slug}.md"
    if desk.shelf.leaf("badges", slug) or (desk.root / path).exists():
        raise Refused([("slug", f"There is a badge at /badges/{slug}/ already. Choose another address")])
    told = f"{actor.name} made the badge “{words.name}”"
    with acting(desk, actor, "badge.edit", subject=f"badge:{slug}", words=told, undoable=True) as change:
        put(desk, change, path, compose(words), None)
    desk.shelf.note(path)
    return SavedBadge(slug, last_entry(desk, change))


def save_badge(
    desk: Desk, actor: Actor, slug: str, words: BadgeText, *, expected: str, new_slug: str = ""
) -> SavedBadge:
    """Change a badge whose file had the digest `expected` when the form was opened.

    `new_slug` moves it to another address, which only a badge can do that nobody ever got and no text links
    to. Raises FileChanged, or Refused for what must be mended first.
    """
    _, leaf, _ = read_badge(desk, slug)
    path, goal = leaf.path, new_slug or slug
    _check(desk, words, goal)
    text = compose(words, text_from(desk, path, expected))
    target = path
    if goal != slug:
        _check_rename(desk, slug, goal)
        target = str(PurePosixPath(path).with_name(f"{goal}.md"))
        text = edit_front_matter(text, {"slug": None})
    told = f"{actor.name} changed the badge “{words.name}”"
    with acting(desk, actor, "badge.edit", subject=f"badge:{goal}", words=told, undoable=True) as change:
        if target == path:
            put(desk, change, path, text, expected)
        else:
            put(desk, change, path, None, expected)
            put(desk, change, target, text, None)
    desk.shelf.note(path)
    desk.shelf.note(target)
    return SavedBadge(goal, last_entry(desk, change))


def remove_badge(desk: Desk, actor: Actor, slug: str, *, expected: str) -> SavedBadge:
    """Remove a badge that nobody ever got. Raises HubError when it was given or a text links to it."""
    words, leaf, _ = read_badge(desk, slug)
    if is_fixed(desk, slug):
        raise HubError(f"“{words.name}” was given to somebody, so it stays. Change it, or simply stop giving it.")
    _no_links(desk, slug, "removed")
    text_from(desk, leaf.path, expected)
    told = f"{actor.name} removed the badge “{words.name}”"
    with acting(desk, actor, "badge.edit", subject=f"badge:{slug}", words=told, undoable=True) as change:
        put(desk, change, leaf.path, None, expected)
    desk.shelf.note(leaf.path)
    return SavedBadge(slug, last_entry(desk, change))


def is_fixed(desk: Desk, slug: str) -> bool:
    """Whether a badge was ever given, so that its address can never change."""
    return any(given.badge == slug for given in all_awards(desk))


def _check_rename(desk: Desk, slug: str, goal: str) -> None:
    if is_fixed(desk, slug):
        raise Refused([("slug", "This badge was given, so its address stays as it is")])
    if desk.shelf.leaf("badges", goal):
        raise Refused([("slug", f"There is a badge at /badges/{goal}/ already. Choose another address")])
    _no_links(desk, slug, "moved")


def _no_links(desk: Desk, slug: str, done: str) -> None:
    linked = links_to(desk, f"badge:{slug}")
    if linked:
        raise HubError(f"{linked[0].title} links to this badge, so it cannot be {done}. Change that text first.")


def _check(desk: Desk, words: BadgeText, slug: str) -> None:
    """Raise Refused with everything that stands in a badge's way."""
    wrong: list[tuple[str, str]] = []
    if not is_handle(slug):
        wrong.append(("slug", "Use small letters from a to z, digits and single hyphens"))
    if words.tier and desk.settings.tier(words.tier) is None:
        wrong.append(("tier", "Choose one of the tiers"))
    if not words.summary.strip() and not words.criteria.strip():
        wrong.append(("criteria", "Say what it takes to get this badge"))
    try:
        picture(desk, words, 300)
    except HubError as error:
        wrong.append(("design" if "There is no" in str(error) or "palette" in str(error) else "name", str(error)))
    if wrong:
        raise Refused(wrong)


def picture(desk: Desk, words: BadgeText, size: int, *, kept: bool = False) -> bytes:
    """A definition's picture as PNG, `size` pixels wide.

    With `kept` it stays in this machine's cache, as for a badge that is saved; a drawing of what is just being
    tried out is only remembered for a while. Raises HubError when it cannot be drawn.
    """
    badges.check_design(words.design)
    face = face_of(desk, words)
    if kept:
        return machine_store().get(f"badge {badges.fingerprint(face)} {size}", lambda: badges.draw(face, (size,))[size])
    return _drawn(face, size)


@lru_cache(maxsize=48)
def _drawn(face: badges.Face, size: int) -> bytes:
    return badges.draw(face, (size,))[size]


def picture_mark(desk: Desk, words: BadgeText) -> str:
    """A short text that changes whenever the picture does, for addresses browsers may keep."""
    return badges.fingerprint(face_of(desk, words))[:12]


def face_of(desk: Desk, words: BadgeText) -> badges.Face:
    """What the hub itself would draw the definition from."""
    name = without_controls(words.name).strip() or "Badge"  # the form says so; a drawing cannot
    record = Badge("badge", name, Body(words.criteria), Source(""), words.summary, words.tier)
    return _pictures(desk.root, desk.settings).badge_face(replace(record, design=words.design))


def _pictures(root: Path, settings: Settings) -> AwardPictures:
    import datetime as dt

    queries = Questions(Queries(Snapshot(root, settings), dt.datetime(2000, 1, 1, tzinfo=dt.UTC)))
    return AwardPictures(queries, Links(queries), machine_store())
