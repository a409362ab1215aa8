"""A whole build killed, or refused by the disk, at any step: every file in `public/` is whole, old or new, and the next
build makes it right without help."""

from __future__ import annotations

import codecs
import errno
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from hub.publish import build
from hub.publish.verifying import verify
from tests.publish.conftest import Clean
from tests.publish.faults import (
    BROKEN,
    FULL,
    KILL,
    Reader,
    Shas,
    build_command,
    build_until,
    edition,
    in_a_process,
    neither_old_nor_new,
    standing,
    steps_of,
)
from tests.publish.small_site import tree
from tests.web.whole import NOW

KILLS = int(os.environ.get("LAUREL_SIEGE_KILLS", "200"))
_NOBODY = 65534
_NO_TRACE = ("Traceback", "A fault in Laurel")


@pytest.fixture(scope="module")
def two(whole_built: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, tuple[Shas, Shas]]:
    """A built hub to copy, and what clean builds make of its two editions."""
    made = []
    hub = Path(shutil.copytree(whole_built, tmp_path_factory.mktemp("two") / "hub"))
    for number in (1, 0):
        edition(hub, number)
        build(hub, now=NOW, clean=number == 1)
        made.append(standing(hub / "public"))
    return hub, (made[1], made[0])


@pytest.fixture
def hub(two: tuple[Path, tuple[Shas, Shas]], tmp_path: Path) -> Path:
    """A copy of it, in its edition 0."""
    return Path(shutil.copytree(two[0], tmp_path / "hub"))


@pytest.fixture
def editions(two: tuple[Path, tuple[Shas, Shas]]) -> tuple[Shas, Shas]:
    """The hashes of both editions."""
    return two[1]


def right(hub: Path, wanted: Shas) -> None:
    """The next build puts everything right, and the one after that has nothing to do."""
    build(hub, now=NOW)
    assert standing(hub / "public") == wanted
    assert build(hub, now=NOW).made == 0


def sampled(total: int, count: int) -> list[int]:
    """Steps spread over all of them, the last ones too."""
    return sorted({1 + round(at * (total - 1) / (count - 1)) for at in range(count)})


# -- killed


@pytest.mark.parametrize("count", [12, pytest.param(KILLS, marks=pytest.mark.siege)])
def test_a_build_killed_at_any_step_that_changes_the_disk(
    hub: Path, editions: tuple[Shas, Shas], tmp_path: Path, count: int
) -> None:
    edition(hub, 1)
    total = steps_of(hub, tmp_path)
    assert total > 60
    for number, at in enumerate(sampled(total, count)):
        edition(hub, number)
        process = in_a_process(build_until, hub, tmp_path / "told", at, KILL)
        process.join()
        assert process.exitcode in (-signal.SIGKILL, 0), (tmp_path / "told").read_text()
        assert neither_old_nor_new(hub / "public", *editions) == [], f"killed at step {at} of {total}"
        right(hub, editions[number % 2])
    assert verify(hub).damage == ()


@pytest.mark.parametrize("rounds", [12, pytest.param(KILLS, marks=pytest.mark.siege)])
@pytest.mark.parametrize("jobs", [1, 3])
def test_a_build_killed_at_random_moments_while_somebody_reads(
    hub: Path, editions: tuple[Shas, Shas], tmp_path: Path, rounds: int, jobs: int
) -> None:
    rounds = rounds * 2 // 3 if jobs == 1 else rounds // 3
    seed = int(os.environ.get("LAUREL_SEED", "0")) or random.randrange(1, 1_000_000)
    chance, longest, killed = random.Random(seed), 0.3, 0
    with Reader(hub / "public") as reader:
        for number in range(1, rounds + 1):
            edition(hub, number)
            began = time.monotonic()
            process = in_a_process(build_until, hub, tmp_path / "told", sys.maxsize, KILL, None, jobs)
            process.join(chance.uniform(0, longest * 1.1))
            process.kill()
            process.join()
            killed += process.exitcode == -signal.SIGKILL
            if process.exitcode == 0:
                longest = time.monotonic() - began
            assert neither_old_nor_new(hub / "public", *editions) == [], f"LAUREL_SEED={seed}"
            if number % 2:
                right(hub, editions[1])
    edition(hub, rounds)
    right(hub, editions[rounds % 2])
    assert verify(hub).damage == ()
    assert reader.strange(*editions) == set(), f"LAUREL_SEED={seed}"
    assert killed and reader.seen


