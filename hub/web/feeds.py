"""Atom (RFC 4287) and JSON Feed 1.1 of a list of posts, whole texts included."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from hub.content import addresses
from hub.model import Post
from hub.model.moment import utc_text
from hub.web.context import Context

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold."""

HUB_ENTRIES = 20
PART_ENTRIES = 10


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed is about: its title, the rooted path of its page, and its posts, newest first."""

    title: str
    page: str
    posts: Sequence[Post]


@dataclass(frozen=True, slots=True)
class _Entry:
    """A post as both forms of feed tell it."""

    url: str
    html: str
    summary: str
    published: str
    updated: str
    disclosure: str
    authors: tuple[tuple[str, str], ...]
    tags: tuple[str, ...]


def _entry(ctx: Context, post: Post) -> _Entry:
    card = ctx.deck.post(post.slug)
    url = ctx.links.absolute(addresses.post(post.slug))
    html = str(ctx.deck.feed_html(post.source.path, url))
    if card.disclosure:
        html = f"<p><strong>{escape(card.disclosure)}</strong></p>\n{html}"
    return _Entry(
        url=url,
        html=html,
        summary=card.summary,
        published=post.date.utc,
        updated=(ctx.queries.updated(post.slug) or post.date).utc,
        disclosure=card.disclosure,
        authors=tuple((a.name, ctx.links.absolute(addresses.advocate(a.handle))) for a in card.authors),
        tags=tuple(topic.title for topic in card.topics),
    )


def _newest(ctx: Context, feed: Feed) -> str:
    """When the feed last changed, by its posts; the beginning of time for an empty one (RFC 4287 wants a date)."""
    moments = [(ctx.queries.updated(p.slug) or p.date).instant for p in feed.posts]
    return utc_text(max(moments)) if moments else "1970-01-01T00:00:00Z"


def atom_entry(ctx: Context, post: Post) -> str:
    """A post as an Atom entry, made once however many feeds carry it."""
    return ctx.deck.once("atom", post.slug, lambda: _atom_entry(ctx, post))


def _atom_entry(ctx: Context, post: Post) -> str:
    entry = _entry(ctx, post)
    lang = f" xml:lang={quoteattr(post.language)}" if post.language else ""
    lines = [
        f"<entry{lang}>",
        f"<title>{escape(post.title)}</title>",
        f"<id>{escape(entry.url)}</id>",
        f'<link rel="alternate" type="text/html" href={quoteattr(entry.url)}/>',
        f"<published>{entry.published}</published>",
        f"<updated>{entry.updated}</updated>",
        *(f"<author><name>{escape(name)}</name><uri>{escape(url)}</uri></author>" for name, url in entry.authors),
        *(f"<category term={quoteattr(tag)}/>" for tag in entry.tags),
        f"<summary>{escape(entry.summary)}</summary>",
        f'<content type="html">{escape(entry.html)}</content>',
        "</entry>",
    ]
    return _NOT_XML.sub("", "\n".join(lines))


def atom(ctx: Context, feed: Feed) -> str:
    """The feed as Atom."""
    page, own = ctx.links.absolute(feed.page), ctx.links.absolute(feed.page + "feed.xml")
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang={quoteattr(ctx.settings.language)}>',
        f"<title>{escape(feed.title)}</title>",
        f"<id>{escape(own)}</id>",
        f'<link rel="self" type="application/atom+xml" href={quoteattr(own)}/>',
        f'<link rel="alternate" type="text/html" href={quoteattr(page)}/>',
        f"<updated>{_newest(ctx, feed)}</updated>",
        f"<author><name>{escape(ctx.site.program)}</name></author>",
    ]
    entries = (atom_entry(ctx, post) for post in feed.posts)
    return "\n".join([*lines, *entries, "</feed>\n"])


def json_item(ctx: Context, post: Post) -> str:
    """A post as a JSON Feed item, made once however many feeds carry it."""
    return ctx.deck.once("json", post.slug, lambda: _json(_json_item(ctx, post)))


def _json_item(ctx: Context, post: Post) -> dict[str, Any]:
    entry = _entry(ctx, post)
    item: dict[str, Any] = {
        "id": entry.url,
        "url": entry.url,
        "title": post.title,
        "summary": entry.summary,
        "content_html": entry.html,
        "date_published": entry.published,
        "date_modified": entry.updated,
        "authors": [{"name": name, "url": url} for name, url in entry.authors],
    }
    if entry.tags:
        item["tags"] = list(entry.tags)
    if post.language:
        item["language"] = post.language
    if post.canonical:
        item["external_url"] = post.canonical
    if entry.disclosure:
        item["_disclosure"] = {"text": entry.disclosure}
    return item


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def json_feed(ctx: Context, feed: Feed) -> str:
    """The feed as JSON Feed 1.1; the disclosure also stands in `_disclosure`."""
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": ctx.links.absolute(feed.page),
        "feed_url": ctx.links.absolute(feed.page + "feed.json"),
        "language": ctx.settings.language,
    }
    items = ",\n".join(json_item(ctx, post) for post in feed.posts)
    return f'{_json(document)[:-1]},"items":[{items}]}}\n'
