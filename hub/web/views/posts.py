"""Posts and topics."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, abort
from markupsafe import Markup

from hub.content import addresses
from hub.model import Post
from hub.web import structured, words
from hub.web.context import Context
from hub.web.later import Later, LaterMarkup
from hub.web.links import share_links
from hub.web.views import listing

NEXT = 3
MOST_WRITERS = 12


def blog(ctx: Context) -> Response:
    """`/posts/`"""
    groups, pager = listing.newest(ctx, "posts", addresses.POSTS)
    meta = ctx.meta(addresses.POSTS, "Posts", f"Everything written by {ctx.site.program}.")
    return ctx.page("posts.html", meta, groups=groups, pager=pager, heading="Posts")


def blog_page(ctx: Context, number: int) -> Response:
    """`/posts/page/N/`"""
    groups, pager = listing.numbered(ctx, "posts", addresses.POSTS, number) or abort(404)
    meta = ctx.meta(addresses.numbered(addresses.POSTS, number), f"Posts, page {number}")
    return ctx.page("posts.html", meta, groups=groups, pager=pager, heading=f"Posts, page {number}")


def post(ctx: Context, slug: str) -> Response:
    """`/posts/SLUG/`"""
    found = ctx.queries.post(slug) or abort(404)
    card, rendered = ctx.deck.post(slug), ctx.queries.text(found.source.path)
    language = ctx.settings.language
    url = ctx.links.absolute(addresses.post(slug))
    versions = ctx.queries.translations(slug)
    meta = ctx.meta(
        addresses.post(slug),
        found.title,
        card.summary,
        kind="article",
        image=ctx.absolute_picture(card.cover),
        json_ld=LaterMarkup(lambda: structured.post(ctx, found, card)),
        lang=card.lang,
        dir=card.dir,
        canonical=found.canonical or "",
    )
    return ctx.page(
        "post.html",
        meta,
        post=card,
        summary=found.summary,
        html=ctx.deck.html(found.source.path),
        headings=tuple(h for h in rendered.headings if h.level in (2, 3)),
        disclosure=card.disclosure,
        disclosed=found.disclosure is not None,
        updated=words.date_view(updated, language) if (updated := ctx.queries.updated(slug)) else None,
        canonical=found.canonical or "",
        translations=tuple(
            (words.language_name(tag or language, tag or language), ctx.links.at(addresses.post(other)))
            for other, tag in versions
        ),
        next_posts=Later(lambda: ctx.deck.posts(next_posts(ctx, found, [other for other, _ in versions]))),
        authors=card.authors,
        share=Later(lambda: share_links(found.title, url)),
    )


def next_posts(ctx: Context, current: Post, versions: Sequence[str]) -> list[str]:
    """What to read next: two by topic, one by author; the newest others when there are too few."""
    queries = ctx.queries
    left_out = {current.slug, *versions}
    enough = NEXT + 1 + len(versions)  # so many of each list hold all that can be picked from it
    topics = dict.fromkeys(filter(None, map(queries.topic_of, current.tags)))
    by_topic = [other for slug, _ in topics for other in queries.newest(f"topic:{slug}", enough)]
    by_author = [other for handle in current.authors for other in queries.newest(f"by:{handle}", enough)]
    picked: dict[str, None] = {}

    def pick(slugs: Sequence[str], limit: int) -> None:
        for found in slugs:
            if len(picked) >= limit:
                return
            if found not in left_out:
                picked[found] = None

    pick(by_topic, NEXT - 1)
    pick(by_author, NEXT)
    pick(by_topic, NEXT)
    if len(picked) < NEXT:
        pick(queries.newest("posts", 2 * NEXT), NEXT)
    return list(picked)


def topics(ctx: Context) -> Response:
    """`/topics/`"""
    meta = ctx.meta(addresses.TOPICS, "Topics")
    found = tuple(ctx.deck.topic(slug, title, count) for slug, title, count in ctx.queries.topics())
    return ctx.page("topics.html", meta, topics=found)


def _topic_page(ctx: Context, slug: str, number: int | None) -> Response:
    name = ctx.queries.topic_title(slug) or abort(404)
    where, posts = addresses.topic(slug), f"topic:{slug}"
    found = listing.newest(ctx, posts, where) if number is None else listing.numbered(ctx, posts, where, number)
    groups, pager = found or abort(404)
    described = ctx.queries.description_of(slug)
    html = ctx.deck.html(described) if described and number is None else Markup("")
    excerpt = ctx.queries.text(described).excerpt if described else ""
    title = name if number is None else f"{name}, page {number}"
    feeds = (
        ("application/atom+xml", f"{ctx.settings.title}: {name}", ctx.links.at(where + "feed.xml")),
        ("application/feed+json", f"{ctx.settings.title}: {name}", ctx.links.at(where + "feed.json")),
    )
    path = where if number is None else addresses.numbered(where, number)
    meta = ctx.meta(path, title, excerpt or f"Posts about {name}.", feeds=feeds)
    people = Later(lambda: ctx.deck.people(ctx.queries.writers(slug, MOST_WRITERS)))
    return ctx.page("topic.html", meta, title=title, html=html, writers=people, groups=groups, pager=pager)


def topic(ctx: Context, slug: str) -> Response:
    """`/topics/TAG/`"""
    return _topic_page(ctx, slug, None)


def topic_page(ctx: Context, slug: str, number: int) -> Response:
    """`/topics/TAG/page/N/`"""
    return _topic_page(ctx, slug, number)
