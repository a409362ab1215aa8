"""Fixtures of every desk test: a hub in use, its clock, and browsers that are signed in.

`desk_hub` is a `DeskHub`: `.root`, `.app`, `.desk`, `.clock`, `.actor("noor")`, `.client("editor")`. It holds an
owner, an editor, a reviewer (accounts a-owner, a-editor, a-reviewer) and two advocates, noor and kenji (a-noor,
a-kenji), with accepted terms, posts, badges, awards and one draft each (d-noor is being written, d-kenji was sent in).
Forms need no CSRF token here; tests/admin/test_security.py holds that they do elsewhere.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from filelock import FileLock
from flask.testing import FlaskClient
from jinja2.bccache import Bucket, BytecodeCache

from admin.running import runner_of
from tests.admin.support import DeskHub, TestClock, fill


class Compiled(BytecodeCache):
    """Templates compiled once for all apps of this run: most of a small test's time went into that."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()


COMPILED = Compiled()


@pytest.fixture
def clock() -> TestClock:
    """The desk's clock; it stands at `support.START` until a test moves it."""
    return TestClock()


@pytest.fixture(scope="session")
def filled_hub(shared_folder: Path) -> Path:
    """The hub every desk test gets a copy of, written once."""
    folder = shared_folder / "desk-hub"
    with FileLock(f"{folder}.lock"):
        if not (folder / ".filled").exists():
            shutil.rmtree(folder, ignore_errors=True)
            fill(folder)
            (folder / ".filled").touch()
    return folder


@pytest.fixture
def open_hub(clock: TestClock) -> Iterator[Callable[[Path], DeskHub]]:
    """Opens the desk of any hub folder under the test's clock, with forms that need no CSRF token."""

    opened: list[DeskHub] = []

    def open_(root: Path) -> DeskHub:
        from admin import create_app

        app = create_app(root, now=clock, address="http://desk.example/")
        app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
        app.jinja_env.bytecode_cache = COMPILED
        opened.append(DeskHub(root, app, app.extensions["laurel.desk"], clock))
        return opened[-1]

    yield open_
    for hub in opened:
        runner_of(hub.app).stop()


@pytest.fixture
def desk_hub(filled_hub: Path, tmp_path: Path, open_hub: Callable[[Path], DeskHub]) -> DeskHub:
    """A hub in use, and its desk."""
    root = tmp_path / "hub"
    shutil.copytree(filled_hub, root, symlinks=True)
    return open_hub(root)


@pytest.fixture
def desk_client(desk_hub: DeskHub) -> Callable[[str | None], FlaskClient]:
    """A browser signed in as a role or handle: `desk_client("editor")`, `desk_client("noor")`; None: signed out."""
    return desk_hub.client


@pytest.fixture
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Passwords cost next to nothing, for tests that try many."""
    from argon2 import PasswordHasher

    from hub.actions import passwords

    passwords._nobodys.cache_clear()
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    yield
    passwords._nobodys.cache_clear()
