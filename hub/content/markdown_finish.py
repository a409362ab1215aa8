"""The last step of rendering: over sanitised HTML, everything a page needs and everything `check` must know.

It runs on what is really published, whether it was written as Markdown or as HTML, so nothing is listed
that a reader would not get and nothing published that is not listed. The sanitiser writes tags in one
form only (lower case, every attribute as ` name="value"`, `<` in text escaped), which is why tags can be
found by pattern here; and nothing a writer wrote is unescaped into the result.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape, unescape

from hub.content.links import NOTE, Reference, classify, place_id
from hub.content.markdown_text import plain
from hub.content.markdown_words import Notice, Words, shown

_EMPTY_HEAD = re.compile(r"<th((?: class=\"[^\"]*\")?)(?: [a-z-]+=\"[^\"]*\")*></th>")
"""A corner above row names heads nothing, and assistive technology should not announce that it does."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading as published: level 2 to 6, its id, its text without markup."""

    level: int
    id: str
    text: str


_ATTRIBUTES = r'(?: [a-z-]+="[^"]*")*'
_TAG = re.compile(
    r"</(?P<end>h[1-6]|table)>"
    rf'|<(?P<name>a|img|h[1-6]|table|pre|input|[a-z0-9]+(?=(?: [a-z-]+="[^"]*")*? (?:id|data-lead)="))'
    rf"(?P<attributes>{_ATTRIBUTES})>"
)
# The same where no element but a paragraph carries a mark or an id, as in most bodies: looking for one in the
# attributes of every tag takes longer than all the rest.
_FEWER = re.compile(
    r"</(?P<end>h[1-6]|table)>"
    rf"|<(?P<name>a|img|h[1-6]|table|pre|input|p(?= data-lead))(?P<attributes>{_ATTRIBUTES})>"
)
_ATTRIBUTE = re.compile(r' ([a-z-]+)="([^"]*)"')
# A link as Markdown writes it, to an address that means itself.
_WEB_LINK = re.compile(r' href="(https?://[A-Za-z0-9:/.~?#@!$(),_=*+%;-]*)"(?: data-line="[0-9]*")?')
_OWN_PLACE = re.compile(r'<a href="#([^"]*)"')
_LONGEST_TEXT = 4_000


