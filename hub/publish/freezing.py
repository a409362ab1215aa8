"""Freezing: a list of addresses of a Flask app becomes files in a folder, through Frozen-Flask."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from flask import Flask
from flask_frozen import (
    Freezer,
    FrozenFlaskWarning,
    MimetypeMismatchWarning,
    MissingURLGeneratorWarning,
)
from jinja2 import TemplateError, TemplateSyntaxError

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


def freeze(
    app: Flask,
    addresses: Sequence[Addressed],
    folder: Path,
    *,
    base_url: str,
    step: Callable[[], None] = lambda: None,
) -> None:
    """Make the files of `addresses` in `folder`; `step` is called after each.

    Depends on nothing but its arguments, so any share of the page list can be frozen anywhere. The
    addresses must have passed `check_addresses`. Raises HubError for a page that does not answer
    with 200, that redirects, whose type is not what its name says, or whose template has a fault.
    """
    freezer = _freezer(app, addresses, folder, base_url)
    done = 0
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("ignore")
        warnings.simplefilter("always", FrozenFlaskWarning)
        warnings.simplefilter("ignore", MissingURLGeneratorWarning)  # a hub without events has no event pages
        try:
            for page in freezer.freeze_yield():
                if page.url != addresses[done].path:
                    raise _elsewhere(addresses[done], page.url)
                done += 1
                step()
        except HubError:
            raise
        except Exception as error:
            at = addresses[done].path if done < len(addresses) else "the end"
            raise _told(error, at) from error
    problems = [problem for warning in caught if (problem := _problem(warning.message)) is not None]
    if problems:
        raise HubError("Some pages are not what their addresses say.", problems)


def _elsewhere(address: Addressed, url: str) -> HubError:
    what = f"the address {address.path} is made at {url} instead: its view and the page list disagree"
    return HubError("Some addresses cannot be published.", [Problem(source_of(address), 0, what, "mend its view")])


def _freezer(app: Flask, addresses: Sequence[Addressed], folder: Path, base_url: str) -> Freezer:
    app.config.update(
        FREEZER_DESTINATION=str(folder.absolute()),
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
    freezer = Freezer(app, with_no_argument_rules=False, with_static_files=False, log_url_for=False)

    def entries() -> Iterator[tuple[str, Mapping[str, Any]]]:
        for address in addresses:
            yield address.endpoint, address.values

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


def _problem(message: Warning | str) -> Problem | None:
    """A Frozen-Flask warning as a problem; None for a type that is as good as the one expected."""
    if not isinstance(message, MimetypeMismatchWarning):
        return Problem("the hub", 0, str(message), "this is a fault in the theme or in Laurel")
    match = re.search(r"Filename extension of '(.*)' \(type .*\) does not match Content-Type: ([^;]*)", str(message))
    if match is None:
        return Problem("the hub", 0, str(message), "this is a fault in the theme or in Laurel")
    name, given = match[1], match[2].strip()
    expected = _TYPES.get(PurePosixPath(name).suffix.lower())
    if given in expected if expected else given != "text/html":
        return None
    cure = f"a file with this ending should be {expected[0]}" if expected else "give its address an ending or a slash"
    return Problem("the hub", 0, f"{name} is {given}, which its name does not say", cure)
