"""What may stand in a hub's published files, from its content."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from hub.content import addresses
from hub.content.queries import Queries
from hub.publish.addresses import file_of
from hub.publish.checks import Facts, Policy, Unpublished, addresses_in, said_in_bodies
from hub.publish.outputs import Output


def policy_of(
    hub: Queries,
    outputs: Iterable[tuple[Output, Facts]],
    *,
    drafts: bool,
    private: frozenset[str] = frozenset(),
) -> Policy:
    """The policy of a hub; with `drafts` nothing counts as unpublished."""
    settings, snapshot = hub.settings, hub.snapshot
    return Policy(
        base_url=settings.base_url,
        contact=(settings.program.contact or "").lower(),
        asks=frozenset(mail for p in snapshot.advocates.values() if p.ask for mail in addresses_in(p.ask)),
        body_addresses=said_in_bodies(outputs, partial(_in_body, hub)),
        private=private,
        unpublished=() if drafts else tuple(_unpublished(hub)),
    )


def _in_body(hub: Queries, source: str) -> frozenset[str]:
    """The e-mail addresses that the body of a content file says; none for a file without one."""
    rendered = hub.snapshot.bodies.get(source)
    return addresses_in(rendered.html) if rendered else frozenset()


def _unpublished(hub: Queries) -> Iterator[Unpublished]:
    """Posts that must not be seen yet."""
    for post in hub.snapshot.posts.values():
        if hub.post(post.slug) is None:
            why = "is a draft" if post.draft else f"comes out on {post.date.iso}"
            yield Unpublished(post.source.path, file_of(addresses.post(post.slug)), why)
