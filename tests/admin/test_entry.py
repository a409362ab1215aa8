"""The way in: passwords, one-time links, the owner's first, and one's own account."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from hub.actions import accounts, entering
from hub.actions.links import link_path
from hub.actions.passwords import hash_password
from hub.actions.permissions import COMMAND_LINE
from hub.records.kinds import Account, Letter
from tests.admin.support import PASSWORD, DeskHub
from tests.support.hubs import write_hub

Client = Callable[[str | None], FlaskClient]
pytestmark = pytest.mark.usefixtures("cheap_passwords")


@pytest.fixture
def blank(tmp_path: Path, open_hub: Callable[[Path], DeskHub]) -> DeskHub:
    """A desk that nobody has opened yet."""
    return open_hub(write_hub(tmp_path / "blank", {}))


@pytest.fixture
def mailing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A desk that sends mail (nothing here does: the clock is not running)."""
    monkeypatch.setenv("LAUREL_SMTP_URL", "smtp://127.0.0.1:9")
    monkeypatch.setenv("LAUREL_MAIL_FROM", "desk@hub.example")


def is_in(client: FlaskClient) -> bool:
    return client.get("/account").status_code == 200


def give_password(hub: DeskHub, who: str, password: str = PASSWORD) -> None:
    accounts.set_password(hub.desk, hub.actor(who), hash_password(password))


def sign_in(client: FlaskClient, email: str, password: str = PASSWORD, wanted: str = "") -> tuple[int, str]:
    answer = client.post("/sign-in", data={"email": email, "password": password, "next": wanted})
    return answer.status_code, answer.headers.get("Location") or answer.text


# --- by password ---------------------------------------------------------------------------------------------


def test_address_and_password_lead_where_one_was_going(desk_hub: DeskHub) -> None:
    give_password(desk_hub, "editor")
    client = desk_hub.client()
    went = client.get("/program/activity/?by=clock")
    assert went.status_code == 303
    form = client.get(went.headers["Location"])
    wanted = re.search(r'name="next"[^>]*value="([^"]*)"', form.text)
    assert wanted
    assert sign_in(client, "Tove@HUB.example", wanted=wanted[1]) == (303, "/program/activity/?by=clock")
    assert is_in(client)


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
        "evil",
        "\\/e",
    ],
)
def test_nobody_is_sent_to_another_site_after_signing_in(desk_hub: DeskHub, wanted: str) -> None:
    give_password(desk_hub, "editor")
    assert sign_in(desk_hub.client(), "tove@hub.example", wanted=wanted) == (303, "/")


def test_a_wrong_password_an_unknown_address_and_a_closed_account_read_the_same(desk_hub: DeskHub) -> None:
    give_password(desk_hub, "editor")
    give_password(desk_hub, "reviewer")
    accounts.close_account(desk_hub.desk, COMMAND_LINE, "a-reviewer")
    answers = set()
    for email, password in [
        ("tove@hub.example", "the wrong words"),
        ("nora@hub.example", PASSWORD),
        ("ravi@hub.example", PASSWORD),
    ]:
        status, page = sign_in(desk_hub.client(), email, password)
        assert status == 422
        assert "do not belong together" in page
        answers.add(re.sub(r'name="csrf_token" value="[^"]*"', "", page.replace(email, "EMAIL")))
    assert len(answers) == 1


def test_the_address_typed_is_kept_and_the_password_is_not(desk_hub: DeskHub) -> None:
    _, page = sign_in(desk_hub.client(), "tove@hub.example", "the wrong words")
    assert 'value="tove@hub.example"' in page
    assert "the wrong words" not in page
    assert "<title>Error: " in page


def test_signing_in_begins_a_session_that_nothing_planted_before_is_in(desk_hub: DeskHub) -> None:
    give_password(desk_hub, "editor")
    client = desk_hub.client()
    with client.session_transaction() as session:
        session["planted"] = "by somebody else"
        session["csrf_token"] = "known to somebody else"
    sign_in(client, "tove@hub.example")
    with client.session_transaction() as session:
        assert "planted" not in session
        assert session.get("csrf_token") != "known to somebody else"


def test_after_eight_wrong_passwords_the_right_one_waits_too_and_the_page_says_until_when(desk_hub: DeskHub) -> None:
    give_password(desk_hub, "editor")
    client = desk_hub.client()
    for _ in range(8):
        assert sign_in(client, "tove@hub.example", "the wrong words")[0] == 422
    answer = client.post("/sign-in", data={"email": "TOVE@hub.example", "password": PASSWORD})
    assert answer.status_code == 429
    assert re.search(r"Try again (at|on) .*\d\d:\d\d", answer.text)
    assert 0 < int(answer.headers["Retry-After"]) <= 600
    assert not is_in(client)
    assert sign_in(client, "ines@hub.example", "the wrong words")[0] == 422


