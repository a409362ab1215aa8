"""`laurel publish`, `backup`, `restore` and `doctor`: what they say and the exit status they end with."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hub.actions.desk import open_desk
from hub.cli import laurel
from hub.publish import hold
from hub.records.kinds import Publish
from tests.admin.support import fill
from tests.support.hubs import ADA, post, write_hub


def run(*words: str | Path) -> Result:
    """Run `laurel WORDS…` in this process. An exception other than an exit would fail the test."""
    result = CliRunner().invoke(laurel, [str(word) for word in words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.output
    return result


@pytest.fixture
def hub(tmp_path: Path) -> Path:
    return write_hub(tmp_path / "hub", {"content/advocates/ada.md": ADA, "content/posts/one.md": post("One")})


def test_publish_tells_what_it_changed(hub: Path) -> None:
    result = run("publish", "--hub", hub, "--jobs", "1")
    assert result.exit_code == 0
    assert "Adds 1 post: One." in result.stderr
    assert "Published" in result.stderr
    again = run("publish", "--hub", hub, "--json", "--jobs", "1")
    told = json.loads(again.stdout)
    assert (told["ok"], told["published"], told["changed"], told["changes"]) == (True, True, 0, [])
    assert "No page changed." in again.stderr
    assert {record.name for record in open_desk(hub).records.all(Publish)} == {"The command line"}


def test_due_does_nothing_and_says_so_when_nothing_has_come(hub: Path) -> None:
    run("publish", "--hub", hub, "--jobs", "1")
    (hub / "content/posts/two.md").write_text(post("Two"))
    result = run("publish", "--due", "--hub", hub, "--json", "--jobs", "1")
    assert result.exit_code == 0
    assert json.loads(result.stdout) == {"ok": True, "published": False, "changes": ["Adds 1 post: Two."]}
    assert result.stderr == "Nothing's time has come, so nothing was published.\n"
    assert not (hub / "public/posts/two").exists()


def test_problems_end_a_publish_with_1_and_a_busy_hub_with_3(hub: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hub.actions.publishing._PATIENCE", 0.1)
    with hold(hub, "publishing", lock="publish", who="Tove"):
        busy = run("publish", "--hub", hub, "--json")
    assert busy.exit_code == 3
    assert "Tove" in json.loads(busy.stdout)["error"]
    (hub / "content/posts/bad.md").write_text(post("Bad").replace("ada", "nobody"))
    bad = run("publish", "--hub", hub, "--json", "--jobs", "1")
    assert bad.exit_code == 1
    assert json.loads(bad.stdout)["problems"][0]["path"] == "content/posts/bad.md"


def test_somebody_may_be_named(tmp_path: Path) -> None:
    fill(tmp_path / "hub")
    assert run("publish", "--hub", tmp_path / "hub", "--as", "TOVE@hub.example", "--jobs", "1").exit_code == 0
    (record,) = open_desk(tmp_path / "hub").records.all(Publish)
    assert (record.by, record.name) == ("a-editor", "Tove Lind")
    unknown = run("publish", "--hub", tmp_path / "hub", "--as", "nobody@hub.example")
    assert unknown.exit_code == 2
    assert "laurel user list" in unknown.stderr
    refused = run("publish", "--hub", tmp_path / "hub", "--as", "a-reviewer")
    assert refused.exit_code == 1
    assert "You may not publish the hub" in refused.stderr


def test_a_backup_comes_back(tmp_path: Path) -> None:
    fill(tmp_path / "hub")
    file = tmp_path / "b.tar.gz"
    made = run("backup", file, "--hub", tmp_path / "hub", "--json")
    assert made.exit_code == 0
    assert json.loads(made.stdout)["size"] == file.stat().st_size
    back = run("restore", file, "--hub", tmp_path / "new", "--json")
    assert back.exit_code == 0
    told = json.loads(back.stdout)
    assert (told["ok"], told["kept"], told["erased"]) == (True, None, 0)
    assert run("check", "--hub", tmp_path / "new").exit_code == 0
    over = run("restore", file, "--hub", tmp_path / "new")
    assert over.exit_code == 0
    assert "What was there is in" in over.stderr
    assert run("restore", tmp_path / "none.zip", "--hub", tmp_path / "new").exit_code == 2
    assert run("backup", tmp_path / "x.rar", "--hub", tmp_path / "hub").exit_code == 2


def test_a_well_hub_is_told_well(tmp_path: Path) -> None:
    fill(tmp_path / "hub")
    run("backup", tmp_path / "b.zip", "--hub", tmp_path / "hub")
    result = run("doctor", "--hub", tmp_path / "hub", "--json")
    told = json.loads(result.stdout)
    assert [f for f in told["findings"] if f["state"] != "good"] == []
    assert (result.exit_code, told["ok"]) == (0, True)
    names = {finding["name"] for finding in told["findings"]}
    assert {"Python", "Fonts", "Settings", "Records", "Mail", "Backup", "Private data", "Disk"} <= names


def damage_records(root: Path) -> None:
    next((root / "data/records").glob("accounts*.json")).write_text("{")


def open_secret(root: Path) -> None:
    (root / "data/secret.key").write_text("secret")
    (root / "data/secret.key").chmod(0o644)


def damage_settings(root: Path) -> None:
    (root / "hub.toml").write_text("title = 1\n")


def damage_content(root: Path) -> None:
    (root / "content/posts/torn.md").write_text("---\ntitle: [\n---\n")


def unplaced(root: Path) -> None:
    place = root / "data/records/unplaced/7/content/pages/about.md"
    place.parent.mkdir(parents=True)
    for folder in (place.parent, *place.parents[1:4]):
        folder.chmod(0o700)
    place.write_text("ours")
    place.chmod(0o600)


def clear_desk(root: Path) -> None:
    with (root / "hub.toml").open("a") as file:
        file.write('\n[desk]\nurl = "http://desk.example"\n')


@pytest.mark.parametrize(
    ("damage", "name", "words", "status"),
    [
        (damage_records, "Records", "accounts", 1),
        (open_secret, "Private data", "data/secret.key", 1),
        (damage_settings, "Settings", "title", 1),
        (damage_content, "Content", "content/posts/torn.md", 1),
        (unplaced, "Records", "content/pages/about.md", 0),
        (clear_desk, "Settings", "not https", 0),
    ],
)
def test_what_is_unsound_is_told_with_a_cure(
    tmp_path: Path, damage: object, name: str, words: str, status: int
) -> None:
    fill(tmp_path / "hub")
    damage(tmp_path / "hub")  # type: ignore[operator]  # one of the functions above
    result = run("doctor", "--hub", tmp_path / "hub", "--json")
    assert result.exit_code == status, result.stderr
    found = [f for f in json.loads(result.stdout)["findings"] if f["name"] == name and words in f["what"]]
    assert found, result.stdout
    assert all(finding["cure"] for finding in found)
    assert words in run("doctor", "--hub", tmp_path / "hub").stderr


def test_a_mail_server_that_cannot_be_used_is_told(hub: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAUREL_SMTP_URL", "http://mail.example")
    result = run("doctor", "--hub", hub)
    assert result.exit_code == 1
    assert "BAD  Mail: LAUREL_SMTP_URL is no mail server" in result.stderr


def test_no_hub_is_told_without_making_one(tmp_path: Path) -> None:
    result = run("doctor", "--hub", tmp_path)
    assert result.exit_code == 1
    assert "this is no hub folder" in result.stderr
    assert list(tmp_path.iterdir()) == []
