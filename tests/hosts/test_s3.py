"""A bucket: types, cache headers, refusals in words, and a service that stops answering half-way."""

from __future__ import annotations

import threading
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from hub.hosts.s3 import cache_header
from hub.model import Host, HubError
from tests.hosts.support import CHANGED, FILES, Place, make_release, quiet_send
from tests.support.running_desk import free_port


def test_files_have_types_and_say_how_long_they_may_be_kept(
    place_of: Callable[..., Place], bucket: tuple[str, Any]
) -> None:
    place = place_of("s3", page_seconds=120)
    place.send(FILES)
    name, client = bucket

    def told(path: str) -> tuple[str, str]:
        head = client.head_object(Bucket=name, Key=path)
        return head["ContentType"], head["CacheControl"]

    page, for_ever = "public, max-age=120, must-revalidate", "public, max-age=31536000, immutable"
    assert told("posts/one/index.html") == ("text/html; charset=utf-8", page)
    assert told("feed.xml") == ("application/xml", page)
    assert told("static/style.css") == ("text/css; charset=utf-8", for_ever)
    assert told("static/pictures/0a1b-w480.webp") == ("image/webp", for_ever)
    assert told(".laurel-sent/head.json.gz")[1] == "no-store"
    assert cache_header("media/photo.jpg", 60) == "public, max-age=60, must-revalidate"


def test_many_files_go_up_side_by_side(place_of: Callable[..., Place]) -> None:
    place = place_of("s3")
    files = {**FILES, **{f"posts/p{n:04}/index.html": f"<p>{n}" for n in range(90)}}
    place.send(files)
    assert place.shown() == files
    place.send(FILES)
    assert place.shown() == FILES


def test_no_bucket_is_told(place_of: Callable[..., Place]) -> None:
    place = place_of("s3", bucket="no-such-bucket-here")
    with pytest.raises(HubError, match="there is no bucket called no-such-bucket-here; make it first") as caught:
        place.send(FILES)
    assert caught.value.status == 4


@pytest.mark.parametrize("missing", ["access-key", "secret-key"])
def test_a_missing_secret_says_where_it_may_stand(place_of: Callable[..., Place], missing: str) -> None:
    place = place_of("s3")
    (place.root / "data/hosts/web" / missing).unlink()
    variable = f"LAUREL_HOST_WEB_{missing.upper().replace('-', '_')}"
    with pytest.raises(HubError, match=f"Set the variable {variable}, or write it into .*{missing}") as caught:
        place.send(FILES)
    assert caught.value.status == 2


def test_a_service_that_does_not_answer_is_told(place_of: Callable[..., Place]) -> None:
    place = place_of("s3", endpoint=f"http://127.0.0.1:{free_port()}")
    with pytest.raises(HubError, match=r"did not answer .*Nothing was sent\.") as caught:
        place.send(FILES)
    assert caught.value.status == 4


@pytest.mark.parametrize("after", [0, 1, 3, 6])
def test_a_service_that_refuses_half_way_leaves_whole_files_and_the_next_finishes(
    place_of: Callable[..., Place], s3_address: str, after: int
) -> None:
    place = place_of("s3")
    place.send(FILES)
    with refusing(s3_address, after) as address:
        host = Host("web", "s3", {**place.host.options, "endpoint": address})
        with pytest.raises(HubError, match="these keys may not do that in the bucket") as caught:
            quiet_send(place.root, host, make_release(place.root / "objects", CHANGED))
    assert caught.value.status == 4
    assert all(text in (FILES.get(path), CHANGED.get(path)) for path, text in place.shown().items())
    place.send(CHANGED)
    assert place.shown() == CHANGED
    assert place.send(CHANGED).uploads == 0


@contextmanager
def refusing(target: str, after: int) -> Iterator[str]:
    """The address of a service that hands `after` requests on to `target` and then refuses all."""
    lock, count = threading.Lock(), 0

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def hand_on(self) -> None:
            nonlocal count
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            with lock:
                count += 1
                refuse = count > after
            if refuse:
                self.answer(403, {}, b"<Error><Code>AccessDenied</Code><Message>No</Message></Error>")
                return
            request = urllib.request.Request(target + self.path, body or None, dict(self.headers), method=self.command)
            try:
                with urllib.request.urlopen(request) as answer:
                    self.answer(answer.status, dict(answer.headers), answer.read())
            except urllib.error.HTTPError as error:
                self.answer(error.code, dict(error.headers), error.read())

        do_GET = do_PUT = do_DELETE = do_HEAD = hand_on

        def answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
            self.send_response(status)
            for name, value in headers.items():
                if name.lower() not in ("content-length", "transfer-encoding", "connection", "date", "server"):
                    self.send_header(name, value)
            if status != 204:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD" and status != 204:
                self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """A test's output is no access log."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
