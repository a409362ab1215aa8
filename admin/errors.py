"""Pages for what went wrong: what happened, why, and what to do."""

from __future__ import annotations

import errno
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from flask import Flask, current_app, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from admin.throttle import TooMany
from admin.words import at_words
from hub.actions.links import LinkEnded
from hub.actions.permissions import NotAllowed
from hub.model import HubError

_BUSY = 3
_WORDS = {
    400: ("This page was sent in a way the desk does not understand", "Go back, load the page anew and try again."),
    404: ("This page is not here", "The address may be mistyped, or the thing it showed was removed."),
    405: ("This page cannot do that", "Go back and use the buttons of the page."),
    413: ("This is too large", "A file may have up to 25 MB. Make it smaller and send it again."),
}
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def _page(given: Mapping[str, Any]) -> str:
    """The page that tells of an error; a bare one where what stands around every page fails too."""
    try:
        return render_template("errors/error.html", **given)
    except Exception as error:
        current_app.logger.exception("a page about an error failed", exc_info=error)
        return current_app.jinja_env.get_template("errors/bare.html").render(given)


def typed() -> tuple[tuple[str, str], ...]:
    """The words a form brought, by the names of their fields, so that no error loses them: texts of two words and
    more, no password, and nothing that another site sent."""
    if request.method != "POST" or request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        return ()
    with suppress(HTTPException):  # a body that is too large cannot be shown either
        return tuple(
            (name.replace("_", " ").replace("-", " ").capitalize(), value)
            for name, value in request.form.items(multi=True)
            if len(value.split()) > 1 and "password" not in name and name != "current"
        )
    return ()


def handle_errors(app: Flask) -> None:
    """Show every error of a request as a page for people."""

    def page(status: int, title: str, text: str, *links: tuple[str, str]) -> tuple[str, int]:
        more = {"links": [{"label": label, "url": url} for label, url in links]} if links else {}
        return _page({"heading": title, "text": text, "typed": typed(), **more}), status

    @app.errorhandler(401)
    def signed_out(_error: HTTPException) -> tuple[str, int]:
        return page(
            401,
            "You are signed out",
            "Nothing was saved. Go back, copy what you typed, then sign in and send it again.",
            ("Sign in", url_for("entry.sign_in")),
        )

    @app.errorhandler(TooMany)
    def too_many(error: TooMany) -> tuple[str, int, dict[str, str]]:
        text = f"Somebody tried this too often from here or for this account. Try again {at_words(error.again)}."
        return *page(429, "Too many tries", text), {"Retry-After": str(error.seconds)}

    @app.errorhandler(NotAllowed)
    def not_allowed(error: NotAllowed) -> tuple[str, int]:
        return page(403, "This is not open to you", str(error))

    @app.errorhandler(HubError)
    def cannot(error: HubError) -> tuple[str, int]:
        details = "\n".join(str(problem) for problem in error.problems)
        status, title = (503, "Somebody else is at it") if error.status == _BUSY else (409, "This could not be done")
        return page(status, title, f"{error}\n{details}".strip())

    @app.errorhandler(LinkEnded)
    def link_ended(error: LinkEnded) -> tuple[str, int]:
        text = f"{error}\nHave a new one sent, or ask whoever gave you this one for another."
        return page(410, "This link does not work any more", text, ("Have a link sent", url_for("entry.ask_link")))

    @app.errorhandler(CSRFError)
    def stale_form(_error: CSRFError) -> tuple[str, int]:
        return page(
            400,
            "This page was open too long",
            "For your safety it has to be opened again. Go back, copy what you typed, reload the page and send it.",
        )

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> tuple[str, int]:
        status = error.code or 500
        title, text = _WORDS.get(status, ("Something went wrong", "Go back and try again."))
        return page(status, title, text)

    @app.errorhandler(OSError)
    def no_file(error: OSError) -> tuple[str, int]:
        app.logger.exception("a file could not be read or written", exc_info=error)
        if error.errno in _FULL:
            title, text = "There is no room left on the disk", "Whoever runs the server has to make some."
        else:
            title = "A file could not be read or written"
            text = f"The system says: {error.strerror or error}. Whoever runs the server can mend that."
        return page(507 if error.errno in _FULL else 500, title, f"{text}\nWhat was saved before is safe.")

    @app.errorhandler(Exception)
    def broken(error: Exception) -> tuple[str, int]:
        app.logger.exception("a page failed", exc_info=error)
        return page(
            500,
            "Something went wrong here",
            "This is the desk's fault and is written in its log. What was saved before is safe.",
        )
