"""What the judge asks of the hub as it was last published, answered from memory."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

import msgspec

from hub.publish.checks import Facts
from hub.publish.memory import Memory, Page
from hub.publish.outputs import Output

_NOTHING = Facts()
_decoder = msgspec.msgpack.Decoder(Facts)


class Before:
    """The hub before this build, of which `memory` has the facts. `pages` are those there will be, `touched` the
    content files that differ. Nothing was there before where it is not `known`."""

    def __init__(
        self, root: Path, pages: Mapping[str, Page], memory: Memory, touched: Collection[str], *, known: bool
    ) -> None:
        self._root, self._pages, self._memory, self._touched, self._known = root, pages, memory, touched, known

    def source(self, path: str) -> str:
        """The one content file that an output is or was of."""
        page = self._pages.get(path) or (self._memory.page(path) if self._known else None)
        return page.source if page else ""

    def exists(self, path: str) -> bool:
        """Whether there is such a file."""
        return self._known and path in self._pages

    def ids_of(self, path: str) -> Collection[str]:
        """The places in a file."""
        return self._facts(path).ids

    def who_links(self, path: str, place: str | None = None) -> Iterator[tuple[str, str]]:
        """The files that link to a file, or to one place in it, each with the link. Looks through all of them."""
        if not self._known:
            return
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
        return [path for path, page in self._pages.items() if source in page.sources]

    def noted(self) -> Iterator[tuple[str, Output, Facts]]:
        """Every output of which something is told at each publish."""
        for path in self._memory.noted() if self._known else ():
            page = self._pages.get(path)
            if page is not None:
                yield path, page.output, self._facts(path)

    def _facts(self, path: str) -> Facts:
        data = self._memory.facts(path) if self._known else None
        if data is None:
            return _NOTHING
        try:
            return _decoder.decode(data)
        except msgspec.MsgspecError:
            return _NOTHING
