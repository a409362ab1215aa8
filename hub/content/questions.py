"""The questions pages may ask of a hub, and the only way they read it, so that what a page read can be written down.

Answers are keys (slugs, handles, ids) in a settled order, or one record; what is looked up and not there is an answer
too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from hub.content import wall
from hub.content.asking import SCOPES, Answer, answer_of, question
from hub.content.ledger import Ledger, taken_apart
from hub.content.markdown import Rendered
from hub.content.queries import PER_PAGE, Queries, State
from hub.model import (
    Advocate,
    Award,
    Badge,
    Change,
    Contribution,
    Event,
    Media,
    Moment,
    Page,
    Post,
    Resource,
    Settings,
    Term,
    Tier,
)


class Questions:
    """Questions to a hub at one instant. `ledger` is where reads are written down, None where nobody wants to know."""

    def __init__(self, hub: Queries, ledger: Ledger | None = None) -> None:
        self._hub, self.ledger = hub, ledger
        self.recall: Callable[[str], bytes | None] | None = None

    @property
    def settings(self) -> Settings:
        """What `hub.toml` says. Not written down: another setting makes every page anew."""
        return self._hub.settings

    def record(self, kind: str, key: str) -> Any:
        """A record, whether or not it is out. Raises KeyError when there is none."""
        return getattr(self._hub.snapshot, kind)[key]

    @property
    def zone(self) -> ZoneInfo:
        """The hub's time zone."""
        return self._hub.settings.zone

    def ask(self, key: str) -> Answer:
        """The answer to a question, by its key, for keeping; empty when what it asks about is no more."""
        name, arguments = taken_apart(key)
        scope = SCOPES[name]
        values = [int(text) if place in scope.numbers else text for place, text in enumerate(arguments)]
        ledger, self.ledger = self.ledger, None
        try:
            return answer_of(scope, getattr(self, name)(*values))
        except KeyError:
            return Answer(b"", None)
        finally:
            self.ledger = ledger

    def turn_to(self, hub: Queries) -> None:
        """Answer for another state of the hub from now on."""
        self._hub = hub
        for name in ("_active", "_aliases"):
            self.__dict__.pop(name, None)

    @cached_property
    def _active(self) -> tuple[str, ...]:
        return wall.recently_active(self._hub)

    @cached_property
    def _aliases(self) -> Mapping[str, tuple[str, str]]:
        return wall.alias_table(self._hub)

    # -- lists of posts: "posts", "by:HANDLE", "topic:SLUG"

    def _listed(self, listing: str) -> tuple[str, ...]:
        kind, _, key = listing.partition(":")
        if kind == "by":
            return self._hub.slugs_by(key)
        if kind == "topic":
            entry = self._hub.topic(key)
            return entry.posts if entry else ()
        return self._hub.slugs()

    @question("posts", "topics")
    def newest(self, listing: str, count: int) -> tuple[str, ...]:
        """The newest `count` posts of a list."""
        return self._listed(listing)[:count]

    @question("posts", "topics")
    def numbered(self, listing: str, number: int) -> tuple[tuple[str, ...], bool] | None:
        """The posts of page `number`, which counts from the oldest, and whether only the newest page follows; None
        when there is no such page."""
        slugs = self._listed(listing)
        count = page_count(len(slugs))
        if not 1 <= number <= count:
            return None
        end = len(slugs) - (number - 1) * PER_PAGE
        return slugs[end - PER_PAGE : end], number == count

    @question("posts", "topics")
    def size(self, listing: str) -> int:
        """How many posts a list has."""
        return len(self._listed(listing))

    # -- posts

    @question(one="posts", kept="record")
    def post(self, slug: str) -> Post | None:
        """A post that is out."""
        return self._hub.post(slug)

    @question(one="posts")
    def is_out(self, slug: str) -> bool:
        """Whether a post is out."""
        return self._hub.post(slug) is not None

    @question(one="posts")
    def updated(self, slug: str) -> Moment | None:
        """When a post was last changed, once that has come."""
        post = self._hub.post(slug)
        return self._hub.updated(post) if post else None

    @question("posts")
    def translations(self, slug: str) -> tuple[tuple[str, str], ...]:
        """The other versions of a post, the first version first, each with its language."""
        post = self._hub.post(slug)
        return tuple((p.slug, p.language or "") for p in self._hub.translations(post)) if post else ()

    # -- topics

    @question("posts", "topics")
    def topic_of(self, tag: str) -> tuple[str, str] | None:
        """The topic a tag belongs to, its slug and title; None when it has no posts."""
        entry = self._hub.topic(self._hub.topic_slug(tag))
        return (entry.slug, entry.title) if entry else None

    @question("posts", "topics")
    def topic_title(self, slug: str) -> str | None:
        """The title of a topic that has posts."""
        entry = self._hub.topic(slug)
        return entry.title if entry else None

    @question("posts", "topics")
    def topics(self) -> tuple[tuple[str, str, int], ...]:
        """Slug, title and number of posts of every topic that has some, by title."""
        return tuple((entry.slug, entry.title, len(entry.posts)) for entry in self._hub.topics())

    @question(one="topics")
    def description_of(self, slug: str) -> str | None:
        """The content file that describes a topic."""
        topic = self._hub.snapshot.topics.get(slug)
        return topic.source.path if topic else None

    @question("posts", "topics")
    def writers(self, slug: str, count: int) -> tuple[str, ...]:
        """Who wrote about a topic, the latest first."""
        entry = self._hub.topic(slug)
        posts = (self._hub.post(slug) for slug in entry.posts) if entry else ()
        return tuple(dict.fromkeys(handle for post in posts if post for handle in post.authors))[:count]

    # -- people

    @question(one="advocates", kept="record")
    def advocate(self, handle: str) -> Advocate | None:
        """Someone with a profile, listed or not."""
        return self._hub.advocate(handle)

    @question(one="advocates")
    def has_profile(self, handle: str) -> bool:
        """Whether somebody has this handle."""
        return self._hub.advocate(handle) is not None

    @question(one="advocates")
    def name_and_number(self, handle: str) -> tuple[str, int | None] | None:
        """What of someone stands on their badges."""
        person = self._hub.advocate(handle)
        return (person.name, person.number) if person else None

    @question("advocates")
    def directory(self) -> tuple[str, ...]:
        """Everyone listed, by name."""
        return tuple(person.handle for person in self._hub.directory())

    @question("advocates", "awards", "badges", "posts")
    def recently_active(self, count: int) -> tuple[str, ...]:
        """Those listed who wrote or were recognised last, then the others by name."""
        return self._active[:count]

    @question(one="advocates")
    def standing(self, handle: str) -> tuple[Tier | None, Moment | None, Moment | None]:
        """Someone's tier, the day they joined, and the day they left."""
        person = self._hub.snapshot.advocates[handle]
        return self._hub.tier_of(person), self._hub.first_day(person), self._hub.last_day(person)

    @question(one="advocates")
    def terms_begun(self, handle: str) -> tuple[Term, ...]:
        """The terms of someone that have begun."""
        person = self._hub.advocate(handle)
        return tuple(term for term in person.terms if term.start.has_come(self._hub.now)) if person else ()

    @question("contributions", kept="")
    def contributions_of(self, handle: str) -> tuple[Contribution, ...]:
        """Someone's contributions, newest first."""
        return self._hub.contributions_of(handle)

    # -- badges and awards

    @question("badges")
    def badges(self) -> tuple[str, ...]:
        """Every badge, by name."""
        return tuple(badge.slug for badge in self._hub.badges())

    @question(one="badges", kept="record")
    def badge(self, slug: str) -> Badge | None:
        """One badge."""
        return self._hub.badge(slug)

    @question(one="badges")
    def is_badge(self, slug: str) -> bool:
        """Whether there is such a badge."""
        return self._hub.badge(slug) is not None

    @question(one="awards", kept="record")
    def award(self, award_id: str) -> Award | None:
        """An award that has been given."""
        return self._hub.award(award_id)

    @question("badges", one="awards")
    def state(self, award_id: str) -> State | None:
        """Whether an award counts now, and if not, why."""
        award = self._hub.award(award_id)
        return self._hub.state(award) if award else None

    @question("badges", one="awards")
    def expires(self, award_id: str) -> Moment | None:
        """When an award ends."""
        award = self._hub.award(award_id)
        return self._hub.expires(award) if award else None

    @question("awards", "advocates", "badges")
    def newest_awards(self, count: int) -> tuple[str, ...]:
        """The newest awards for lists."""
        return tuple(award.id for award in self._hub.shown_awards()[:count])

    @question("awards", "advocates", "badges")
    def awards_of(self, handle: str) -> tuple[str, ...]:
        """Someone's awards for lists, newest first."""
        return tuple(award.id for award in self._hub.awards_of(handle))

    @question("awards", "advocates", "badges")
    def badges_of(self, handle: str) -> tuple[str, ...]:
        """The badges of someone's awards, newest first."""
        return tuple(award.badge for award in self._hub.awards_of(handle))

    @question("awards", "advocates", "badges")
    def holders(self, badge: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Who holds a badge now, and who only did once."""
        awards = self._hub.awards_for(badge)
        now = dict.fromkeys(a.advocate or "" for a in awards if self._hub.state(a) == "current")
        once = dict.fromkeys(a.advocate or "" for a in awards if a.advocate not in now)
        return tuple(now), tuple(once)

    @question("awards", "advocates", "badges")
    def years(self) -> tuple[int, ...]:
        """Years of the wall, newest first."""
        return self._hub.years()

    @question("awards", "advocates", "badges")
    def year_of(self, year: int) -> tuple[tuple[str, ...], tuple[str, ...], tuple[tuple[str, str], ...]]:
        """A year of the wall: people by name, awards newest first, and who rose to which tier."""
        return wall.year_of(self._hub, year)

    @question("advocates")
    def tier_holders(self, tier: str) -> tuple[str, ...]:
        """Those active who hold a tier now, by name."""
        hub = self._hub
        return tuple(
            p.handle
            for p in hub.directory()
            if p.status == "active" and (held := hub.tier_of(p)) is not None and held.key == tier
        )

    # -- the rest

    @question("events")
    def coming_events(self, count: int) -> tuple[str, ...]:
        """Events that are not over, soonest first; all with `count` 0."""
        return tuple(event.slug for event in self._hub.coming_events())[: count or None]

    @question("events")
    def past_events(self) -> tuple[str, ...]:
        """Events that are over, latest first."""
        return tuple(event.slug for event in self._hub.past_events())

    @question(one="events", kept="record")
    def event(self, slug: str) -> Event | None:
        """One event."""
        return self._hub.event(slug)

    @question(one="events")
    def is_past(self, slug: str) -> bool:
        """Whether an event is over."""
        event = self._hub.event(slug)
        return event is not None and self._hub.is_past(event)

    @question("resources", kept="")
    def resources(self) -> tuple[Resource, ...]:
        """Resources by kind, then their order, then title."""
        return self._hub.resources()

    @question("changes", kept="")
    def changes(self, count: int) -> tuple[Change, ...]:
        """Changes that have come, newest first; all with `count` 0."""
        return self._hub.changes()[: count or None]

    @question("pages")
    def menu(self) -> tuple[tuple[str, str], ...]:
        """Pages that asked for a place in the menu: label and slug."""
        return tuple((page.menu, page.slug) for page in self._hub.pages() if page.menu)

    @question(one="pages", kept="record")
    def page(self, slug: str) -> Page | None:
        """One plain page."""
        return self._hub.page(slug)

    @question("posts", "topics", "badges", "events", "resources", "changes")
    def has(self, kind: str) -> bool:
        """Whether a part of the hub has anything in it."""
        return self._hub.has(kind)

    @question("posts", "pages", "advocates", "events", "topics")
    def alias(self, path: str) -> str | None:
        """Where an old address leads."""
        return self._aliases.get(path, (None, ""))[0]

    @question("posts", "pages", "advocates", "events", "topics", "awards", "badges")
    def sitemap(self) -> tuple[str, ...]:
        """Rooted paths of pages that search engines may show."""
        return tuple(self.indexed())

    indexed: Callable[[], Any] = staticmethod(tuple)
    """Gives the answer to `sitemap`; the app fills this in from its page list."""

    @question(one="texts", timeless=True, kept="")
    def text(self, path: str) -> Rendered:
        """The rendering of a content file's body."""
        return self._hub.snapshot.body(path)

    @question(one="media", timeless=True, kept="")
    def media(self, path: str) -> Media | None:
        """A file of `content/media/`."""
        return self._hub.snapshot.media.get(path)

    @question(one="media", timeless=True, kept="")
    def links_file(self, path: str) -> bool:
        """Whether there is a file for a link to it. What a page asked this of is published."""
        return path in self._hub.snapshot.media

    @question(one="media", timeless=True, kept="")
    def variant(self, path: str, width: int, square: int) -> str | None:
        """The name of a picture's variant, `square` (0 or 1) or as wide. What a page asked this of is made."""
        media = self._hub.snapshot.media.get(path)
        return f"{media.digest[:16]}-{'s' if square else 'w'}{width}.webp" if media else None


def page_count(total: int) -> int:
    """How many numbered pages a list of `total` has: those that the newest page does not hold."""
    return max(0, (total - 1) // PER_PAGE)
