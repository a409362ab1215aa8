"""One reader for each kind of content file: fields and body in, one frozen record out.

What is wrong is noted on the way and the record is made all the same, so that one pass tells everything.
Whether the things a record names exist is asked later, when all files are read (see `references`).
"""

from __future__ import annotations

import datetime as dt
import re
from typing import cast, get_args

from hub.content.fields import Fields, is_rooted_path, is_web_url
from hub.model import (
    Advocate,
    Award,
    Badge,
    Body,
    Change,
    Contribution,
    Design,
    Disclosure,
    Event,
    Evidence,
    Link,
    Mention,
    Moment,
    Page,
    Post,
    Recipient,
    Resource,
    Revocation,
    Source,
    Term,
    Topic,
    is_handle,
)
from hub.model.records import DisclosureKind, Kind, RevocationReason

DISCLOSURE_KINDS: tuple[str, ...] = get_args(DisclosureKind)
REVOCATION_REASONS: tuple[str, ...] = get_args(RevocationReason)
_NEVER = Moment(dt.datetime(1970, 1, 1, tzinfo=dt.UTC), whole_day=True)
_DURATION = re.compile(r"P(?=\d)(?:(\d{1,3})Y)?(?:(\d{1,3})M)?(?:(\d{1,3})W)?(?:(\d{1,5})D)?")


def read_post(fields: Fields, stem: str, body: Body, source: Source) -> Post:
    """`content/posts/**/*.md`."""
    return Post(
        slug=fields.slug(stem),
        title=fields.text("title", required=True, longest=300),
        authors=fields.texts("authors", required=True),
        date=fields.moment("date", required=True) or _NEVER,
        body=body,
        source=source,
        updated=fields.moment("updated"),
        tags=fields.texts("tags"),
        groups=fields.texts("groups"),
        summary=fields.text("summary", longest=2000),
        cover=fields.optional("cover"),
        cover_alt=fields.text("cover_alt", longest=1000),
        disclosure=_disclosure(fields),
        canonical=fields.url("canonical"),
        language=fields.optional("language"),
        translation_of=fields.optional("translation_of"),
        draft=fields.flag("draft", False),
        aliases=fields.aliases(),
    )


def _disclosure(fields: Fields) -> tuple[Disclosure, ...] | None:
    node = fields.node("disclosure")
    if node is None:
        return None
    if isinstance(node.value, str):
        if node.value != "none":
            fields.wrong(
                "disclosure", f"`disclosure` cannot be {node.value!r}", "write `none`, or a list of {kind, item, date}"
            )
        return ()
    found = []
    for item in fields.items("disclosure"):
        date = item.moment("date")
        kind = cast(DisclosureKind, item.choice("kind", DISCLOSURE_KINDS, "other"))
        found.append(Disclosure(kind, item.text("item"), date.date if date else None))
        item.finish()
    return tuple(found)


def read_page(fields: Fields, stem: str, body: Body, source: Source) -> Page:
    """`content/pages/*.md`."""
    return Page(
        slug=fields.slug(stem),
        title=fields.text("title", required=True, longest=300),
        body=body,
        source=source,
        summary=fields.text("summary", longest=2000),
        menu=fields.optional("menu", longest=60),
        order=fields.number("order") or 0,
        aliases=fields.aliases(),
    )


def read_advocate(fields: Fields, stem: str, body: Body, source: Source) -> Advocate:
    """`content/advocates/*.md`."""
    kind = cast(Kind, fields.choice("kind", ("person", "team", "staff", "guest"), "person"))
    ask = fields.optional("ask")
    if ask and ask != "form" and not is_web_url(ask):
        fields.wrong("ask", f"`ask` cannot be {ask!r}", "write `form`, or an address that begins with https://")
        ask = None
    return Advocate(
        handle=_handle(fields, "slug", fields.text("slug") or stem),
        name=fields.text("name", required=True, longest=120),
        body=body,
        source=source,
        kind=kind,
        listed=fields.flag("listed", True),
        headline=fields.text("headline", longest=300),
        pronouns=fields.text("pronouns", longest=60),
        photo=fields.optional("photo"),
        country=fields.optional("country"),
        city=fields.text("city", longest=120),
        languages=fields.texts("languages"),
        topics=fields.texts("topics"),
        groups=fields.texts("groups"),
        links=_links(fields),
        feed=fields.url("feed"),
        number=fields.number("number", least=1),
        joined=fields.moment("joined"),
        status="alumni" if fields.choice("status", ("active", "alumni"), "active") == "alumni" else "active",
        tier=fields.optional("tier"),
        terms=tuple(_terms(fields)),
        ask=ask,
        vcard=fields.flag("vcard", False),
        aliases=fields.aliases(),
    )


