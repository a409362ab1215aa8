"""The content files a page was made from, by what it read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from hub.content.asking import SCOPES
from hub.content.ledger import is_shared, taken_apart
from hub.content.queries import Queries

_LISTED: dict[str, Callable[[Queries, str], Iterable[Any]]] = {
    "contributions_of": lambda hub, handle: hub.contributions_of(handle),
    "resources": lambda hub, _: hub.resources(),
    "changes": lambda hub, _: hub.changes(),
}
"""Questions that are answered with whole records."""
_NONE: frozenset[str] = frozenset()


class Sources:
    """Tells the content files behind reads. `inner` gives the keys of what something shared has read itself."""

    def __init__(self, hub: Queries, inner: Callable[[str], Iterable[str]]) -> None:
        self._hub, self._inner = hub, inner
        self._known: dict[str, frozenset[str]] = {}

    def of(self, keys: Iterable[str]) -> tuple[str, ...]:
        """The files behind some reads, sorted."""
        found: set[str] = set()
        for key in keys:
            found |= self._behind(key)
        return tuple(sorted(found))

    def _behind(self, key: str) -> frozenset[str]:
        found = self._known.get(key)
        if found is None:
            if is_shared(key):
                self._known[key] = _NONE  # nothing holds itself, and if it did this would end
                found = frozenset().union(*map(self._behind, self._inner(key)))
            else:
                found = frozenset(self._asked(*taken_apart(key)))
            self._known[key] = found
        return found

    def _asked(self, name: str, arguments: list[str]) -> Iterable[str]:
        one = SCOPES[name].one if name in SCOPES else ""
        if name in _LISTED:
            return {record.source.path for record in _LISTED[name](self._hub, arguments[0] if arguments else "")}
        if one == "texts":
            return arguments[:1]
        if one == "media":
            return (f"content/{arguments[0]}",) if arguments[0] in self._hub.snapshot.media else ()
        record = self._record(one, arguments[0]) if one else None
        return (record.source.path,) if record is not None else ()

    def _record(self, kind: str, key: str) -> Any:
        """A record that is out; that one is not out says nothing of what stands in it."""
        if kind == "posts":
            post = self._hub.snapshot.posts.get(key)
            return post if post is not None and self._hub.is_out(post) else None
        if kind == "awards":
            return self._hub.award(key)
        return getattr(self._hub.snapshot, kind).get(key)
