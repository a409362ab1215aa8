"""One page of the hub as it would be with a text that is not public yet.

A preview is made of no more than its page shows: the text itself, the people, badges, topics and posts it leads
to, read from their files at that moment. So it costs the same on a hub of five posts and of five thousand, keeps
nothing in memory, and is never behind the files.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Response

from hub.content import Shelf, Snapshot, addresses
from hub.content.bodies import BodyStore
from hub.content.frontmatter import FormatError
from hub.content.known import text_key
from hub.content.loading import KEYS, prefix_of, render_each
from hub.content.markdown import Rendered
from hub.content.onefile import MARKDOWN_KINDS, read_markdown
from hub.content.store import Store
from hub.engine import engine_mark
from hub.model import Body, HubError, Problem, Problems
from hub.web.app import context_of, create_app
from hub.web.gathering import Gatherer

FindFile = Callable[[str], Path | None]
"""From `media/…` to a file that is not public yet, or None."""

_ADDRESSES: Mapping[str, Callable[[str], str]] = {
    "posts": addresses.post,
    "pages": addresses.page,
    "advocates": addresses.advocate,
    "topics": addresses.topic,
    "badges": addresses.badge,
    "events": addresses.event,
    "resources": lambda _slug: addresses.RESOURCES,
    "changes": lambda _slug: addresses.CHANGES,
}
_ASSETS = ("/static/", "/media/")
_SCRIPT = re.compile(r"<script\b.*?</script>\n?", re.DOTALL)
"""A preview stands in a frame of the desk, where no script runs: it is left out rather than refused."""


class Bodies(Mapping[str, Rendered]):
    """Renderings of bodies, each made when it is first looked at, or taken from what builds have `kept`."""

    def __init__(
        self, texts: Mapping[str, str], made: Mapping[str, Rendered] | None = None, kept: BodyStore | None = None
    ) -> None:
        self._texts, self._made, self._kept = dict(texts), dict(made or {}), kept

    def __getitem__(self, path: str) -> Rendered:
        if path not in self._made:
            text = self._texts[path]
            found = self._kept.get(text_key(text, prefix_of(path))) if self._kept else None
            self._made[path] = found or render_each({path: text})[path]
        return self._made[path]

    def __iter__(self) -> Iterator[str]:
        return iter({**self._texts, **self._made})

    def __len__(self) -> int:
        return len({**self._texts, **self._made})

    def over(self, path: str, text: str) -> Bodies:
        """The same with another text at `path`."""
        made = {known: body for known, body in self._made.items() if known != path}
        return Bodies({**self._texts, path: text}, made, self._kept)


@dataclass(frozen=True)
class Partial(Snapshot):
    """A snapshot some of whose media lie elsewhere: `places` says where, by `media/…`."""

    places: Mapping[str, Path] = field(default_factory=dict)

    def media_file(self, path: str) -> Path:
        """Where the bytes of `media/…` are."""
        return self.places.get(path) or super().media_file(path)


@dataclass(frozen=True)
class Laid:
    """A snapshot with one text laid over it: the text's record and page, and what `check` says of its fields."""

    snapshot: Snapshot
    record: Any
    address: str
    problems: tuple[Problem, ...] = ()


def lay_over(snapshot: Snapshot, path: str, text: str) -> Laid:
    """`snapshot` as if `text` stood in the content file at `path`, a Markdown file of any kind.

    What has the same address or came from the same file makes way. Raises HubError when the text cannot be taken
    apart, or the path is not that of a kind with pages.
    """
    kind = path.split("/")[1] if path.count("/") > 1 else ""
    if kind not in MARKDOWN_KINDS:
        raise HubError(f"{path} has no page of its own to show.")
    problems = Problems()
    try:
        record, body = read_markdown(kind, path, text.encode("utf-8", "replace"), snapshot.settings.zone, problems)
    except FormatError as error:
        told = Problem(path, error.line, error.what, error.cure)
        raise HubError("This text cannot be shown yet.", [told]) from error
    key = getattr(record, KEYS.get(kind, "slug"))
    table = {name: other for name, other in getattr(snapshot, kind).items() if other.source.path != path}
    table[key] = record
    changed: dict[str, Any] = {kind: table, "bodies": _bodies(snapshot, path, body)}
    laid = replace(snapshot, **changed)
    return Laid(laid, record, _ADDRESSES[kind](key), tuple(problems))


