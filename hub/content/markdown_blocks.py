"""Which of the block rules of markdown-it are asked about a line: those that could say yes.

Every rule begins by looking at the first character of a line, and nearly all of them then leave. With fifteen
rules, and most of them asked again for each line of a paragraph whether it ends there, that is a third of the
time a text takes. So here the character is looked at once. The rules themselves, their order and what they
make stay as they are; only the plainest paragraphs, whose lines no rule could claim, are made here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.common.utils import mdTrim
from markdown_it.parser_block import ParserBlock, RuleFuncBlockType
from markdown_it.ruler import Ruler
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token
from markdown_it.utils import EnvType

_BEGINS = {
    "admonition": "!?",
    "container_box": ":",
    "fence": "~`",
    "blockquote": ">",
    "hr": "*-_",
    "list": "*+-0123456789",
    "footnote_def": "[",
    "reference": "[",
    "html_block": "<",
    "heading": "#",
}
"""What a line begins with that a rule could claim. A rule that is not here could claim any."""

_BELOW = frozenset("|-:")
"""What the second line of a table begins with."""
_MEANING = frozenset("|=" + ":~" + "".join(_BEGINS.values())) | _BELOW
"""What a line begins with that may be more than words: also what makes the line above a title or a term."""
_TERM = frozenset(":~")
_ITEM = re.compile(r"(?:[-*+]|[0-9]{1,9}[.)]) [A-Za-z0-9]")


class _Chains(Ruler[RuleFuncBlockType]):
    """The rules, with those that could end another block asked by a line's first character."""

    guards: dict[str, list[RuleFuncBlockType]]

    def getRules(self, chainName: str = "") -> list[RuleFuncBlockType]:
        """One function in the place of all rules of a chain."""
        return self.guards[chainName]


class _Token(Token):
    """A token made without the checks of its fields, which takes half the time."""

    __slots__ = ()

    def __init__(self, type: str, tag: str, nesting: Literal[-1, 0, 1], level: int) -> None:
        self.type, self.tag, self.nesting, self.level = type, tag, nesting, level
        self.attrs, self.map, self.children, self.meta = {}, None, None, {}
        self.content = self.markup = self.info = ""
        self.block, self.hidden = True, False


def ready(html: str) -> Token:
    """A token for what is HTML already."""
    token = _Token("ready", "", 0, 0)
    token.block, token.content = False, html
    return token


class _State(StateBlock):
    """Where the parser is, with tokens made quickly."""

    def push(self, ttype: str, tag: str, nesting: Literal[-1, 0, 1]) -> Token:
        """A new token at the end."""
        if nesting < 0:
            self.level -= 1
        token = _Token(ttype, tag, nesting, self.level)
        if nesting > 0:
            self.level += 1
        self.tokens.append(token)
        return token


class Blocks(ParserBlock):
    """Reads blocks like the parser whose rules it takes over, which must not be changed afterwards."""

    def __init__(self, rules: Ruler[RuleFuncBlockType]) -> None:
        self.ruler = chains = _Chains()
        chains.__rules__ = rules.__rules__
        active = [rule for rule in rules.__rules__ if rule.enabled]
        names = sorted({chain for rule in active for chain in rule.alt})
        chains.guards = {
            name: [_guard([(rule.name, rule.fn) for rule in active if name in rule.alt])] for name in names
        }
        own = [(rule.name, rule.fn) for rule in active if rule.name != "code"]
        self._code = next(rule.fn for rule in active if rule.name == "code")
        self._tables = {first: _for(first, own) for first in _MEANING}
        self._plain_table = _for("a", own)
        less = [rule for rule in own if rule[0] != "table"]
        self._others = {first: _for(first, less) for first in _MEANING}
        self._plain = _for("a", less)
        self._items = [rule for name, rule in less if name in ("list", "lheading", "deflist", "paragraph")]

    def parse(self, src: str, md: MarkdownIt, env: EnvType, outTokens: list[Token]) -> list[Token] | None:
        """Read a whole text. As the overridden method does it."""
        if not src:
            return None
        state = _State(src, md, env, outTokens)
        self.tokenize(state, state.line, state.lineMax)
        return state.tokens

    def tokenize(self, state: StateBlock, startLine: int, endLine: int) -> None:
        """The blocks of some lines, as the overridden method reads them."""
        line, deepest, empty_lines = startLine, state.md.options.maxNesting, False
        src, begins, shifts, ends, indents = state.src, state.bMarks, state.tShift, state.eMarks, state.sCount
        while line < endLine:
            state.line = line = state.skipEmptyLines(line)
            if line >= endLine or indents[line] < state.blkIndent:
                break
            if state.level >= deepest:
                state.line = endLine
                break
            if indents[line] - state.blkIndent >= 4:
                self._code(state, line, endLine, False)
            else:
                first = src[begins[line] + shifts[line]]
                if first in _MEANING or not _paragraph(state, line, endLine):
                    for rule in self._asked(state, line, endLine, first):
                        if rule(state, line, endLine, False):
                            break
            state.tight = not empty_lines
            line = state.line
            if (line - 1) < endLine and begins[line - 1] + shifts[line - 1] >= ends[line - 1]:
                empty_lines = True
            if line < endLine and begins[line] + shifts[line] >= ends[line]:
                empty_lines = True
                line += 1
                state.line = line

    def _asked(self, state: StateBlock, line: int, end: int, first: str) -> list[RuleFuncBlockType]:
        """The rules that could claim a line that begins with `first`."""
        below = line + 1
        if below < end:
            at = state.bMarks[below] + state.tShift[below]
            if at < state.eMarks[below] and state.src[at] in _BELOW:
                return self._tables.get(first, self._plain_table)
        if _ITEM.match(state.src, state.bMarks[line] + state.tShift[line]):
            return self._items
        return self._others.get(first, self._plain)


