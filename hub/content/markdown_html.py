"""How the tokens of a text become HTML. Unless all of them are `KNOWN`, `sanitise` decides what of it is published."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from hub.content.markdown_code import code_html
from hub.content.sanitise import BOXES

_ALERTS = {"note": "note", "tip": "tip", "important": "warning", "warning": "warning", "caution": "danger"}
_BOX_NAMES = {**_ALERTS, **{kind: kind for kind in BOXES}, "hint": "tip", "info": "note", "error": "danger"}


KNOWN = frozenset(
    """inline paragraph_open paragraph_close heading_open heading_close bullet_list_open bullet_list_close
    ordered_list_open ordered_list_close list_item_open list_item_close blockquote_open blockquote_close fence
    code_block hr table_open table_close thead_open thead_close tbody_open tbody_close tr_open tr_close th_open
    th_close td_open td_close""".split()
)
"""Tokens that are written exactly as the sanitiser would write them again, so that it has nothing to do.

They hold no HTML of the writer's, their tags and attributes are fixed and on its list, they nest as HTML has
them nest, and all text in them is escaped. What stands inside an `inline` must be known too (see `quick`).
"""


class Renderer(RendererHTML):
    """How tokens become HTML where the hub wants it otherwise, or sooner, than the plugins do.

    Words on the page come from `env["words"]` (`hub.content.markdown.Words`). Ids are written bare; the
    finishing step prefixes them.
    """

    def render(self, tokens: Sequence[Token], options: OptionsDict, env: EnvType) -> str:
        """The HTML of a text. As the overridden method does it, with what `quick` has read put in as it is."""
        out: list[str] = []
        rules, plain = self.rules, self.renderToken
        for idx, token in enumerate(tokens):
            kind = token.type
            if kind == "inline":
                children = token.children
                if children:
                    one = children[0]
                    out.append(one.content if one.type == "ready" else self.renderInline(children, options, env))
            elif kind in rules:
                out.append(rules[kind](tokens, idx, options, env))
            else:
                out.append(plain(tokens, idx, options, env))
        return "".join(out)

    def renderToken(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """One tag, as the overridden method writes it."""
        token = tokens[idx]
        if token.hidden:
            return ""
        attributes = token.attrs
        tag = token.tag
        if attributes:
            tag += "".join([f' {key}="{escapeHtml(str(value))}"' for key, value in attributes.items()])
        nesting = token.nesting
        if not token.block:
            return f"</{tag}>" if nesting == -1 else f"<{tag}>"
        if nesting == -1:
            return f"</{tag}>\n"
        lead = "\n" if idx and tokens[idx - 1].hidden else ""
        if nesting == 1 and idx + 1 < len(tokens):
            then = tokens[idx + 1]
            if then.type == "inline" or then.hidden or (then.nesting == -1 and then.tag == token.tag):
                return f"{lead}<{tag}>"
        return f"{lead}<{tag}>\n"

    def fence(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """Fenced code: the first word of its info string is the language."""
        info = tokens[idx].info.split(maxsplit=1)
        return code_html(tokens[idx].content, info[0].strip("{}.,").partition("{")[0] if info else "")

    def code_block(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """Indented code."""
        return code_html(tokens[idx].content, "")

    def list_item_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """A list item, with its box when it is a task."""
        opening = self.renderToken(tokens, idx, options, env)
        if "checked" not in tokens[idx].meta:
            return opening
        env["known"] = False
        return f"{opening}<input data-task{' checked' if tokens[idx].meta['checked'] else ''}> "

    def image(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """A picture; without a description `alt` is left off, so that it can be told of."""
        token = tokens[idx]
        alt = self.renderInlineAsText(token.children, options, env).strip()
        token.attrs.pop("alt", None)
        if alt:
            token.attrs["alt"] = alt
        return self.renderToken(tokens, idx, options, env)

    def container_box_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """`::: note Title`."""
        kind, _, title = tokens[idx].info.strip().partition(" ")
        return _box(kind.lower(), title.strip(), env)

    def container_box_close(self, *_: Any) -> str:
        """The end of a box."""
        return "</div>\n"

    def admonition_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """`!!! note "Title"`; its title follows as tokens of its own, which are skipped."""
        tag = str(tokens[idx].meta["tag"])
        title = tokens[idx].content.strip('"')
        for offset in (1, 2, 3):
            if idx + offset < len(tokens) and title:
                _silence(tokens[idx + offset])
        return _box(tag, "" if title.lower() == tag else title, env)

    def admonition_close(self, *_: Any) -> str:
        """The end of a box."""
        return "</div>\n"

    def alert_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """`> [!NOTE]`; its title follows as tokens of its own, which are skipped."""
        for offset in (1, 2, 3):
            _silence(tokens[idx + offset])
        return _box(tokens[idx].info.lower(), "", env)

    def alert_close(self, *_: Any) -> str:
        """The end of a box."""
        return "</div>\n"

    def footnote_ref(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """The raised number in the text."""
        number, place = _note(tokens[idx])
        label = escape(env["words"].footnote.format(n=number))
        link = f'<a href="#-fn-{number}" id="-fnref-{place}" role="doc-noteref" aria-label="{label}">{number}</a>'
        return f'<sup class="footnote-ref">{link}</sup>'

    def footnote_block_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """The footnotes at the end."""
        label = escape(env["words"].footnotes)
        return f'<section class="footnotes" role="doc-endnotes" aria-label="{label}">\n<ol>\n'

    def footnote_block_close(self, *_: Any) -> str:
        """The end of the footnotes."""
        return "</ol>\n</section>\n"

    def footnote_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """One footnote."""
        return f'<li id="-fn-{_note(tokens[idx])[0]}">'

    def footnote_close(self, *_: Any) -> str:
        """The end of one footnote."""
        return "</li>\n"

    def footnote_anchor(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """The arrow back to where the footnote was called."""
        _, place = _note(tokens[idx])
        label = escape(env["words"].back.format(n=place))
        # U+FE0E keeps the arrow a letter: some phones would draw a coloured picture.
        link = f'<a href="#-fnref-{place}" class="footnote-backref" role="doc-backlink" aria-label="{label}">'
        return f" {link}\u21a9\ufe0e</a>"


def _box(name: str, title: str, env: EnvType) -> str:
    """The beginning of a box; an unknown kind is a note that keeps its name as title."""
    kind = _BOX_NAMES.get(name)
    if kind is None:
        kind, title = "note", title or name.capitalize()
    heading = escape(title or getattr(env["words"], kind), quote=False)
    return f'<div class="admonition {kind}" role="note">\n<p class="admonition-title">{heading}</p>\n'


def _silence(token: Token) -> None:
    """Make a token write nothing."""
    token.hidden, token.children, token.type = True, [], "silent"


def _note(token: Token) -> tuple[int, str]:
    """A footnote's number, and the number of this call of it ("2", then "2-1", "2-2" …)."""
    number = int(token.meta["id"]) + 1
    call = int(token.meta.get("subId", 0) or 0)
    return number, f"{number}-{call}" if call else str(number)
