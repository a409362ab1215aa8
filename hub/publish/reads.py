"""Every read and every page that is remembered, fetched from memory when it is looked at."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from dataclasses import dataclass, field

from hub.content.known import Known
from hub.content.ledger import is_shared
from hub.publish.memory import About, Memory, Page, Read, numbers_in

_ON_EVERY_PAGE = "=site\t"
"""When this changes, every page does: whose it is need not be written down."""


class Reads:
    """Reads by key and by number. Without a `base` there are none but those that are added."""

    def __init__(self, base: Memory | None = None) -> None:
        self._base = base
        self._by_key: dict[str, Read] = {}
        self._by_number: dict[int, Read] = {}
        self._gone: set[int] = set()
        self._next = base.next_number() if base else 1

    def find(self, key: str) -> Read | None:
        """The read with a key."""
        found = self._by_key.get(key)
        if found is None and self._base is not None:
            found = self._base.read(key)
            if found is not None and found.number not in self._gone:
                self._by_key[key] = self._by_number[found.number] = found
            else:
                found = None
        return found

    def add(self, key: str) -> Read:
        """The read with a key, a new one when it is new."""
        found = self.find(key)
        if found is None:
            found = Read(self._next, key)
            self._next += 1
            self._by_key[key] = self._by_number[found.number] = found
        return found

    def __getitem__(self, number: int) -> Read:
        """The read with a number. Raises KeyError when there is none."""
        found = self._by_number.get(number)
        if found is None and self._base is not None and number not in self._gone:
            found = self._base.read(number)
            if found is not None:
                self._by_key[found.key] = self._by_number[number] = found
        if found is None:
            raise KeyError(number)
        return found

    def all(self) -> list[Read]:
        """Every read. From now on all are at hand."""
        if self._base is not None:
            for read in self._base.reads():
                if read.number not in self._by_number and read.number not in self._gone:
                    self._by_key[read.key] = self._by_number[read.number] = read
            self._base = None
        return list(self._by_number.values())

    def pack(self, keys: Iterable[str]) -> bytes:
        """The numbers of some keys, sorted."""
        return array("I", sorted(self.add(key).number for key in keys)).tobytes()

    def keys_of(self, data: bytes | None) -> Iterator[str]:
        """The keys behind packed numbers."""
        for number in numbers_in(data):
            try:
                yield self[number].key
            except KeyError:
                continue

    def drop(self, number: int) -> None:
        """Forget a read."""
        self._gone.add(number)
        read = self._by_number.pop(number, None)
        if read is not None:
            del self._by_key[read.key]

    def followed(self, numbers: Iterable[int]) -> set[int]:
        """Those of some reads whose users must be found quickly: texts, and what pages share."""
        return {number for number in numbers if is_followed(self[number].key)}


def is_followed(key: str) -> bool:
    """Whether the users of a read are written down, so that a changed text need not be looked for in all pages."""
    return key.startswith("text\t") or (is_shared(key) and key != _ON_EVERY_PAGE)


class Pages(MutableMapping[str, Page]):
    """Published files by path. Without a `base` there are none but those that are put in."""

    def __init__(self, base: Memory | None = None) -> None:
        self._base = base
        self._pages: dict[str, Page] = {}
        self._gone: set[str] = set()

    def __getitem__(self, path: str) -> Page:
        found = self._pages.get(path)
        if found is None and self._base is not None and path not in self._gone:
            found = self._base.page(path)
            if found is not None:
                self._pages[path] = found
        if found is None:
            raise KeyError(path)
        return found

    def __setitem__(self, path: str, page: Page) -> None:
        self._pages[path] = page
        self._gone.discard(path)

    def __delitem__(self, path: str) -> None:
        if path not in self:
            raise KeyError(path)
        self._pages.pop(path, None)
        self._gone.add(path)

    def __iter__(self) -> Iterator[str]:
        self._fetch()
        return iter(self._pages)

    def __len__(self) -> int:
        self._fetch()
        return len(self._pages)

    def _fetch(self) -> None:
        """Have all at hand from now on."""
        if self._base is not None:
            others = self._base.pages()
            self._pages = {**{path: page for path, page in others.items() if path not in self._gone}, **self._pages}
            self._base = None


@dataclass
class Remembered:
    """The hub as the last build left it."""

    about: About = field(default_factory=About)
    files: Mapping[str, Known] = field(default_factory=dict)
    reads: Reads = field(default_factory=Reads)
    pages: Pages = field(default_factory=Pages)
