"""What may stand in a hub's published files, from its content."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from functools import cached_property
from pathlib import Path

from hub.content import addresses
from hub.content.queries import Queries
from hub.publish.addresses import file_of
from hub.publish.checks import Policy, Unpublished, addresses_in


def policy_of(hub: Queries, root: Path, *, drafts: bool, private: frozenset[str] = frozenset()) -> Policy:
    """The policy of a hub; with `drafts` nothing counts as unpublished."""
    settings, snapshot = hub.settings, hub.snapshot
    return Policy(
        base_url=settings.base_url,
        contact=(settings.program.contact or "").lower(),
        asks=frozenset(mail for p in snapshot.advocates.values() if p.ask for mail in addresses_in(p.ask)),
        body_addresses=_Bodies(hub, root),
        private=private,
        unpublished=() if drafts else tuple(_unpublished(hub)),
    )


def _unpublished(hub: Queries) -> Iterator[Unpublished]:
    """Posts that must not be seen yet."""
    for post in hub.snapshot.posts.values():
        if hub.post(post.slug) is None:
            why = "is a draft" if post.draft else f"comes out on {post.date.iso}"
            yield Unpublished(post.source.path, file_of(addresses.post(post.slug)), why)


class _Bodies(Mapping[str, Collection[str]]):
    """For each e-mail address the content files whose texts say it; looked for when one turns up in a page."""

    def __init__(self, hub: Queries, root: Path) -> None:
        self._hub, self._root = hub, root

    @cached_property
    def _found(self) -> Mapping[str, Collection[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for path in self._hub.snapshot.bodies:
            try:
                text = (self._root / path).read_text(encoding="utf-8", errors="replace")
            except OSError:
                continue
            for mail in addresses_in(text):
                found[mail].append(path)
        return found

    def __getitem__(self, mail: str) -> Collection[str]:
        return self._found[mail]

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)
