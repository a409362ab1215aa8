"""Records into the small views templates get. Each card is made once for one app."""

from __future__ import annotations

import math
from typing import Any

from markupsafe import Markup

from hub.content import addresses
from hub.content.markdown import resolve
from hub.content.queries import Queries, TopicEntry
from hub.model import Advocate, Award, Badge, Change, Contribution, Event, Post, Resource, Tier
from hub.web import words
from hub.web.cards import (
    AwardCard,
    BadgeCard,
    ChangeCard,
    ContributionCard,
    EventCard,
    PersonCard,
    Picture,
    PostCard,
    ResourceCard,
    TierView,
    TopicLink,
)
from hub.web.disclosure import sentence
from hub.web.links import Links
from hub.web.pictures import BODY_WIDTHS, COVER_WIDTHS, FACE, PORTRAIT, Pictures

WORDS_A_MINUTE = 230
_ROLES = {"person": "", "team": "Team", "staff": "Staff", "guest": "Guest"}


class Deck:
    """Makes cards from one set of queries."""

    def __init__(self, queries: Queries, links: Links, pictures: Pictures) -> None:
        self.queries, self.links, self.pictures = queries, links, pictures
        self.language = queries.settings.language
        self._made: dict[tuple[str, str], Any] = {}
        self._html: dict[tuple[str, bool], Markup] = {}

    def _once(self, kind: str, key: str, make: Any) -> Any:
        found = self._made.get((kind, key))
        if found is None:
            found = self._made[kind, key] = make()
        return found

    # -- bodies

    def html(self, path: str, *, absolute: str = "") -> Markup:
        """The body of a content file as safe HTML with real addresses.

        For a feed, `absolute` is the whole address of the body's own page, and every other address is whole too.
        """
        found = self._html.get((path, bool(absolute)))
        if found is None:
            rendered = self.queries.snapshot.body(path)
            prefix, page = (self.links.origin, absolute) if absolute else ("", "")

            def link(kind: str, target: str) -> str | None:
                address = self.links.content(kind, target)
                return address and prefix + address

            found = Markup(resolve(rendered.html, link, lambda media: self._body_picture(media, prefix), page=page))
            self._html[path, bool(absolute)] = found
        return found

    def _body_picture(self, media: str, prefix: str) -> tuple[str, int, int, str] | None:
        picture = self.pictures.fitted(media, "", BODY_WIDTHS)
        if picture is None:
            return None
        if prefix:
            return prefix + picture.src, picture.width, picture.height, ""
        return picture.src, picture.width, picture.height, picture.srcset

    # -- people

    def tier(self, tier: Tier | None) -> TierView | None:
        """A tier."""
        if tier is None:
            return None
        return TierView(tier.key, tier.name, tier.level, len(self.queries.settings.tiers), tier.summary)

    def person(self, handle: str) -> PersonCard:
        """Someone, by handle. Raises KeyError for a handle nobody has."""
        card: PersonCard = self._once("person", handle, lambda: self._person(self.queries.snapshot.advocates[handle]))
        return card

    def people(self, handles: Any) -> tuple[PersonCard, ...]:
        """Several people."""
        return tuple(self.person(handle) for handle in handles)

    def _person(self, person: Advocate) -> PersonCard:
        country = words.country(person.country, self.language)
        first, last = self.queries.first_day(person), self.queries.last_day(person)
        years = ""
        if first:
            ended = f"{first.date.year} to {last.date.year}" if last else ""
            years = ended or f"since {first.date.year}"
        settings = self.queries.settings
        return PersonCard(
            handle=person.handle,
            name=person.name,
            url=self.links.at(addresses.advocate(person.handle)),
            monogram=words.monogram(person.name),
            face=self.pictures.square(person.photo, FACE),
            portrait=self.pictures.square(person.photo, PORTRAIT, f"Portrait of {person.name}"),
            headline=person.headline,
            pronouns=person.pronouns,
            city=person.city,
            country=country,
            place=", ".join(filter(None, (person.city, country))),
            languages=words.languages(person.languages, self.language),
            tier=self.tier(self.queries.tier_of(person)),
            kind=person.kind,
            role=_ROLES[person.kind],
            alumni=person.status == "alumni",
            listed=person.listed,
            years=years,
            number=person.number,
            excerpt=self.queries.snapshot.body(person.source.path).excerpt,
            badges=tuple(self.badge(a.badge) for a in self.queries.awards_of(person.handle)[:3]),
            topics=self._topics_of(person),
            groups=tuple(group.name for key in person.groups if (group := settings.group(key))),
        )

    def _topics_of(self, person: Advocate) -> tuple[TopicLink, ...]:
        """What someone knows about, where there is something to read about it."""
        slugs = dict.fromkeys(map(self.queries.topic_slug, person.topics))
        return tuple(self.topic(entry) for slug in slugs if (entry := self.queries.topic(slug)))

    # -- posts and topics

    def topic(self, entry: TopicEntry) -> TopicLink:
        """A topic."""
        return TopicLink(entry.slug, entry.title, self.links.at(addresses.topic(entry.slug)), len(entry.posts))

    def post(self, post: Post) -> PostCard:
        """A post in lists."""
        card: PostCard = self._once("post", post.slug, lambda: self._post(post))
        return card

    def posts(self, posts: Any) -> tuple[PostCard, ...]:
        """Several posts."""
        return tuple(map(self.post, posts))

    def _post(self, post: Post) -> PostCard:
        rendered = self.queries.snapshot.body(post.source.path)
        other = post.language if post.language and post.language != self.language else ""
        return PostCard(
            slug=post.slug,
            title=post.title,
            url=self.links.at(addresses.post(post.slug)),
            date=words.date_view(post.date, self.language),
            authors=self.people(post.authors),
            summary=post.summary or rendered.excerpt,
            topics=tuple(map(self.topic, self.queries.topics_of(post))),
            cover=self.pictures.fitted(post.cover, post.cover_alt, COVER_WIDTHS),
            minutes=max(1, math.ceil(rendered.words / WORDS_A_MINUTE)),
            lang=other,
            dir=words.direction(other) if other else "",
            disclosure=sentence(post, self.queries.settings.program.relationship, self.language),
        )

    # -- badges and awards

    def badge(self, slug: str) -> BadgeCard:
        """A badge definition, by slug."""
        card: BadgeCard = self._once("badge", slug, lambda: self._badge(self.queries.snapshot.badges[slug]))
        return card

    def _badge(self, badge: Badge) -> BadgeCard:
        source = self.links.at(addresses.badge_picture(badge.slug, 300))
        return BadgeCard(
            slug=badge.slug,
            name=badge.name,
            url=self.links.at(addresses.badge(badge.slug)),
            summary=self.badge_summary(badge),
            picture=Picture(source, 300, 300, f"The badge {badge.name}"),
            tier=self.tier(self.queries.settings.tier(badge.tier)),
        )

    def badge_summary(self, badge: Badge) -> str:
        """What a badge is for: its summary, else the beginning of its criteria."""
        return badge.summary or self.queries.snapshot.body(badge.source.path).excerpt

    def award(self, award: Award) -> AwardCard:
        """An award in rows."""
        card: AwardCard = self._once("award", award.id, lambda: self._award(award))
        return card

    def _award(self, award: Award) -> AwardCard:
        badge = self.badge(award.badge)
        holder = award.advocate or ""
        person = self.person(holder) if holder in self.queries.snapshot.advocates else None
        state = self.queries.state(award)
        if person is None:
            picture = badge.picture
        else:
            source = self.links.at(addresses.award_picture(award.id, 300))
            picture = Picture(source, 300, 300, f"{badge.name}, awarded to {person.name}")
        return AwardCard(
            id=award.id,
            url=self.links.at(addresses.award(award.id)),
            badge=badge,
            person=person,
            date=words.date_view(award.awarded, self.language),
            why=next((item.text for item in award.evidence if item.text), badge.summary),
            state=state,
            picture=picture,
        )

    # -- the rest

    def event(self, event: Event, *, past: bool = False) -> EventCard:
        """An event."""
        return EventCard(
            slug=event.slug,
            title=event.title,
            url=self.links.at(addresses.event(event.slug)),
            starts=words.date_view(event.starts, self.language),
            ends=words.date_view(event.ends, self.language) if event.ends else None,
            when=words.event_when(event, self.language),
            place=event.place or ("Online" if event.online else ""),
            online=event.online,
            hosts=self.people(event.hosts),
            past=past,
            link=event.url or "",
        )

    def resource(self, resource: Resource) -> ResourceCard:
        """A kit or guide."""
        media = self.queries.snapshot.media.get(resource.file or "")
        kind = resource.file.rpartition(".")[2].upper() if media and resource.file else ""
        return ResourceCard(
            slug=resource.slug,
            title=resource.title,
            url=resource.url or (self.links.at(f"/{resource.file}") if media else ""),
            kind=resource.kind,
            summary=resource.summary,
            html=self.html(resource.source.path),
            type=kind,
            size=words.file_size(media.size) if media else "",
        )

    def change(self, change: Change) -> ChangeCard:
        """A "you said, we did"."""
        return ChangeCard(
            slug=change.slug,
            title=change.title,
            date=words.date_view(change.date, self.language),
            people=self.people(change.advocates),
            html=self.html(change.source.path),
            link=change.url or "",
        )

    def contribution(self, item: Contribution) -> ContributionCard:
        """A line of the ledger."""
        kind = self.queries.settings.contribution(item.type)
        name = kind.name if kind else item.type
        return ContributionCard(item.title, name, words.date_view(item.date, self.language), item.url or "")
