"""The guarded client: http and https only, bounded in size, time and redirects, no private network unless asked."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from hub.hosts.fetching import NotFetched, fetch
from tests.support.running_desk import free_port


class Answers(BaseHTTPRequestHandler):
    """Answers that a client must bear."""

    def do_GET(self) -> None:
        """One answer for each path."""
        if self.path.startswith("/to?"):
            self.send_response(302)
            self.send_header("Location", self.path.partition("?")[2])
            self.end_headers()
        elif self.path == "/round":
            self.send_response(301)
            self.send_header("Location", "/round")
            self.end_headers()
        elif self.path == "/large":
            self.send_response(200)
            self.end_headers()
            with suppress(ConnectionError):  # whoever asked has gone, as they should
                for _ in range(64):
                    self.wfile.write(b"x" * 65536)
        elif self.path == "/torn":
            self.send_response(200)
            self.send_header("Content-Length", "100")
            self.end_headers()
            self.wfile.write(b"torn")
        elif self.path == "/silent":
            time.sleep(3)
        elif self.path == "/noise":
            self.wfile.write(b"\x00\xff" * 100)
        elif self.path == "/page":
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(b"<p>Page")
        else:
            self.send_response(404)
            self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """A test's output is no access log."""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Where it answers."""
    running = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{running.server_port}"
    running.shutdown()
    running.server_close()


def test_a_page_is_fetched_with_its_type_and_where_it_came_from(server: str) -> None:
    got = fetch(f"{server}/to?/page", private=True)
    assert (got.url, got.status, got.type, got.data) == (
        f"{server}/page",
        200,
        "text/html; charset=utf-8",
        b"<p>Page",
    )
    assert fetch(f"{server}/nothing", private=True).status == 404


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/round", "redirects again and again"),
        ("/large", "is larger than 1,000,000 bytes"),
        ("/torn", "ended before all of it was there"),
        ("/silent", "did not answer"),
        ("/noise", "did not answer"),
        ("/to?file:///etc/passwd", "is no http or https address"),
        ("/to?ftp://127.0.0.1/", "is no http or https address"),
    ],
)
def test_what_cannot_be_fetched_is_told_in_words(server: str, path: str, told: str) -> None:
    with pytest.raises(NotFetched, match=told):
        fetch(server + path, private=True, most=1_000_000, patience=0.5)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:9/",
        "http://localhost/",
        "http://[::1]/",
        "http://10.0.0.1/",
        "http://192.168.1.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[fe80::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://0.0.0.0/",
        "http://2130706433/",
    ],
)
def test_private_networks_are_not_asked(url: str) -> None:
    with pytest.raises(NotFetched, match="is an address of a private network"):
        fetch(url)


def test_a_redirect_does_not_lead_into_a_private_network(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first address is taken for a public one; where it leads is looked at anew."""
    import ipaddress

    from hub.hosts import fetching

    real = ipaddress.ip_address

    class OnceGlobal:
        is_global = True

    asked: list[str] = []

    def first_is_public(text: str) -> object:
        asked.append(text)
        return OnceGlobal() if len(asked) == 1 else real(text)

    monkeypatch.setattr(fetching.ipaddress, "ip_address", first_is_public)
    with pytest.raises(NotFetched, match="private network"):
        fetch(f"{server}/to?{server}/page")
    assert asked == ["127.0.0.1", "127.0.0.1"]


@pytest.mark.parametrize("url", ["", "file:///etc/passwd", "http://", "http://me:word@hub.example/", "http://[x/", "x"])
def test_what_is_no_address_is_told(url: str) -> None:
    with pytest.raises(NotFetched):
        fetch(url)


def test_nobody_there_is_told() -> None:
    with pytest.raises(NotFetched, match="did not answer"):
        fetch(f"http://127.0.0.1:{free_port()}/", private=True)
