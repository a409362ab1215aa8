"""The one Markdown parser of this process. How its tokens become HTML stands in `markdown_html`.

CommonMark with tables, strikethrough, task lists, footnotes, definition lists and boxes. Three ways of
writing a box are understood, as writers bring them along:

    ::: warning Mind the mast        !!! tip "Mind the mast"        > [!NOTE]
    Text                                 Text                       > Text
    :::

Bare addresses are not turned into links ("linkify"): looking for them would cost a third of the whole
parse, and `<https://…>` does it where wanted. Quotes stay as typed: which curly ones are right depends on
the language. HTML is passed through here and never trusted: `hub.content.sanitise` decides.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from markdown_it import MarkdownIt
from markdown_it.common.normalize_url import normalizeLink
from markdown_it.rules_core import StateCore
from markdown_it.rules_core.text_join import _join_text_tokens
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.admon import admon_plugin
from mdit_py_plugins.container import container_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from hub.content.markdown_blocks import Blocks, ready
from hub.content.markdown_html import Renderer
from hub.content.markdown_quick import MAX_ADDRESS, quick
from hub.content.markdown_raw import MAX_REPEATED, marked
from hub.content.markdown_words import Notice, shown
from hub.content.sanitise import BOXES

MAX_NESTING = 40
"""How deep quotes, lists and brackets may nest; what lies deeper is left out and told."""

MAX_PARAGRAPH = 20_000
"""Characters of one paragraph, heading or table cell above which it is shown as typed: unclosed brackets
in it take time by the square of its length."""

MAX_QUICK_REFERENCE = 40
"""Characters of an address defined apart from its uses above which its body is read by the parser alone, as
that counts what many uses of a long one come to."""

_SIMPLE_URL = re.compile(r"[A-Za-z0-9:/._~?#@!$&'()*+,;=-]*")


@cache
def parser() -> MarkdownIt:
    """The parser, made once: making it takes longer than reading a post."""
    return make_parser()


def make_parser() -> MarkdownIt:
    """A parser of its own, for whoever wants to change it."""
    md = MarkdownIt("js-default", renderer_cls=Renderer)
    md.options.update({"html": True, "tasklists": True, "alerts": True, "linkify": False, "maxNesting": MAX_NESTING})
    md.disable(["linkify", "replacements", "smartquotes"])
    # Every address is let into the tree, so that a refused one is text without a link and is told of,
    # instead of Markdown signs in the middle of a sentence. The sanitiser refuses.
    md.validateLink = lambda url: True  # type: ignore[method-assign]  # the hooks markdown-it documents
    md.normalizeLink = _normalised  # type: ignore[method-assign]  # the other one
    md.core.ruler.at("inline", _inline)
    md.use(footnote_plugin, inline=False).use(deflist_plugin).use(admon_plugin)
    md.use(container_plugin, "box", validate=_is_box)
    # The plugins set render rules of their own; ours are methods of the renderer.
    md.renderer = Renderer(md)
    for name in ("link", "image", "autolink", "html_inline"):
        _place(md, name)
    md.core.ruler.at("text_join", _join)
    md.block = Blocks(md.block.ruler)
    return md


@lru_cache(maxsize=2048)
def _normalised(url: str) -> str:
    """As markdown-it does it, without its full URL parser for the plain addresses most links have."""
    if len(url) > MAX_ADDRESS:
        return "too-long:"
    return url if _SIMPLE_URL.fullmatch(url) else str(normalizeLink(url))


def _is_box(info: str, _markup: str) -> bool:
    """Whether `::: word …` begins a box."""
    return info.strip().split(" ", 1)[0].lower() in BOXES


def _inline(state: StateCore) -> None:
    """Read the inside of each paragraph, endless ones excepted."""
    defined = state.env.get("references", {}).values()
    for title in defined:
        title["title"] = title["title"][:MAX_ADDRESS]
    quickly = all(len(one["href"]) + len(one["title"]) <= MAX_QUICK_REFERENCE for one in defined)
    for token in state.tokens:
        if token.type != "inline":
            continue
        content, line = token.content, token.map[0] + 1 if token.map else 1
        if len(content) > MAX_PARAGRAPH:
            token.children = [Token("text", "", 0, content=content)]
            what = f"a paragraph of {len(content):,} characters is shown as it was typed"
            state.env["notices"].append(Notice(line, what, "put empty lines into it"))
            state.env["known"] = False
            continue
        html = quick(content, line) if quickly else None
        if html is None:
            state.env["known"] = False
            token.children = state.md.inline.parse(content, state.md, state.env, [])
        else:
            token.children = [ready(html)] if html else []


def _join(state: StateCore) -> None:
    """Join pieces of text, as markdown-it does it, where there can be more than one."""
    if state.env["known"]:
        return
    for token in state.tokens:
        children = token.children
        if children and (len(children) > 1 or children[0].type != "ready"):
            for child in children:
                if child.children:
                    child.children = _join_text_tokens(child.children)
            token.children = _join_text_tokens(children)


def _place(md: MarkdownIt, name: str) -> None:
    """Make an inline rule note where in its paragraph it matched, for exact line numbers."""
    rules = md.inline.ruler.__rules__
    rule = next(entry.fn for entry in rules if entry.name == name)

    def placed(state: StateInline, silent: bool) -> bool:
        start, before = state.pos, len(state.tokens)
        matched = rule(state, silent)
        if matched and not silent:
            for token in state.tokens[before : before + 2]:
                if token.type in ("link_open", "image", "html_inline"):
                    token.meta["at"] = start
                    break
        return matched

    md.inline.ruler.at(name, placed)


def prepare(tokens: list[Token], notices: list[Notice]) -> list[Token]:
    """Add to the tokens what the page needs: lines of links, the first paragraphs, table cells without styles."""
    leads, budget = 3, MAX_REPEATED
    for index, token in enumerate(tokens):
        kind = token.type
        if kind == "inline":
            if token.children and token.children[0].type != "ready":
                budget -= _number(token.children, token.content, token.map[0] + 1 if token.map else 1, budget)
                _make_figure(tokens, index)
            if token.content.startswith(":::"):
                notices.append(_unknown_box(token))
        elif kind == "paragraph_open":
            if token.level == 0 and leads:
                token.attrs["data-lead"] = ""
                leads -= 1
        elif kind == "html_block":
            token.content = marked(token.content, token.map[0] + 1 if token.map else 1)
        elif kind in ("th_open", "td_open"):
            _dress_cell(token)
    return tokens


def _number(children: list[Token], content: str, first_line: int, budget: int) -> int:
    """Note its line on each link and picture of a paragraph. Returns how many characters of addresses it took.

    One long address defined once and used ten thousand times would make gigabytes, so what is beyond
    `budget` goes without one.
    """
    line, seen, taken = first_line, 0, 0
    for child in children:
        at = child.meta.get("at") if child.meta else None
        if at is None:
            continue
        line += content.count("\n", seen, at)
        seen = at
        if child.type == "html_inline":
            child.content = marked(child.content, line)
        else:
            taken += sum(len(str(value)) for value in child.attrs.values())
            if taken > budget:
                child.attrs.clear()
            child.attrs["data-line"] = line
    return taken


def _make_figure(tokens: list[Token], index: int) -> None:
    """A picture alone in its paragraph with a title becomes a figure, the title its caption."""
    children = tokens[index].children or []
    if len(children) != 1 or children[0].type != "image" or "title" not in children[0].attrs:
        return
    opening, closing = tokens[index - 1], tokens[index + 1]
    if opening.type != "paragraph_open" or opening.hidden:
        return
    opening.tag = closing.tag = "figure"
    opening.attrs.pop("data-lead", None)
    caption = Token("text", "", 0, content=str(children[0].attrs.pop("title")))
    tokens[index].children = [
        *children,
        Token("figcaption_open", "figcaption", 1),
        caption,
        Token("figcaption_close", "figcaption", -1),
    ]


def _unknown_box(token: Token) -> Notice:
    """What to tell where `:::` did not become a box."""
    line = token.map[0] + 1 if token.map else 1
    first = token.content.partition("\n")[0]
    return Notice(line, f"{shown(first)} begins no box", f"write ::: and one of {', '.join(BOXES)}")


def _dress_cell(token: Token) -> None:
    """Alignment as a class, as styles are never let through; header cells say what they head."""
    style = str(token.attrs.pop("style", ""))
    if style:
        token.attrs["class"] = "align-" + style.rpartition(":")[2]
    if token.type == "th_open":
        token.attrs["scope"] = "col"
