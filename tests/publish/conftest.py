"""Whole hubs that were built once, and what a clean build makes of a hub."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from hub.publish import build
from tests.publish.hub_of_many import hub_of_many
from tests.publish.small_site import tree
from tests.support.hubs import write_hub
from tests.web.whole import NOW, WHOLE

Clean = Callable[..., dict[str, bytes]]


def _built(folder: Path, files: Callable[[], dict[str, str | bytes]]) -> Path:
    with FileLock(f"{folder}.lock"):
        if not (folder / ".laurel/memory.db").exists():
            shutil.rmtree(folder, ignore_errors=True)
            write_hub(folder, files())
            build(folder, now=NOW)
    return folder


@pytest.fixture(scope="session")
def whole_built(shared_folder: Path) -> Path:
    """The small hub with one of everything, built once. To be copied, not changed."""
    return _built(shared_folder / "whole", lambda: dict(WHOLE))


@pytest.fixture(scope="session")
def many_built(shared_folder: Path) -> Path:
    """A hub of sixty posts, built once. To be copied, not changed."""
    return _built(shared_folder / "many", hub_of_many)


@pytest.fixture
def whole_hub(whole_built: Path, tmp_path: Path) -> Path:
    """A copy of the small hub with one of everything, as it was built."""
    return Path(shutil.copytree(whole_built, tmp_path / "hub"))


@pytest.fixture
def many_hub(many_built: Path, tmp_path: Path) -> Path:
    """A copy of the hub of sixty posts, as it was built."""
    return Path(shutil.copytree(many_built, tmp_path / "hub"))


@pytest.fixture
def clean(tmp_path: Path) -> Iterator[Clean]:
    """What a clean build of a hub folder makes; only pictures are kept between two, and `bodies` on request."""
    other = tmp_path / "reference" / "hub"

    def made(hub: Path, now: dt.datetime = NOW, *, bodies: bool = False) -> dict[str, bytes]:
        aside = other.with_name("cache")
        if not aside.exists():
            shutil.copytree(hub / ".laurel/cache", aside)
        shutil.rmtree(other, ignore_errors=True)
        shutil.copytree(hub, other, ignore=shutil.ignore_patterns(".laurel", "public"))
        kept = other / ".laurel/cache"
        kept.parent.mkdir()
        aside.rename(kept)
        for file in () if bodies else kept.glob("bodies.db*"):
            file.unlink()
        try:
            build(other, now=now)
        finally:
            kept.rename(aside)
        return tree(other / "public")

    yield made


@pytest.fixture
def quick_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for the disk, where no power is cut: a file that was written can be read by all at once."""
    monkeypatch.setattr(os, "fsync", lambda _file: None)
