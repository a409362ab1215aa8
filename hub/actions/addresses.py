"""E-mail addresses: which are taken, and what makes two of them the same."""

from __future__ import annotations

import re
import unicodedata

_LOCAL = re.compile(r"[^\s@<>()\[\]\\,;:\"\x00-\x1f\x7f]{1,64}")
_DOMAIN = re.compile(r"(?=.{1,253}$)[^\W_](?:[\w-]*[^\W_])?(?:\.[^\W_](?:[\w-]*[^\W_])?)*")
_LONGEST = 254


def split_address(text: str) -> tuple[str, str] | None:
    """The part before and after the @ of an e-mail address; None when it is none we would write to."""
    local, at, domain = text.rpartition("@")
    if not at or len(text) > _LONGEST or not text.isprintable():
        return None
    if not _LOCAL.fullmatch(local) or not _DOMAIN.fullmatch(domain) or ".." in local or local[:1] == ".":
        return None
    return local, domain


def same_address(text: str) -> str:
    """What is compared: people write one address in large and small letters."""
    return unicodedata.normalize("NFC", text.strip()).casefold()
