"""From a hub folder to the site that is made of it: load, check, create the app, list its pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from flask import Flask

from hub.content import Snapshot, load
from hub.content.fields import is_web_url
from hub.content.load import render_each
from hub.content.markdown import Rendered
from hub.content.references import check_schedule
from hub.model import HubError, Moment, Problem, Settings
from hub.publish.making import Site
from hub.publish.sharing import share_out

_WRONG_USE = 2


@dataclass(frozen=True)
class Wish:
    """What a build is asked for, apart from where it goes.

    `now` is the hub's one instant: aware, or a date or date-time as a person writes it, read in the
    hub's zone; None is the current minute. `jobs` processes render bodies.
    """

    now: dt.datetime | str | None = None
    base_url: str | None = None
    drafts: bool = False
    jobs: int = 1


def assemble(root: Path, wish: Wish) -> tuple[Site, tuple[Problem, ...]]:
    """The site of a hub folder, and the warnings to tell. Raises HubError with every problem there is."""
    from hub.web import page_list

    opened = open_hub(root, wish)
    snapshot = opened.snapshot
    site = Site(opened.app, page_list(opened.app), snapshot.settings.base_url, snapshot, opened.now)
    return site, opened.warnings


@dataclass(frozen=True)
class Opened:
    """A hub folder as an app that shows it."""

    app: Flask
    snapshot: Snapshot
    warnings: tuple[Problem, ...]
    now: dt.datetime


def open_hub(root: Path, wish: Wish) -> Opened:
    """Load a hub folder and make its app. Raises HubError with every problem there is."""
    from hub.content.store import Store
    from hub.web import create_app
    from hub.web.drawable import check_drawable

    require_hub(root)
    if wish.base_url is not None and not is_web_url(wish.base_url):
        what = f"{wish.base_url!r} is no web address. Write --base-url as https://people.example.com"
        raise HubError(what, status=_WRONG_USE)
    store = Store(root / ".laurel" / "cache")
    loaded = load(root, base_url=wish.base_url, renderer=partial(_render, wish.jobs), store=store)
    if loaded.snapshot:
        check_drawable(loaded.snapshot, loaded.problems)
        now = instant(wish.now, loaded.snapshot.settings)
        check_schedule(loaded.snapshot, now, loaded.problems)
    snapshot = loaded.sound()
    app = create_app(snapshot, now, store=store, drafts=wish.drafts)
    return Opened(app, snapshot, loaded.problems.warnings, now)


def _render(jobs: int, texts: Mapping[str, str]) -> dict[str, Rendered]:
    """Render bodies in up to `jobs` processes."""

    def share(paths: Sequence[str], step: Callable[[], None]) -> dict[str, Rendered]:
        return render_each({path: texts[path] for path in paths})

    return share_out(share, list(texts), jobs, lambda: None)


def require_hub(root: Path) -> None:
    """Raise HubError (status 2) when `root` is no hub folder."""
    if not (root / "hub.toml").is_file():
        raise HubError(
            f"{root} is not a hub folder: it has no hub.toml. Make one with `laurel init DIR`, "
            "or name yours with --hub DIR.",
            status=_WRONG_USE,
        )


def instant(now: dt.datetime | str | None, settings: Settings) -> dt.datetime:
    """The one instant of a build in the hub's zone: as given, else the current minute."""
    if now is None:
        return dt.datetime.now(settings.zone).replace(second=0, microsecond=0)
    if isinstance(now, dt.datetime):
        return now if now.tzinfo else now.replace(tzinfo=settings.zone)
    try:
        return Moment.parse(now, settings.zone).at
    except (ValueError, OverflowError):
        raise HubError(
            f"{now!r} is no date. Write --date as 2026-03-01 or 2026-03-01T09:00.", status=_WRONG_USE
        ) from None