def test_an_account_cannot_be_tried_for_ever_from_many_addresses(desk_hub: DeskHub) -> None:
    client = desk_hub.client()
    tries = [
        client.post(
            "/sign-in",
            data={"email": "nobody@hub.example", "password": "x"},
            environ_base={"REMOTE_ADDR": f"192.0.2.{number}"},
        ).status_code
        for number in range(51)
    ]
    assert tries == [422] * 50 + [429]


def test_a_house_of_addresses_counts_as_one(desk_hub: DeskHub) -> None:
    client, form = desk_hub.client(), {"email": "tove@hub.example", "password": "the wrong words"}
    tries = [
        client.post("/sign-in", data=form, environ_base={"REMOTE_ADDR": f"2001:db8::{n}"}).status_code for n in range(9)
    ]
    assert tries == [422] * 8 + [429]
    assert client.post("/sign-in", data=form, environ_base={"REMOTE_ADDR": "2001:db8:1::1"}).status_code == 422


def test_a_right_password_forgives_the_wrong_ones_before_it(desk_hub: DeskHub) -> None:
    give_password(desk_hub, "editor")
    for _ in range(2):
        for _ in range(6):
            assert sign_in(desk_hub.client(), "tove@hub.example", "the wrong words")[0] == 422
        assert sign_in(desk_hub.client(), "tove@hub.example")[0] == 303


# --- by link -------------------------------------------------------------------------------------------------


def test_opening_a_link_changes_nothing_and_its_button_signs_in_once(desk_hub: DeskHub) -> None:
    _, token = accounts.give_link(desk_hub.desk, COMMAND_LINE, "a-noor")
    for _ in range(3):  # a mail scanner, a preview, the person
        page = desk_hub.client().get(link_path(token))
        assert page.status_code == 200
        assert page.text.count("<button") == 1
    client = desk_hub.client()
    assert not is_in(client)
    assert client.post(link_path(token)).status_code == 303
    assert is_in(client)
    late = desk_hub.client()
    answer = late.post(link_path(token))
    assert answer.status_code == 410
    assert "used already" in answer.text
    assert not is_in(late)


def test_a_link_that_ran_out_says_what_to_do(desk_hub: DeskHub, mailing: None) -> None:
    _, token = accounts.give_link(desk_hub.desk, COMMAND_LINE, "a-noor")
    desk_hub.clock.tick(days=8)
    page = desk_hub.client().get(link_path(token))
    assert page.status_code == 410
    assert 'href="/sign-in/link"' in page.text


def test_a_token_cannot_be_guessed_for_ever(desk_hub: DeskHub) -> None:
    client = desk_hub.client()
    tries = [client.get(f"/enter/{number}").status_code for number in range(41)]
    assert tries == [410] * 40 + [429]


def test_a_reset_link_leads_to_a_new_password_without_the_old_one(desk_hub: DeskHub) -> None:
    give_password(desk_hub, "noor", "the words she lost")
    _, token = accounts.reset_account(desk_hub.desk, COMMAND_LINE, "a-noor")
    client = desk_hub.client()
    assert client.post(link_path(token)).headers["Location"] == "/account/password"
    assert 'name="current"' not in client.get("/account/password").text
    assert client.post("/account/password", data={"password": PASSWORD}).status_code == 303
    assert sign_in(desk_hub.client(), "noor@mail.example")[0] == 303


def test_asking_for_a_link_reads_the_same_for_known_and_unknown_addresses(desk_hub: DeskHub, mailing: None) -> None:
    pages = []
    for email in ("noor@mail.example", "nobody@mail.example"):
        answer = desk_hub.client().post("/sign-in/link", data={"email": email}, buffered=True)
        assert answer.status_code == 200
        pages.append(answer.text.replace(email, "EMAIL"))
    assert pages[0] == pages[1]
    letters = desk_hub.desk.records.all(Letter)
    assert [letter.to for letter in letters] == ["noor@mail.example"]
    assert letters[0].not_before <= desk_hub.clock()


def test_the_link_in_the_letter_is_the_desks_own_address_whatever_the_request_says(
    desk_hub: DeskHub, mailing: None
) -> None:
    from hub.actions import letters

    desk_hub.client().post(
        "/sign-in/link",
        data={"email": "noor@mail.example"},
        base_url="http://evil.example/",
        headers={"X-Forwarded-Host": "evil.example"},
        buffered=True,
    )
    sent = []
    letters.send_due(desk_hub.desk, lambda outgoing, _server: sent.append(outgoing))
    link = re.search(r"http://desk\.example(/enter/\S+)", sent[0].text)
    assert link
    assert "evil.example" not in sent[0].text + sent[0].html
    client = desk_hub.client()
    assert client.post(link[1]).status_code == 303
    assert is_in(client)


def test_a_closed_account_gets_no_link(desk_hub: DeskHub, mailing: None) -> None:
    accounts.close_account(desk_hub.desk, COMMAND_LINE, "a-noor")
    desk_hub.client().post("/sign-in/link", data={"email": "noor@mail.example"}, buffered=True)
    assert desk_hub.desk.records.all(Letter) == ()


