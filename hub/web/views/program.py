"""Events, resources and changes."""

from __future__ import annotations

from itertools import groupby

from flask import Response, abort

from hub.content import addresses
from hub.web import structured
from hub.web.context import Context


def events(ctx: Context) -> Response:
    """`/events/`"""
    coming = tuple(map(ctx.deck.event, ctx.queries.coming_events(0)))
    past = tuple(map(ctx.deck.event, ctx.queries.past_events()))
    meta = ctx.meta(addresses.EVENTS, "Events", f"Where to meet {ctx.site.program}.")
    return ctx.page("events.html", meta, coming=coming, past=past)


def event(ctx: Context, slug: str) -> Response:
    """`/events/SLUG/`"""
    found = ctx.queries.event(slug) or abort(404)
    card = ctx.deck.event(slug)
    excerpt = ctx.queries.text(found.source.path).excerpt
    meta = ctx.meta(addresses.event(slug), found.title, excerpt, json_ld=structured.event(ctx, found))
    return ctx.page("event.html", meta, event=card, html=ctx.deck.html(found.source.path), people=card.hosts)


def resources(ctx: Context) -> Response:
    """`/resources/`"""
    cards = map(ctx.deck.resource, ctx.queries.resources())
    groups = tuple((kind, tuple(group)) for kind, group in groupby(cards, key=lambda card: card.kind))
    meta = ctx.meta(addresses.RESOURCES, "Resources", "Kits, guides and data to use and pass on.")
    return ctx.page("resources.html", meta, groups=groups)


def changes(ctx: Context) -> Response:
    """`/changes/`"""
    meta = ctx.meta(addresses.CHANGES, "You said, we did", "What changed because someone told us.")
    return ctx.page("changes.html", meta, changes=tuple(map(ctx.deck.change, ctx.queries.changes(0))))
