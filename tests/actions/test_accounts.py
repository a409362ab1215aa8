"""Who may sign in, what keeps a password and a link safe, and that somebody can always do everything."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from hub.actions import accounts, entering, links, passwords
from hub.actions.desk import Desk, open_desk
from hub.actions.permissions import COMMAND_LINE, PERMISSIONS, ROLES, Actor, NotAllowed, may
from hub.actions.undo import undo
from hub.model import HubError
from hub.records import Stale
from hub.records.kinds import Account, OneTimeLink

START = dt.datetime(2026, 11, 20, 12, 0, tzinfo=dt.UTC)
WORDS = "four words on a roof"


class Clock:
    at = START

    def __call__(self) -> dt.datetime:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(make_hub: Callable[..., Path], clock: Clock) -> Desk:
    return open_desk(make_hub({"content/advocates/noor.md": "---\nname: Noor Haddad\n---\n"}), clock)


@pytest.fixture
def owner(desk: Desk) -> Account:
    return accounts.add_account(desk, COMMAND_LINE, email="ines@hub.example", name="Ines Duarte", role="owner")[0]


def acting_as(account: Account) -> Actor:
    return Actor(account.id, account.name, account.role, account.handles)


def now_of(desk: Desk, account: Account) -> Account:
    found = desk.records.get(Account, account.id)
    assert found is not None
    return found


# --- accounts ------------------------------------------------------------------------------------------------


def test_an_address_belongs_to_one_account_however_it_is_spelt(desk: Desk, owner: Account) -> None:
    with pytest.raises(accounts.EmailTaken):
        accounts.add_account(desk, COMMAND_LINE, email=" INES@Hub.example ", role="editor")
    other, _ = accounts.add_account(desk, COMMAND_LINE, email="tove@hub.example", role="editor")
    with pytest.raises(accounts.EmailTaken):
        accounts.change_account(
            desk, COMMAND_LINE, other.id, email="Ines@HUB.example", name="", role="editor", handles=()
        )
    assert accounts.find_account(desk, "iNeS@hub.EXAMPLE").id == owner.id


@pytest.mark.parametrize("email", ["", "noor", "noor@", "@hub.example", "a b@hub.example", "a@b\r\nBcc: c@d", "a@b@c"])
def test_what_is_no_address_makes_no_account(desk: Desk, email: str) -> None:
    with pytest.raises(HubError, match="e-mail address"):
        accounts.add_account(desk, COMMAND_LINE, email=email, role="editor")
    assert desk.records.all(Account) == ()


def test_several_accounts_may_act_for_one_advocate_and_none_for_a_stranger(desk: Desk) -> None:
    for email in ("noor@mail.example", "agent@mail.example"):
        made, _ = accounts.add_account(desk, COMMAND_LINE, email=email, handles=["noor", "noor"])
        assert made.handles == ("noor",)
        assert may(acting_as(made), "draft.write", ("noor",))
    with pytest.raises(accounts.UnknownHandle, match="nour"):
        accounts.add_account(desk, COMMAND_LINE, email="x@mail.example", handles=["nour"])


def test_the_last_owner_cannot_be_closed_removed_or_lowered(desk: Desk, owner: Account) -> None:
    def lower(account: Account) -> object:
        return accounts.change_account(
            desk, COMMAND_LINE, account.id, email=account.email, name="", role="editor", handles=()
        )

    doings: list[Callable[[Account], object]] = [
        lower,
        lambda account: accounts.close_account(desk, COMMAND_LINE, account.id),
        lambda account: accounts.remove_account(desk, COMMAND_LINE, account.id),
    ]
    second, _ = accounts.add_account(desk, COMMAND_LINE, email="b@hub.example", role="owner")
    accounts.close_account(desk, COMMAND_LINE, second.id)  # a closed owner does not count
    for do in doings:
        with pytest.raises(HubError, match="Ines Duarte is the only owner"):
            do(owner)
    assert entering.has_owner(desk)
    accounts.reopen_account(desk, COMMAND_LINE, second.id)
    lower(owner)
    assert now_of(desk, owner).role == "editor"


def test_of_two_owners_who_close_each_other_at_once_one_stays(desk: Desk, owner: Account) -> None:
    second, _ = accounts.add_account(desk, COMMAND_LINE, email="b@hub.example", role="owner")
    refused: list[HubError] = []

    def close(by: Account, other: Account) -> None:
        try:
            accounts.close_account(desk, acting_as(by), other.id)
        except HubError as error:
            refused.append(error)

    threads = [threading.Thread(target=close, args=pair) for pair in ((owner, second), (second, owner))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert entering.has_owner(desk)
    assert len(refused) == 1


@pytest.mark.parametrize(("role", "email"), [("reviewer", "tove@hub.example"), ("editor", "other@hub.example")])
def test_another_role_or_address_ends_sessions_and_links(desk: Desk, role: str, email: str) -> None:
    made, token = accounts.add_account(desk, COMMAND_LINE, email="tove@hub.example", role="editor")
    changed = accounts.change_account(
        desk, COMMAND_LINE, made.id, email=email, name="Tove", role=accounts.known_role(role), handles=()
    )
    assert changed.epoch > made.epoch
    with pytest.raises(links.LinkEnded):
        links.read_link(desk, token)


def test_a_new_name_ends_nothing(desk: Desk) -> None:
    made, token = accounts.add_account(desk, COMMAND_LINE, email="tove@hub.example", role="editor")
    changed = accounts.change_account(
        desk, COMMAND_LINE, made.id, email=made.email, name="Tove  Lind ", role="editor", handles=()
    )
    assert (changed.epoch, changed.name) == (made.epoch, "Tove Lind")
    assert links.read_link(desk, token).account == made.id


def test_who_opened_the_form_before_somebody_else_saved_is_told(desk: Desk, owner: Account) -> None:
    made, _ = accounts.add_account(desk, COMMAND_LINE, email="tove@hub.example", role="editor")
    more = {"email": made.email, "role": "editor", "handles": (), "expected": made.version}
    accounts.change_account(desk, COMMAND_LINE, made.id, name="Tove", **more)  # type: ignore[arg-type]  # see above
    with pytest.raises(Stale) as told:
        accounts.change_account(desk, COMMAND_LINE, made.id, name="Tuva", **more)  # type: ignore[arg-type]  # see above
    assert told.value.current.name == "Tove"


@pytest.mark.parametrize("role", [role for role in ROLES if role != "owner"])
def test_only_owners_decide_who_signs_in(desk: Desk, owner: Account, role: str) -> None:
    actor = Actor("a-x", "X", accounts.known_role(role), ("noor",))
    with pytest.raises(NotAllowed, match="Ask the owner"):
        accounts.add_account(desk, actor, email="x@hub.example", role="owner")
    with pytest.raises(NotAllowed):
        accounts.give_link(desk, actor, owner.id)
    assert len(desk.records.all(Account)) == 1


# --- passwords -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "password",
    ["", "short", "elevenchars", "ines duarte 1", "ines.duarte.ines", "Ines@hub.example", "INES@HUB.EXAMPLE99"],
)
def test_a_password_that_is_short_or_ones_own_name_is_refused(password: str) -> None:
    with pytest.raises(passwords.WeakPassword):
        passwords.check_password(password, ("Ines Duarte", "ines@hub.example"))


@pytest.mark.parametrize(
    "password", ["aaaaaaaaaaaa", "correct horse battery", "пароль из слов", "ines likes wet roofs", "密码" * 6]
)
def test_nothing_else_is_asked_of_a_password(password: str) -> None:
    passwords.check_password(password, ("Ines Duarte", "ines@hub.example"))


def test_only_the_right_password_signs_in(desk: Desk, owner: Account) -> None:
    accounts.set_password(desk, acting_as(owner), passwords.hash_password(WORDS))
    assert entering.sign_in(desk, "INES@hub.example", WORDS + "x") is None
    assert entering.sign_in(desk, "nobody@hub.example", WORDS) is None
    signed = entering.sign_in(desk, "INES@hub.example", WORDS)
    assert signed is not None
    assert signed.last_seen == START


def test_an_account_without_password_or_a_closed_one_has_no_password_that_signs_in(desk: Desk, owner: Account) -> None:
    assert entering.sign_in(desk, owner.email, "") is None
    assert entering.sign_in(desk, owner.email, "nobody signs in with this") is None
    other, _ = accounts.add_account(desk, COMMAND_LINE, email="tove@hub.example", role="editor")
    accounts.set_password(desk, acting_as(other), passwords.hash_password(WORDS))
    assert entering.sign_in(desk, other.email, WORDS) is not None
    accounts.close_account(desk, COMMAND_LINE, other.id)
    assert entering.sign_in(desk, other.email, WORDS) is None


def test_an_unknown_address_costs_the_same_work_as_a_known_one(
    desk: Desk, owner: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    accounts.set_password(desk, acting_as(owner), passwords.hash_password(WORDS))
    hashes: list[str] = []
    verify = passwords._HASHER.verify
    monkeypatch.setattr(
        passwords, "_HASHER", _Spy(passwords._HASHER, lambda kept, word: (hashes.append(kept), verify(kept, word))[1])
    )
    for email in (owner.email, "nobody@hub.example"):
        assert entering.sign_in(desk, email, "the wrong words") is None
    known, unknown = (one.split("$")[1:4] for one in hashes)  # the kind and its costs
    assert known == unknown


class _Spy:
    """A hasher whose `verify` is another."""

    def __init__(self, real: object, verify: Callable[[str, str], object]) -> None:
        self._real, self.verify = real, verify

    def __getattr__(self, name: str) -> object:
        return getattr(self._real, name)


def test_a_password_kept_under_older_parameters_is_kept_anew_when_used(desk: Desk, owner: Account) -> None:
    from argon2 import PasswordHasher

    old = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(WORDS)
    accounts.set_password(desk, acting_as(owner), old)
    assert entering.sign_in(desk, owner.email, WORDS) is not None
    kept = now_of(desk, owner).password
    assert kept is not None
    assert kept != old
    assert not passwords.is_outdated(kept)
    assert entering.sign_in(desk, owner.email, WORDS) is not None


def test_a_new_password_ends_every_session_and_link(desk: Desk, owner: Account) -> None:
    _, token = accounts.give_link(desk, COMMAND_LINE, owner.id)
    renewed = accounts.set_password(desk, acting_as(owner), passwords.hash_password(WORDS))
    assert renewed.epoch > owner.epoch
    with pytest.raises(links.LinkEnded):
        links.read_link(desk, token)


def test_a_reset_leaves_no_way_in_but_its_link(desk: Desk, owner: Account, clock: Clock) -> None:
    accounts.set_password(desk, acting_as(owner), passwords.hash_password(WORDS))
    before = now_of(desk, owner)
    _, older = accounts.give_link(desk, COMMAND_LINE, owner.id)
    after, token = accounts.reset_account(desk, COMMAND_LINE, owner.id)
    assert after.epoch > before.epoch
    assert entering.sign_in(desk, owner.email, WORDS) is None
    with pytest.raises(links.LinkEnded):
        entering.enter(desk, older)
    assert entering.enter(desk, token)[1].purpose == "reset"


# --- links ---------------------------------------------------------------------------------------------------


def test_no_file_of_the_hub_holds_a_token(desk: Desk, owner: Account) -> None:
    _, token = accounts.give_link(desk, COMMAND_LINE, owner.id)
    entering.enter(desk, token)
    kept = [path.read_bytes() for path in desk.root.rglob("*") if path.is_file()]
    assert kept
    assert not any(token.encode() in data for data in kept)


def test_a_link_works_once(desk: Desk, owner: Account) -> None:
    _, token = accounts.give_link(desk, COMMAND_LINE, owner.id)
    assert entering.enter(desk, token)[0].id == owner.id
    with pytest.raises(links.LinkEnded) as ended:
        entering.enter(desk, token)
    assert ended.value.ending == "used"


def test_of_many_who_use_a_link_at_the_same_moment_one_gets_in(desk: Desk, owner: Account) -> None:
    _, token = accounts.give_link(desk, COMMAND_LINE, owner.id)
    entered: list[Account] = []
    start = threading.Barrier(8)

    def enter() -> None:
        start.wait()
        try:
            entered.append(entering.enter(desk, token)[0])
        except links.LinkEnded:
            return

    threads = [threading.Thread(target=enter) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(entered) == 1


@pytest.mark.parametrize(
    ("purpose", "life"),
    [
        ("owner", dt.timedelta(days=7)),
        ("invite", dt.timedelta(days=7)),
        ("sign-in", dt.timedelta(minutes=30)),
        ("reset", dt.timedelta(minutes=30)),
    ],
)
def test_a_link_ends_when_its_time_is_over(
    desk: Desk, owner: Account, clock: Clock, purpose: str, life: dt.timedelta
) -> None:
    with desk.records.change(by="t", name="T", action="t") as change:
        token = links.make_link(change, desk, owner.id, purpose)  # type: ignore[arg-type]  # one of the purposes
    clock.at = START + life - dt.timedelta(seconds=1)
    assert links.read_link(desk, token).account == owner.id
    clock.at = START + life
    with pytest.raises(links.LinkEnded) as ended:
        entering.enter(desk, token)
    assert ended.value.ending == "expired"


def test_a_newer_link_of_the_same_purpose_ends_the_older(desk: Desk, owner: Account) -> None:
    _, older = accounts.give_link(desk, COMMAND_LINE, owner.id)
    _, newer = accounts.give_link(desk, COMMAND_LINE, owner.id)
    with pytest.raises(links.LinkEnded) as ended:
        links.read_link(desk, older)
    assert ended.value.ending == "replaced"
    assert links.read_link(desk, newer)


def test_links_that_ended_long_ago_are_not_kept(desk: Desk, owner: Account, clock: Clock) -> None:
    accounts.give_link(desk, COMMAND_LINE, owner.id)
    clock.at = START + dt.timedelta(days=60)
    accounts.give_link(desk, COMMAND_LINE, owner.id)
    assert len(desk.records.all(OneTimeLink)) == 1


def test_a_closed_account_has_no_way_in(desk: Desk, owner: Account) -> None:
    made, token = accounts.add_account(desk, COMMAND_LINE, email="tove@hub.example", role="editor")
    accounts.close_account(desk, COMMAND_LINE, made.id)
    with pytest.raises(links.LinkEnded):
        entering.enter(desk, token)
    with pytest.raises(HubError, match="closed"):
        accounts.give_link(desk, COMMAND_LINE, made.id)


# --- the first owner -----------------------------------------------------------------------------------------


def test_the_owners_link_is_new_at_each_start_until_there_is_an_owner(desk: Desk) -> None:
    first, second = entering.owner_token(desk), entering.owner_token(desk)
    assert first and second
    with pytest.raises(links.LinkEnded):
        links.read_link(desk, first)
    made = entering.become_owner(desk, second, email="ines@hub.example", name="Ines", hashed="x")
    assert (made.role, entering.owner_token(desk)) == ("owner", None)
    with pytest.raises(links.LinkEnded):
        entering.become_owner(desk, second, email="other@hub.example", name="Other", hashed="x")


def test_an_owner_made_elsewhere_ends_the_first_link(desk: Desk) -> None:
    token = entering.owner_token(desk)
    assert token
    accounts.add_account(desk, COMMAND_LINE, email="ines@hub.example", role="owner")
    with pytest.raises(HubError, match="has an owner already"):
        entering.become_owner(desk, token, email="other@hub.example", name="Other", hashed="x")
    assert len(desk.records.all(Account)) == 1


def test_the_owners_link_signs_nobody_in_by_itself(desk: Desk) -> None:
    token = entering.owner_token(desk)
    assert token
    with pytest.raises(HubError, match="fill in the page"):
        entering.enter(desk, token)
    assert links.read_link(desk, token)


def test_somebody_known_who_opens_the_owners_link_becomes_the_owner(desk: Desk) -> None:
    known, _ = accounts.add_account(desk, COMMAND_LINE, email="ines@hub.example", role="editor")
    token = entering.owner_token(desk)
    assert token
    made = entering.become_owner(desk, token, email="Ines@hub.example", name="Ines", hashed="x")
    assert (made.id, made.role, made.epoch) == (known.id, "owner", known.epoch + 1)


# --- permissions and undo ------------------------------------------------------------------------------------


def test_whoever_reaches_only_their_own_reaches_nothing_that_is_nobodys() -> None:
    for action, permission in PERMISSIONS.items():
        for role in ROLES:
            actor = Actor("a-1", "A", role, ("noor",))
            reach = permission.reach(role)
            assert may(actor, action, ()) == (reach == "all")
            assert may(actor, action, ("kenji", "a-2")) == (reach == "all")
            assert may(actor, action, ("kenji", "noor")) == (reach != "")
            assert may(actor, action, ("a-1",)) == (reach != "")


def test_nobody_takes_back_what_they_could_not_do_today(desk: Desk, owner: Account) -> None:
    made, _ = accounts.add_account(desk, COMMAND_LINE, email="tove@hub.example", role="editor")
    with desk.records.change(
        by=made.id, name="Tove", action="person.add", subject="x", words="Tove did", undoable=True
    ) as change:
        change.put(replace(made, name="Tove"))
    entry = desk.records.log(limit=1)[0]
    with pytest.raises(NotAllowed):
        undo(desk, Actor(made.id, "Tove", "reviewer"), entry.id)
    with pytest.raises(NotAllowed):
        undo(desk, Actor("a-other", "Kenji", "advocate", ("kenji",)), entry.id)
    done = undo(desk, Actor(made.id, "Tove", "editor"), entry.id)
    assert now_of(desk, made).name == ""
    with pytest.raises(NotAllowed):
        undo(desk, Actor(made.id, "Tove", "reviewer"), done.id)


def test_every_action_of_accounts_is_told_with_who_and_what(desk: Desk, owner: Account) -> None:
    made, _ = accounts.add_account(desk, acting_as(owner), email="tove@hub.example", role="editor", name="Tove Lind")
    accounts.change_account(
        desk, acting_as(owner), made.id, email=made.email, name="Tove Lind", role="reviewer", handles=()
    )
    accounts.close_account(desk, acting_as(owner), made.id)
    told = [entry.words for entry in desk.records.log(subject=f"account:{made.id}")]
    assert told == [
        "Ines Duarte closed the account of Tove Lind",
        "Ines Duarte made Tove Lind a reviewer, before an editor",
        "Ines Duarte let Tove Lind sign in as an editor",
    ]
