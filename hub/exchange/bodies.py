"""A body from elsewhere into one the hub can publish: no tags, no dead links, no addresses of people."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from hub.content.addresses import ADVOCATES, FRONT, POSTS, TOPICS
from hub.content.links import place_id
from hub.content.markdown import MAX_BODY, render
from hub.content.mask import mask_emails
from hub.exchange.bodylinks import rewrite
from hub.exchange.hubstate import folded
from hub.exchange.pictures import Pictures
from hub.exchange.plan import Ledger
from hub.exchange.reading import clean, one_line
from hub.exchange.segments import tidy, without_private
from hub.exchange.template_tags import TagContext, expand

_ALWAYS_THERE = {folded(a) for a in (FRONT, POSTS, TOPICS, ADVOCATES, "/feed.xml", "/feed.json")}
_PLACE = re.compile(r"(?:\]\(|href=\")(?:post:[^\s)\"#]*)?#")
_HEADING_ID = re.compile(r"^( {0,3}#{1,6}[ \t]+)(.*?)[ \t]*\{:?[ \t]*#([\w-]+)[^}\n]*\}[ \t]*$", re.MULTILINE)


@dataclass(frozen=True)
class Addresses:
    """Where old addresses lead on the hub: from a folded path to `post:slug`, `advocate:handle` or a rooted path."""

    known: Mapping[str, str]
    site_url: str = ""

    def find(self, address: str) -> str | None:
        """The hub's own name for an address of the old site (rooted, or absolute on that site)."""
        path = _path(address, self.site_url)
        if path is None:
            return None
        for shape in (path, path.removesuffix(".html"), path.removesuffix("/index.html")):
            found = self.known.get(folded(shape)) or (shape if folded(shape) in _ALWAYS_THERE else None)
            if found:
                return found or FRONT
        return None


def _path(address: str, site_url: str) -> str | None:
    """The path of an address on the old site, None when it is elsewhere."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    host = urlsplit(site_url).netloc.removeprefix("www.") if site_url else None
    elsewhere = host is None or parts.netloc.removeprefix("www.") != host or parts.scheme not in ("http", "https", "")
    if (parts.scheme or parts.netloc) and elsewhere:
        return None
    return unquote(parts.path) or "/"


@dataclass
class BodyGuide:
    """Decides about the links and pictures of one body; see `bodylinks.Guide`."""

    shown: str
    file: Path
    room: str
    addresses: Addresses
    pictures: Pictures
    ledger: Ledger
    removed: dict[str, int] = field(default_factory=dict)

    def link(self, address: str, line: int) -> str | None:
        """Where a link shall lead."""
        address = re.sub(r"[\s>]+", "", address) if address.lstrip().startswith("/") else clean(address).strip()
        if not address or address.startswith("#"):
            return address or None
        if address.startswith("//"):
            return "https:" + address
        found = self.addresses.find(address)
        if found is not None:
            return self._with_place(address, found, line)
        scheme = re.match(r"([a-zA-Z][a-zA-Z0-9+.-]*):", address)
        if scheme:
            if scheme[1].lower() in ("http", "https", "tel", "post", "advocate", "badge"):
                return address
            self.tell(line, f"the link {_short(address)} cannot be published; its words stay")
            return None
        return self._elsewhere(address, line)

    def _with_place(self, address: str, found: str, line: int) -> str:
        """What was found, with the place in it that the address names."""
        fragment = address.partition("#")[2]
        if not fragment or "#" in found:
            return found
        if found.startswith("post:") and ":~:" not in fragment:
            return f"{found}#{fragment}"
        self.tell(line, f"the place {_short('#' + fragment)} is left out of the link to {found}")
        return found

    def _elsewhere(self, address: str, line: int) -> str | None:
        near = self.addresses.find("/" + Path(address.split("#", maxsplit=1)[0]).name)
        if near and not address.startswith("/"):
            return near
        picture = self.pictures.find(address, self.file)
        if picture:
            return self.pictures.take(picture, self.room, picture.stem, linked=True)
        if self.addresses.site_url:
            return urljoin(self.addresses.site_url.rstrip("/") + "/", address)
        self.tell(
            line,
            f"the link to {_short(address)} leads nowhere on the hub; its words stay (--site-url keeps such links)",
        )
        return None

    def picture(self, address: str, alt: str, line: int) -> str | None:
        """Where a picture stands on the hub."""
        address = clean(address).strip()
        path = _path(address, self.addresses.site_url)
        if path is None:
            address = "https:" + address if address.startswith("//") else address
            if address.startswith(("http://", "https://")):
                return address
            self._no_picture(address, alt, line)
            return None
        found = self.pictures.find(path, self.file)
        taken = self.pictures.take(found, self.room, found.stem) if found else None
        if taken is None:
            self._no_picture(address, alt, line)
        return taken

    def _no_picture(self, address: str, alt: str, line: int) -> None:
        kept = "what it shows is kept in words" if alt.strip() else "it has no description, so nothing is left of it"
        self.tell(line, f"the picture {_short(address)} is not there; {kept}")

    def tell(self, line: int, text: str) -> None:
        """Tell about something in this body."""
        self.ledger.note(self.shown, line, text)


Places = Callable[[str], frozenset[str]]
"""The ids of the places in a post's body, by its slug."""


