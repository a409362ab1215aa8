"""One frozen record for each kind of content file. Keys only: no record holds another file's record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from hub.model.moment import Moment

Kind = Literal["person", "team", "staff", "guest"]
DisclosureKind = Literal["gift", "loan", "travel", "early-access", "employment", "other"]
RevocationReason = Literal["mistake", "left", "withdrawn", "conduct", "replaced", "erased"]


@dataclass(frozen=True, slots=True)
class Source:
    """The file a record came from: path in the hub folder, and the line each field stands on."""

    path: str
    lines: Mapping[str, int] = field(default_factory=dict, compare=False, repr=False)
    digest: str = field(default="", repr=False)

    def line(self, key: str) -> int:
        """The line of a field, else of the file's beginning."""
        return self.lines.get(key, 1)


@dataclass(frozen=True, slots=True)
class Body:
    """Markdown as written; `line` is the file's line on which it begins."""

    text: str = ""
    line: int = 1

    def __bool__(self) -> bool:
        return bool(self.text.strip())


@dataclass(frozen=True, slots=True)
class Link:
    """A labelled address on a profile."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Disclosure:
    """One thing an author got from the company."""

    kind: DisclosureKind
    item: str = ""
    date: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Post:
    """A post. `disclosure` is None when not stated, empty when the author said "none"."""

    slug: str
    title: str
    authors: tuple[str, ...]
    date: Moment
    body: Body
    source: Source
    updated: Moment | None = None
    tags: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    summary: str = ""
    cover: str | None = None
    cover_alt: str = ""
    disclosure: tuple[Disclosure, ...] | None = None
    canonical: str | None = None
    language: str | None = None
    translation_of: str | None = None
    draft: bool = False
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """A plain page at `/SLUG/`; in the menu when `menu` gives its label."""

    slug: str
    title: str
    body: Body
    source: Source
    summary: str = ""
    menu: str | None = None
    order: int = 0
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Term:
    """A tier held for a time; `until` None means still held."""

    tier: str
    start: Moment
    until: Moment | None = None


@dataclass(frozen=True, slots=True)
class Advocate:
    """A person (or team) the program recognises."""

    handle: str
    name: str
    body: Body
    source: Source
    kind: Kind = "person"
    listed: bool = True
    headline: str = ""
    pronouns: str = ""
    photo: str | None = None
    country: str | None = None
    city: str = ""
    languages: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    feed: str | None = None
    number: int | None = None
    joined: Moment | None = None
    status: Literal["active", "alumni"] = "active"
    tier: str | None = None
    terms: tuple[Term, ...] = ()
    ask: str | None = None
    vcard: bool = False
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Topic:
    """A described topic; `tags` fold into it."""

    slug: str
    title: str
    body: Body
    source: Source
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Design:
    """How a badge is drawn: names from the drawing room's own lists, palette as a name or two colours."""

    shape: str = "disc"
    palette: str | tuple[str, ...] = "brand"
    emblem: str = "laurel"
    ribbon: bool = True


@dataclass(frozen=True, slots=True)
class Badge:
    """The definition of a badge: what it is and what it takes."""

    slug: str
    name: str
    body: Body
    source: Source
    summary: str = ""
    tier: str | None = None
    design: Design = field(default_factory=Design)
    valid_for: str | None = None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """What an award rests on: an address, words, or both."""

    url: str | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Recipient:
    """The Open Badges 2.0 identity of who got an award; None in an award means the profile's address."""

    type: Literal["url", "email"]
    identity: str
    hashed: bool = False
    salt: str | None = None


@dataclass(frozen=True, slots=True)
class Revocation:
    """Since when an award no longer counts, and why."""

    date: Moment
    reason: RevocationReason


@dataclass(frozen=True, slots=True)
class Award:
    """One badge given to one advocate. `advocate` is None only when revoked as `erased`."""

    id: str
    badge: str
    advocate: str | None
    awarded: Moment
    source: Source
    expires: Moment | None = None
    evidence: tuple[Evidence, ...] = ()
    recipient: Recipient | None = None
    credential: str | None = None
    suspended: bool = False
    revoked: Revocation | None = None
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Contribution:
    """A public line of the ledger."""

    advocate: str
    type: str
    date: Moment
    title: str
    source: Source
    url: str | None = None
    reach: int | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """Something with a beginning, perhaps an end and a place."""

    slug: str
    title: str
    starts: Moment
    body: Body
    source: Source
    ends: Moment | None = None
    place: str = ""
    url: str | None = None
    online: bool = False
    hosts: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()

    @property
    def end(self) -> dt.datetime:
        """The first instant at which it is over."""
        if self.ends:
            return self.ends.end
        if self.starts.whole_day:
            return self.starts.end
        return self.starts.at + dt.timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Resource:
    """A kit, template or guide: an address elsewhere or a file of the hub."""

    slug: str
    title: str
    body: Body
    source: Source
    summary: str = ""
    url: str | None = None
    file: str | None = None
    kind: str = ""
    order: int = 0


@dataclass(frozen=True, slots=True)
class Change:
    """ "You said, we did"."""

    slug: str
    title: str
    date: Moment
    body: Body
    source: Source
    advocates: tuple[str, ...] = ()
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """An approved mention or reply from elsewhere."""

    target: str
    page: str
    date: Moment
    source: Source
    author: str = ""
    excerpt: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """Public counts by name, as the desk wrote them."""

    name: str
    values: Mapping[str, object]
    source: Source


@dataclass(frozen=True, slots=True)
class Media:
    """A file under `content/media/`. `width` and `height` are pixels as shown, 0 for what is no picture."""

    path: str
    size: int
    digest: str
    width: int = 0
    height: int = 0
    mime: str = "application/octet-stream"
