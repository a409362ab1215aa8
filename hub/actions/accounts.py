"""Accounts: who may sign in, as what, and for whom. Several accounts may act for one advocate."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import replace

from hub.actions.addresses import same_address, split_address
from hub.actions.desk import Desk, acting
from hub.actions.letters import LINK, queue_letter
from hub.actions.links import end_links, link_path, make_link
from hub.actions.permissions import ROLE_NAMES, ROLES, Actor, authorise
from hub.model import HubError
from hub.records import Change, new_id
from hub.records.kinds import Account, Person, Role

MANAGE = "accounts.manage"
LONGEST_NAME = 120
_JOINERS = dict.fromkeys(map(ord, "\u200c\u200d"))
"""Letters of Persian and Hindi names are joined or parted by these, and so are people in one sign."""


class EmailTaken(HubError):
    """An address that somebody signs in with already."""


class UnknownHandle(HubError):
    """A handle that no advocate has."""


def clean_email(text: str) -> str:
    """The address as it is kept. Raises HubError for what no letter could be sent to."""
    email = unicodedata.normalize("NFC", text).strip()
    if split_address(email) is None:
        raise HubError("Enter an e-mail address like noor@example.org")
    return email


def clean_name(text: str) -> str:
    """A name on one line. Raises HubError when it is too long to show."""
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if len(name) > LONGEST_NAME or not name.translate(_JOINERS).isprintable():
        raise HubError(f"Enter a name of up to {LONGEST_NAME} characters")
    return name


def account_of(accounts: Iterable[Account], email: str) -> Account | None:
    """Whoever signs in with this address, however it is spelt."""
    wanted = same_address(email)
    return next((account for account in accounts if same_address(account.email) == wanted), None)


def find_account(desk: Desk, email: str) -> Account:
    """The account of an address. Raises HubError naming what to do when there is none."""
    found = account_of(desk.records.all(Account), email)
    if found is None:
        raise HubError(f"Nobody signs in as {email}. See who does with: laurel user list")
    return found


def new_account(
    change: Change,
    desk: Desk,
    *,
    email: str,
    name: str = "",
    role: Role = "advocate",
    handles: Iterable[str] = (),
    id: str = "",
) -> Account:
    """One more account, within `change`. Raises EmailTaken, HubError for an address or handle that cannot be."""
    email = clean_email(email)
    if account_of(change.all(Account), email) is not None:
        raise EmailTaken(f"Somebody signs in as {email} already")
    made = Account(
        id or new_id("a"), email, clean_name(name), known_role(role), desk.now(), _known_handles(change, desk, handles)
    )
    stored = change.put(made)
    return stored


def add_account(
    desk: Desk,
    actor: Actor,
    *,
    email: str,
    name: str = "",
    role: Role = "advocate",
    handles: Iterable[str] = (),
    send: Callable[[str], str] | None = None,
) -> tuple[Account, str]:
    """One more account and the token of its invitation.

    With `send`, which makes a path of the desk a whole address, the invitation is mailed too.
    """
    ident = new_id("a")
    with acting(desk, actor, MANAGE, subject=f"account:{ident}") as change:
        account = new_account(change, desk, email=email, name=name, role=role, handles=handles, id=ident)
        token = make_link(change, desk, account.id, "invite")
        change.words = f"{actor.name} let {called(account)} sign in as {_a(role)}"
        if send is not None:
            _invite(change, desk, actor, account, send(link_path(token)))
    return account, token


def _invite(change: Change, desk: Desk, actor: Actor, account: Account, link: str) -> None:
    title = desk.settings.program.name or desk.settings.title
    text = (
        f"Hello {called(account)},\n\n{actor.name} lets you sign in to the desk of {title}, as {_a(account.role)}. "
        f"This link works once, for 7 days:\n\n{LINK}\n\nAfter that you can choose a password, or have a link sent "
        "each time.\n"
    )
    queue_letter(
        change,
        desk,
        to=account.email,
        subject=f"Your way in to {title}",
        text=text,
        link=link,
        about=f"account:{account.id}",
    )


def change_account(
    desk: Desk,
    actor: Actor,
    account_id: str,
    *,
    email: str,
    name: str,
    role: Role,
    handles: Iterable[str],
    expected: int | None = None,
) -> Account:
    """Change what an account is. Another role or address ends its sessions and links.

    Raises Stale when it has changed since version `expected`, EmailTaken, and HubError for the last owner.
    """
    with acting(desk, actor, MANAGE, subject=f"account:{account_id}") as change:
        account = _get(change, account_id)
        email = clean_email(email)
        other = account_of(change.all(Account), email)
        if other is not None and other.id != account.id:
            raise EmailTaken(f"Somebody else signs in as {email} already")
        if known_role(role) != "owner":
            _keep_an_owner(change, account)
        became = replace(
            account,
            email=email,
            name=clean_name(name),
            role=role,
            handles=_known_handles(change, desk, handles, kept=account.handles),
        )
        if (became.role, same_address(became.email)) != (account.role, same_address(account.email)):
            became = replace(became, epoch=account.epoch + 1)
            end_links(change, desk, account.id)
        change.words = _told(actor, account, became)
        stored = change.put(became, expected=expected)
    return stored


def close_account(desk: Desk, actor: Actor, account_id: str, *, expected: int | None = None) -> Account:
    """Let nobody sign in with this account, and end its sessions and links. Raises HubError for the last owner."""
    with acting(desk, actor, MANAGE, subject=f"account:{account_id}") as change:
        account = _get(change, account_id)
        _keep_an_owner(change, account)
        end_links(change, desk, account.id)
        change.words = f"{actor.name} closed the account of {called(account)}"
        stored = change.put(replace(account, disabled=True, epoch=account.epoch + 1), expected=expected)
    return stored


def reopen_account(desk: Desk, actor: Actor, account_id: str, *, expected: int | None = None) -> Account:
    """Let a closed account sign in again."""
    with acting(desk, actor, MANAGE, subject=f"account:{account_id}") as change:
        account = _get(change, account_id)
        change.words = f"{actor.name} opened the account of {called(account)} again"
        stored = change.put(replace(account, disabled=False), expected=expected)
    return stored


def remove_account(desk: Desk, actor: Actor, account_id: str) -> Account:
    """Take an account away altogether; what its person did stays. Raises HubError for the last owner."""
    with acting(desk, actor, MANAGE, subject=f"account:{account_id}") as change:
        account = _get(change, account_id)
        _keep_an_owner(change, account)
        end_links(change, desk, account.id)
        change.remove(Account, account.id)
        change.words = f"{actor.name} removed the account of {called(account)}"
    return account


def reset_account(desk: Desk, actor: Actor, account_id: str) -> tuple[Account, str]:
    """End an account's sessions, password and links, and give the token of a link to begin anew."""
    with acting(desk, actor, MANAGE, subject=f"account:{account_id}") as change:
        account = _open(_get(change, account_id))
        end_links(change, desk, account.id)
        became = change.put(replace(account, password=None, epoch=account.epoch + 1))
        token = make_link(change, desk, account.id, "reset")
        change.words = f"{actor.name} reset how {called(account)} signs in"
    return became, token


