"""Where links lead: from an address as it is written on a page to a file of this hub."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache, partial
from urllib.parse import unquote, urljoin, urlsplit

from hub.publish.addresses import file_of, url_of
from hub.publish.checks.facts import Fault

_PLAIN = re.compile(r"[A-Za-z0-9_\-./]*")
"""What stands for itself in an address, and leads to no place inside a page."""
_SCHEMES = ("https://", "http://", "mailto:", "tel:", "data:")


class Ground:
    """Where a hub stands: its host as `https://host` (`origin`), and the path below it without a last slash (`base`).

    Remembers where rooted and whole links lead: they mean the same on every page, and few are new.
    """

    def __init__(self, base_url: str) -> None:
        parts = urlsplit(base_url)
        self.origin = f"{parts.scheme}://{parts.netloc}"
        self.base = parts.path.rstrip("/")
        self.home = (self.origin + "/", self.origin + "?", self.origin + "#")
        self.whole: Callable[[str], str | Fault | None] = lru_cache(maxsize=8192)(partial(_target, self))


@lru_cache(maxsize=16)
def ground_of(base_url: str) -> Ground:
    """The ground of a hub by its address."""
    return Ground(base_url)


def resolve(ground: Ground, path: str, links: Iterable[str]) -> tuple[set[str], set[Fault]]:
    """The links of the published file `path` as `file` or `file#place`, those to other hosts left out; and a fault
    for each that cannot lead to a file of this hub, whatever files there are."""
    page = url_of(path)
    origin, whole = ground.origin, ground.whole
    found: set[str] = set()
    faults: set[Fault] = set()
    for link in links:
        if link == "#" or not link:
            continue
        if link[0] == "/" and "/." not in link and not link.startswith("//"):
            target = whole(origin + link)
        elif link[0] == "#" and path.endswith(".html"):
            target = _with_place(path, unquote(link[1:]))
        elif link.startswith(_SCHEMES) and "/." not in link:
            if not link.startswith(origin):
                continue
            target = whole(link)
        else:
            target = _anywhere(ground, page, link)
        if isinstance(target, str):
            found.add(target)
        elif target is not None:
            faults.add(target)
    found.discard(path)
    return found, faults


def _anywhere(ground: Ground, page: str, link: str) -> str | Fault | None:
    try:
        full = urljoin(ground.origin + ground.base + page, link)
    except ValueError:  # an odd address of some other host, which is not ours to judge
        return None
    return _target(ground, full)


def _target(ground: Ground, full: str) -> str | Fault | None:
    """What a whole address leads to; None for another host."""
    origin, base = ground.origin, ground.base
    if full != origin and not full.startswith(ground.home):
        return None
    rest = full[len(origin) :]
    if rest.startswith(base + "/") and _PLAIN.fullmatch(rest):
        return file_of(rest[len(base) :])
    try:
        parts = urlsplit(full)
    except ValueError:
        return Fault(f"links to {shown(full)}, which is no address", "write it anew")
    if not (parts.path + "/").startswith(base + "/"):
        what = f"links to {shown(full.removeprefix(origin))}, which is outside the hub's own path {base}/"
        return Fault(what, "write the whole address, with https://, if that is meant")
    path = file_of(unquote(parts.path[len(base) :]))
    if "#" in path:
        return Fault(f"links to {shown(parts.path)}, which this hub does not have", "correct the link or remove it")
    return _with_place(path, unquote(parts.fragment)) if path.endswith(".html") else path


def _with_place(path: str, fragment: str) -> str:
    """`top` is the top of any page, and what stands behind `:~:` are words for the browser to find."""
    place = fragment.partition(":~:")[0]
    return f"{path}#{place}" if place and place.lower() != "top" else path


def shown(address: str) -> str:
    """An address for a sentence: not endless."""
    return address if len(address) <= 200 else address[:199] + "…"


def address_of(ground: Ground, target: str) -> str:
    """How people write the address of a file, or of a place in one."""
    path, mark, place = target.partition("#")
    return shown(ground.base + url_of(path) + mark + place)
