"""Freezing: a list of addresses of a Flask app becomes files, through Frozen-Flask."""

from __future__ import annotations

import posixpath
import re
import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from flask import Flask, Response
from flask.testing import FlaskClient
from flask_frozen import (
    Freezer,
    FrozenFlaskWarning,
    MimetypeMismatchWarning,
    MissingURLGeneratorWarning,
)
from jinja2 import TemplateError, TemplateSyntaxError
from werkzeug.test import create_environ

from hub.model import HubError, Problem
from hub.publish.addresses import Addressed, source_of

_UNKNOWN_TYPE = "application/octet-stream"

_TYPES = {
    ".html": ("text/html",),
    ".xml": ("application/xml", "text/xml", "application/atom+xml", "application/rss+xml"),
    ".json": ("application/json", "application/ld+json", "application/feed+json", "application/did+json"),
    ".jwt": ("text/plain", "application/jwt", "application/vc+jwt"),
    ".txt": ("text/plain",),
    ".ics": ("text/calendar",),
    ".opml": ("text/x-opml", "application/xml", "text/xml"),
    ".css": ("text/css",),
    ".js": ("text/javascript", "application/javascript"),
    ".svg": ("image/svg+xml",),
    ".png": ("image/png",),
    ".jpg": ("image/jpeg",),
    ".webp": ("image/webp",),
    ".woff2": ("font/woff2",),
    ".webmanifest": ("application/manifest+json",),
}
"""What a file with this ending may be. A host knows the ending only; which table it has differs, so ours counts."""


Frozen = Callable[[int, bytes], None]
"""Told of each file as soon as it is made: its place among the addresses, and its bytes."""


def freeze(app: Flask, addresses: Sequence[Addressed], *, base_url: str, frozen: Frozen) -> None:
    """Make the files of `addresses`, one after the other; `frozen` is given each, and puts it where it belongs.

    Depends on nothing but its arguments, so any share of the page list can be frozen anywhere. The
    addresses must have passed `check_addresses`. Raises HubError for a page that does not answer
    with 200, that redirects, whose type is not what its name says, or whose template has a fault.
    """
    folder = _Folder()
    listeners = list(app.url_default_functions.get(None, ()))
    freezer = _freezer(app, addresses, folder, base_url)
    before, app.test_client_class = app.test_client_class, _Asker(app, addresses, base_url).client
    problems: list[Problem] = []
    done = 0
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("ignore")
            warnings.simplefilter("always", FrozenFlaskWarning)
            warnings.simplefilter("ignore", MissingURLGeneratorWarning)  # a hub without events has no event pages
            for page in freezer.freeze_yield():
                if caught:
                    problems += filter(None, (_problem(page.path, warning.message) for warning in caught))
                    caught.clear()
                frozen(done, folder.data)
                done += 1
    except HubError:
        raise
    except Exception as error:
        at = addresses[done].path if done < len(addresses) else "the end"
        raise _told(error, at) from error
    finally:
        app.test_client_class = before
        app.url_default_functions[None] = listeners  # each freezer adds one, and an app is frozen again and again
    if problems:
        raise HubError("Some pages are not what their addresses say.", problems)


class _Folder:
    """What Frozen-Flask takes for the folder it writes to: the file it writes is at hand as `data`, and nothing is on
    disk yet. So a file is written once, under the name it is to have, and no folder is made for each page."""

    def __init__(self) -> None:
        self.data = b""

    def __truediv__(self, path: str) -> _File:
        return _File(self, path)

    def mkdir(self, parents: bool = False, exist_ok: bool = False) -> None:
        """Nothing is to be made."""


class _File:
    """A file in such a folder, as far as Frozen-Flask asks for it; see `pathlib.Path`."""

    __slots__ = ("parent", "path")

    def __init__(self, folder: _Folder, path: str) -> None:
        self.parent, self.path = folder, path

    @property
    def name(self) -> str:
        """The last part of its path."""
        return self.path.rpartition("/")[2]

    def is_file(self) -> bool:
        """It is made anew each time."""
        return False

    def write_bytes(self, data: bytes) -> None:
        """Have its bytes at hand."""
        self.parent.data = data

    def relative_to(self, _folder: _Folder) -> str:
        """Its path in the hub."""
        return self.path


class _Freezer(Freezer):  # type: ignore[misc]  # Frozen-Flask has no types
    """Freezes into a folder that is none."""

    def __init__(self, app: Flask, folder: _Folder) -> None:
        super().__init__(app, with_no_argument_rules=False, with_static_files=False, log_url_for=False)
        self._folder = folder

    @property
    def root(self) -> _Folder:
        """Where Frozen-Flask writes to."""
        return self._folder