def _bodies(snapshot: Snapshot, path: str, body: Body) -> Bodies:
    known = snapshot.bodies if isinstance(snapshot.bodies, Bodies) else Bodies({}, snapshot.bodies)
    return known.over(path, body.text)


def gather(
    shelf: Shelf,
    path: str,
    text: str,
    *,
    names: Mapping[str, str] | None = None,
    find: FindFile | None = None,
    store: Store | None = None,
) -> Laid:
    """The least snapshot in which the page of `text`, as if it stood at `path`, looks as it will.

    `names` are people by handle who may have no public profile yet and are shown by name; `find` knows files that
    are not public yet; `store` remembers verdicts on pictures. Raises what `lay_over` raises.
    """
    empty = Partial(shelf.root, shelf.settings(), bodies=Bodies({}))
    laid = lay_over(empty, path, text)
    gatherer = Gatherer(shelf, names or {}, find or _nowhere, store or Store())
    gatherer.what_stands_around()
    gatherer.what_it_needs(path.split("/")[1], laid.record, laid.snapshot.body(path))
    found: dict[str, Any] = {**gatherer.tables, "contributions": tuple(gatherer.contributions)}
    bodies = Bodies(gatherer.texts, kept=_kept(shelf.root))
    around = Partial(shelf.root, shelf.settings(), bodies=bodies, places=gatherer.places, **found)
    return lay_over(around, path, text)


@lru_cache(maxsize=8)
def _kept(root: Path) -> BodyStore:
    """The renderings that builds of a hub have kept; a preview only reads them."""
    return BodyStore(root / ".laurel" / "cache", engine_mark())


def _nowhere(_media: str) -> None:
    return None


@dataclass(frozen=True)
class Page:
    """One page of the hub, served below `base`, with everything it is made of."""

    app: Flask
    address: str
    base: str
    problems: tuple[Problem, ...] = ()

    def answer(self, path: str) -> Response | None:
        """What stands at `path` below the base: the page itself at "", its assets; None for other pages."""
        inner = "/" + path
        if not path:
            inner = self.address
        elif not (inner.startswith(_ASSETS) or inner == self.address or _is_picture(inner)):
            return None
        if inner.startswith("/static/pictures/") and not context_of(self.app).pictures.variants:
            self.answer("")  # the page says which sizes there are, and another copy of it was shown
        builder = EnvironBuilder(inner, base_url=f"http://localhost{self.base}/")
        try:
            found = Response.from_app(self.app.wsgi_app, builder.get_environ(), buffered=True)
        finally:
            builder.close()
        if found.mimetype == "text/html":
            found.set_data(_SCRIPT.sub("", found.get_data(as_text=True)))
        return found


def _is_picture(path: str) -> bool:
    return path.startswith(("/badges/", "/awards/")) and path.endswith(".png")


def make_page(laid: Laid, now: dt.datetime, base: str, store: Store | None = None) -> Page:
    """The page of a laid text, all of whose addresses begin with the rooted path `base`.

    Raises HubError when the theme cannot be used.
    """
    settings = replace(laid.snapshot.settings, base_url=laid.snapshot.settings.origin + base + "/")
    app = create_app(replace(laid.snapshot, settings=settings), now, store=store, drafts=True)
    app.jinja_env.bytecode_cache = _COMPILED
    app.config["PROPAGATE_EXCEPTIONS"] = True
    return Page(app, laid.address, base, laid.problems)


class _Compiled(BytecodeCache):
    """Compiled templates, kept while the desk runs: each preview is an app of its own, of the same templates."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if (bucket.key + bucket.checksum) in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key + bucket.checksum])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key + bucket.checksum] = bucket.bytecode_to_string()


_COMPILED = _Compiled()
