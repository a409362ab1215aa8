"""What `laurel serve` says in the browser when something is wrong: a page of its own, or a strip over the foot of
the hub as it last was."""

from __future__ import annotations

import os
import re
import traceback
from collections.abc import Sequence
from html import escape
from pathlib import Path

from jinja2 import TemplateError, TemplateNotFound, TemplateSyntaxError
from werkzeug.wrappers import Response

from hub.model import HubError, Problem, Severity
from hub.paths import theme_dir

_MOST = 50
"""So many problems are shown; the rest are counted."""

STYLE = """\
#laurel-told, #laurel-told * { all: revert; box-sizing: border-box; }
/* At the foot: what somebody is looking at stays where it was when the page loads again. */
#laurel-told { position: fixed; inset: auto 0 0 0; z-index: 2147483647; max-height: 45vh; overflow: auto;
  padding: .75rem 1.25rem; font: 1rem/1.5 system-ui, sans-serif; text-align: start;
  color: #331309; background: #fff1ea; border-block-start: 3px solid #b3401a; }
body:has(#laurel-told) { padding-block-end: 45vh; }
#laurel-told summary { cursor: pointer; font-weight: 600; }
#laurel-told summary:focus-visible { outline: 2px solid currentColor; outline-offset: 2px; }
#laurel-told p { margin: .5rem 0 0; }
#laurel-told ul { margin: .5rem 0 0; padding-inline-start: 1.25rem; }
#laurel-told li { margin: 0 0 .5rem; overflow-wrap: anywhere; }
#laurel-told code { font: .95em/1.5 ui-monospace, monospace; color: #8a3212; }
@media (prefers-color-scheme: dark) {
  #laurel-told { color: #fbe9e1; background: #3a1a10; border-color: #f0916a; }
  #laurel-told code { color: #ffb899; }
}
@media print { #laurel-told { display: none; } }
"""
_PAGE = """\
<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title><style>
:root {{ color-scheme: light dark; }}
body {{ max-width: 46rem; margin: 10vh auto; padding: 0 1.25rem; font: 1.05rem/1.6 system-ui, sans-serif;
  color: #222; background: #faf9f6; overflow-wrap: anywhere; }}
h1 {{ font-size: 1.6rem; line-height: 1.25; }} ul {{ padding-inline-start: 1.25rem; }}
li {{ margin: 0 0 1rem; }} code {{ font: .95em/1.5 ui-monospace, monospace; color: #8a3b12; }}
@media (prefers-color-scheme: dark) {{ body {{ color: #eee; background: #1b1b1a; }} code {{ color: #f0b48c; }} }}
</style></head><body><main><h1>{title}</h1><p>{message}</p>{items}
<p>This page loads again by itself as soon as a file changes.</p></main></body></html>
"""
_BODY = re.compile(r"<body\b[^>]*>", re.IGNORECASE)


def problem_page(error: HubError, title: str = "The hub cannot be shown just now") -> Response:
    """What is wrong, in words, as a page."""
    page = _PAGE.format(title=escape(title), message=escape(_message(error)), items=_items(error))
    return Response(page, status=500, content_type="text/html; charset=utf-8")


def with_strip(response: Response, error: HubError, style: str) -> Response:
    """A page of the hub as it last was, with what is wrong now over its foot; `style` is the address of `STYLE`.

    Its status says that this is not the hub as it is.
    """
    strip = (
        f'<link rel="stylesheet" href="{escape(style)}"><div id="laurel-told" role="alert"><details open>'
        f"<summary>This is the hub as it last was: {_count(error)}.</summary>"
        f"{_items(error) or f'<p>{escape(str(error))}</p>'}</details></div>"
    )
    page = response.get_data(as_text=True)
    found = _BODY.search(page)
    at = found.end() if found else 0
    response.set_data(page[:at] + strip + page[at:])
    response.status_code = 500
    return response


def _message(error: HubError) -> str:
    return str(error).removesuffix(" Nothing was changed.")  # true of every look, and of interest to a build only


def _stops(error: HubError) -> Sequence[Problem]:
    """What has to be mended; warnings are for the terminal."""
    return [problem for problem in error.problems if problem.severity is Severity.PROBLEM]


def _count(error: HubError) -> str:
    count = len(_stops(error))
    if not count:
        return "something has to be mended"
    return f"{count:,} problem{' has' if count == 1 else 's have'} to be mended"


def _items(error: HubError) -> str:
    """The problems as a list, each with its file and line."""
    stops = _stops(error)
    shown = "".join(
        f"<li><code>{escape(p.path)}{f':{p.line}' if p.line else ''}</code><br>{escape(p.what)}; {escape(p.cure)}</li>"
        for p in stops[:_MOST]
    )
    more = len(stops) - _MOST
    return f"<ul>{shown}{f'<li>and {more:,} more</li>' if more > 0 else ''}</ul>" if shown else ""


def page_fault(error: Exception, root: Path) -> HubError:
    """Words for what went wrong while a page was made: a template's fault with its file and line."""
    if isinstance(error, HubError):
        return error
    where = _place(error, root)
    if isinstance(error, TemplateNotFound):
        what = f"there is no template {error.name or error.message}"
        cure = "mend the name, or put the file into site/templates"
        return HubError("This page's template has a fault.", [Problem(*(where or ("site/templates", 0)), what, cure)])
    if where is not None:
        words = error.message if isinstance(error, TemplateError) else f"{type(error).__name__}: {error}"
        return HubError(
            "This page's template has a fault.",
            [Problem(*where, (words or "there is a fault").rstrip("."), "mend the template")],
        )
    return fault(error)


def fault(error: Exception) -> HubError:
    """Words for what nobody foresaw; the traceback goes to the terminal when it was asked for."""
    if isinstance(error, OSError) and error.filename:
        return HubError(f"{error.filename}: {error.strerror}.")
    if os.environ.get("LAUREL_DEBUG"):
        traceback.print_exception(error)
    hint = "Start `laurel serve` with LAUREL_DEBUG=1 to see where, and please report it."
    return HubError(f"A fault in Laurel: {type(error).__name__}: {error}. {hint}")


def _place(error: Exception, root: Path) -> tuple[str, int] | None:
    """The template's file and line an error comes from; None when it comes from none."""
    if isinstance(error, TemplateSyntaxError):
        return _named(error.filename or f"templates/{error.name}", root), error.lineno
    found, step = None, error.__traceback__
    while step is not None:
        if "__jinja_exception__" in step.tb_frame.f_globals:  # Jinja puts a template's own lines into the traceback
            found = (_named(step.tb_frame.f_code.co_filename, root), step.tb_lineno)
        step = step.tb_next
    return found


def _named(file: str, root: Path) -> str:
    """A template's file as a person knows it: below the hub folder, or below Laurel's own theme."""
    place = Path(file)
    for folder, name in ((root, ""), (theme_dir(), "Laurel's own site")):
        if place.is_relative_to(folder):
            return str(Path(name) / place.relative_to(folder))
    return file
