"""`laurel releases` and `laurel rollback`, on hubs that are really built."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from hub.cli.group import laurel
from tests.publish.small_site import tree
from tests.support.hubs import ADA, post

Make = Callable[..., Path]


@pytest.fixture
def hub(make_hub: Make) -> Path:
    """A hub with two releases: one more post in the second, and a slip in the first."""
    root = make_hub({"content/advocates/ada.md": ADA, "content/posts/bees.md": post("Bees", body="Buzz.")})
    call(root, "build", "--date", "2026-03-01")
    (root / "content/posts/hives.md").write_text(post("Hives", date="2026-02-01"))
    (root / "content/posts/bees.md").write_text(post("Bees", body="Buzz, a slip."))
    call(root, "build", "--date", "2026-03-01")
    return root


def call(root: Path, *words: str, status: int = 0) -> Result:
    result = CliRunner().invoke(laurel, [*words, "--hub", str(root)])
    assert result.exit_code == status, result.stderr or result.output
    return result


def told(root: Path, *words: str, status: int = 0) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(call(root, *words, "--json", status=status).stdout)
    return found


def test_the_list_tells_when_and_what_and_which_one_is_shown(hub: Path) -> None:
    lines = call(hub, "releases").stderr.splitlines()
    assert len(lines) == 2
    assert lines[0].split()[0] == "1" and not lines[0].endswith("(shown)")
    assert lines[1].startswith("*") and lines[1].endswith("(shown)")
    found = told(hub, "releases")
    assert found["shown"] == 2
    assert [(one["number"], one["shown"]) for one in found["releases"]] == [(2, True), (1, False)]
    assert found["releases"][0]["pages"] > found["releases"][1]["pages"] > 3


def test_a_hub_that_was_never_published_says_so(make_hub: Make) -> None:
    root = make_hub({})
    assert "Nothing was published yet" in call(root, "releases").stderr
    assert "nothing to go back to" in call(root, "rollback", status=1).stderr


def test_diff_tells_what_appears_changes_and_disappears(hub: Path) -> None:
    words = call(hub, "releases", "diff", "1", "2").stderr
    assert "Adds 1 post: Hives." in words
    assert "Changes 1 post: Bees." in words
    assert "Removes 1 post: Hives." in call(hub, "releases", "diff", "2", "1").stderr
    found = told(hub, "releases", "diff", "1", "2")
    assert {"address": "/posts/hives/", "kind": "posts", "title": "Hives"} in found["added"]
    assert "There is no release 7" in call(hub, "releases", "diff", "1", "7", status=2).stderr


def test_verify_looks_at_every_byte_and_says_what_to_do(hub: Path) -> None:
    assert "every byte is right" in call(hub, "releases", "verify").stderr
    victim = next(file for file in sorted((hub / ".laurel/objects").rglob("*")) if file.is_file())
    victim.chmod(0o644)
    victim.write_bytes(b"?")
    words = call(hub, "releases", "verify", status=1).stderr
    assert str(victim) in words
    assert "damaged." in words
    found = told(hub, "releases", "verify", status=1)
    assert not found["ok"]
    assert found["damage"][0]["cure"]
    call(hub, "build", "--clean", "--date", "2026-03-01")
    kept = told(hub, "releases", "verify", status=1 if found["damage"][0]["what"].count("release 1 ") else 0)
    assert kept["ok"] or "release 1 " in kept["damage"][0]["what"]


def test_prune_lets_old_ones_go_with_what_only_they_had(hub: Path) -> None:
    before = tree(hub / "public")
    found = told(hub, "releases", "prune", "--keep", "1")
    assert found["releases"] == [1]
    assert found["files"] > 0 and found["bytes"] > 0
    assert tree(hub / "public") == before
    assert [one["number"] for one in told(hub, "releases")["releases"]] == [2]
    assert "every byte is right" in call(hub, "releases", "verify").stderr
    assert "Let no releases" in call(hub, "releases", "prune", "--older-than", "0").stderr


def test_back_and_forward(hub: Path) -> None:
    two = tree(hub / "public")
    content = tree(hub / "content")
    words = call(hub, "rollback").stderr
    assert "Went back to release 1." in words
    assert "Removes 1 post: Hives." in words
    assert "until somebody publishes" in words
    assert not (hub / "public/posts/hives").exists()
    assert b"slip" not in (hub / "public/posts/bees/index.html").read_bytes()
    assert tree(hub / "content") == content
    assert "nothing goes out by itself" in call(hub, "releases").stderr
    found = told(hub, "rollback", "1")
    assert (found["new"], found["to"]) == (False, 1)
    call(hub, "build", "--date", "2026-03-01")
    assert tree(hub / "public") == two
    assert "nothing goes out by itself" not in call(hub, "releases").stderr


def test_a_withdrawn_post_stays_withdrawn_in_a_hub_that_is_really_built(hub: Path) -> None:
    (hub / "content/posts/bees.md").unlink()
    call(hub, "build", "--date", "2026-03-01")
    words = call(hub, "rollback", "2").stderr
    assert "Without the post “Bees”, which was withdrawn." in words
    assert b"Bees" not in b"".join(data for path, data in tree(hub / "public").items() if path.endswith(".html"))
    assert "every byte is right" in call(hub, "releases", "verify").stderr


@pytest.mark.parametrize(
    ("code", "words"), [(errno.ENOSPC, "the disk is full"), (errno.EACCES, "you have no permission for it")]
)
def test_a_disk_that_refuses_is_told_in_words(
    hub: Path, monkeypatch: pytest.MonkeyPatch, code: int, words: str
) -> None:
    place = os.replace

    def refuse(source: Any, target: Any) -> None:
        if str(target).endswith("bees/index.html"):
            raise OSError(code, os.strerror(code), str(target))
        place(source, target)

    monkeypatch.setattr(os, "replace", refuse)
    told_ = call(hub, "rollback", status=1).stderr
    assert words in told_ and "bees/index.html" in told_ and "run the command again" in told_
    monkeypatch.setattr(os, "replace", place)
    assert "Went back to release 1." in call(hub, "rollback").stderr
    assert b"slip" not in (hub / "public/posts/bees/index.html").read_bytes()
    assert "every byte is right" in call(hub, "releases", "verify").stderr


def test_without_a_hub_folder_it_is_wrong_use(tmp_path: Path) -> None:
    for words in (["releases"], ["releases", "verify"], ["releases", "prune"], ["rollback"]):
        call(tmp_path, *words, status=2)


def test_an_unknown_account_is_told(hub: Path) -> None:
    assert "There is no account 'x@y.example'" in call(hub, "rollback", "--as", "x@y.example", status=2).stderr
