"""Reading just those content files that one page shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Set
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any

from hub.content import Leaf, Shelf, texts_of
from hub.content.frontmatter import FormatError
from hub.content.loading import KEYS
from hub.content.markdown import Rendered
from hub.content.media import read_media
from hub.content.onefile import MARKDOWN_KINDS, read_markdown, read_yaml
from hub.content.store import Store
from hub.model import Advocate, Body, HubError, Problems, Source, slugify

_NEXT = 4
"""Posts to read next by topic, by author and of all: one more than a page shows of each."""
_POSTS = 24
"""Posts read for a list of them: two pages' worth, so that the list is seen to go on."""
_HOLDERS = 200


class Gatherer:
    """Collects records and texts for a snapshot that is as small as one page allows."""

    def __init__(
        self, shelf: Shelf, names: Mapping[str, str], find: Callable[[str], Path | None], store: Store
    ) -> None:
        self._shelf, self._names, self._find, self._store = shelf, names, find, store
        self._zone = shelf.settings().zone
        self.tables: dict[str, dict[str, Any]] = {kind: {} for kind in (*MARKDOWN_KINDS, "awards", "media")}
        self.contributions: list[Any] = []
        self.texts: dict[str, str] = {}
        self.places: dict[str, Path] = {}

    # -- what every page shows

    def what_stands_around(self) -> None:
        """The menu, the footer and the logo: pages in the menu, described topics, one of each kind there is."""
        for leaf in self._shelf.of("pages"):
            if leaf.fields.get("menu"):
                self._read(leaf)
        self._all(self._shelf.of("topics"))
        for kind in ("posts", "badges", "events", "resources", "changes"):
            self._all(self._shelf.of(kind)[:1])
        self.media(self._shelf.settings().brand.logo)

    # -- what one page shows

    def what_it_needs(self, kind: str, record: Any, body: Rendered) -> None:
        """Everything the page of `record` shows or leads to."""
        needs = getattr(self, f"_need_{kind}", None)
        if needs is not None:
            needs(record)
        for reference in body.references:
            if reference.kind == "media":
                self.media(reference.target)
            elif reference.kind in ("post", "badge", "advocate"):
                self._one(f"{reference.kind}s", reference.target)
        for post in list(self.tables["posts"].values()):
            for handle in post.authors:
                self.person(handle)

    def _need_posts(self, post: Any) -> None:
        self.media(post.cover)
        for handle in post.authors:
            self.person(handle, awards=3)
            self._all(self._by(handle, _NEXT))
        leaves = self._shelf.of("posts")
        self._all(self._about(self._folded(post.tags), _NEXT))
        self._all(leaves[: 2 * _NEXT])
        if post.translation_of:
            self._one("posts", post.translation_of)

    def _need_advocates(self, person: Any) -> None:
        self.media(person.photo)
        self._awards([leaf for leaf in self._shelf.of("awards") if leaf.fields.get("advocate") == person.handle])
        self._all(self._by(person.handle, _POSTS))
        for leaf in self._shelf.of("contributions"):
            if any(item.get("advocate") == person.handle for item in leaf.fields.get("items", ()) if item):
                found = self._yaml("contributions", leaf)
                self.contributions += [item for item in found if item.advocate == person.handle]

    def _need_topics(self, topic: Any) -> None:
        self._all(self._about({topic.slug, *map(slugify, topic.tags)}, _POSTS))

    def _need_badges(self, badge: Any) -> None:
        self._awards([leaf for leaf in self._shelf.of("awards") if leaf.fields.get("badge") == badge.slug][:_HOLDERS])

    def _need_events(self, event: Any) -> None:
        for handle in event.hosts:
            self.person(handle, awards=3)

    def _need_resources(self, resource: Any) -> None:
        self._all(self._shelf.of("resources"))
        for each in (resource, *self.tables["resources"].values()):
            self.media(each.file)

    def _need_changes(self, change: Any) -> None:
        self._all(self._shelf.of("changes"))
        for each in (change, *self.tables["changes"].values()):
            for handle in each.advocates:
                self.person(handle)

    # -- reading

    def person(self, handle: str, awards: int = 0) -> None:
        """Someone; by name alone when they have no profile yet. `awards` of theirs come along, the newest first."""
        if handle not in self.tables["advocates"]:
            leaf = self._shelf.leaf("advocates", handle)
            if leaf is None or not self._read(leaf):
                path = f"content/advocates/{handle}.md"
                name = self._names.get(handle) or handle
                self.tables["advocates"][handle] = Advocate(handle, name, Body(), Source(path), listed=False)
                self.texts[path] = ""
            self.media(self.tables["advocates"][handle].photo)
        if awards:
            found = [leaf for leaf in self._shelf.of("awards") if leaf.fields.get("advocate") == handle]
            self._awards(found[:awards])

    def media(self, path: str | None) -> None:
        """A file that texts refer to as `media/…`, public or not yet."""
        if not path or not path.startswith("media/") or ".." in path.split("/") or path in self.tables["media"]:
            return
        file = self._shelf.root / "content" / path
        if not file.is_file():
            elsewhere = self._find(path)
            if elsewhere is None:
                return
            file = self.places[path] = elsewhere
        try:
            found = read_media(file, f"content/{path}", Problems(), self._store)
        except OSError:
            return
        if found is not None:
            self.tables["media"][path] = found

    def _awards(self, leaves: Iterable[Leaf]) -> None:
        for leaf in leaves:
            for award in self._yaml("awards", leaf):
                self._one("badges", award.badge)
                if award.badge not in self.tables["badges"]:
                    continue
                self.tables["awards"][award.id] = award
                if award.advocate:
                    self.person(award.advocate)

    def _by(self, handle: str, most: int) -> list[Leaf]:
        """Somebody's newest posts."""
        found = (leaf for leaf in self._shelf.of("posts") if handle in texts_of(leaf.fields.get("authors")))
        return list(islice(found, most))

    def _about(self, topics: Set[str], most: int) -> list[Leaf]:
        """The newest posts with one of some topics."""
        if not topics:
            return []
        found = (leaf for leaf in self._shelf.of("posts") if topics & self._folded(texts_of(leaf.fields.get("tags"))))
        return list(islice(found, most))

    def _folded(self, tags: Iterable[str]) -> set[str]:
        """Slugs of topics, with what folds into a described one in its place."""
        return {self._folds.get(slug, slug) for slug in map(slugify, tags)}

    @cached_property
    def _folds(self) -> Mapping[str, str]:
        return {slugify(tag): topic.slug for topic in self.tables["topics"].values() for tag in topic.tags}

    def _one(self, kind: str, key: str) -> None:
        leaf = self._shelf.leaf(kind, key)
        if leaf is not None and kind == "advocates":
            self.person(key)
        elif leaf is not None and key not in self.tables[kind]:
            self._read(leaf)

    def _all(self, leaves: Iterable[Leaf]) -> None:
        for leaf in leaves:
            if leaf.key not in self.tables[leaf.kind]:
                self._read(leaf)

    def _read(self, leaf: Leaf) -> bool:
        """A Markdown file's record and text; what cannot be read is left out, as a build would tell of it."""
        try:
            data = self._shelf.text(leaf.path).encode()
            record, body = read_markdown(leaf.kind, leaf.path, data, self._zone, Problems())
        except (HubError, FormatError):
            return False
        self.tables[leaf.kind][getattr(record, KEYS.get(leaf.kind, "slug"))] = record
        self.texts[leaf.path] = body.text
        return True

    def _yaml(self, kind: str, leaf: Leaf) -> list[Any]:
        try:
            return read_yaml(kind, leaf.path, self._shelf.text(leaf.path).encode(), self._zone, Problems())
        except (HubError, FormatError):
            return []
