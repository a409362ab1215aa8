"""Accounts as Flask-Login sees them."""

from __future__ import annotations

from dataclasses import dataclass

from flask_login import UserMixin

from hub.actions.desk import Desk
from hub.actions.permissions import Actor
from hub.records.kinds import Account


@dataclass(frozen=True, eq=False)
class Member(UserMixin):  # type: ignore[misc]  # Flask-Login ships no types
    """One signed-in account."""

    account: Account

    def get_id(self) -> str:
        """The account's id, as the session keeps it."""
        return self.account.id

    @property
    def actor(self) -> Actor:
        """The account as actions see it."""
        return actor_of(self.account)

    @classmethod
    def load(cls, desk: Desk, account_id: str, epoch: int | None) -> Member | None:
        """The member with this id, None when the account is gone, closed, or ended its sessions since."""
        account = desk.records.get(Account, account_id)
        if account is None or account.disabled or account.epoch != epoch:
            return None
        return cls(account)


def actor_of(account: Account) -> Actor:
    """An account as actions see it."""
    return Actor(account.id, account.name or account.email, account.role, account.handles)
