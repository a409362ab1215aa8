"""What stands around every page: navigation, the publish button, the account, notices, addresses of assets."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import g, request, url_for

from admin.addresses import home
from admin.listing import moment_words
from admin.notices import notices
from admin.words import when_words
from hub.actions.permissions import Actor, may, may_somewhere

STATIC = Path(__file__).parent / "static"


@dataclass(frozen=True, slots=True)
class NavItem:
    """One entry of the bar: its place is current when the page's address begins with it."""

    label: str
    url: str
    current: bool
    count: int = 0


@dataclass(frozen=True, slots=True)
class AccountLink:
    """Who is signed in."""

    name: str
    url: str
    sign_out_url: str


_STAFF = (
    ("Today", "front.today", "desk.open"),
    ("People", "people.index", "person.list"),
    ("Posts", "drafts.index", "draft.list"),
    ("Recognition", "badges.index", "badge.read"),
    ("Program", "program.index", "terms.read"),
    ("Hub", "entries.index", "entry.read"),
)
_ADVOCATE = (
    ("My page", "front.today", "desk.open"),
    ("Posts", "drafts.index", "draft.list"),
    ("Profile", "profile.own", "profile.edit"),
    ("Badges", "badges.own", "badge.read"),
    ("Program", "program.index", "terms.read"),
)
_STAFF_ELSEWHERE = {
    "review": "drafts.index",
    "profile": "people.index",
    "consent": "people.index",
    "badges": "badges.index",
    "publishing": "entries.index",
    "releases": "entries.index",
}
_ADVOCATE_ELSEWHERE = {
    "people": "profile.own",
    "consent": "program.index",
    "badges": "badges.own",
    "awards": "badges.own",
}
"""Pages whose address does not begin with that of the place they belong to, by their blueprint."""


def static(name: str) -> str:
    """The address of an asset; it changes with its bytes."""
    return url_for("assets.static", name=name, v=_stamp(name))


@lru_cache(maxsize=256)
def _stamp(name: str) -> str:
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]


def shell() -> dict[str, Any]:
    """What every template gets."""
    actor: Actor | None = g.get("actor")
    return {
        "desk_name": g.desk.settings.title or "Laurel" if "desk" in g else "Laurel",
        "static": static,
        "home": home(),
        "notices": notices() if actor else (),
        "nav": _nav(actor) if actor else (),
        "account": AccountLink(actor.name, url_for("entry.account"), url_for("entry.sign_out")) if actor else None,
        "publish": _publish(actor) if actor else None,
        "actor": actor,
        "when_words": when_words,
        "moment_words": moment_words,
        "search_url": url_for("search.results") if actor else None,
        "may": lambda action, owners=(): actor is not None and may(actor, action, owners),
        "writes": actor is not None and bool(actor.handles),
    }


def _nav(actor: Actor) -> tuple[NavItem, ...]:
    items, elsewhere = (_STAFF, _STAFF_ELSEWHERE) if actor.staff else (_ADVOCATE, _ADVOCATE_ELSEWHERE)
    belongs = elsewhere.get(request.blueprint or "")
    return tuple(
        NavItem(label, url_for(endpoint), endpoint == belongs if belongs else _is_current(url_for(endpoint)))
        for label, endpoint, action in items
        if may_somewhere(actor, action)
    )


def _is_current(url: str) -> bool:
    here, front = request.script_root + request.path, home()
    return here == url if url == front else here.startswith(url)


def _publish(actor: Actor) -> Any:
    """The button at the top right, with how much is waiting; None for whoever may not publish."""
    if not may(actor, "publish.run"):
        return None
    from admin.views.publishing import publish_link

    return publish_link()
