"""Brakes on guessing: how often one address, or anybody for one account, may try in a while.

Kept in memory: one process serves a desk, and a restart forgiving a few tries does no harm.
"""

from __future__ import annotations

import datetime as dt
import math
import time
from dataclasses import dataclass

from flask import Flask, current_app, g, request
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from hub.actions.permissions import Actor

_EXTENSION = "laurel.brakes"
_RULES = {
    "sign-in": (("pair", "8 per 10 minutes"), ("host", "60 per 10 minutes"), ("account", "50 per hour")),
    "link": (("account", "4 per 20 minutes"), ("host", "20 per hour")),
    "token": (("host", "40 per 10 minutes"),),
    "password": (("account", "10 per 10 minutes"),),
    "picture": (("account", "120 per hour"),),
    "draft": (("account", "60 per hour"),),
}
"""For each thing tried: per address and account together, per address, per account from anywhere."""


class TooMany(Exception):
    """Somebody tried too often; `again` is when the next try counts."""

    def __init__(self, again: dt.datetime) -> None:
        super().__init__(f"too many tries; again at {again:%H:%M}")
        self.again = again

    @property
    def seconds(self) -> int:
        """Seconds until then, for the header of the answer."""
        return max(1, math.ceil(self.again.timestamp() - time.time()))


@dataclass(frozen=True)
class _Rule:
    scope: str
    item: RateLimitItem


class Brakes:
    """The counters of one app."""

    def __init__(self) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._rules = {what: [_Rule(scope, parse(text)) for scope, text in rules] for what, rules in _RULES.items()}

    def press(self, what: str, host: str, account: str = "") -> None:
        """Count one try of `what`. Raises TooMany when it is one too many."""
        for rule in self._rules[what]:
            keys = self._keys(what, rule, host, account)
            if not self._limiter.hit(rule.item, *keys):
                reset = self._limiter.get_window_stats(rule.item, *keys).reset_time
                raise TooMany(dt.datetime.fromtimestamp(reset, dt.UTC))

    def release(self, what: str, host: str, account: str) -> None:
        """Forget the tries of one address at one account: the last one was right."""
        for rule in self._rules[what]:
            if rule.scope == "pair":
                self._limiter.clear(rule.item, *self._keys(what, rule, host, account))

    @staticmethod
    def _keys(what: str, rule: _Rule, host: str, account: str) -> tuple[str, ...]:
        kept = {"pair": (host, account), "host": (host,), "account": (account,)}[rule.scope]
        return (what, rule.scope, *kept)


def put_brakes(app: Flask) -> None:
    """Give an app its counters."""
    app.extensions[_EXTENSION] = Brakes()


def press(what: str, account: str = "") -> None:
    """Count one try of whoever sent this request. Raises TooMany."""
    brakes: Brakes = current_app.extensions[_EXTENSION]
    brakes.press(what, _host(), account)


def press_own(what: str) -> None:
    """Count one time of `what` by whoever is signed in, staff apart: nobody fills the disk alone. Raises TooMany."""
    actor: Actor = g.actor
    if not actor.staff:
        press(what, actor.id)


def release(what: str, account: str) -> None:
    """Forget the tries of whoever sent this request at `account`."""
    brakes: Brakes = current_app.extensions[_EXTENSION]
    brakes.release(what, _host(), account)


def _host() -> str:
    """Who sends: an address, or for IPv6 the /64 that one household or server has to itself."""
    sender = request.remote_addr or "?"
    if ":" in sender:
        import ipaddress

        try:
            return str(ipaddress.ip_network(f"{sender.partition('%')[0]}/64", strict=False))
        except ValueError:
            return sender
    return sender
