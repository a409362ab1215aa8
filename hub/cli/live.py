"""The hub, live: one WSGI app that is made anew as files change and tells open pages to load again."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from watchfiles import watch
from werkzeug.wrappers import Response

from hub.cli.say import tell_problems
from hub.cli.told import STYLE, fault, page_fault, problem_page, with_strip
from hub.content.known import Known
from hub.content.loading import Loaded
from hub.content.settings import read_settings
from hub.engine import engine_mark
from hub.model import HubError, Problem, Problems
from hub.publish.assembling import Opened, app_of, read_hub
from hub.publish.memory import Memory
from hub.publish.wishing import Wish
from hub.web import context_of

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment
    from flask import Flask

_SCRIPT = "/.laurel/reload.js"
_STYLE = "/.laurel/told.css"
_STREAM = "/.laurel/changes"
_BEAT = 15.0
"""Seconds between signs of life on a waiting stream: what tells the server that a reader has gone."""
_TOGETHER = 50
"""Milliseconds after a change in which others belong to it: editors write a file in several steps."""
_STEP = 20
_MANY = 1500
"""In a hub of more files than these an edit is shown before it was looked at how all of them fit together."""
_PAUSE = 1.0
"""Seconds without a new edit before it is looked at."""

_RELOAD_JS = """\
// Loads the page again when the hub has changed. Only `laurel serve` adds this.
// A page that nobody looks at listens to nothing: a browser has few connections to one server, and many tabs.
const { version, stream } = document.currentScript.dataset;
let changes = null;
function follow() {
  if (document.hidden) { changes?.close(); changes = null; return; }
  if (changes) return;
  changes = new EventSource(stream);
  changes.onmessage = (event) => { if (event.data !== version) { changes.close(); location.reload(); } };
}
document.addEventListener("visibilitychange", follow);
follow();
"""

Tell = Callable[[HubError | None, Opened | None], None]


class Live:
    """A WSGI app for one hub folder. `refresh` reads what changed in it; what is broken is shown in words, on the
    hub as it last was if it ever could be shown."""

    def __init__(self, root: Path, wish: Wish, tell: Tell) -> None:
        self._root, self._wish, self._tell = root, wish, tell
        self._opened: Opened | None = None
        self._good: Opened | None = None
        """The last that was wholly looked at and sound."""
        self._error: HubError | None = None
        self._base = ""
        self._known: Mapping[str, Known] = {}
        self._between: tuple[Problem, ...] | None = None
        self._mark = ""
        self._version = time.time_ns()  # another one after every start, so that open pages load again
        self._changed = threading.Condition()
        self._reading = threading.Lock()
        self._looking = False
        """Whether what is shown is still to be looked at."""
        self._hurry = threading.Event()

    @property
    def base_path(self) -> str:
        """The path the hub is mounted at: empty or `/hub`."""
        return self._base

    def refresh(self, jobs: int = 1) -> None:
        """Read what changed in the hub folder and tell open pages. Never raises for what stands in it.

        `jobs` processes render bodies: more than one only before any thread is at work. In a large hub an edit is
        shown at once; whether the files still fit together is found out, and told, after that.
        """
        with self._reading:
            opened, error, late = self._good, None, False
            try:
                opened, late = self._open(replace(self._wish, jobs=jobs))
            except HubError as found:
                error = found
            except Exception as found:
                error = fault(found)
            if error is None and not late:
                self._good = opened
            self._hurry.clear()
            version = self._show(opened, error, looking=late)
            self._tell(error, opened)
        if late:
            threading.Thread(target=self._look_after, args=(version,), name="looking after", daemon=True).start()

    def _show(self, opened: Opened | None, error: HubError | None, *, looking: bool = False) -> int:
        """Have readers see this from now on; gives its version."""
        with self._changed:
            self._opened, self._error, self._looking = opened, error, looking
            if opened is not None:
                self._base = opened.snapshot.settings.base_path
            self._version += 1
            self._changed.notify_all()
            return self._version

    def _open(self, wish: Wish) -> tuple[Opened, bool]:
        """The hub as it is now, and whether how its files fit together is still to be looked at.

        Of files that did not change nothing is read again.
        """
        settings = read_settings(self._root, Problems())
        mark = f"{engine_mark()} {settings.time_zone if settings else ''}"
        if mark != self._mark:  # a date means another moment in another zone
            self._mark, self._known, self._between = mark, _remembered(self._root, mark), None
        late = False

        def settled(loaded: Loaded) -> tuple[Problem, ...] | None:
            nonlocal late
            sound = self._error is None and self._between is not None and not loaded.problems.fatal
            late = sound and len(loaded.files) > _MANY
            return self._between if late else None

        reading = read_hub(self._root, wish, self._known, settled)
        if not late:
            self._between = reading.between
        self._known = reading.loaded.files
        app = app_of(reading, wish)
        app.config["PROPAGATE_EXCEPTIONS"] = True
        if self._opened is not None:
            _carry_over(self._opened.app, app)
        return Opened(app, reading.snapshot, reading.warnings, reading.now), late

    def _look_after(self, version: int) -> None:
        """Look at how the files fit together that are shown as `version`, unless something newer is shown meanwhile."""
        self._hurry.wait(_PAUSE)
        if self._version != version:
            return
        error, between = None, None
        try:
            between = read_hub(self._root, self._wish, self._known).between
        except HubError as found:
            error = found
        except Exception as found:
            error = fault(found)
        with self._reading:
            if self._version != version:
                return
            if error is not None:
                self._show(self._good, error)
                self._tell(error, self._good)
            else:
                tell_problems(problem for problem in between or () if problem not in (self._between or ()))
                with self._changed:
                    self._good, self._between, self._looking = self._opened, between, False
                    self._changed.notify_all()

    def _looked_at(self, version: int) -> bool:
        """Wait until what is shown as `version` was looked at; False when it already was."""
        with self._changed:
            if self._version == version and not self._looking:
                return False
            self._hurry.set()
            self._changed.wait_for(lambda: self._version != version or not self._looking, timeout=_BEAT)
            return True

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        path = environ.get("PATH_INFO", "")
        if path == _SCRIPT:
            return Response(_RELOAD_JS, content_type="text/javascript; charset=utf-8")(environ, start_response)
        if path == _STYLE:
            return Response(STYLE, content_type="text/css; charset=utf-8")(environ, start_response)
        if path == _STREAM:
            return self._stream(environ, start_response)
        version, response = self._answer(environ)
        return _with_reload(response, version)(environ, start_response)

    def _answer(self, environ: WSGIEnvironment, *, again: bool = False) -> tuple[int, Response]:
        """The answer to a request, and the version it is of."""
        with self._changed:
            version, opened, base, error = self._version, self._opened, self._base, self._error
        if opened is None:
            return version, problem_page(error or HubError("The hub could not be read."))
        if not environ.get("PATH_INFO", "").startswith(base + "/"):
            return version, Response(status=302, headers={"Location": base + "/"})
        inner = dict(environ)
        inner["SCRIPT_NAME"] = base
        inner["PATH_INFO"] = environ.get("PATH_INFO", "")[len(base) :]
        app: WSGIApplication = opened.app.wsgi_app
        try:
            response = Response.from_app(app, inner, buffered=True)
        except Exception as found:
            if not again and self._looked_at(version):
                return self._answer(environ, again=True)  # what is the matter with the files is known by now
            return version, problem_page(error or page_fault(found, self._root), "This page cannot be shown just now")
        is_page = response.mimetype == "text/html"
        return version, with_strip(response, error, _STYLE) if error is not None and is_page else response

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


def _remembered(root: Path, mark: str) -> Mapping[str, Known]:
    """What the last build knew of content files, where it read them as they would be read now."""
    shop = root / ".laurel"
    if not shop.is_dir():
        return {}
    memory = Memory(shop)
    try:
        about = memory.about()
        return memory.files() if about is not None and about.reading == mark else {}
    finally:
        memory.close()


def _carry_over(before: Flask, after: Flask) -> None:
    """Pages that were loaded before a change ask for their pictures after it: those of files that are the same answer.

    Of a file that has changed they do not: the page is about to load again.
    """
    pictures, media = context_of(after).pictures, context_of(after).hub.snapshot.media
    for name, variant in list(context_of(before).pictures.variants.items()):
        file = media.get(variant.media)
        if file is not None and file.digest == variant.digest:
            pictures.variants[name] = variant


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
        for _changes in _changes_in(folders, _Either(again, stop)):
            changed()
        again.set()
        outer.join()


def _watch_root(root: Path, changed: Callable[[], None], again: threading.Event, stop: threading.Event) -> None:
    """Watch the hub folder itself: `hub.toml`, and `content/` or `site/` coming and going."""
    for changes in _changes_in([root], _Either(again, stop), recursive=False):
        names = {Path(path).name for _change, path in changes}
        if names & {"hub.toml", "content", "site"}:
            changed()
        if names & {"content", "site"}:
            again.set()


def _changes_in(folders: Sequence[Path], stop: _Either, *, recursive: bool = True) -> Iterator[set[tuple[Any, str]]]:
    """What changes in some folders, in bursts that end when nothing more comes."""
    return watch(*folders, recursive=recursive, stop_event=stop, debounce=_TOGETHER, step=_STEP, raise_interrupt=False)


class _Either:
    """Set when one of two events is."""

    def __init__(self, first: threading.Event, second: threading.Event) -> None:
        self._events = (first, second)

    def is_set(self) -> bool:
        """Whether either is set."""
        return any(event.is_set() for event in self._events)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._events[0], name)
