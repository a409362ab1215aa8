"""Links that lead nowhere: asked of what changed, and of whoever links to what went away."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Protocol

from hub.publish.checks.facts import Facts, Fault
from hub.publish.checks.targets import Ground, address_of


class Known(Protocol):
    """What links are asked of: the hub as it was last published."""

    def exists(self, path: str) -> bool:
        """Whether there is such a file."""

    def ids_of(self, path: str) -> Collection[str]:
        """The places in a file, as its facts have them; empty when there is no such file."""

    def who_links(self, path: str, place: str | None = None) -> Iterable[tuple[str, str]]:
        """The files that link to a file, wherever in it (or only to one place in it), each with the link as its facts
        have it."""


def dead_links(
    facts: Mapping[str, Facts], removed: Collection[str], known: Known, ground: Ground
) -> dict[Fault, set[str]]:
    """Each link that will lead nowhere once the files in `facts` (all that are new or changed) are published and those
    in `removed` are gone, with the files it stands in.

    What `known` says is taken to hold no such link.
    """
    removed = frozenset(removed)
    state = _State(facts, removed, known)
    dead = {target: fault for target in _targets(facts) if (fault := state.fault(target, ground))}
    found: dict[Fault, set[str]] = {fault: set() for fault in dead.values()}
    if dead:
        for path, its in facts.items():
            for target in dead.keys() & its.links:
                found[dead[target]].add(path)
    for page, target in _left_behind(facts, removed, known):
        fault = state.fault(target, ground)
        if fault:
            found.setdefault(fault, set()).add(page)
    return found


def _targets(facts: Mapping[str, Facts]) -> set[str]:
    """Every target once: the same few stand on thousands of pages."""
    targets: set[str] = set()
    for its in facts.values():
        targets.update(its.links)
    return targets


def _left_behind(facts: Mapping[str, Facts], removed: Collection[str], known: Known) -> Iterator[tuple[str, str]]:
    """The unchanged files that link to a file or place that went away, with the link."""
    for path in removed:
        if path not in facts:
            yield from _unchanged(known.who_links(path), facts, removed)
    for path, its in facts.items():
        for place in set(known.ids_of(path)).difference(its.ids):
            yield from _unchanged(known.who_links(path, place), facts, removed)


def _unchanged(
    links: Iterable[tuple[str, str]], facts: Mapping[str, Facts], removed: Collection[str]
) -> Iterator[tuple[str, str]]:
    return ((page, target) for page, target in links if page not in facts and page not in removed)


class _State:
    """The hub as it will be."""

    def __init__(self, facts: Mapping[str, Facts], removed: Collection[str], known: Known) -> None:
        self._facts = facts
        self._removed = removed
        self._known = known

    def _exists(self, path: str) -> bool:
        return path in self._facts or (path not in self._removed and self._known.exists(path))

    def _ids(self, path: str) -> Collection[str]:
        its = self._facts.get(path)
        return self._known.ids_of(path) if its is None else its.ids

    def fault(self, target: str, ground: Ground) -> Fault | None:
        path, _, place = target.partition("#")
        if not self._exists(path):
            words = f"links to {address_of(ground, target)}, "
            if self._exists(path + "/index.html"):
                return Fault(f"{words}whose address ends in a slash", "write the slash: not every host adds it")
            return Fault(f"{words}which this hub does not have", "correct the link or remove it")
        if place and place not in self._ids(path):
            words = f"links to {address_of(ground, target)}, but that page has no such place"
            return Fault(words, "correct what stands after the # or remove it")
        return None
