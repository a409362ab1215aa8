"""Fixtures for every room: whole small hubs, the built demo, a static server, a browser; loopback only."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import socket
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from hypothesis import HealthCheck, settings

from tests.support import static_server
from tests.support.hubs import write_hub

ROOT = Path(__file__).resolve().parent.parent
DEMO_NOW = dt.datetime(2026, 11, 20, 12, 0, tzinfo=dt.UTC)
"""The instant the demo hub is built for in tests."""
_LOOPBACK = ("127.", "::1", "localhost")

settings.register_profile("laurel", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("laurel")  # a busy machine is no fault of what is tested


@pytest.fixture(scope="session", autouse=True)
def loopback_only() -> Iterator[None]:
    """A test that reaches for the network fails with a sentence, on every machine alike."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and not str(address[0]).startswith(_LOOPBACK):
            raise AssertionError(f"this test reached for {address}; tests talk to 127.0.0.1 only")
        connect(self, address)

    patch = pytest.MonkeyPatch()
    patch.setattr(socket.socket, "connect", guarded)
    yield
    patch.undo()


@pytest.fixture
def make_hub(tmp_path: Path) -> Callable[..., Path]:
    """Writes a whole small hub: `make_hub({"content/posts/a.md": "…"})`; `hub.toml` has a default. Gives its folder."""

    def make(files: Mapping[str, str | bytes] | None = None, name: str = "hub") -> Path:
        return write_hub(tmp_path / name, files or {})

    return make


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for all workers of this run."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base


def build_once(folder: Path, prepare: Callable[[Path], None]) -> Path:
    """Build `folder` as a hub into its `public/`, once for all workers; gives the hub folder."""
    from hub.publish import build

    done = folder / ".built"
    with FileLock(f"{folder}.lock"):
        if not done.exists():
            shutil.rmtree(folder, ignore_errors=True)
            prepare(folder)
            build(folder, now=DEMO_NOW, jobs=2)
            done.touch()
    return folder


@pytest.fixture(scope="session")
def demo_hub(shared_folder: Path) -> Path:
    """The demo hub, copied out of the checkout and built once: its folder, with `public/` inside."""

    def prepare(folder: Path) -> None:
        folder.mkdir()
        shutil.copyfile(ROOT / "hub.toml", folder / "hub.toml")
        shutil.copytree(ROOT / "content", folder / "content")

    return build_once(shared_folder / "demo", prepare)


@pytest.fixture(scope="session")
def sparse_hub(shared_folder: Path) -> Path:
    """The smallest hub there is, one advocate without photo or post, built once."""

    def prepare(folder: Path) -> None:
        write_hub(folder, {"content/advocates/ada.md": "---\nname: Ada Obi\n---\n\nKeeps bees.\n"})

    return build_once(shared_folder / "sparse", prepare)


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[..., str]]:
    """Serves a folder as a cheap static host would: `serve(public, "/hub")` gives the address without a last slash."""
    with static_server.Servers() as servers:
        yield servers.serve


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium, driven by Playwright. Without one the tests are skipped, except on CI, where they fail."""
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if path is None:
        message = "no Chromium on this machine: `make test` installs one, or put `chromium` on the PATH"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    from playwright.sync_api import sync_playwright

    quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    closed = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=[*quiet, closed])
        yield chromium
        chromium.close()
