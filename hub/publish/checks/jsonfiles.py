"""JSON that machines read: JSON Feeds, linked data (JSON-LD, Open Badges), and that any other parses at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from hub.publish.checks.xmlfiles import Read, is_moment, is_whole, texts

_FEED = "https://jsonfeed.org/version/1"
_ABSENT: tuple[Any, ...] = ("", None, [], {})
_NEEDED: Mapping[str, tuple[str, ...]] = {
    "WebSite": ("name", "url"),
    "BlogPosting": ("headline", "author", "datePublished"),
    "Article": ("headline", "author", "datePublished"),
    "ProfilePage": ("mainEntity",),
    "Person": ("name",),
    "Organization": ("name",),
    "Event": ("name", "startDate"),
    "EducationalOccupationalCredential": ("name",),
    "Assertion": ("id", "recipient", "badge", "verification", "issuedOn"),
    "BadgeClass": ("id", "name", "description", "image", "criteria", "issuer"),
    "Issuer": ("id", "name", "url"),
}
"""What a fact of each type cannot be without: search engines and verifiers drop it then."""
_REFERENCE = frozenset({"@id", "@type", "id", "type"})
"""A fact that says no more than this points at one that is told elsewhere."""


def read_json(path: str, data: bytes) -> Read:
    """Read a JSON file. One called `feed.json` must be a feed; one with `@context` must be whole linked data."""
    read = Read()
    value = _parsed(data, "is not JSON", read)
    if read.faults:
        return read
    version = value.get("version") if isinstance(value, dict) else None
    if isinstance(version, str) and version.startswith(_FEED):
        _feed(value, read)
    elif path.rpartition("/")[2] == "feed.json":
        read.fault("is no JSON Feed: it has no `version`")
    elif isinstance(value, dict) and "@context" in value:
        _linked(value, "", read)
    return read


def read_linked(text: str, read: Read) -> None:
    """Read the JSON-LD of a page's script element; what is wrong goes into `read`."""
    before = len(read.faults)
    value = _parsed(text.encode("utf-8", "replace"), "has facts for machines (JSON-LD) that are not JSON", read)
    if len(read.faults) == before:
        for fact in value if isinstance(value, list) else [value]:
            _linked(fact, "facts for machines (JSON-LD)", read)


def _parsed(data: bytes, fault: str, read: Read) -> Any:
    try:
        return msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        read.fault(f"{fault} ({error})")
    except RecursionError:
        read.fault(f"{fault} that can be read: it is nested too deep")
    return None


def _linked(value: Any, where: str, read: Read) -> None:
    within = f" in its {where}" if where else ""
    if not isinstance(value, dict):
        read.fault(f"has no object{within}")
        return
    if value.get("@context") in _ABSENT:
        read.fault(f"has no `@context`{within}")
    if "@graph" not in value and _type(value) == "":
        read.fault(f"has no `@type`{within}")
    for fact in _facts(value):
        kind = _type(fact)
        if fact.get("revoked") is True or fact.keys() <= _REFERENCE:
            continue
        for key in _NEEDED.get(kind, ()):
            if fact.get(key) in _ABSENT:
                read.fault(f"has nothing as `{key}` of its {kind}{within}")


def _type(fact: Mapping[str, Any]) -> str:
    kind = fact.get("@type", fact.get("type", ""))
    if isinstance(kind, list):
        kind = kind[0] if kind else ""
    return kind if isinstance(kind, str) else ""


def _facts(value: Any) -> Iterator[dict[str, Any]]:
    """An object and every object inside it, outermost first, without recursion."""
    waiting = [value]
    while waiting:
        found = waiting.pop()
        if isinstance(found, dict):
            yield found
            waiting.extend(part for key, part in found.items() if key != "@context" and isinstance(part, dict | list))
        elif isinstance(found, list):
            waiting.extend(part for part in found if isinstance(part, dict | list))


def _feed(feed: dict[str, Any], read: Read) -> None:
    """JSON Feed 1.1, as far as a feed without it is refused or misread."""
    if feed["version"] != _FEED + ".1":
        read.fault(f"says it is {feed['version'][:60]!r} and not JSON Feed 1.1")
    if not _filled(feed.get("title")):
        read.fault("has no `title`")
    for key in ("home_page_url", "feed_url", "icon", "favicon", "next_url"):
        _address(feed, key, "the feed", read)
    items = feed.get("items")
    if not isinstance(items, list):
        read.fault("has no list of `items`")
        return
    seen: set[str] = set()
    for number, item in enumerate(items, 1):
        if not isinstance(item, dict):
            read.fault(f"has an item that is no object: number {number}")
            continue
        _item(item, number, seen, read)


def _item(item: dict[str, Any], number: int, seen: set[str], read: Read) -> None:
    key = item.get("id")
    where = f"the item {key}" if _filled(key) else f"the item number {number}"
    if not isinstance(key, str) or not key.strip():
        read.fault(f"has no `id` for {where}")
    elif key in seen:
        read.fault(f"has {where} twice: readers show only one of them")
    else:
        seen.add(key)
    for name in ("url", "external_url", "image", "banner_image"):
        _address(item, name, where, read)
    if not isinstance(item.get("content_html"), str) and not isinstance(item.get("content_text"), str):
        read.fault(f"has no text for {where}")
    if isinstance(item.get("content_html"), str):
        texts(item["content_html"], where, read)
    for name in ("date_published", "date_modified"):
        if name in item and not (isinstance(item[name], str) and is_moment(item[name])):
            read.fault(f"has a `{name}` of {where} that is no date with time and zone: {item[name]!r:.60}")
    authors = item.get("authors", [])
    for author in authors if isinstance(authors, list) else [authors]:
        if not isinstance(author, dict) or not any(_filled(author.get(k)) for k in ("name", "url", "avatar")):
            read.fault(f"has an author of {where} without name or address")
        else:
            _address(author, "url", f"an author of {where}", read)


def _address(of: Mapping[str, Any], key: str, where: str, read: Read) -> None:
    """An address that may be missing, but must be whole where it stands."""
    if key not in of:
        return
    address = of[key]
    if isinstance(address, str) and is_whole(address):
        read.links.add(address)
    else:
        read.fault(f"has a `{key}` of {where} that is no whole address: {address!r:.80}")


def _filled(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())
