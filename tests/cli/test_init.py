"""`laurel init` makes a hub folder where there was nothing, and never where there was something."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from hub.content import load
from tests.cli.test_commands import run
from tests.publish.small_site import tree


@pytest.mark.parametrize("options", [(), ("--demo",)])
def test_a_new_hub_is_sound(tmp_path: Path, options: tuple[str, ...]) -> None:
    folder = tmp_path / "new/hub"
    result = run("init", folder, *options)
    assert result.exit_code == 0, result.stderr
    assert "laurel serve" in result.stderr
    ignored = (folder / ".gitignore").read_text().splitlines()
    assert {"public/", "data/", "before-restore-*/"} <= set(ignored)
    assert set(os.listdir(folder)) == {"hub.toml", "content", ".gitignore"}
    loaded = load(folder)
    assert loaded.problems.fatal == ()
    assert bool(loaded.sound().posts) is bool(options)


def test_the_blank_hub_can_be_built_at_once(tmp_path: Path) -> None:
    run("init", tmp_path / "hub")
    built = run("build", "--hub", tmp_path / "hub", "--base-url", "https://example.org/deep/")
    assert built.exit_code == 0, built.stderr
    assert "/deep/" in (tmp_path / "hub/public/index.html").read_text()


def test_an_empty_folder_is_filled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("init", ".").exit_code == 0
    assert (tmp_path / "hub.toml").is_file()


def test_a_folder_with_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / ".hidden").write_text("mine")
    result = run("init", tmp_path, "--demo")
    assert result.exit_code == 2
    assert "is not empty" in result.stderr
    assert tree(tmp_path) == {".hidden": b"mine"}


def test_a_file_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("mine")
    result = run("init", tmp_path / "x")
    assert result.exit_code == 2
    assert "is a file" in result.stderr


def test_a_copy_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_source: Path, target: Path) -> None:
        raise OSError(28, "No space left on device", str(target))

    monkeypatch.setattr("shutil.copyfile", full)
    result = run("init", tmp_path / "hub", "--demo")
    assert result.exit_code == 1
    assert "the disk is full" in result.stderr
    assert not (tmp_path / "hub").exists()
