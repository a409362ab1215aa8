"""Plain text out of a body's HTML: for counting words and for excerpts."""

from __future__ import annotations

import re
import unicodedata
from html import unescape

EXCERPT = 200
"""The most characters of an excerpt, its "…" not counted."""

_NOTE_MARK = re.compile(r'<sup class="footnote-ref">.*?</sup>', re.DOTALL)
_ENDS = re.compile("</(?:p|div|li|d[td]|t[dh]|figcaption|summary|pre)>|<br>")
_TAG = re.compile(r"<[^>]*>")
_WORD = re.compile(r"\w[\w'\u2019.\-]*")
# The same for ASCII, several times faster: each sign as what it is to a word, "a" in it, "-" not at its beginning.
_SIGNS = {code: "a" if _WORD.match(chr(code)) else "-" if chr(code) in "'-." else " " for code in range(128)}
_BEFORE = re.compile("(?<![^ ])-+")
_BLANKS = {code: " " for code in range(128) if chr(code).isspace()}
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
    text = _TAG.sub("", _ENDS.sub(" ", html)) if "<" in html else html
    if "&" in text:
        text = unescape(text)
    if not text.isascii():
        return " ".join(text.split())
    # Splitting a long text into words and joining them takes half the time of all this.
    text = text.translate(_BLANKS)
    while "  " in text:
        text = text.replace("  ", " ")
    return text.strip(" ")


def count_words(text: str) -> int:
    """About how many words a reader reads.

    Chinese and Japanese count two characters as a word, Thai, Lao, Khmer and Burmese five signs; everything
    else, Korean too, is counted between spaces.
    """
    if text.isascii():
        signs = text.translate(_SIGNS)
        if " -" in signs or signs.startswith("-"):
            signs = _BEFORE.sub("", signs)
        return signs.count(" a") + signs.startswith("a")
    spaced, dense = _DENSE.subn(" ", text)
    spaced, running = _RUNNING.subn(" ", spaced)
    return len(_WORD.findall(spaced)) + (dense + 1) // 2 + (running + 4) // 5


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
