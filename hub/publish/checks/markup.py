"""Reading HTML quickly: links, ids, pictures without alt texts and embedded JSON, in one pass of one pattern.

What is read comes out of Jinja's autoescape and the sanitiser, so a careful scan of tags is enough, and many times
quicker than a parser. The same tags stand on many pages (header, footer, faces); each spelling is read once.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

_QUOTED = r"""(?:"[^"]*"|'[^']*')"""
_OPEN = rf"""[^<>"']*+(?:{_QUOTED}[^<>"']*+){{0,200}}+>"""
"""The rest of a tag after its name. The limit keeps hostile text from being read again for each of its tags."""


def _element(name: str) -> str:
    """An element whose content is no markup, with that content. Spelt as sets of letters, which `re` skips faster
    than letters of which it ignores the case."""
    word = "".join(f"[{letter}{letter.upper()}]" for letter in name)
    return rf"<{word}(?=[\s>/]){_OPEN}(?s:.*?)(?:</{word}\s*+>|\Z)"


_TOKEN = re.compile(
    "|".join(
        (
            r"<!--(?s:.*?)(?:-->|\Z)",
            *map(_element, ("script", "style", "textarea", "title")),
            rf"<[a-zA-Z][^\s<>]*+\s{_OPEN}",
        )
    )
)
_OPENING = re.compile(rf"<[a-zA-Z][^\s<>]*+{_OPEN}")
_ATTRIBUTE = re.compile(
    r"""(?<![^\s"'/])([^\s"'=<>/]++)\s*+=\s*+(?:"([^"]*)"|'([^']*)'|([^\s"'<>]++))|"[^"]*"|'[^']*'"""
)
_PLAIN = re.compile(
    r'<a(?: class="[^"]*")? href="([^"&]*)"(?: (?:class|rel)="[^"]*")?>|<h[2-6](?: class="[^"]*")? id="([^"&]*)">'
)
"""The tags of which a page has most that no other has: links and headings as templates and bodies write them."""
_TELLING = re.compile(
    r"""<(?:script|style|textarea|img)|[\s"'](?:href|src|id|name|content|style|srcset|poster|action|formaction|data"""
    r"""|xlink:href|xmlurl|htmlurl|imagesrcset)[\s=]""",
    re.I,
)
"""What a tag that says something has in it; most others are known by this."""
_NAME = re.compile(r"[^\s/>]++")
_VALUES = re.compile(_QUOTED)
_BARE_ALT = re.compile(r"\salt(?=[\s/>])", re.I)
_CANDIDATE = re.compile(r"[\s,]*+(\S++)")
_REFRESH = re.compile(r"\s*\d+\s*;\s*url=(.+)", re.I)
_CSS_COMMENT = re.compile(r"/\*(?s:.*?)(?:\*/|\Z)")
_CSS_URL = re.compile(r"""url\(\s*+(?:"([^"]*)"|'([^']*)'|([^"'()\s]*+))\s*+\)|@import\s+(?:"([^"]*)"|'([^']*)')""")
_ADDRESSES = frozenset({"href", "src", "poster", "action", "formaction", "data", "xlink:href", "xmlurl", "htmlurl"})
_SETS = frozenset({"srcset", "imagesrcset"})


@dataclass(frozen=True, slots=True)
class Markup:
    """What a page says in its tags, as written there (entities read): links, ids, `src` of pictures without alt
    text, and the text of JSON-LD scripts."""

    links: frozenset[str] = frozenset()
    ids: frozenset[str] = frozenset()
    bare: frozenset[str] = frozenset()
    scripts: tuple[str, ...] = ()


class _Tag:
    """What one tag says, as in `Markup`. Compared by identity, so that all that say nothing are one."""

    __slots__ = ("bare", "ids", "links", "script")

    def __init__(self, links: list[str], ids: list[str], bare: str | None, script: str) -> None:
        self.links = links
        self.ids = ids
        self.bare = bare
        self.script = script


_NOTHING = _Tag([], [], None, "")


