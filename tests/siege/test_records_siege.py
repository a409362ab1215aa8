"""The private records under siege: five hundred kills, and four processes that each make thousands of changes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.records.support import change_together, kill_writers, quick_folder

pytestmark = pytest.mark.siege
KILLS = int(os.environ.get("LAUREL_SIEGE_KILLS", "500"))
CHANGES = int(os.environ.get("LAUREL_SIEGE_CHANGES", "2000"))
SEED = int(os.environ.get("LAUREL_SEED", "1"))


def test_killed_hundreds_of_times_every_acknowledged_change_is_there(tmp_path: Path) -> None:
    (tmp_path / "content" / "posts").mkdir(parents=True)
    assert kill_writers(tmp_path, KILLS, SEED) > KILLS // 2


def test_four_processes_of_four_threads_lose_and_double_nothing() -> None:
    with quick_folder() as hub:
        change_together(hub, processes=4, threads=4, changes=CHANGES)
