"""A hub folder with private records."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from hub.records import Records, open_records
from tests.records.support import quick_folder


@pytest.fixture
def hub(tmp_path: Path) -> Path:
    """A hub folder with nothing in it but content/posts."""
    folder = tmp_path / "hub"
    (folder / "content" / "posts").mkdir(parents=True)
    return folder


@pytest.fixture
def quick_path() -> Iterator[Path]:
    """A folder in memory where the machine has one."""
    with quick_folder() as folder:
        yield folder


@pytest.fixture
def quick_hub(quick_path: Path) -> Path:
    """A hub folder there."""
    (quick_path / "content" / "posts").mkdir(parents=True)
    return quick_path


@pytest.fixture
def records(hub: Path) -> Records:
    """The records of that hub."""
    return open_records(hub / "data")
