"""Hosts that are sent to with every publish: a step on the way, told when it fails, made up by the clock."""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from admin.clock import Clock
from admin.running import pending_of, runner_of
from hub.actions import publishing, sending
from hub.actions.doctor import examine
from hub.actions.erase import erase
from hub.hosts import Step
from hub.publish import hold
from tests.admin.support import DeskHub
from tests.admin.test_publishing import OWNER, until_ended, words
from tests.hosts.support import walked

Client = Callable[[str | None], FlaskClient]


def shown(there: Path) -> dict[str, bytes]:
    """What lies at a host, without Laurel's notes."""
    return {path: data for path, data in walked(there).items() if not path.startswith(".laurel-sent/")}


@pytest.fixture
def live(desk_hub: DeskHub, tmp_path: Path) -> Path:
    """Where the hub's one host is, which follows every publish."""
    with (desk_hub.root / "hub.toml").open("a") as file:
        file.write(f'\n[hosts.live]\nkind = "folder"\npath = "{tmp_path}/live"\n')
        file.write("confirm = false\nwith_publish = true\n")
    return tmp_path / "live"


def published(client: FlaskClient) -> str:
    """What the desk tells once a publish, and what is sent by it, is done."""
    assert client.post("/publish/").location == "/publish/progress"
    return words(until_ended(client))


def test_a_publish_is_sent_and_the_page_has_a_step_for_it(desk_hub: DeskHub, desk_client: Client, live: Path) -> None:
    told = published(desk_client("editor"))
    assert "Published." in told and "Send it to its hosts : done" in told
    assert shown(live) == walked(desk_hub.root / "public")


def test_without_such_a_host_there_is_no_step(desk_hub: DeskHub, desk_client: Client) -> None:
    publishing.publish(desk_hub.desk, OWNER)
    assert "Send it" not in desk_client("editor").get("/publish/progress").text


def test_a_send_at_work_is_counted(desk_hub: DeskHub, desk_client: Client, live: Path) -> None:
    publishing.publish(desk_hub.desk, OWNER)
    with hold(desk_hub.root, "sending", lock=sending.LOCK):
        sending._Notes(desk_hub.root, "live", lambda _step: None)(Step(7, 7, 1, 1, "index.html"))
        page = desk_client("editor").get("/publish/progress").text
    assert 'data-poll="/publish/progress"' in page
    assert "Put them on the hub : done" in words(page)
    assert "7 of 7" in words(page)


def test_one_that_fails_leaves_the_publish_is_told_and_made_up(
    desk_hub: DeskHub, desk_client: Client, live: Path
) -> None:
    live.write_text("a file in the way")
    client = desk_client("editor")
    told = published(client)
    assert "Published." in told
    assert "live still shows what the hub showed before. The host live:" in told
    assert "Send it to its hosts : did not work" in told
    assert "Nothing was sent. Mend that; it is tried again by itself" in told
    assert "live is behind" in words(desk_client("owner").get("/").text)
    assert "live still shows" in words(client.get("/publish/").text)
    assert any(found.name == "Hosts" and found.state == "problem" for found in examine(desk_hub.root))
    live.unlink()
    clock = Clock(desk_hub.desk, runner_of(desk_hub.app), pending_of(desk_hub.app))
    clock.tick()
    desk_hub.clock.tick(seconds=5)
    clock.tick()
    end = time.monotonic() + 60
    while shown(live) != walked(desk_hub.root / "public"):
        assert time.monotonic() < end
        time.sleep(0.1)
    while sending.owed(desk_hub.root, desk_hub.desk.settings.hosts):
        assert time.monotonic() < end
        time.sleep(0.1)
    assert "live is behind" not in words(desk_client("owner").get("/").text)