@dataclass(slots=True)
class Finisher:
    """Finishes one body; read its fields after `finish`."""

    prefix: str
    words: Words
    headings: list[Heading] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    warnings: list[Notice] = field(default_factory=list)
    ids: dict[str, int] = field(default_factory=dict)
    lead: str = ""
    _html: str = ""
    _written: list[int] = field(default_factory=list)
    _open: list[int] = field(default_factory=list)
    _anchors: list[tuple[str, int]] = field(default_factory=list)
    _tables: int = 0
    _depth: int = 0

    def finish(self, html: str) -> str:
        """The HTML to publish."""
        self._html = html
        fewer = ' id="' not in html and html.count(" data-lead=") == html.count("<p data-lead=")
        done = (_FEWER if fewer else _TAG).sub(self._tag, html)
        if "></th>" in done:
            done = _EMPTY_HEAD.sub(r"<td\1></td>", done)
        if self._anchors:
            waiting = iter(self._anchors)
            done = _OWN_PLACE.sub(lambda match: self._own_place(waiting), done)
        return done

    def _tag(self, match: re.Match[str]) -> str:
        end, name, written = match.groups()
        if end:
            return self._end_table() if end == "table" else f"</h{self._open.pop() if self._open else end[1]}>"
        if name == "a":
            web = _WEB_LINK.fullmatch(written)
            if web:
                return f'<a href="{web[1]}" rel="noopener">'
        attributes = dict(_ATTRIBUTE.findall(written)) if written else {}
        line = _line(attributes.pop("data-line", ""))
        if name == "img":
            return self._picture(attributes, line)
        if name == "input":
            return self._task(attributes)
        if name[0] == "h" and name != "hr":
            return self._heading(int(name[1]), attributes, match.end())
        if name == "a":
            self._link(attributes, line)
        elif name == "pre":
            attributes["tabindex"] = "0"
        if attributes.pop("data-lead", None) is not None and not self.lead:
            self.lead = plain(self._html[match.end() : self._until("</p>", match.end())])
        if "id" in attributes:
            attributes["id"] = self._identify(unescape(attributes["id"]))
        return self._begin_table(attributes) if name == "table" else _written(name, attributes)

    def _until(self, tag: str, start: int) -> int:
        """Where `tag` comes next, within reason: a heading or paragraph is not longer than that."""
        limit = start + _LONGEST_TEXT
        end = self._html.find(tag, start, limit)
        return end if end >= 0 else min(limit, len(self._html))

    def _task(self, attributes: dict[str, str]) -> str:
        """The box of a task. Written anew, because the sanitiser adds attributes in no fixed order."""
        if "data-task" not in attributes:
            return ""
        done = ' checked=""' if "checked" in attributes else ""
        label = escape(self.words.done if done else self.words.to_do)
        return f'<input type="checkbox" disabled=""{done} aria-label="{label}">'

    # Headings and ids

    def _heading(self, written: int, attributes: dict[str, str], start: int) -> str:
        """A heading one level below the nearest higher one before it, from h2 on, as the page's title is its h1."""
        while self._written and self._written[-1] >= written:
            self._written.pop()
        self._written.append(written)
        level = min(6, 1 + len(self._written))
        self._open.append(level)
        text = plain(self._html[start : self._until(f"</h{written}>", start)])
        attributes = {"id": self._identify(unescape(attributes.pop("id", "")) or text), **attributes}
        self.headings.append(Heading(level, attributes["id"], text))
        return _written(f"h{level}", attributes)

    def _identify(self, words: str) -> str:
        """A new id from some words: prefixed, and numbered when the words come again."""
        wanted = self.prefix + place_id(words)
        count = self.ids.get(wanted, 0)
        if not count:
            self.ids[wanted] = 1
            return wanted
        while True:
            count += 1
            numbered = f"{wanted}-{count}"
            if numbered not in self.ids:
                self.ids[wanted], self.ids[numbered] = count, 1
                return numbered

    # Links and pictures

    def _link(self, attributes: dict[str, str], line: int) -> None:
        """List where a link leads, and write its address in one form, first of its attributes."""
        name = attributes.pop("name", "")
        if name and "id" not in attributes:
            attributes["id"] = name
        written = attributes.pop("href", None)
        if written is None:
            if "id" not in attributes:
                what = "a link has an address of a kind that is not allowed"
                self._tell(line, what, "use https:, mailto:, tel: or a page of the hub")
            return
        address = classify(unescape(written))
        rest = dict(attributes)
        attributes.clear()
        match address.kind:
            case "nowhere":
                what = f"the link {shown(address.target)} leads nowhere"
                self._tell(line, what, "write https://…, post:SLUG, /PAGE/ or media/FILE")
                attributes.update(rest)
                return
            case "outside":
                if not address.target.lower().startswith(("mailto:", "tel:")):
                    rest["rel"] = f"{rest.get('rel', '')} noopener".strip()
            case "anchor":
                self._anchors.append((address.target, line))
            case kind:
                self.references.append(Reference(kind, address.target, line, address.fragment))
        attributes.update({"href": escape(str(address) if address.kind != "anchor" else "#" + address.target), **rest})

    def _picture(self, attributes: dict[str, str], line: int) -> str:
        """A picture of the hub. Any other leaves its description: a page of the hub loads nothing from another host."""
        address = classify(unescape(attributes.pop("src", "")))
        alt = attributes.pop("alt", None)
        if alt is None:
            what = f"the picture {shown(address.target)} has no description"
            self._tell(line, what, "write what it shows between the square brackets: ![A frosted sensor](media/…)")
        far = address.kind == "outside" and not address.target.lower().startswith(("mailto:", "tel:"))
        if address.kind == "media":
            self.references.append(Reference("media", address.target, line))
        else:
            why = " because it is on another site, which would see every reader" if far else ""
            what = f"the picture {shown(address.target)} is not shown{why}"
            self._tell(line, what, "save it in content/media/ and write media/NAME")
            return alt or ""
        if "id" in attributes:
            attributes["id"] = self._identify(unescape(attributes["id"]))
        src = escape(str(address))
        return _written("img", {"src": src, "alt": alt or "", **attributes, "loading": "lazy", "decoding": "async"})

    def _own_place(self, waiting: Iterator[tuple[str, int]]) -> str:
        """A link to a place in the same body, now that all ids are known."""
        words, line = next(waiting)
        place = self.prefix + place_id(words)
        found = place if place in self.ids else None
        if found and not NOTE.fullmatch(words):
            self.references.append(Reference("anchor", found, line))
        elif not found and words.lower() not in ("", "top"):
            what = f"there is no heading {shown('#' + words)} here"
            self._tell(line, what, "use the words of a heading: #frost-at-dawn")
        return f'<a href="#{escape(found or words)}"'

    # Tables

    def _begin_table(self, attributes: dict[str, str]) -> str:
        """A table in a box of its own that scrolls sideways, reachable by keyboard."""
        self._depth += 1
        if self._depth > 1:
            return _written("table", attributes)
        self._tables += 1
        # Regions of one name are hard to tell apart, so the second table says that it is the second.
        label = escape(self.words.table if self._tables == 1 else f"{self.words.table} {self._tables}")
        box = {"class": "table-scroll", "role": "region", "tabindex": "0", "aria-label": label}
        return _written("div", box) + _written("table", attributes)

    def _end_table(self) -> str:
        self._depth -= 1
        return "</table>" if self._depth else "</table></div>"

    def _tell(self, line: int, what: str, cure: str) -> None:
        self.warnings.append(Notice(line, what, cure))


def _written(name: str, attributes: dict[str, str]) -> str:
    """A tag from attributes whose values are escaped already."""
    return "<" + name + "".join([f' {key}="{value}"' for key, value in attributes.items()]) + ">"


def _line(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 1
