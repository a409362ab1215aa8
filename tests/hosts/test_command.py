"""`laurel publish HOST`: what it says, sends and ends with."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hub.actions.sending import sent_hosts
from hub.cli import laurel
from tests.hosts.support import walked
from tests.support.hubs import ADA, HUB_TOML, post, write_hub


def run(*words: str | Path) -> Result:
    """Run `laurel WORDS…` in this process. An exception other than an exit would fail the test."""
    result = CliRunner().invoke(laurel, [str(word) for word in words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.output
    return result


@pytest.fixture
def hub(tmp_path: Path) -> Path:
    """A small hub with a folder host, `disk`."""
    host = f'\n[hosts.disk]\nkind = "folder"\npath = "{tmp_path}/there"\nconfirm = false\n'
    files = {"hub.toml": HUB_TOML + host, "content/advocates/ada.md": ADA, "content/posts/one.md": post("One")}
    return write_hub(tmp_path / "hub", files)


def shown(there: Path) -> dict[str, bytes]:
    """What lies at the host, without Laurel's notes."""
    return {path: data for path, data in walked(there).items() if not path.startswith(".laurel-sent/")}


def test_publish_builds_and_sends_what_differs(hub: Path, tmp_path: Path) -> None:
    first = run("publish", "disk", "--hub", hub, "--jobs", "1")
    assert first.exit_code == 0, first.stderr
    assert shown(tmp_path / "there") == walked(hub / "public")
    assert sent_hosts(hub) == ("disk",)
    assert "to disk." in first.stderr.splitlines()[-1]
    again = run("publish", "disk", "--hub", hub, "--jobs", "1", "--json")
    told = json.loads(again.stdout)
    assert (told["sent"]["host"], told["sent"]["uploads"], told["sent"]["remarks"]) == ("disk", 0, [])
    assert "disk had everything already: nothing was sent." in again.stderr
    (hub / "content/posts/two.md").write_text(post("Two"))
    third = json.loads(run("publish", "disk", "--hub", hub, "--jobs", "1", "--json").stdout)
    assert 0 < third["sent"]["uploads"] < len(walked(hub / "public"))
    assert shown(tmp_path / "there") == walked(hub / "public")
    whole = json.loads(run("publish", "disk", "--again", "--hub", hub, "--jobs", "1", "--json").stdout)
    assert whole["sent"]["uploads"] == len(walked(hub / "public"))


def test_a_dry_run_tells_the_plan_and_makes_nothing(hub: Path, tmp_path: Path) -> None:
    run("publish", "--hub", hub, "--jobs", "1")
    before = walked(hub / "public")
    (hub / "content/posts/two.md").write_text(post("Two"))
    result = run("publish", "disk", "--dry-run", "--hub", hub, "--json")
    assert result.exit_code == 0
    told = json.loads(result.stdout)
    assert set(told["uploads"]) == set(before) and told["removals"] == [] and told["bytes"] > 1000
    assert "Sends 1 feed" not in result.stderr and "pages:" in result.stderr
    assert walked(hub / "public") == before
    assert not (tmp_path / "there").exists()


def test_an_unknown_host_names_the_nearest_and_nothing_is_made(hub: Path) -> None:
    result = run("publish", "disc", "--hub", hub)
    assert result.exit_code == 2
    assert "There is no host 'disc'. Did you mean disk?" in result.stderr
    assert not (hub / "public").exists()
    (hub / "hub.toml").write_text(HUB_TOML)
    none = run("publish", "netlify", "--hub", hub)
    assert none.exit_code == 2 and "hub.toml has no [hosts.NAME] yet" in none.stderr


@pytest.mark.parametrize("option", ["--dry-run", "--again"])
def test_options_of_sending_want_a_host(hub: Path, option: str) -> None:
    result = run("publish", option, "--hub", hub)
    assert result.exit_code == 2
    assert f"laurel publish HOST {option}" in result.stderr
    assert not (hub / "public").exists()


def test_a_host_that_does_not_answer_ends_with_4_and_the_hub_is_published(hub: Path, tmp_path: Path) -> None:
    (tmp_path / "there").write_text("a file in the way")
    result = run("publish", "disk", "--hub", hub, "--jobs", "1", "--json")
    assert result.exit_code == 4
    assert "Run it again when that is mended" in json.loads(result.stdout)["error"]
    assert (hub / "public/index.html").exists()
    (tmp_path / "there").unlink()
    made_up = run("publish", "disk", "--due", "--hub", hub, "--jobs", "1")
    assert made_up.exit_code == 0
    assert shown(tmp_path / "there") == walked(hub / "public")


def test_for_cron_a_host_is_left_alone_when_it_has_all(hub: Path, tmp_path: Path) -> None:
    run("publish", "disk", "--hub", hub, "--jobs", "1")
    from hub.publish import manifest

    shutil.rmtree(tmp_path / "there")
    result = run("publish", "disk", "--due", "--hub", hub, "--jobs", "1")
    assert result.exit_code == 0 and "Nothing's time has come" in result.stderr
    # Without a release nobody can tell, so the host is asked.
    assert (tmp_path / "there").exists() == (manifest.shown(hub / ".laurel") == 0)


