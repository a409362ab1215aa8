"""A small app and page list of its own, so that publishing is tested without any real page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
from flask import Flask, Response, abort, redirect

from hub.model import HubError, Problem
from hub.publish.addresses import check_addresses
from hub.publish.builder import STAGING, Make, build_with
from hub.publish.checks import Facts, Policy, judge_all, require_sound
from hub.publish.events import Built, Event, Report, silent
from hub.publish.making import Site, fresh, make_files
from hub.publish.outputs import Output

BASE_URL = "https://example.org/hub"


@dataclass(frozen=True)
class Address:
    """An entry of the page list."""

    path: str
    endpoint: str = "file"
    values: Mapping[str, Any] = field(default_factory=dict)
    kind: str = "page"
    source: str = ""


@dataclass(frozen=True)
class SmallSite:
    """A site and its page list."""

    site: Site
    addresses: Sequence[Address]


def small_site(files: Mapping[str, bytes | str], base_url: str = BASE_URL) -> SmallSite:
    """A site whose files are as given: path in the hub -> bytes, or the text of an HTML body."""
    app = Flask("small", static_folder=None)

    @app.get("/", defaults={"name": ""})
    @app.get("/<path:name>")
    def file(name: str) -> Any:
        path = name + "index.html" if name == "" or name.endswith("/") else name
        data = files.get(path)
        if data is None:
            abort(404)
        if data == b"redirect":
            return redirect("/elsewhere/")
        if data == b"fail":
            raise KeyError("a fault in a view")
        if isinstance(data, str):
            data = f"<!doctype html><html><head><title>T</title></head><body>{data}</body></html>".encode()
        return Response(data, content_type=_type(path))

    addresses = [entry(path) for path in files]
    return SmallSite(Site(app, base_url), addresses)


def entry(path: str) -> Address:
    """The page list's entry of a file."""
    name = path.removesuffix("index.html") if path.rpartition("/")[2] == "index.html" else path
    return Address("/" + name, values={"name": name} if name else {})


def _type(path: str) -> str:
    endings = {"html": "text/html", "css": "text/css", "png": "image/png"}
    endings |= {"xml": "application/atom+xml", "json": "application/feed+json", "txt": "text/plain"}
    return endings.get(path.rpartition(".")[2], "application/octet-stream")


def make(
    small: SmallSite, staging: Path, jobs: int = 1, report: Report = silent, warnings: tuple[Problem, ...] = ()
) -> dict[str, Output]:
    """Make a whole site in `staging` and check it, as a build does."""
    planned = check_addresses(small.addresses)
    fresh(staging)
    making = make_files(small.site, planned, staging, jobs, report)
    outputs = {path: Output(made.sha, made.size, made.type) for path, made in sorted(making.files.items())}
    files = {path: (outputs[path], _lenient(path, made.facts)) for path, made in making.files.items()}
    sources = {entry.path: entry.address.source for entry in planned}
    report(Event("check", 0, len(files)))
    problems = judge_all(files, Policy(small.site.base_url), lambda path: sources.get(path, ""))
    try:
        require_sound(problems)
    except HubError as error:
        raise HubError(str(error), (*warnings, *error.problems), error.status) from error
    report(Event("check", len(files), len(files)))
    return outputs


def _lenient(path: str, facts: Facts) -> Facts:
    """Facts of a file as if its feed were one: what stands in these is of no matter here."""
    return facts if path.endswith(".html") else msgspec.structs.replace(facts, faults=())


def maker(small: SmallSite, warnings: tuple[Problem, ...] = (), jobs: int = 1) -> Make:
    """What `build_with` wants, for a site at hand."""

    def made(shop: Path, report: Report) -> tuple[dict[str, Output], tuple[Problem, ...]]:
        return make(small, shop / STAGING, jobs, report, warnings), warnings

    return made


def build_site(
    small: SmallSite,
    root: Path,
    out: Path | None = None,
    warnings: tuple[Problem, ...] = (),
    jobs: int = 1,
    **how: Any,
) -> Built:
    """Publish a small site as a hub is published."""
    return build_with(maker(small, warnings, jobs), root, out, **how)


def tree(folder: Path, leave_out: Iterable[str] = ()) -> dict[str, bytes]:
    """Every file below a folder with its bytes."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.relative_to(folder).as_posix() not in leave_out
    }
