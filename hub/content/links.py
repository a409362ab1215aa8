"""Addresses in bodies: what each leads to, and putting the real ones in once they are known.

A writer names things of the hub by what they are (`post:frost-at-dawn`, `advocate:tove`, `badge:first-light`,
`media/kit.pdf`, `/about/`), so that links survive a renamed slug and a hub under another path. Rendering keeps
those names in `href` and `src`; `resolve` turns them into addresses page by page.
"""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from html import escape, unescape
from typing import Literal, cast
from urllib.parse import quote, unquote

from hub.model import slugify

Kind = Literal["post", "advocate", "badge", "media", "page", "anchor"]
"""What a reference leads to: a record by its key, a file, a rooted address of the hub, a place on the same page."""

LinkFinder = Callable[[str, str], str | None]
"""From kind and target to an address, or None when there is no such thing."""
PictureFinder = Callable[[str], tuple[str, int, int, str] | None]
"""From a media path to src, width, height (0 when unknown) and srcset (may be empty), or None."""

MARK = "s-"
"""Begins every id made from a body, so that none can be an id of the page around it."""

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_BLANK = re.compile(r"[\x00-\x20\x7f]+")
_OUTSIDE = frozenset({"http", "https", "mailto", "tel"})
_OWN = frozenset({"post", "advocate", "badge"})
NOTE = re.compile(r"-fn(?:ref)?-[0-9-]+")
"""What rendering calls the places of footnotes; no slug begins with a hyphen, so no heading is called so."""
_KEPT = "!$&'()*+,;=:@/?%-._~"


@dataclass(frozen=True, slots=True)
class Reference:
    """A link or picture in a body. `line` counts from 1 within the body; `fragment` is an id on the target.

    `target` is the bare key, path or id, without fragment or query, percent-decoded.
    """

    kind: Kind
    target: str
    line: int
    fragment: str = ""


AddressKind = Literal["post", "advocate", "badge", "media", "page", "anchor", "outside", "nowhere"]


@dataclass(frozen=True, slots=True)
class Address:
    """What an address in a body means. `tail` is the query and fragment to keep after the target."""

    kind: AddressKind
    target: str
    tail: str = ""

    @property
    def fragment(self) -> str:
        """The id after the `#`, if any."""
        return unquote(self.tail.partition("#")[2])

    def __str__(self) -> str:
        """The address as it stands in rendered HTML, before escaping."""
        if self.kind in _OWN:
            return f"{self.kind}:{quote(self.target, safe=_KEPT)}{self.tail}"
        if self.kind in ("media", "page"):
            return quote(self.target, safe=_KEPT.replace("%", "").replace("?", "")) + self.tail
        return self.target + self.tail


def classify(address: str) -> Address:
    """What an address in a body leads to.

    Reads it as browsers do: blanks and control characters inside are ignored, `\\` counts as `/`. So
    `/\\host` is another site, not a page of the hub. `../media/x.png` (what an editor's own preview
    understands) and `/media/x.png` are both the hub's file `media/x.png`.
    """
    text = address.strip()
    if _BLANK.search(text):
        text = re.sub(r"[\t\r\n]", "", text).strip("".join(map(chr, range(33))))
    scheme = _SCHEME.match(text)
    if scheme:
        name = scheme[1].lower()
        if name in _OUTSIDE:
            return Address("outside", text)
        if name in _OWN:
            return _own(name, text[scheme.end() :])
        return Address("nowhere", text)
    if text.startswith("#"):
        return Address("anchor", unquote(text[1:]))
    path, tail = _split(text)
    path = unicodedata.normalize("NFC", unquote(path.replace("\\", "/")))
    if path.startswith("//"):
        return Address("outside", text)
    bare = re.sub(r"^(?:\.{1,2}/)*", "", path.removeprefix("/"))
    if bare.startswith("media/"):
        inside = posixpath.normpath(bare)
        return Address("media", inside, tail) if inside.startswith("media/") else Address("nowhere", text)
    return Address("page", path, tail) if path.startswith("/") else Address("nowhere", text)


def _own(kind: str, rest: str) -> Address:
    """`post:slug#place`: the place is named by its heading's words or by its id."""
    key, _, place = rest.partition("#")
    tail = f"#{quote(place_id(unquote(place)), safe='')}" if place else ""
    key = unicodedata.normalize("NFC", unquote(key)).strip().strip("/")
    return Address(cast(AddressKind, kind), key, tail)


def _split(text: str) -> tuple[str, str]:
    """An address before its query or fragment, and those."""
    cut = min((at for at in (text.find("?"), text.find("#")) if at >= 0), default=len(text))
    return text[:cut], text[cut:]


def place_id(words: str) -> str:
    """The id of the place in a body that a fragment names: `Frost at dawn`, `frost-at-dawn`, `s-frost-at-dawn` are one.

    Whatever the words, the result is a slug behind the mark: safe in HTML and in an address.
    """
    if NOTE.fullmatch(words):
        return MARK + words
    slug = slugify(words) or "section"
    return slug if slug.startswith(MARK) else MARK + slug


_REFERENCE = re.compile(
    r'<(?:a href|img src)="((?:post:|advocate:|badge:|media/|/(?![/\\])|#)[^"]*)"((?: [a-z-]+="[^"]*")*)>'
)
_ALT = re.compile(r' alt="([^"]*)"')


def resolve(html: str, link: LinkFinder, picture: PictureFinder, *, page: str = "") -> str:
    """Rendered HTML with the hub's own names replaced by addresses.

    `link(kind, target)` is asked for post, advocate, badge, media and page; fragment and query are put
    back after its answer. Where it answers None the link keeps its text only. `picture(path)` also gives
    the size, so that the text does not jump while pictures load; where it answers None, the description
    stands in the picture's place. `page`, an address, is put before links to places in the same body:
    feeds need it, pages do not.
    """

    def put(match: re.Match[str]) -> str:
        written, rest = match.groups()
        if written[0] == "#":
            return f'<a href="{escape(page)}{written}"{rest}>' if page and match[0][1] == "a" else match[0]
        address = classify(unescape(written))
        if match[0].startswith("<img"):
            return _picture(address.target, rest, picture)
        found = link(address.kind, address.target)
        return f"<a{rest}>" if found is None else f'<a href="{_quoted(found)}{escape(address.tail)}"{rest}>'

    return _REFERENCE.sub(put, html)


def _picture(path: str, rest: str, picture: PictureFinder) -> str:
    """An `<img>` with its real address and size, or its description as text."""
    found = picture(path.removeprefix("/"))
    if found is None:
        alt = _ALT.search(rest)
        return alt[1] if alt else ""
    src, width, height, srcset = found
    size = f' width="{width}" height="{height}"' if width and height else ""
    choices = f' srcset="{escape(srcset)}" sizes="(min-width: 44rem) 42rem, 100vw"' if srcset else ""
    return f'<img src="{_quoted(src)}"{choices}{size}{rest}>'


def _quoted(address: str) -> str:
    """An address for an attribute: percent-encoded where needed, then escaped."""
    return escape(quote(address, safe=_KEPT + "#[]"))
