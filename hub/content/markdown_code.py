"""Code in bodies, coloured by Pygments: token classes only, colours belong to the theme."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape
from typing import Any

from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import STANDARD_TYPES
from pygments.util import ClassNotFound

MAX_CODE = 50_000
"""Characters of code above which it is shown plain: nobody reads it, and colouring it takes a while."""

MAX_LINE = 500
"""Characters of a line of code above which the code is shown plain: minified code is not there to be read."""

# Lexers look back and forth over long lines, long blanks and long runs of bare words (Java's reads them as
# the beginning of a method, again from each word), so that some crafted pages of them take minutes.
_CRAFTED = re.compile(r"\s{400}|(?:[\w.\[\]$<>?]+\s+){300}")
_SHORTEST_CRAFTED = 400
_PLAIN = frozenset({"", "text", "txt", "plain", "plaintext", "none", "output"})
_CLASSES: dict[Any, str] = dict(STANDARD_TYPES)


def code_html(code: str, language: str) -> str:
    """A `<pre>` with coloured code; plain where the language is not known or the code was not written to be read."""
    lexer = _lexer(language.lower()) if len(language) <= 40 else None
    if lexer is None or not _readable(code):
        return f'<pre class="highlight"><code>{escape(code, quote=False)}</code></pre>\n'
    name = escape(lexer.aliases[0])
    return f'<pre class="highlight" data-language="{name}"><code>{_coloured(lexer, code)}</code></pre>\n'


def _readable(code: str) -> bool:
    """Whether this is code someone wrote to be read, and so safe to give to a lexer."""
    if len(code) < _SHORTEST_CRAFTED:
        return True
    return len(code) <= MAX_CODE and max(map(len, code.split("\n"))) <= MAX_LINE and not _CRAFTED.search(code)


@lru_cache(maxsize=256)
def _lexer(language: str) -> Lexer | None:
    """The lexer for a language's name; looking one up imports a module, so it is kept."""
    if language in _PLAIN:
        return None
    try:
        return get_lexer_by_name(language, stripnl=False, ensurenl=True)
    except ClassNotFound:
        return None


def _coloured(lexer: Lexer, code: str) -> str:
    """Tokens as spans. Neighbours of one class share a span; blanks get none.

    Written here because Pygments' own formatter splits spans at line ends and is several times slower.
    """
    parts: list[str] = []
    current = blanks = ""
    for kind, value in lexer.get_tokens(code):
        if value.isspace():
            blanks += value
            continue
        name = _CLASSES.get(kind)
        if name is None:
            name = _class_of(kind)
        if name != current:
            if current:
                parts.append("</span>")
            parts.append(f'{blanks}<span class="{name}">' if name else blanks)
            current = name
        else:
            parts.append(blanks)
        blanks = ""
        parts.append(escape(value, quote=False))
    if current:
        parts.append("</span>")
    return "".join(parts) + blanks


def _class_of(kind: Any) -> str:
    """The class of a token type of a lexer's own: that of its nearest standard ancestor."""
    ancestor = kind
    while ancestor not in STANDARD_TYPES:
        ancestor = ancestor.parent
    return _CLASSES.setdefault(kind, STANDARD_TYPES[ancestor])
