"""What the tests in a browser share."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from hub.publish import atomic


@pytest.fixture
def swift_disk() -> Iterator[None]:
    """Nobody pulls the plug of this machine in this test, so nothing waits for the disk, as a fifth of the time did."""
    patch = pytest.MonkeyPatch()
    patch.setattr(os, "fsync", lambda handle: None)
    patch.setattr(atomic, "_sync_disk", lambda place: True)
    yield
    patch.undo()