def test_where_no_mail_is_sent_the_page_names_who_can_help(desk_hub: DeskHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LAUREL_SMTP_URL", raising=False)
    assert "Ask the program" in desk_hub.client().get("/sign-in/link").text
    desk_hub.client().post("/sign-in/link", data={"email": "noor@mail.example"}, buffered=True)
    assert desk_hub.desk.records.all(Letter) == ()


# --- the owner's -----------------------------------------------------------------------------------------------


def test_the_owners_link_makes_the_owner_and_opens_the_desk(blank: DeskHub) -> None:
    token = entering.owner_token(blank.desk)
    assert token
    client = blank.client()
    form = {"name": "Ines Duarte", "email": "ines@hub.example", "password": PASSWORD}
    for wrong in ({"name": " "}, {"email": "ines"}, {"password": "short"}, {"password": "ines duarte ines"}):
        answer = client.post(link_path(token), data=form | wrong)
        assert answer.status_code == 422
        assert "There is a problem" in answer.text
    assert blank.desk.records.all(Account) == ()
    assert client.post(link_path(token), data=form).status_code == 303
    assert is_in(client)
    assert [one.role for one in blank.desk.records.all(Account)] == ["owner"]
    assert sign_in(blank.client(), "ines@hub.example")[0] == 303
    assert blank.client().get(link_path(token)).status_code == 410


def test_a_desk_without_owner_says_where_its_first_link_is(blank: DeskHub) -> None:
    assert "no owner yet" in blank.client().get("/sign-in").text


# --- sessions --------------------------------------------------------------------------------------------------


def test_signing_out_ends_the_session_in_this_browser(desk_client: Client) -> None:
    client, other = desk_client("noor"), desk_client("noor")
    assert client.post("/sign-out").headers["Location"] == "/sign-in"
    assert (is_in(client), is_in(other)) == (False, True)


def test_signing_out_everywhere_ends_every_session_and_no_one_elses(desk_client: Client) -> None:
    here, there, kenji = desk_client("noor"), desk_client("noor"), desk_client("kenji")
    away = here.post("/account/sign-out-everywhere")
    assert "signed out everywhere" in here.get(away.headers["Location"]).text
    assert [is_in(client) for client in (here, there, kenji)] == [False, False, True]


def test_a_new_password_keeps_this_browser_in_and_ends_the_others(desk_hub: DeskHub) -> None:
    give_password(desk_hub, "noor", "the former words")
    here, there = desk_hub.client("noor"), desk_hub.client("noor")
    wrong = here.post("/account/password", data={"current": "not the words", "password": PASSWORD})
    assert wrong.status_code == 422
    weak = here.post("/account/password", data={"current": "the former words", "password": "noor haddad 12"})
    assert weak.status_code == 422
    assert here.post("/account/password", data={"current": "the former words", "password": PASSWORD}).status_code == 303
    assert (is_in(here), is_in(there)) == (True, False)
    assert sign_in(desk_hub.client(), "noor@mail.example", "the former words")[0] == 422


def test_the_present_password_cannot_be_guessed_for_ever(desk_hub: DeskHub) -> None:
    give_password(desk_hub, "noor", "the former words")
    client = desk_hub.client("noor")
    data = {"current": "not the words", "password": PASSWORD}
    assert [client.post("/account/password", data=data).status_code for _ in range(11)] == [422] * 10 + [429]


def test_another_role_ends_the_session_that_had_the_former(desk_hub: DeskHub, desk_client: Client) -> None:
    client = desk_client("editor")
    account = desk_hub.account("editor")
    accounts.change_account(
        desk_hub.desk, COMMAND_LINE, account.id, email=account.email, name=account.name, role="reviewer", handles=()
    )
    assert not is_in(client)


def test_a_session_outlives_two_weeks_of_nothing_by_no_minute(desk_hub: DeskHub) -> None:
    from admin import STAY

    assert desk_hub.app.permanent_session_lifetime == STAY
    give_password(desk_hub, "editor")
    client = desk_hub.client()
    sign_in(client, "tove@hub.example")
    with client.session_transaction() as session:
        assert session.permanent


def test_whoever_is_signed_out_while_writing_is_told_that_nothing_was_saved(desk_client: Client) -> None:
    client = desk_client("noor")
    client.post("/sign-out")
    answer = client.post("/account", data={"name": "Noor H."})
    assert answer.status_code == 401
    assert "Nothing was saved" in answer.text
    assert 'href="/sign-in"' in answer.text


def test_ones_own_name_can_be_changed_and_is_told(desk_hub: DeskHub, desk_client: Client) -> None:
    client = desk_client("noor")
    assert client.post("/account", data={"name": "  "}).status_code == 422
    assert client.post("/account", data={"name": "Noor al-Haddad"}).status_code == 303
    assert desk_hub.account("noor").name == "Noor al-Haddad"
    assert "Saved." in client.get("/account").text
