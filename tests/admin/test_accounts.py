"""The screens of accounts and of what was done, and the page of two versions."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from flask.testing import FlaskClient

from hub.actions import accounts
from hub.actions.permissions import COMMAND_LINE
from hub.records.kinds import Account, Letter
from tests.admin.support import DeskHub

Client = Callable[[str | None], FlaskClient]
FORM = {"email": "uma@hub.example", "name": "Uma Rao", "role": "editor", "handles": ""}


def values(page: str) -> dict[str, str]:
    """What the fields of a page's inputs hold, by name; of radio buttons the chosen one."""
    found: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", page):
        fields = {key: unescape(value) for key, value in re.findall(r'([\w-]+)="([^"]*)"', tag)}
        if "name" in fields and (fields.get("type") not in ("radio", "checkbox") or " checked" in tag):
            found[fields["name"]] = fields.get("value", "")
    return found


def link_in(page: str) -> str:
    found = re.search(r"http://desk\.example(/enter/[\w-]+)", page)
    assert found, page
    return found[1]


def test_the_list_shows_everybody_who_can_sign_in_and_finds_them(desk_hub: DeskHub, desk_client: Client) -> None:
    accounts.close_account(desk_hub.desk, COMMAND_LINE, "a-kenji")
    client = desk_client("owner")
    everybody = client.get("/program/accounts/").text
    assert "Ines Duarte" in everybody
    assert "Kenji Mori" not in everybody
    assert "Kenji Mori" in client.get("/program/accounts/?view=closed").text
    found = client.get("/program/accounts/?q=NOOR@mail").text
    assert ("Noor Haddad" in found, "Tove Lind" in found) == (True, False)
    assert "Nobody here matches" in client.get("/program/accounts/?q=zzz").text


def test_a_list_of_hundreds_comes_in_pages(desk_hub: DeskHub, desk_client: Client) -> None:
    for number in range(60):
        desk_hub.add_account(f"x{number:02}", "advocate")
    client = desk_client("owner")
    first, second = (client.get(f"/program/accounts/?page={page}").text for page in (1, 2))
    shown = [set(re.findall(r"x\d\d@mail", page)) for page in (first, second)]
    assert len(shown[0] | shown[1]) == 60
    assert not shown[0] & shown[1]
    assert client.get("/program/accounts/?page=999").status_code == 200


def test_a_new_account_comes_with_a_link_that_works_once(desk_hub: DeskHub, desk_client: Client) -> None:
    answer = desk_client("owner").post("/program/accounts/new", data=FORM)
    assert answer.status_code == 200
    made = accounts.find_account(desk_hub.desk, "uma@hub.example")
    assert (made.role, made.name) == ("editor", "Uma Rao")
    stranger = desk_hub.client()
    assert stranger.post(link_in(answer.text)).status_code == 303
    assert "Uma Rao" in stranger.get("/account").text
    assert desk_hub.client().post(link_in(answer.text)).status_code == 410


def test_an_invitation_is_mailed_when_mail_is_set(
    desk_hub: DeskHub, desk_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAUREL_SMTP_URL", "smtp://127.0.0.1:9")
    monkeypatch.setenv("LAUREL_MAIL_FROM", "desk@hub.example")
    desk_client("owner").post("/program/accounts/new", data=FORM)
    assert desk_hub.desk.records.all(Letter) == ()
    desk_client("owner").post("/program/accounts/new", data=FORM | {"email": "vic@hub.example", "mail": "y"})
    assert [letter.to for letter in desk_hub.desk.records.all(Letter)] == ["vic@hub.example"]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"email": "uma"}, "e-mail address"),
        ({"email": "TOVE@hub.example"}, "already"),
        ({"role": "god"}, "Not a valid choice"),
        ({"role": "advocate", "handles": "noor, nour"}, "nour"),
        ({"name": "x" * 121}, "up to 120"),
    ],
)
def test_a_slip_is_told_at_its_field_and_nothing_typed_is_lost(
    desk_hub: DeskHub, desk_client: Client, wrong: dict[str, str], told: str
) -> None:
    answer = desk_client("owner").post("/program/accounts/new", data=FORM | wrong)
    assert answer.status_code == 422
    assert "There is a problem" in answer.text
    if wrong.get("role") != "god":
        assert told in unescape(answer.text)
        kept = values(answer.text)
        assert all(kept[name] == value for name, value in (FORM | wrong).items())
    assert len(desk_hub.desk.records.all(Account)) == 5


