"""A build killed at any moment: every published file is old or new, and the next build ends the work."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from hub.publish.events import Event
from tests.publish.small_site import build_site, small_site, tree

Files = Mapping[str, str | bytes]
pytestmark = pytest.mark.usefixtures("quick_disk")


def hub_of(edition: int) -> dict[str, str | bytes]:
    """A hub of some eighty files, each other in every edition; some come, some go."""
    pages = {
        f"posts/{n}/index.html": f"post {n}, edition {edition} " * 50 for n in range(edition % 7, 60 + edition % 5)
    }
    assets = {f"static/{n}.css": b"a { top: %d%dpx }" % (edition, n) for n in range(12)}
    menu = "".join(f'<a href="/hub/posts/{n}/">' for n in range(10, 50))
    return {**pages, **assets, "index.html": menu + str(edition), "feed.xml": b"<feed>%d</feed>" % edition}


def publish(root: Path, files: Files, report: Callable[[Event], None] = lambda _event: None) -> None:
    build_site(small_site(files), root, report=report)


def in_a_process(work: Callable[..., None], *arguments: Any) -> Any:
    process = multiprocessing.get_context("fork").Process(target=work, args=arguments)
    process.start()
    return process


def each_is_old_or_new(public: Path, *editions: Mapping[str, bytes]) -> None:
    for path, data in tree(public).items():
        assert any(edition.get(path) == data for edition in editions), path


def die_at(root: Path, files: Files, stage: str, done: int) -> None:
    def report(event: Event) -> None:
        if event.stage == stage and event.done == done:
            os.kill(os.getpid(), signal.SIGKILL)

    publish(root, files, report)


@pytest.mark.parametrize(("stage", "done"), [("make", 1), ("make", 50), ("place", 1), ("place", 12), ("place", 75)])
def test_a_kill_at_a_known_step(tmp_path: Path, stage: str, done: int) -> None:
    editions = []
    for number in (1, 2):
        (tmp_path / str(number)).mkdir()
        publish(tmp_path / str(number), hub_of(number))
        editions.append(tree(tmp_path / f"{number}/public"))
    root = tmp_path / "1"
    process = in_a_process(die_at, root, hub_of(2), stage, done)
    process.join()
    assert process.exitcode == -signal.SIGKILL
    each_is_old_or_new(root / "public", *editions)
    assert (tree(root / "public") == editions[0]) is (stage == "make")
    publish(root, hub_of(2))
    assert tree(root / "public") == editions[1]


@pytest.mark.parametrize("rounds", [10, pytest.param(150, marks=pytest.mark.siege)])
def test_kills_at_random_moments(tmp_path: Path, rounds: int) -> None:
    seed = int(os.environ.get("LAUREL_SEED", "0")) or random.randrange(1, 1_000_000)
    chance = random.Random(seed)
    root, other = tmp_path / "hub", tmp_path / "other"
    root.mkdir()
    other.mkdir()
    began = time.monotonic()
    publish(root, hub_of(0))
    longest = (time.monotonic() - began) * 2
    known: list[dict[str, bytes]] = [tree(root / "public")]
    killed = 0
    for number in range(1, rounds + 1):
        publish(other, hub_of(number))
        known.append(tree(other / "public"))
        process = in_a_process(publish, root, hub_of(number))
        time.sleep(chance.uniform(0, longest))
        process.kill()
        process.join()
        killed += process.exitcode == -signal.SIGKILL
        for path, data in tree(root / "public").items():
            assert any(edition.get(path) == data for edition in known), f"{path}, LAUREL_SEED={seed}"
        if number % 2:
            publish(root, hub_of(number))
            assert tree(root / "public") == known[number], f"LAUREL_SEED={seed}"
            known = [*known[:number], known[number]]
    publish(root, hub_of(rounds))
    assert tree(root / "public") == known[rounds], f"LAUREL_SEED={seed}"
    assert killed


def test_helpers_of_a_killed_build_do_not_keep_the_hub_busy(tmp_path: Path) -> None:
    def report(event: Event) -> None:
        if event.stage == "make" and event.done == 5:
            os.kill(os.getpid(), signal.SIGKILL)

    def parallel() -> None:
        build_site(small_site(hub_of(1)), tmp_path, jobs=3, report=report)

    process = in_a_process(parallel)
    process.join()
    assert process.exitcode == -signal.SIGKILL
    publish(tmp_path, hub_of(2))
    (tmp_path / "clean").mkdir()
    publish(tmp_path / "clean", hub_of(2))
    assert tree(tmp_path / "public") == tree(tmp_path / "clean/public")


def test_a_reader_never_meets_half_a_file(tmp_path: Path) -> None:
    publish(tmp_path, hub_of(0))
    page = tmp_path / "public/index.html"
    first = page.read_bytes()
    process = in_a_process(publish, tmp_path, hub_of(1))
    seen = {first}
    while process.is_alive():
        seen.add(page.read_bytes())
    process.join()
    seen.add(page.read_bytes())
    assert len(seen) == 2