def give_link(desk: Desk, actor: Actor, account_id: str) -> tuple[Account, str]:
    """The token of a link that signs somebody in: an invitation until they have been here, then a sign-in link."""
    with acting(desk, actor, MANAGE, subject=f"account:{account_id}") as change:
        account = _open(_get(change, account_id))
        token = make_link(change, desk, account.id, "sign-in" if account.last_seen else "invite")
        change.words = f"{actor.name} made a sign-in link for {called(account)}"
    return account, token


def set_name(desk: Desk, actor: Actor, name: str) -> Account:
    """Change one's own name as the desk shows it."""
    with acting(desk, actor, "account.own", owners=(actor.id,), subject=f"account:{actor.id}") as change:
        account = change.put(replace(_get(change, actor.id), name=clean_name(name)))
        change.words = f"{actor.name} goes by {account.name or account.email} now"
    return account


def set_password(desk: Desk, actor: Actor, hashed: str) -> Account:
    """Change one's own password, given as `passwords.hash_password` made it; every session and link ends."""
    return _renew(desk, actor, f"{actor.name} chose a new password", password=hashed)


def sign_out_everywhere(desk: Desk, actor: Actor) -> Account:
    """End all of one's own sessions and links, this one too."""
    return _renew(desk, actor, f"{actor.name} signed out everywhere")


def _renew(desk: Desk, actor: Actor, words: str, password: str | None = None) -> Account:
    authorise(actor, "account.own", (actor.id,))
    with acting(desk, actor, "account.own", owners=(actor.id,), subject=f"account:{actor.id}", words=words) as change:
        account = _get(change, actor.id)
        end_links(change, desk, account.id)
        stored = change.put(replace(account, epoch=account.epoch + 1, password=password or account.password))
    return stored


def called(account: Account) -> str:
    """What to call an account's person."""
    return account.name or account.email


def known_role(role: str) -> Role:
    """The role of this name. Raises HubError naming those there are."""
    if role not in ROLES:
        raise HubError(f"There is no role called {role}. Choose {', '.join(ROLES[:-1])} or {ROLES[-1]}.", status=2)
    return role


def _known_handles(change: Change, desk: Desk, handles: Iterable[str], kept: Iterable[str] = ()) -> tuple[str, ...]:
    """`handles` once each. Raises HubError for one that no advocate has, unless it is `kept` from before."""
    wanted = tuple(dict.fromkeys(handles))
    for handle in wanted:
        known = handle in kept or change.get(Person, handle) is not None
        if not known and desk.shelf.leaf("advocates", handle) is None:
            raise UnknownHandle(
                f"No advocate has the handle {handle}. Add them under People first, or mend the spelling"
            )
    return wanted


def _get(change: Change, account_id: str) -> Account:
    account = change.get(Account, account_id)
    if account is None:
        raise HubError("This account is gone. Somebody removed it.")
    return account


def _open(account: Account) -> Account:
    if account.disabled:
        raise HubError(f"The account of {called(account)} is closed. Open it again first.")
    return account


def _keep_an_owner(change: Change, account: Account) -> None:
    """Raise HubError if nobody would be left who may do everything."""
    if account.role != "owner" or account.disabled:
        return
    if not any(a.role == "owner" and not a.disabled and a.id != account.id for a in change.all(Account)):
        raise HubError(f"{called(account)} is the only owner. Make somebody else an owner first.")


def _told(actor: Actor, before: Account, after: Account) -> str:
    if before.role != after.role:
        return f"{actor.name} made {called(after)} {_a(after.role)}, before {_a(before.role)}"
    if before.email != after.email:
        return f"{actor.name} changed the address of {called(after)}"
    if before.handles != after.handles:
        return f"{actor.name} changed for whom {called(after)} acts"
    return f"{actor.name} changed the account of {called(after)}"


def _a(role: str) -> str:
    word = ROLE_NAMES[role].lower()
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word}"
