"""Letters go out a minute later, once, and never with somebody's line break in a header."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import re
import socket
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from hub.actions.desk import Desk, open_desk
from hub.actions.letters import (
    cancel,
    copy_link,
    find_letters,
    mark_copied,
    queue_letter,
    send_due,
    shown_text,
    try_again,
)
from hub.actions.links import read_link
from hub.actions.mail import NotSent, Outgoing, compose, mail_server
from hub.actions.people import invite
from hub.actions.permissions import Actor
from hub.model import HubError
from hub.records.kinds import Account, Letter, OneTimeLink
from tests.admin.support import TestClock, fill

OWNER = Actor("a-owner", "Ines Duarte", "owner")
EDITOR = Actor("a-editor", "Tove Lind", "editor")


class Box:
    """What a mail server took, as messages; `answer` is what it says to the next ones."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.to: list[str] = []
        self.answer = "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # its name for aiosmtpd
        if self.answer.startswith("250"):
            message = email.message_from_bytes(envelope.content, policy=email.policy.default)
            assert isinstance(message, EmailMessage)
            self.letters.append(message)
            self.to += envelope.rcpt_tos
        return self.answer


@pytest.fixture
def box(monkeypatch: pytest.MonkeyPatch) -> Iterator[Box]:
    """A real mail server on this machine, named in the environment."""
    box = Box()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    monkeypatch.setenv("LAUREL_SMTP_URL", f"smtp://127.0.0.1:{port}?tls=none")
    monkeypatch.setenv("LAUREL_MAIL_FROM", "program@hub.example")
    yield box
    server.stop()


@pytest.fixture
def clock() -> TestClock:
    return TestClock()


