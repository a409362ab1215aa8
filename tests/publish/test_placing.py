"""Putting a hub in place: whole files only, nobody else's files touched, and no half-done work left."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from hub.model import HubError, Problem, Severity
from hub.publish import build
from hub.publish.events import Built
from tests.conftest import write_hub
from tests.publish.small_site import build_site, small_site, tree

OLD: dict[str, str | bytes] = {
    "index.html": '<a href="/hub/a/">',
    "a/index.html": "a, old",
    "b/index.html": "goes",
    "static/x.css": b"old",
    "feed.xml": b"<feed>old</feed>",
    "turns/index.html": "folder",
    "same.txt": b"same",
}
NEW: dict[str, str | bytes] = {
    "index.html": '<a href="/hub/a/"> new',
    "a/index.html": "a, new",
    "c/d/index.html": "comes",
    "static/x.css": b"new",
    "feed.xml": b"<feed>new</feed>",
    "turns": b"file",
    "same.txt": b"same",
}


def publish(root: Path, files: Mapping[str, str | bytes], out: Path | None = None, **more: Any) -> Built:
    root.mkdir(exist_ok=True)
    return build_site(small_site(files), root, out, **more)


def clean(tmp_path: Path, files: Mapping[str, str | bytes]) -> dict[str, bytes]:
    return tree(publish(tmp_path / "clean", files).out)


def test_a_second_build_gives_the_bytes_of_a_clean_one(tmp_path: Path) -> None:
    root = tmp_path / "hub"
    assert publish(root, OLD).written == len(OLD)
    built = publish(root, NEW)
    assert tree(root / "public") == clean(tmp_path, NEW)
    assert (built.files, built.pages, built.written, built.removed) == (7, 3, 6, 2)
    assert not (root / "public/b").exists()


def test_files_that_did_not_change_are_not_touched(tmp_path: Path) -> None:
    root = tmp_path / "hub"
    publish(root, OLD)
    before = {path: path.stat().st_mtime_ns for path in (root / "public").rglob("*") if path.is_file()}
    built = publish(root, OLD)
    assert (built.written, built.removed) == (0, 0)
    assert {path: path.stat().st_mtime_ns for path in (root / "public").rglob("*") if path.is_file()} == before


def test_a_file_somebody_changed_is_made_right_again(tmp_path: Path) -> None:
    root = tmp_path / "hub"
    publish(root, OLD)
    (root / "public/a/index.html").write_text("hacked")
    (root / "public/extra.html").write_text("stray")
    publish(root, OLD)
    assert tree(root / "public") == clean(tmp_path, OLD)


def test_assets_come_first_then_pages_then_feeds_and_removals_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "hub"
    publish(root, OLD)
    order: list[str] = []
    public = f"{root / 'public'}/"
    replace, unlink = os.replace, os.unlink

    def replacing(source: Any, target: Any, **more: Any) -> None:
        order.append(str(target))
        replace(source, target, **more)

    link = os.link
    monkeypatch.setattr(os, "replace", replacing)
    monkeypatch.setattr(os, "link", lambda a, b, **more: (order.append(str(b)), link(a, b, **more))[1])
    monkeypatch.setattr(Path, "unlink", lambda self, **_more: (order.append(f"-{self}"), unlink(self))[1])
    files = {path: data for path, data in NEW.items() if path != "turns"}
    publish(root, files)
    moves = [name.replace(public, "") for name in order if public in name]
    pages = ["a/index.html", "c/d/index.html", "index.html"]
    assert moves == ["static/x.css", *pages, "feed.xml", "-b/index.html", "-turns/index.html"]


def test_a_failure_at_any_move_leaves_whole_files_and_the_next_build_ends_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = clean(tmp_path, OLD), clean(tmp_path, NEW)
    replace = os.replace
    failures = 0
    for failing in range(1, 30):
        root = tmp_path / f"hub{failing}"
        monkeypatch.setattr(os, "replace", replace)
        publish(root, OLD)
        calls = 0

        def broken(source: Any, target: Any, failing: int = failing, **more: Any) -> None:
            nonlocal calls
            calls += 1
            if calls == failing:
                raise OSError(errno.ENOSPC, "No space left on device", str(target))
            replace(source, target, **more)

        monkeypatch.setattr(os, "replace", broken)
        try:
            publish(root, NEW)
        except OSError:
            failures += 1
        monkeypatch.setattr(os, "replace", replace)
        for path, data in tree(root / "public").items():
            assert data in (old.get(path), new.get(path)), path
        publish(root, NEW)
        assert tree(root / "public") == new
    assert failures >= 8


def test_the_next_build_finishes_the_last_one_even_when_it_has_problems_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "hub"
    publish(root, OLD)
    replace = os.replace

    def broken(source: Any, target: Any, **more: Any) -> None:
        if str(target).endswith("feed.xml"):
            raise OSError(errno.EIO, "Input/output error", str(target))
        replace(source, target, **more)

    monkeypatch.setattr(os, "replace", broken)
    with pytest.raises(OSError, match="Input/output"):
        publish(root, NEW)
    monkeypatch.setattr(os, "replace", replace)
    assert tree(root / "public") != clean(tmp_path, NEW)
    with pytest.raises(HubError):
        publish(root, {"index.html": '<a href="/hub/gone/">'})
    assert tree(root / "public") == clean(tmp_path, NEW)
    assert not (root / ".laurel/journal.json").exists()


def test_nothing_is_published_when_a_link_is_broken(tmp_path: Path) -> None:
    root = tmp_path / "hub"
    publish(root, OLD)
    before = tree(root / "public")
    with pytest.raises(HubError):
        publish(root, {**NEW, "a/index.html": '<a href="/hub/gone/">'})
    assert tree(root / "public") == before


def test_warnings_are_told_with_the_result_and_with_a_failure(tmp_path: Path) -> None:
    warning = Problem("content/a.md", 3, "looks odd", "look again", Severity.WARNING)
    (tmp_path / "hub").mkdir()
    built = build_site(small_site(OLD), tmp_path / "hub", warnings=(warning,))
    assert built.problems == (warning,)
    with pytest.raises(HubError) as caught:
        build_site(small_site({"x/index.html": '<a href="#y">'}), tmp_path / "hub", warnings=(warning,))
    assert warning in caught.value.problems
    assert len(caught.value.problems) == 2


@pytest.mark.parametrize("apart", [".git/config", "CNAME", ".nojekyll", "a/.keep", ".well-known/acme/token"])
def test_what_a_host_keeps_in_public_stays(tmp_path: Path, apart: str) -> None:
    root = tmp_path / "hub"
    publish(root, OLD)
    kept = root / "public" / apart
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text("mine")
    publish(root, NEW)
    assert kept.read_text() == "mine"
    assert tree(root / "public", [apart]) == clean(tmp_path, NEW)


def test_without_its_records_a_build_still_knows_public_as_its_own(tmp_path: Path) -> None:
    import shutil

    root = tmp_path / "hub"
    publish(root, {**OLD, ".well-known/did.json": b"{}"})
    shutil.rmtree(root / ".laurel")
    publish(root, {**NEW, ".well-known/did.json": b"{ }"})
    assert tree(root / "public") == clean(tmp_path, {**NEW, ".well-known/did.json": b"{ }"})


def test_dot_files_laurel_made_go_when_they_are_no_longer_made(tmp_path: Path) -> None:
    root = tmp_path / "hub"
    publish(root, {**OLD, ".well-known/did.json": b"{}"})
    publish(root, OLD)
    assert not (root / "public/.well-known").exists()


class TestAnotherFolder:
    """`--out`: Laurel owns the files it wrote there, and no others."""

    def test_a_folder_with_files_of_others_is_refused(self, tmp_path: Path) -> None:
        out = tmp_path / "site"
        out.mkdir()
        (out / "precious.txt").write_text("mine")
        with pytest.raises(HubError, match="Laurel did not make") as caught:
            publish(tmp_path / "hub", OLD, out)
        assert caught.value.status == 2
        assert tree(out) == {"precious.txt": b"mine"}

    def test_files_that_came_later_stay(self, tmp_path: Path) -> None:
        out = tmp_path / "site"
        publish(tmp_path / "hub", OLD, out)
        (out / "b/precious.txt").write_text("mine")
        publish(tmp_path / "hub", NEW, out)
        assert tree(out, ["b/precious.txt"]) == clean(tmp_path, NEW)
        assert (out / "b/precious.txt").read_text() == "mine"

    def test_a_strangers_file_in_the_way_is_refused_before_anything_changes(self, tmp_path: Path) -> None:
        out = tmp_path / "site"
        publish(tmp_path / "hub", OLD, out)
        (out / "c").mkdir()
        (out / "c/d").write_text("mine")
        before = tree(out)
        with pytest.raises(HubError, match=r"site/c/d was not made by Laurel") as caught:
            publish(tmp_path / "hub", NEW, out)
        assert caught.value.status == 2
        assert tree(out) == before

    def test_a_strangers_file_that_is_the_same_is_no_obstacle(self, tmp_path: Path) -> None:
        out = tmp_path / "site"
        publish(tmp_path / "hub", OLD, out)
        (out / "turns/index.html").unlink()
        (out / "turns").rmdir()
        (out / "turns").write_bytes(b"file")
        publish(tmp_path / "hub", NEW, out)
        assert tree(out) == clean(tmp_path, NEW)

    @pytest.mark.parametrize("part", [".", "..", "content", "content/x", "data", ".laurel", ".laurel/x", ".git"])
    def test_the_hub_folders_own_parts_are_refused(self, tmp_path: Path, part: str) -> None:
        root = tmp_path / "deep/hub"
        (root / "content").mkdir(parents=True)
        with pytest.raises(HubError, match="part of the hub folder") as caught:
            publish(root, OLD, root / part)
        assert caught.value.status == 2

    def test_a_file_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "x").write_text("mine")
        with pytest.raises(HubError, match="is a file"):
            publish(tmp_path / "hub", OLD, tmp_path / "x")

    def test_drafts_never_go_to_public(self, tmp_path: Path) -> None:
        write_hub(tmp_path / "hub", {})
        for out in (None, tmp_path / "hub/public"):
            with pytest.raises(HubError, match="Drafts are not for the public") as caught:
                build(tmp_path / "hub", drafts=True, out=out)
            assert caught.value.status == 2
        build(tmp_path / "hub", drafts=True, out=tmp_path / "draft")
        assert not (tmp_path / "hub/public").exists()


class TestLinksToElsewhere:
    """Symbolic links inside the published folder are never followed."""

    def test_in_public_a_link_is_replaced_and_its_target_left_alone(self, tmp_path: Path) -> None:
        root, elsewhere = tmp_path / "hub", tmp_path / "elsewhere"
        (elsewhere / "d").mkdir(parents=True)
        (elsewhere / "d/index.html").write_text("mine")
        publish(root, OLD)
        (root / "public/c").symlink_to(elsewhere)
        (root / "public/same.txt").unlink()
        (root / "public/same.txt").symlink_to(elsewhere / "d/index.html")
        publish(root, NEW)
        assert tree(elsewhere) == {"d/index.html": b"mine"}
        assert tree(root / "public") == clean(tmp_path, NEW)
        assert not (root / "public/c").is_symlink()

    def test_elsewhere_a_link_in_the_way_is_refused(self, tmp_path: Path) -> None:
        out, elsewhere = tmp_path / "site", tmp_path / "elsewhere"
        elsewhere.mkdir()
        publish(tmp_path / "hub", OLD, out)
        (out / "c").symlink_to(elsewhere)
        with pytest.raises(HubError, match="site/c was not made by Laurel"):
            publish(tmp_path / "hub", NEW, out)
        assert tree(elsewhere) == {}

    def test_removals_do_not_go_through_links(self, tmp_path: Path) -> None:
        out, elsewhere = tmp_path / "site", tmp_path / "elsewhere"
        elsewhere.mkdir()
        (elsewhere / "index.html").write_text("mine")
        publish(tmp_path / "hub", OLD, out)
        (out / "b/index.html").unlink()
        (out / "b").rmdir()
        (out / "b").symlink_to(elsewhere)
        publish(tmp_path / "hub", NEW, out)
        assert tree(elsewhere) == {"index.html": b"mine"}

    def test_public_itself_may_be_a_link(self, tmp_path: Path) -> None:
        root, real = tmp_path / "hub", tmp_path / "www"
        root.mkdir()
        real.mkdir()
        (root / "public").symlink_to(real)
        publish(root, NEW)
        assert tree(real) == clean(tmp_path, NEW)


def test_another_disk_gets_whole_files_too(tmp_path: Path) -> None:
    shm = Path("/dev/shm")
    if not shm.is_dir() or not os.access(shm, os.W_OK) or shm.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("there is no second disk here")
    import tempfile

    with tempfile.TemporaryDirectory(dir=shm) as folder:
        out = Path(folder) / "site"
        publish(tmp_path / "hub", OLD, out)
        publish(tmp_path / "hub", NEW, out)
        assert tree(out) == clean(tmp_path, NEW)


def test_the_record_is_readable_and_names_every_file(tmp_path: Path) -> None:
    publish(tmp_path / "hub", OLD, tmp_path / "out")
    (record,) = (tmp_path / "hub/.laurel/written").iterdir()
    assert set(json.loads(record.read_bytes())["files"]) == set(OLD)
