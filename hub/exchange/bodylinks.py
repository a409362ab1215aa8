"""Every link and picture of a Markdown body handed to somebody who says where it shall lead."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape, unescape
from typing import NamedTuple, Protocol

from hub.content.sanitise import SWALLOWED
from hub.exchange.segments import GONE, Lines, gone, segments
from hub.exchange.template_tags import destination, escape_label, watch_address


class Guide(Protocol):
    """Decides about addresses."""

    def link(self, address: str, line: int) -> str | None:
        """Where a link shall lead; None: only its words stay."""

    def picture(self, address: str, alt: str, line: int) -> str | None:
        """Where a picture stands; None: there is none, and what it shows is said in words."""

    def tell(self, line: int, text: str) -> None:
        """Tell about something taken out."""


class _Open(NamedTuple):
    """An opening bracket: where in the output it stands, and whether a picture's."""

    at: int
    picture: bool


_TOKEN = re.compile(
    r"""(?P<escape>\\[^\n])
    |^(?P<definition>[ ]{0,3}\[(?!\^)(?P<label>[^\]\n]{1,200})\]:[ \t]*(?P<target><[^>\n]*>|\S+)(?P<rest>[^\n]*))$
    |(?P<whole><(?P<kind>script|style|iframe)\b(?P<framed>(?:[^<>"']|"[^"]*"|'[^']*')*)>)
    |(?P<auto><(?:https?:|mailto:)[^\s<>]+>|<[\w.+-]+@[\w.-]+>)
    |(?P<html><(?P<close>/?)(?P<name>[a-zA-Z][\w-]*)(?P<attributes>(?:[^<>"']|"[^"]*"|'[^']*')*)>)
    |(?P<paragraph>\n[ \t>]*\n)
    |(?P<ial>\{:[^}\n]*\})
    |(?P<open>!?\[(?!\^))
    |(?P<end>\])""",
    re.VERBOSE | re.MULTILINE | re.DOTALL | re.IGNORECASE,
)
_INLINE = re.compile(
    r"""\(\s*(<[^<>\n]*>|[^\s()<>]*(?:\([^\s()]*\)[^\s()]*)*)(\s+(?:"[^"]*"|'[^']*'|\([^()]*\)))?\s*\)"""
)
_REFERRED = re.compile(r"[ ]?\[([^\[\]]{0,200})\]")
_ATTRIBUTE = re.compile(r"""([a-zA-Z][\w:-]*)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")


def rewrite(text: str, first_line: int, guide: Guide) -> str:
    """The body with its links and pictures as `guide` says; as many lines as before."""
    return _Rewriter(text, first_line, guide).run()


class _Rewriter:
    def __init__(self, text: str, first_line: int, guide: Guide) -> None:
        self.text, self.guide = text, guide
        self.lines = Lines(text, first_line)
        self.out: list[str] = []
        self.open: list[_Open] = []
        self.anchors: list[bool] = []  # for each <a> that is open, whether its tag stays
        self.defined: dict[str, str] = {}
        self.unclosed: set[str] = set()
        self.parts = list(segments(text))

    def run(self) -> str:
        for segment in self.parts:
            if not segment.code:
                for match in _TOKEN.finditer(segment.text):
                    if match["definition"]:
                        self.defined.setdefault(_label(match["label"]), match["target"].strip("<>"))
        for segment in self.parts:
            if segment.code:
                self.out.append(segment.text)
            else:
                self._segment(segment.text, segment.at)
        return "".join(self.out)

    def _segment(self, text: str, start: int) -> None:
        at = 0
        while match := _TOKEN.search(text, at):
            self.out.append(text[at : match.start()])
            at = self._token(match, text, self.lines(start + match.start()))
        self.out.append(text[at:])

    def _token(self, match: re.Match[str], text: str, line: int) -> int:
        """Put out what a token becomes; where in the text to go on."""
        if match["end"] and self.open:
            return self._close(self.open.pop(), text, match.end(), line)
        if match["open"]:
            self.open.append(_Open(len(self.out), match[0][0] == "!"))
            self.out.append(match[0])
        elif match["html"]:
            self.out.append(self._html(match, line))
        elif match["paragraph"]:
            self.open.clear()
            self.out.append(match[0][:-1])
            return match.end() - 1  # the second line end may begin a definition
        elif match["definition"]:
            self.out.append(self._definition(match, line))
        elif match["auto"]:
            self.out.append(self._auto(match[0][1:-1], line))
        elif match["whole"]:
            return self._whole(match, text, line)
        elif match["ial"]:
            self.out.append(self._attribute_list(match[0], line))
        else:
            self.out.append(match[0])
        return match.end()

    def _close(self, opened: _Open, text: str, at: int, line: int) -> int:
        """A closing bracket: of a link, of a picture, or of nothing."""
        inline = _INLINE.match(text, at)
        if inline:
            self._put(opened, inline[1].strip("<>"), inline[2] or "", line)
            return inline.end()
        referred = _REFERRED.match(text, at)
        label = (referred[1] if referred else "") or "".join(self.out[opened.at + 1 :])
        target = self.defined.get(_label(label))
        if target is None:
            self.out.append("]")
            return at
        self._put(opened, target, "", line)
        return referred.end() if referred else at

    def _put(self, opened: _Open, address: str, title: str, line: int) -> None:
        words = "".join(self.out[opened.at + 1 :])
        del self.out[opened.at :]
        address = unescape(address)
        if opened.picture:
            self.out.append(self._picture(address, words, title, line))
            return
        found = None if _is_mail(address) else self.guide.link(address, line)
        if found is None or not words.strip(GONE + " \n"):
            self.out.append(words)
        else:
            self.out.append(f"[{words}]({destination(found)}{title})")

    def _picture(self, address: str, alt: str, title: str, line: int) -> str:
        found = self.guide.picture(address, alt, line)
        if found is not None:
            return f"![{alt}]({destination(found)}{title})"
        return _in_words(alt)

    def _definition(self, match: re.Match[str], line: int) -> str:
        """Links by reference are written out where they stand, so their definitions go."""
        rest = match["rest"].strip()
        if rest and not re.fullmatch(r"\"[^\"]*\"|'[^']*'|\([^()]*\)", rest):
            self.guide.tell(line, "a link's definition has words behind it; they are left out")
        return gone(match[0])

    def _auto(self, address: str, line: int) -> str:
        if _is_mail(address) or "@" in address.split("/", maxsplit=1)[0]:
            return address.removeprefix("mailto:")
        found = self.guide.link(address, line)
        if found is None:
            return address
        return f"<{found}>" if found == address else f"[{escape_label(address)}]({destination(found)})"

    def _html(self, match: re.Match[str], line: int) -> str:
        name, closing = match["name"].lower(), bool(match["close"])
        if name == "a" and closing:
            return match[0] if not self.anchors or self.anchors.pop() else GONE
        if name == "a":
            return self._anchor(match, line)
        if name == "img" and not closing:
            given = _attributes(match["attributes"])
            alt = " ".join(given.get("alt", "").split())
            found = self.guide.picture(given.get("src", ""), alt, line)
            if found is None:
                return escape(_in_words(alt), quote=False)
            return f'<img src="{escape(found)}" alt="{escape(alt)}">'
        if name in SWALLOWED and not closing:
            self.guide.tell(line, f"a <{name}> cannot be shown on the hub and is left out when the page is made")
        return match[0]

    def _anchor(self, match: re.Match[str], line: int) -> str:
        given = _attributes(match["attributes"])
        if "href" not in given:
            self.anchors.append(True)
            return match[0]
        found = None if _is_mail(given["href"]) else self.guide.link(given["href"], line)
        self.anchors.append(found is not None)
        if found is None:
            return GONE
        kept = "".join(f' {key}="{escape(given[key])}"' for key in ("id", "name", "title") if given.get(key))
        return f'<a href="{escape(found)}"{kept}>'

    def _whole(self, match: re.Match[str], text: str, line: int) -> int:
        """An element taken with all it holds: an embedded page becomes a link, script and style go."""
        kind = match["kind"].lower()
        close = (
            re.compile(rf"</{kind}\s*>", re.IGNORECASE).search(text, match.end()) if kind not in self.unclosed else None
        )
        if close is None:
            self.unclosed.add(kind)
        end = close.end() if close else match.end()
        given = _attributes(match["framed"]) if kind == "iframe" else {}
        address = watch_address(given.get("src", "").strip())
        found = self.guide.link(address, line) if address else None
        self.guide.tell(line, f"an <{kind}> became a link" if found else f"a <{kind}> is left out")
        emptied = gone(text[match.start() : end])
        if found is not None:
            label = " ".join(given.get("title", "").split()) or "Embedded page"
            emptied = f'<a href="{escape(found)}">{escape(label)}</a>' + emptied.replace(GONE, "", 1)
        self.out.append(emptied)
        return end

    def _attribute_list(self, text: str, line: int) -> str:
        """Kramdown's `{: #place .class}`: a place stays one that can be linked to, the rest goes."""
        place = re.search(r"#([\w-]+)", text)
        if place:
            return f'<a name="{place[1]}"></a>'
        self.guide.tell(line, f"the attribute list {text[:60]} is left out")
        return GONE


def _in_words(alt: str) -> str:
    return f"(Picture: {alt.strip()})" if alt.strip() else GONE


def _label(text: str) -> str:
    return " ".join(text.split()).casefold()


def _is_mail(address: str) -> bool:
    return re.match(r"\s*mailto:", address, re.IGNORECASE) is not None


def _attributes(text: str) -> Mapping[str, str]:
    """The attributes of a tag, unescaped; the first of a name counts, as in a browser."""
    found: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(text):
        value = next((g for g in match.groups()[1:] if g is not None), "")
        found.setdefault(match[1].lower(), unescape(value))
    return found
