"""Drafts and what is not yet due, where they would be seen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from hub.content import addresses
from hub.model import Post
from hub.publish.addresses import file_of
from hub.publish.checks.lookups import Changed, Lookups


@dataclass(frozen=True, slots=True)
class Unpublished:
    """Content that must not be in any output yet: its file, the output it will be (`posts/a/index.html`), and why,
    as in "is a draft" or "comes out on 2026-12-24"."""

    source: str
    path: str
    why: str


def waiting_posts(posts: Iterable[Post], now: dt.datetime) -> tuple[Unpublished, ...]:
    """The drafts, and the posts whose time has not come at `now` (aware), among some posts."""
    return tuple(
        Unpublished(
            post.source.path,
            file_of(addresses.post(post.slug)),
            "is a draft" if post.draft else f"comes out on {post.date.iso}",
        )
        for post in posts
        if post.draft or not post.date.has_come(now)
    )


def too_early(
    changed: Changed, gone: Collection[str], lookups: Lookups, unpublished: Collection[Unpublished]
) -> Iterator[tuple[Unpublished, str, set[str]]]:
    """Each that would be seen, what is done with it, and the outputs that do so."""
    if not unpublished:
        return
    early = _Early(changed, gone, lookups, unpublished)
    for entry in unpublished:
        pages = early.made_from(entry)
        if pages:
            yield entry, "is made from it", pages
        pages = early.linking_to(entry)
        if pages:
            yield entry, "links to it", pages


class _Early:
    """One look through what changed, for all that must not be seen."""

    def __init__(
        self, changed: Changed, gone: Collection[str], lookups: Lookups, unpublished: Collection[Unpublished]
    ) -> None:
        self._changed = changed
        self._gone = gone
        self._lookups = lookups
        sources = {entry.source for entry in unpublished}
        paths = {entry.path for entry in unpublished}
        self._made: dict[str, set[str]] = {}
        self._linked: dict[str, set[str]] = {}
        for path, (output, its) in changed.items():
            for source in sources.intersection(output.sources):
                self._made.setdefault(source, set()).add(path)
            for target in its.links:
                bare = target.partition("#")[0]
                if bare in paths:
                    self._linked.setdefault(bare, set()).add(path)

    def made_from(self, entry: Unpublished) -> set[str]:
        """The outputs that show something of it, its own page among them."""
        pages = set(self._made.get(entry.source, ()))
        pages.update(self._unchanged(self._lookups.made_from(entry.source)))
        if self._stands(entry):
            pages.add(entry.path)
        return pages

    def linking_to(self, entry: Unpublished) -> set[str]:
        """The outputs that link to where it will be, unless something else stands there for now, an alias say."""
        if self._is_there(entry.path) and not self._stands(entry):
            return set()
        pages = set(self._linked.get(entry.path, ()))
        if self._lookups.exists(entry.path):
            pages.update(self._unchanged(page for page, _target in self._lookups.who_links(entry.path)))
        return pages

    def _is_there(self, path: str) -> bool:
        return path in self._changed or (path not in self._gone and self._lookups.exists(path))

    def _stands(self, entry: Unpublished) -> bool:
        return self._is_there(entry.path) and self._lookups.source(entry.path) in ("", entry.source)

    def _unchanged(self, pages: Iterable[str]) -> Iterator[str]:
        return (page for page in pages if page not in self._changed and page not in self._gone)
