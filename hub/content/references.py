"""Whether everything a record names is there, and whether no two things want one address."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from pathlib import PurePosixPath
from typing import Any

from hub.content.addresses import OWN, content_addresses
from hub.content.fields import is_web_url, nearest
from hub.content.settings import is_language
from hub.content.snapshot import Snapshot
from hub.model import RESERVED_SEGMENTS, Problems, Source, slugify


def check_references(snapshot: Snapshot, problems: Problems, unread: frozenset[str] = frozenset()) -> None:
    """Note every name that leads nowhere and every address wanted twice.

    `unread` are files that could not be read and have been told: what names them is not told again.
    """
    check = _Check(snapshot, problems, unread)
    check.posts()
    check.advocates()
    check.badges_and_awards()
    check.others()
    check.bodies()
    check.addresses()
    check.settings()


def check_schedule(snapshot: Snapshot, now: dt.datetime, problems: Problems) -> None:
    """Warn of what waits for its time: it is not built before, but whoever can read the folder can read it."""
    for post in snapshot.posts.values():
        if not post.draft and not post.date.has_come(now):
            what = (
                f"this post comes out on {post.date.iso}, and until then its text can be read in the files and in git"
            )
            problems.warn(
                post.source.path, post.source.line("date"), what, "keep it elsewhere if nobody may see it yet"
            )


def check_links(
    snapshot: Snapshot, records: Iterable[Any], problems: Problems, unread: frozenset[str] = frozenset()
) -> None:
    """Note every link in the bodies of some records that leads nowhere."""
    tables: dict[str, Any] = {
        "post": snapshot.posts,
        "advocate": snapshot.advocates,
        "badge": snapshot.badges,
        "media": snapshot.media,
    }
    known = _stems(unread)
    for record in records:
        source, body = record.source, getattr(record, "body", None)
        if body is None:
            continue
        for reference in snapshot.body(source.path).references:
            table = tables.get(reference.kind)
            line = body.line + reference.line - 1
            told = reference.target in known or f"content/{reference.target}" in unread
            if table is not None and reference.target not in table and not told:
                noun = "file content/" if reference.kind == "media" else f"{reference.kind} "
                what = f"a link leads to {noun}{reference.target}, which is not there"
                cure = nearest(reference.target, list(table), "correct or remove the link")
                problems.add(source.path, line, what, cure)


def _stems(unread: frozenset[str]) -> set[str]:
    """What files that could not be read are called by others."""
    return {PurePosixPath(path).stem for path in unread if not path.startswith("content/media/")}


class _Check:
    def __init__(self, snapshot: Snapshot, problems: Problems, unread: frozenset[str]) -> None:
        self.hub, self.problems = snapshot, problems
        self.unread = unread
        self.told = _stems(unread)
        # Imported here: what only looks at addresses needs no babel, which takes a while.
        from babel import Locale

        settings = snapshot.settings
        self.tiers = [tier.key for tier in settings.tiers]
        self.groups = [group.key for group in settings.groups]
        self.types = [kind.key for kind in settings.contributions]
        self.territories = {code for code in map(str, Locale("en").territories) if len(code) == 2 and code.isalpha()}

    def line(self, key: str) -> int:
        """The line of a key of `hub.toml`."""
        return self.hub.settings.lines.get(key, 1)

    def wrong(self, source: Source, key: str, what: str, cure: str) -> None:
        self.problems.add(source.path, source.line(key), what, cure)

    def known(
        self, source: Source, key: str, names: Iterable[str | None], known: Iterable[str], noun: str, where: str
    ) -> None:
        """Note each of `names` that is not among `known`."""
        have = known if isinstance(known, Mapping | AbstractSet) else list(known)
        for name in names:
            if name and name not in have and name not in self.told:
                self.wrong(source, key, f"there is no {noun} {name!r}", nearest(name, list(have), where))

    def people(self, source: Source, key: str, handles: Iterable[str | None]) -> None:
        self.known(
            source,
            key,
            handles,
            self.hub.advocates,
            "advocate",
            "add content/advocates/HANDLE.md, or correct the handle",
        )

    def in_groups(self, source: Source, groups: Iterable[str]) -> None:
        self.known(source, "groups", groups, self.groups, "group", "add a [[groups]] with this key to hub.toml")

    def media(self, source: Source, key: str, path: str | None, *, picture: bool = True) -> None:
        """Note a media path that leads nowhere or to something that is no picture."""
        if path is None:
            return
        found = self.hub.media.get(path)
        if not path.startswith("media/") or ".." in path:
            self.wrong(source, key, f"`{key}` is no media path: {path!r}", "write it as media/name.jpg")
        elif found is None and f"content/{path}" in self.unread:
            return
        elif found is None:
            self.wrong(
                source,
                key,
                f"there is no file content/{path}",
                nearest(path, list(self.hub.media), "put it there, or remove the field"),
            )
        elif picture and not (found.width or found.mime == "image/svg+xml"):
            self.wrong(source, key, f"content/{path} is no picture", "use a JPEG, PNG or WebP")

    def posts(self) -> None:
        for post in self.hub.posts.values():
            self.people(post.source, "authors", post.authors)
            self.in_groups(post.source, post.groups)
            self.media(post.source, "cover", post.cover)
            if post.cover and not post.cover_alt:
                self.problems.warn(
                    post.source.path,
                    post.source.line("cover"),
                    "the cover has no `cover_alt`",
                    "say in a few words what it shows",
                )
            for tag in post.tags:
                if slugify(tag) == "page":
                    self.wrong(post.source, "tags", "the address /topics/page/ belongs to the hub", "use another tag")
                elif not slugify(tag):
                    self.wrong(post.source, "tags", f"the tag {tag!r} has no letter or digit", "use words")
            if post.language and not is_language(post.language):
                self.wrong(
                    post.source,
                    "language",
                    f"the language {post.language!r} is not known",
                    "write a code, such as en or pt-BR",
                )
            self.known(
                post.source,
                "translation_of",
                [post.translation_of],
                self.hub.posts,
                "post",
                "use the slug of the first version",
            )

    def advocates(self) -> None:
        numbers: dict[int, str] = {}
        for person in self.hub.advocates.values():
            self.known(
                person.source, "tier", [person.tier], self.tiers, "tier", "add a [[tiers]] with this key to hub.toml"
            )
            self.known(
                person.source,
                "terms",
                (t.tier for t in person.terms),
                self.tiers,
                "tier",
                "add a [[tiers]] with this key to hub.toml",
            )
            self.in_groups(person.source, person.groups)
            self.media(person.source, "photo", person.photo)
            if person.country and person.country not in self.territories:
                self.wrong(
                    person.source,
                    "country",
                    f"the country {person.country!r} is not known",
                    "write its two letters, such as KE or BR",
                )
            for tag in person.languages:
                if not is_language(tag):
                    self.wrong(
                        person.source,
                        "languages",
                        f"the language {tag!r} is not known",
                        "write codes, such as en or pt-BR",
                    )
            if person.number is not None and person.number in numbers:
                self.wrong(
                    person.source,
                    "number",
                    f"member number {person.number} belongs to {numbers[person.number]}",
                    "give another number",
                )
            elif person.number is not None:
                numbers[person.number] = person.source.path

    def badges_and_awards(self) -> None:
        for badge in self.hub.badges.values():
            self.known(
                badge.source, "tier", [badge.tier], self.tiers, "tier", "add a [[tiers]] with this key to hub.toml"
            )
        for award in self.hub.awards.values():
            self.known(
                award.source,
                "badge",
                [award.badge],
                self.hub.badges,
                "badge",
                "add content/badges/SLUG.md, or correct the slug",
            )
            self.people(award.source, "advocate", [award.advocate])
            for item in award.evidence:
                if item.url and item.url.startswith("media/"):
                    self.media(award.source, "evidence", item.url, picture=False)
                kind, _, slug = (item.url or "").partition(":")
                table = {"post": self.hub.posts, "advocate": self.hub.advocates, "badge": self.hub.badges}.get(kind)
                if table is not None:
                    self.known(award.source, "evidence", [slug], table, kind, "correct the address")
        if self.hub.awards and not self.hub.settings.program.contact:
            what = "`contact` is missing in [program], and badges need it"
            self.problems.add(
                "hub.toml", self.line("contact"), what, 'add contact = "program@example.com" below [program]'
            )

    def others(self) -> None:
        for event in self.hub.events.values():
            self.people(event.source, "hosts", event.hosts)
            self.in_groups(event.source, event.groups)
        for resource in self.hub.resources.values():
            self.media(resource.source, "file", resource.file, picture=False)
        for change in self.hub.changes.values():
            self.people(change.source, "advocates", change.advocates)
        for item in self.hub.contributions:
            self.people(item.source, "advocate", [item.advocate])
            where = "add a [[contributions]] with this key to hub.toml"
            self.known(item.source, "type", [item.type], self.types, "contribution type", where)
        self._translations()

    def _translations(self) -> None:
        for post in self.hub.posts.values():
            first = self.hub.posts.get(post.translation_of or "")
            if first is post or (first and first.translation_of):
                self.wrong(
                    post.source,
                    "translation_of",
                    "a translation must name the first version",
                    "use the slug of the post it was translated from",
                )

    def bodies(self) -> None:
        """Every link of every body."""
        check_links(self.hub, self.records(), self.problems, self.unread)

    def records(self) -> Iterator[Any]:
        """All records that come from a file of their own, in a fixed order."""
        hub = self.hub
        for table in (
            hub.posts,
            hub.pages,
            hub.advocates,
            hub.topics,
            hub.badges,
            hub.awards,
            hub.events,
            hub.resources,
            hub.changes,
        ):
            yield from table.values()

    def addresses(self) -> None:
        """No two things may want one address, letter case aside; pages keep off the hub's own segments."""
        for page in self.hub.pages.values():
            if page.slug.casefold() in RESERVED_SEGMENTS:
                self.wrong(
                    page.source, "slug", f"the address /{page.slug}/ belongs to the hub", "give the page another `slug`"
                )
        for post in self.hub.posts.values():
            if post.slug == "page":
                self.wrong(
                    post.source, "slug", "the address /posts/page/ belongs to the hub", "give the post another `slug`"
                )
        for person in self.hub.advocates.values():
            if person.handle == "in":
                self.wrong(
                    person.source,
                    "slug",
                    "the address /advocates/in/ belongs to the hub",
                    "give the person another handle",
                )
        taken: dict[str, Source] = {}
        for path, source, key in content_addresses(self.hub):
            folded = path.casefold().rstrip("/")
            if folded in OWN or folded.startswith(("/static/", "/media/", "/pagefind/")):
                self.wrong(source, key, f"the address {path} belongs to the hub", "choose another one")
                continue
            other = taken.setdefault(folded, source)
            if other is not source:
                self.wrong(source, key, f"the address {path} belongs to {other.path} already", "rename one of the two")

    def settings(self) -> None:
        """What `hub.toml` names."""
        brand = self.hub.settings.brand
        if brand.logo and brand.logo not in self.hub.media:
            self.problems.add(
                "hub.toml",
                self.line("logo"),
                f"there is no file content/{brand.logo}",
                "put the logo there, or remove `logo`",
            )
        terms = self.hub.settings.program.terms
        if terms and not terms.startswith("/") and not is_web_url(terms):
            self.problems.add(
                "hub.toml", self.line("terms"), f"`terms` is no address: {terms!r}", "write /terms/ or https://…"
            )
        if terms and terms.startswith("/") and terms.strip("/") not in self.hub.pages:
            self.problems.add(
                "hub.toml",
                self.line("terms"),
                f"there is no page {terms}",
                "add content/pages/ with this slug, or correct `terms`",
            )
