"""The page list, checked before anything is made: every address once, every file inside the folder."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from hub.model import HubError, Problems


class Addressed(Protocol):
    """One entry of the page list, as `hub.web.page_list` makes it."""

    @property
    def path(self) -> str:
        """Rooted address below the base path, not percent-encoded."""

    @property
    def endpoint(self) -> str:
        """The view."""

    @property
    def values(self) -> Mapping[str, Any]:
        """The view's arguments."""

    @property
    def kind(self) -> str:
        """page, feed, data, picture, asset or redirect."""

    @property
    def source(self) -> str:
        """The content file it is made from; empty when there is no single one."""


@dataclass(frozen=True, slots=True)
class Planned:
    """An entry with the address it is frozen at (decoded, below the base path) and its file in the hub."""

    address: Addressed
    url: str
    path: str


def source_of(address: Addressed) -> str:
    """The content file an entry is made from, else words for it: `topic slug=hello`."""
    values = (f"{key}={value}" for key, value in sorted(address.values.items()))
    return address.source or " ".join([address.endpoint, *values])


def file_of(url: str) -> str:
    """The file a decoded address is published as: `/posts/` is `posts/index.html`.

    NFC, as Frozen-Flask writes it.
    """
    path = url.removeprefix("/")
    return unicodedata.normalize("NFC", path + "index.html" if path == "" or path.endswith("/") else path)


def url_of(path: str) -> str:
    """The decoded address of a published file: the inverse of `file_of`."""
    return "/" + path.removesuffix("index.html") if path.rpartition("/")[2] == "index.html" else "/" + path


def check_addresses(addresses: Sequence[Addressed]) -> tuple[Planned, ...]:
    """The entries of the page list, each with its file.

    Raises HubError naming both sources when two entries share a file, also when only letter case
    differs (some disks do not tell it), when a file would be a folder too, or lie outside the hub.
    """
    problems = Problems()
    planned = []
    for address in addresses:
        url = address.path
        fault = _fault(address)
        if fault:
            what = f"the address {address.path} {fault}"
            problems.add(source_of(address), 0, what, "rename what it is made from")
        else:
            planned.append(Planned(address, url, file_of(url)))
    _check_twice(planned, problems)
    if problems:
        raise HubError("Some addresses cannot be published.", problems)
    return tuple(planned)


def _fault(address: Addressed) -> str:
    """What is wrong with one address, in words that follow it; empty when nothing is."""
    wanted = address.path
    segments = wanted.split("/")
    if any(segment in (".", "..") for segment in segments):
        return "would lie outside the hub"
    if any(char in "?#%\\" or ord(char) < 32 or ord(char) == 127 for char in wanted):
        return "has a character that addresses of files cannot have (one of ? # % \\ or a control character)"
    if not wanted.startswith("/") or "" in segments[1:-1]:
        return "is not one plain rooted address"
    if any(len(segment.encode()) > 255 for segment in segments):
        return "is longer than a file's name may be"
    return ""


def _check_twice(planned: Sequence[Planned], problems: Problems) -> None:
    seen: dict[str, Planned] = {}
    for entry in planned:
        folded = _fold(entry.path)
        first = seen.setdefault(folded, entry)
        if first is not entry:
            alike = "have" if first.path == entry.path else f"differ only in letter case from {first.url}: both have"
            what = f"this and {source_of(first.address)} {alike} the address {entry.url}"
            problems.add(source_of(entry.address), 0, what, "rename one of the two")
    for folded, entry in seen.items():
        parts = folded.split("/")
        for depth in range(1, len(parts)):
            above = seen.get("/".join(parts[:depth]))
            if above is not None:
                other = source_of(above.address)
                what = f"the address {entry.url} needs a folder where {other} has the file {above.url}"
                problems.add(source_of(entry.address), 0, what, "rename one of the two")


def _fold(path: str) -> str:
    """One text for all spellings that some disk takes for the same name."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())
