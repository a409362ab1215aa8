"""What holds for every kind of host: differences only, in order, safe to break off, others' files untouched."""

from __future__ import annotations

import gzip
import os
import shutil
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from hub.hosts import plan_words, planned, send
from hub.model import HubError
from tests.hosts.support import CHANGED, FILES, Place, in_order, make_release, settings_with

ROOT = Path(__file__).resolve().parents[2]


def test_a_hub_arrives_whole_and_is_not_sent_twice(place: Place) -> None:
    first = place.send(FILES)
    assert place.shown() == FILES
    assert (first.uploads, first.removals, first.size) == (len(FILES), 0, sum(len(t.encode()) for t in FILES.values()))
    before = place.held()
    second = place.send(FILES)
    assert (second.uploads, second.removals, place.steps) == (0, 0, [])
    assert place.held() == before


def test_only_differences_travel_assets_first_removals_last(place: Place) -> None:
    place.send(FILES)
    done = place.send(CHANGED)
    assert place.shown() == CHANGED
    paths = [step.path for step in place.steps]
    assert set(paths) == {
        "index.html",
        "posts/three/index.html",
        "posts/two/index.html",
        "static/style.css",
        "feed.xml",
    }
    assert (done.uploads, done.removals) == (4, 1)
    gone = "posts/two/index.html"
    assert in_order(
        paths,
        lambda path: path.startswith("static/"),
        lambda path: path.endswith(".html") and path != gone,
        lambda path: path == "feed.xml",
        lambda path: path == gone,
    )
    last = place.steps[-1]
    assert (last.done, last.total, last.sent, last.size) == (5, 5, done.size, done.size)


def test_what_is_gone_is_nowhere_named(place: Place) -> None:
    place.send({**FILES, "advocates/erased-person/index.html": "<p>Erased"})
    place.send(FILES)
    for path, data in place.held().items():
        plain = gzip.decompress(data) if path.endswith(".gz") else data
        assert b"erased-person" not in plain and "erased-person" not in path


def test_files_of_others_stay(place: Place) -> None:
    place.leave("strange", b"mine")
    place.leave("posts/two/notes.txt", b"mine too")
    place.send(FILES)
    place.send(CHANGED)
    if place.host.options.get("switch"):
        return
    held = place.held()
    assert (held["strange"], held["posts/two/notes.txt"]) == (b"mine", b"mine too")
    assert {path: text for path, text in place.shown().items() if path != "posts/two/notes.txt"} == CHANGED


def test_a_send_that_was_broken_off_is_finished_by_the_next(place: Place) -> None:
    place.send(FILES)
    with pytest.raises(KeyboardInterrupt):
        place.send(CHANGED, stop_at=3)
    place.send(CHANGED)
    assert place.shown() == CHANGED
    assert place.send(CHANGED).uploads == 0


def test_after_a_break_another_hub_can_be_sent_at_once(place: Place) -> None:
    with pytest.raises(KeyboardInterrupt):
        place.send({**CHANGED, "posts/four/index.html": "<p>Four"}, stop_at=9)
    place.send(FILES)
    assert place.shown() == FILES


def test_another_machine_goes_on_from_what_is_there(place: Place) -> None:
    place.send(FILES)
    shutil.rmtree(place.root / ".laurel")
    done = place.send(CHANGED)
    assert (done.uploads, done.removals) == (4, 1)
    assert place.shown() == CHANGED


def test_a_file_may_become_a_folder_and_back(place: Place) -> None:
    one, two = {**FILES, "media/kit": "a file"}, {**FILES, "media/kit/part.txt": "in a folder"}
    for files in (one, two, one):
        place.send(files)
        assert place.shown() == files


def test_again_sends_every_file_whatever_is_there(place: Place) -> None:
    place.send(FILES)
    done = place.send(CHANGED, again=True)
    assert (done.uploads, done.removals) == (len(CHANGED), 1)
    assert place.shown() == CHANGED


