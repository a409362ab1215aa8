"""Setting a new hub up: its name, its address, whom to ask, and the terms, in one go."""

from __future__ import annotations

from dataclasses import dataclass

from hub.actions.consent import current_terms, write_terms
from hub.actions.desk import Desk
from hub.actions.entries import EntryText, create_entry
from hub.actions.filework import Refused
from hub.actions.permissions import Actor
from hub.actions.settings import read_plain, save_settings
from hub.model import HubError

SET_UP = "set-up"
"""The note that says somebody did this."""


@dataclass(frozen=True, slots=True)
class FirstWords:
    """What a new hub has to know about itself. `terms` is Markdown, `base_url` where the hub will be."""

    name: str
    tagline: str
    contact: str
    base_url: str
    time_zone: str
    terms: str


def set_up_hub(desk: Desk, actor: Actor, words: FirstWords, *, expected: str) -> None:
    """Write what a new hub has to know. Done again, it changes what is different.

    The terms become a page of the hub where it has none. `expected` is the digest of `hub.toml` the form was
    opened from. Raises FileChanged, or Refused with what must be mended first.
    """
    _terms(desk, actor, words.terms)
    now = read_plain(desk)
    changes: dict[str, object | None] = {
        "title": words.name,
        "tagline": words.tagline or None,
        "base_url": words.base_url,
        "time_zone": words.time_zone,
        "program.name": words.name,
        "program.contact": words.contact,
    }
    if not now.table("program").get("terms"):
        changes["program.terms"] = "/terms/"
        if desk.shelf.leaf("pages", "terms") is None:
            create_entry(desk, actor, "pages", EntryText({"title": "Terms"}, current_terms(desk).text), "terms")
    save_settings(desk, actor, "hub", changes, expected=expected, mark=SET_UP)


def _terms(desk: Desk, actor: Actor, text: str) -> None:
    current = current_terms(desk)
    if " ".join(text.split()) in ("", " ".join(current.text.split())):
        return
    try:
        write_terms(desk, actor, text, seen=current.id)
    except HubError as error:
        raise Refused([("terms", str(error))]) from None
