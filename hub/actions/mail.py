"""Handing one letter to the mail server that `LAUREL_SMTP_URL` names."""

from __future__ import annotations

import os
import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from urllib.parse import parse_qsl, unquote, urlsplit

from hub.actions.addresses import split_address
from hub.model import HubError

URL = "LAUREL_SMTP_URL"
FROM = "LAUREL_MAIL_FROM"
_PORTS = {"smtp": 587, "smtps": 465}
_PATIENCE = 20.0
"""Seconds to wait for the server at each step."""


class NotSent(Exception):
    """The server did not take the letter; the words say why. `final` when trying again is of no use."""

    def __init__(self, words: str, *, final: bool = False) -> None:
        super().__init__(words)
        self.final = final


@dataclass(frozen=True, slots=True)
class MailServer:
    """A mail server and how to speak to it. `sender` is the address letters come from."""

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)
    tls: str = "starttls"
    """"tls" from the first byte, "starttls" after the greeting, or "none"."""


def mail_server(environment: Mapping[str, str] | None = None) -> MailServer | None:
    """The server in the environment, None when none is set.

    `smtp://user:password@host:587` speaks TLS after the greeting, `smtps://` from the first byte. A server on
    this very machine may go without: `smtp://127.0.0.1:25?tls=none`. Raises HubError for anything else.
    """
    environment = os.environ if environment is None else environment
    url = environment.get(URL, "").strip()
    if not url:
        return None
    parts, options = urlsplit(url), dict(parse_qsl(urlsplit(url).query))
    try:
        port = parts.port
    except ValueError:
        port = -1
    if parts.scheme not in _PORTS or not parts.hostname or port == -1:
        raise HubError(f"{URL} is no mail server. Write smtp://user:password@mail.example:587 or smtps://…")
    tls = "tls" if parts.scheme == "smtps" else options.get("tls", "starttls")
    if tls not in ("tls", "starttls", "none"):
        raise HubError(f"{URL} says tls={tls}. Leave it out, or write tls=none for a server on this machine.")
    if tls == "none" and parts.hostname not in ("127.0.0.1", "localhost", "::1"):
        raise HubError(f"{URL} would send letters in the clear to {parts.hostname}. Leave tls=none out.")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    sender = environment.get(FROM, "").strip() or (user if "@" in user else "")
    if not split_address(sender):
        raise HubError(f"{FROM} is missing. Set it to the address letters come from, such as program@company.example.")
    return MailServer(parts.hostname, port or _PORTS[parts.scheme], sender, user, password, tls)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One letter as it goes out. `id` makes its Message-ID, so that a letter sent twice is known as one."""

    id: str
    to: str
    subject: str
    text: str
    html: str
    sender_name: str = ""
    reply_to: str = ""


def compose(letter: Outgoing, sender: str) -> EmailMessage:
    """The message, in plain text and HTML. No line break of anybody's gets into a header."""
    local, domain = split_address(letter.to) or _no_address(letter.to)
    from_local, from_domain = split_address(sender) or _no_address(sender)
    message = EmailMessage(policy=SMTP if (letter.to + sender).isascii() else SMTPUTF8)
    message["Subject"] = one_line(letter.subject)
    message["From"] = Address(one_line(letter.sender_name), from_local, from_domain)
    message["To"] = Address("", local, domain)
    if reply := split_address(letter.reply_to):
        message["Reply-To"] = Address("", *reply)
    message["Message-ID"] = f"<{letter.id}@{from_domain.encode('idna').decode()}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    return message


def _no_address(text: str) -> tuple[str, str]:
    raise NotSent(f"{one_line(text)[:80]!r} is no e-mail address.", final=True)


def one_line(text: str) -> str:
    """Some words as they may stand in a header: one line, nothing invisible but blanks."""
    return "".join(c if c.isprintable() else " " for c in " ".join(text.split()))[:200].strip()


def send(letter: Outgoing, server: MailServer) -> None:
    """Give one letter to the server. Raises NotSent with the reason in words."""
    message = compose(letter, server.sender)
    try:
        with _connect(server) as connection:
            if server.user:
                connection.login(server.user, server.password)
            connection.send_message(message, server.sender, [letter.to])
    except smtplib.SMTPAuthenticationError as error:
        raise NotSent("The mail server did not accept the name and password.") from error
    except smtplib.SMTPRecipientsRefused as error:
        code, words = next(iter(error.recipients.values()))
        raise NotSent(_said(code, words), final=code >= _FOR_GOOD) from error
    except smtplib.SMTPResponseException as error:
        raise NotSent(_said(error.smtp_code, error.smtp_error), final=error.smtp_code >= _FOR_GOOD) from error
    except smtplib.SMTPNotSupportedError as error:
        raise NotSent(f"The mail server cannot do this: {error}.", final=True) from error
    except (OSError, smtplib.SMTPException) as error:
        reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
        raise NotSent(f"The mail server at {server.host} did not answer: {reason}.") from error


_FOR_GOOD = 500
"""Answers from 500 on mean that trying again is of no use."""


def _connect(server: MailServer) -> smtplib.SMTP:
    if server.tls == "tls":
        return smtplib.SMTP_SSL(server.host, server.port, timeout=_PATIENCE, context=ssl.create_default_context())
    connection = smtplib.SMTP(server.host, server.port, timeout=_PATIENCE)
    try:
        if server.tls == "starttls":
            connection.starttls(context=ssl.create_default_context())
    except BaseException:
        connection.close()
        raise
    return connection


def _said(code: int, words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return f"The mail server said: {code} {one_line(text)}"