def test_the_clock_tries_again_after_longer_and_longer(
    desk_hub: DeskHub, live: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publishing.publish(desk_hub.desk, OWNER)
    sending.owe_after_publish(desk_hub.root)
    tries: list[int] = []
    monkeypatch.setattr("admin.running.Runner.send", lambda _self: tries.append(1))
    clock = Clock(desk_hub.desk, runner_of(desk_hub.app), pending_of(desk_hub.app))
    counts = []
    for seconds in (0, 4, 1, 10, 50, 60, 240, 900):
        desk_hub.clock.tick(seconds=seconds)
        clock.tick()
        counts.append(len(tries))
    assert counts == [0, 0, 1, 1, 2, 2, 3, 4]
    sending.send_owed(desk_hub.root)
    desk_hub.clock.tick(minutes=90)
    clock.tick()
    assert len(tries) == 4


def test_going_back_on_the_desk_reaches_hosts(desk_hub: DeskHub, desk_client: Client, live: Path) -> None:
    client = desk_client("editor")
    published(client)
    first = walked(desk_hub.root / "public")
    post = desk_hub.root / "content/posts/fog-in-the-harbour.md"
    post.write_text(post.read_text().replace("title: Fog", "title: Thick fog"))
    published(client)
    assert shown(live) != first
    assert client.post("/publish/releases/1/back").location == "/publish/progress"
    told = words(until_ended(client))
    assert "Went back to release 1." in told and "Send it to its hosts : done" in told
    assert shown(live) == first


def test_erasing_forgets_what_a_host_was_sent_but_not_that_it_was(desk_hub: DeskHub, live: Path) -> None:
    publishing.publish(desk_hub.desk, OWNER)
    sending.owe_after_publish(desk_hub.root)
    assert [sent.host for sent in sending.send_owed(desk_hub.root).sent] == ["live"]
    kept = desk_hub.root / ".laurel/hosts/live"
    (kept / "git").mkdir()
    (kept / "git/HEAD").write_text("noor")
    erase(desk_hub.desk, OWNER, "noor", typed="noor")
    assert not kept.exists()
    assert sending.sent_hosts(desk_hub.root) == ("live",)
    publishing.publish(desk_hub.desk, OWNER)
    assert sending.owed(desk_hub.root, desk_hub.desk.settings.hosts) == ("live",)
    sending.send_owed(desk_hub.root)
    assert "advocates/noor/index.html" not in shown(live)
    kept_there = walked(live / ".laurel-sent")
    (base,) = [json.loads(gzip.decompress(data)) for name, data in kept_there.items() if name.startswith("base-")]
    assert set(base) == set(walked(desk_hub.root / "public")), (
        "the list there names what is there, and no page of theirs"
    )
    assert not any(path.startswith("advocates/noor") for path in base)


@pytest.mark.parametrize("width", [360, 1280])
def test_what_is_told_of_hosts_fits_and_nobody_is_kept_out(
    desk_hub: DeskHub, live: Path, browser: object, width: int
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    from tests.admin.opened import opened_desk

    live.write_text("a file in the way")
    publishing.publish(desk_hub.desk, OWNER)
    sending.owe_after_publish(desk_hub.root)
    assert sending.send_owed(desk_hub.root).failed
    with opened_desk(desk_hub, browser) as opened:
        seen = opened.page("editor", viewport={"width": width, "height": 800})
        for address in ("/publish/", "/publish/progress"):
            opened.go(seen, address)
            assert "live still shows what the hub showed before" in seen.inner_text("main")
            assert seen.evaluate("document.documentElement.scrollWidth") <= width
            assert Axe().run(seen).response["violations"] == []


def test_a_send_that_is_stopped_is_still_owed_and_made_up(desk_hub: DeskHub, live: Path) -> None:
    hosts = desk_hub.desk.settings.hosts
    publishing.publish(desk_hub.desk, OWNER)
    sending.owe_after_publish(desk_hub.root)
    steps: list[int] = []

    def stop(step: Step) -> None:
        steps.append(step.done)
        if len(steps) == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sending.send_owed(desk_hub.root, stop)
    assert sending.owed(desk_hub.root, hosts) == ("live",)
    assert sending.at_work(desk_hub.root) is None
    sending.send_owed(desk_hub.root)
    assert sending.owed(desk_hub.root, hosts) == ()
    assert shown(live) == walked(desk_hub.root / "public")
