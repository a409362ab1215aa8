"""`laurel serve`: the hub as it would be built, live, on this machine only."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import Client

from hub.cli.live import Live, watch_hub
from hub.cli.serve import listen
from hub.model import HubError
from hub.publish import build
from hub.publish.assembling import Wish
from tests.support.hubs import ADA, HUB_TOML, post
from tests.web.whole import picture

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


def opened(root: Path) -> Live:
    """The hub folder, live, as it is now."""
    live = Live(root, Wish(), lambda _error, _opened: None)
    live.refresh()
    return live


def rest(root: Path) -> None:
    """Let the hub's files be as old as files are that nobody writes just now."""
    for file in (root / "content").rglob("*.*"):
        os.utime(file, (1_750_000_000.5, 1_750_000_000.5))
    time.sleep(0.1)


@pytest.fixture
def read_files(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The content files that are read from now on."""
    found: list[str] = []
    loading = import_module("hub.content.load")
    read = loading.read_markdown

    def noted(kind: str, path: str, *more: Any) -> Any:
        found.append(path)
        return read(kind, path, *more)

    monkeypatch.setattr(loading, "read_markdown", noted)
    return found


def test_a_hub_that_is_broken_from_the_start_is_shown_in_words(make_hub: Callable[..., Path]) -> None:
    root = make_hub({"hub.toml": "title = <b>"})
    live = Live(root, Wish(), lambda _error, _opened: None)
    live.refresh()
    answer = Client(live).get("/anything/")
    assert answer.status_code == 500
    assert "hub.toml" in answer.text
    assert "<b>" not in answer.text
    (root / "hub.toml").write_text(HUB_TOML)
    (root / "content/advocates").mkdir(parents=True)
    (root / "content/advocates/ada.md").write_text(ADA)
    live.refresh()
    assert Client(live).get("/advocates/ada/").status_code == 200


@pytest.mark.parametrize(
    ("template", "line", "words"),
    [
        ("{% if %}", 1, "Expected an expression"),
        ("<p>\n{{ nothing_of_this_name }}", 2, "nothing_of_this_name"),
        ("<p>\n\n{{ 1 / 0 }}", 3, "division by zero"),
        ("<p>\n{% include 'none.html' %}", 2, "there is no template none.html"),
        ("{% extends 'parts/mine.html' %}", 4, "is undefined"),
    ],
)
def test_a_broken_template_is_told_with_its_file_and_line(
    make_hub: Callable[..., Path], template: str, line: int, words: str
) -> None:
    inner = "a\nb\nc\n{{ missing.thing }}\n"
    root = make_hub({"content/advocates/ada.md": ADA, "site/templates/directory.html": template})
    (root / "site/templates/parts").mkdir()
    (root / "site/templates/parts/mine.html").write_text(inner)
    answer = Client(opened(root)).get("/advocates/")
    assert answer.status_code == 500
    name = "parts/mine.html" if "extends" in template else "directory.html"
    assert f"<code>site/templates/{name}:{line}</code>" in answer.text
    assert words in answer.text
    assert "reload.js" in answer.text
    assert Client(opened(root)).get("/posts/").status_code == 200


def test_a_template_that_was_mended_is_used(make_hub: Callable[..., Path]) -> None:
    root = make_hub({"content/advocates/ada.md": ADA, "site/templates/directory.html": "{% if %}"})
    live = opened(root)
    assert Client(live).get("/advocates/").status_code == 500
    (root / "site/templates/directory.html").write_text("<p>Mended")
    live.refresh()
    assert "<p>Mended" in Client(live).get("/advocates/").text


def test_problems_stand_on_the_hub_as_it_last_was(make_hub: Callable[..., Path]) -> None:
    root = make_hub({"content/advocates/ada.md": ADA, "content/posts/a.md": post(title="Frost & ice")})
    live = opened(root)
    (root / "content/posts/a.md").write_text("---\ntitle: <b>\nauthors: [nobody]\ndate: 2026-01-05\n---\n")
    (root / "content/posts/b.md").write_text("---\ntitle: B\n---\n")
    (root / "content/posts/c.md").write_text(post(date="2099-01-01"))
    live.refresh()
    client = Client(live)
    answer = client.get("/posts/a/")
    assert answer.status_code == 500
    assert "Frost &amp; ice" in answer.text
    strip = answer.text[answer.text.index('id="laurel-told" role="alert"') : answer.text.index("</details>")]
    assert "<code>content/posts/a.md:3</code>" in strip
    assert "<code>content/posts/b.md:2</code>" in strip
    assert "3 problems have to be mended" in strip
    assert "comes out on" not in strip  # a warning; those are for the terminal
    assert answer.text.index("<body") < answer.text.index("laurel-told") < answer.text.index("<h1")
    style = re.search(r'href="(/.laurel/told.css)"', answer.text)
    assert style
    assert client.get(style[1]).mimetype == "text/css"
    assert client.get("/posts/none/").status_code == 500  # a page that is missing may be missing because of them
    assert "laurel-told" not in client.get("/feed.xml").text
    (root / "content/posts/b.md").unlink()
    (root / "content/posts/c.md").unlink()
    (root / "content/posts/a.md").write_text(post(title="Whole"))
    live.refresh()
    assert "laurel-told" not in client.get("/posts/a/").text


def test_what_files_are_called_is_no_markup_on_the_page(make_hub: Callable[..., Path]) -> None:
    root = make_hub({"content/advocates/ada.md": ADA})
    live = opened(root)
    (root / "content/posts").mkdir()
    (root / "content/posts/<script>x<b>.md").write_text("---\ntitle: [\n---\n")
    live.refresh()
    page = Client(live).get("/").text
    assert "&lt;script&gt;x&lt;b&gt;.md" in page
    assert "<script>x" not in page


def test_only_what_changed_is_read_again(make_hub: Callable[..., Path], read_files: list[str]) -> None:
    root = make_hub({"content/advocates/ada.md": ADA, "content/posts/a.md": post(), "content/posts/b.md": post("B")})
    rest(root)
    live = opened(root)
    assert sorted(read_files) == ["content/advocates/ada.md", "content/posts/a.md", "content/posts/b.md"]
    read_files.clear()
    (root / "content/posts/a.md").write_text(post(title="Another"))
    live.refresh()
    assert read_files == ["content/posts/a.md"]
    assert "Another" in Client(live).get("/posts/").text


def test_what_a_build_knows_of_files_is_used(make_hub: Callable[..., Path], read_files: list[str]) -> None:
    root = make_hub({"content/advocates/ada.md": ADA, "content/posts/a.md": post(title="Known")})
    rest(root)
    build(root)
    read_files.clear()
    live = opened(root)
    assert read_files == []
    assert "Known" in Client(live).get("/posts/a/").text


def test_another_time_zone_makes_dates_other_moments(make_hub: Callable[..., Path]) -> None:
    root = make_hub({"content/advocates/ada.md": ADA, "content/posts/a.md": post(date="2026-01-05")})
    rest(root)
    live = opened(root)
    for zone in ("Pacific/Auckland", "Pacific/Honolulu"):
        (root / "hub.toml").write_text(HUB_TOML.replace('"UTC"', f'"{zone}"'))
        live.refresh()
        assert 'datetime="2026-01-05' in Client(live).get("/posts/a/").text


def test_pictures_of_a_page_that_was_loaded_before_a_change_still_answer(make_hub: Callable[..., Path]) -> None:
    cover = post(body="![x](media/p.jpg)")
    root = make_hub({"content/advocates/ada.md": ADA, "content/posts/a.md": cover, "content/media/p.jpg": picture()})
    live = opened(root)
    shown = re.findall(r"/static/pictures/[\w.-]+", Client(live).get("/posts/a/").text)
    assert shown
    (root / "content/posts/a.md").write_text(post())
    live.refresh()
    assert [Client(live).get(address).mimetype for address in shown] == ["image/webp"] * len(shown)
    (root / "content/media/p.jpg").write_bytes(picture(900, 900))
    live.refresh()
    assert {Client(live).get(address).status_code for address in shown} == {404}


def test_in_a_large_hub_an_edit_is_shown_before_its_links_are_followed(
    make_hub: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hub.cli.live._MANY", 0)
    monkeypatch.setattr("hub.cli.live._PAUSE", 60)
    told: list[HubError | None] = []
    root = make_hub({"content/advocates/ada.md": ADA, "content/posts/a.md": post()})
    (root / "site/templates").mkdir(parents=True)
    (root / "site/templates/topics.html").write_text("{{ 1 / 0 }}")
    rest(root)
    live = Live(root, Wish(), lambda error, _opened: told.append(error))
    live.refresh()
    (root / "content/posts/a.md").write_text(post(body="[Gone](post:gone)"))
    live.refresh()
    assert "Gone" in Client(live).get("/posts/a/").text
    assert told == [None, None]
    Client(live).get("/topics/")  # it cannot be made, so the reason is looked for at once
    assert len(told) == 3
    page = Client(live).get("/posts/a/").text
    assert "<code>content/posts/a.md:7</code>" in page[page.index("laurel-told") :]
    (root / "content/posts/a.md").write_text(post(title="Mended"))
    live.refresh()
    assert "laurel-told" not in Client(live).get("/posts/a/").text


def test_in_a_large_hub_a_page_that_cannot_be_made_waits_for_the_reason(
    make_hub: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hub.cli.live._MANY", 0)
    monkeypatch.setattr("hub.cli.live._PAUSE", 60)  # a reader who waits is not kept waiting for it
    root = make_hub({"content/advocates/ada.md": ADA, "content/posts/a.md": post(title="As it was")})
    rest(root)
    live = opened(root)
    (root / "content/posts/a.md").write_text(post(title="As it is").replace("[ada]", "[nobody]"))
    live.refresh()
    page = Client(live).get("/posts/a/").text
    assert "<code>content/posts/a.md:3</code>" in page
    assert "As it was" in page
    (root / "content/advocates/nobody.md").write_text("---\nname: Nobody\n---\n")
    live.refresh()
    page = Client(live).get("/posts/a/").text
    assert "As it is" in page
    assert "laurel-told" not in page


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
