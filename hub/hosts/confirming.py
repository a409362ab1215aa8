"""Looking at the live hub after a send: do readers get what was sent? What differs is told; nothing is undone."""

from __future__ import annotations

import hashlib
from urllib.parse import quote

from hub.hosts.fetching import Fetch, Fetched, NotFetched, fetch
from hub.hosts.release import Plan, Sendable
from hub.model import Host, Settings

_PAGES = 8
_PROBE = "laurel-asks-for-what-is-not-there"
_NOT_FOUND = 404
_OK = 200
_ALIKE = ({"text/javascript", "application/javascript"}, {"application/xml", "text/xml", "application/atom+xml"})
_ALIKE_JSON = {"application/json", "application/feed+json", "application/ld+json"}
_AT_HOME = ("zip",)
"""Kinds of host that nobody reads from."""


def confirm(settings: Settings, host: Host, release: Sendable, todo: Plan, get: Fetch | None = None) -> tuple[str, ...]:
    """Fetch the front page, some of what was changed and what was removed, and the page for what is not there.

    Gives a remark in words for each that is not as sent, none when all is well. One remark when the hub cannot be
    reached. `url` of the host stands for the hub's address where it is served elsewhere, and may be a private one.
    """
    if host.kind in _AT_HOME:
        return ()
    own = host.text("url")
    base = (own or settings.base_url).rstrip("/") + "/"
    if get is None:

        def get(url: str) -> Fetched:
            return fetch(url, private=bool(own))

    remarks: list[str] = []
    try:
        for path in _sample(release, todo):
            remarks += _compare(base, path, release, get)
        for path in [path for path in todo.removals if path.endswith(".html")][:2]:
            remarks += _gone(base, path, get)
        if "404.html" in release.files:
            remarks += _missing(base, release, get)
    except NotFetched as error:
        remarks.append(f"The live hub could not be looked at: {error}. What was sent is there; open {base} to see.")
    return tuple(remarks)


def address_of(base: str, path: str) -> str:
    """Where readers find a file: `posts/one/index.html` at `…/posts/one/`."""
    shown = path.removesuffix("index.html") if path.rpartition("/")[2] == "index.html" else path
    return base + quote(shown)


def _sample(release: Sendable, todo: Plan) -> list[str]:
    """The front page, then pages that were sent, else other files that were."""
    pages = [path for path in todo.uploads if path.endswith(".html") and path not in ("index.html", "404.html")]
    others = [path for path in todo.uploads if not path.endswith(".html")]
    front = ["index.html"] if "index.html" in release.files else []
    return front + pages[:_PAGES] + others[: max(1, _PAGES - len(pages)) if others else 0]


def _compare(base: str, path: str, release: Sendable, get: Fetch) -> list[str]:
    url, output = address_of(base, path), release.files[path]
    answer = get(url)
    if answer.status == _NOT_FOUND:
        return [f"{url} is not there (404). Does the host serve the folder it was sent to?"]
    if answer.status != _OK:
        return [f"{url} answers {answer.status} instead of the page."]
    if hashlib.sha256(answer.data).hexdigest() != output.sha:
        return [f"{url} is not what was sent: an older one perhaps, from a cache. Look again in some minutes."]
    if not _same_type(answer.type, output.type):
        return [f"{url} comes as {answer.type or 'nothing in particular'} and should come as {output.type}."]
    return []


def _gone(base: str, path: str, get: Fetch) -> list[str]:
    url = address_of(base, path)
    if get(url).status == _OK:
        return [f"{url} was removed and is still shown: by a cache perhaps. Look again in some minutes."]
    return []


def _missing(base: str, release: Sendable, get: Fetch) -> list[str]:
    """Whether what is not there is told with the hub's own page, and as not there."""
    answer = get(f"{base}{_PROBE}/")
    if answer.status != _NOT_FOUND:
        return [f"An address that is not there answers {answer.status} instead of 404."]
    if hashlib.sha256(answer.data).hexdigest() != release.files["404.html"].sha:
        return ["An address that is not there does not show the hub's own page. Point the host at 404.html."]
    return []


def _same_type(got: str, wanted: str) -> bool:
    one, two = (text.partition(";")[0].strip().lower() for text in (got, wanted))
    return one == two or any({one, two} <= alike for alike in (*_ALIKE, _ALIKE_JSON))
