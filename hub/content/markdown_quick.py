"""Most of what people write, read without the whole parser: the insides of plain paragraphs and headings.

Words, code in single backticks, `[words](address)`, pictures, `*this*` and `**that**` where no rule leaves a
doubt: such text is turned into HTML in one pass here, several times faster than by the parser's own rules.
Anything else, however slightly odd (an escape, an entity, HTML, a bracket alone, a mark inside a word, a strange
address), is given back as None, and the parser reads it. What is read here comes out as the parser and then
the sanitiser would have it, which the tests hold against both of them: all text is escaped, and of tags there
are `a`, `img`, `code`, `em` and `strong`, each closed where it was opened.
"""

from __future__ import annotations

import re

MAX_ADDRESS = 2_000
"""The longest address of a link: longer ones do not work everywhere, and pictures written into a text
(`data:`) are not shown anyway."""

# Letters and digits no rule of Markdown takes for punctuation or blanks.
_LETTER = "A-Za-z0-9\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02af"
# Addresses that every parser reads alike and that lead nowhere but to a page: a host by name, without port or
# user, or something of the hub. The sanitiser and the finishing step know nothing better about them.
_TAIL = r"[A-Za-z0-9:/.~?\#@!$',_=&*+-]*"
_ADDRESS = (
    rf"https?://(?:[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*\.)*[A-Za-z]+(?:[/?\#]{_TAIL})?"
    rf"|(?:post|advocate|badge):[A-Za-z0-9][A-Za-z0-9-]*(?:\#{_TAIL})?|media/{_TAIL}|/(?!/){_TAIL}|\#{_TAIL}"
)
# A mark can only begin emphasis after a blank or an opening sign and before a letter; it can only end it after a
# letter and before a blank or a closing sign, or after a full stop and before a blank. Everywhere else the
# rules weigh both, and the parser must.
_PIECE = re.compile(
    rf"""
      (?P<words>[^\n!&*<\[\\\]_`~]++)
    | (?P<sign>!(?!\[)|&(?![\#A-Za-z])|<(?![A-Za-z/!?]))
    | (?:^|(?<=[\ \n("]))(?P<begin>\*\*?|_)(?=[{_LETTER}])
    | (?:(?<=[{_LETTER}])(?P<end>\*\*?|_)(?=[\ \n.,;:!?)"]|\Z)|(?<=[.,;:!?])(?P<stop>\*\*?|_)(?=[\ \n]|\Z))
    | `(?P<code>[^`]++)`(?!`)
    | (?P<picture>!?)\[(?P<label>(?!\^)(?:[^\[\]\\`<]++|`[^`\[\]]++`(?!`))++)\]\((?P<address>{_ADDRESS})\)
    | (?P<line>\n(?![\ \t\n]))
    """,
    re.VERBOSE,
)
_PLAIN_LABEL = re.compile(r"[^\n&*_~!]*")
_ODD = re.compile(r"[\n!&*<\[\\\]_`~]")
_MARKS = re.compile("[&<>\xa0]")
_TAGS = {"*": "em", "_": "em", "**": "strong"}


def escaped(text: str) -> str:
    """Text as the sanitiser writes it."""
    if _MARKS.search(text):
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\xa0", "&nbsp;")
    return text


def quick(text: str, line: int, *, links: bool = True) -> str | None:
    """The HTML of a paragraph's inside, or None where only the parser can tell.

    `line` is the one the paragraph begins on, counted from 1; without `links` a link is given back.
    """
    if not _ODD.search(text):
        return escaped(text)
    if " \n" in text:
        return None
    at, open_mark = 0, ""
    parts: list[str] = []
    write = escaped if _MARKS.search(text) else str
    for match in _PIECE.finditer(text):
        if match.start() != at:
            return None
        kind, at = match.lastgroup, match.end()
        if kind == "words":
            parts.append(write(match[0]))
        elif kind == "code":
            parts.append(f"<code>{write(_code(match['code']))}</code>")
        elif kind == "address":
            link = _link(match, line + text.count("\n", 0, match.start())) if links else None
            if link is None:
                return None
            parts.append(link)
        elif kind == "begin" and not open_mark:
            open_mark = match["begin"]
            parts.append(f"<{_TAGS[open_mark]}>")
        elif kind in ("end", "stop") and open_mark == match[kind]:
            parts.append(f"</{_TAGS[open_mark]}>")
            open_mark = ""
        elif kind in ("sign", "line"):
            parts.append(write(match[0]))
        else:
            return None
    return "".join(parts) if at == len(text) and not open_mark else None


def _code(inside: str) -> str:
    """What stands between backticks, as the standard has it: line ends are blanks, one blank on both sides goes."""
    inside = inside.replace("\n", " ")
    return inside[1:-1] if inside[0] == inside[-1] == " " and inside.strip(" ") else inside


def _link(match: re.Match[str], line: int) -> str | None:
    """A link or a picture that stands on `line`."""
    label, address = match["label"], match["address"]
    if len(address) > MAX_ADDRESS:
        return None
    if not match["picture"]:
        inside = quick(label, line, links=False)
        return None if inside is None else f'<a href="{address.replace("&", "&amp;")}" data-line="{line}">{inside}</a>'
    if "`" in label or not _PLAIN_LABEL.fullmatch(label):
        return None
    alt = label.strip()
    quoted = escaped(alt).replace('"', "&quot;")
    described = f' alt="{quoted}"' if alt else ""
    return f'<img src="{address.replace("&", "&amp;")}" data-line="{line}"{described}>'
