"""Names, handles, countries and profile links out of what other systems keep."""

from __future__ import annotations

import functools
import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import cast
from urllib.parse import urlsplit

from babel import Locale
from babel.core import get_global

from hub.content.fields import is_web_url
from hub.model import slugify

_LETTERS = str.maketrans(
    {"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
)  # fmt: skip
_LONGEST_HANDLE = 60

NETWORKS: dict[str, tuple[str, str, str]] = {
    # key: (label on the profile, address of a name, the hosts whose addresses are taken as they are)
    "github": ("GitHub", "https://github.com/{}", "github.com"),
    "gitlab": ("GitLab", "https://gitlab.com/{}", "gitlab.com"),
    "twitter": ("X", "https://x.com/{}", "twitter.com x.com"),
    "linkedin": ("LinkedIn", "https://www.linkedin.com/in/{}", "linkedin.com"),
    "bluesky": ("Bluesky", "https://bsky.app/profile/{}", "bsky.app"),
    "youtube": ("YouTube", "https://www.youtube.com/@{}", "youtube.com youtu.be"),
    "instagram": ("Instagram", "https://www.instagram.com/{}/", "instagram.com"),
    "twitch": ("Twitch", "https://www.twitch.tv/{}", "twitch.tv"),
    "facebook": ("Facebook", "https://www.facebook.com/{}", "facebook.com"),
    "mastodon": ("Mastodon", "", ""),
    "website": ("Website", "", ""),
}
_ACCOUNT = re.compile(r"[\w.%+~-]{1,100}")
_MASTODON = re.compile(r"@?([\w.-]+)@([\w-]+(?:\.[\w-]+)+)")


def make_handle(text: str) -> str:
    """A handle from an id or a name: ASCII lower case, digits, single hyphens.

    A name without a single Latin letter or digit gets a short stable code of its own.
    """
    folded = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    ascii_only = "".join(c for c in folded if c.isascii())
    handle = slugify(ascii_only)[:_LONGEST_HANDLE].strip("-")
    return handle or "person-" + hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:8]


def name_from_handle(handle: str) -> str:
    """A readable name when there is none: `mel-choyce` reads Mel Choyce, `mhz` stays."""
    words = handle.split("-")
    return " ".join(word.capitalize() for word in words) if len(words) > 1 else handle


def profile_link(network: str, value: str) -> tuple[str, str] | None:
    """(label, address) of somebody's account on a network, from a name, `@name` or address; None if it is neither."""
    label, pattern, hosts = NETWORKS[network]
    value = value.strip()
    if is_web_url(value):
        host = (urlsplit(value).hostname or "").removeprefix("www.")
        fits = not hosts or any(host == h or host.endswith("." + h) for h in hosts.split())
        return (label if fits else "Website", value)
    if network == "mastodon":
        match = _MASTODON.fullmatch(value)
        return (label, f"https://{match[2]}/@{match[1]}") if match else None
    if network == "website" or "/" in value:
        guess = "https://" + value.lstrip("/")
        return (label, guess) if re.match(r"[\w-]+(\.[\w-]+)+(/|$)", value) and is_web_url(guess) else None
    name = value.removeprefix("@")
    return (label, pattern.format(name)) if _ACCOUNT.fullmatch(name) else None


def country_code(text: str) -> str | None:
    """ISO 3166-1 alpha-2 from two letters, three letters, an English name or a flag emoji."""
    text = text.strip()
    letters = [ord(c) - 0x1F1E6 for c in text if 0x1F1E6 <= ord(c) <= 0x1F1FF]
    if len(letters) == 2:
        text = "".join(chr(65 + n) for n in letters)
    elif "\N{WAVING BLACK FLAG}" in text:  # England, Scotland, Wales: a black flag with tag letters
        text = "".join(chr(ord(c) - 0xE0000) for c in text if 0xE0061 <= ord(c) <= 0xE007A)[:2]
    word = re.sub(r"[.\s]+", " ", text).strip().casefold()
    known = _countries()
    return known.get(word) or known.get(word.replace(" ", "")) or known.get(word.removeprefix("the "))


@functools.cache
def _countries() -> dict[str, str]:
    territories = cast(Mapping[str, str], Locale("en").territories)
    codes = {code for code in territories if len(code) == 2 and code.isalpha()}
    table = {name.casefold(): code for code, name in territories.items() if code in codes}
    replaced = cast(Mapping[str, Sequence[str]], get_global("territory_aliases"))
    for old, new in replaced.items():
        if len(new) == 1 and new[0] in codes and old.isalpha():
            table.setdefault(old.casefold(), new[0])
    table.update({code.casefold(): code for code in codes})
    table.update(uk="GB", england="GB", scotland="GB", wales="GB", holland="NL", america="US", korea="KR", usa="US")
    table.update({"united states of america": "US", "great britain": "GB", "czech republic": "CZ", "turkey": "TR"})
    return table
