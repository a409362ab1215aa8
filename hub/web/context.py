"""Everything a view may use: one set of queries and what turns their answers into pages."""

from __future__ import annotations

import datetime as dt
import mimetypes
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any

from flask import Response, render_template

from hub.content import addresses
from hub.content.queries import Queries
from hub.content.snapshot import Snapshot
from hub.content.store import Store
from hub.model import slugify
from hub.web import words
from hub.web.award_pictures import AwardPictures
from hub.web.cards import NavItem, PageMeta, Picture, SiteView
from hub.web.deck import Deck
from hub.web.links import Links
from hub.web.pictures import Pictures
from hub.web.theme import STYLE, Theme


class Context:
    """What one app is made of. Holds no global and changes nothing outside itself."""

    def __init__(self, snapshot: Snapshot, now: dt.datetime, theme: Theme, store: Store, *, drafts: bool) -> None:
        self.queries = Queries(snapshot, now, drafts=drafts)
        self.settings = snapshot.settings
        self.links = Links(self.queries)
        self.pictures = Pictures(snapshot, store, self.links.base)
        self.awards = AwardPictures(self.queries, self.links, store)
        self.deck = Deck(self.queries, self.links, self.pictures)
        self.theme = theme
        self._texts: dict[tuple[str, str], str] = {}
        self.site = self._site()
        self.indexed: Callable[[], Iterable[str]] = tuple
        """Addresses of pages for the sitemap; the app fills this in from its page list."""

    @cached_property
    def alias_sources(self) -> Mapping[str, str]:
        """Old addresses and the content file that claims each."""
        return {path: source for path, (_, source) in self._alias_table.items()}

    @cached_property
    def aliases(self) -> Mapping[str, str]:
        """Old addresses and the rooted path each leads to."""
        return {path: target for path, (target, _) in self._alias_table.items()}

    @cached_property
    def _alias_table(self) -> Mapping[str, tuple[str, str]]:
        queries, found = self.queries, {}
        owners: list[tuple[Any, str]] = [(p, addresses.post(p.slug)) for p in queries.posts()]
        owners += [(p, addresses.page(p.slug)) for p in queries.pages()]
        owners += [(p, addresses.advocate(p.handle)) for p in queries.profiles()]
        owners += [(e, addresses.event(e.slug)) for e in (*queries.coming_events(), *queries.past_events())]
        for record, target in owners:
            for alias in record.aliases:
                path = addresses.alias_path(alias)
                if path != target:
                    found[path] = (target, record.source.path)
        for described in queries.snapshot.topics.values():
            if queries.topic(described.slug):
                for slug in {slugify(tag) for tag in described.tags} - {described.slug}:
                    found[addresses.topic(slug)] = (addresses.topic(described.slug), described.source.path)
        return dict(sorted(found.items()))

    @cached_property
    def _bodies_shown(self) -> tuple[str, ...]:
        """Files whose bodies stand on some page."""
        q = self.queries
        topics = [t for t in q.snapshot.topics.values() if q.topic(t.slug)]
        events = (*q.coming_events(), *q.past_events())
        shown: list[Any] = [
            *q.posts(),
            *q.pages(),
            *q.profiles(),
            *topics,
            *q.badges(),
            *events,
            *q.resources(),
            *q.changes(),
        ]
        return tuple(record.source.path for record in shown)

    def published_media(self) -> tuple[str, ...]:
        """Media that something on the hub refers to. What belongs to a draft alone stays out."""
        q = self.queries
        named = {self.settings.brand.logo, *(p.photo for p in q.profiles()), *(p.cover for p in q.posts())}
        named |= {r.file for r in q.resources()}
        named |= {item.url for award in q.awards() for item in award.evidence}
        for path in self._bodies_shown:
            named |= {r.target for r in q.snapshot.body(path).references if r.kind == "media"}
        return tuple(sorted(path for path in named if path and path in q.snapshot.media))

    def ask_for_pictures(self) -> None:
        """Make every card and body once, so that the pictures they show are known before any page is."""
        for post in self.queries.posts():
            self.deck.post(post)
        for person in self.queries.profiles():
            self.deck.person(person.handle)
        for path in self._bodies_shown:
            if any(r.kind == "media" for r in self.queries.snapshot.body(path).references):
                self.deck.html(path)

    def once(self, kind: str, key: str, make: Callable[[], str]) -> str:
        """A text that several pages carry, made for the first of them."""
        if (kind, key) not in self._texts:
            self._texts[kind, key] = make()
        return self._texts[kind, key]

    def asset(self, name: str) -> str:
        """The address of a static file, with a mark that changes with its bytes."""
        return f"{self.links.base}/static/{name}?v={self.theme.version(name)}"

    def _site(self) -> SiteView:
        at, settings, queries = self.links.at, self.settings, self.queries
        brand = settings.brand
        terms = settings.program.terms or ""
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
            has_posts=bool(queries.posts()),
            has_topics=bool(queries.topics()),
            has_badges=bool(queries.badges()),
            has_events=bool(queries.snapshot.events),
            has_resources=bool(queries.resources()),
            has_changes=bool(queries.changes()),
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
        items += [(page.menu, addresses.page(page.slug), True) for page in self.queries.pages() if page.menu]
        return tuple(NavItem(label, at(path), current.startswith(path)) for label, path, shown in items if shown)

    def meta(self, path: str, title: str, description: str = "", **more: Any) -> PageMeta:
        """What stands in a page's head; `path` is the page's rooted path."""
        return PageMeta(title, self.links.absolute(path), description, nav=self.nav(path), **more)

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
