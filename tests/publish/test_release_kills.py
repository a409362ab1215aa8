"""A change-over killed at any moment while somebody reads: every file whole, old or new, and the next run ends it."""

from __future__ import annotations

import errno
import hashlib
import multiprocessing
import os
import random
import signal
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hub.publish.manifest import shown
from hub.publish.verifying import verify
from tests.publish.release_support import Files, listed, release, standing

_NOBODY = 65534


def hub_of(edition: int) -> dict[str, bytes]:
    """A hub of some eighty files, each other in every edition and so large that half of one shows."""
    pages = {
        f"posts/{n}/index.html": (b"post %d, edition %d " % (n, edition)) * 300
        for n in range(edition % 7, 60 + edition % 5)
    }
    assets = {f"static/{n}.css": (b"a { top: %d%dpx }" % (edition, n)) * 300 for n in range(12)}
    return {**pages, **assets, "index.html": b"front %d" % edition, "feed.xml": b"<feed>%d</feed>" % edition}


def hashes(files: Files) -> dict[str, str]:
    return {path: hashlib.sha256(data).hexdigest() for path, data in files.items()}


class Reader:
    """Reads files of `public/` all the while, each to its end, and notes what it saw."""

    def __init__(self, public: Path, paths: list[str]) -> None:
        self._public, self._paths = public, paths
        self._stop = threading.Event()
        self.seen: set[tuple[str, str]] = set()
        self._thread = threading.Thread(target=self._read, daemon=True)

    def __enter__(self) -> Reader:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._stop.set()
        self._thread.join()

    def _read(self) -> None:
        while not self._stop.is_set():
            for path in self._paths:
                try:
                    data = (self._public / path).read_bytes()
                except FileNotFoundError:
                    continue
                self.seen.add((path, hashlib.sha256(data).hexdigest()))


def in_a_process(work: Callable[..., Any], *arguments: Any) -> Any:
    process = multiprocessing.get_context("fork").Process(target=work, args=arguments)
    process.start()
    return process


def die_after(root: Path, files: Files, moves: int) -> None:
    done = 0

    def step() -> None:
        nonlocal done
        done += 1
        if done == moves:
            os.kill(os.getpid(), signal.SIGKILL)

    release(root, files, step=step)


@pytest.mark.parametrize("moves", [1, 12, 40, 70])
def test_a_kill_at_a_known_move(tmp_path: Path, moves: int) -> None:
    old, new = hub_of(1), hub_of(2)
    release(tmp_path, old)
    process = in_a_process(die_after, tmp_path, new, moves)
    process.join()
    assert process.exitcode == -signal.SIGKILL
    there = standing(tmp_path)
    assert there not in (hashes(old), hashes(new))
    assert all(sha in (hashes(old).get(path), hashes(new).get(path)) for path, sha in there.items())
    assert not release(tmp_path, new).new  # what was begun is ended before, so nothing is left to do
    assert standing(tmp_path) == listed(tmp_path) == hashes(new)
    assert shown(tmp_path / ".laurel") == 2
    assert verify(tmp_path).damage == ()


@pytest.mark.parametrize("rounds", [10, pytest.param(150, marks=pytest.mark.siege)])
def test_kills_at_random_moments_while_somebody_reads(tmp_path: Path, rounds: int) -> None:
    seed = int(os.environ.get("LAUREL_SEED", "0")) or random.randrange(1, 1_000_000)
    chance = random.Random(seed)
    release(tmp_path, hub_of(0))
    began = time.monotonic()
    release(tmp_path, hub_of(1))
    longest = time.monotonic() - began
    editions = [hashes(hub_of(number)) for number in range(rounds + 3)]
    killed = 0
    with Reader(tmp_path / "public", sorted({path for edition in editions[:9] for path in edition})) as reader:
        for number in range(2, rounds + 2):
            process = in_a_process(release, tmp_path, hub_of(number))
            time.sleep(chance.uniform(0, longest))
            process.kill()
            process.join()
            killed += process.exitcode == -signal.SIGKILL
            if number % 2:
                release(tmp_path, hub_of(number))
                assert standing(tmp_path) == listed(tmp_path) == editions[number], f"LAUREL_SEED={seed}"
    release(tmp_path, hub_of(rounds + 2))
    assert standing(tmp_path) == listed(tmp_path) == editions[rounds + 2], f"LAUREL_SEED={seed}"
    assert verify(tmp_path).damage == ()
    known = {(path, sha) for edition in editions for path, sha in edition.items()}
    assert reader.seen <= known, f"LAUREL_SEED={seed}"
    assert killed and reader.seen


def told_without_rights(root: Path, answer: Any) -> None:
    os.setgid(_NOBODY)
    os.setuid(_NOBODY)
    try:
        release(root, hub_of(2))
    except OSError as error:
        answer.put((error.errno, f"{error.filename} {error.filename2}"))
    else:
        answer.put((0, ""))


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give its rights up")
@pytest.mark.parametrize("closed", ["public/posts/9", ".laurel/objects", ".laurel"])
def test_a_folder_without_rights_is_told_and_nothing_is_lost(closed: str) -> None:
    with tempfile.TemporaryDirectory(prefix="laurel-") as folder:
        root = Path(folder) / "hub"
        os.chmod(folder, 0o755)
        release(root, hub_of(1))
        for place in (*root.rglob("*"), root):
            os.chown(place, _NOBODY, _NOBODY)
        shut = [root / closed, *((root / closed).iterdir() if closed.endswith("objects") else ())]
        for place in shut:
            place.chmod(0o555)
        answer = multiprocessing.get_context("fork").Queue()
        process = in_a_process(told_without_rights, root, answer)
        code, name = answer.get(timeout=30)
        process.join()
        assert code == errno.EACCES
        assert closed in name
        old, new = hashes(hub_of(1)), hashes(hub_of(2))
        assert all(sha in (old.get(path), new.get(path)) for path, sha in standing(root).items())
        release(root, hub_of(2))
        assert standing(root) == listed(root) == new
        assert verify(root).damage == ()
