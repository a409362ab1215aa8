"""One-time links: a way in that works once and not for long.

Only the SHA-256 of a token is kept, so that who reads the file, a backup or the log cannot use one. The page a link
opens has one button that uses it: mail scanners open links, but they press no buttons.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

from hub.actions.desk import Desk
from hub.model import HubError
from hub.records import Change
from hub.records.kinds import Account, OneTimeLink, Purpose

LIFE: Mapping[str, dt.timedelta] = {
    "owner": dt.timedelta(days=7),
    "invite": dt.timedelta(days=7),
    "sign-in": dt.timedelta(minutes=30),
    "reset": dt.timedelta(minutes=30),
}
"""How long a link of each purpose works."""
NOBODY = ""
"""The account of the owner's first link: there is none yet."""
_TOKEN_BYTES = 32
_KEPT = dt.timedelta(days=30)
"""How long an ended link is remembered, so that its page can say what became of it."""

Ending = Literal["used", "expired", "replaced", "unknown", "closed"]
_ENDED: Mapping[Ending, str] = {
    "used": "This link was used already. Each link works once.",
    "expired": "This link has run out.",
    "replaced": "This link was ended: a newer one was made, or the account has changed since.",
    "unknown": "This link is not known here. It may have been cut off on its way, or it ended long ago.",
    "closed": "The account of this link is closed. Ask the program's staff.",
}


class LinkEnded(HubError):
    """A link that does not work, or no longer; `ending` says why."""

    def __init__(self, ending: Ending) -> None:
        super().__init__(_ENDED[ending])
        self.ending = ending


def link_path(token: str) -> str:
    """The desk's page for a token; put the desk's own address before it."""
    return f"/enter/{token}"


def link_id(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def make_link(change: Change, desk: Desk, account_id: str, purpose: Purpose) -> str:
    """The token of a new link for an account, made within `change`. Earlier ones of the same purpose end."""
    now = desk.now()
    for link in change.all(OneTimeLink):
        if link.account != account_id:
            continue
        if now - link.expires > _KEPT:
            change.remove(OneTimeLink, link.id)
        elif link.purpose == purpose and link.used is None and link.expires > now:
            change.put(replace(link, expires=now))
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    change.put(OneTimeLink(link_id(token), account_id, purpose, made=now, expires=now + LIFE[purpose]))
    return token


def end_links(change: Change, desk: Desk, account_id: str) -> None:
    """End every link of an account that still works."""
    now = desk.now()
    for link in change.all(OneTimeLink):
        if link.account == account_id and link.used is None and link.expires > now:
            change.put(replace(link, expires=now))


def read_link(desk: Desk, token: str) -> OneTimeLink:
    """The link of a token, still good and not used by this. Raises LinkEnded."""
    link = desk.records.get(OneTimeLink, link_id(token))
    return _good(link, desk.now(), desk.records.get(Account, link.account) if link else None)


def take_link(change: Change, desk: Desk, token: str) -> OneTimeLink:
    """Use a link up within `change`: of several at once, one succeeds. Raises LinkEnded."""
    found = change.get(OneTimeLink, link_id(token))
    link = _good(found, desk.now(), change.get(Account, found.account) if found else None)
    return change.put(replace(link, used=desk.now()))


def _good(link: OneTimeLink | None, now: dt.datetime, account: Account | None) -> OneTimeLink:
    if link is None:
        raise LinkEnded("unknown")
    if link.used is not None:
        raise LinkEnded("used")
    if link.expires <= now:
        raise LinkEnded("expired" if link.expires - link.made == LIFE[link.purpose] else "replaced")
    if link.account != NOBODY:
        if account is None:
            raise LinkEnded("unknown")
        if account.disabled:
            raise LinkEnded("closed")
    return link
