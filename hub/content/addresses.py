"""Where everything stands on the hub: rooted paths, without the base path. The one home of every address's form."""

from __future__ import annotations

from collections.abc import Iterator

from hub.content.snapshot import Snapshot
from hub.model import Source, slugify

FRONT = "/"
POSTS = "/posts/"
TOPICS = "/topics/"
ADVOCATES = "/advocates/"
BADGES = "/badges/"
RECOGNITION = "/recognition/"
EVENTS = "/events/"
RESOURCES = "/resources/"
CHANGES = "/changes/"
ISSUER = "/issuer.json"

OWN = frozenset(
    """/ /posts /topics /advocates /badges /recognition /events /resources /changes /search /verify /apply
    /about/fairness /issuer.json /feed.xml /feed.json /sitemap.xml /robots.txt /404.html /advocates.json /advocates.opml
    /events.ics /.well-known/did.json /did.json""".split()
)
"""Addresses that are the hub's own whatever its content, without the slash at their end."""


def post(slug: str) -> str:
    """A post."""
    return f"/posts/{slug}/"


def topic(slug: str) -> str:
    """A topic."""
    return f"/topics/{slug}/"


def advocate(handle: str) -> str:
    """A profile."""
    return f"/advocates/{handle}/"


def posts_of(handle: str) -> str:
    """Someone's newest posts, where the profile does not show them all."""
    return f"/advocates/{handle}/posts/"


def badge(slug: str) -> str:
    """A badge, for people."""
    return f"/badges/{slug}/"


def badge_class(slug: str) -> str:
    """A badge, for verifiers."""
    return f"/badges/{slug}.json"


def award(award_id: str) -> str:
    """An award, for people."""
    return f"/awards/{award_id}/"


def assertion(award_id: str) -> str:
    """An award, for verifiers."""
    return f"/awards/{award_id}.json"


def award_picture(award_id: str, size: int = 600) -> str:
    """The baked badge, 600 px unless told."""
    return f"/awards/{award_id}.png" if size == 600 else f"/awards/{award_id}/badge-{size}.png"


def badge_picture(slug: str, size: int = 600) -> str:
    """The definition's own picture, not baked."""
    return f"/badges/{slug}.png" if size == 600 else f"/badges/{slug}/badge-{size}.png"


def event(slug: str) -> str:
    """An event."""
    return f"/events/{slug}/"


def page(slug: str) -> str:
    """A plain page."""
    return f"/{slug}/"


def year(number: int | str) -> str:
    """A year of the wall."""
    return f"/recognition/{number}/"


def numbered(listing: str, number: int) -> str:
    """Page `number` of a list; its newest page stands at the list's own address."""
    return f"{listing}page/{number}/"


def alias_path(alias: str) -> str:
    """An alias as it is published: a page of its own, or a folder with one."""
    alias = alias.removesuffix("index.html") if alias.endswith("/index.html") else alias
    last = alias.rstrip("/").rpartition("/")[2]
    return alias if last.endswith((".html", ".htm")) and not alias.endswith("/") else alias.rstrip("/") + "/"


def content_addresses(snapshot: Snapshot) -> Iterator[tuple[str, Source, str]]:
    """(path, source, field that decides it) of every content file's own address and aliases."""
    tables = (
        (snapshot.posts, post),
        (snapshot.pages, page),
        (snapshot.advocates, advocate),
        (snapshot.badges, badge),
        (snapshot.awards, award),
        (snapshot.events, event),
    )
    for table, where in tables:
        for key, record in table.items():
            yield where(key), record.source, "slug"
    for described in snapshot.topics.values():
        yield topic(described.slug), described.source, "slug"
        for tag in described.tags:
            if slugify(tag) != described.slug:
                yield topic(slugify(tag)), described.source, "tags"
    for table, _ in tables:
        for record in table.values():
            for alias in getattr(record, "aliases", ()):
                yield alias_path(alias), record.source, "aliases"
