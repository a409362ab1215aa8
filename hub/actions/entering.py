"""Ways into the desk: by password, by one-time link, and the very first one, which makes the owner.

Nobody is signed in yet, so these ask no permission: the password or the link is the authority.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

from hub.actions.accounts import account_of, called, clean_email, clean_name
from hub.actions.desk import Desk
from hub.actions.letters import LINK, queue_letter
from hub.actions.links import NOBODY, link_path, make_link, read_link, take_link
from hub.actions.passwords import hash_password, is_outdated, verify_password
from hub.model import HubError
from hub.records import new_id
from hub.records.kinds import Account, OneTimeLink

_DESK = "The desk"


def has_owner(desk: Desk) -> bool:
    """Whether somebody is there who may do everything."""
    return any(account.role == "owner" and not account.disabled for account in desk.records.all(Account))


def owner_token(desk: Desk) -> str | None:
    """The token of the link that makes the owner's account, None once there is one. Earlier ones end."""
    if has_owner(desk):
        return None
    with desk.records.change(
        by="command-line", name=_DESK, action="accounts.manage", subject="desk:owner", words="Made the owner's link"
    ) as change:
        return make_link(change, desk, NOBODY, "owner")


def become_owner(desk: Desk, token: str, *, email: str, name: str, hashed: str) -> Account:
    """Use the owner's link: its account, with a password as `hash_password` made it. Raises LinkEnded, HubError."""
    email, name = clean_email(email), clean_name(name)
    known = account_of(desk.records.all(Account), email)
    ident, now = known.id if known else new_id("a"), desk.now()
    with desk.records.change(
        by=ident,
        name=name or email,
        action="account.own",
        subject=f"account:{ident}",
        words=f"{name or email} opened this desk as its owner",
    ) as change:
        take_link(change, desk, token)
        accounts = change.all(Account)
        if any(account.role == "owner" and not account.disabled for account in accounts):
            raise HubError("This desk has an owner already. Sign in, or ask them to let you in.")
        before = account_of(accounts, email)
        if (before and before.id) != (known and known.id):
            raise HubError("Somebody changed this address just now. Send the page again.")
        made = replace(
            before or Account(ident, email, name, "owner", now),
            name=name,
            role="owner",
            password=hashed,
            last_seen=now,
            disabled=False,
            epoch=before.epoch + 1 if before else 0,
        )
        stored = change.put(made)
    return stored


def sign_in(desk: Desk, email: str, password: str) -> Account | None:
    """The account these belong to, None when they do not. It takes as long for an address nobody has."""
    account = account_of(desk.records.all(Account), email)
    kept = account.password if account and not account.disabled else None
    if not verify_password(kept, password) or account is None or kept is None:
        return None
    renewed = hash_password(password) if is_outdated(kept) else kept
    with desk.records.change(
        by=account.id,
        name=called(account),
        action="account.own",
        subject=f"account:{account.id}",
        words=f"{called(account)} signed in",
    ) as change:
        current = change.get(Account, account.id)
        if current is None or current.disabled or current.password != kept:
            return None
        stored = change.put(replace(current, password=renewed, last_seen=desk.now()))
    return stored


def enter(desk: Desk, token: str) -> tuple[Account, OneTimeLink]:
    """Use a one-time link up and sign its account in. Raises LinkEnded."""
    known = desk.records.get(Account, read_link(desk, token).account)
    if known is None:
        raise HubError("This link makes the owner's account. Open it again and fill in the page.")
    with desk.records.change(
        by=known.id,
        name=called(known),
        action="account.own",
        subject=f"account:{known.id}",
        words=f"{called(known)} signed in with a link",
    ) as change:
        link = take_link(change, desk, token)
        account = change.get(Account, link.account) or known
        stored = change.put(replace(account, last_seen=desk.now()))
    return stored, link


def send_link(desk: Desk, email: str, address: Callable[[str], str]) -> None:
    """Send a sign-in link to whoever has this address; nothing happens for anybody else.

    `address` makes a path of the desk a whole address.
    """
    found = account_of(desk.records.all(Account), email)
    if found is None or found.disabled:
        return
    with desk.records.change(
        by=found.id,
        name=called(found),
        action="account.own",
        subject=f"account:{found.id}",
        words=f"{called(found)} asked for a sign-in link",
    ) as change:
        token = make_link(change, desk, found.id, "sign-in")
        title = desk.settings.title
        text = (
            f"Hello {called(found)},\n\nthis link signs you in to {title}. It works once, for 30 minutes.\n\n{LINK}\n\n"
            "Nobody asked for it but you? Then leave this letter alone: without the link nobody gets in.\n"
        )
        queue_letter(
            change,
            desk,
            to=found.email,
            subject=f"Your way in to {title}",
            text=text,
            link=address(link_path(token)),
            about=f"account:{found.id}",
            wait=dt.timedelta(0),
        )