class _Asker:
    """Asks an app for its pages: what a test client does, without building each request from nothing.

    A test client works out the whole of a request from its address, and a response from what a server would send;
    all of that is the same for every page but the path.
    """

    def __init__(self, app: Flask, addresses: Sequence[Addressed], base_url: str) -> None:
        self._app = app
        self._wanted = {address.path: address for address in addresses}
        self._environ = create_environ("/", base_url=base_url.rstrip("/") + "/")
        asker = self

        class Client(FlaskClient):
            """The client that Frozen-Flask gets."""

            def __init__(self, *_: Any, **__: Any) -> None:
                pass

            def get(self, path: str, **_: Any) -> Response:  # type: ignore[override]
                """The answer for a decoded path."""
                return asker.ask(path)

        self.client = Client

    def ask(self, path: str) -> Response:
        """The answer of the app for a decoded path. Raises whatever its view raises, and HubError when it is not the
        view, with the arguments, that the page list has."""
        environ = self._environ.copy()
        environ["PATH_INFO"] = path.encode().decode("latin-1")
        with self._app.request_context(environ) as context:
            request, wanted = context.request, self._wanted[path]
            if wanted.kind != "redirect" and request.routing_exception is None:  # old addresses may match any rule
                given = request.view_args or {}
                if request.endpoint != wanted.endpoint or any(given.get(k) != v for k, v in wanted.values.items()):
                    raise _elsewhere(wanted)
            response = self._app.full_dispatch_request()
            response.get_data()  # while its request is there
        return response


def _elsewhere(address: Addressed) -> HubError:
    what = f"the address {address.path} is not the one its view makes: the view and the page list disagree"
    return HubError("Some addresses cannot be published.", [Problem(source_of(address), 0, what, "mend its view")])


def _freezer(app: Flask, addresses: Sequence[Addressed], folder: _Folder, base_url: str) -> _Freezer:
    app.config.update(
        FREEZER_BASE_URL=base_url.rstrip("/") + "/",
        FREEZER_REMOVE_EXTRA_FILES=False,
        FREEZER_REDIRECT_POLICY="error",
        FREEZER_IGNORE_404_NOT_FOUND=False,
        FREEZER_IGNORE_MIMETYPE_WARNINGS=False,
        FREEZER_DEFAULT_MIMETYPE=_UNKNOWN_TYPE,
        FREEZER_RELATIVE_URLS=False,
        FREEZER_SKIP_EXISTING=False,
        PROPAGATE_EXCEPTIONS=True,  # the exception itself, not a page that says 500
    )
    freezer = _Freezer(app, folder)

    def entries() -> Iterator[str]:
        for address in addresses:
            yield address.path

    freezer.register_generator(entries)
    return freezer


def _told(error: Exception, url: str) -> Exception:
    """The error to raise for what went wrong at `url`: words where a person can mend it."""
    if isinstance(error, ValueError) and str(error).startswith("Unexpected status"):
        status = re.search(r"'([^']*)'", str(error))
        answer = status[1] if status else str(error)
        return HubError(f"The page {url} answered {answer} instead of a page, so nothing was published.")
    if isinstance(error, TemplateSyntaxError):
        what = error.message or "this is no template"
        problem = Problem(f"templates/{error.name}", error.lineno, what, "mend the template")
        return HubError(f"The page {url} could not be made.", [problem])
    if isinstance(error, TemplateError):
        return HubError(f"The page {url} could not be made: its template says {error.message}. Mend the template.")
    error.add_note(f"while making {url}")
    return error


def _problem(path: str, message: Warning | str) -> Problem | None:
    """A Frozen-Flask warning about the file `path` as a problem; None for a type as good as the one expected."""
    match = re.search(r"does not match Content-Type: ([^;]*)", str(message))
    if not isinstance(message, MimetypeMismatchWarning) or match is None:
        return Problem("the hub", 0, str(message), "this is a fault in the theme or in Laurel")
    name, given = path.rpartition("/")[2], match[1].strip()
    expected = _TYPES.get(posixpath.splitext(name)[1].lower())
    if given in expected if expected else given != "text/html":
        return None
    cure = f"a file with this ending should be {expected[0]}" if expected else "give its address an ending or a slash"
    return Problem("the hub", 0, f"{name} is {given}, which its name does not say", cure)