def _for(first: str, rules: Iterable[tuple[str, RuleFuncBlockType]]) -> list[RuleFuncBlockType]:
    """The rules that could claim a line that begins so."""
    return [rule for name, rule in rules if first in _BEGINS.get(name, first)]


def _guard(rules: list[tuple[str, RuleFuncBlockType]]) -> Callable[[StateBlock, int, int, bool], bool]:
    """One rule that asks those of `rules` that could claim a line. All are asked of a line that is empty."""
    # A list of definitions ends others only at its own mark, unlike where it begins with a term.
    known = [(name, rule, _BEGINS.get(name, ":~" if name == "deflist" else "")) for name, rule in rules]
    all_rules = [rule for _, rule in rules]
    # Where an item ends nothing, only a line across the page could begin as one does, and it has no words.
    by_items = any(name == "list" for name, _ in rules)
    by_first = {first: [rule for _, rule, firsts in known if not firsts or first in firsts] for first in _MEANING}
    rest = [rule for _, rule, firsts in known if not firsts]

    def asked(state: StateBlock, line: int, end: int, silent: bool) -> bool:
        at = state.bMarks[line] + state.tShift[line]
        if not by_items and _ITEM.match(state.src, at):
            return False
        chosen = by_first.get(state.src[at], rest) if at < state.eMarks[line] else all_rules
        for rule in chosen:  # noqa: SIM110 - `any` costs more than most of what it would ask
            if rule(state, line, end, silent):
                return True
        return False

    return asked


def _is_next_item(state: StateBlock, line: int, at: int) -> bool:
    """Whether the words on the line above end because the next item of their list begins here, at `at`."""
    indent = state.sCount[line]
    return (
        0 <= indent < state.blkIndent
        and (state.listIndent < 0 or indent - state.listIndent < 4)
        and _ITEM.match(state.src, at) is not None
    )


def _paragraph(state: StateBlock, line: int, end: int) -> bool:
    """Make the paragraph that begins on a line of plain words, if nothing but words follows until it ends."""
    src, begins, shifts, ends = state.src, state.bMarks, state.tShift, state.eMarks
    below = line + 1
    if below < end and begins[below] + shifts[below] >= ends[below]:
        below += 1  # a definition may stand below an empty line
    if below < end and begins[below] + shifts[below] < ends[below] and src[begins[below] + shifts[below]] in _TERM:
        return False
    after = line + 1
    while after < state.lineMax:
        at = begins[after] + shifts[after]
        if at >= ends[after]:
            break
        if src[at] in _MEANING:
            if _is_next_item(state, after, at):
                break
            return False
        after += 1
    if after == line + 1:
        content = mdTrim(src[begins[line] + shifts[line] : ends[line]])
    else:
        content = mdTrim(state.getLines(line, after, state.blkIndent, False))
    state.line = after
    state.parentType = "paragraph"  # as the rule for underlined headings leaves it, which other rules ask for
    state.push("paragraph_open", "p", 1).map = [line, after]
    inside = state.push("inline", "", 0)
    inside.map, inside.content, inside.children = [line, after], content, []
    state.push("paragraph_close", "p", -1)
    return True
