"""Code in bodies, coloured by Pygments: token classes only, colours belong to the theme."""

from __future__ import annotations

from functools import lru_cache
from html import escape
from typing import Any

from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import STANDARD_TYPES
from pygments.util import ClassNotFound

MAX_CODE = 200_000
"""Characters of code above which it is shown plain: nobody reads it, and colouring it takes seconds."""

_PLAIN = frozenset({"", "text", "txt", "plain", "plaintext", "none", "output"})
_CLASSES: dict[Any, str] = dict(STANDARD_TYPES)


def code_html(code: str, language: str) -> str:
    """A `<pre>` with coloured code; plain where the language is not given, not known, or the code is huge."""
    lexer = _lexer(language.lower()) if len(language) <= 40 else None
    if lexer is None or len(code) > MAX_CODE:
        return f'<pre class="highlight"><code>{escape(code, quote=False)}</code></pre>\n'
    name = escape(lexer.aliases[0])
    return f'<pre class="highlight" data-language="{name}"><code>{_coloured(lexer, code)}</code></pre>\n'


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
    current = ""
    for kind, value in lexer.get_tokens(code):
        name = _CLASSES.get(kind)
        if name is None:
            name = _class_of(kind)
        if name != current and not value.isspace():
            if current:
                parts.append("</span>")
            if name:
                parts.append(f'<span class="{name}">')
            current = name
        parts.append(escape(value, quote=False))
    if current:
        parts.append("</span>")
    return "".join(parts)


def _class_of(kind: Any) -> str:
    """The class of a token type of a lexer's own: that of its nearest standard ancestor."""
    ancestor = kind
    while ancestor not in STANDARD_TYPES:
        ancestor = ancestor.parent
    return _CLASSES.setdefault(kind, STANDARD_TYPES[ancestor])
