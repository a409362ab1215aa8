"""Plain text out of a body's HTML: for counting words and for excerpts."""

from __future__ import annotations

import re
import unicodedata
from html import unescape

EXCERPT = 200
"""The most characters of an excerpt, its "…" not counted."""

_NOTE_MARK = re.compile(r'<sup class="footnote-ref">.*?</sup>', re.DOTALL)
_ENDS = ("</p>", "</div>", "</li>", "</dt>", "</dd>", "</td>", "</th>", "</figcaption>", "</summary>", "</pre>", "<br>")
_TAG = re.compile(r"<[^>]*>")
_WORD = re.compile(r"\w[\w'\u2019.\-]*")
# Han, kana and bopomofo are written without spaces, two characters to a word on average; Thai, Lao,
# Khmer and Myanmar too, with some five signs to a word.
_DENSE = re.compile(
    "[\u3040-\u30ff\u3100-\u312f\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd]"
)
_LOOSE = " ,;:.-\u2013\u2014\u3001\u3002\uff0c"
_RUNNING = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")


def plain(html: str) -> str:
    """The text a reader sees, on one line; footnote numbers are left out."""
    if "footnote-ref" in html:
        html = _NOTE_MARK.sub("", html)
    for end in _ENDS:
        html = html.replace(end, " ")
    return " ".join(unescape(_TAG.sub("", html)).split())


def count_words(text: str) -> int:
    """About how many words a reader reads.

    Chinese and Japanese count two characters as a word, Thai, Lao, Khmer and Burmese five signs; everything
    else, Korean too, is counted between spaces.
    """
    spaced = text
    extra = 0
    if not text.isascii():
        spaced, dense = _DENSE.subn(" ", spaced)
        spaced, running = _RUNNING.subn(" ", spaced)
        extra = (dense + 1) // 2 + (running + 4) // 5
    return len(_WORD.findall(spaced)) + extra


def shorten(text: str, limit: int = EXCERPT) -> str:
    """At most `limit` characters of plain text, cut after a word where there is one, then "…"."""
    if len(text) <= limit:
        return text
    cut = text.rfind(" ", limit // 2, limit + 1)
    if cut < 0:
        cut = limit
        while cut > 1 and _joined(text[cut - 1], text[cut]):
            cut -= 1
    return text[:cut].rstrip(_LOOSE) + "…"


def _joined(before: str, after: str) -> bool:
    """Whether two signs are one to a reader: an accent on its letter, the parts of an emoji."""
    return bool(unicodedata.combining(after)) or after in "\u200d\ufe0f" or before == "\u200d"
