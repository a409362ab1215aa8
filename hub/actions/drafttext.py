"""A draft as the text of a content file, and a content file's text as a draft."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache
from typing import Any

from hub.content import edit_front_matter, front_matter, new_front_matter, texts_of
from hub.content.markdown import Rendered, render
from hub.content.readers import DISCLOSURE_KINDS
from hub.model import Disclosure
from hub.records.kinds import Draft

UNTITLED = "Untitled"
LONGEST = 400_000
"""Characters of a text: a book of two hundred pages."""
_MOST = {"\n": (10_000, "lines"), "|": (6_000, "signs | of tables")}
"""What each take a server time to show; more of one than any text has would keep it busy for whoever else is here."""


def too_heavy(text: str) -> str:
    """Why a text cannot be taken for its size, "" when it can."""
    if len(text) > LONGEST:
        return f"Use at most {LONGEST:,} characters. These are {len(text):,}"
    for sign, (most, called) in _MOST.items():
        if text.count(sign) > most:
            return f"Use at most {most:,} {called}. These are {text.count(sign):,}"
    return ""


@lru_cache(maxsize=8)
def rendered(body: str) -> Rendered:
    """A body as the hub will show it; one page of the desk asks for it more than once."""
    return render(body)


def title_of(draft: Draft) -> str:
    """What a draft is called in lists and letters."""
    return draft.title or UNTITLED


def values_of(draft: Draft) -> dict[str, object | None]:
    """The front matter a draft stands for; None for what it leaves out."""
    return {
        "title": draft.title,
        "authors": list(draft.authors),
        "tags": list(draft.tags) or None,
        "groups": list(draft.groups) or None,
        "summary": draft.summary or None,
        "cover": draft.cover,
        "cover_alt": draft.cover_alt or None,
        "disclosure": _disclosure_value(draft.disclosure),
        "canonical": draft.canonical,
        "language": draft.language,
    }


def _disclosure_value(disclosure: tuple[Disclosure, ...] | None) -> object | None:
    if disclosure is None:
        return None
    if not disclosure:
        return "none"
    return [
        {
            "kind": item.kind,
            **({"item": item.item} if item.item else {}),
            **({"date": item.date.isoformat()} if item.date else {}),
        }
        for item in disclosure
    ]


def new_text(draft: Draft, date: str) -> str:
    """The whole content file of a draft that has none yet; `date` is local, as ISO 8601 text."""
    return new_front_matter({**values_of(draft), "date": date}, draft.body)


def edited_text(text: str, draft: Draft, updated: str) -> str:
    """A live post's file with a draft's fields and body; comments, order and other fields stay.

    Raises HubError when the file cannot be taken apart.
    """
    return edit_front_matter(text, {**values_of(draft), "updated": updated}, draft.body)


def seen_text(draft: Draft) -> str:
    """A draft as a text to be compared with later ones."""
    return new_front_matter({**values_of(draft), "title": title_of(draft)}, draft.body)


def local_minute(now: dt.datetime) -> str:
    """A moment in the hub's zone as posts carry it: `2026-05-03 09:41`."""
    return now.strftime("%Y-%m-%d %H:%M")


def filled(draft: Draft, text: str) -> Draft:
    """`draft` with what a content file's text says. Raises HubError when it cannot be taken apart."""
    fields, body = front_matter(text)
    return replace(
        draft,
        title=_text(fields, "title"),
        body=body.strip("\n"),
        summary=_text(fields, "summary"),
        authors=texts_of(fields.get("authors")),
        tags=texts_of(fields.get("tags")),
        groups=texts_of(fields.get("groups")),
        cover=_text(fields, "cover") or None,
        cover_alt=_text(fields, "cover_alt"),
        disclosure=_disclosure(fields.get("disclosure")),
        language=_text(fields, "language") or None,
        canonical=_text(fields, "canonical") or None,
        date=_text(fields, "date"),
    )


def _text(fields: Mapping[str, Any], key: str) -> str:
    value = fields.get(key)
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def _disclosure(value: Any) -> tuple[Disclosure, ...] | None:
    if value is None:
        return None
    found = []
    for item in value if isinstance(value, list) else ():
        if isinstance(item, dict) and item.get("kind") in DISCLOSURE_KINDS:
            date = None
            with suppress(ValueError):
                date = dt.date.fromisoformat(str(item.get("date", ""))[:10])
            found.append(Disclosure(item["kind"], str(item.get("item") or ""), date))
    return tuple(found)


def pictures_in(rendered: Rendered) -> tuple[str, ...]:
    """The media a body shows or links to, in order, each once."""
    return tuple(dict.fromkeys(r.target for r in rendered.references if r.kind == "media"))
