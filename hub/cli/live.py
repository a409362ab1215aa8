"""The hub, live: one WSGI app that is made anew as files change and tells open pages to load again."""

from __future__ import annotations

import os
import threading
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import TemplateError
from watchfiles import watch
from werkzeug.wrappers import Response

from hub.model import HubError, Problem
from hub.publish.assembling import Opened, Wish, open_hub

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_SCRIPT = "/.laurel/reload.js"
_STREAM = "/.laurel/changes"
_BEAT = 15.0
"""Seconds between signs of life on a waiting stream: what tells the server that a reader has gone."""

_RELOAD_JS = """\
// Loads the page again when the hub has changed. Only `laurel serve` adds this.
const known = document.currentScript.dataset.version;
const changes = new EventSource(document.currentScript.dataset.stream);
changes.onmessage = (event) => { if (event.data !== known) { changes.close(); location.reload(); } };
"""

_PAGE = """\
<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title><style>
body {{ max-width: 46rem; margin: 10vh auto; padding: 0 1.25rem; font: 1.05rem/1.6 system-ui, sans-serif;
  color: #222; background: #faf9f6; }}
li {{ margin: 0 0 1rem; }} code {{ color: #8a3b12; }}
@media (prefers-color-scheme: dark) {{ body {{ color: #eee; background: #1b1b1a; }} code {{ color: #f0b48c; }} }}
</style></head><body><h1>{title}</h1><p>{message}</p><ul>{items}</ul>
<p>This page loads again by itself as soon as a file changes.</p></body></html>
"""


