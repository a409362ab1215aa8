"""Template tags of Jekyll, Eleventy and Hugo into plain Markdown; what has no counterpart is told.

Liquid as in https://shopify.github.io/liquid/, with the tags Jekyll adds; of Hugo only its shortcodes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from urllib.parse import urlsplit

from hub.exchange.segments import Lines, gone, segments

Tell = Callable[[int, str], None]

MOST_TAGS = 2000
"""A text with more template tags than this is data, not a post."""

# The limits on lengths keep a text made to be slow from being slow.
_RAW = re.compile(r"\{%-?\s*raw\s*-?%\}(.{0,100000}?)\{%-?\s*endraw\s*-?%\}", re.DOTALL)
_COMMENT = re.compile(r"\{%-?\s*comment\b[^%]{0,200}%\}.{0,100000}?\{%-?\s*endcomment\s*-?%\}", re.DOTALL)
_HIGHLIGHT = re.compile(
    r"\{%-?\s*highlight\s+([\w+#-]+)[^%\n]{0,200}%\}\n?(.{0,100000}?)\n?[ \t]*\{%-?\s*endhighlight\s*-?%\}", re.DOTALL
)
_TAG = re.compile(
    r"\{\{[<%]\s*(?P<short>.{0,2000}?)\s*[>%]\}\}|\{%-?\s*(?P<tag>.{0,2000}?)\s*-?%\}|\{\{-?\s*(?P<value>.{0,2000}?)\s*-?\}\}",
    re.DOTALL,
)
_ARGUMENT = re.compile(r"""(?:([\w-]+)\s*=\s*)?(?:"([^"]*)"|'([^']*)'|([^\s"'=]+))""")
_QUOTED = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)')\s*(.*)""", re.DOTALL)
_BRACES = {"{{": "\ue001", "{%": "\ue002", "}}": "\ue003", "%}": "\ue004"}
_PICTURES = ("image", "image_with_class", "img", "figure", "picture", "responsive_image")
_SAFE_FILTERS = re.compile(r"^\|\s*(?:url|relative_url|absolute_url|prepend:.*|baseurl|escape|safe)\s*(?:\||$)")


@dataclass(frozen=True)
class TagContext:
    """What tags may ask for: the post's own fields, and how a person is called (None: nobody of that name)."""

    page: Mapping[str, str]
    person: Callable[[str], tuple[str, str] | None]
    tell: Tell


def expand(text: str, first_line: int, context: TagContext) -> str:
    """The text with every template tag replaced; as many lines as before."""
    count = text.count("{%") + text.count("{{")
    if not count:
        return text
    if count > MOST_TAGS:
        context.tell(first_line, f"{count} template tags are too many to read; they are left as they are")
        return text
    text = _RAW.sub(lambda m: _guard(m[1]), text)
    text = _COMMENT.sub(lambda m: gone(m[0]), text)
    text = _HIGHLIGHT.sub(lambda m: f"```{m[1]}\n{m[2]}\n```", text)
    lines = Lines(text, first_line)
    parts = []
    for segment in segments(text):
        if segment.code:
            parts.append(segment.text)
            continue

        def replace(match: re.Match[str], at: int = segment.at) -> str:
            start = at + match.start()
            return _replace(match, lines(start), _in_html(text, start), context)

        parts.append(_TAG.sub(replace, segment.text))
    return _release("".join(parts))


def _guard(raw: str) -> str:
    for braces, mark in _BRACES.items():
        raw = raw.replace(braces, mark)
    return raw


def _release(text: str) -> str:
    for braces, mark in _BRACES.items():
        text = text.replace(mark, braces)
    return text


def _in_html(text: str, at: int) -> bool:
    """Whether a place is in a block of HTML, where Markdown is not read."""
    start = text.rfind("\n\n", 0, at) + 1
    return bool(
        re.match(
            r"\s*</?(?:p|div|figure|table|tr|td|th|ul|ol|li|center|section|blockquote|dl|dt|dd|h[1-6])\b",
            text[start:at],
            re.IGNORECASE,
        )
    )


