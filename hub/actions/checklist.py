"""What a draft needs before it can be sent in, and links in it that would lead nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from hub.actions.desk import Desk
from hub.actions.drafttext import pictures_in, rendered
from hub.content.addresses import OWN, alias_path
from hub.content.links import Reference
from hub.content.markdown import Rendered
from hub.records.kinds import Draft

_NO_ALT = re.compile(r'<img [^>]*\balt=""')
_KINDS = {"post": "posts", "advocate": "advocates", "badge": "badges"}
_KEPT = ("posts", "advocates", "badges", "events", "awards")
"""First segments of addresses whose second one is a file's key."""
_MADE = ("topics", "recognition", "resources", "changes", "static", "feed.xml", "feed.json", "about")
"""First segments of addresses that the hub makes of many files: whether they lead somewhere is seen at a build."""


_MOST_ADVICE = 5


@dataclass(frozen=True, slots=True)
class Gap:
    """Something a draft needs before it can be sent in; `at` is the field to go to. `must` is false for advice."""

    at: str
    words: str
    must: bool = True


def gaps_of(desk: Desk, draft: Draft) -> tuple[Gap, ...]:
    """The check list: what is missing, in the order of the form."""
    return tuple(_gaps(desk, draft, rendered(draft.body)))


def _gaps(desk: Desk, draft: Draft, rendered: Rendered) -> Iterator[Gap]:
    if not draft.title:
        yield Gap("title", "Give it a title")
    if not rendered.words and not pictures_in(rendered):
        yield Gap("body", "Write the text. Three paragraphs make a good first post")
    without = len(_NO_ALT.findall(rendered.html))
    if without:
        which = "the picture" if without == 1 else f"{without} pictures"
        yield Gap("body", f"Say in a few words what {which} in the text shows, between ![ and ]")
    for words in _dead(desk, draft, rendered):
        yield Gap("body", words)
    advice = [notice for notice in rendered.warnings if "no description" not in notice.what]
    for line, what, cure in advice[:_MOST_ADVICE]:
        yield Gap("body", f"Line {line}: {what}; {cure}".replace("`", "“", 1).replace("`", "”", 1), must=False)
    if not draft.authors:
        yield Gap("authors", "Say who wrote it")
    if draft.disclosure is None:
        yield Gap("disclosed", "Say whether you got anything for this. Nothing is a fine answer")
    if draft.cover and not draft.cover_alt:
        yield Gap("cover_alt", "Say in a few words what the cover shows")
    if draft.cover and not _is_file(desk, draft.cover):
        yield Gap("cover_file", "The file of the cover is gone. Choose it again")
    if not draft.summary:
        yield Gap("summary", "A summary of two lines helps people choose to read it", must=False)


def dead_links(desk: Desk, draft: Draft) -> tuple[str, ...]:
    """Links in a draft's text that would lead nowhere on the hub, in words. One of them would stop a publish."""
    return tuple(_dead(desk, draft, rendered(draft.body)))


def _dead(desk: Desk, draft: Draft, rendered: Rendered) -> Iterator[str]:
    for reference in dict.fromkeys(rendered.references):
        if not _leads_somewhere(desk, draft, reference, rendered):
            noun = {"media": "picture or file", "anchor": "place in the text", "page": "page"}.get(
                reference.kind, reference.kind
            )
            target = reference.target if reference.kind in ("media", "page") else reference.target.removeprefix("s-")
            yield f"Line {reference.line} of the text leads to {target}, and there is no such {noun}"


def _leads_somewhere(desk: Desk, draft: Draft, reference: Reference, rendered: Rendered) -> bool:
    match reference.kind:
        case "media":
            return _is_file(desk, reference.target)
        case "anchor":
            return reference.target in rendered.ids
        case "page":
            return _is_page(desk, draft, reference.target)
        case kind:
            own = kind == "post" and draft.slug == reference.target
            return own or desk.shelf.leaf(_KINDS[kind], reference.target) is not None


def private_file(desk: Desk, media: str) -> Path | None:
    """Where the bytes of `media/…` lie while they are not public; None when they do not."""
    return _inside(desk.data / "media", media)


def _is_file(desk: Desk, media: str) -> bool:
    return _inside(desk.root / "content" / "media", media) is not None or private_file(desk, media) is not None


def _inside(folder: Path, media: str) -> Path | None:
    if not media.startswith("media/") or "\0" in media:
        return None
    try:
        file = folder / media.removeprefix("media/")
        return file if file.is_file() and file.resolve().is_relative_to(folder.resolve()) else None
    except OSError:  # longer than a name may be
        return None


def _is_page(desk: Desk, draft: Draft, path: str) -> bool:
    """Whether a rooted address leads somewhere, as far as that is known before a build."""
    parts = [part for part in path.split("/") if part]
    if not parts or path.rstrip("/") in OWN or path.rstrip("/").casefold() in OWN:
        return True
    if parts[0] in _KEPT and len(parts) > 1:
        key = parts[1].partition(".")[0] if parts[0] in ("awards", "badges") else parts[1]
        own = parts[0] == "posts" and key == draft.slug
        return own or len(parts) > 2 or desk.shelf.leaf(parts[0], key) is not None or _is_alias(desk, path)
    if parts[0] == "media":
        return _is_file(desk, "/".join(parts))
    if parts[0] in _MADE and len(parts) > 1:
        return True
    return (len(parts) == 1 and desk.shelf.leaf("pages", parts[0]) is not None) or _is_alias(desk, path)


def _is_alias(desk: Desk, path: str) -> bool:
    wanted = path.rstrip("/").casefold()
    for kind in ("posts", "pages", "advocates"):
        for leaf in desk.shelf.of(kind):
            aliases = leaf.fields.get("aliases")
            if isinstance(aliases, list) and any(alias_path(str(a)).rstrip("/").casefold() == wanted for a in aliases):
                return True
    return False
