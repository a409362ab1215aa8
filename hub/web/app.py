"""The public Flask app: GET only, no session, no globals. Frozen for publishing, served for previews."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from flask import Flask, Response, request
from jinja2 import StrictUndefined
from werkzeug.exceptions import NotFound

from hub.content.snapshot import Snapshot
from hub.content.store import Store
from hub.paths import theme_dir
from hub.web.context import Context
from hub.web.routes import ROUTES, Address, addresses_of, indexed
from hub.web.theme import Theme
from hub.web.views.front import not_found, redirect_page


def create_app(
    snapshot: Snapshot,
    now: dt.datetime,
    *,
    store: Store | None = None,
    theme: Path | None = None,
    drafts: bool = False,
) -> Flask:
    """The hub of one snapshot at one instant.

    `store` keeps what is costly to make (in memory when absent); `theme` replaces the engine's `site/`.
    Raises HubError when the theme cannot be used.
    """
    kept = store or Store()
    own = snapshot.root / "site"
    engine = theme or theme_dir()
    chosen = Theme(engine, own if own.resolve() != engine.resolve() else None, snapshot.settings)
    app = Flask("hub.web", static_folder=None, template_folder=None)
    app.jinja_options = {
        "loader": chosen.loader,
        "undefined": StrictUndefined,
        "trim_blocks": True,
        "lstrip_blocks": True,
    }
    app.jinja_env.auto_reload = False
    context = Context(snapshot, now, chosen, kept, drafts=drafts)
    context.indexed = partial(indexed, context)
    app.extensions["laurel"] = context
    app.jinja_env.globals["asset"] = context.asset
    for route in ROUTES:
        app.add_url_rule(route.rule, route.endpoint, _bound(context, route.view), methods=["GET"])
    app.add_url_rule("/<path:path>", "redirect", partial(_redirect, context), methods=["GET"])
    app.register_error_handler(NotFound, partial(_missing, context))
    return app


def _bound(context: Context, view: Callable[..., Response]) -> Callable[..., Response]:
    def call(**values: Any) -> Response:
        return view(context, **values)

    return call


def _redirect(context: Context, path: str) -> Response:
    found = redirect_page(context, f"/{path}")
    if found is None:
        raise NotFound
    return found


def _missing(context: Context, _: Exception) -> Response:
    """An old address under another rule still leads on; anything else is the page that says so."""
    found = redirect_page(context, request.path)
    if found is not None:
        return found
    response = not_found(context)
    response.status_code = 404
    return response


def page_list(app: Flask) -> tuple[Address, ...]:
    """Every output of the app's hub."""
    return addresses_of(context_of(app))


def context_of(app: Flask) -> Context:
    """What the app's pages are made of."""
    context: Context = app.extensions["laurel"]
    return context
