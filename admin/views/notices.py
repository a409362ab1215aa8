"""Putting notices away, and taking back what they told."""

from __future__ import annotations

from flask import Blueprint, g, redirect, request, url_for
from werkzeug.wrappers import Response

from admin.gate import route
from admin.notices import dismiss as put_away
from admin.notices import tell
from hub.actions.undo import undo as take_back

blueprint = Blueprint("notices", __name__, url_prefix="/notices")


def back() -> str:
    """The page the button stood on, if it is one of the desk's own."""
    came = request.referrer or ""
    return came if came.startswith(request.host_url) else url_for("front.today")


@route(blueprint, "/<notice>/dismiss", action="notice.dismiss", methods=["POST"])
def dismiss(notice: str) -> Response:
    """Put one notice away."""
    put_away(notice)
    return redirect(back(), 303)


@route(blueprint, "/undo/<entry>", action="desk.open", methods=["POST"])
def undo(entry: str) -> Response:
    """Take back what an entry of the audit did."""
    done = take_back(g.desk, g.actor, entry)
    put_away(entry)
    tell(done.words)
    return redirect(back(), 303)
