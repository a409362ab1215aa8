"""Which pages must be made anew: from what differs in content, through the questions that may be answered otherwise and
what pages share, to the pages that read them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hub.content.asking import SCOPES, Scope
from hub.content.ledger import Ledger, is_shared, taken_apart
from hub.publish.deltas import Delta
from hub.publish.memory import Memory, Page, Read, numbers_in
from hub.publish.reads import Reads

if TYPE_CHECKING:
    from hub.content.questions import Questions
    from hub.web.deck import Deck

_RANKS = ("=badge", "=person", "=post", "=award", "=event", "=site")
"""What pages share and is made from a few records, in the order in which each may hold those before it."""


@dataclass
class Stale:
    """Reads (by number) whose value differs now, and the pages that must be made anew, each with the keys of its reads
    that differ (an empty key where nobody wrote down what it read)."""

    changed: set[int] = field(default_factory=set)
    pages: dict[str, tuple[str, ...]] = field(default_factory=dict)


class Finder:
    """Finds stale reads of a hub's memory. `questions` and `deck` answer for the content as it is now."""

    def __init__(self, reads: Reads, questions: Questions, deck: Deck, ledger: Ledger) -> None:
        self._reads, self._questions, self._deck, self._ledger = reads, questions, deck, ledger
        self._changed: set[int] = set()

    def after_texts(self, texts: Iterable[str], memory: Memory) -> Stale:
        """What is stale when nothing differs but some texts. Costs what depends on them."""
        found: dict[str, set[str]] = {}
        waiting: dict[int, list[int]] = {}

        def spread(read: Read) -> None:
            self._changed.add(read.number)
            pages, shared = memory.users(read.number)
            for path in pages:
                found.setdefault(path, set()).add(read.key)
            for number in shared:
                waiting.setdefault(_rank(self._reads[number].key), []).append(number)

        for path in texts:
            read = self._reads.find(f"text\t{path}")
            if read is not None and self._ask_again(read):
                spread(read)
        done: set[int] = set()
        while waiting:
            rank = min(waiting)
            for number in waiting.pop(rank):
                read = self._reads[number]
                if number not in done and self._shared_differs(read):
                    spread(read)
                done.add(number)
        return Stale(self._changed, {path: tuple(sorted(keys)) for path, keys in found.items()})

    def after(self, delta: Delta, turned: bool, pages: Mapping[str, Page]) -> Stale:
        """What is stale after any change; `turned` says that time changed something. Looks at everything."""
        reads = self._reads.all()
        names = {scope.one: delta.names(scope.one) for scope in SCOPES.values() if scope.one}
        shared: list[Read] = []
        for read in reads:
            if is_shared(read.key):
                shared.append(read)
            elif _may_differ(read.key, delta, names, turned):
                self._ask_again(read)
        if self._changed:
            for read in sorted(shared, key=lambda read: _rank(read.key)):
                if not self._changed.isdisjoint(numbers_in(read.inner)) and self._shared_differs(read):
                    self._changed.add(read.number)
        return Stale(self._changed, self._pages(pages))

    def _pages(self, pages: Mapping[str, Page]) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for path, page in pages.items():
            if page.reads is None:
                found[path] = ("",)
            elif page.reads and self._changed and not self._changed.isdisjoint(numbers := numbers_in(page.reads)):
                found[path] = tuple(sorted(self._reads[number].key for number in self._changed.intersection(numbers)))
        return found

    def _ask_again(self, read: Read) -> bool:
        """Ask a question again; tells whether the answer is another one."""
        if taken_apart(read.key)[0] not in SCOPES:
            self._changed.add(read.number)
            return True
        answer = self._questions.ask(read.key)
        differs = answer.digest != read.digest
        if differs:
            read.digest, read.value = answer
            self._changed.add(read.number)
        return differs

    def _shared_differs(self, read: Read) -> bool:
        """Whether something shared, one of whose own reads differs, is another thing now: made again to see, where
        that is little work."""
        if _rank(read.key) == len(_RANKS):
            return True
        try:
            self._deck.make_again(read.key)
        except KeyError:  # what it was of is no more
            return True
        made = self._ledger.shared.get(read.key)
        return made is None or made.digest != read.digest


def _rank(key: str) -> int:
    kind = key.partition("\t")[0]
    return _RANKS.index(kind) if kind in _RANKS else len(_RANKS)


def _may_differ(key: str, delta: Delta, names: Mapping[str, frozenset[str]], turned: bool) -> bool:
    name, arguments = taken_apart(key)
    scope = SCOPES.get(name, Scope())
    if turned and not scope.timeless:
        return True
    if scope.many & delta.kinds:
        return True
    return name not in SCOPES or bool(scope.one and arguments and arguments[0] in names[scope.one])
