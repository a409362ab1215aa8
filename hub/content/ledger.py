"""What a page was made of, written down while it is made.

A *read* is one question and is known by its key, `name<TAB>argument…`: a named query (`newest<TAB>posts<TAB>10`), or
something that several pages share and that has reads of its own (`=post<TAB>first-frost`). The value of each is kept
as a digest, "nothing" included. So a page needs making anew when, and only when, the digest of one of them differs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import TypeVar

import msgspec

Value = TypeVar("Value")
SHARED = "="
"""Begins the key of what pages share; no query's name begins so."""
_TAB = "\t"
_encoder = msgspec.msgpack.Encoder(enc_hook=str)


def key_of(name: str, arguments: tuple[str | int, ...]) -> str:
    """The key of a read."""
    return _TAB.join((name, *map(str, arguments))) if arguments else name


def taken_apart(key: str) -> tuple[str, list[str]]:
    """A key's name and arguments."""
    name, *arguments = key.split(_TAB)
    return name, arguments


def digest_of(value: object) -> bytes:
    """Twelve bytes that differ when the value does: text, numbers, dates, dataclasses and tuples of them."""
    if isinstance(value, bytes):
        data = value
    else:
        data = value.encode("utf-8", "surrogatepass") if isinstance(value, str) else _encoder.encode(value)
    return blake2b(data, digest_size=12).digest()


@dataclass(frozen=True, slots=True)
class Shared:
    """Something that pages share: the digest of its value, and the keys of what it read."""

    digest: bytes
    reads: frozenset[str]


@dataclass
class Ledger:
    """Reads by page, what pages share, and answers, of one run of making. Not for several threads."""

    pages: dict[str, frozenset[str]] = field(default_factory=dict)
    shared: dict[str, Shared] = field(default_factory=dict)
    answers: dict[str, tuple[bytes, bytes | None]] = field(default_factory=dict)
    _open: list[set[str]] = field(default_factory=list)

    def read(self, key: str) -> None:
        """Note a read of whatever is being made."""
        if self._open:
            self._open[-1].add(key)

    def asked(self, key: str, answer: Callable[[], tuple[bytes, bytes | None]]) -> None:
        """Note a question; its answer, as digest and value for keeping, is taken the first time."""
        if self._open:
            self._open[-1].add(key)
            if key not in self.answers:
                self.answers[key] = answer()

    @contextmanager
    def page(self, path: str) -> Iterator[None]:
        """Note the reads of a page (by its rooted path) until the end of the block."""
        self._open.append(set())
        try:
            yield
        finally:
            self.pages[path] = frozenset(self._open.pop())

    def share(self, key: str, make: Callable[[], Value]) -> Value:
        """Make something that pages share, and note its reads apart from theirs."""
        self._open.append(set())
        try:
            value = make()
        finally:
            reads = frozenset(self._open.pop())
        self.shared[key] = Shared(digest_of(value), reads)
        return value


def all_reads(keys: frozenset[str], shared: Mapping[str, Shared]) -> frozenset[str]:
    """The reads behind some reads, down to the queries."""
    found: set[str] = set()
    waiting = list(keys)
    while waiting:
        key = waiting.pop()
        if key not in found:
            found.add(key)
            if key in shared:
                waiting.extend(shared[key].reads)
    return frozenset(found)


def is_shared(key: str) -> bool:
    """Whether a key is of something shared, not of a query."""
    return key.startswith(SHARED)
