"""A static host on a free port of 127.0.0.1: index files, a 404 page, and nothing clever."""

from __future__ import annotations

import threading
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Self


class _Handler(SimpleHTTPRequestHandler):
    """Serves one folder under a path, as GitHub Pages does for a project."""

    folder: Path
    mount = ""

    def translate_path(self, path: str) -> str:
        if not path.startswith(f"{self.mount}/"):
            return str(self.folder / "no-such-file-outside-the-mount")
        return super().translate_path(path.removeprefix(self.mount))

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = self.folder / "404.html"
        if code != HTTPStatus.NOT_FOUND or not page.is_file():
            super().send_error(code, message, explain)
            return
        body = page.read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """A test's output is no access log."""


class Servers:
    """All servers of a session; closing it stops them."""

    def __init__(self) -> None:
        self._running: dict[tuple[Path, str], ThreadingHTTPServer] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for server in self._running.values():
            server.shutdown()
            server.server_close()

    def serve(self, folder: Path, mount: str = "") -> str:
        """The address, without a last slash, under which `folder` is served at `mount`."""
        key = (folder, mount)
        if key not in self._running:
            attributes = {"folder": folder, "mount": mount, "extensions_map": _types()}
            handler = type("Handler", (_Handler,), attributes)

            def make(*args: object) -> object:
                return handler(*args, directory=str(folder))

            server = ThreadingHTTPServer(("127.0.0.1", 0), make)  # type: ignore[arg-type]
            threading.Thread(target=server.serve_forever, daemon=True).start()
            self._running[key] = server
        return f"http://127.0.0.1:{self._running[key].server_port}{mount}"


def _types() -> dict[str, str]:
    """File types as hosts send them, the same on every machine."""
    return {
        ".css": "text/css",
        ".html": "text/html; charset=utf-8",
        ".jpg": "image/jpeg",
        ".jpeg": "image/jpeg",
        ".js": "text/javascript",
        ".json": "application/json",
        ".png": "image/png",
        ".svg": "image/svg+xml",
        ".txt": "text/plain; charset=utf-8",
        ".webp": "image/webp",
        ".woff2": "font/woff2",
        ".xml": "application/xml",
        "": "application/octet-stream",
    }
