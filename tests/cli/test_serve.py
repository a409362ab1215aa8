"""`laurel serve`: the hub as it would be built, live, on this machine only."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from hub.cli.live import watch_hub
from hub.cli.serve import listen
from hub.model import HubError
from tests.support.hubs import ADA, HUB_TOML, post

MOUNTED = HUB_TOML.replace("https://hub.example/", "https://hub.example/deep/")


HEARING = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); from hub.cli import main; main()"
"""The command as a terminal starts it: what runs in the background is born deaf to Ctrl+C."""


class Server:
    """A running `laurel serve` and the requests a browser would make."""

    def __init__(self, process: subprocess.Popen[str], port: int) -> None:
        self.process, self.port = process, port

    def get(self, path: str) -> tuple[int, str]:
        connection = HTTPConnection("127.0.0.1", self.port)
        connection.request("GET", path)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, answer.headers.get("Location") or text

    def next_change(self) -> Iterator[str]:
        """The versions told to an open page, as they come."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request("GET", "/.laurel/changes")
        answer = connection.getresponse()
        for line in answer:
            if line.startswith(b"data: "):
                yield line.decode().strip()


@pytest.fixture
def serving(make_hub: Callable[..., Path]) -> Iterator[tuple[Path, Server]]:
    root = make_hub(
        {"hub.toml": MOUNTED, "content/advocates/ada.md": ADA, "content/posts/first.md": post(title="First words")}
    )
    command = [sys.executable, "-c", HEARING, "serve", "--port", "0", "--hub", str(root)]

    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        told = ""
        while (found := re.search(r"http://127\.0\.0\.1:(\d+)/deep/ ", told)) is None:
            line = process.stderr.readline()
            assert line, told
            told += line
        yield root, Server(process, int(found[1]))
        process.kill()


def test_pages_are_served_below_the_base_path_and_follow_their_files(serving: tuple[Path, Server]) -> None:
    root, server = serving
    assert server.get("/") == (302, "/deep/")
    assert server.get("/deep") == (302, "/deep/")
    status, page = server.get("/deep/posts/first/")
    assert status == 200
    assert "First words" in page
    assert '<script src="/.laurel/reload.js"' in page
    assert server.get("/deep/posts/none/")[0] == 404
    status, feed = server.get("/deep/feed.xml")
    assert (status, "reload.js" in feed) == (200, False)
    assert "EventSource" in server.get("/.laurel/reload.js")[1]

    changes = server.next_change()
    known = next(changes)
    (root / "content/posts/first.md").write_text(post(title="Second thoughts"))
    assert next(changes) != known
    assert "Second thoughts" in server.get("/deep/posts/first/")[1]

    (root / "content/posts/first.md").write_text("---\ntitle: Broken\nauthors: [nobody]\ndate: 2026-01-05\n---\n")
    next(changes)
    status, page = server.get("/deep/posts/first/")
    assert status == 500
    assert "content/posts/first.md:3" in page
    assert "reload.js" in page

    (root / "content/posts/first.md").write_text(post(title="Whole again"))
    next(changes)
    assert "Whole again" in server.get("/deep/posts/first/")[1]


def test_an_open_page_shows_an_edit_a_problem_and_its_mending_by_itself(
    serving: tuple[Path, Server], browser: Any
) -> None:
    root, server = serving
    page = browser.new_page(viewport={"width": 360, "height": 700})
    try:
        page.goto(f"http://127.0.0.1:{server.port}/deep/posts/first/")
        file = root / "content/posts/first.md"
        file.write_text(post(title="Second thoughts"))
        page.wait_for_selector("h1:has-text('Second thoughts')")
        file.write_text(post(title="Broken").replace("[ada]", "[nobody]"))
        told = page.get_by_role("alert")
        told.wait_for()
        assert "content/posts/first.md:3" in told.inner_text()
        assert page.locator("h1").first.inner_text() == "Second thoughts"
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0
        told.locator("summary").click()
        assert not told.locator("ul").is_visible()
        file.write_text(post(title="Mended"))
        page.wait_for_selector("h1:has-text('Mended')")
        assert told.count() == 0
    finally:
        page.close()


def test_ctrl_c_ends_it_quietly(serving: tuple[Path, Server]) -> None:
    _root, server = serving
    server.process.send_signal(signal.SIGINT)
    _out, err = server.process.communicate(timeout=60)
    assert server.process.returncode in (0, 130)
    assert err.endswith("Stopped.\n")
    assert "Traceback" not in err


def test_a_taken_port_is_told_or_passed_over(capsys: pytest.CaptureFixture[str]) -> None:
    with listen(0) as taken:
        port = taken.getsockname()[1]
        assert taken.getsockname()[0] == "127.0.0.1"
        with pytest.raises(HubError, match=rf"Port {port} cannot be used .* --port"):
            listen(port)


def test_the_next_free_port_is_found_and_told(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with listen(0) as taken:
        monkeypatch.setattr("hub.cli.serve._PORT", taken.getsockname()[1])
        with listen(None) as found:
            assert found.getsockname()[1] > taken.getsockname()[1]
            assert f"this is on {found.getsockname()[1]}" in capsys.readouterr().err


def test_a_content_folder_that_comes_later_is_watched(make_hub: Callable[..., Path], tmp_path: Path) -> None:
    import threading

    root = make_hub({})
    (root / "content").rmdir()
    (tmp_path / "theme").mkdir()
    stop, changed = threading.Event(), threading.Semaphore(0)
    watcher = threading.Thread(target=watch_hub, args=(root, tmp_path / "theme", changed.release, stop), daemon=True)
    watcher.start()

    def until_told(path: Path) -> None:
        for attempt in range(100):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(str(attempt))
            if changed.acquire(timeout=0.5):
                while changed.acquire(timeout=0.5):
                    pass
                return
        raise AssertionError(path)

    until_told(root / "hub.toml")
    until_told(root / "content/posts/a.md")
    until_told(root / "content/posts/a.md")
    stop.set()
    watcher.join(timeout=60)
    assert not watcher.is_alive()


def test_the_server_listens_on_this_machine_only() -> None:
    with listen(0) as listening, socket.socket() as other:
        assert listening.getsockname()[0] == "127.0.0.1"
        assert other.connect_ex(("127.0.0.1", listening.getsockname()[1])) == 0
