"""The desk's own styles and scripts, and the hub's colours."""

from __future__ import annotations

from flask import Blueprint, Response, abort, g, request, send_from_directory

from admin.gate import route
from admin.shell import STATIC
from hub.content.store import machine_store
from hub.web.fonts import font_css, font_files
from hub.web.palette import css_tokens

blueprint = Blueprint("assets", __name__)
_YEAR = 31_536_000


@route(blueprint, "/static/<path:name>", action="desk.enter")
def static(name: str) -> Response:
    """An asset of the desk. Where its address carries the stamp of its bytes browsers keep it, else they ask again:
    script modules import each other by plain names.
    """
    stamped = "v" in request.args
    response = send_from_directory(STATIC, name, max_age=_YEAR if stamped else 0)
    if stamped:
        response.cache_control.immutable = True
    else:
        response.cache_control.no_cache = True
    return response


@route(blueprint, "/brand.css", action="desk.enter")
def brand() -> Response:
    """The hub's colours and fonts as custom properties."""
    settings = g.desk.settings
    tokens = css_tokens(settings.brand.colours, settings.tiers, settings.brand.serif, settings.brand.sans)
    response = Response(tokens + font_css("fonts/"), mimetype="text/css")
    response.headers["Cache-Control"] = "private, max-age=60"
    return response


@route(blueprint, "/fonts/<name>", action="desk.enter")
def font(name: str) -> Response:
    """A font of the hub, for texts in the editor: made once on a machine, then kept."""
    if name not in font_files():
        abort(404)
    key, make = font_files()[name]
    response = Response(machine_store().get(key, make), mimetype="font/woff2")
    response.headers["Cache-Control"] = f"public, max-age={_YEAR}, immutable"
    return response
