"""Putting notices away, and taking back what they told."""

from __future__ import annotations

from flask import Blueprint, g, redirect
from werkzeug.wrappers import Response

from admin.addresses import came_from
from admin.gate import route
from admin.notices import dismiss as put_away
from admin.notices import tell
from hub.actions.undo import undo as take_back

blueprint = Blueprint("notices", __name__, url_prefix="/notices")


@route(blueprint, "/<notice>/dismiss", action="notice.dismiss", methods=["POST"])
def dismiss(notice: str) -> Response:
    """Put one notice away."""
    put_away(notice)
    return redirect(came_from(), 303)


@route(blueprint, "/undo/<entry>", action="desk.open", methods=["POST"])
def undo(entry: str) -> Response:
    """Take back what an entry of the audit did."""
    done = take_back(g.desk, g.actor, entry)
    put_away(entry)
    tell(done.words)
    return redirect(came_from(), 303)
