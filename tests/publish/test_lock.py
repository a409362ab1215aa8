"""One build or change at a time; the second is told who is at work."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from hub.cli import main
from hub.model import HubError
from hub.publish import build, hold
from hub.publish.events import Event
from tests.publish.small_site import build_site, small_site, tree
from tests.web.whole import NOW

_HOLDER = """
import sys, time
from pathlib import Path
from hub.publish import hold
with hold(Path(sys.argv[1]), "building"):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_busy_hub_says_who_holds_it_and_a_killed_holder_leaves_no_lock(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", _HOLDER, str(tmp_path)], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(HubError, match=rf"busy: process {holder.pid} is building since \d\d:") as caught:
            build_site(small_site({"index.html": "x"}), tmp_path)
        assert caught.value.status == 3
        assert not (tmp_path / "public").exists()
        os.kill(holder.pid, signal.SIGKILL)
    assert build_site(small_site({"index.html": "x"}), tmp_path).written == 1


def _halts(hub: Path) -> None:
    """A build that stands still once pages are made."""

    def report(event: Event) -> None:
        if event.stage == "make" and event.done:
            os.kill(os.getpid(), signal.SIGSTOP)

    build(hub, now=NOW, clean=True, report=report)


def test_of_two_builds_at_once_the_second_ends_with_status_3_and_says_who_is_at_it(
    whole_hub: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = tree(whole_hub / "public")
    process = multiprocessing.get_context("fork").Process(target=_halts, args=(whole_hub,))
    process.start()
    os.waitid(os.P_PID, process.pid, os.WSTOPPED | os.WNOWAIT)
    for command in ("build", "publish"):
        with pytest.raises(SystemExit) as ended:
            main([command, "--hub", str(whole_hub)])
        assert ended.value.code == 3
        assert f"process {process.pid} is building since" in capsys.readouterr().err
    assert tree(whole_hub / "public") == before
    os.kill(process.pid, signal.SIGCONT)
    process.kill()
    process.join()
    assert build(whole_hub, now=NOW).files == len(before)
    assert tree(whole_hub / "public") == before


def test_a_lock_is_free_again_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(KeyError), hold(tmp_path, "building"):
        raise KeyError
    with hold(tmp_path, "importing"):
        assert (tmp_path / ".laurel/build.lock.json").exists()
    assert not (tmp_path / ".laurel/build.lock.json").exists()


def test_git_is_told_to_leave_the_workshop_alone(tmp_path: Path) -> None:
    with hold(tmp_path, "building"):
        pass
    assert (tmp_path / ".laurel/.gitignore").read_text() == "*\n"
