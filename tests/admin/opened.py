"""The desk in a browser, for the tests of how it looks."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from werkzeug.serving import make_server

from tests.admin.support import DeskHub


class Opened:
    """The desk of a hub on a port of this machine, for people with a browser."""

    def __init__(self, hub: DeskHub, browser: Any, port: int) -> None:
        self.hub, self.browser, self.root = hub, browser, f"http://127.0.0.1:{port}"
        self.complaints: list[str] = []
        self.contexts: list[Any] = []

    def page(self, who: str | None, **options: Any) -> Any:
        """A window in which `who` is signed in."""
        context = self.browser.new_context(reduced_motion="reduce", **options)
        self.contexts.append(context)
        if who is not None:
            cookies = self.hub.client(who)._cookies.values()  # the test client has no public way to tell its cookies
            context.add_cookies([{"name": one.key, "value": one.value, "url": self.root} for one in cookies])
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: self.complaints.append(f"script error: {error}"))
        page.on("console", self._console)
        return page

    def _console(self, message: Any) -> None:
        if message.type in ("error", "warning") and "ERR_INTERNET_DISCONNECTED" not in message.text:
            self.complaints.append(message.text)

    def go(self, page: Any, path: str) -> Any:
        """Open an address of the desk and wait until its scripts have begun."""
        page.goto(self.root + path, wait_until="load")
        page.wait_for_selector("html.ready")
        return page


@contextmanager
def opened_desk(hub: DeskHub, browser: Any) -> Iterator[Opened]:
    """Serve the desk while the block runs; afterwards no page may have complained in its console."""
    hub.app.config["WTF_CSRF_ENABLED"] = True
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    server = make_server("127.0.0.1", 0, hub.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    opened = Opened(hub, browser, server.server_port)
    try:
        yield opened
    finally:
        for context in opened.contexts:
            context.close()
        server.shutdown()
        thread.join()
    assert opened.complaints == [], opened.complaints
