"""A build makes only what differs, and what it leaves is byte by byte what a clean build makes."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from hub.content.workshop import workshop
from hub.model import HubError, Problem
from hub.publish import build
from hub.publish.press import Press
from tests.publish.conftest import Clean
from tests.publish.edits_more import EDITS
from tests.publish.small_site import tree
from tests.web.whole import NOW

Step = tuple[str, int, int]
STEPS = st.lists(
    st.tuples(st.sampled_from(sorted(EDITS)), st.integers(0, 10_000), st.sampled_from([0, 0, 0, 0, 1, 40, -3])),
    min_size=3,
    max_size=12,
)
"""Edits with their seeds, and how many days pass before the build that follows."""
EXAMPLES = int(os.environ.get("LAUREL_SIEGE_EXAMPLES", "300"))
_HEALTH = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
_QUICK = [Phase.explicit, Phase.reuse, Phase.generate]
"""Without looking for a shorter story, which takes minutes: `make siege` does."""
pytestmark = pytest.mark.usefixtures("quick_disk")


def edited(built: Path, clean: Clean, steps: Sequence[Step], *, jobs: int = 1, keep: float = 0) -> None:
    """Edit a copy of a built hub step by step, and compare each build with a clean one.

    What a clean build refuses is refused for the same reasons, changes nothing, and is put right before the next step.
    The part `keep` of the builds is made by one process that keeps its press and watches the hub, as the desk does; the
    others as by processes of their own.
    """
    with tempfile.TemporaryDirectory() as place:
        hub, now = Path(shutil.copytree(built, Path(place) / "hub")), NOW
        press = Press(hub, workshop(hub), watch=True) if keep else None
        chance = Random(len(steps))
        for name, seed, days in steps:
            if press and name == "somebody_in_public":  # a press that watches the content does not look there each time
                continue
            note(f"{name} ({seed}), {days} days later")
            before = Path(
                shutil.copytree(hub, Path(place) / "before", ignore=shutil.ignore_patterns(".laurel", "public"))
            )
            EDITS[name](hub, Random(seed))
            now += dt.timedelta(days=days)
            _compare(hub, now, clean, jobs, press if chance.random() < keep else None, before)
            shutil.rmtree(before)
        if press:
            press.close()


def _compare(hub: Path, now: dt.datetime, clean: Clean, jobs: int, press: Press | None, before: Path) -> None:
    there = tree(hub / "public")
    try:
        wanted = clean(hub, now)
    except HubError as error:
        with pytest.raises(HubError) as caught:
            build(hub, now=now, jobs=jobs, press=press)
        assert _problems(caught.value.problems) == _problems(error.problems)
        assert tree(hub / "public") == there, "what cannot be built changes nothing"
        for part in ("content", "site"):
            shutil.rmtree(hub / part, ignore_errors=True)
        shutil.copytree(before, hub, dirs_exist_ok=True)
        return
    build(hub, now=now, jobs=jobs, press=press)
    made = tree(hub / "public")
    assert made.keys() == wanted.keys()
    assert [path for path in wanted if made[path] != wanted[path]] == []


def _problems(problems: Sequence[Problem]) -> set[str]:
    return {str(problem) for problem in problems if problem.severity == "problem"}


@settings(phases=_QUICK, max_examples=6, deadline=None, suppress_health_check=_HEALTH)
@given(steps=STEPS)
def test_after_any_edits_the_bytes_are_those_of_a_clean_build(
    whole_built: Path, clean: Clean, steps: list[Step]
) -> None:
    edited(whole_built, clean, steps)


@settings(phases=_QUICK, max_examples=4, deadline=None, suppress_health_check=_HEALTH)
@given(steps=STEPS)
def test_they_are_when_one_process_builds_again_and_again(whole_built: Path, clean: Clean, steps: list[Step]) -> None:
    edited(whole_built, clean, steps, keep=1)


@settings(phases=_QUICK, max_examples=3, deadline=None, suppress_health_check=_HEALTH)
@given(steps=STEPS)
def test_they_are_when_others_build_too(whole_built: Path, clean: Clean, steps: list[Step]) -> None:
    edited(whole_built, clean, steps, keep=0.5)


@settings(phases=_QUICK, max_examples=2, deadline=None, suppress_health_check=_HEALTH)
@given(steps=STEPS)
def test_they_are_with_several_processes(whole_built: Path, clean: Clean, steps: list[Step]) -> None:
    edited(whole_built, clean, steps, jobs=3)


@pytest.mark.siege
@pytest.mark.parametrize(("keep", "jobs"), [(0, 1), (1, 1), (0.5, 3)])
def test_they_are_after_a_great_many_edits(whole_built: Path, clean: Clean, keep: float, jobs: int) -> None:
    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=_HEALTH)
    @given(steps=STEPS)
    def tried(steps: list[Step]) -> None:
        edited(whole_built, clean, steps, keep=keep, jobs=jobs)

    tried()


# -- a memory that is spoiled


def cut(memory: Path) -> None:
    memory.write_bytes(memory.read_bytes()[: memory.stat().st_size // 3])


def emptied(memory: Path) -> None:
    memory.write_bytes(b"")


def filled_with_noise(memory: Path) -> None:
    memory.write_bytes(os.urandom(40_000))


def _rows(memory: Path, *statements: str) -> None:
    with sqlite3.connect(memory) as base:
        for statement in statements:
            base.execute(statement)
    base.close()


def of_another_version(memory: Path) -> None:
    _rows(memory, "UPDATE about SET name = '0'")


def with_other_tables(memory: Path) -> None:
    _rows(memory, "DROP TABLE pages", "CREATE TABLE pages (path TEXT)")


def with_rows_of_noise(memory: Path) -> None:
    _rows(memory, "UPDATE files SET known = x'c1ff00'", "UPDATE pages SET page = x'c1ff00'")


def with_facts_of_noise(memory: Path) -> None:
    _rows(memory, "UPDATE pages SET facts = x'c1ff00'")


def a_folder_in_its_place(memory: Path) -> None:
    memory.unlink()
    memory.mkdir()


SPOILED: list[Callable[[Path], None]] = [
    cut,
    emptied,
    filled_with_noise,
    of_another_version,
    with_other_tables,
    with_rows_of_noise,
    with_facts_of_noise,
    a_folder_in_its_place,
]


@pytest.mark.parametrize("spoil", SPOILED)
def test_a_spoiled_memory_costs_time_and_nothing_else(
    whole_hub: Path, clean: Clean, spoil: Callable[[Path], None]
) -> None:
    spoil(whole_hub / ".laurel/memory.db")
    for name in ("a_title", "a_name", "a_post_goes"):
        EDITS[name](whole_hub, Random(3))
        wanted = clean(whole_hub, NOW)
        build(whole_hub, now=NOW)
        assert tree(whole_hub / "public") == wanted
