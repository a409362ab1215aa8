"""Addresses of the desk that hold outside a request, and addresses that may be gone back to."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from flask import current_app, request

from hub.actions.desk import Desk

_LOCAL = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")
"""A path of this desk: browsers read `//host` and `/\\host` as another host."""


def absolute(path: str) -> str:
    """A path of the desk as a whole address. It never follows what a request says its host is."""
    desk: Desk = current_app.extensions["laurel.desk"]
    return desk.at(path)


def local_path(wanted: str | None) -> str:
    """`wanted` if it is a path of this desk, else the front page: nobody is sent to another site after signing in."""
    if wanted and _LOCAL.fullmatch(wanted):
        return wanted
    return home()


def home() -> str:
    """The front page."""
    return request.script_root + "/"


def came_from() -> str:
    """The path of the page whose button was pressed, the front page when that is not known."""
    came = urlsplit(request.referrer or "")
    if came.netloc != request.host:
        return local_path(None)
    return local_path(came.path + (f"?{came.query}" if came.query else ""))
