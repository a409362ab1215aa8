"""Slugs and handles: which are allowed, how one is made from words, and what the hub keeps for itself."""

from __future__ import annotations

import re
import unicodedata

RESERVED_SEGMENTS = frozenset(
    """posts topics advocates badges awards recognition events resources changes feed search verify apply ask
    media static pagefind status issuer sitemap robots 404 .well-known advocates.json advocates.opml
    events.ics feed.xml feed.json issuer.json sitemap.xml robots.txt 404.html""".split()
)
"""First path segments no page may take: the hub's own addresses."""

_HANDLE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_NOT_KEPT = re.compile(r"[^a-z0-9]+")
_LONGEST = 120


def is_handle(text: str) -> bool:
    """Whether `text` may be a handle, badge slug or award id: ASCII lower case, digits, single hyphens."""
    return len(text) <= _LONGEST and _HANDLE.fullmatch(text) is not None


def is_slug(text: str) -> bool:
    """Whether `text` may be a slug: NFC, lower-case letters, digits and hyphens of any script."""
    return bool(text) and len(text) <= _LONGEST and slugify(text) == text


def slugify(text: str) -> str:
    """The slug of some words: NFC, lower case; `+` reads plus, `#` sharp; all else becomes a hyphen.

    Two texts with one slug are one topic. The result is empty when no letter or digit is left.
    """
    if text.isascii():
        text = text.lower()
        if "+" in text or "#" in text:
            text = text.replace("+", " plus ").replace("#", " sharp ")
        return _NOT_KEPT.sub("-", text).strip("-")[:_LONGEST].rstrip("-")
    text = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).lower())
    text = text.replace("+", " plus ").replace("#", " sharp ")
    kept = "".join(c if _belongs(c) else "-" for c in text)
    return re.sub(r"-{2,}", "-", kept).strip("-")[:_LONGEST].rstrip("-")


def _belongs(char: str) -> bool:
    """Letters, marks that complete them, and decimal digits; joiners and look-alike controls do not."""
    category = unicodedata.category(char)
    return category in ("Ll", "Lo", "Lm", "Mn", "Mc", "Nd")
