"""The small views templates get: everything a page shows about a thing, already in words and addresses.

Every address in a card is rooted at the hub's base path. Text is plain (templates escape it);
only fields named `html` are safe HTML.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from hub.web.later import LaterMarkup


@dataclass(frozen=True, slots=True)
class Picture:
    """An `<img>`: pixels as laid out, `srcset` empty when one size is enough."""

    src: str
    width: int
    height: int
    alt: str = ""
    srcset: str = ""


@dataclass(frozen=True, slots=True)
class DateView:
    """A date for `<time datetime="{iso}">{text}</time>` and its parts in the hub's language."""

    iso: str
    text: str
    short: str
    day: str
    month: str
    year: str
    time: str = ""
    zone: str = ""


@dataclass(frozen=True, slots=True)
class TierView:
    """A tier: `level` of `levels`, for rings; the colour is the CSS variable `--tier-{level}`."""

    key: str
    name: str
    level: int
    levels: int
    summary: str = ""


@dataclass(frozen=True, slots=True)
class TopicLink:
    """A topic and how many posts it has."""

    slug: str
    title: str
    url: str
    count: int = 0


@dataclass(frozen=True, slots=True)
class BadgeCard:
    """A badge definition, small. `picture` is 300 px square, shown at 150 or so."""

    slug: str
    name: str
    url: str
    summary: str
    picture: Picture
    tier: TierView | None = None


@dataclass(frozen=True, slots=True)
class PersonCard:
    """A person wherever they appear. Without a photo show `monogram` in a medallion.

    `face` is 96 px square (shown at 44 or less), `portrait` 480 px square (shown at 240 or less).
    `years` reads "since 2024" or "2021 to 2025"; `role` is "Advocate", "Staff", "Guest", "Team" in words.
    """

    handle: str
    name: str
    url: str
    monogram: str
    face: Picture | None = None
    portrait: Picture | None = None
    headline: str = ""
    pronouns: str = ""
    city: str = ""
    country: str = ""
    place: str = ""
    languages: str = ""
    tier: TierView | None = None
    kind: str = "person"
    role: str = ""
    alumni: bool = False
    listed: bool = True
    years: str = ""
    number: int | None = None
    excerpt: str = ""
    badges: tuple[BadgeCard, ...] = ()
    groups: tuple[str, ...] = ()
    topics: tuple[TopicLink, ...] = ()


@dataclass(frozen=True, slots=True)
class PostCard:
    """A post in lists. `lang`/`dir` are set when it differs from the hub's language."""

    slug: str
    title: str
    url: str
    date: DateView
    authors: tuple[PersonCard, ...]
    summary: str
    topics: tuple[TopicLink, ...] = ()
    cover: Picture | None = None
    minutes: int = 1
    lang: str = ""
    dir: str = ""
    disclosure: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a body, for its contents: level 2 or 3."""

    level: int
    id: str
    text: str


@dataclass(frozen=True, slots=True)
class AwardCard:
    """An award in rows. `why` is the first evidence text or the badge's summary; `state` is one of
    current, ended, revoked, suspended; `person` is None only when erased. `picture` is the personal badge."""

    id: str
    url: str
    badge: BadgeCard
    person: PersonCard | None
    date: DateView
    why: str
    state: str
    picture: Picture


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """What an award rests on."""

    url: str
    text: str


@dataclass(frozen=True, slots=True)
class EventCard:
    """An event: `when` is the whole time in words with its zone."""

    slug: str
    title: str
    url: str
    starts: DateView
    ends: DateView | None
    when: str
    place: str
    online: bool
    hosts: tuple[PersonCard, ...] = ()
    past: bool = False
    link: str = ""


@dataclass(frozen=True, slots=True)
class ResourceCard:
    """A kit or guide; `type` like "PDF" and `size` like "120 KB" only for files of the hub."""

    slug: str
    title: str
    url: str
    kind: str
    summary: str
    html: Markup
    type: str = ""
    size: str = ""


@dataclass(frozen=True, slots=True)
class ChangeCard:
    """ "You said" (title, people) beside "We did" (html)."""

    slug: str
    title: str
    date: DateView
    people: tuple[PersonCard, ...]
    html: Markup
    link: str = ""


@dataclass(frozen=True, slots=True)
class ContributionCard:
    """A talk, answer or other contribution on a profile."""

    title: str
    type: str
    date: DateView
    url: str = ""


@dataclass(frozen=True, slots=True)
class NavItem:
    """One entry of the menu."""

    label: str
    url: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class SiteView:
    """What every page needs: names, addresses, menu, assets. In templates it is `site`."""

    title: str
    tagline: str
    home: str
    language: str
    dir: str
    program: str
    contact: str
    footer: str
    terms: str
    stylesheet: str
    fonts: tuple[str, ...]
    logo: Picture | None
    feed: str
    json_feed: str
    people_url: str
    posts_url: str
    topics_url: str
    recognition_url: str
    badges_url: str
    events_url: str
    resources_url: str
    changes_url: str
    has_posts: bool
    has_topics: bool
    has_badges: bool
    has_events: bool
    has_resources: bool
    has_changes: bool
    tiers: tuple[TierView, ...] = ()


@dataclass(frozen=True, slots=True)
class PageMeta:
    """What stands in a page's head. In templates it is `meta`."""

    title: str
    url: str
    description: str = ""
    kind: str = "website"
    image: Picture | None = None
    feeds: tuple[tuple[str, str, str], ...] = ()
    """(type, title, address) of feeds of this page beyond the hub's own."""
    json_ld: Markup | LaterMarkup = field(default_factory=Markup)
    noindex: bool = False
    canonical: str = ""
    """Where the page stood first, when that is elsewhere."""
    lang: str = ""
    dir: str = ""
    nav: Sequence[NavItem] = ()


@dataclass(frozen=True, slots=True)
class YearChapter:
    """A year of the wall: everyone recognised in it, awards newest first, and moves to a higher tier."""

    year: str
    url: str
    people: tuple[PersonCard, ...]
    awards: tuple[AwardCard, ...]
    promotions: tuple[tuple[PersonCard, TierView], ...] = ()
    more: int = 0
    more_awards: int = 0


@dataclass(frozen=True, slots=True)
class Pager:
    """Where a reader is in a list; `newer` and `older` are addresses or empty."""

    newer: str = ""
    older: str = ""
    number: int = 1


@dataclass(frozen=True, slots=True)
class MonthGroup:
    """Posts of one month in a list."""

    label: str
    posts: tuple[PostCard, ...] = field(default=())
