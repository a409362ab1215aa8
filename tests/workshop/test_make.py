"""The commands the README tells: each exists and explains itself."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def make(*words: str) -> str:
    """What `make` prints."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith("MAKE")}
    return subprocess.run(["make", *words], cwd=ROOT, env=clean, capture_output=True, text=True, check=True).stdout


def targets() -> set[str]:
    """The commands of the Makefile."""
    return set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE)) - {"browser"}


def test_help_lists_every_command_with_a_sentence() -> None:
    lines = dict(re.findall(r"^  make (\w+) +(\S.*)$", make("help"), flags=re.MULTILINE))
    assert set(lines) == targets()


def test_make_alone_is_help() -> None:
    assert make() == make("help")


def test_pages_for_people_name_only_commands_that_exist() -> None:
    for page in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]:
        named = set(re.findall(r"`make (\w+)`|^\s*make (\w+)", page.read_text(encoding="utf-8"), flags=re.MULTILINE))
        assert {a or b for a, b in named} <= targets(), page.name


def test_ci_calls_the_checks_and_the_tests() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert re.findall(r"^make (\w+)$", script.read_text(), flags=re.MULTILINE) == ["lint", "test"]
