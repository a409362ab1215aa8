"""Which pages must be made anew: from what differs in content, through the questions that may be answered otherwise and
what pages share, to the pages that read them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from hub.content.asking import SCOPES, Scope
from hub.content.ledger import Ledger, is_shared, taken_apart
from hub.content.questions import Questions
from hub.publish.deltas import Delta
from hub.publish.memory import Page, Reads, numbers_in
from hub.web.deck import Deck

_RANKS = ("=badge", "=person", "=post", "=award", "=event", "=site")
"""What pages share and is made from a few records, in the order in which each may hold those before it."""


@dataclass
class Stale:
    """Reads (by number) whose value differs now, and those that are of nothing any more."""

    changed: set[int] = field(default_factory=set)
    gone: set[int] = field(default_factory=set)

    def keys(self, reads: Reads) -> list[str]:
        """The keys of what pages share and must be made anew."""
        return [key for number in self.changed if is_shared(key := reads.keys[number])]


class Finder:
    """Finds stale reads of a hub's memory. `questions` and `deck` answer for the content as it is now."""

    def __init__(self, reads: Reads, questions: Questions, deck: Deck, ledger: Ledger) -> None:
        self._reads, self._questions, self._deck, self._ledger = reads, questions, deck, ledger
        self._stale = Stale()

    def find(self, delta: Delta, turned: bool) -> Stale:
        """The reads whose value differs, given what differs in content; `turned` says that time changed something."""
        for number in self._asked_again(delta, turned):
            key = self._reads.keys[number]
            answer = self._questions.ask(key)
            if answer != self._reads.digests.get(number):
                self._reads.digests[number] = answer
                self._stale.changed.add(number)
        if self._stale.changed:
            self._shared()
        return self._stale

    def _asked_again(self, delta: Delta, turned: bool) -> Iterable[int]:
        """Questions whose answer may differ."""
        if not turned and not delta.kinds and not delta.media:
            wanted = ((name, key) for name, scope in SCOPES.items() for key in delta.names(scope.one) if scope.one)
            numbers = (self._reads.numbers.get(f"{name}\t{key}") for name, key in wanted)
            return [number for number in numbers if number is not None]
        names = {scope.one: delta.names(scope.one) for scope in SCOPES.values() if scope.one}
        found = []
        for number, key in self._reads.keys.items():
            if not is_shared(key):
                name, arguments = taken_apart(key)
                scope = SCOPES.get(name)
                if scope is None:
                    self._stale.changed.add(number)
                elif _may_differ(scope, arguments, delta, names, turned):
                    found.append(number)
        return found

    def _shared(self) -> None:
        """What pages share, where one of its own reads differs: made again where that is little work, to see whether
        it is another thing now."""
        ranked: dict[str, list[int]] = {rank: [] for rank in _RANKS}
        others: list[int] = []
        for number in self._reads.inner:
            ranked.get(self._reads.keys[number].partition("\t")[0], others).append(number)
        for numbers in ranked.values():
            for number in numbers:
                if self._differs_within(number):
                    self._remake(number)
        for number in others:
            if self._differs_within(number):
                self._stale.changed.add(number)

    def _differs_within(self, number: int) -> bool:
        return not self._stale.changed.isdisjoint(numbers_in(self._reads.inner[number]))

    def _remake(self, number: int) -> None:
        key = self._reads.keys[number]
        try:
            self._deck.make_again(key)
        except KeyError:  # what it was of is no more
            self._stale.changed.add(number)
            self._stale.gone.add(number)
            return
        made = self._ledger.shared.get(key)
        if made is None or made.digest != self._reads.digests.get(number):
            self._stale.changed.add(number)


def _may_differ(
    scope: Scope, arguments: list[str], delta: Delta, names: Mapping[str, frozenset[str]], turned: bool
) -> bool:
    if turned and not scope.timeless:
        return True
    if scope.many & delta.kinds:
        return True
    return bool(scope.one and arguments and arguments[0] in names[scope.one])


def why_stale(pages: Mapping[str, Page], changed: set[int], reads: Reads) -> dict[str, tuple[str, ...]]:
    """Pages that read something that differs, with the keys of it, and those of which nobody wrote down what they
    read."""
    found: dict[str, tuple[str, ...]] = {}
    for path, page in pages.items():
        if page.reads is None:
            found[path] = ("",)
        elif page.reads and changed and not changed.isdisjoint(numbers := numbers_in(page.reads)):
            found[path] = tuple(sorted(reads.keys[number] for number in changed.intersection(numbers)))
    return found
