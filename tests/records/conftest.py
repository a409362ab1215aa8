"""A hub folder with private records."""

from __future__ import annotations

from pathlib import Path

import pytest

from hub.records import Records, open_records


@pytest.fixture
def hub(tmp_path: Path) -> Path:
    """A hub folder with nothing in it but content/posts."""
    folder = tmp_path / "hub"
    (folder / "content" / "posts").mkdir(parents=True)
    return folder


@pytest.fixture
def records(hub: Path) -> Records:
    """The records of that hub."""
    return open_records(hub / "data")
