"""The public Flask app: GET only, no session, no globals. Frozen for publishing, served for previews."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, MutableMapping
from functools import partial
from pathlib import Path
from typing import Any

from flask import Flask, Response, request
from flask.templating import Environment
from jinja2 import StrictUndefined
from werkzeug.exceptions import NotFound

from hub.content.ledger import Ledger
from hub.content.queries import Queries
from hub.content.snapshot import Snapshot
from hub.content.store import Store
from hub.paths import theme_dir
from hub.web.context import Context
from hub.web.routes import ROUTES, Address, addresses_of, asked_for, indexed
from hub.web.theme import Theme
from hub.web.views.front import not_found, redirect_page


def create_app(
    snapshot: Snapshot,
    now: dt.datetime,
    *,
    store: Store | None = None,
    theme: Path | None = None,
    drafts: bool = False,
    ledger: Ledger | None = None,
) -> Flask:
    """The hub of one snapshot at one instant.

    `store` keeps what is costly to make (in memory when absent); `theme` replaces the engine's `site/`; what each page
    read is written into `ledger` under its rooted path.
    Raises HubError when the theme cannot be used.
    """
    kept = store or Store()
    own = snapshot.root / "site"
    engine = theme or theme_dir()
    chosen = Theme(engine, own if own.resolve() != engine.resolve() else None, snapshot.settings)
    app = Flask("hub.web", static_folder=None, template_folder=None)
    app.jinja_environment = _Templates
    app.jinja_options = {
        "loader": chosen.loader,
        "undefined": StrictUndefined,
        "trim_blocks": True,
        "lstrip_blocks": True,
    }
    app.jinja_env.auto_reload = False
    context = Context(Queries(snapshot, now, drafts=drafts), chosen, kept, ledger)
    context.queries.indexed = partial(indexed, context)
    app.extensions["laurel"] = context
    app.jinja_env.globals["asset"] = context.asset
    for route in ROUTES:
        app.add_url_rule(route.rule, route.endpoint, _bound(context, route.view), methods=["GET"])
    app.add_url_rule("/<path:path>", "redirect", partial(_redirect, context), methods=["GET"])
    app.register_error_handler(NotFound, partial(_missing, context))
    return app


class _Templates(Environment):
    """Templates whose globals are one plain table, which Python reads many times faster than a chain of them."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """What a template may use besides what it is given."""
        return {**self.globals, **(d or {})}


def _bound(context: Context, view: Callable[..., Response]) -> Callable[..., Response]:
    def call(**values: Any) -> Response:
        if context.queries.ledger is None:
            return view(context, **values)
        with context.queries.ledger.page(request.path):
            return view(context, **values)

    return call


def _redirect(context: Context, path: str) -> Response:
    found = _moved(context, f"/{path}")
    if found is None:
        raise NotFound
    return found


def _moved(context: Context, path: str) -> Response | None:
    if context.queries.ledger is None:
        return redirect_page(context, path)
    with context.queries.ledger.page(path):
        return redirect_page(context, path)


def _missing(context: Context, _: Exception) -> Response:
    """An old address under another rule still leads on; anything else is the page that says so."""
    found = _moved(context, request.path)
    if found is not None:
        return found
    response = not_found(context)
    response.status_code = 404
    return response


def page_list(app: Flask) -> tuple[Address, ...]:
    """Every output of the app's hub but for pictures and media, which `asked_list` gives once the pages are made."""
    return addresses_of(context_of(app))


def asked_list(app: Flask) -> tuple[Address, ...]:
    """Pictures and media that the pages made so far, and written down in the app's ledger, ask for."""
    context = context_of(app)
    ledger = context.queries.ledger
    if ledger is None:
        return ()
    parts = (*ledger.pages.values(), *(shared.reads for shared in ledger.shared.values()))
    return asked_for(context, {key for reads in parts for key in reads})


def context_of(app: Flask) -> Context:
    """What the app's pages are made of."""
    context: Context = app.extensions["laurel"]
    return context