def test_what_readers_do_not_get_is_a_warning(hub: Path, tmp_path: Path) -> None:
    text = (hub / "hub.toml").read_text().replace("confirm = false", 'url = "http://127.0.0.1:9/"')
    (hub / "hub.toml").write_text(text)
    result = run("publish", "disk", "--hub", hub, "--jobs", "1")
    assert result.exit_code == 0
    assert "warning: The live hub could not be looked at: 127.0.0.1:9 did not answer" in result.stderr


def test_two_sends_to_one_host_do_not_mix(hub: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from filelock import FileLock

    monkeypatch.setattr("hub.hosts.doors._PATIENCE", 0.2)

    run("publish", "--hub", hub, "--jobs", "1")
    (hub / ".laurel/hosts/disk").mkdir(parents=True)
    with FileLock(hub / ".laurel/hosts/disk/lock"):
        result = run("publish", "disk", "--hub", hub, "--jobs", "1")
    assert result.exit_code == 3
    assert "Another send to disk is under way" in result.stderr


@pytest.fixture
def follower(hub: Path, tmp_path: Path) -> Path:
    """The same hub, with two hosts more: `live` and `other` are sent to with every publish."""
    with (hub / "hub.toml").open("a") as file:
        for name in ("live", "other"):
            file.write(f'\n[hosts.{name}]\nkind = "folder"\npath = "{tmp_path}/{name}"\n')
            file.write("confirm = false\nwith_publish = true\n")
    return hub


def test_hosts_that_follow_are_sent_to_with_every_publish_and_others_are_not(follower: Path, tmp_path: Path) -> None:
    told = json.loads(run("publish", "--hub", follower, "--jobs", "1", "--json").stdout)
    assert [sent["host"] for sent in told["sent_with_publish"]] == ["live", "other"]
    assert shown(tmp_path / "live") == shown(tmp_path / "other") == walked(follower / "public")
    assert not (tmp_path / "there").exists()
    again = run("publish", "--hub", follower, "--jobs", "1", "--json")
    assert "sent_with_publish" not in json.loads(again.stdout)
    run("publish", "disk", "--hub", follower, "--jobs", "1")
    assert shown(tmp_path / "there") == walked(follower / "public")


def test_a_host_that_fails_ends_with_4_keeps_no_other_back_and_is_made_up(follower: Path, tmp_path: Path) -> None:
    (tmp_path / "live").write_text("a file in the way")
    result = run("publish", "--hub", follower, "--jobs", "1", "--json")
    assert result.exit_code == 4
    assert "public/ is as it should be, but live could not be sent to." in json.loads(result.stdout)["error"]
    assert shown(tmp_path / "other") == walked(follower / "public")
    (tmp_path / "live").unlink()
    made_up = run("publish", "--due", "--hub", follower, "--jobs", "1", "--json")
    assert made_up.exit_code == 0
    assert [sent["host"] for sent in json.loads(made_up.stdout)["sent_with_publish"]] == ["live"]
    assert shown(tmp_path / "live") == walked(follower / "public")


def test_a_host_that_was_moved_gets_everything_at_its_new_place(follower: Path, tmp_path: Path) -> None:
    run("publish", "--hub", follower, "--jobs", "1")
    toml = follower / "hub.toml"
    toml.write_text(toml.read_text().replace(f"{tmp_path}/live", f"{tmp_path}/moved"))
    run("publish", "--hub", follower, "--jobs", "1")
    assert shown(tmp_path / "moved") == walked(follower / "public")


def test_going_back_reaches_every_host_that_was_sent_to(follower: Path, tmp_path: Path) -> None:
    run("publish", "disk", "--hub", follower, "--jobs", "1")
    run("publish", "--hub", follower, "--jobs", "1")
    first = walked(follower / "public")
    (follower / "content/posts/one.md").write_text(post("Another title"))
    run("publish", "--hub", follower, "--jobs", "1")
    run("publish", "disk", "--hub", follower, "--jobs", "1")
    assert shown(tmp_path / "there") == shown(tmp_path / "live") != first
    back = run("rollback", "--hub", follower)
    assert walked(follower / "public") == first == shown(tmp_path / "there") == shown(tmp_path / "live")
    assert "Went back to release 1" in back.stderr
    assert "Sent" in back.stderr


def test_going_back_stands_when_a_host_does_not_answer(follower: Path, tmp_path: Path) -> None:
    run("publish", "--hub", follower, "--jobs", "1")
    first = walked(follower / "public")
    (follower / "content/posts/one.md").write_text(post("Another title"))
    run("publish", "--hub", follower, "--jobs", "1")
    shutil.move(tmp_path / "live", tmp_path / "away")
    (tmp_path / "live").write_text("a file in the way")
    back = run("rollback", "--hub", follower)
    assert back.exit_code == 4
    assert "live could not be sent to" in back.stderr
    assert walked(follower / "public") == first == shown(tmp_path / "other")
    (tmp_path / "live").unlink()
    shutil.move(tmp_path / "away", tmp_path / "live")
    assert run("publish", "--due", "--hub", follower).exit_code == 0, "made up, though nothing goes out by itself"
    assert shown(tmp_path / "live") == first == walked(follower / "public")
