"""What the judge asks of the hub as it was last published, answered from memory."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path

import msgspec

from hub.publish.checks import Facts
from hub.publish.memory import Memory, Page
from hub.publish.outputs import Output

_NOTHING = Facts()
_decoder = msgspec.msgpack.Decoder(Facts)


class Before:
    """The hub before this build: `pages` and their facts in `memory`; `source` tells the content file of any output,
    also of a new one, `touched` are the content files that differ, and `after` are the pages there will be."""

    def __init__(
        self,
        root: Path,
        pages: Mapping[str, Page],
        memory: Memory,
        source: Callable[[str], str],
        touched: Collection[str],
        after: Mapping[str, Page],
    ) -> None:
        self._root, self._pages, self._memory, self._touched = root, pages, memory, touched
        self._after = after
        self.source = source

    def exists(self, path: str) -> bool:
        """Whether there is such a file."""
        return path in self._pages

    def ids_of(self, path: str) -> Collection[str]:
        """The places in a file."""
        return self._facts(path).ids

    def who_links(self, path: str, place: str | None = None) -> Iterator[tuple[str, str]]:
        """The files that link to a file, or to one place in it, each with the link. Looks through all of them."""
        whole = path if place is None else f"{path}#{place}"
        inner = f"{path}#"
        for page, data in self._memory.all_facts():
            if inner.encode() not in data and whole.encode() not in data:
                continue
            for link in _decoder.decode(data).links:
                if link == whole or (place is None and link.startswith(inner)):
                    yield page, link

    def text_of(self, source: str) -> str:
        """The text of a content file; empty when it cannot be read."""
        try:
            return (self._root / source).read_text(encoding="utf-8", errors="replace")
        except (OSError, ValueError):
            return ""

    def made_from(self, source: str) -> Iterable[str]:
        """The outputs that have a content file among their sources; what did not change was made from nothing that it
        must not be made from."""
        if source not in self._touched:
            return ()
        return [path for path, page in self._after.items() if source in page.sources]

    def noted(self) -> Iterator[tuple[str, Output, Facts]]:
        """Every output of which something is told at each publish."""
        for path, page in self._pages.items():
            if page.noted:
                yield path, page.output, self._facts(path)

    def _facts(self, path: str) -> Facts:
        data = self._memory.facts(path) if path in self._pages else None
        if data is None:
            return _NOTHING
        try:
            return _decoder.decode(data)
        except msgspec.MsgspecError:
            return _NOTHING