# -- refused by the disk


@pytest.mark.parametrize("what", [BROKEN, FULL])
@pytest.mark.parametrize("count", [10, pytest.param(10_000, marks=pytest.mark.siege)])
def test_an_error_of_the_disk_at_any_step_is_told_in_words(
    hub: Path, editions: tuple[Shas, Shas], tmp_path: Path, what: str, count: int
) -> None:
    edition(hub, 1)
    total, told, failed = steps_of(hub, tmp_path), tmp_path / "told", 0
    for number, at in enumerate(sampled(total, min(count, total))):
        edition(hub, number)
        process = in_a_process(build_until, hub, told, at, what)
        process.join()
        said = told.read_text()
        assert process.exitcode in (0, 1), f"step {at} of {total}: {said}"
        assert not any(word in said for word in _NO_TRACE), f"step {at} of {total}: {said}"
        if process.exitcode:
            failed += 1
            assert (os.strerror(errno.EIO) if what == BROKEN else "the disk is full") in said
        assert neither_old_nor_new(hub / "public", *editions) == [], f"step {at} of {total}: {said}"
        right(hub, editions[number % 2])
    assert failed > 3
    assert verify(hub).damage == ()


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A disk of six megabytes, where one may be mounted."""
    with tempfile.TemporaryDirectory(prefix="laurel-") as folder:
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", folder], check=False).returncode:
            pytest.skip("only root can mount a small disk; a full disk is also tried step by step")
        try:
            yield Path(folder)
        finally:
            subprocess.run(["umount", "-l", folder], check=True)  # databases of this process may be open there


@pytest.mark.skipif(os.getuid() != 0 or shutil.which("mount") is None, reason="only root can mount a small disk")
def test_a_disk_that_is_full_is_told_and_nothing_is_lost(
    hub: Path, editions: tuple[Shas, Shas], tmp_path: Path, small_disk: Path
) -> None:
    shutil.move(hub, small_disk / "hub")
    hub, ballast, told = small_disk / "hub", small_disk / "ballast", tmp_path / "told"
    failed = 0
    for number, left in enumerate((0, 8192, 50_000, 150_000), 1):
        edition(hub, number)
        free = os.statvfs(small_disk).f_bavail * os.statvfs(small_disk).f_frsize
        ballast.write_bytes(b"\0" * max(0, free - left))
        process = in_a_process(build_command, hub, told)
        process.join()
        said = told.read_text()
        assert process.exitcode in (0, 1), said
        assert not any(word in said for word in _NO_TRACE), said
        if process.exitcode:
            failed += 1
            assert "the disk is full" in said.lower()
        assert neither_old_nor_new(hub / "public", *editions) == [], said
        ballast.unlink()
        right(hub, editions[number % 2])
    assert failed
    assert verify(hub).damage == ()


# -- without rights


def _give_up_root() -> None:
    for name in ("utf-32-be", "utf-16-be", "latin-1", "mac-roman"):
        codecs.lookup(name)  # Python itself may lie where nobody else may read
    os.setgroups([])
    os.setgid(_NOBODY)
    os.setuid(_NOBODY)


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give its rights up")
@pytest.mark.parametrize(
    ("closed", "words"),
    [
        ("content/posts", "cannot be read"),
        ("content/posts/frost.md", "cannot be read"),
        ("content/media/cover.jpg", "cannot be read"),
        ("hub.toml", "no permission"),
        ("public/posts/frost", "no permission"),
        (".laurel", "no permission"),
        (".laurel/memory.db", ""),
        (".laurel/cache", ""),
        ("site/templates/own.html", ""),
    ],
)
def test_what_may_not_be_read_or_written_is_told_and_nothing_is_lost(
    two: tuple[Path, tuple[Shas, Shas]], tmp_path: Path, closed: str, words: str
) -> None:
    with tempfile.TemporaryDirectory(prefix="laurel-") as folder:
        os.chmod(folder, 0o755)
        hub = Path(shutil.copytree(two[0], Path(folder) / "hub"))
        if closed.startswith("site"):
            (hub / closed).parent.mkdir(parents=True)
            (hub / closed).write_text("Ours")
        edition(hub, 1)
        for place in (*hub.rglob("*"), hub):
            os.chown(place, _NOBODY, _NOBODY)
        shut = hub / closed
        os.chown(shut, 0, 0)
        mode = shut.stat().st_mode
        shut.chmod(0o555 if shut.is_dir() and not closed.startswith("content") else 0o400)
        told = Path(folder) / "told"
        process = in_a_process(build_command, hub, told, _give_up_root)
        process.join()
        said = told.read_text()
        assert process.exitcode == (1 if words else 0), said
        assert words in said and not any(word in said for word in _NO_TRACE), said
        assert (closed in said) is bool(words)
        assert neither_old_nor_new(hub / "public", *two[1]) == [], said
        if shut.exists():
            shut.chmod(mode)
        if not closed.startswith("site"):
            right(hub, two[1][1])


# -- files that vanish


def _vanishing(hub: Path, path: str, time_around: int) -> None:
    """Take a content file away when it is opened for the so-manieth time."""
    opened = 0

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal opened
        if event == "open" and str(arguments[0]) == str(hub / path):
            opened += 1
            if opened == time_around:
                os.unlink(hub / path)

    sys.addaudithook(hook)


@pytest.mark.parametrize("time_around", [1, 2, 3])
@pytest.mark.parametrize(
    "path", ["content/posts/odd.md", "content/media/kit.csv", "content/media/cover.jpg", "hub.toml"]
)
def test_a_file_that_vanishes_while_the_hub_is_read_is_told(
    hub: Path, editions: tuple[Shas, Shas], clean: Clean, tmp_path: Path, path: str, time_around: int
) -> None:
    edition(hub, 1)
    data, told = (hub / path).read_bytes(), tmp_path / "told"
    process = in_a_process(build_command, hub, told, lambda: _vanishing(hub, path, time_around))
    process.join()
    said = told.read_text()
    assert process.exitcode in (0, 1, 2), said
    assert not any(word in said for word in _NO_TRACE), said
    if process.exitcode:
        assert path in said
        assert standing(hub / "public") == editions[0]
    elif not (hub / path).exists():  # before it was looked at
        assert tree(hub / "public") == clean(hub)
    (hub / path).write_bytes(data)
    right(hub, editions[1])


# -- clocks


def test_files_from_the_future_are_read_whenever_they_change(hub: Path, clean: Clean) -> None:
    ahead = time.time_ns() + 10**9 * 86_400 * 400
    file = hub / "content/pages/about.md"
    for words in ("Who we ARE.", "Who WE are.", "WHO we are."):
        file.write_text(f"---\ntitle: About\nmenu: About\n---\n\n{words}\n")
        for other in (hub / "content").rglob("*"):
            os.utime(other, ns=(ahead, ahead))
        build(hub, now=NOW)
        assert words in (hub / "public/about/index.html").read_text()
    assert tree(hub / "public") == clean(hub)


def test_a_published_file_seems_newer_than_the_one_before_it_when_the_clock_was_set_back(hub: Path) -> None:
    page = hub / "public/about/index.html"
    ahead = time.time() + 86_400
    os.utime(page, (ahead, ahead))
    (hub / "content/pages/about.md").write_text("---\ntitle: About us\nmenu: About\n---\n\nWords.\n")
    build(hub, now=NOW)
    assert "About us" in page.read_text()
    assert page.stat().st_mtime > ahead, "or servers would answer that nothing was modified"
