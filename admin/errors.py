"""Pages for what went wrong: what happened, why, and what to do."""

from __future__ import annotations

from flask import Flask, render_template
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from hub.actions.permissions import NotAllowed
from hub.model import HubError

_WORDS = {
    404: ("This page is not here", "The address may be mistyped, or the thing it showed was removed."),
    405: ("This page cannot do that", "Go back and use the buttons of the page."),
    413: ("This is too large", "A file may have up to 25 MB. Make it smaller and send it again."),
    429: ("Too many tries", "Wait a few minutes, then try again."),
}


def handle_errors(app: Flask) -> None:
    """Show every error of a request as a page for people."""

    def page(status: int, title: str, text: str) -> tuple[str, int]:
        return render_template("errors/error.html", heading=title, text=text), status

    @app.errorhandler(NotAllowed)
    def not_allowed(error: NotAllowed) -> tuple[str, int]:
        return page(403, "This is not open to you", str(error))

    @app.errorhandler(HubError)
    def cannot(error: HubError) -> tuple[str, int]:
        details = "\n".join(str(problem) for problem in error.problems)
        return page(409, "This could not be done", f"{error}\n{details}".strip())

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

    @app.errorhandler(Exception)
    def broken(error: Exception) -> tuple[str, int]:
        app.logger.exception("a page failed", exc_info=error)
        return page(
            500,
            "Something went wrong here",
            "This is the desk's fault and is written in its log. What was saved before is safe.",
        )
