"""After a send the live hub is looked at: what readers do not get is told, and nothing fails for it."""

from __future__ import annotations

import functools
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from hub.hosts import Sent, send
from hub.hosts.confirming import confirm
from hub.hosts.fetching import Fetched
from hub.hosts.release import plan
from hub.model import Host
from tests.hosts.support import CHANGED, FILES, make_release, settings_with
from tests.support.running_desk import free_port

SEEN = {path: text for path, text in CHANGED.items() if path.isascii()}


@pytest.fixture
def sent(tmp_path: Path, serve: Callable[..., str]) -> Callable[..., Sent]:
    """Sends a hub to a folder that a web server shows, with what is done there in between."""

    def make(
        files: dict[str, str], meanwhile: Callable[[Path], None] = lambda _there: None, shown: str = "there"
    ) -> Sent:
        (tmp_path / shown).mkdir(exist_ok=True)
        address = serve(tmp_path / shown)
        host = Host("web", "folder", {"path": str(tmp_path / "there"), "url": address})
        root = tmp_path / "hub"
        release = make_release(root / "objects", files)
        report = functools.partial(_last, tmp_path / "there", meanwhile)
        return send(root, settings_with(host), "web", release, report)

    return make


def _last(there: Path, meanwhile: Callable[[Path], None], step: object) -> None:
    if step.done == step.total:  # type: ignore[attr-defined]
        meanwhile(there)


def test_a_hub_that_readers_get_leaves_no_remark(sent: Callable[..., Sent]) -> None:
    assert sent(SEEN).remarks == ()
    assert sent(SEEN).remarks == ()


def test_an_older_page_a_missing_one_and_one_that_stays_are_told(sent: Callable[..., Sent], tmp_path: Path) -> None:
    sent({**SEEN, "posts/gone/index.html": "<p>Gone"})

    def meddle(there: Path) -> None:
        (there / "index.html").write_text("<p>Old")
        shutil.rmtree(there / "posts/new")
        (there / "posts/gone").mkdir(exist_ok=True)
        (there / "posts/gone/index.html").write_text("<p>Still")

    remarks = sent({**SEEN, "posts/new/index.html": "<p>New"}, meddle).remarks
    words = "\n".join(remarks)
    assert "/ is not what was sent: an older one perhaps, from a cache." in words
    assert "/posts/new/ is not there (404)." in words
    assert "/posts/gone/ was removed and is still shown" in words
    assert len(remarks) == 3


def test_a_host_that_shows_another_folder_is_told(sent: Callable[..., Sent]) -> None:
    remarks = sent(SEEN, shown="elsewhere").remarks
    assert any("Does the host serve the folder it was sent to?" in remark for remark in remarks)
    assert any("does not show the hub's own page. Point the host at 404.html" in remark for remark in remarks)


def test_a_hub_out_of_reach_is_told_once_and_the_send_stands(tmp_path: Path) -> None:
    host = Host("web", "folder", {"path": str(tmp_path / "there"), "url": f"http://127.0.0.1:{free_port()}"})
    done = send(tmp_path / "hub", settings_with(host), "web", make_release(tmp_path / "hub/objects", FILES))
    (remark,) = done.remarks
    assert remark.startswith("The live hub could not be looked at: 127.0.0.1:")
    assert done.uploads == len(FILES)


def test_wrong_types_and_a_wrong_answer_for_what_is_not_there_are_told(tmp_path: Path) -> None:
    release = make_release(tmp_path, SEEN)
    asked: list[str] = []

    def get(url: str) -> Fetched:
        asked.append(url)
        path = url.removeprefix("https://hub.example/")
        path += "index.html" if path in ("", "posts/one/", "posts/three/") else ""
        data = SEEN.get(path)
        if data is None:
            return Fetched(url, 200, "text/html", b"welcome")
        return Fetched(url, 200, "text/plain", data.encode())

    host = Host("web", "folder", {"path": "x"})
    remarks = confirm(settings_with(host), host, release, plan(release, {}), get)
    assert "https://hub.example/ comes as text/plain and should come as text/html; charset=utf-8." in remarks
    assert remarks[-1] == "An address that is not there answers 200 instead of 404."
    assert len(asked) < 15 and asked[0] == "https://hub.example/"


def test_a_private_hub_is_not_asked_unless_its_address_is_given(tmp_path: Path) -> None:
    host = Host("web", "folder", {"path": str(tmp_path / "there")})
    settings = settings_with(host)
    release = make_release(tmp_path / "hub/objects", FILES)
    from dataclasses import replace

    private = replace(settings, base_url="http://127.0.0.1:9/")
    (remark,) = send(tmp_path / "hub", private, "web", release).remarks
    assert "is an address of a private network" in remark
    shutil.rmtree(tmp_path / "there")
    quiet = settings_with(Host("web", "folder", {"path": str(tmp_path / "there"), "confirm": False}))
    assert send(tmp_path / "hub", quiet, "web", release).remarks == ()
