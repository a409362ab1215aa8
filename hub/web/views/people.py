"""The directory and profiles."""

from __future__ import annotations

from itertools import groupby

from flask import Response, abort

from hub.content import addresses
from hub.model import Advocate
from hub.web import structured
from hub.web.cards import ContributionCard, TierView
from hub.web.context import Context
from hub.web.later import LaterMarkup
from hub.web.views import listing

FIRST_POSTS = 5


def directory(ctx: Context) -> Response:
    """`/advocates/`"""
    people = ctx.deck.people(ctx.queries.directory())
    countries = {p.country for p in people if p.country}
    sentence = f"{len(people)} people" if len(people) != 1 else ""
    if sentence and len(countries) > 1:
        sentence += f" in {len(countries)} countries"
    meta = ctx.meta(addresses.ADVOCATES, "People", f"Everyone in {ctx.site.program}.")
    return ctx.page("directory.html", meta, people=people, filters=(), heading="People", sentence=sentence)


def profile(ctx: Context, handle: str) -> Response:
    """`/advocates/HANDLE/`"""
    person = ctx.queries.advocate(handle) or abort(404)
    deck, queries, where = ctx.deck, ctx.queries, addresses.advocate(handle)
    mine = f"by:{handle}"
    card, posts, count, awards = (
        deck.person(handle),
        queries.newest(mine, FIRST_POSTS),
        queries.size(mine),
        queries.awards_of(handle),
    )
    contributions = _by_year(ctx, handle)
    meta = ctx.meta(
        where,
        person.name,
        person.headline or card.excerpt,
        kind="profile",
        image=ctx.absolute_picture(card.portrait),
        feeds=_feeds(ctx, person),
        json_ld=LaterMarkup(lambda: structured.person(ctx, person, card)),
    )
    return ctx.page(
        "profile.html",
        meta,
        person=card,
        html=deck.html(person.source.path),
        awards=deck.awards(awards),
        posts=deck.posts(posts),
        posts_more_url=ctx.links.at(addresses.posts_of(handle)) if count > FIRST_POSTS else "",
        posts_count=count,
        pager=listing.pager_of(ctx, mine, where),
        contributions=contributions,
        links=tuple((link.label, link.url) for link in person.links),
        ask_url=person.ask if person.ask and person.ask != "form" else "",
        tier_history=_history(ctx, person),
        sparse=not (posts or awards or contributions),
    )


def posts_of(ctx: Context, handle: str) -> Response:
    """`/advocates/HANDLE/posts/`: the newest ten, for whoever has more than the profile shows."""
    person = ctx.queries.advocate(handle) or abort(404)
    groups, pager = listing.newest(ctx, f"by:{handle}", addresses.advocate(handle))
    meta = ctx.meta(addresses.posts_of(handle), f"Posts by {person.name}", feeds=_feeds(ctx, person))
    return ctx.page("profile_posts.html", meta, person=ctx.deck.person(handle), groups=groups, pager=pager)


def profile_page(ctx: Context, handle: str, number: int) -> Response:
    """`/advocates/HANDLE/page/N/`"""
    person = ctx.queries.advocate(handle) or abort(404)
    where = addresses.advocate(handle)
    groups, pager = listing.numbered(ctx, f"by:{handle}", where, number, addresses.posts_of(handle)) or abort(404)
    title = f"Posts by {person.name}, page {number}"
    meta = ctx.meta(addresses.numbered(where, number), title, feeds=_feeds(ctx, person))
    return ctx.page("profile_posts.html", meta, person=ctx.deck.person(handle), groups=groups, pager=pager)


def _feeds(ctx: Context, person: Advocate) -> tuple[tuple[str, str, str], ...]:
    where = addresses.advocate(person.handle)
    return (
        ("application/atom+xml", f"Posts by {person.name}", ctx.links.at(where + "feed.xml")),
        ("application/feed+json", f"Posts by {person.name}", ctx.links.at(where + "feed.json")),
    )


def _by_year(ctx: Context, handle: str) -> tuple[tuple[str, tuple[ContributionCard, ...]], ...]:
    items = ctx.queries.contributions_of(handle)
    groups = groupby(items, key=lambda item: item.date.date.year)
    return tuple((str(year), tuple(map(ctx.deck.contribution, group))) for year, group in groups)


def _history(ctx: Context, person: Advocate) -> tuple[tuple[TierView, str], ...]:
    """Each tier someone held, newest first, with its years."""
    found = []
    for term in reversed(ctx.queries.terms_begun(person.handle)):
        view = ctx.deck.tier(ctx.settings.tier(term.tier))
        if view:
            first, last = term.start.date.year, term.until.date.year if term.until else None
            years = f"since {first}" if last is None else str(first) if first == last else f"{first} to {last}"
            found.append((view, years))
    return tuple(found)