class _Places:
    """Looks at what stands behind a `#`: links to places that are not there lead to the post, or nowhere."""

    def __init__(self, own: frozenset[str], others: Places, guide: BodyGuide) -> None:
        self.own, self.others, self.guide = own, others, guide

    def link(self, address: str, line: int) -> str | None:
        """Any link, without a place that is missing."""
        whole, mark, fragment = address.partition("#")
        words = unquote(fragment)
        if not mark or (whole and not whole.startswith("post:")):
            return address
        if whole:
            if place_id(words) in self.others(whole.removeprefix("post:")):
                return address
            self.guide.tell(line, f"there is no place {_short('#' + fragment)} in {whole}; the link leads to the post")
            return whole
        if place_id(words) in self.own or words.lower() in ("", "top"):
            return address
        self.guide.tell(line, f"there is no heading {_short(address)} in this text; the link's words stay")
        return None

    def picture(self, address: str, alt: str, line: int) -> str | None:
        """Any picture."""
        return address

    def tell(self, line: int, text: str) -> None:
        """Said the first time already."""


def clean_body(
    text: str,
    first_line: int,
    guide: BodyGuide,
    page: Mapping[str, str],
    person: Callable[[str], tuple[str, str] | None],
) -> str:
    """A body as the hub can keep it, but for links to places, which `with_places` looks at when all are known.

    What is changed or left out is told with its line; the text has as many lines as before.
    """
    if len(text) > MAX_BODY:
        guide.tell(first_line, f"the text has {len(text):,} characters, more than {MAX_BODY:,}; it is cut there")
        text = text[:MAX_BODY]
    text = without_private(clean(text))
    text = expand(text, first_line, TagContext(page, person, guide.tell))
    text = _HEADING_ID.sub(r'\1<a name="\3"></a>\2', text)
    text = rewrite(text, first_line, guide)
    return _without_addresses(text, first_line, guide)


def with_places(text: str, first_line: int, guide: BodyGuide, others: Places) -> str:
    """The body as the hub keeps it: every place it links to is there."""
    if _PLACE.search(text):
        text = rewrite(text, first_line, _Places(places_in(text), others, guide))
    return tidy(text).strip("\n")


def places_in(text: str) -> frozenset[str]:
    """The ids that the headings and marks of a body get on the hub."""
    return frozenset(render(tidy(text)).ids)


def _without_addresses(text: str, first_line: int, guide: BodyGuide) -> str:
    """E-mail addresses masked, and how many of them told."""
    lines, counts = zip(*(mask_emails(line) for line in text.split("\n")), strict=True)
    if any(counts):
        first = first_line + next(number for number, count in enumerate(counts) if count)
        many = f"{sum(counts)} e-mail addresses" if sum(counts) > 1 else "an e-mail address"
        guide.tell(first, f"{many} taken out of the text")
    return "\n".join(lines)


def plain_text(text: str) -> str:
    """A summary or title as plain words: no HTML, no template tags, no e-mail address."""
    text = re.sub(r"\{[%{].{0,500}?[%}]\}", "", text, flags=re.DOTALL)
    text = re.sub(r"<[a-zA-Z/!][^<>]{0,1000}>", "", text)
    return mask_emails(one_line(unescape(text)))[0]


def _short(address: str) -> str:
    return f"`{address if len(address) <= 90 else address[:90] + '…'}`"
