"""Putting a plan together: what would be written held against what stands there."""

from __future__ import annotations

import re
from collections.abc import Iterable

from hub.content.addresses import alias_path
from hub.content.fields import is_rooted_path
from hub.exchange.hubstate import HubState
from hub.exchange.plan import Ledger, Plan, Write, digest
from hub.exchange.reading import one_line
from hub.model import RESERVED_SEGMENTS

_MEDIA = re.compile(rb"media/[a-z]+/[a-z0-9-]+-[0-9a-f]{12}\.[a-zA-Z0-9]+")
_HUBS_OWN = re.compile(
    rf"/(?:(?:{'|'.join(re.escape(s) for s in sorted(RESERVED_SEGMENTS))})/?$"
    r"|(?:topics|media|static|pagefind|status|awards|recognition|advocates/in|posts/page)/)",
    re.IGNORECASE,
)


class Outcome:
    """Writes and files left as they are. Nothing that differs is ever put over a file somebody may have changed."""

    def __init__(self, hub: HubState, ledger: Ledger) -> None:
        self.hub, self.ledger = hub, ledger
        self.writes: dict[str, Write] = {}
        self.unchanged: set[str] = set()

    def put(self, path: str, data: bytes, shown: str, line: int = 0) -> None:
        """A whole file. One that is there and differs is kept and told, unless it still is what an import wrote."""
        there = self.hub.file_digest(path)
        if there is None:
            self.writes[path] = Write.of(path, data)
        elif there == digest(data):
            self.unchanged.add(path)
        elif there == self.hub.imported.get(path):
            self.writes[path] = Write.of(path, data, there)
        else:
            what = f"{path} is there and differs; kept as it is, for somebody may have changed it"
            self.ledger.skip(shown, line, f"{what}: remove it first to import this one")

    def amend(self, path: str, before: str, text: str) -> None:
        """A file with something added; `before` is the digest of what the addition was made to."""
        data = text.encode("utf-8")
        if digest(data) == before:
            self.unchanged.add(path)
        else:
            self.writes[path] = Write.of(path, data, before)

    def media(self, writes: Iterable[Write]) -> None:
        """Pictures, whose names carry what they hold; only those that a file of this plan speaks of."""
        texts = [write.data for write in self.writes.values()]
        texts += [(self.hub.root / path).read_bytes() for path in sorted(self.unchanged)]
        used = {name.decode("ascii") for text in texts for name in _MEDIA.findall(text)}
        for write in writes:
            if write.path.removeprefix("content/") not in used:
                continue
            if self.hub.file_digest(write.path) == write.digest:
                self.unchanged.add(write.path)
            else:
                self.writes[write.path] = write

    def aliases(self, path: str, wanted: Iterable[str], shown: str, line: int) -> list[str]:
        """The old addresses a file may have: well-formed and nobody else's; what is left out is told."""
        kept: list[str] = []
        for address in wanted:
            if not is_rooted_path(address) or one_line(address) != address:
                self.ledger.note(shown, line, f"the old address {address[:120]!r} is no path of a site; left out")
                continue
            address = alias_path(address)
            if _HUBS_OWN.match(address):
                self.ledger.note(shown, line, f"the old address {address} is a page of the hub itself; left out")
                continue
            owner = self.hub.claim(address, path)
            if owner is not None:
                self.ledger.note(shown, line, f"the old address {address} belongs to {owner} already; left out")
            elif address not in kept:
                kept.append(address)
        return kept

    def plan(self, kind: str) -> Plan:
        """The plan, everything in a fixed order."""
        writes = tuple(self.writes[path] for path in sorted(self.writes))
        return Plan(kind, writes, tuple(sorted(self.unchanged)), self.ledger.skipped(), self.ledger.notes())
