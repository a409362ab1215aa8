"""Folders of this machine, plain and switched, and ZIP files."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import textwrap
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from hub.hosts.trouble import size_words
from hub.model import HubError
from tests.hosts.support import CHANGED, FILES, Place, walked

ROOT = Path(__file__).resolve().parents[2]
NOBODY = 65534


def test_a_full_disk_stops_a_send_in_words_and_the_next_finishes(
    place_of: Callable[..., Place], monkeypatch: pytest.MonkeyPatch
) -> None:
    place = place_of("folder")
    place.send(FILES)
    before, real, count = place.shown(), os.fsync, 0

    def full(handle: int) -> None:
        nonlocal count
        count += 1
        if count > 3:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(handle)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(HubError, match=r"its disk is full\. 1 of 5 files .* were done\. Run it again") as caught:
        place.send(CHANGED)
    assert caught.value.status == 4
    assert all(text in (before.get(path), CHANGED.get(path)) for path, text in place.shown().items())
    monkeypatch.undo()
    place.send(CHANGED)
    assert place.shown() == CHANGED


@pytest.mark.parametrize("fail_at", range(1, 9))
def test_a_fault_at_any_write_leaves_whole_files(
    place_of: Callable[..., Place], monkeypatch: pytest.MonkeyPatch, fail_at: int
) -> None:
    place = place_of("folder")
    place.send(FILES)
    real, count = os.replace, 0

    def failing(old: str, new: str) -> None:
        nonlocal count
        count += 1
        if count == fail_at:
            raise OSError(errno.EIO, "Input/output error")
        real(old, new)

    monkeypatch.setattr(os, "replace", failing)
    try:
        place.send(CHANGED)
    except HubError as error:
        assert error.status == 4
    monkeypatch.undo()
    assert all(text in (FILES.get(path), CHANGED.get(path)) for path, text in place.shown().items())
    place.send(CHANGED)
    assert place.shown() == CHANGED


WITHOUT_RIGHTS = """
    import os, sys
    from pathlib import Path
    from hub.hosts import send
    from hub.model import Host, HubError
    from tests.hosts.support import FILES, make_release, settings_with

    root, there = Path(sys.argv[1]), sys.argv[2]
    release = make_release(root / "objects", FILES)
    (root / ".laurel/hosts/web").mkdir(parents=True)
    for place in (root / ".laurel", root / ".laurel/hosts", root / ".laurel/hosts/web"):
        os.chmod(place, 0o777)
    if os.getuid() == 0:
        os.setgid({nobody})
        os.setuid({nobody})
    try:
        send(root, settings_with(Host("web", "folder", {{"path": there}})), "web", release)
    except HubError as error:
        print(error.status, error)
"""


def test_a_folder_without_rights_is_told() -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as base:  # where nobody else's folder stands above it
        os.chmod(base, 0o755)
        root, there = Path(base) / "hub", Path(base) / "there"
        root.mkdir()
        there.mkdir()
        there.chmod(0o555)
        code = textwrap.dedent(WITHOUT_RIGHTS).format(nobody=NOBODY)
        done = subprocess.run(
            [sys.executable, "-c", code, str(root), str(there)], cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert done.stdout.startswith("4 The host web: "), done.stderr
        assert "you have no permission to write there. Nothing was sent." in done.stdout


@pytest.mark.parametrize("path", ["public", "data/there", ".", "..", "content"])
def test_a_folder_of_the_hub_itself_is_refused(place_of: Callable[..., Place], path: str) -> None:
    place = place_of("folder", path=path)
    with pytest.raises(HubError, match="part of the hub folder itself") as caught:
        place.send(FILES)
    assert caught.value.status == 2


def test_a_link_that_leads_out_is_not_followed(place_of: Callable[..., Place], tmp_path: Path) -> None:
    place = place_of("folder")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "there").mkdir()
    (tmp_path / "there/posts").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(HubError, match="is a link to elsewhere, which Laurel does not follow"):
        place.send(FILES)
    assert not walked(tmp_path / "elsewhere")


def test_a_switched_link_leads_to_the_old_hub_or_the_new(place_of: Callable[..., Place], tmp_path: Path) -> None:
    place = place_of("switch", keep=2)
    place.send(FILES)
    there = tmp_path / "there"
    old = there.resolve()
    with pytest.raises(KeyboardInterrupt):
        place.send(CHANGED, stop_at=4)
    assert there.resolve() == old and place.shown() == FILES
    place.send(CHANGED)
    assert there.resolve() != old and place.shown() == CHANGED
    assert (old / "404.html").samefile(there / "404.html")
    place.send({**CHANGED, "posts/four/index.html": "<p>Four"})
    kept = [p for p in (tmp_path / "there.releases").iterdir() if p.is_dir()]
    assert len(kept) == 2 and not old.exists()


def test_a_switch_goes_back_to_a_release_that_is_still_there(place_of: Callable[..., Place], tmp_path: Path) -> None:
    place = place_of("switch")
    place.send(FILES)
    first = (tmp_path / "there").resolve()
    place.send(CHANGED)
    place.send(FILES)
    assert (tmp_path / "there").resolve() == first
    assert place.shown() == FILES


def test_a_switch_does_not_take_the_place_of_a_folder(place_of: Callable[..., Place], tmp_path: Path) -> None:
    place = place_of("switch")
    (tmp_path / "there").mkdir()
    (tmp_path / "there/index.html").write_text("mine")
    with pytest.raises(HubError, match="with `switch` it must be a link that Laurel makes") as caught:
        place.send(FILES)
    assert caught.value.status == 2
    assert (tmp_path / "there/index.html").read_text() == "mine"


def test_a_zip_has_every_file_and_the_same_bytes_each_time(tmp_path: Path, place_of: Callable[..., Place]) -> None:
    place = place_of("zip", path=str(tmp_path / "hub.zip"))
    place.send(FILES)
    first = (tmp_path / "hub.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "hub.zip") as archive:
        assert {name: archive.read(name).decode() for name in archive.namelist()} == FILES
        assert archive.testzip() is None
    assert place.send(FILES).uploads == 0
    (tmp_path / "hub.zip").unlink()
    place.send(dict(reversed(FILES.items())))
    assert (tmp_path / "hub.zip").read_bytes() == first


def test_a_zip_is_old_or_new_also_when_a_send_breaks_off(tmp_path: Path, place_of: Callable[..., Place]) -> None:
    place = place_of("zip", path=str(tmp_path / "hub.zip"), prefix="people")
    place.send(FILES)
    before = (tmp_path / "hub.zip").read_bytes()
    with pytest.raises(KeyboardInterrupt):
        place.send(CHANGED, stop_at=3)
    assert (tmp_path / "hub.zip").read_bytes() == before
    place.send(CHANGED)
    with zipfile.ZipFile(tmp_path / "hub.zip") as archive:
        assert set(archive.namelist()) == {f"people/{path}" for path in CHANGED}


def test_a_damaged_zip_is_made_again(tmp_path: Path, place_of: Callable[..., Place]) -> None:
    place = place_of("zip", path=str(tmp_path / "hub.zip"))
    (tmp_path / "hub.zip").write_bytes(b"torn")
    assert place.send(FILES).uploads == len(FILES)
    assert zipfile.is_zipfile(tmp_path / "hub.zip")


def test_sizes_are_told_in_words() -> None:
    told = [size_words(n) for n in (0, 1, 999, 1000, 12_345_678, 5_000_000_000_000)]
    assert told == ["0 bytes", "1 byte", "999 bytes", "1.0 kB", "12.3 MB", "5000.0 GB"]