class Live:
    """A WSGI app for one hub folder. `refresh` reads the folder again; what is broken is shown in words."""

    def __init__(self, root: Path, wish: Wish, tell: Callable[[HubError | None, Opened | None], None]) -> None:
        self._root, self._wish, self._tell = root, wish, tell
        self._opened: Opened | None = None
        self._error: HubError | None = None
        self._base = ""
        self._version = time.time_ns()  # another one after every start, so that open pages load again
        self._changed = threading.Condition()

    @property
    def base_path(self) -> str:
        """The path the hub is mounted at: empty or `/hub`."""
        return self._base

    def refresh(self) -> None:
        """Read the hub folder again and tell open pages. Never raises for what stands in it."""
        opened, error = self._opened, None
        try:
            opened = open_hub(self._root, self._wish)
            opened.app.config["PROPAGATE_EXCEPTIONS"] = True
        except HubError as found:
            error = found
        except Exception as found:
            error = _fault(found)
        with self._changed:
            self._opened, self._error = opened, error
            if opened is not None:
                self._base = opened.snapshot.settings.base_path
            self._version += 1
            self._changed.notify_all()
        self._tell(error, opened)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        path = environ.get("PATH_INFO", "")
        if path == _SCRIPT:
            return Response(_RELOAD_JS, content_type="text/javascript; charset=utf-8")(environ, start_response)
        if path == _STREAM:
            return self._stream(environ, start_response)
        version, app, base, error = self._version, self._opened, self._base, self._error
        if error is None and app is not None and not path.startswith(base + "/"):
            return Response(status=302, headers={"Location": base + "/"})(environ, start_response)
        response = self._answer(environ, app, base, error)
        return _with_reload(response, version)(environ, start_response)

    def _answer(self, environ: WSGIEnvironment, opened: Opened | None, base: str, error: HubError | None) -> Response:
        if error is not None or opened is None:
            wants_page = "text/html" in environ.get("HTTP_ACCEPT", "text/html")
            if wants_page or opened is None:
                return problem_page(error or HubError("The hub could not be read."))
        inner = dict(environ)
        inner["SCRIPT_NAME"] = base
        inner["PATH_INFO"] = environ.get("PATH_INFO", "")[len(base) :]
        app: WSGIApplication = opened.app.wsgi_app
        try:
            return Response.from_app(app, inner, buffered=True)
        except HubError as found:
            return problem_page(found)
        except TemplateError as found:
            where = f"templates/{getattr(found, 'name', None) or 'of this page'}"
            line = getattr(found, "lineno", 0) or 0
            problem = Problem(where, line, found.message or "there is a fault", "mend the template")
            return problem_page(HubError("This page's template has a fault.", [problem]))
        except Exception as found:
            return problem_page(_fault(found))

    def _is_newer_than(self, version: int) -> bool:
        return self._version != version

    def _stream(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Server-sent events: the version now, and again whenever it changes."""

        def events() -> Iterator[bytes]:
            sent = -1
            while True:
                with self._changed:
                    self._changed.wait_for(partial(self._is_newer_than, sent), timeout=_BEAT)
                    version = self._version
                yield f"data: {version}\n\n".encode() if version != sent else b": still here\n\n"
                sent = version

        response = Response(events(), content_type="text/event-stream", headers={"Cache-Control": "no-store"})
        return response(environ, start_response)


def _fault(error: Exception) -> HubError:
    """Words for what nobody foresaw; the traceback goes to the terminal when it was asked for."""
    if isinstance(error, OSError) and error.filename:
        return HubError(f"{error.filename}: {error.strerror}.")
    if os.environ.get("LAUREL_DEBUG"):
        traceback.print_exception(error)
    hint = "Start `laurel serve` with LAUREL_DEBUG=1 to see where, and please report it."
    return HubError(f"A fault in Laurel: {type(error).__name__}: {error}. {hint}")


def problem_page(error: HubError) -> Response:
    """What is wrong, in words, as a page."""
    items = "".join(
        f"<li><code>{escape(p.path)}{f':{p.line}' if p.line else ''}</code><br>{escape(p.what)}; {escape(p.cure)}</li>"
        for p in error.problems
    )
    title = "The hub cannot be shown just now"
    page = _PAGE.format(title=title, message=escape(str(error)), items=items)
    return Response(page, status=500, content_type="text/html; charset=utf-8")


def _with_reload(response: Response, version: int) -> Response:
    """Add the reload script to a page: a file of its own, since pages allow no inline script."""
    response.headers["Cache-Control"] = "no-store"
    if response.mimetype == "text/html" and not response.is_streamed:
        tag = f'<script src="{_SCRIPT}" data-version="{version}" data-stream="{_STREAM}"></script>'
        body = response.get_data(as_text=True)
        before, mark, after = body.rpartition("</body>")
        response.set_data(before + tag + mark + after if mark else body + tag)
    return response


def watch_hub(root: Path, theme: Path, changed: Callable[[], None], stop: threading.Event) -> None:
    """Call `changed` after files of the hub folder or the theme change, until `stop` is set.

    Only what a hub is made of is watched: `hub.toml`, `content/`, `site/`.
    """
    while not stop.is_set():
        wanted = {folder.resolve() for folder in (root / "content", root / "site", theme)}
        folders = sorted(folder for folder in wanted if folder.is_dir())
        again = threading.Event()
        outer = threading.Thread(target=_watch_root, args=(root, changed, again, stop), daemon=True)
        outer.start()
        for _changes in watch(*folders, stop_event=_Either(again, stop), debounce=200, raise_interrupt=False):
            changed()
        again.set()
        outer.join()


def _watch_root(root: Path, changed: Callable[[], None], again: threading.Event, stop: threading.Event) -> None:
    """Watch the hub folder itself: `hub.toml`, and `content/` or `site/` coming and going."""
    for changes in watch(root, recursive=False, stop_event=_Either(again, stop), debounce=200, raise_interrupt=False):
        names = {Path(path).name for _change, path in changes}
        if names & {"hub.toml", "content", "site"}:
            changed()
        if names & {"content", "site"}:
            again.set()


class _Either:
    """Set when one of two events is."""

    def __init__(self, first: threading.Event, second: threading.Event) -> None:
        self._events = (first, second)

    def is_set(self) -> bool:
        """Whether either is set."""
        return any(event.is_set() for event in self._events)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._events[0], name)
