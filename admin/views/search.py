"""The search at the top of every page: people, posts, badges and pages by name."""

from __future__ import annotations

from itertools import groupby

from flask import Blueprint, g, render_template, request, url_for

from admin.gate import route
from hub.actions.search import ORDER, Found, find

blueprint = Blueprint("search", __name__, url_prefix="/search")
_HEADS = {
    "people": "People",
    "posts": "Posts on the hub",
    "drafts": "Posts on the desk",
    "badges": "Badges",
    "pages": "Pages",
    "events": "Events",
    "resources": "Resources",
    "changes": "Changes",
    "topics": "Topics",
}


@route(blueprint, "/", action="desk.open")
def results() -> str:
    """What was found, by kind."""
    words = request.args.get("q", "").strip()
    found = sorted(find(g.desk, g.actor, words), key=lambda one: ORDER.index(one.kind))
    groups = [
        (_HEADS[kind], [(one, _url(one)) for one in things])
        for kind, things in groupby(found, key=lambda one: one.kind)
    ]
    return render_template("search/results.html", words=words, groups=groups)


def _url(found: Found) -> str:
    match found.kind:
        case "people":
            return url_for("people.person", handle=found.key)
        case "posts":
            return url_for("drafts.live", slug=found.key)
        case "drafts":
            return url_for("drafts.show", draft=found.key)
        case "badges":
            return url_for("badges.show", slug=found.key)
        case kind:
            return url_for("entries.show", kind=kind, slug=found.key)
