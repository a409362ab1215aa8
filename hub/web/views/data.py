"""Files for machines: feeds, Open Badges, the sitemap, pictures, media and static files."""

from __future__ import annotations

import json
from typing import Any
from xml.sax.saxutils import escape

from flask import Response, abort

from hub.content import addresses
from hub.model import Post
from hub.web.context import Context, file_response
from hub.web.feeds import HUB_ENTRIES, PART_ENTRIES, Feed, atom, json_feed


def _hub_feed(ctx: Context) -> Feed:
    return Feed(ctx.settings.title, addresses.FRONT, _posts(ctx, "posts", HUB_ENTRIES))


def _posts(ctx: Context, listing: str, count: int) -> list[Post]:
    return [post for slug in ctx.queries.newest(listing, count) if (post := ctx.queries.post(slug))]


def _topic_feed(ctx: Context, slug: str) -> Feed:
    title = ctx.queries.topic_title(slug) or abort(404)
    posts = _posts(ctx, f"topic:{slug}", PART_ENTRIES)
    return Feed(f"{ctx.settings.title}: {title}", addresses.topic(slug), posts)


def _person_feed(ctx: Context, handle: str) -> Feed:
    person = ctx.queries.advocate(handle) or abort(404)
    posts = _posts(ctx, f"by:{handle}", PART_ENTRIES)
    return Feed(f"{person.name} at {ctx.settings.title}", addresses.advocate(handle), posts)


def hub_atom(ctx: Context) -> Response:
    """`/feed.xml`"""
    return file_response(atom(ctx, _hub_feed(ctx)), "feed.xml")


def hub_json(ctx: Context) -> Response:
    """`/feed.json`"""
    return file_response(json_feed(ctx, _hub_feed(ctx)), "feed.json")


def topic_atom(ctx: Context, slug: str) -> Response:
    """`/topics/TAG/feed.xml`"""
    return file_response(atom(ctx, _topic_feed(ctx, slug)), "feed.xml")


def topic_json(ctx: Context, slug: str) -> Response:
    """`/topics/TAG/feed.json`"""
    return file_response(json_feed(ctx, _topic_feed(ctx, slug)), "feed.json")


def person_atom(ctx: Context, handle: str) -> Response:
    """`/advocates/HANDLE/feed.xml`"""
    return file_response(atom(ctx, _person_feed(ctx, handle)), "feed.xml")


def person_json(ctx: Context, handle: str) -> Response:
    """`/advocates/HANDLE/feed.json`"""
    return file_response(json_feed(ctx, _person_feed(ctx, handle)), "feed.json")


def advocates_json(ctx: Context) -> Response:
    """`/advocates.json`: everyone listed, for widgets and other sites."""
    people = []
    for handle in ctx.queries.directory():
        person, card = ctx.queries.advocate(handle), ctx.deck.person(handle)
        if person is None:
            continue
        portrait = ctx.absolute_picture(card.portrait)
        facts = {
            "handle": person.handle,
            "name": person.name,
            "url": ctx.links.absolute(addresses.advocate(person.handle)),
            "kind": person.kind,
            "status": person.status,
            "headline": person.headline,
            "tier": card.tier.name if card.tier else "",
            "country": person.country or "",
            "city": person.city,
            "languages": list(person.languages),
            "topics": list(person.topics),
            "groups": list(person.groups),
            "photo": portrait.src if portrait else "",
            "feed": ctx.links.absolute(addresses.advocate(person.handle) + "feed.json"),
        }
        people.append({key: value for key, value in facts.items() if value})
    document = {"title": ctx.settings.title, "url": ctx.settings.base_url, "advocates": people}
    return file_response(json.dumps(document, ensure_ascii=False, indent=1) + "\n", "advocates.json")


def issuer(ctx: Context) -> Response:
    """`/issuer.json`"""
    return _document(ctx, ctx.awards.issuer())


def badge_class(ctx: Context, slug: str) -> Response:
    """`/badges/SLUG.json`"""
    return _document(ctx, ctx.awards.badge_class(ctx.queries.badge(slug) or abort(404)))


def assertion(ctx: Context, award_id: str) -> Response:
    """`/awards/ID.json`"""
    return _document(ctx, ctx.awards.assertion(ctx.queries.award(award_id) or abort(404)))


def _document(ctx: Context, document: dict[str, Any]) -> Response:
    return file_response(ctx.awards.document_text(document), "document.json")


def badge_png(ctx: Context, slug: str, size: int = 600) -> Response:
    """`/badges/SLUG.png` and `/badges/SLUG/badge-SIZE.png`"""
    return file_response(ctx.awards.badge_png(ctx.queries.badge(slug) or abort(404), size), "badge.png")


def award_png(ctx: Context, award_id: str, size: int = 600) -> Response:
    """`/awards/ID.png` and `/awards/ID/badge-SIZE.png`"""
    award = ctx.queries.award(award_id)
    if award is None or award.advocate is None:
        abort(404)
    return file_response(ctx.awards.award_png(award, size), "badge.png")


def sitemap(ctx: Context) -> Response:
    """`/sitemap.xml`: every page a search engine may show."""
    places = "".join(f"<url><loc>{escape(ctx.links.absolute(path))}</loc></url>\n" for path in ctx.queries.sitemap())
    head = '<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    return file_response(f"{head}{places}</urlset>\n", "sitemap.xml")


def robots(ctx: Context) -> Response:
    """`/robots.txt`"""
    return file_response(f"User-agent: *\nAllow: /\nSitemap: {ctx.links.absolute('/sitemap.xml')}\n", "robots.txt")


def static(ctx: Context, name: str) -> Response:
    """`/static/…`"""
    data = ctx.theme.data(name)
    return file_response(data, name) if data is not None else abort(404)


def picture(ctx: Context, name: str) -> Response:
    """`/static/pictures/…`"""
    data = ctx.pictures.data(name)
    return file_response(data, name) if data is not None else abort(404)


def media(ctx: Context, name: str) -> Response:
    """`/media/…`"""
    found = ctx.queries.media(f"media/{name}")
    if found is None:
        abort(404)
    return file_response(ctx.hub.snapshot.media_file(found.path).read_bytes(), name)
