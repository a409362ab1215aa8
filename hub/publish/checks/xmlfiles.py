"""XML files: well-formed, and Atom feeds, maps of the hub and lists of feeds as their readers need them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

from hub.publish.checks.facts import Fault
from hub.publish.checks.markup import links_of

_ATOM = "{http://www.w3.org/2005/Atom}"
_MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
_ADDRESSES = frozenset({"href", "src", "data", "xmlurl", "htmlurl", "{http://www.w3.org/1999/xlink}href"})
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d{1,30})?(?:[Zz]|[+-]\d\d:\d\d)")
_WHOLE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.\-]*:\S")
_MEND = "mend the template or view it is made with"


@dataclass(slots=True)
class Read:
    """What was read of one file: links as they are written, and what is wrong with it."""

    links: set[str] = field(default_factory=set)
    faults: dict[Fault, None] = field(default_factory=dict)

    def fault(self, what: str, cure: str = _MEND) -> None:
        """Note a fault; `what` goes on after "the file /x "."""
        self.faults[Fault(what, cure)] = None


def is_whole(address: str) -> bool:
    """Whether an address can be followed from anywhere: it has its scheme."""
    return _WHOLE.match(address) is not None


def is_moment(text: str) -> bool:
    """Whether this is a date with time and zone as RFC 3339 writes it, of a day that exists."""
    if _MOMENT.fullmatch(text) is None:
        return False
    try:
        dt.date(int(text[:4]), int(text[5:7]), int(text[8:10]))
    except ValueError:
        return False
    return int(text[11:13]) < 24 and int(text[14:16]) < 60 and int(text[17:19]) < 61


def read_xml(path: str, data: bytes) -> Read:
    """Read an XML file. `path` decides what it must be: a `feed.xml` is an Atom feed, `sitemap.xml` a map."""
    read = Read()
    if (b"<!DOCTYPE" in data[:2000] and not path.endswith(".svg")) or b"<!ENTITY" in data:
        read.fault("declares a document type, which readers of feeds refuse")
        return read
    try:
        root = ET.fromstring(data)
    except (ET.ParseError, ValueError, LookupError) as error:
        read.fault(f"is not well-formed XML ({error})")
        return read
    name = path.rpartition("/")[2]
    _attributes(root, read)
    if root.tag == _ATOM + "feed":
        _feed(root, read)
    elif name == "feed.xml":
        read.fault("is no Atom feed")
    elif root.tag in (_MAP + "urlset", _MAP + "sitemapindex"):
        _map(root, read)
    elif name == "sitemap.xml":
        read.fault("is no sitemap")
    elif root.tag == "opml" or name.endswith(".opml"):
        _outlines(root, read)
    return read


def _attributes(root: ET.Element, read: Read) -> None:
    for element in root.iter():
        for key, value in element.attrib.items():
            if key in _ADDRESSES or key.lower() in _ADDRESSES:
                read.links.add(value.strip())


def _text(element: ET.Element, name: str) -> str:
    return (element.findtext(_ATOM + name) or "").strip()


def _feed(feed: ET.Element, read: Read) -> None:
    """RFC 4287, as far as a feed without it is refused or misread."""
    _part(feed, "the feed", read)
    authored = feed.find(_ATOM + "author") is not None
    seen: set[str] = set()
    for entry in feed.iter(_ATOM + "entry"):
        key = _text(entry, "id")
        where = f"the entry {key}" if key else f"the entry “{_text(entry, 'title')[:80]}”"
        _part(entry, where, read)
        if key and key in seen:
            read.fault(f"has {where} twice: readers show only one of them")
        seen.add(key)
        if not authored and entry.find(_ATOM + "author") is None:
            read.fault(f"has no author for {where}")
        if entry.find(_ATOM + "content") is None and not any(
            link.get("rel", "alternate") == "alternate" for link in entry.iter(_ATOM + "link")
        ):
            read.fault(f"has neither a text nor a link for {where}")
        for content in entry.iter(_ATOM + "content"):
            if content.get("type") == "html":
                texts(content.text or "", where, read)
        published = entry.findtext(_ATOM + "published")
        if published is not None and not is_moment(published.strip()):
            read.fault(f"has a `published` of {where} that is no date with time and zone: {published.strip()[:40]!r}")
    for author in feed.iter(_ATOM + "author"):
        if not _text(author, "name"):
            read.fault("names an author without a name")
        uri = _text(author, "uri")
        if uri:
            read.links.add(uri)


def _part(part: ET.Element, where: str, read: Read) -> None:
    """What a feed and each entry must have once."""
    for name in ("id", "title", "updated"):
        found = part.findall(_ATOM + name)
        if len(found) > 1:
            read.fault(f"has more than one `{name}` for {where}")
        elif not found or not "".join(found[0].itertext()).strip():
            read.fault(f"has no `{name}` for {where}")
    key, updated = _text(part, "id"), _text(part, "updated")
    if key and not is_whole(key):
        read.fault(f"has an `id` of {where} that is no whole address: {key[:80]!r}")
    if updated and not is_moment(updated):
        read.fault(f"has an `updated` of {where} that is no date with time and zone: {updated[:40]!r}")
    for link in part.findall(_ATOM + "link"):
        href = link.get("href", "").strip()
        if not is_whole(href):
            read.fault(f"has a link of {where} that is no whole address: {href[:80]!r}")


def texts(text: str, where: str, read: Read) -> None:
    """The HTML of an entry: its links are links of the feed, and must be whole, since feeds are read elsewhere."""
    for link in links_of(text):
        if link and not is_whole(link) and not link.startswith("//"):
            read.fault(f"has a link in the text of {where} that is no whole address: {link[:80]!r}")
        else:
            read.links.add(link)


def _map(root: ET.Element, read: Read) -> None:
    for loc in root.iter(_MAP + "loc"):
        address = (loc.text or "").strip()
        if is_whole(address):
            read.links.add(address)
        else:
            read.fault(f"names an address that is not whole: {address[:80]!r}")


def _outlines(root: ET.Element, read: Read) -> None:
    if root.tag != "opml" or root.find("body") is None:
        read.fault("is no OPML: it needs `opml` around a `body`")
    for address in _feeds_named(root):
        if not is_whole(address):
            read.fault(f"names a feed whose address is not whole: {address[:80]!r}")


def _feeds_named(root: ET.Element) -> Iterator[str]:
    return (outline.get("xmlUrl", "").strip() for outline in root.iter("outline") if "xmlUrl" in outline.attrib)
