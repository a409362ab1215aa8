"""Judges HTML without trusting what made it: by a grammar so narrow that every browser reads it alike."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from hub.content.sanitise import EVERYWHERE, SCHEMES, allowed_tags

_PIECE = re.compile(
    r"(?P<text>[^<>]+)|</(?P<end>[a-z][a-z0-9]*)>"
    r'|<(?P<name>[a-z][a-z0-9]*)(?P<attributes>(?: [a-z][a-z-]*="[^"<>]*")*)>'
)
_ATTRIBUTE = re.compile(r' ([a-z-]+)="([^"]*)"')
_ADDED = {
    "a": {"rel", "class"},
    "img": {"loading", "decoding", "width", "height", "srcset", "sizes"},
    "pre": {"tabindex"},
    "div": {"tabindex", "aria-label"},
    "input": {"type", "disabled", "aria-label"},
}
_MARKS = {"data-line", "data-lead", "data-task"}
_EMPTY = {"br", "wbr", "hr", "img", "input"}


def pieces(html: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Every opening tag with its attributes. Fails on anything a browser might read in two ways."""
    at = 0
    open_tags: list[str] = []
    while at < len(html):
        match = _PIECE.match(html, at)
        assert match, f"not plain HTML at {at}: {html[at : at + 80]!r}"
        at = match.end()
        if match["end"]:
            assert open_tags and open_tags.pop() == match["end"], f"what closes in {html[:at][-80:]!r}?"
        elif match["name"]:
            if match["name"] not in _EMPTY:
                open_tags.append(match["name"])
            yield match["name"], {key: unescape(value) for key, value in _ATTRIBUTE.findall(match["attributes"])}
    assert not open_tags, f"left open: {open_tags}"


def assert_safe(html: str) -> None:
    """No tag, attribute, address, id or class beyond the list, whatever it would do."""
    ids: list[str] = []
    for tag, attributes in pieces(html):
        known = allowed_tags()
        assert tag in known, f"<{tag}> is not on the list"
        allowed = (known[tag] | EVERYWHERE | {"class"} | _ADDED.get(tag, set())) - _MARKS
        for name, value in attributes.items():
            assert name in allowed, f"{name} on <{tag}>"
            assert not name.startswith("on") and name != "style"
            if name in ("href", "src", "cite"):
                assert_address(value)
        if "id" in attributes:
            ids.append(attributes["id"])
        if tag == "input":
            assert attributes["type"] == "checkbox" and "disabled" in attributes
    assert all(re.fullmatch(r"[a-z0-9-]*?s-[^\s\"'<>&]+", id) for id in ids), ids
    assert len(ids) == len(set(ids)), f"ids come twice: {ids}"


def assert_address(address: str) -> None:
    """Read as a browser does: what scheme would it follow?"""
    bare = re.sub(r"[\t\r\n]", "", address).strip("".join(map(chr, range(33))))
    scheme = re.match(r"([A-Za-z][A-Za-z0-9+.-]*):", bare)
    assert scheme is None or scheme[1].lower() in SCHEMES, f"the address {address!r} is followed"
