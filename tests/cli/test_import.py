"""`laurel import` plans, tells and writes; again on the same input it changes nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from hub.publish import hold
from tests.cli.test_commands import run
from tests.publish.small_site import tree
from tests.support.hubs import ADA


@pytest.fixture
def old_site(tmp_path: Path) -> Path:
    """A folder with one post, as other generators keep them."""
    posts = tmp_path / "old/_posts"
    posts.mkdir(parents=True)
    (posts / "2025-03-01-hello.md").write_text("---\ntitle: Hello\nauthor: ada\n---\n\nWords.\n")
    return posts


def test_a_dry_run_tells_and_writes_nothing(make_hub: Callable[..., Path], old_site: Path) -> None:
    root = make_hub({"content/advocates/ada.md": ADA})
    before = tree(root)
    result = run("import", "posts", old_site, "--dry-run", "--hub", root)
    assert result.exit_code == 0, result.stderr
    assert "new: content/posts/" in result.stderr
    assert "Would import posts: 1 new" in result.stderr
    assert tree(root) == before


def test_an_import_writes_and_is_done(make_hub: Callable[..., Path], old_site: Path) -> None:
    root = make_hub({"content/advocates/ada.md": ADA})
    told = json.loads(run("import", "posts", old_site, "--json", "--hub", root).stdout)
    assert told["applied"] is True
    (write,) = told["writes"]
    assert write["new"] is True
    assert b"Words." in (root / write["path"]).read_bytes()
    again = json.loads(run("import", "posts", old_site, "--json", "--hub", root).stdout)
    assert (again["writes"], again["unchanged"]) == ([], [write["path"]])


def test_wrong_kinds_and_paths_end_with_2(make_hub: Callable[..., Path], tmp_path: Path) -> None:
    root = make_hub({})
    assert run("import", "posts", tmp_path / "gone", "--hub", root).exit_code == 2
    result = run("import", "nonsense", tmp_path, "--hub", root)
    assert result.exit_code == 2
    assert "posts" in result.stderr


def test_an_import_waits_for_nobody(make_hub: Callable[..., Path], old_site: Path) -> None:
    root = make_hub({"content/advocates/ada.md": ADA})
    with hold(root, "building"):
        assert run("import", "posts", old_site, "--hub", root).exit_code == 3
        assert run("import", "posts", old_site, "--dry-run", "--hub", root).exit_code == 0
