"""From a file of the hub folder to the screen of the desk that mends it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for

from hub.actions.desk import Desk

_ENTRIES = frozenset({"pages", "events", "resources", "changes", "topics"})


@dataclass(frozen=True, slots=True)
class Mend:
    """What is wrong in a file, in words, and where it is mended; `url` is None when only an editor can."""

    place: str
    what: str
    cure: str
    url: str | None
    stops: bool = True


def mend_url(desk: Desk, path: str) -> str | None:
    """The screen that edits the file at `path`, None when the desk has none for it."""
    if path == "hub.toml":
        return url_for("settings.index")
    leaf = desk.shelf.leaves().get(path)
    kind = path.split("/")[1] if path.startswith("content/") and path.count("/") > 1 else ""
    if kind == "media":
        return url_for("media.index")
    if leaf is None:
        return None
    match kind:
        case "posts":
            return url_for("drafts.live", slug=leaf.key)
        case "advocates":
            return url_for("people.person", handle=leaf.key)
        case "badges":
            return url_for("badges.show" if leaf.trouble else "badges.edit", slug=leaf.key)
        case "awards":
            return url_for("awards.show", award_id=leaf.key)
        case _ if kind in _ENTRIES:
            return url_for("entries.show", kind=kind, slug=leaf.key)
    return None


def place_words(desk: Desk, path: str, line: int) -> str:
    """A problem's place as people call it: the thing's own title where it has one, else the file and line."""
    leaf = desk.shelf.leaves().get(path)
    if leaf is not None and leaf.title != leaf.key:
        return leaf.title
    if path == "hub.toml":
        return "The settings"
    return f"{path}, line {line}" if line else path
