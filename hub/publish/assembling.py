"""From a hub folder to the app that shows it: load, check, create the app."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from hub.content import Snapshot, load
from hub.content.bodies import BodyStore
from hub.content.fields import is_web_url
from hub.content.known import Known
from hub.content.ledger import Ledger
from hub.content.listing import Listing
from hub.content.loading import Loaded, render_packed
from hub.content.references import check_references, check_schedule
from hub.content.store import Store
from hub.engine import engine_mark
from hub.model import HubError, Problem, Problems
from hub.publish.sharing import share_out
from hub.publish.wishing import CACHE, WRONG_USE, Wish, instant, require_hub

if TYPE_CHECKING:
    from flask import Flask


@dataclass(frozen=True)
class Reading:
    """A hub folder as it was read: `between` are warnings about how files fit together, `warnings` all there are."""

    loaded: Loaded
    snapshot: Snapshot
    now: dt.datetime
    store: Store
    bodies: BodyStore
    between: tuple[Problem, ...]
    warnings: tuple[Problem, ...]


@dataclass(frozen=True)
class Opened:
    """A hub folder as an app that shows it."""

    app: Flask
    snapshot: Snapshot
    warnings: tuple[Problem, ...]
    now: dt.datetime


Settled = Callable[[Loaded], "tuple[Problem, ...] | None"]
"""Given what was read: the warnings about how files fit together, if that is known without looking; else None."""


def open_hub(root: Path, wish: Wish, ledger: Ledger | None = None) -> Opened:
    """Load a hub folder and make its app. Raises HubError with every problem there is."""
    reading = read_hub(root, wish)
    return Opened(app_of(reading, wish, ledger), reading.snapshot, reading.warnings, reading.now)


def app_of(reading: Reading, wish: Wish, ledger: Ledger | None = None) -> Flask:
    """The app that shows what was read. Raises HubError when the theme cannot be used."""
    from jinja2 import FileSystemBytecodeCache

    from hub.web import create_app

    app = create_app(reading.snapshot, reading.now, store=reading.store, drafts=wish.drafts, ledger=ledger)
    compiled = reading.snapshot.root / ".laurel" / CACHE / "templates"
    try:
        compiled.mkdir(parents=True, exist_ok=True)
    except OSError:
        return app
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(compiled), f"{engine_mark()[:12]}-%s")
    return app


def read_hub(
    root: Path,
    wish: Wish,
    known: Mapping[str, Known] | None = None,
    settled: Settled = lambda _: None,
    listing: Listing | None = None,
) -> Reading:
    """Read a hub folder; of files that are as `known`, nothing is read. Raises HubError with every problem there is."""
    require_hub(root)
    if wish.base_url is not None and not is_web_url(wish.base_url):
        what = f"{wish.base_url!r} is no web address. Write --base-url as https://people.example.com"
        raise HubError(what, status=WRONG_USE)
    folder = root / ".laurel" / CACHE
    store, bodies = Store(folder), BodyStore(folder, engine_mark())
    read = partial(
        load,
        root,
        base_url=wish.base_url,
        renderer=partial(_render, wish.jobs),
        store=store,
        bodies=bodies,
        references=False,
    )
    loaded = read(known=known, listing=listing)
    if loaded.snapshot is not None:
        wish = replace(wish, now=instant(wish.now, loaded.snapshot.settings))  # one "now" from here to the end
    between = settled(loaded)
    if between is None:
        found = _between(loaded, wish)
        unsure = {p.path for p in found if p.path in loaded.files and p.path not in loaded.read}
        if unsure:  # what is known of a file says nothing of lines: those that are told of are read again
            rest = {path: file for path, file in (known or {}).items() if path not in unsure}
            loaded = read(known=rest)
            found = _between(loaded, wish)
        between = tuple(found)
    loaded.problems.extend(between)
    snapshot = loaded.sound()
    now = instant(wish.now, snapshot.settings)
    return Reading(loaded, snapshot, now, store, bodies, between, loaded.problems.warnings)


def _between(loaded: Loaded, wish: Wish) -> Problems:
    """What is to be told of how files fit together."""
    from hub.web.drawable import check_drawable

    found = Problems()
    if loaded.snapshot is not None:
        check_references(loaded.snapshot, found, loaded.unread)
        check_drawable(loaded.snapshot, found)
        check_schedule(loaded.snapshot, instant(wish.now, loaded.snapshot.settings), found)
    return found


def _render(jobs: int, texts: Mapping[str, str]) -> dict[str, bytes]:
    """Render bodies in up to `jobs` processes."""

    def share(paths: Sequence[str], step: Callable[[], None]) -> dict[str, bytes]:
        return render_packed({path: texts[path] for path in paths})

    return share_out(share, list(texts), jobs, lambda: None)
