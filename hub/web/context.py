"""Everything a view may use: one set of queries and what turns their answers into pages."""

from __future__ import annotations

import mimetypes
from pathlib import Path
from typing import Any

from flask import Response, render_template

from hub.content import addresses
from hub.content.ledger import Ledger
from hub.content.queries import Queries
from hub.content.questions import Questions
from hub.content.store import Store
from hub.web import words
from hub.web.award_pictures import AwardPictures
from hub.web.cards import NavItem, PageMeta, Picture, SiteView
from hub.web.deck import Deck
from hub.web.later import Later
from hub.web.links import Links
from hub.web.pictures import Pictures
from hub.web.theme import STYLE, Theme


class Context:
    """What one app is made of. Holds no global and changes nothing outside itself."""

    def __init__(self, hub: Queries, theme: Theme, store: Store, ledger: Ledger | None = None) -> None:
        self.hub, self.theme = hub, theme
        self.settings = hub.settings
        self.queries = Questions(hub, ledger)
        self.links = Links(self.queries)
        self.pictures = Pictures(self.queries, self._media_file, store, self.links.base)
        self.awards = AwardPictures(self.queries, self.links, store)
        self.deck = Deck(self.queries, self.links, self.pictures)
        self.deck.makers["site"] = lambda _: self.site

    def _media_file(self, path: str) -> Path:
        return self.hub.snapshot.media_file(path)

    def over(self, hub: Queries, ledger: Ledger) -> None:
        """Go on with another state of the same hub, of which only texts differ; reads are written into `ledger`. What
        was made of a text that differs must be forgotten (`deck.forget`)."""
        self.hub = hub
        self.queries.turn_to(hub)
        self.queries.ledger = ledger

    @property
    def site(self) -> SiteView:
        """What every page needs."""
        return self.deck.once("site", "", self._site)

    def asset(self, name: str) -> str:
        """The address of a static file, with a mark that changes with its bytes."""
        return f"{self.links.base}/static/{name}?v={self.theme.version(name)}"

    def _site(self) -> SiteView:
        at, settings, queries = self.links.at, self.settings, self.queries
        brand = settings.brand
        terms = settings.program.terms or ""
        if brand.logo:
            queries.links_file(brand.logo)
        return SiteView(
            title=settings.title,
            tagline=settings.tagline,
            home=at(addresses.FRONT),
            language=settings.language,
            dir=words.direction(settings.language),
            program=settings.program.name or settings.title,
            contact=settings.program.contact or "",
            footer=settings.footer,
            terms=at(terms) if terms.startswith("/") else terms,
            stylesheet=self.asset(STYLE),
            fonts=tuple(f"{self.links.base}/static/{name}" for name in self.theme.preload),
            logo=self.pictures.fitted(brand.logo, "", (96, 192)) if brand.logo else None,
            feed=at("/feed.xml"),
            json_feed=at("/feed.json"),
            people_url=at(addresses.ADVOCATES),
            posts_url=at(addresses.POSTS),
            topics_url=at(addresses.TOPICS),
            recognition_url=at(addresses.RECOGNITION),
            badges_url=at(addresses.BADGES),
            events_url=at(addresses.EVENTS),
            resources_url=at(addresses.RESOURCES),
            changes_url=at(addresses.CHANGES),
            has_posts=queries.has("posts"),
            has_topics=queries.has("topics"),
            has_badges=queries.has("badges"),
            has_events=queries.has("events"),
            has_resources=queries.has("resources"),
            has_changes=queries.has("changes"),
            tiers=tuple(view for tier in settings.tiers if (view := self.deck.tier(tier))),
        )

    def nav(self, current: str) -> tuple[NavItem, ...]:
        """The menu: the hub's own parts that have something in them, then pages that asked for a place."""
        site, at = self.site, self.links.at
        items = [
            ("Posts", addresses.POSTS, site.has_posts),
            ("People", addresses.ADVOCATES, True),
            ("Recognition", addresses.RECOGNITION, site.has_badges),
            ("Events", addresses.EVENTS, site.has_events),
        ]
        items += [(label, addresses.page(slug), True) for label, slug in self.queries.menu()]
        return tuple(NavItem(label, at(path), current.startswith(path)) for label, path, shown in items if shown)

    def meta(self, path: str, title: str, description: str = "", **more: Any) -> PageMeta:
        """What stands in a page's head; `path` is the page's rooted path."""
        return PageMeta(title, self.links.absolute(path), description, nav=Later(lambda: self.nav(path)), **more)

    def page(self, template: str, meta: PageMeta, **values: Any) -> Response:
        """A page from its template."""
        return Response(render_template(template, site=self.site, meta=meta, **values), mimetype="text/html")

    def absolute_picture(self, picture: Picture | None) -> Picture | None:
        """A picture with a whole address, for heads and feeds."""
        if picture is None or picture.src.startswith("http"):
            return picture
        return Picture(self.links.origin + picture.src, picture.width, picture.height, picture.alt)


def file_response(data: bytes | str, name: str) -> Response:
    """A file with the type its name stands for, as any static host would send it."""
    return Response(data, mimetype=mimetypes.guess_type(name)[0] or "application/octet-stream")