def test_a_dry_run_says_all_and_does_nothing(place: Place) -> None:
    place.send(FILES)
    before = place.held()
    release = make_release(place.root / "objects", CHANGED)
    todo = planned(place.root, settings_with(place.host), "web", release)
    words = list(plan_words(todo, "web"))
    assert place.held() == before
    assert "Sends 1 picture, style or other asset:" in words and "  /posts/three/" in words
    assert words.index("Sends 2 pages:") < words.index("Sends 1 feed:") < words.index("Removes 1 file:")
    assert words[-1].endswith(f"{len(CHANGED) - 4} files would stay as they are.")


def test_a_hub_may_lie_below_a_prefix(place_of: Callable[..., Place], request: pytest.FixtureRequest) -> None:
    for number, kind in enumerate(("folder", "rsync", "sftp", "s3", "git")):
        place = place_of(kind, f"web{number}", prefix=f"people/hub{number}")
        place.send(FILES)
        place.send(CHANGED)
        under = f"people/hub{number}/"
        shown = {path.removeprefix(under): text for path, text in place.shown().items() if path.startswith(under)}
        assert shown == CHANGED, kind
        if kind in ("folder", "rsync", "sftp"):
            shutil.rmtree(place.root.with_name("there"))


def test_bytes_that_changed_since_the_release_are_never_sent(place: Place) -> None:
    release = make_release(place.root / "objects", FILES)
    release.path_of("index.html").write_bytes(b"<p>Half")
    with pytest.raises(HubError, match="changed or taken away meanwhile"):
        send(place.root, settings_with(place.host), "web", release)
    assert "<p>Half" not in place.shown().values()


KILLED = """
    import os, signal, sys
    from pathlib import Path
    from hub.hosts import send
    from hub.model import Host
    from tests.hosts.support import CHANGED, make_release, settings_with

    root, at, kind, options = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3], eval(sys.argv[4])
    release = make_release(root / "objects", CHANGED)
    host = Host("web", kind, options)

    def report(step):
        if step.done >= at:
            os.kill(os.getpid(), signal.SIGKILL)

    send(root, settings_with(host), "web", release, report)
"""


@pytest.mark.parametrize("at", [1, 4])
def test_a_killed_process_leaves_whole_files_and_the_next_finishes(place: Place, at: int) -> None:
    place.send(FILES)
    words = [sys.executable, "-c", textwrap.dedent(KILLED), str(place.root), str(at), place.host.kind]
    done = subprocess.run([*words, repr(dict(place.host.options))], cwd=ROOT, env={**os.environ}, check=False)
    assert done.returncode == -signal.SIGKILL
    for path, text in place.shown().items():
        assert text in (FILES.get(path), CHANGED.get(path)), path
    place.send(CHANGED)
    assert place.shown() == CHANGED


OUTLIVED = """
    import os, signal, sys, threading, time
    from pathlib import Path
    from hub.hosts.doors import _at_work
    from hub.hosts.running import run
    from hub.model import Host

    def die(line):
        print(line, flush=True)
        os.kill(os.getpid(), signal.SIGKILL)

    with _at_work(Path(sys.argv[1]), Host("web", "folder", {"path": sys.argv[2]})):
        run([sys.executable, "-c", "import os, time; print(os.getpid(), flush=True); time.sleep(600)"], each=die)
"""


def test_a_program_that_outlives_a_killed_send_keeps_the_next_one_waiting(
    place_of: Callable[..., Place], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = place_of("folder")
    words = [sys.executable, "-c", textwrap.dedent(OUTLIVED), str(place.root), str(tmp_path / "there")]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr
    monkeypatch.setattr("hub.hosts.doors._PATIENCE", 0.2)
    try:
        with pytest.raises(HubError, match="Another send to web is under way") as caught:
            place.send(FILES)
        assert caught.value.status == 3
    finally:
        os.kill(int(done.stdout), signal.SIGKILL)
    monkeypatch.undo()
    place.send(FILES)
    assert place.shown() == FILES