def _handle(fields: Fields, key: str, value: str) -> str:
    if not is_handle(value):
        fields.wrong(
            key, f"{value!r} cannot be a handle", "use a-z, 0-9 and single hyphens, and rename the file to match"
        )
    return value


def _links(fields: Fields) -> tuple[Link, ...]:
    links = fields.mapping("links")
    if links is None:
        return ()
    found = [(label, links.url(label)) for label in links.names]
    return tuple(Link(label[:80], url) for label, url in found if url)


def _terms(fields: Fields) -> list[Term]:
    found = []
    for item in fields.items("terms"):
        tier, start, until = item.text("tier", required=True), item.moment("from", required=True), item.moment("to")
        item.finish()
        if start and until and until.end <= start.at:
            item.wrong("to", "the term ends before it begins", "swap `from` and `to`")
        elif start:
            found.append(Term(tier, start, until))
    return sorted(found, key=lambda term: term.start)


def read_topic(fields: Fields, stem: str, body: Body, source: Source) -> Topic:
    """`content/topics/*.md`."""
    title = fields.text("title", required=True, longest=120)
    return Topic(fields.slug(stem), title, body, source, fields.texts("tags"))


def read_badge(fields: Fields, stem: str, body: Body, source: Source) -> Badge:
    """`content/badges/*.md`."""
    summary = fields.text("summary", longest=1000)
    if not summary and not body:
        fields.wrong(
            "summary", "the badge does not say what it takes", "add a `summary`, or write the criteria below the fields"
        )
    valid_for = fields.optional("valid_for")
    if valid_for and not _DURATION.fullmatch(valid_for):
        fields.wrong(
            "valid_for",
            f"`valid_for` is no duration: {valid_for!r}",
            "write P1Y for a year, P6M for six months, P30D for thirty days",
        )
        valid_for = None
    return Badge(
        slug=_handle(fields, "slug", fields.text("slug") or stem),
        name=fields.text("name", required=True, longest=80),
        body=body,
        source=source,
        summary=summary,
        tier=fields.optional("tier"),
        design=_design(fields),
        valid_for=valid_for,
        tags=fields.texts("tags"),
    )


def _design(fields: Fields) -> Design:
    design, given = fields.mapping("design"), Design()
    if design is None:
        return given
    palette = design.texts("palette")
    read = Design(
        shape=design.text("shape") or given.shape,
        palette=(palette[0] if len(palette) == 1 else palette) or given.palette,
        emblem=design.text("emblem") or given.emblem,
        ribbon=design.flag("ribbon", True),
    )
    design.finish()
    return read


def add_duration(start: Moment, duration: str) -> Moment:
    """`start` moved by an ISO 8601 duration in years, months, weeks and days.

    A day the month lacks becomes its last: 31 January plus a month is 28 February. Raises ValueError.
    """
    match = _DURATION.fullmatch(duration)
    if match is None:
        raise ValueError(duration)
    years, months, weeks, days = (int(part or 0) for part in match.groups())
    month = start.at.month - 1 + months
    year, month = start.at.year + years + month // 12, month % 12 + 1
    last = (dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)).day
    moved = start.at.replace(year=year, month=month, day=min(start.at.day, last))
    return Moment(moved + dt.timedelta(weeks=weeks, days=days), start.whole_day)


def read_award(fields: Fields, stem: str, body: Body, source: Source) -> Award:
    """`content/awards/**/*.yaml`."""
    revoked = _revocation(fields)
    advocate = fields.optional("advocate")
    if advocate is None and not (revoked and revoked.reason == "erased"):
        fields.wrong("advocate", "`advocate` is missing", "say who got it: `advocate: handle`")
    awarded, expires = fields.moment("awarded", required=True) or _NEVER, fields.moment("expires")
    if expires and expires.end <= awarded.at:
        fields.wrong("expires", "the award ends before it begins", "give `expires` a later date than `awarded`")
    erased = revoked is not None and revoked.reason == "erased"
    for key in ("advocate", "recipient", "evidence"):
        if erased and fields.has(key):
            fields.wrong(key, f"an erased award still has `{key}`", "remove the line: an erased award names nobody")
    evidence, recipient = tuple(_evidence(fields)), _recipient(fields)
    return Award(
        id=_handle(fields, "id", fields.text("id", required=True) or stem),
        badge=fields.text("badge", required=True),
        advocate=None if erased else advocate,
        awarded=awarded,
        source=source,
        expires=expires,
        evidence=() if erased else evidence,
        recipient=None if erased else recipient,
        credential=fields.optional("credential", longest=20_000),
        suspended=fields.flag("suspended", False),
        revoked=revoked,
        hidden=fields.flag("hidden", False),
    )


