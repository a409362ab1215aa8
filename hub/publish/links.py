"""Links of the published files, checked over a whole hub at once: every internal one must lead to a file, every
anchor to an id. What a link is, and where it leads, is said in `hub.publish.checks`."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from hub.model import Problem
from hub.publish.addresses import url_of
from hub.publish.checks.deadlinks import dead_links
from hub.publish.checks.facts import Facts, Fault
from hub.publish.checks.markup import css_links, read_markup
from hub.publish.checks.targets import ground_of, resolve
from hub.publish.checks.xmlfiles import read_xml


@dataclass(frozen=True, slots=True)
class Scan:
    """What one file links to, as it is written there, and the ids it has for others."""

    links: frozenset[str] = frozenset()
    ids: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Broken:
    """A link of `pages` (addresses) that leads nowhere."""

    fault: Fault
    pages: tuple[str, ...]

    def problem(self, source: str) -> Problem:
        """As a problem of the file the first page is made from."""
        more = len(self.pages) - 1
        others = f" (and {more} more page{'s' if more > 1 else ''})" if more else ""
        return Problem(source, 0, f"the page {self.pages[0]}{others} {self.fault.what}", self.fault.cure)


def scan_file(path: str, data: bytes) -> Scan | None:
    """Scan a published file by its ending; None when such files have no links.

    What authors uploaded (`media/`) is published as it is and not looked into. Raises UnicodeDecodeError.
    """
    ending = path.rpartition(".")[2].lower()
    if path.startswith("media/"):
        return None
    if ending == "html":
        markup = read_markup(data.decode())
        return Scan(markup.links, markup.ids)
    if ending in ("xml", "opml"):
        return Scan(frozenset(read_xml(path, data).links))
    if ending == "css":
        return Scan(frozenset(css_links(data.decode())))
    return None


def check_links(files: Iterable[str], scans: Mapping[str, Scan], base_url: str) -> tuple[Broken, ...]:
    """Check all published `files` with the scans of those that have links."""
    ground = ground_of(base_url)
    found: dict[Fault, set[str]] = {}
    facts = {unicodedata.normalize("NFC", path): Facts() for path in files}
    for path in sorted(scans):
        links, astray = resolve(ground, path, scans[path].links)
        facts[path] = Facts(tuple(sorted(links)), tuple(sorted(scans[path].ids)))
        for fault in astray:
            found.setdefault(fault, set()).add(path)
    found |= dead_links(facts, (), _Nothing(), ground)
    return tuple(Broken(fault, tuple(sorted(map(url_of, found[fault])))) for fault in sorted(found, key=_order))


def _order(fault: Fault) -> tuple[str, str]:
    return fault.what, fault.cure


class _Nothing:
    """A hub of which nothing was published before."""

    def exists(self, path: str) -> bool:
        return False

    def ids_of(self, path: str) -> Collection[str]:
        return ()

    def who_links(self, path: str, place: str | None = None) -> Iterable[tuple[str, str]]:
        return ()
