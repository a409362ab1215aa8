"""Facts for machines in pages' heads: schema.org as JSON-LD, safe inside a script element."""

from __future__ import annotations

import json
from typing import Any

from markupsafe import Markup

from hub.content import addresses
from hub.model import Advocate, Event, Post
from hub.web.cards import AwardCard, PersonCard, PostCard
from hub.web.context import Context

_ESCAPES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})


def json_ld(facts: dict[str, Any]) -> Markup:
    """JSON-LD that cannot end its script element; empty values are left out."""
    kept = {"@context": "https://schema.org", **{k: v for k, v in facts.items() if v not in ("", None, [], ())}}
    return Markup(json.dumps(kept, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES))


def _person_id(ctx: Context, handle: str) -> str:
    return ctx.links.absolute(addresses.advocate(handle)) + "#person"


def website(ctx: Context) -> Markup:
    """The hub."""
    settings = ctx.settings
    return json_ld(
        {
            "@type": "WebSite",
            "name": settings.title,
            "description": settings.tagline,
            "url": settings.base_url,
            "inLanguage": settings.language,
        }
    )


def post(ctx: Context, found: Post, card: PostCard) -> Markup:
    """A post and its authors."""
    cover = ctx.absolute_picture(card.cover)
    return json_ld(
        {
            "@type": "BlogPosting",
            "headline": found.title,
            "description": card.summary,
            "url": ctx.links.absolute(addresses.post(found.slug)),
            "datePublished": found.date.iso,
            "dateModified": updated.iso if (updated := ctx.queries.updated(found.slug)) else "",
            "inLanguage": found.language or ctx.settings.language,
            "image": cover.src if cover else "",
            "isBasedOn": found.canonical or "",
            "author": [
                {
                    "@type": "Organization" if a.kind == "team" else "Person",
                    "@id": _person_id(ctx, a.handle),
                    "name": a.name,
                }
                for a in card.authors
            ],
            "publisher": {"@type": "Organization", "name": ctx.site.program, "url": ctx.settings.base_url},
        }
    )


def person(ctx: Context, found: Advocate, card: PersonCard) -> Markup:
    """A profile and whom it is about."""
    portrait = ctx.absolute_picture(card.portrait)
    about = {
        "@type": "Organization" if found.kind == "team" else "Person",
        "@id": _person_id(ctx, found.handle),
        "name": found.name,
        "description": found.headline,
        "image": portrait.src if portrait else "",
        "url": ctx.links.absolute(addresses.advocate(found.handle)),
        "sameAs": [link.url for link in found.links],
        "knowsLanguage": list(found.languages),
        "award": [ctx.deck.badge(slug).name for slug in ctx.queries.badges_of(found.handle)],
        "memberOf": {"@type": "Organization", "name": ctx.site.program, "url": ctx.settings.base_url},
    }
    return json_ld({"@type": "ProfilePage", "mainEntity": {k: v for k, v in about.items() if v}})


def award(ctx: Context, card: AwardCard) -> Markup:
    """An award, as a credential someone holds."""
    if card.person is None or card.state != "current":
        return Markup("")
    return json_ld(
        {
            "@type": "EducationalOccupationalCredential",
            "name": card.badge.name,
            "description": card.badge.summary,
            "url": ctx.links.absolute(addresses.award(card.id)),
            "credentialCategory": "badge",
            "dateCreated": card.date.iso,
            "recognizedBy": {"@type": "Organization", "name": ctx.site.program, "url": ctx.settings.base_url},
            "about": {"@type": "Person", "@id": _person_id(ctx, card.person.handle), "name": card.person.name},
        }
    )


def event(ctx: Context, found: Event) -> Markup:
    """An event."""
    mode = "Online" if found.online else "Offline"
    place = {"@type": "VirtualLocation", "url": found.url or ctx.settings.base_url}
    if not found.online:
        place = {"@type": "Place", "name": found.place, "address": found.place}
    return json_ld(
        {
            "@type": "Event",
            "name": found.title,
            "startDate": found.starts.iso,
            "endDate": found.ends.iso if found.ends else "",
            "eventAttendanceMode": f"https://schema.org/{mode}EventAttendanceMode",
            "location": place if found.online or found.place else "",
            "url": ctx.links.absolute(addresses.event(found.slug)),
            "organizer": {"@type": "Organization", "name": ctx.site.program, "url": ctx.settings.base_url},
        }
    )