def _evidence(fields: Fields) -> list[Evidence]:
    found = []
    for item in fields.items("evidence"):
        url = item.optional("url", longest=2000)
        if url and not (is_web_url(url) or is_rooted_path(url) or re.match(r"(post|advocate|badge):|media/", url)):
            item.wrong("url", f"`url` is no address: {url!r}", "begin it with https://, or write post:slug")
            url = None
        text = item.text("text", longest=1000)
        if url or text:
            found.append(Evidence(url, text))
        elif not item.has("url"):
            item.wrong("text", "the evidence says nothing", "give it a `url`, a `text` or both")
        item.finish()
    return found


def _recipient(fields: Fields) -> Recipient | None:
    given = fields.mapping("recipient")
    if given is None:
        return None
    kind = given.choice("type", ("url", "email"), "url")
    identity, hashed = given.text("identity", required=True), given.flag("hashed", False)
    if kind == "email" and not (hashed and re.fullmatch(r"sha256\$[0-9a-f]{64}", identity)):
        given.wrong(
            "identity",
            "an e-mail address may only stand here hashed",
            "use hashed: true and identity: sha256$… with a salt",
        )
        identity = ""
    elif kind == "url" and not (
        is_web_url(identity) if not hashed else re.fullmatch(r"sha256\$[0-9a-f]{64}", identity)
    ):
        given.wrong("identity", "`identity` is no web address", "write the profile's address, or leave `recipient` out")
        identity = ""
    read = Recipient("email" if kind == "email" else "url", identity, hashed, given.optional("salt"))
    given.finish()
    return read if read.identity else None


def _revocation(fields: Fields) -> Revocation | None:
    given = fields.mapping("revoked")
    if given is None:
        return None
    date, reason = given.moment("date", required=True), given.choice("reason", REVOCATION_REASONS, "")
    if not reason and not given.has("reason"):
        given.wrong("reason", "`reason` is missing", f"use one of {', '.join(REVOCATION_REASONS)}")
    given.finish()
    return Revocation(date or _NEVER, cast(RevocationReason, reason or "mistake"))


def read_event(fields: Fields, stem: str, body: Body, source: Source) -> Event:
    """`content/events/*.md`."""
    starts, ends = fields.moment("starts", required=True) or _NEVER, fields.moment("ends")
    if ends and ends.end <= starts.at:
        fields.wrong("ends", "the event ends before it begins", "give `ends` a later time than `starts`")
        ends = None
    return Event(
        slug=fields.slug(stem),
        title=fields.text("title", required=True, longest=300),
        starts=starts,
        body=body,
        source=source,
        ends=ends,
        place=fields.text("place"),
        url=fields.url("url"),
        online=fields.flag("online", False),
        hosts=fields.texts("hosts"),
        groups=fields.texts("groups"),
        tags=fields.texts("tags"),
        aliases=fields.aliases(),
    )


def read_resource(fields: Fields, stem: str, body: Body, source: Source) -> Resource:
    """`content/resources/*.md`."""
    url, file = fields.url("url"), fields.optional("file")
    if url and file:
        fields.wrong("file", "the resource has an address and a file", "keep `url` or `file`")
    return Resource(
        slug=fields.slug(stem),
        title=fields.text("title", required=True, longest=300),
        body=body,
        source=source,
        summary=fields.text("summary", longest=1000),
        url=url,
        file=file,
        kind=fields.text("kind", longest=60),
        order=fields.number("order") or 0,
    )


def read_change(fields: Fields, stem: str, body: Body, source: Source) -> Change:
    """`content/changes/*.md`."""
    return Change(
        slug=fields.slug(stem),
        title=fields.text("title", required=True, longest=300),
        date=fields.moment("date", required=True) or _NEVER,
        body=body,
        source=source,
        advocates=fields.texts("advocates"),
        url=fields.url("url"),
    )


def read_contribution(fields: Fields, source: Source) -> Contribution:
    """One item of a list in `content/contributions/**/*.yaml`."""
    return Contribution(
        advocate=fields.text("advocate", required=True),
        type=fields.text("type", required=True),
        date=fields.moment("date", required=True) or _NEVER,
        title=fields.text("title", required=True, longest=500),
        source=source,
        url=fields.url("url"),
        reach=fields.number("reach", least=0),
    )


def _required_url(fields: Fields, key: str) -> str:
    if not fields.has(key):
        fields.wrong(key, f"`{key}` is missing", f"add a line `{key}: https://…`")
    return fields.url(key) or ""


def read_mention(fields: Fields, source: Source) -> Mention:
    """One item of a list in `content/mentions/**/*.yaml`."""
    return Mention(
        target=fields.text("target", required=True, longest=2000),
        page=_required_url(fields, "source"),
        date=fields.moment("date", required=True) or _NEVER,
        source=source,
        author=fields.text("author", longest=120),
        excerpt=fields.text("excerpt", longest=1000),
    )
