"""E-mail addresses in any text: written plainly, in a link, behind entities or percent signs, or split by tags.

A handle (`@ada@example.social`), the user in `ssh://git@host`, `logo@2x.png`, `@media` and `@context` are none.
"""

from __future__ import annotations

import html
import re
from urllib.parse import unquote

_NONE: frozenset[str] = frozenset()
_DISGUISED = re.compile(r"%40|&(?:amp;)?(?:#0*64|#[xX]0*40|commat);|\\u0040")
_REACH = 320
"""Characters looked at on each side of an @: a local part has 64 at most, tags may stand between."""
_MANY = 300
"""With more of them than this a text is made plain once, and not around each: hostile text must not take minutes."""
_INLINE = re.compile(r"</?(?:span|wbr|b|i|em|strong|code|mark|bdi|bdo|u|s|small|kbd|samp|var)\b[^<>]*>", re.I)
_JSON_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})|\\.")
_LOCAL_BACKWARDS = re.compile(r"[\w.+'\-]{1,64}")
_DOMAIN = re.compile(
    r"(?:[^\W_](?:[\w\-]{0,61}[^\W_])?\.){1,8}(?:xn--[a-zA-Z0-9\-]{2,59}|[^\W\d_]{2,63})(?![\w\-])",
)
_FILE_ENDINGS = frozenset("png jpg jpeg gif webp avif svg ico css js mjs html htm json xml txt pdf php".split())
_BEFORE = frozenset("-+_'.>;")
_AFTER = frozenset("<&")
_INSIDE = frozenset("<&%\\")
_INSIDE_BEFORE = frozenset(">;%\\")
"""After or before these an address may go on: a tag, an entity or an escape stands inside it."""


def addresses_in(text: str) -> frozenset[str]:
    """Every e-mail address in `text` (HTML, XML, JSON or plain), in small letters."""
    if _may_be_disguised(text):
        text = _DISGUISED.sub("@", text)
    at = text.find("@", 1)
    if at < 0:
        return _NONE
    plain = text.count("@") > _MANY
    if plain:
        text = _plain(text)
        at = text.find("@", 1)
    found = set()
    last = len(text) - 1
    while 0 < at < last:
        before, after = text[at - 1], text[at + 1]
        if (before.isalnum() or before in _BEFORE) and (after.isalnum() or after in _AFTER):
            address = _address_at(text, at, plain)
            if address:
                found.add(address)
        at = text.find("@", at + 1)
    return frozenset(found)


def _may_be_disguised(text: str) -> bool:
    """Whether an @ may stand in a text in other letters. Single letters are found many times faster than words, so
    each search begins where the first letter of such a spelling is."""
    percent, ampersand, slash = text.find("%"), text.find("&"), text.find("\\")
    if percent >= 0 and text.find("%40", percent) >= 0:
        return True
    if slash >= 0 and text.find("\\u0040", slash) >= 0:
        return True
    return ampersand >= 0 and (
        text.find("64;", ampersand) >= 0 or text.find("40;", ampersand) >= 0 or text.find("commat;", ampersand) >= 0
    )


def _address_at(text: str, at: int, plain: bool) -> str:
    """The address around the @ at this place; empty when there is none. `plain` text has nothing to be taken out."""
    name = _domain_after(text, at + 1, plain).lower()
    if not name or name.rpartition(".")[2] in _FILE_ENDINGS:
        return ""
    local, before = _local_before(text, at, plain)
    local = local.lstrip(".+'-").lower()
    if not local or local == "git" or before.endswith(("@", "://")):
        return ""
    return f"{local}@{name}"


def _domain_after(text: str, start: int, plain: bool) -> str:
    """The host's name from here on. Most stand there plainly; else what may be put inside it is taken out first."""
    found = _DOMAIN.match(text, start, start + _REACH)
    follows = text[found.end() : found.end() + 1] if found else ""
    if plain:
        return found[0] if found else ""
    if found and (follows not in _INSIDE or (follows == "<" and not _INLINE.match(text, found.end()))):
        return found[0]
    found = _DOMAIN.match(_plain(text[start : start + _REACH]))
    return found[0] if found else ""


def _local_before(text: str, at: int, plain: bool) -> tuple[str, str]:
    """The name that ends here, and a few letters before it; as `_domain_after`."""
    left = text[max(0, at - _REACH) : at]
    local, before = _split(left)
    if plain or (local and before[-1:] not in _INSIDE_BEFORE):
        return local, before
    if local and before[-1] == ">" and not _INLINE.match(before, max(0, before.rfind("<"))):
        return local, before
    return _split(_plain(left))


def _split(left: str) -> tuple[str, str]:
    """What may be the name of an address at the end of a text, and what stands before it."""
    backwards = _LOCAL_BACKWARDS.match(left[::-1])
    length = backwards.end() if backwards else 0
    return left[len(left) - length :], left[: len(left) - length]


def _plain(text: str) -> str:
    """A piece of text without what HTML, JSON and addresses put into it."""
    if "\\" in text:
        text = _JSON_ESCAPE.sub(_unescaped, text)
    if "&" in text:
        text = html.unescape(text)
        if "&" in text:  # a feed holds HTML in XML, so that everything is escaped twice
            text = html.unescape(text)
    if "<" in text:
        text = _INLINE.sub("", text)
    return unquote(text) if "%" in text else text


def _unescaped(match: re.Match[str]) -> str:
    return chr(int(match[1], 16)) if match[1] else " "
