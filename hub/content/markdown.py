"""A body as written into the HTML that is published, and everything `check` must know about it.

The way of a body: Markdown to HTML (`markdown_parser`), everything not on the allow-list out (`sanitise`; left
out itself where a text holds only what it would write again letter by letter), then ids, headings, links and
pictures put in order (`markdown_finish`). Links still name things of the hub (`post:slug`); `links.resolve`
puts addresses in when a page is made.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from typing import Any

from hub.content.links import Reference, resolve
from hub.content.markdown_finish import Finisher, Heading
from hub.content.markdown_text import count_words, plain, shorten
from hub.content.markdown_words import Notice, Words

__all__ = ["MAX_BODY", "Heading", "Notice", "Reference", "Rendered", "Words", "render", "resolve"]

MAX_BODY = 400_000
"""The longest body, in characters: some 65,000 words, a novel. Longer ones are a problem to report.

It also bounds what an ill-meant text can cost: seconds, measured, not minutes.
"""

_ENGLISH = Words()
_PREFIX = re.compile(r"[a-z0-9-]*")
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Rendered:
    """A body ready for a page.

    `references` lists every link and picture that must exist in the hub; `ids` every place a link can lead
    to; `warnings` are (line, what, cure), lines counting from 1 within the body; `words` is for reading
    time; `excerpt` is the first paragraph as plain text.
    """

    html: str
    headings: tuple[Heading, ...] = ()
    references: tuple[Reference, ...] = ()
    words: int = 0
    excerpt: str = ""
    warnings: tuple[Notice, ...] = ()
    ids: tuple[str, ...] = ()


def render(text: str, prefix: str = "", *, words: Words = _ENGLISH) -> Rendered:
    """Render a Markdown body. Never raises for any text.

    `prefix` (lower-case letters, digits, hyphens) begins every id: give each body its own where several
    stand on one page. A body longer than `MAX_BODY` is not rendered, and says so in `warnings`.
    """
    if not _PREFIX.fullmatch(prefix):
        raise ValueError(f"a prefix of ids is lower-case letters, digits and hyphens, not {prefix!r}")
    if len(text) > MAX_BODY:
        what = f"the text has {len(text):,} characters and is not shown"
        return Rendered("", warnings=(Notice(1, what, f"split it: a text may have {MAX_BODY:,}"),))
    if _SURROGATE.search(text):
        text = _SURROGATE.sub("\ufffd", text)
    # Imported here, as the parser below: a build that has nothing to do renders nothing, and should not wait a
    # tenth of a second for what it does not need.
    from hub.content.sanitise import sanitise

    known = False
    try:
        raw, warnings, known = _to_html(text, words)
    except RecursionError:
        raw = f"<pre>{escape(text)}</pre>"
        what = "the text is nested too deeply and is shown as it was typed"
        warnings = [Notice(1, what, "take out some of the brackets or quotes")]
    finisher = Finisher(prefix, words)
    html = finisher.finish(raw if known else sanitise(raw))
    read = plain(html)
    return Rendered(
        html,
        tuple(finisher.headings),
        tuple(sorted(finisher.references, key=lambda reference: reference.line)),
        count_words(read),
        shorten(finisher.lead or read),
        tuple(sorted([*warnings, *finisher.warnings])),
        tuple(sorted(finisher.ids)),
    )


def _to_html(text: str, words: Words) -> tuple[str, list[Notice], bool]:
    """Markdown to HTML, what to tell about HTML the writer mixed in, and whether the sanitiser would leave
    all of it as it is; if not, it is not safe yet."""
    from hub.content.markdown_html import KNOWN
    from hub.content.markdown_parser import MAX_NESTING, parser, prepare
    from hub.content.markdown_raw import tame

    md = parser()
    warnings: list[Notice] = []
    env: dict[str, Any] = {"words": words, "notices": warnings, "known": True}
    tokens = md.parse(text, env)
    known = env["known"] and {token.type for token in tokens} <= KNOWN
    if not known:
        warnings += tame(tokens)
    if tokens and max([token.level for token in tokens]) >= MAX_NESTING - 1:
        deepest = max(tokens, key=lambda token: token.level)
        line = deepest.map[0] + 1 if deepest.map else 1
        warnings.append(Notice(line, "quotes or lists are nested too deeply; the innermost are left out", "nest less"))
    html = md.renderer.render(prepare(tokens, warnings), md.options, env)
    # Of what can stand in code, a blank that does not break is the one thing the sanitiser writes otherwise.
    return html, warnings, known and env["known"] and "\xa0" not in html
