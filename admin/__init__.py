"""The desk: a private Flask app in which staff run the program and advocates write. It is never frozen."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

from flask import Flask, g, request, session
from flask_login import LoginManager, current_user
from flask_wtf import CSRFProtect
from jinja2 import StrictUndefined

from admin.gate import ask_at_gate, require_gates
from admin.members import Member
from admin.security import guard, secret_key
from admin.throttle import put_brakes
from hub.actions.desk import Clock, Desk, open_desk, utc_now
from hub.model import HubError

__all__ = ["create_app"]

MAX_UPLOAD = 25 * 1024 * 1024
"""Bytes of one request: a photo from a phone, and plenty."""
MAX_TYPED = 4 * 1024 * 1024
"""Bytes of one request's fields, files left out: a very long post."""
STAY = dt.timedelta(days=14)
"""How long somebody who does nothing stays signed in."""


def create_app(root: Path | str | None = None, *, now: Clock = utc_now, address: str = "") -> Flask:
    """The desk of the hub folder `root` (default: `LAUREL_HUB`, else the folder it stands in).

    `address` is where it is reached when `[desk] url` does not say. Raises HubError when it is no
    hub or its `data/` cannot be used, LookupError when a page names no action.
    """
    folder = Path(root or os.environ.get("LAUREL_HUB") or ".")
    if not (folder / "hub.toml").is_file():
        raise HubError(
            f"{folder.absolute()} is no hub: it has no hub.toml. Name the hub folder in LAUREL_HUB.", status=2
        )
    desk = open_desk(folder, now, address)
    app = Flask(__name__, static_folder=None)
    app.secret_key = secret_key(desk.data)
    app.config.update(
        MAX_CONTENT_LENGTH=MAX_UPLOAD,
        MAX_FORM_MEMORY_SIZE=MAX_TYPED,
        PERMANENT_SESSION_LIFETIME=STAY,
        WTF_CSRF_TIME_LIMIT=None,  # a page left open over lunch still saves; the session is the limit
        WTF_CSRF_SSL_STRICT=False,  # some people's browsers send no Referer; security.guard looks at what they do send
    )
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.extensions["laurel.desk"] = desk
    guard(app, secure=desk.url.startswith("https:"))
    put_brakes(app)
    _sign_in(app, desk)
    CSRFProtect(app)
    app.before_request(ask_at_gate)
    _views(app)
    require_gates(app)
    return app


def _sign_in(app: Flask, desk: Desk) -> None:
    """Whoever the session names, as the account is now; a raised epoch ends older sessions."""
    manager = LoginManager(app)
    manager.session_protection = None

    def load(account_id: str) -> Member | None:
        return Member.load(desk, account_id, session.get("epoch"))

    manager.user_loader(load)

    @app.before_request
    def bring() -> None:
        """First of all, so that pages about errors know who looks at them too."""
        g.desk = desk
        if request.endpoint != "assets.static" and current_user.is_authenticated:
            g.account, g.actor = current_user.account, current_user.actor


def _views(app: Flask) -> None:
    from admin.errors import handle_errors
    from admin.shell import shell
    from admin.views import BLUEPRINTS

    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.context_processor(shell)
    handle_errors(app)