def _replace(match: re.Match[str], line: int, html: bool, context: TagContext) -> str:
    if match["value"] is not None:
        found = _value(match["value"], html, context)
    else:
        name, _, rest = (match["tag"] if match["tag"] is not None else match["short"]).partition(" ")
        found = _tag(name, rest, html)
    if found is not None:
        return found
    shown = " ".join(match[0].split())
    context.tell(line, f"the template tag {shown[:80]} has no counterpart here and is left out")
    return gone(match[0])


def _tag(name: str, rest: str, html: bool) -> str | None:
    """The Markdown for a tag, None when there is none."""
    given = [(m[1], next(g for g in (m[2], m[3], m[4], "") if g is not None)) for m in _ARGUMENT.finditer(rest)]
    named = {key: value for key, value in given if key}
    plain = [value for key, value in given if not key]
    if name == "include":
        name, plain = (plain[0] if plain else "").rsplit(".", 1)[0].rsplit("/", 1)[-1], plain[1:]
    if name in _PICTURES:
        source = named.get("src") or named.get("url") or named.get("path") or (plain[0] if plain else "")
        alt = named.get("alt") or named.get("caption") or (plain[-1] if len(plain) > 1 else "")
        return picture(source, alt, html) if source else None
    if name in ("youtube", "vimeo"):
        key = named.get("id") or (plain[0] if plain else "")
        return video(name, key) if re.fullmatch(r"[\w-]{4,40}", key) else None
    if name in ("link", "post_url", "ref", "relref") and plain:
        return plain[0] if plain[0].startswith("/") else "/" + plain[0]
    if name == "asset_path" and plain:
        return "/assets/" + plain[0]
    return "" if name in ("more", "endraw", "raw") else None


def _value(text: str, html: bool, context: TagContext) -> str | None:
    """What an output tag says, None when that cannot be known here."""
    quoted = _QUOTED.fullmatch(text)
    if quoted:
        literal, filters = quoted[1] if quoted[1] is not None else quoted[2], quoted[3].strip()
        if not filters or _SAFE_FILTERS.match(filters):
            return literal
        name, _, argument = filters.removeprefix("|").strip().partition(":")
        match name.strip():
            case "embed":
                label = argument.strip().strip("\"'") or literal
                return _linked(label, watch_address(literal), html)
            case "team_link" | "author_link" | "person_link":
                person = context.person(literal)
                return _linked(person[1], f"advocate:{person[0]}", html) if person else literal
        return None
    word = text.split("|", maxsplit=1)[0].strip()
    if word in ("site.baseurl", "site.url", "site.base_url"):
        return ""
    if word.startswith(("page.", "post.")) and context.page.get(word[5:]):
        return context.page[word[5:]]
    return None


def _linked(label: str, address: str, html: bool) -> str:
    if html:
        return f'<a href="{escape(address)}">{escape(label)}</a>'
    return f"[{escape_label(label)}]({address})"


def picture(source: str, alt: str, html: bool) -> str:
    """A picture's Markdown (or HTML, inside HTML). `assets/x.png` in a tag is meant from the site's root."""
    if not re.match(r"(?:[a-z]+:|/|\.)", source):
        source = "/" + source
    if html:
        return f'<img src="{escape(source)}" alt="{escape(alt)}">'
    return f"![{escape_label(alt)}]({destination(source)})"


def video(site: str, key: str) -> str:
    """A link to a video that a tag would have embedded."""
    address = f"https://www.youtube.com/watch?v={key}" if site == "youtube" else f"https://vimeo.com/{key}"
    return f"[Watch the video]({address})"


def watch_address(address: str) -> str:
    """An address for people in place of one made for embedding."""
    address = "https:" + address if address.startswith("//") else address
    try:
        parts = urlsplit(address)
    except ValueError:
        return address
    key = parts.path.removeprefix("/embed/")
    if (parts.hostname or "").endswith(("youtube.com", "youtube-nocookie.com")) and key != parts.path:
        return f"https://www.youtube.com/watch?v={key}"
    return address


def escape_label(text: str) -> str:
    """Words safe between the square brackets of a link."""
    return re.sub(r"([\\\[\]])", r"\\\1", " ".join(text.split()))


def destination(address: str) -> str:
    """An address safe between the round brackets of a link."""
    return f"<{address}>" if re.search(r"[\s()]", address) and not re.search(r"[<>\n]", address) else address
