"""A build makes only what differs, and what it leaves is byte by byte what a clean build makes."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from hub.model import HubError
from hub.publish import build
from tests.publish.edits import EDITS
from tests.publish.small_site import tree
from tests.web.whole import NOW, WHOLE

MakeHub = Callable[..., Path]
STEPS = st.lists(
    st.tuples(st.sampled_from(sorted(EDITS)), st.integers(0, 10_000), st.sampled_from([0, 0, 0, 0, 1, 40, -3])),
    min_size=1,
    max_size=7,
)
"""Edits with their seeds, and how many days pass before the build that follows."""


@pytest.fixture
def reference(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Path, dt.datetime], dict[str, bytes]]]:
    """What a clean build of a hub folder makes; only pictures are kept from one to the next."""
    other = tmp_path_factory.mktemp("reference") / "hub"

    def clean(hub: Path, now: dt.datetime) -> dict[str, bytes]:
        kept = other / ".laurel/cache"
        aside = other.with_name("cache")
        if kept.exists():
            kept.rename(aside)
        shutil.rmtree(other, ignore_errors=True)
        shutil.copytree(hub, other, ignore=shutil.ignore_patterns(".laurel", "public"))
        if aside.exists():
            (other / ".laurel").mkdir()
            aside.rename(kept)
            (kept / "bodies.db").unlink(missing_ok=True)
        build(other, now=now)
        return tree(other / "public")

    yield clean


@settings(
    max_examples=int(os.environ.get("LAUREL_SIEGE_EXAMPLES", "12")),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(STEPS)
def test_after_any_edits_the_bytes_are_those_of_a_clean_build(
    make_hub: MakeHub,
    reference: Callable[[Path, dt.datetime], dict[str, bytes]],
    steps: list[tuple[str, int, int]],
) -> None:
    hub, now = make_hub(WHOLE), NOW
    build(hub, now=now)
    for name, seed, days in steps:
        note(f"{name} ({seed}), {days} days later")
        EDITS[name](hub, Random(seed))
        now += dt.timedelta(days=days)
        before = tree(hub / "public")
        try:
            wanted = reference(hub, now)
        except HubError:
            with pytest.raises(HubError):
                build(hub, now=now)
            assert tree(hub / "public") == before, "what cannot be built changes nothing"
            return
        build(hub, now=now)
        made = tree(hub / "public")
        assert made.keys() == wanted.keys()
        assert [path for path in wanted if made[path] != wanted[path]] == []
