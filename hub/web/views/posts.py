"""Posts and topics."""

from __future__ import annotations

from flask import Response, abort
from markupsafe import Markup

from hub.content import addresses
from hub.model import Post
from hub.web import structured, words
from hub.web.context import Context
from hub.web.links import share_links
from hub.web.views import listing

NEXT = 3


def blog(ctx: Context) -> Response:
    """`/posts/`"""
    groups, pager = listing.newest(ctx, ctx.queries.posts(), addresses.POSTS)
    meta = ctx.meta(addresses.POSTS, "Posts", f"Everything written by {ctx.site.program}.")
    return ctx.page("posts.html", meta, groups=groups, pager=pager, heading="Posts")


def blog_page(ctx: Context, number: int) -> Response:
    """`/posts/page/N/`"""
    groups, pager = listing.numbered(ctx, ctx.queries.posts(), addresses.POSTS, number) or abort(404)
    meta = ctx.meta(addresses.numbered(addresses.POSTS, number), f"Posts, page {number}")
    return ctx.page("posts.html", meta, groups=groups, pager=pager, heading=f"Posts, page {number}")


def post(ctx: Context, slug: str) -> Response:
    """`/posts/SLUG/`"""
    found = ctx.queries.post(slug) or abort(404)
    card, rendered = ctx.deck.post(found), ctx.queries.snapshot.body(found.source.path)
    language = ctx.settings.language
    url = ctx.links.absolute(addresses.post(slug))
    versions = ctx.queries.translations(found)
    meta = ctx.meta(
        addresses.post(slug),
        found.title,
        card.summary,
        kind="article",
        image=ctx.absolute_picture(card.cover),
        json_ld=structured.post(ctx, found, card),
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
        updated=words.date_view(updated, language) if (updated := ctx.queries.updated(found)) else None,
        canonical=found.canonical or "",
        translations=tuple(
            (words.language_name(p.language or language, p.language or language), ctx.links.at(addresses.post(p.slug)))
            for p in versions
        ),
        next_posts=ctx.deck.posts(next_posts(ctx, found, versions)),
        authors=card.authors,
        share=share_links(found.title, url),
    )


def next_posts(ctx: Context, current: Post, versions: tuple[Post, ...]) -> list[Post]:
    """What to read next: two by topic, one by author; the newest others when there are too few."""
    queries = ctx.queries
    by_topic = [queries.post(s) for entry in queries.topics_of(current) for s in entry.posts]
    by_author = [p for handle in current.authors for p in queries.posts_by(handle)]
    picked: dict[str, Post] = {}
    left_out = {current.slug, *(p.slug for p in versions)}

    def pick(posts: list[Post | None], limit: int) -> None:
        for found in posts:
            if len(picked) >= limit:
                return
            if found and found.slug not in left_out and found.slug not in picked:
                picked[found.slug] = found

    pick(by_topic, NEXT - 1)
    pick(list(by_author), NEXT)
    pick(by_topic, NEXT)
    pick(list(queries.posts()[: 2 * NEXT]), NEXT)
    return list(picked.values())


def topics(ctx: Context) -> Response:
    """`/topics/`"""
    meta = ctx.meta(addresses.TOPICS, "Topics")
    return ctx.page("topics.html", meta, topics=tuple(map(ctx.deck.topic, ctx.queries.topics())))


def _topic_page(ctx: Context, slug: str, number: int | None) -> Response:
    entry = ctx.queries.topic(slug) or abort(404)
    where = addresses.topic(slug)
    posts = [p for s in entry.posts if (p := ctx.queries.post(s))]
    found = listing.newest(ctx, posts, where) if number is None else listing.numbered(ctx, posts, where, number)
    groups, pager = found or abort(404)
    described = ctx.queries.snapshot.topics.get(slug)
    html = ctx.deck.html(described.source.path) if described and number is None else Markup("")
    writers = dict.fromkeys(handle for p in posts for handle in p.authors)
    excerpt = ctx.queries.snapshot.body(described.source.path).excerpt if described else ""
    title = entry.title if number is None else f"{entry.title}, page {number}"
    feeds = (
        ("application/atom+xml", f"{ctx.settings.title}: {entry.title}", ctx.links.at(where + "feed.xml")),
        ("application/feed+json", f"{ctx.settings.title}: {entry.title}", ctx.links.at(where + "feed.json")),
    )
    path = where if number is None else addresses.numbered(where, number)
    meta = ctx.meta(path, title, excerpt or f"Posts about {entry.title}.", feeds=feeds)
    people = ctx.deck.people(list(writers)[:12])
    return ctx.page("topic.html", meta, title=title, html=html, writers=people, groups=groups, pager=pager)


def topic(ctx: Context, slug: str) -> Response:
    """`/topics/TAG/`"""
    return _topic_page(ctx, slug, None)


def topic_page(ctx: Context, slug: str, number: int) -> Response:
    """`/topics/TAG/page/N/`"""
    return _topic_page(ctx, slug, number)
