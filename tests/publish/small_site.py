"""A small app and page list of its own, so that publishing is tested without any real page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import Flask, Response, abort, redirect

from hub.model import Problem
from hub.publish.assembling import Wish
from hub.publish.making import Site

BASE_URL = "https://example.org/hub"


@dataclass(frozen=True)
class Address:
    """An entry of the page list."""

    path: str
    endpoint: str = "file"
    values: Mapping[str, Any] = field(default_factory=dict)
    kind: str = "page"
    source: str = ""


def small_site(files: Mapping[str, bytes | str], base_url: str = BASE_URL) -> Site:
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
    return Site(app, addresses, base_url)


def entry(path: str) -> Address:
    """The page list's entry of a file."""
    name = path.removesuffix("index.html") if path.rpartition("/")[2] == "index.html" else path
    return Address("/" + name, values={"name": name} if name else {})


def _type(path: str) -> str:
    endings = {"html": "text/html", "css": "text/css", "png": "image/png"}
    endings |= {"xml": "application/atom+xml", "json": "application/feed+json", "txt": "text/plain"}
    return endings.get(path.rpartition(".")[2], "application/octet-stream")


def assembler(site: Site, warnings: tuple[Problem, ...] = ()) -> Any:
    """What `build_with` wants, for a site at hand."""

    def assemble(root: Path, wish: Wish) -> tuple[Site, tuple[Problem, ...]]:
        return site, warnings

    return assemble


def tree(folder: Path, leave_out: Iterable[str] = ()) -> dict[str, bytes]:
    """Every file below a folder with its bytes."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.relative_to(folder).as_posix() not in leave_out
    }
