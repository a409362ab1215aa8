"""What the command says and the exit status it ends with."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from hub import __version__
from hub.cli import laurel
from hub.model import HubError, Problem
from tests.conftest import write_hub
from tests.publish.small_site import tree

ODD = "content/a.md: warning: files straight in content/ are not read; move it to the folder of its kind\n"
PAGE = "content/pages/b.md"


def run(*words: str | Path) -> Result:
    """Run `laurel WORDS…` in this process. An exception other than an exit would fail the test."""
    result = CliRunner().invoke(laurel, [str(word) for word in words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.output
    return result


@pytest.fixture
def hub(tmp_path: Path) -> Path:
    """A small hub about which there is something to be told."""
    return write_hub(tmp_path / "hub", {"content/a.md": "x", PAGE: "---\ntitle: B\n---\n\nWords.\n"})


def show(monkeypatch: pytest.MonkeyPatch, read: Callable[..., Any]) -> None:
    monkeypatch.setattr("hub.publish.printing.read_hub", read)


def raising(error: BaseException) -> Callable[..., Any]:
    def assemble(*_arguments: object) -> Any:
        raise error

    return assemble


def test_version_and_help() -> None:
    assert run("--version").output == f"laurel {__version__}\n"
    assert all(word in run("--help").output for word in ("init", "check", "build", "serve", "import"))
    assert run("biuld").exit_code == 2


def test_a_build_tells_warnings_and_what_it_did(hub: Path) -> None:
    result = run("build", "--hub", hub)
    assert result.exit_code == 0
    assert result.stdout == ""
    files = tree(hub / "public")
    pages = sum(path.endswith(".html") for path in files)
    assert ODD in result.stderr
    told = f"Published {pages} pages in {hub / 'public'} ({len(files)} files written, none removed) in "
    assert told in result.stderr
    assert (hub / "public/b/index.html").is_file()


def test_a_build_tells_programs_in_json(hub: Path) -> None:
    result = run("build", "--json", "--hub", hub)
    told = json.loads(result.stdout)
    assert told["ok"] is True
    count = len(tree(hub / "public"))
    assert (told["out"], told["files"], told["written"], told["made"]) == (str(hub / "public"), count, count, count)
    assert told["release"] == 1
    assert told["problems"][0]["severity"] == "warning"


def test_problems_end_with_1_and_change_nothing(hub: Path) -> None:
    run("build", "--hub", hub)
    before = tree(hub / "public")
    (hub / "content/pages/c.md").write_text("---\nsummary: C\n---\n")
    result = run("build", "--json", "--hub", hub)
    assert result.exit_code == 1
    assert "content/pages/c.md:2: `title` is missing" in result.stderr
    assert result.stderr.endswith("The hub has 1 problem. Nothing was changed.\n")
    assert json.loads(result.stdout)["ok"] is False
    assert json.loads(result.stdout)["problems"][0]["line"] == 2
    assert tree(hub / "public") == before


def test_check_tells_everything_and_builds_nothing(hub: Path) -> None:
    result = run("check", "--hub", hub)
    assert (result.exit_code, result.stderr) == (0, f"{ODD}1 warning.\n")
    (hub / PAGE).write_text("---\ntitle: B\n---\n\n[There](#gone)\n")
    result = run("check", "--json", "--hub", hub)
    assert result.exit_code == 1
    assert result.stderr == "1 problem and 2 warnings.\n"
    told = json.loads(result.stdout)
    assert [problem["severity"] for problem in told["problems"]] == ["problem", "warning", "warning"]
    assert "links to /b/#gone, but" in told["problems"][0]["what"]
    assert not (hub / "public").exists()
    (hub / PAGE).unlink()
    (hub / "content/a.md").unlink()
    assert run("check", "--hub", hub).stderr == "All is well.\n"


@pytest.mark.parametrize("command", [("build",), ("check",), ("serve",), ("import", "posts", ".")])
def test_a_folder_that_is_no_hub_is_told_how_to_become_one(tmp_path: Path, command: tuple[str, ...]) -> None:
    result = run(*command, "--hub", tmp_path)
    assert result.exit_code == 2
    assert f"{tmp_path} is not a hub folder" in result.stderr
    assert "laurel init" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_hub_folder_is_named_by_option_variable_or_place(hub: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(hub)
    assert run("check").exit_code == 0
    monkeypatch.chdir("/")
    assert run("check").exit_code == 2
    monkeypatch.setenv("LAUREL_HUB", str(hub))
    assert run("check").exit_code == 0
    assert run("check", "--hub", hub.parent).exit_code == 2


def test_drafts_need_a_place_of_their_own(hub: Path) -> None:
    result = run("build", "--drafts", "--hub", hub)
    assert result.exit_code == 2
    assert "--out" in result.stderr
    assert not (hub / "public").exists()
    assert run("build", "--drafts", "--out", hub.parent / "draft", "--hub", hub).exit_code == 0


def test_a_folder_of_others_is_refused_with_2(hub: Path, tmp_path: Path) -> None:
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs/x").write_text("x")
    result = run("build", "--out", tmp_path / "theirs", "--hub", hub)
    assert result.exit_code == 2
    assert "files that Laurel did not make" in result.stderr


def test_a_busy_hub_ends_with_3(hub: Path) -> None:
    from hub.publish import hold

    with hold(hub, "importing"):
        result = run("build", "--hub", hub)
    assert result.exit_code == 3
    assert f"busy: process {os.getpid()} is importing since" in result.stderr


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (
            OSError(errno.ENOSPC, "No space left on device", "/x/y"),
            "/x/y: the disk is full. Nothing was lost. Mend that",
        ),
        (PermissionError(errno.EACCES, "Permission denied", "/x/y"), "/x/y: you have no permission for it."),
        (OSError(errno.EIO, "Input/output error"), "Input/output error. Nothing was lost. Mend that"),
        (KeyError("tier"), "A fault in Laurel: KeyError: 'tier'. Run it again with LAUREL_DEBUG=1"),
    ],
)
def test_no_error_is_a_traceback(hub: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, words: str) -> None:
    show(monkeypatch, raising(error))
    result = run("build", "--hub", hub)
    assert result.exit_code == 1
    assert words in result.stderr


def test_a_fault_shows_its_traceback_when_asked(hub: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    show(monkeypatch, raising(KeyError("tier")))
    monkeypatch.setenv("LAUREL_DEBUG", "1")
    result = CliRunner().invoke(laurel, ["build", "--hub", str(hub)])
    assert result.exit_code == 1
    assert "Traceback" in result.stderr


def test_an_interrupt_ends_quietly(hub: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    show(monkeypatch, raising(KeyboardInterrupt()))
    result = run("build", "--hub", hub)
    assert (result.exit_code, result.stderr) == (130, "Stopped.\n")


def test_control_characters_never_reach_the_terminal(hub: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    show(monkeypatch, raising(HubError("No.", [Problem("content/\x1b[2J.md", 1, "odd\x07", "look")])))
    assert "\x1b" not in run("build", "--hub", hub).stderr


def test_a_folder_that_may_not_be_written_is_told(hub: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    show(monkeypatch, raising(PermissionError(errno.EACCES, "Permission denied", "/locked/site")))
    result = run("build", "--hub", hub)
    assert result.exit_code == 1
    assert "/locked/site" in result.stderr
    assert "you have no permission" in result.stderr
