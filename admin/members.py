"""Accounts as Flask-Login sees them, and how a session begins and ends."""

from __future__ import annotations

from dataclasses import dataclass

from flask import session
from flask_login import UserMixin, login_user, logout_user

from hub.actions.desk import Desk
from hub.actions.permissions import Actor
from hub.records.kinds import Account

_LINK = "by-link"


@dataclass(frozen=True, eq=False)
class Member(UserMixin):
    """One signed-in account."""

    account: Account

    def get_id(self) -> str:
        """The account's id, as the session keeps it."""
        return self.account.id

    @property
    def actor(self) -> Actor:
        """The account as actions see it."""
        return Actor.of(self.account)

    @classmethod
    def load(cls, desk: Desk, account_id: str, epoch: int | None) -> Member | None:
        """The member with this id, None when the account is gone, closed, or ended its sessions since."""
        account = desk.records.get(Account, account_id)
        if account is None or account.disabled or account.epoch != epoch:
            return None
        return cls(account)


def begin_session(account: Account, *, by_link: bool = False) -> None:
    """Sign an account in under a session of its own: nothing of what was before goes with it.

    `by_link` lets it choose a password without telling the former one: whoever holds the link reads the mail.
    """
    session.clear()
    session.permanent = True
    session["epoch"] = account.epoch
    if by_link:
        session[_LINK] = True
    login_user(Member(account))


def end_session() -> None:
    """Sign out here."""
    logout_user()
    session.clear()


def came_by_link() -> bool:
    """Whether this session began with a one-time link and has chosen no password since."""
    return bool(session.get(_LINK))
