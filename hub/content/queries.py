"""A snapshot as it stands at one instant: what is out, in which order, and what belongs to what.

Everything that depends on "now" is answered here, so that a page depends on the answer and never on the instant.
Pages do not ask here but through `Questions`, which writes down what they read.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeVar

from hub.content.readers import add_duration
from hub.content.snapshot import Snapshot
from hub.model import (
    Advocate,
    Award,
    Badge,
    Change,
    Contribution,
    Event,
    Moment,
    Page,
    Post,
    Resource,
    Settings,
    Tier,
    slugify,
)

T = TypeVar("T")
PER_PAGE = 10
State = Literal["current", "ended", "revoked", "suspended"]


@dataclass(frozen=True, slots=True)
class TopicEntry:
    """A topic that has posts: its slug, its title, and its posts' slugs, newest first."""

    slug: str
    title: str
    posts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Promotion:
    """Someone's move to a tier."""

    advocate: str
    tier: str
    date: Moment


def name_order(text: str) -> tuple[str, str]:
    """A key that sorts names as a reader expects: accents and case aside, then exactly."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return plain.casefold(), text


class Queries:
    """A snapshot as it stands at `now` (aware). `drafts` shows drafts and posts whose time has not come."""

    def __init__(self, snapshot: Snapshot, now: dt.datetime, *, drafts: bool = False) -> None:
        self.snapshot, self.now, self._drafts = snapshot, now, drafts

    @property
    def settings(self) -> Settings:
        """What `hub.toml` says."""
        return self.snapshot.settings

    # -- posts

    @cached_property
    def _posts(self) -> Mapping[str, Post]:
        shown = filter(self.is_out, self.snapshot.posts.values())
        return {
            p.slug: p for p in sorted(sorted(shown, key=lambda p: p.slug), key=lambda p: p.date.instant, reverse=True)
        }

    def is_out(self, post: Post) -> bool:
        """Whether a post is no draft, and its time has come."""
        return self._drafts or (not post.draft and post.date.has_come(self.now))

    def posts(self) -> tuple[Post, ...]:
        """Every post that is out, newest first, then by slug."""
        return tuple(self._posts.values())

    @cached_property
    def _slugs(self) -> tuple[str, ...]:
        return tuple(self._posts)

    def slugs(self) -> tuple[str, ...]:
        """Slugs of every post that is out, newest first."""
        return self._slugs

    def post(self, slug: str) -> Post | None:
        """A post that is out."""
        return self._posts.get(slug)

    def updated(self, post: Post) -> Moment | None:
        """When a post was last changed, once that has come."""
        return post.updated if post.updated and post.updated.has_come(self.now) else None

    @cached_property
    def _posts_by_author(self) -> Mapping[str, tuple[Post, ...]]:
        found: dict[str, list[Post]] = defaultdict(list)
        for post in self._posts.values():
            for handle in post.authors:
                found[handle].append(post)
        return {handle: tuple(posts) for handle, posts in found.items()}

    def posts_by(self, handle: str) -> tuple[Post, ...]:
        """Someone's posts, newest first."""
        return self._posts_by_author.get(handle, ())

    @cached_property
    def _slugs_by(self) -> Mapping[str, tuple[str, ...]]:
        return {handle: tuple(post.slug for post in posts) for handle, posts in self._posts_by_author.items()}

    def slugs_by(self, handle: str) -> tuple[str, ...]:
        """Slugs of someone's posts, newest first."""
        return self._slugs_by.get(handle, ())

    @cached_property
    def _versions(self) -> Mapping[str, tuple[Post, ...]]:
        """Posts that are one text in several languages, by the first version's slug."""
        found = _grouped((p for p in self._posts.values() if p.translation_of), lambda p: p.translation_of or "")
        return {
            first: (*filter(None, [self.post(first)]), *sorted(others, key=lambda p: p.slug))
            for first, others in found.items()
        }

    def translations(self, post: Post) -> tuple[Post, ...]:
        """The other versions of a post, the first version first."""
        return tuple(p for p in self._versions.get(post.translation_of or post.slug, ()) if p is not post)

    # -- topics

    @cached_property
    def _folds(self) -> Mapping[str, str]:
        return {slugify(tag): topic.slug for topic in self.snapshot.topics.values() for tag in topic.tags}

    def topic_slug(self, tag: str) -> str:
        """The slug of the topic a tag belongs to."""
        slug = slugify(tag)
        return self._folds.get(slug, slug)

    @cached_property
    def _topics(self) -> Mapping[str, TopicEntry]:
        slugs: dict[str, list[str]] = defaultdict(list)
        titles: dict[str, str] = {}
        for post in self._posts.values():
            for slug in dict.fromkeys(map(self.topic_slug, post.tags)):
                slugs[slug].append(post.slug)
        for post in reversed(self.posts()):
            for tag in post.tags:
                titles.setdefault(self.topic_slug(tag), tag)
        titles.update({topic.slug: topic.title for topic in self.snapshot.topics.values()})
        entries = [TopicEntry(slug, titles[slug], tuple(posts)) for slug, posts in slugs.items()]
        return {entry.slug: entry for entry in sorted(entries, key=lambda e: (name_order(e.title), e.slug))}

    def topics(self) -> tuple[TopicEntry, ...]:
        """Topics that have posts, by title."""
        return tuple(self._topics.values())

    def topic(self, slug: str) -> TopicEntry | None:
        """A topic that has posts."""
        return self._topics.get(slug)

    def topics_of(self, post: Post) -> tuple[TopicEntry, ...]:
        """A post's topics, in its own order."""
        return tuple(
            self._topics[slug] for slug in dict.fromkeys(map(self.topic_slug, post.tags)) if slug in self._topics
        )

    # -- people

    def advocate(self, handle: str) -> Advocate | None:
        """Someone with a profile, listed or not."""
        return self.snapshot.advocates.get(handle)

    def profiles(self) -> tuple[Advocate, ...]:
        """Everyone with a profile, by handle."""
        return tuple(self.snapshot.advocates[handle] for handle in sorted(self.snapshot.advocates))

    @cached_property
    def _directory(self) -> tuple[Advocate, ...]:
        listed = (p for p in self.snapshot.advocates.values() if p.listed)
        return tuple(sorted(listed, key=lambda p: (name_order(p.name), p.handle)))

    def directory(self) -> tuple[Advocate, ...]:
        """Everyone listed, by name."""
        return self._directory

    def tier_of(self, person: Advocate) -> Tier | None:
        """The tier someone holds now, or held last."""
        if person.tier:
            return self.settings.tier(person.tier)
        begun = [t for t in person.terms if t.start.has_come(self.now)]
        return self.settings.tier(begun[-1].tier) if begun else None

    def last_day(self, person: Advocate) -> Moment | None:
        """When an alumna's or alumnus' last term ended."""
        ends = [t.until for t in person.terms if t.until]
        return max(ends) if person.status == "alumni" and ends else None

    def first_day(self, person: Advocate) -> Moment | None:
        """When someone joined: as written, else the first term; None while that is still to come."""
        first = person.joined or (person.terms[0].start if person.terms else None)
        return first if first and first.has_come(self.now) else None

    def promotions(self) -> tuple[Promotion, ...]:
        """Every move to a higher tier that has come, newest first."""
        return self._promotions

    @cached_property
    def _promotions(self) -> tuple[Promotion, ...]:
        levels = {tier.key: tier.level for tier in self.settings.tiers}
        moves = [
            Promotion(person.handle, after.tier, after.start)
            for person in self._directory
            for before, after in zip(person.terms, person.terms[1:], strict=False)
            if levels.get(after.tier, 0) > levels.get(before.tier, 0) and after.start.has_come(self.now)
        ]
        return tuple(sorted(moves, key=lambda m: (m.date.instant, m.advocate), reverse=True))

    # -- badges and awards

    def badges(self) -> tuple[Badge, ...]:
        """Every badge, by name."""
        return tuple(sorted(self.snapshot.badges.values(), key=lambda b: (name_order(b.name), b.slug)))

    def badge(self, slug: str) -> Badge | None:
        """One badge."""
        return self.snapshot.badges.get(slug)

    def expires(self, award: Award) -> Moment | None:
        """When an award ends: as written, else by the badge's `valid_for`."""
        badge = self.snapshot.badges.get(award.badge)
        if award.expires or badge is None or not badge.valid_for:
            return award.expires
        return add_duration(award.awarded, badge.valid_for)

    def state(self, award: Award) -> State:
        """Whether an award counts now, and if not, why."""
        if award.revoked and (award.revoked.reason == "erased" or award.revoked.date.has_come(self.now)):
            return "revoked"
        if award.suspended:
            return "suspended"
        expires = self.expires(award)
        return "ended" if expires and expires.is_over(self.now) else "current"

    @cached_property
    def _awards(self) -> tuple[Award, ...]:
        given = [a for a in self.snapshot.awards.values() if a.awarded.has_come(self.now)]
        return tuple(sorted(sorted(given, key=lambda a: a.id), key=lambda a: a.awarded.instant, reverse=True))

    def awards(self) -> tuple[Award, ...]:
        """Every award that has been given, hidden and revoked ones too, newest first."""
        return self._awards

    def award(self, award_id: str) -> Award | None:
        """An award that has been given."""
        award = self.snapshot.awards.get(award_id)
        return award if award and award.awarded.has_come(self.now) else None

    @cached_property
    def _shown(self) -> tuple[Award, ...]:
        people = self.snapshot.advocates
        return tuple(
            a for a in self._awards if a.advocate in people and not a.hidden and self.state(a) in ("current", "ended")
        )

    def shown_awards(self) -> tuple[Award, ...]:
        """Awards for lists: neither hidden nor taken back, newest first."""
        return self._shown

    @cached_property
    def _awards_by_person(self) -> Mapping[str, tuple[Award, ...]]:
        return _grouped(self._shown, lambda a: a.advocate or "")

    def awards_of(self, handle: str) -> tuple[Award, ...]:
        """Someone's awards for lists, newest first."""
        return self._awards_by_person.get(handle, ())

    @cached_property
    def _awards_by_badge(self) -> Mapping[str, tuple[Award, ...]]:
        return _grouped(self._shown, lambda a: a.badge)

    def awards_for(self, badge: str) -> tuple[Award, ...]:
        """A badge's awards for lists, newest first."""
        return self._awards_by_badge.get(badge, ())

    def years(self) -> tuple[int, ...]:
        """Years of the wall, newest first: those with an award, someone who joined or someone who rose."""
        joined = (day.date.year for p in self._directory if (day := self.first_day(p)))
        rose = (move.date.date.year for move in self._promotions)
        return tuple(sorted({a.awarded.date.year for a in self._shown} | set(joined) | set(rose), reverse=True))

    # -- the rest

    @cached_property
    def _contributions(self) -> Mapping[str, tuple[Contribution, ...]]:
        come = (c for c in self.snapshot.contributions if c.date.has_come(self.now))
        ordered = sorted(sorted(come, key=lambda c: c.title), key=lambda c: c.date.instant, reverse=True)
        return _grouped(ordered, lambda c: c.advocate)

    def contributions_of(self, handle: str) -> tuple[Contribution, ...]:
        """Someone's contributions, newest first."""
        return self._contributions.get(handle, ())

    def is_past(self, event: Event) -> bool:
        """Whether an event is over."""
        return event.end.astimezone(dt.UTC) <= self.now.astimezone(dt.UTC)

    def coming_events(self) -> tuple[Event, ...]:
        """Events that are not over, soonest first."""
        return tuple(e for e in self._events if not self.is_past(e))

    def past_events(self) -> tuple[Event, ...]:
        """Events that are over, latest first."""
        return tuple(e for e in reversed(self._events) if self.is_past(e))

    @cached_property
    def _events(self) -> tuple[Event, ...]:
        return tuple(sorted(self.snapshot.events.values(), key=lambda e: (e.starts.instant, e.slug)))

    def event(self, slug: str) -> Event | None:
        """One event."""
        return self.snapshot.events.get(slug)

    def resources(self) -> tuple[Resource, ...]:
        """Resources by kind, then their order, then title."""
        return tuple(sorted(self.snapshot.resources.values(), key=lambda r: (r.kind, r.order, name_order(r.title))))

    def changes(self) -> tuple[Change, ...]:
        """Changes that have come, newest first."""
        come = (c for c in self.snapshot.changes.values() if c.date.has_come(self.now))
        return tuple(sorted(sorted(come, key=lambda c: c.slug), key=lambda c: c.date.instant, reverse=True))

    def pages(self) -> tuple[Page, ...]:
        """Plain pages by order, then title."""
        return tuple(sorted(self.snapshot.pages.values(), key=lambda p: (p.order, name_order(p.title))))

    def page(self, slug: str) -> Page | None:
        """One plain page."""
        return self.snapshot.pages.get(slug)

    def has(self, kind: str) -> bool:
        """Whether there is anything of a kind to show: posts that are out, changes that have come …"""
        known = {"posts": self.slugs, "topics": self.topics, "changes": self.changes}.get(kind)
        return bool(known() if known else getattr(self.snapshot, kind))

    def over(self, snapshot: Snapshot) -> Queries:
        """The same for a snapshot whose records are equal and only texts or media differ: nothing is sorted again."""
        other = Queries(snapshot, self.now, drafts=self._drafts)
        other.__dict__.update({name: value for name, value in self.__dict__.items() if name != "snapshot"})
        return other


def _grouped(items: Iterable[T], key: Callable[[T], str]) -> Mapping[str, tuple[T, ...]]:
    """Items by key, each group in the given order."""
    found: dict[str, list[T]] = defaultdict(list)
    for item in items:
        found[key(item)].append(item)
    return {name: tuple(group) for name, group in found.items()}
