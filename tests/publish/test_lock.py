"""One build or change at a time; the second is told who is at work."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from hub.model import HubError
from hub.publish import hold
from tests.publish.small_site import build_site, small_site

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
