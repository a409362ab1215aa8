"""Addresses for pages: rooted at the hub's base path, or absolute."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from hub.content import addresses
from hub.content.questions import Questions

_SAFE = "/~!$&'()*+,;=:@-._"


class Links:
    """Turns rooted paths into addresses. The only place that knows the base path."""

    def __init__(self, queries: Questions) -> None:
        self._queries = queries
        self.base = queries.settings.base_path
        self.origin = queries.settings.origin
        self._at: dict[str, str] = {}

    def at(self, path: str) -> str:
        """A rooted path as an address on this hub's host."""
        found = self._at.get(path)
        if found is None:
            found = self._at[path] = self.base + quote(path, safe=_SAFE)
        return found

    def absolute(self, path: str) -> str:
        """A rooted path as a whole address."""
        return self.origin + self.at(path)

    def content(self, kind: str, target: str) -> str | None:
        """Where a content link leads; None for what is not out (so that the link becomes text)."""
        queries = self._queries
        match kind:
            case "post":
                return self.at(addresses.post(target)) if queries.is_out(target) else None
            case "advocate":
                return self.at(addresses.advocate(target)) if queries.has_profile(target) else None
            case "badge":
                return self.at(addresses.badge(target)) if queries.is_badge(target) else None
            case "media":
                return self.at("/" + target) if queries.links_file(target) else None
            case _:
                return self.at(target)

    def evidence(self, url: str | None) -> str:
        """Where evidence leads: an address elsewhere, a rooted path or a content link."""
        if not url:
            return ""
        kind, _, target = url.partition(":")
        if kind in ("post", "advocate", "badge"):
            return self.content(kind, target) or ""
        if url.startswith("media/"):
            return self.content("media", url) or ""
        return self.at(url) if url.startswith("/") else url


def share_links(title: str, url: str) -> tuple[tuple[str, str], ...]:
    """(name, address) of places to pass a page on to: plain links without anyone's script."""

    def query(**values: str) -> str:
        return urlencode(values, quote_via=quote)

    return (
        ("LinkedIn", f"https://www.linkedin.com/sharing/share-offsite/?{query(url=url)}"),
        ("Bluesky", f"https://bsky.app/intent/compose?{query(text=f'{title} {url}')}"),
        ("Mastodon", f"https://share.joinmastodon.org/#{query(text=f'{title} {url}')}"),
        ("WhatsApp", f"https://wa.me/?{query(text=f'{title} {url}')}"),
        ("E-mail", f"mailto:?{query(subject=title, body=url)}"),
    )


def linkedin_profile_link(
    name: str, program: str, url: str, award_id: str, issued: tuple[int, int], ends: tuple[int, int] | None
) -> str:
    """LinkedIn's "add to profile" address; `issued` and `ends` are (year, month)."""
    values = {
        "startTask": "CERTIFICATION_NAME",
        "name": name,
        "organizationName": program,
        "issueYear": str(issued[0]),
        "issueMonth": str(issued[1]),
        "certUrl": url,
        "certId": award_id,
    }
    if ends:
        values |= {"expirationYear": str(ends[0]), "expirationMonth": str(ends[1])}
    return f"https://www.linkedin.com/profile/add?{urlencode(values, quote_via=quote)}"