@pytest.fixture
def desk(tmp_path: Path, clock: TestClock, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.delenv("LAUREL_SMTP_URL", raising=False)
    fill(tmp_path / "hub")
    return open_desk(tmp_path / "hub", clock)


@pytest.fixture
def queue(desk: Desk) -> Callable[..., Letter]:
    def queue_(to: str = "noor@mail.example", subject: str = "Hello", text: str = "Words.", **more: Any) -> Letter:
        with desk.records.change(by="t", name="T", action="t", subject="", words="wrote") as change:
            return queue_letter(change, desk, to=to, subject=subject, text=text, **more)

    return queue_


def words_of(letter: EmailMessage) -> tuple[str, str]:
    plain, html = letter.get_body(("plain",)), letter.get_body(("html",))
    assert plain is not None
    assert html is not None
    return plain.get_content(), html.get_content()


def test_an_invitation_arrives_and_its_link_works(desk: Desk, clock: TestClock, box: Box) -> None:
    invite(desk, EDITOR, "noor")
    assert send_due(desk) == 0
    clock.tick(seconds=61)
    assert send_due(desk) == 1
    (letter,) = box.letters
    assert box.to == ["noor@mail.example"]
    assert letter["subject"] == "Your invitation to the Lookouts"
    assert str(letter["from"]) == "The Lookouts <program@hub.example>"
    assert str(letter["reply-to"]) == "hello@hub.example"
    plain, html = words_of(letter)
    (token,) = re.findall(r"http://127\.0\.0\.1:8400/enter/(\S+)", plain)
    assert f'href="http://127.0.0.1:8400/enter/{token}"' in html
    assert read_link(desk, token).account == "a-noor"
    assert send_due(desk) == 0


def test_no_file_keeps_the_token_once_the_letter_is_out(desk: Desk, clock: TestClock, box: Box) -> None:
    invite(desk, EDITOR, "noor")
    clock.tick(seconds=61)
    send_due(desk)
    (token,) = re.findall(r"/enter/(\S+)", words_of(box.letters[0])[0])
    kept = [path for path in desk.data.rglob("*") if path.is_file() and token.encode() in path.read_bytes()]
    assert kept == []
    (letter,) = desk.records.all(Letter)
    assert token not in shown_text(desk, OWNER, letter)


def test_an_invitation_that_is_undone_in_time_is_never_sent(desk: Desk, clock: TestClock, box: Box) -> None:
    before = desk.records.all(OneTimeLink)
    entry = invite(desk, EDITOR, "noor")
    desk.records.undo(entry, by="a-editor", name="Tove")
    clock.tick(minutes=10)
    assert send_due(desk) == 0
    assert box.letters == []
    assert desk.records.all(OneTimeLink) == before


def test_a_letter_that_is_out_cannot_be_undone(desk: Desk, clock: TestClock, box: Box) -> None:
    entry = invite(desk, EDITOR, "noor")
    clock.tick(seconds=61)
    send_due(desk)
    with pytest.raises(HubError, match="cannot be undone"):
        desk.records.undo(entry, by="a-editor", name="Tove")


def test_what_the_server_refuses_for_now_is_tried_again_and_then_told(
    desk: Desk, clock: TestClock, box: Box, queue: Callable[..., Letter]
) -> None:
    letter = queue()
    box.answer = "451 come back later"
    clock.tick(seconds=61)
    waits = []
    while (now := desk.records.get(Letter, letter.id)) and now.state == "waiting":
        clock.at = max(clock.at, now.not_before)
        began = clock.at
        assert send_due(desk) == 0
        after = desk.records.get(Letter, letter.id)
        assert after is not None
        assert "451 come back later" in after.trouble
        waits.append(after.not_before - began)
    assert waits[:-1] == sorted(set(waits[:-1]))
    assert now is not None
    assert now.state == "failed"
    box.answer = "250 OK"
    try_again(desk, OWNER, letter.id)
    assert send_due(desk) == 1
    assert len(box.letters) == 1


def test_what_the_server_refuses_for_good_fails_at_once(
    desk: Desk, clock: TestClock, box: Box, queue: Callable[..., Letter]
) -> None:
    letter = queue()
    box.answer = "550 nobody here"
    clock.tick(seconds=61)
    send_due(desk)
    kept = desk.records.get(Letter, letter.id)
    assert kept is not None
    assert (kept.state, kept.trouble) == ("failed", "The mail server said: 550 nobody here")


def test_a_server_that_is_not_there_is_told_and_tried_again(
    desk: Desk, clock: TestClock, queue: Callable[..., Letter], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAUREL_SMTP_URL", "smtp://127.0.0.1:1?tls=none")
    monkeypatch.setenv("LAUREL_MAIL_FROM", "program@hub.example")
    letter = queue()
    clock.tick(seconds=61)
    assert send_due(desk) == 0
    kept = desk.records.get(Letter, letter.id)
    assert kept is not None
    assert kept.state == "waiting"
    assert "did not answer" in kept.trouble


def test_without_a_server_a_letter_waits_to_be_copied_with_its_link(desk: Desk, clock: TestClock) -> None:
    invite(desk, EDITOR, "noor")
    (letter,) = desk.records.all(Letter)
    assert letter.state == "to-copy"
    link = copy_link(desk, EDITOR, letter)
    assert read_link(desk, link.rpartition("/")[2]).account == "a-noor"
    assert link in shown_text(desk, EDITOR, letter)
    mark_copied(desk, EDITOR, letter.id)
    kept = desk.records.get(Letter, letter.id)
    assert kept is not None
    assert kept.state == "sent"
    assert copy_link(desk, EDITOR, kept) == ""


def test_an_editor_never_sees_a_link_that_signs_in_as_staff(desk: Desk, queue: Callable[..., Letter]) -> None:
    letter = queue(to="ines@hub.example", link="/enter/secret-token")
    assert copy_link(desk, EDITOR, letter) == ""
    assert "secret-token" not in shown_text(desk, EDITOR, letter)
    assert copy_link(desk, OWNER, letter).endswith("/enter/secret-token")


def test_two_clocks_send_a_letter_once(desk: Desk, clock: TestClock, box: Box, queue: Callable[..., Letter]) -> None:
    queue()
    clock.tick(seconds=61)
    other = open_desk(desk.root, clock)
    sent: list[str] = []

    def deliver(letter: Outgoing, _server: object) -> None:
        sent.append(letter.id)
        assert send_due(other, deliver) == 0

    assert send_due(desk, deliver) == 1
    assert len(sent) == 1


def test_a_cancelled_letter_stays_here(desk: Desk, clock: TestClock, box: Box, queue: Callable[..., Letter]) -> None:
    letter = queue()
    cancel(desk, EDITOR, letter.id)
    clock.tick(minutes=5)
    assert send_due(desk) == 0
    assert box.letters == []


NASTY = [
    "a@b.example\nBcc: all@b.example",
    "a@b.example\r\nX: y",
    "a b@c.example",
    "<a@b.example>",
    "a@b.example,c@d.example",
    "@b",
    "a@",
    "",
]


@pytest.mark.parametrize("to", NASTY)
def test_no_address_carries_a_header(queue: Callable[..., Letter], to: str) -> None:
    with pytest.raises(HubError, match="no e-mail address"):
        queue(to=to)


def test_no_name_or_subject_carries_a_header() -> None:
    nasty = "Hello\r\nBcc: all@b.example\n\nText\x00\u2028here"
    letter = Outgoing("letter-1", "a@b.example", nasty, "Words", "<p>Words</p>", nasty, "c@d.example\r\nX: y")
    raw = compose(letter, "program@hub.example").as_bytes()
    read = email.message_from_bytes(raw, policy=email.policy.default)
    assert read["bcc"] is None
    assert read["x"] is None
    assert read["reply-to"] is None
    assert read["subject"].startswith("Hello Bcc: all@b.example Text")


def test_what_people_typed_is_text_in_the_html(queue: Callable[..., Letter]) -> None:
    letter = queue(text="<script>alert(1)</script> & more", link='/enter/x"onclick="')
    assert "<script>" not in letter.html


@pytest.mark.parametrize(
    ("url", "sender"),
    [("http://mail", "a@b.example"), ("smtp://mail.example", ""), ("smtp://mail.example?tls=none", "a@b.example")],
)
def test_a_setting_that_cannot_be_used_is_told(url: str, sender: str) -> None:
    with pytest.raises(HubError, match="LAUREL_"):
        mail_server({"LAUREL_SMTP_URL": url, "LAUREL_MAIL_FROM": sender})


def test_the_setting_gives_port_name_and_secrecy() -> None:
    server = mail_server({"LAUREL_SMTP_URL": "smtps://me%40x.example:s%3Acret@mail.example"})
    assert server is not None
    assert (server.port, server.user, server.password, server.tls, server.sender) == (
        465, "me@x.example", "s:cret", "tls", "me@x.example",
    )  # fmt: skip
    assert "s:cret" not in repr(server)


def test_letters_are_found_by_their_words(desk: Desk, clock: TestClock, queue: Callable[..., Letter]) -> None:
    queue(subject="Frost at dawn is live")
    clock.tick(seconds=1)
    queue(to="kenji@mail.example", subject="A badge for you")
    assert [x.subject for x in find_letters(desk.records)] == ["A badge for you", "Frost at dawn is live"]
    assert [x.to for x in find_letters(desk.records, words="KENJI badge")] == ["kenji@mail.example"]
    assert find_letters(desk.records, state="sent") == ()


def test_a_letter_that_no_server_may_ever_get_is_not_tried_for_ever() -> None:
    with pytest.raises(NotSent) as told:
        compose(Outgoing("letter-1", "nobody", "S", "T", "H"), "program@hub.example")
    assert told.value.final


def test_an_account_made_by_an_invitation_acts_for_that_person_only(desk: Desk) -> None:
    invite(desk, EDITOR, "kenji", email="other@mail.example")
    (made,) = [account for account in desk.records.all(Account) if account.email == "other@mail.example"]
    assert (made.role, made.handles) == ("advocate", ("kenji",))
    assert made.created <= dt.datetime.now(dt.UTC) or made.created == desk.now()
