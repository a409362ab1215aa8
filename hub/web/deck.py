"""Records into the small views templates get. Each card is made once for one app."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from markupsafe import Markup

from hub.content import addresses
from hub.content.ledger import SHARED
from hub.content.markdown import resolve
from hub.content.questions import Questions
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

Value = TypeVar("Value")
WORDS_A_MINUTE = 230
_ROLES = {"person": "", "team": "Team", "staff": "Staff", "guest": "Guest"}


class Deck:
    """Makes cards from the answers to questions."""

    def __init__(self, queries: Questions, links: Links, pictures: Pictures) -> None:
        self.queries, self.links, self.pictures = queries, links, pictures
        self.language = queries.settings.language
        self._made: dict[str, Any] = {}
        self.makers: dict[str, Callable[[str], object]] = {
            "person": self.person,
            "post": self.post,
            "badge": self.badge,
            "award": self.award,
            "event": self.event,
        }
        """How to make again what pages share and is made of a few records."""

    def once(self, kind: str, key: str, make: Callable[[], Value]) -> Value:
        """Something several pages carry, made for the first of them; its reads are written down apart."""
        name = f"{SHARED}{kind}\t{key}"
        found: Value | None = self._made.get(name)
        ledger = self.queries.ledger
        if found is None:
            found = self._made[name] = make() if ledger is None else ledger.share(name, make)
        if ledger is not None:
            ledger.read(name)
        return found

    def make_again(self, key: str) -> None:
        """Make anew what is kept under a key of the ledger. Raises KeyError when what it is of is no more."""
        kind, name = key.removeprefix(SHARED).split("\t", 1)
        self._made.pop(key, None)
        self.makers[kind](name)

    def forget(self, keys: Iterable[str]) -> None:
        """Have things made anew when they are next asked for."""
        for key in keys:
            self._made.pop(key, None)

    # -- bodies

    def html(self, path: str) -> Markup:
        """The body of a content file as safe HTML with real addresses."""
        return self.once("html", path, lambda: self._resolved(path))

    def feed_html(self, path: str, page: str) -> Markup:
        """A body for a feed: `page` is the whole address of its own page, and every other address is whole too."""
        return self._resolved(path, self.links.origin, page)

    def _resolved(self, path: str, prefix: str = "", page: str = "") -> Markup:
        rendered = self.queries.text(path)

        def link(kind: str, target: str) -> str | None:
            address = self.links.content(kind, target)
            return address and prefix + address

        for reference in rendered.references:
            if reference.kind == "media":
                self.queries.links_file(reference.target)
        return Markup(resolve(rendered.html, link, lambda media: self._body_picture(media, prefix), page=page))

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
        return self.once("person", handle, lambda: self._person(_there(self.queries.advocate(handle), handle)))

    def people(self, handles: Iterable[str]) -> tuple[PersonCard, ...]:
        """Several people."""
        return tuple(self.person(handle) for handle in handles)

    def _person(self, person: Advocate) -> PersonCard:
        country = words.country(person.country, self.language)
        tier, first, last = self.queries.standing(person.handle)
        years = ""
        if first:
            ended = f"{first.date.year} to {last.date.year}" if last else ""
            years = ended or f"since {first.date.year}"
        settings = self.queries.settings
        if person.photo:
            self.queries.links_file(person.photo)
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
            tier=self.tier(tier),
            kind=person.kind,
            role=_ROLES[person.kind],
            alumni=person.status == "alumni",
            listed=person.listed,
            years=years,
            number=person.number,
            excerpt=self.queries.text(person.source.path).excerpt,
            badges=tuple(map(self.badge, self.queries.badges_of(person.handle)[:3])),
            topics=self._topics_of(person.topics),
            groups=tuple(group.name for key in person.groups if (group := settings.group(key))),
        )

    def _topics_of(self, tags: Iterable[str]) -> tuple[TopicLink, ...]:
        """The topics some tags belong to, where there is something to read about them."""
        found = dict.fromkeys(filter(None, map(self.queries.topic_of, tags)))
        return tuple(self.topic(slug, title) for slug, title in found)

    # -- posts and topics

    def topic(self, slug: str, title: str, count: int = 0) -> TopicLink:
        """A topic; `count` only where its number of posts is shown."""
        return TopicLink(slug, title, self.links.at(addresses.topic(slug)), count)

    def post(self, slug: str) -> PostCard:
        """A post in lists, by slug. Raises KeyError for one that is not out."""
        return self.once("post", slug, lambda: self._post(_there(self.queries.post(slug), slug)))

    def posts(self, slugs: Iterable[str]) -> tuple[PostCard, ...]:
        """Several posts."""
        return tuple(map(self.post, slugs))

    def _post(self, post: Post) -> PostCard:
        rendered = self.queries.text(post.source.path)
        other = post.language if post.language and post.language != self.language else ""
        if post.cover:
            self.queries.links_file(post.cover)
        return PostCard(
            slug=post.slug,
            title=post.title,
            url=self.links.at(addresses.post(post.slug)),
            date=words.date_view(post.date, self.language),
            authors=self.people(post.authors),
            summary=post.summary or rendered.excerpt,
            topics=self._topics_of(post.tags),
            cover=self.pictures.fitted(post.cover, post.cover_alt, COVER_WIDTHS),
            minutes=max(1, math.ceil(rendered.words / WORDS_A_MINUTE)),
            lang=other,
            dir=words.direction(other) if other else "",
            disclosure=sentence(post, self.queries.settings.program.relationship, self.language),
        )

    # -- badges and awards

    def badge(self, slug: str) -> BadgeCard:
        """A badge definition, by slug."""
        return self.once("badge", slug, lambda: self._badge(_there(self.queries.badge(slug), slug)))

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
        return badge.summary or self.queries.text(badge.source.path).excerpt

    def award(self, award_id: str) -> AwardCard:
        """An award in rows, by id. Raises KeyError for one that has not been given."""
        return self.once("award", award_id, lambda: self._award(_there(self.queries.award(award_id), award_id)))

    def awards(self, ids: Iterable[str]) -> tuple[AwardCard, ...]:
        """Several awards."""
        return tuple(map(self.award, ids))

    def _award(self, award: Award) -> AwardCard:
        badge = self.badge(award.badge)
        holder = award.advocate or ""
        person = self.person(holder) if self.queries.has_profile(holder) else None
        state = self.queries.state(award.id) or "current"
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

    def event(self, slug: str) -> EventCard:
        """An event, by slug. Raises KeyError for one that is not there."""
        return self.once("event", slug, lambda: self._event(_there(self.queries.event(slug), slug)))

    def _event(self, event: Event) -> EventCard:
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
            past=self.queries.is_past(event.slug),
            link=event.url or "",
        )

    def resource(self, resource: Resource) -> ResourceCard:
        """A kit or guide."""
        media = self.queries.media(resource.file) if resource.file else None
        if media:
            self.queries.links_file(media.path)
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


def _there(found: Value | None, key: str) -> Value:
    """What was found, or KeyError."""
    if found is None:
        raise KeyError(key)
    return found