def test_role_and_handles_can_be_changed_but_the_last_owner_stays(desk_hub: DeskHub, desk_client: Client) -> None:
    client = desk_client("owner")
    form = values(client.get("/program/accounts/a-reviewer").text)
    assert form["role"] == "reviewer"
    answer = client.post("/program/accounts/a-reviewer", data=form | {"role": "advocate", "handles": "noor kenji"})
    assert answer.status_code == 303
    assert desk_hub.account("reviewer").handles == ("noor", "kenji")
    form = values(client.get("/program/accounts/a-owner").text)
    refused = client.post("/program/accounts/a-owner", data=form | {"role": "editor"})
    assert refused.status_code == 422
    assert "only owner" in refused.text
    assert desk_hub.account("owner").role == "owner"


def test_closing_and_opening_an_account(desk_hub: DeskHub, desk_client: Client) -> None:
    client, noor = desk_client("owner"), desk_client("noor")
    client.post("/program/accounts/a-noor/close")
    assert noor.get("/account").status_code == 303
    assert "Open it again" in client.get("/program/accounts/a-noor").text
    client.post("/program/accounts/a-noor/reopen")
    assert not desk_hub.account("noor").disabled
    refused = client.post("/program/accounts/a-owner/close")
    assert refused.status_code == 409
    assert "only owner" in refused.text


def test_staff_can_copy_a_link_and_reset_how_somebody_signs_in(desk_hub: DeskHub, desk_client: Client) -> None:
    client, noor = desk_client("owner"), desk_client("noor")
    older = link_in(client.post("/program/accounts/a-noor/link").text)
    newer = link_in(client.post("/program/accounts/a-noor/reset").text)
    assert noor.get("/account").status_code == 303
    assert desk_hub.client().post(older).status_code == 410
    assert desk_hub.client().post(newer).headers["Location"] == "/account/password"


def test_an_account_that_is_gone_is_a_page_that_says_so(desk_client: Client) -> None:
    client = desk_client("owner")
    for path in ("/program/accounts/a-none", "/program/activity/e-none"):
        answer = client.get(path)
        assert answer.status_code == 404
        assert "not here" in answer.text


# --- two at one account ----------------------------------------------------------------------------------------


def test_two_owners_at_one_account_see_both_versions_and_lose_nothing(desk_hub: DeskHub, desk_client: Client) -> None:
    desk_hub.add_account("other", "owner")
    one, two = desk_client("owner"), desk_hub.client("other")
    address = "/program/accounts/a-reviewer"
    mine, theirs = values(one.get(address).text), values(two.get(address).text)
    desk_hub.clock.tick(minutes=5)
    assert two.post(address, data=theirs | {"name": "Ravindra Menon"}).status_code == 303
    clash = one.post(address, data=mine | {"name": "R. Menon", "handles": "noor"})
    assert clash.status_code == 409
    page = unescape(clash.text)
    for words in ("Other changed this at 12:05", "R. Menon", "Ravindra Menon", "Keep mine", "Keep theirs"):
        assert words in page
    assert desk_hub.account("reviewer").name == "Ravindra Menon"
    first_form = page[page.index("<form", page.index("What you wrote")) : page.index("Keep mine")]
    assert one.post(address, data=values(first_form)).status_code == 303
    kept = desk_hub.account("reviewer")
    assert (kept.name, kept.handles, kept.email) == ("R. Menon", ("noor",), "ravi@hub.example")


def test_a_third_change_during_the_choice_is_noticed_too(desk_hub: DeskHub, desk_client: Client) -> None:
    one, address = desk_client("owner"), "/program/accounts/a-reviewer"
    mine = values(one.get(address).text)
    for name in ("Second", "Third"):
        fresh = values(one.get(address).text)
        one.post(address, data=fresh | {"name": name})
        clash = one.post(address, data=mine | {"name": "Mine"})
        assert clash.status_code == 409
        mine = values(clash.text)
    assert one.post(address, data=mine).status_code == 303
    assert desk_hub.account("reviewer").name == "Mine"


