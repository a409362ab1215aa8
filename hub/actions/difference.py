"""What changed between two texts, by blocks and within them by words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import Match, SequenceMatcher
from itertools import accumulate
from typing import Literal

Part = tuple[Literal["same", "added", "removed"], str]
"""A run of words and what became of it."""

_WORDS = re.compile(r"\s+|\w+|[^\w\s]+")
_WORD = re.compile(r"\w+")
_BETWEEN = re.compile(r"\n(?:[ \t]*\n)+")
_EFFORT = 2_000_000
"""Steps that comparing two texts may take, about half a second; what is left after that counts as written anew.
Words that come again and again in another order would else keep a server busy for hours."""
_ALIKE = 0.4
"""How much of two blocks must be the same for the second to be the first, changed."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading or list, with what became of its words. `changed` is false where nothing did."""

    parts: tuple[Part, ...]

    @property
    def changed(self) -> bool:
        """Whether anything in it did change."""
        return any(kind != "same" for kind, _ in self.parts)


@dataclass
class _Effort:
    """Steps that are left, of all comparisons of two texts together."""

    left: int = _EFFORT


class _TooMuch(Exception):
    """There are none left."""


class _Bounded(SequenceMatcher[str]):
    """`SequenceMatcher`, which counts its steps: one for each place in `b` where an item of `a` stands."""

    def __init__(self, a: Sequence[str], b: Sequence[str], effort: _Effort) -> None:
        super().__init__(None, a, b)
        places: dict[str, list[int]] = vars(self)["b2j"]  # documented in difflib, unknown to its stubs
        self._steps = [0, *accumulate(1 + len(places.get(item, ())) for item in a)]
        self._effort = effort

    def find_longest_match(self, alo: int = 0, ahi: int | None = None, blo: int = 0, bhi: int | None = None) -> Match:
        self._effort.left -= self._steps[-1 if ahi is None else ahi] - self._steps[alo]
        if self._effort.left < 0:
            raise _TooMuch
        return super().find_longest_match(alo, ahi, blo, bhi)


def compare(before: str, after: str) -> tuple[Block, ...]:
    """The blocks of `after` with what was added, and in their place the removed ones of `before`."""
    old, new = _blocks(before), _blocks(after)
    found: list[Block] = []
    effort = _Effort()
    for op, i1, i2, j1, j2 in _steps(old, new, effort):
        if op == "equal":
            found += [Block((("same", text),)) for text in new[j1:j2]]
        else:
            found += _replaced(old[i1:i2], new[j1:j2], effort)
    return tuple(found)


def compare_words(before: str, after: str, effort: _Effort | None = None) -> tuple[Part, ...]:
    """One line or block: runs of words that stayed, were removed or were added."""
    if before == after:
        return (("same", after),) if after else ()
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    parts: list[Part] = []
    for op, i1, i2, j1, j2 in _steps(old, new, effort or _Effort()):
        if op == "equal":
            parts.append(("same", "".join(new[j1:j2])))
            continue
        if i2 > i1:
            parts.append(("removed", "".join(old[i1:i2])))
        if j2 > j1:
            parts.append(("added", "".join(new[j1:j2])))
    return tuple(parts)


def _blocks(text: str) -> list[str]:
    return [block.strip("\n") for block in _BETWEEN.split(text.replace("\r\n", "\n")) if block.strip()]


def _steps(old: Sequence[str], new: Sequence[str], effort: _Effort) -> Iterator[tuple[str, int, int, int, int]]:
    """`difflib`'s steps from one list to the other, what is alike at both ends first, since most edits are small."""
    start, most = 0, min(len(old), len(new))
    while start < most and old[start] == new[start]:
        start += 1
    end = 0
    while end < most - start and old[-1 - end] == new[-1 - end]:
        end += 1
    a, b = old[start : len(old) - end], new[start : len(new) - end]
    if start:
        yield "equal", 0, start, 0, start
    if a or b:
        for op, i1, i2, j1, j2 in _opcodes(a, b, effort):
            yield op, i1 + start, i2 + start, j1 + start, j2 + start
    if end:
        yield "equal", len(old) - end, len(old), len(new) - end, len(new)


def _opcodes(a: Sequence[str], b: Sequence[str], effort: _Effort) -> list[tuple[str, int, int, int, int]]:
    try:
        return list(_Bounded(a, b, effort).get_opcodes())
    except _TooMuch:
        return [("replace", 0, len(a), 0, len(b))]


def _replaced(old: list[str], new: list[str], effort: _Effort) -> Iterator[Block]:
    """Blocks in the place of others: those in the same order that are alike are the same block, changed."""
    for at in range(max(len(old), len(new))):
        before, after = old[at : at + 1], new[at : at + 1]
        if before and after and _alike(before[0], after[0]):
            yield Block(compare_words(before[0], after[0], effort))
            continue
        if before:
            yield Block((("removed", before[0]),))
        if after:
            yield Block((("added", after[0]),))


def _alike(one: str, other: str) -> bool:
    first, second = set(_WORD.findall(one.casefold())), set(_WORD.findall(other.casefold()))
    return len(first & second) >= _ALIKE * max(min(len(first), len(second)), 1)