def read_markup(text: str) -> Markup:
    """Read the tags of HTML, or of XML with attributes in quotes. Never fails, however broken the text is."""
    tags = set(map(_read_tag, _TOKEN.findall(text)))
    tags.discard(_NOTHING)
    links: set[str] = set()
    ids: set[str] = set()
    for tag in tags:
        links.update(tag.links)
        if tag.ids:
            ids.update(tag.ids)
    bare = frozenset(tag.bare for tag in tags if tag.bare is not None)
    scripts = tuple(sorted(tag.script for tag in tags if tag.script))
    return Markup(frozenset(links), frozenset(ids), bare, scripts)


@lru_cache(maxsize=256)
def links_of(text: str) -> frozenset[str]:
    """The links of a text that several files carry, such as a post's in feeds."""
    return read_markup(text).links


def css_links(text: str) -> Iterator[str]:
    """What a style sheet fetches."""
    if "/*" in text:
        text = _CSS_COMMENT.sub("", text)
    for groups in _CSS_URL.findall(text):
        yield "".join(groups)


@lru_cache(maxsize=4096)
def _read_tag(token: str) -> _Tag:
    """What one tag says; of script and style elements also their content, of comments nothing."""
    if plain := _PLAIN.fullmatch(token):
        link, place = plain.groups()
        return _Tag([link.strip()], [], None, "") if place is None else _Tag([], [place], None, "")
    if token.startswith("<!") or not _TELLING.search(token):
        return _NOTHING
    match = _NAME.match(token, 1)
    name = match[0].lower() if match else ""
    content = ""
    if name in ("script", "style", "textarea", "title"):
        token, content = _opening(token)
    links: list[str] = []
    ids: list[str] = []
    given: dict[str, str] = {}
    for written, double, single, plain in _ATTRIBUTE.findall(token, len(name) + 1):
        if written:
            value = double or single or plain
            given.setdefault(written.lower(), html.unescape(value) if "&" in value else value)
    for attribute, value in given.items():
        _take(name, attribute, value, links, ids)
    if name == "style":
        links.extend(css_links(content))
    bare = given.get("src", "") if _is_bare(name, token, given) else None
    is_facts = name == "script" and given.get("type", "").strip().lower() == "application/ld+json"
    script = content if is_facts else ""
    return _Tag(links, ids, bare, script) if links or ids or script or bare is not None else _NOTHING


def _opening(token: str) -> tuple[str, str]:
    """The opening tag of an element, and its content."""
    match = _OPENING.match(token)
    end, last = match.end() if match else len(token), token.rfind("</")
    return token[:end], token[end : last if last >= end else len(token)]


def _take(tag: str, name: str, value: str, links: list[str], ids: list[str]) -> None:
    if name in _ADDRESSES:
        links.append(value.strip())
    elif name == "id" or (name == "name" and tag == "a"):
        ids.append(value)
    elif name in _SETS:
        links.extend(found for found in _candidates(value) if not found.startswith("data:"))
    elif name == "content" and tag == "meta":
        refresh = _REFRESH.match(value)
        if refresh or value.startswith(("https://", "http://")):
            links.append((refresh[1] if refresh else value).strip())
    elif name == "style":
        links.extend(css_links(value))


def _candidates(value: str) -> Iterator[str]:
    """The addresses of a `srcset`: each ends at a blank, commas behind it or behind its size set it apart."""
    at = 0
    while match := _CANDIDATE.match(value, at):
        yield match[1].rstrip(",")
        at = match.end()
        if not match[1].endswith(","):
            comma = value.find(",", at)
            at = comma + 1 if comma >= 0 else len(value)


def _is_bare(name: str, token: str, given: dict[str, str]) -> bool:
    """Whether this is a picture that says nothing to whoever cannot see it, and is not marked as decoration."""
    if name != "img" or "alt" in given or given.get("aria-hidden") == "true":
        return False
    if given.get("role") in ("presentation", "none"):
        return False
    return _BARE_ALT.search(_VALUES.sub('""', token)) is None