# --- what was done ---------------------------------------------------------------------------------------------


def test_the_log_tells_who_did_what_and_what_it_was_before(desk_hub: DeskHub, desk_client: Client) -> None:
    account = desk_hub.account("reviewer")
    accounts.change_account(
        desk_hub.desk,
        desk_hub.actor("owner"),
        account.id,
        email=account.email,
        name="Ravindra",
        role="editor",
        handles=(),
    )
    client = desk_client("editor")
    page = client.get("/program/activity/?by=a-owner").text
    assert "Ines Duarte made Ravindra an editor, before a reviewer" in page
    entry = desk_hub.desk.records.log(limit=1)[0]
    shown = client.get(f"/program/activity/{entry.id}").text
    for word in ("Ravi Menon", "Ravindra", "reviewer", "editor"):
        assert word in shown


def test_the_log_can_be_asked_for_a_person_a_thing_or_words(desk_hub: DeskHub, desk_client: Client) -> None:
    accounts.set_name(desk_hub.desk, desk_hub.actor("noor"), "Noor H.")
    accounts.set_name(desk_hub.desk, desk_hub.actor("kenji"), "Kenji M.")
    client = desk_client("owner")
    asks = ("by=a-noor", "subject=account:a-kenji", "q=goes+NOOR")
    by, about, words = (client.get(f"/program/activity/?{ask}").text for ask in asks)
    assert ("goes by Noor H. now" in by, "goes by Kenji M. now" in by) == (True, False)
    assert ("goes by Noor H. now" in about, "goes by Kenji M. now" in about) == (False, True)
    assert ("goes by Noor H. now" in words, "goes by Kenji M. now" in words) == (True, False)


def test_a_long_log_comes_in_pages_that_miss_and_repeat_nothing(desk_hub: DeskHub, desk_client: Client) -> None:
    for number in range(120):
        accounts.set_name(desk_hub.desk, desk_hub.actor("noor" if number % 2 else "kenji"), f"Name{number:03}")
    for ask, expected in (("", 120), ("by=a-noor", 60)):
        client, address, seen = desk_client("owner"), f"/program/activity/?{ask}", []
        while address:
            page = client.get(address).text
            seen += re.findall(r"goes by (Name\d+) now", re.sub(r"<span class=\"sr\">.*?</span>", "", page))
            older = re.search(r'rel="next" href="([^"]+)"', page)
            address = unescape(older[1]) if older else ""
        assert len(seen) == expected
        assert seen == sorted(set(seen), reverse=True)


def test_no_page_of_the_log_shows_a_kept_password_or_a_token(desk_hub: DeskHub, desk_client: Client) -> None:
    accounts.set_password(desk_hub.desk, desk_hub.actor("noor"), "$argon2id$kept")
    accounts.set_password(desk_hub.desk, desk_hub.actor("noor"), "$argon2id$newer")
    _, token = accounts.give_link(desk_hub.desk, COMMAND_LINE, "a-noor")
    client = desk_client("owner")
    for entry in desk_hub.desk.records.log(limit=10):
        page = client.get(f"/program/activity/{entry.id}").text
        assert "argon2" not in page
        assert token not in page


def test_undo_takes_a_change_back_from_its_notice_and_from_the_log(desk_hub: DeskHub, desk_client: Client) -> None:
    account = desk_hub.account("noor")
    with desk_hub.desk.records.change(
        by="a-editor", name="Tove Lind", action="person.edit", subject="x", words="Tove Lind did it", undoable=True
    ) as change:
        change.remove(Account, account.id)
    entry = desk_hub.desk.records.log(limit=1)[0]
    client = desk_client("editor")
    assert f"/notices/undo/{entry.id}" in client.get("/program/activity/").text
    assert client.post(f"/notices/undo/{entry.id}").status_code == 303
    assert desk_hub.account("noor").email == account.email
    page = client.get("/program/activity/").text
    assert f"/notices/undo/{entry.id}" not in page
    assert "undid: Tove Lind did it" in page
    again = client.post(f"/notices/undo/{entry.id}")
    assert again.status_code == 409
    assert "undone already" in again.text
