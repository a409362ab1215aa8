"""The front page, plain pages, and what a reader gets where nothing is."""

from __future__ import annotations

from flask import Response, abort
from markupsafe import Markup

from hub.content import addresses
from hub.web import structured
from hub.web.context import Context

ROLL = 30
FRONT_POSTS = 6
RECENT_AWARDS = 3
NEXT_EVENTS = 3
NEWEST_CHANGES = 2


def front(ctx: Context) -> Response:
    """`/`"""
    queries, deck = ctx.queries, ctx.deck
    people, posts = queries.directory(), queries.newest("posts", FRONT_POSTS + 1)
    alone = queries.advocate(people[0]) if len(people) == 1 and not posts else None
    meta = ctx.meta(addresses.FRONT, ctx.settings.title, ctx.settings.tagline, json_ld=structured.website(ctx))
    return ctx.page(
        "front.html",
        meta,
        roll=deck.people(queries.recently_active(ROLL)),
        roll_more=max(0, len(people) - ROLL),
        people_count=len(people),
        lead=deck.post(posts[0]) if posts else None,
        posts=deck.posts(posts[1:]),
        newest_awards=deck.awards(queries.newest_awards(RECENT_AWARDS)),
        events=tuple(map(deck.event, queries.coming_events(NEXT_EVENTS))),
        changes=tuple(map(deck.change, queries.changes(NEWEST_CHANGES))),
        apply_contact=ctx.site.contact,
        bio=deck.html(alone.source.path) if alone else Markup(""),
    )


def plain_page(ctx: Context, slug: str) -> Response:
    """`/SLUG/`"""
    page = ctx.queries.page(slug) or abort(404)
    description = page.summary or ctx.queries.text(page.source.path).excerpt
    meta = ctx.meta(addresses.page(slug), page.title, description)
    return ctx.page("page.html", meta, title=page.title, html=ctx.deck.html(page.source.path))


def not_found(ctx: Context) -> Response:
    """`/404.html`"""
    queries, deck = ctx.queries, ctx.deck
    meta = ctx.meta("/404.html", "This page is not here", noindex=True)
    people = deck.people(queries.recently_active(6))
    return ctx.page("not_found.html", meta, posts=deck.posts(queries.newest("posts", 3)), people=people)


def redirect_page(ctx: Context, path: str) -> Response | None:
    """The page at an old address that leads to the new one; None when nothing ever stood there."""
    target = ctx.queries.alias(path)
    if target is None:
        return None
    meta = ctx.meta(target, "This page has moved", noindex=True)
    return ctx.page("redirect.html", meta, target=ctx.links.absolute(target), path=ctx.links.at(target))
