"""HTML a writer mixed into Markdown, looked at before it is sanitised: for messages and against attacks.

Safety does not depend on this module; `sanitise` parses what comes out of it. It tells the writer what
will be left out, notes lines, and keeps nesting within what an HTML parser can take: elements nested
thousands deep take it minutes, and a few unclosed tags before many paragraphs make it write those tags
into each paragraph, so that a small text becomes gigabytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from markdown_it.token import Token

from hub.content.markdown_words import Notice
from hub.content.sanitise import SWALLOWED, allowed_tags

MAX_DEPTH = 200
"""How deep a writer's own HTML may nest."""

MAX_REPEATED = 10_000_000
"""How many characters of unclosed tags an HTML parser may have to repeat, at worst."""

_MOST_TOLD = 20
_OPENERS = re.compile(r"<(a|img)(?=[\s/>])", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-z][a-z0-9-]*)[^<>]*", re.IGNORECASE)
# Elements that cannot hold others, or end by themselves where the next begins.
_SHALLOW = frozenset("area base br col dd dt embed hr img input li link meta p source td th tr track wbr".split())
# Unclosed ones of these are opened again in every following block (HTML standard, 13.2.4.3).
_REPEATED = frozenset("a b big code em font i nobr s small strike strong tt u".split())


def marked(html: str, line: int) -> str:
    """HTML with its line noted in each link and picture, as `data-line`.

    Unquoted, so that it does no harm where `<a` stands inside an attribute's value.
    """
    if not _OPENERS.search(html):
        return html
    seen = 0

    def mark(match: re.Match[str]) -> str:
        nonlocal line, seen
        line += html.count("\n", seen, match.start())
        seen = match.start()
        return f"<{match[1]} data-line={line} "

    return _OPENERS.sub(mark, html)


def tame(tokens: Sequence[Token]) -> list[Notice]:
    """Tell of each kind of element that will be left out, once; turn HTML that is out of bounds into text."""
    endless = [_endless(token) for token in tokens if _is_endless(token)]
    pieces = list(_pieces(tokens))
    if not pieces:
        return endless
    census = _Census()
    for piece, line in pieces:
        census.count(piece.content, line)
    blocks = sum(token.nesting == 1 for token in tokens) + census.tags
    if census.deepest <= MAX_DEPTH and census.open_most * blocks <= MAX_REPEATED:
        return [*endless, *census.notices.values()]
    for piece, _ in pieces:
        piece.type = "text" if piece.type == "html_inline" else "code_block"
    what = "the HTML here is nested too deeply and is shown as it was typed"
    return [Notice(pieces[0][1], what, "close its tags, or write it in Markdown")]


@dataclass(slots=True)
class _Census:
    """What a body's HTML amounts to. Depths are upper bounds: browsers close some elements by themselves."""

    notices: dict[str, Notice] = field(default_factory=dict)
    tags: int = 0
    depth: int = 0
    deepest: int = 0
    open_now: int = 0
    open_most: int = 0
    lengths: dict[str, list[int]] = field(default_factory=dict)

    def count(self, html: str, line: int) -> None:
        """Add one piece of HTML whose block begins on `line`."""
        known = allowed_tags()
        for match in _TAG.finditer(html):
            closes, name = bool(match[1]), match[2].lower()
            self.tags += 1
            if name not in known and not closes and name not in self.notices and len(self.notices) < _MOST_TOLD:
                self.notices[name] = _left_out(name, line + html.count("\n", 0, match.start()))
            if name not in _SHALLOW:
                self.depth = max(0, self.depth - 1) if closes else self.depth + 1
                self.deepest = max(self.deepest, self.depth)
            if name in _REPEATED:
                self._repeat(name, closes, len(match[0]))

    def _repeat(self, name: str, closes: bool, length: int) -> None:
        """Keep the total length of formatting tags that are open."""
        lengths = self.lengths.setdefault(name, [])
        if not closes:
            lengths.append(length)
            self.open_now += length
        elif lengths:
            self.open_now -= lengths.pop()
        self.open_most = max(self.open_most, self.open_now)


def _pieces(tokens: Sequence[Token]) -> Iterator[tuple[Token, int]]:
    """Each piece of HTML, comments aside, with the line its block begins on."""
    for token in tokens:
        line = token.map[0] + 1 if token.map else 1
        if token.type == "html_block" and not token.content.startswith("<!"):
            yield token, line
        elif token.children:
            yield from ((c, line) for c in token.children if c.type == "html_inline" and not c.content.startswith("<!"))


def _is_endless(token: Token) -> bool:
    return token.type == "html_block" and token.content.startswith("<!--") and "-->" not in token.content


def _endless(token: Token) -> Notice:
    line = token.map[0] + 1 if token.map else 1
    return Notice(line, "a comment begins here and never ends, which hides all that follows", "end it with -->")


def _left_out(name: str, line: int) -> Notice:
    lost = " with all it holds" if name in SWALLOWED else ""
    return Notice(line, f"the HTML element <{name}> is left out{lost}", "write it in Markdown, or link to it")
