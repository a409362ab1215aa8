"""`laurel user` and `laurel admin`: who may sign in, and the desk from its start to Ctrl+C."""

from __future__ import annotations

import json
import re
import signal
import socket
import stat
import time
from collections.abc import Callable
from http.client import HTTPConnection
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hub.actions.desk import open_desk
from hub.cli import laurel
from hub.cli.admin import listen
from hub.model import HubError
from hub.records.kinds import Account
from tests.support.hubs import HUB_TOML
from tests.support.running_desk import running_desk

NOOR = {"content/advocates/noor.md": "---\nname: Noor Haddad\n---\n"}
DESK = HUB_TOML.replace("[program]", '[desk]\nurl = "https://desk.hub.example/"\n\n[program]')


@pytest.fixture
def hub(make_hub: Callable[..., Path]) -> Path:
    return make_hub(NOOR)


def user(hub: Path, *words: str) -> Result:
    """Run `laurel user WORDS…` in this process."""
    result = CliRunner().invoke(laurel, ["user", *words, "--hub", str(hub)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.output
    return result


def accounts(hub: Path) -> dict[str, Account]:
    return {account.email: account for account in open_desk(hub).records.all(Account)}


def test_a_user_is_added_with_a_link_alone_on_standard_output(hub: Path) -> None:
    result = user(hub, "add", "Noor@mail.example", "--role", "advocate", "--advocate", "noor", "--name", "Noor Haddad")
    assert result.exit_code == 0
    assert re.fullmatch(r"http://127\.0\.0\.1:8400/enter/[\w-]{43}\n", result.stdout)
    assert "Give it to nobody else" in result.stderr
    made = accounts(hub)["Noor@mail.example"]
    assert (made.role, made.handles, made.name) == ("advocate", ("noor",), "Noor Haddad")


@pytest.mark.parametrize(
    ("words", "status", "told"),
    [
        (["add", "noor", "--role", "editor"], 1, "e-mail address"),
        (["add", "a@hub.example", "--role", "advocate", "--advocate", "nour"], 1, "nour"),
        (["add", "a@hub.example", "--role", "god"], 2, "god"),
        (["add", "a@hub.example"], 2, "--role"),
        (["link", "a@hub.example"], 1, "laurel user list"),
        (["reset", "a@hub.example"], 1, "laurel user list"),
        (["remove", "a@hub.example"], 1, "laurel user list"),
    ],
)
def test_what_cannot_be_is_told_in_words_and_changes_nothing(
    hub: Path, words: list[str], status: int, told: str
) -> None:
    result = user(hub, *words)
    assert result.exit_code == status
    assert told in result.stderr
    assert result.stdout == ""
    assert accounts(hub) == {}


def test_the_list_says_who_can_do_what(hub: Path) -> None:
    user(hub, "add", "noor@mail.example", "--role", "advocate", "--advocate", "noor")
    user(hub, "add", "ines@hub.example", "--role", "owner", "--name", "Ines Duarte")
    shown = json.loads(user(hub, "list", "--json").stdout)["accounts"]
    assert [(one["email"], one["role"], one["advocates"]) for one in shown] == [
        ("ines@hub.example", "owner", []),
        ("noor@mail.example", "advocate", ["noor"]),
    ]
    assert "password" in shown[0] and shown[0]["password"] is False
    words = user(hub, "list").stderr
    assert words.index("ines@hub.example") < words.index("noor@mail.example")
    assert "2 accounts" in words


def test_a_reset_ends_sessions_and_a_removal_the_account_but_the_last_owner_stays(hub: Path) -> None:
    user(hub, "add", "ines@hub.example", "--role", "owner")
    user(hub, "add", "tove@hub.example", "--role", "editor")
    before = accounts(hub)["tove@hub.example"].epoch
    assert "/enter/" in user(hub, "reset", "TOVE@hub.example").stdout
    assert accounts(hub)["tove@hub.example"].epoch > before
    assert user(hub, "remove", "tove@hub.example").exit_code == 0
    refused = user(hub, "remove", "ines@hub.example")
    assert refused.exit_code == 1
    assert "only owner" in refused.stderr
    assert list(accounts(hub)) == ["ines@hub.example"]


def test_links_begin_with_the_address_people_reach_the_desk_at(make_hub: Callable[..., Path]) -> None:
    hub = make_hub({"hub.toml": DESK})
    result = user(hub, "add", "ines@hub.example", "--role", "owner", "--json")
    assert json.loads(result.stdout)["link"].startswith("https://desk.hub.example/enter/")


def test_a_folder_that_is_no_hub_is_left_alone(tmp_path: Path) -> None:
    result = user(tmp_path, "add", "ines@hub.example", "--role", "owner")
    assert result.exit_code == 2
    assert list(tmp_path.iterdir()) == []


def test_a_port_that_is_taken_is_told_in_words() -> None:
    with listen("127.0.0.1", 0) as taken, pytest.raises(HubError, match="Name another port with --port") as told:
        listen("127.0.0.1", taken.getsockname()[1])
    assert told.value.status == 2


@pytest.mark.parametrize("host", ["192.0.2.77", "no such host"])
def test_an_address_that_is_not_this_machines_is_told_in_words(host: str) -> None:
    with pytest.raises(HubError) as told:
        listen(host, 0)
    assert host in str(told.value)
    assert told.value.status == 2


def test_both_kinds_of_addresses_can_be_listened_at() -> None:
    with listen("::1", 0) as made:
        assert made.family == socket.AF_INET6


def until(true: Callable[[], bool]) -> bool:
    """Whether something becomes true before patience ends."""
    end = time.monotonic() + 30
    while not true() and time.monotonic() < end:
        time.sleep(0.02)
    return true()


def open_page(address: str, path: str) -> tuple[int, str]:
    connection = HTTPConnection(address.removeprefix("http://").rstrip("/"), timeout=60)
    connection.request("GET", path)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, text


def test_the_desk_starts_with_a_link_that_works_and_ends_when_told_to(hub: Path) -> None:
    with running_desk(hub) as first:
        status, page = open_page(first.address, "/enter/" + first.owner_link.rpartition("/")[2])
        assert status == 200
        assert "Make this desk yours" in page
        printed = user(hub, "add", "tove@hub.example", "--role", "editor")
        assert printed.stdout.startswith(f"{first.address}enter/")  # where it runs, not where it might
        status, page = open_page(first.address, "/enter/" + printed.stdout.strip().rpartition("/")[2])
        assert "Welcome" in page
        first.process.send_signal(signal.SIGTERM)
        assert first.process.wait(30) == 0
        assert until(lambda: "Stopped." in first.said)
    assert stat.S_IMODE((hub / "data" / "secret.key").stat().st_mode) == 0o600
    with running_desk(hub) as second:
        assert second.owner_link != first.owner_link
        assert open_page(second.address, "/enter/" + first.owner_link.rpartition("/")[2])[0] == 410
        user(hub, "add", "ines@hub.example", "--role", "owner")
    with running_desk(hub) as third:
        assert not any("no owner" in line for line in third.said)
