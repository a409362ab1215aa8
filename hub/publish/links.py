"""Links of the published files: every internal one must lead to a file, every anchor to an id.

What is scanned comes out of Jinja's autoescape and the sanitiser: well-formed, attributes in
quotes. So a careful scan of tags is enough, and many times quicker than a parser.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import unquote, urljoin, urlsplit

from hub.model import Problem
from hub.publish.addresses import file_of, url_of

_QUIET = re.compile(r"<!--(?:.*?-->|.*)|(<(script|style|textarea|title)\b[^<>]*>)(?:.*?(</\2\s*>)|.*)", re.S | re.I)
_TAG = re.compile(r"""<([a-zA-Z][^\s/<>]*)(\s[^<>"']*+(?:(?:"[^"]*"|'[^']*')[^<>"']*+)*+)>""")
_ATTRIBUTE = re.compile(r"""([^\s"'=<>/]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_CANDIDATE = re.compile(r"\s*([^\s,]\S*?)(?:\s+[^,]*)?\s*(?:,|$)")
_REFRESH = re.compile(r"\s*\d+\s*;\s*url=(.+)", re.I)
_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.S)
_CSS_URL = re.compile(r"""url\(\s*(?:"([^"]*)"|'([^']*)'|([^"')\s]*))\s*\)|@import\s+(?:"([^"]*)"|'([^']*)')""")
_LOC = re.compile(r"<loc>([^<]*)</loc>")
_ADDRESSES = frozenset({"href", "src", "poster", "action", "formaction", "data", "xlink:href", "xmlurl", "htmlurl"})
_SETS = frozenset({"srcset", "imagesrcset"})


@dataclass(frozen=True, slots=True)
class Scan:
    """What one file links to, and the ids it has for others."""

    links: frozenset[str] = frozenset()
    ids: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Broken:
    """A link of `pages` (addresses) that leads nowhere; `why` follows the target in a sentence."""

    target: str
    why: str
    cure: str
    pages: tuple[str, ...]

    def problem(self, source: str) -> Problem:
        """As a problem of the file the first page is made from."""
        more = len(self.pages) - 1
        others = f" (and {more} more page{'s' if more > 1 else ''})" if more else ""
        return Problem(source, 0, f"the page {self.pages[0]}{others} links to {self.target}, {self.why}", self.cure)


def scan_file(path: str, data: bytes) -> Scan | None:
    """Scan a published file by its ending; None when such files have no links.

    What authors uploaded (`media/`) is published as it is and not looked into.
    """
    ending = path.rpartition(".")[2].lower()
    if path.startswith("media/"):
        return None
    if ending in ("html", "xml", "opml"):
        return scan_markup(data.decode())
    if ending == "css":
        return Scan(frozenset(_css_links(data.decode())))
    return None


def scan_markup(text: str) -> Scan:
    """Links and ids of HTML (or XML with attributes in quotes)."""
    links: set[str] = set(html.unescape(found) for found in _LOC.findall(text))
    ids: set[str] = set()
    for tag, attributes in _TAG.findall(_QUIET.sub(_hush, text)):
        if attributes.startswith(' class="') and attributes.count('"') == 2:
            continue  # coloured code is full of these
        for name, double, single in _ATTRIBUTE.findall(attributes):
            value = double or single
            if "&" in value:
                value = html.unescape(value)
            _take(tag, name.lower(), value, links, ids)
    return Scan(frozenset(links), frozenset(ids))


def _hush(match: re.Match[str]) -> str:
    """Text between these tags is no markup; the tags themselves are."""
    return (match[1] or "") + (match[3] or "")


def _take(tag: str, name: str, value: str, links: set[str], ids: set[str]) -> None:
    if name in _ADDRESSES:
        links.add(value.strip())
    elif name == "id" or (name == "name" and tag == "a"):
        ids.add(value)
    elif name in _SETS:
        links.update(found[1] for found in _CANDIDATE.finditer(value) if not found[1].startswith("data:"))
    elif name == "content" and tag == "meta":
        refresh = _REFRESH.match(value)
        if refresh or value.startswith(("https://", "http://")):
            links.add((refresh[1] if refresh else value).strip())
    elif name == "style":
        links.update(_css_links(value))


def _css_links(text: str) -> Iterator[str]:
    for groups in _CSS_URL.findall(_CSS_COMMENT.sub("", text)):
        yield "".join(groups)


@dataclass
class LinkCheck:
    """Gathers the scans of all published files, then tells which links lead nowhere.

    `files` are all published paths; `base_url` is the hub's address, whose path is the base path.
    """

    files: frozenset[str]
    base_url: str
    _ids: dict[str, frozenset[str]] = field(default_factory=dict)
    _targets: dict[str, dict[str, None]] = field(default_factory=dict)
    """Absolute target (decoded only where compared) -> pages that link there, in order."""

    def add(self, path: str, scan: Scan) -> None:
        """Take in one file's scan. The order of calls decides only which page is named first."""
        self._ids[path] = scan.ids
        page = url_of(path)
        here = self.base_url.rstrip("/") + page
        for link in sorted(scan.links):
            if link and link != "#":
                self._targets.setdefault(self._absolute(here, link), {})[page] = None

    def _absolute(self, here: str, link: str) -> str:
        """The link in full. Rooted ones, nearly all, need no parsing."""
        if link.startswith("/") and not link.startswith("//") and "/." not in link:
            return self._origin + link
        try:
            return urljoin(here, link)
        except ValueError:
            return link

    @cached_property
    def _origin(self) -> str:
        parts = urlsplit(self.base_url)
        return f"{parts.scheme}://{parts.netloc}"

    def broken(self) -> tuple[Broken, ...]:
        """Every internal link that leads nowhere, by target."""
        found = []
        for target in sorted(self._targets):
            fault = self._fault(target)
            if fault:
                pages = tuple(sorted(self._targets[target]))
                found.append(Broken(target.removeprefix(self._origin), fault[0], fault[1], pages))
        return tuple(found)

    def _fault(self, target: str) -> tuple[str, str] | None:
        origin = self._origin
        if target != origin and not target.startswith((origin + "/", origin + "?", origin + "#")):
            return None
        try:
            parts = urlsplit(target)
        except ValueError:
            return "which is no address", "write it anew"
        base = urlsplit(self.base_url).path.rstrip("/")
        if not (parts.path + "/").startswith(base + "/"):
            cure = "write the whole address, with https://, if that is meant"
            return f"which is outside the hub's own path {base}/", cure
        path = file_of(unquote(parts.path[len(base) :]))
        if path not in self.files:
            return self._missing(path)
        return self._anchor_fault(path, unquote(parts.fragment))

    def _missing(self, path: str) -> tuple[str, str]:
        if path + "/index.html" in self.files:
            return "whose address ends in a slash", "write the slash: not every host adds it"
        return "which this hub does not have", "correct the link or remove it"

    def _anchor_fault(self, path: str, fragment: str) -> tuple[str, str] | None:
        fragment = fragment.partition(":~:")[0]
        if not fragment or fragment.lower() == "top" or not path.endswith(".html"):
            return None
        if fragment in self._ids.get(path, frozenset()):
            return None
        return "but that page has no such place", "correct what stands after the # or remove it"


def check_links(files: Iterable[str], scans: Mapping[str, Scan], base_url: str) -> tuple[Broken, ...]:
    """Check all published `files` with the scans of those that have links."""
    check = LinkCheck(frozenset(unicodedata.normalize("NFC", path) for path in files), base_url)
    for path in sorted(scans):
        check.add(path, scans[path])
    return check.broken()
