"""Passwords: what a good one is, and how it is kept so that a stolen file opens no door."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import Type

from hub.model import HubError

SHORTEST = 12
LONGEST = 1000
"""Characters; nobody types more, and hashing a book would be work for nothing."""
_UNLIKE = 8
"""Characters that must be left once a person's own name and address are taken out."""
_HASHER = PasswordHasher(time_cost=3, memory_cost=32 * 1024, parallelism=1, type=Type.ID)
"""argon2id (RFC 9106) with 32 MB a time: above what OWASP asks for, and a small server can bear it."""
_AT_ONCE = threading.Semaphore(2)
"""How many are worked out at the same time, so that a flood of sign-ins cannot take all memory."""


class WeakPassword(HubError):
    """A password that would not hold; the sentence says how to make a better one."""


def check_password(password: str, own_words: Iterable[str] = ()) -> None:
    """Raise WeakPassword unless `password` is long enough and more than the person's name and address."""
    if len(password) < SHORTEST:
        raise WeakPassword(f"Use at least {SHORTEST} characters. Three or four words do well")
    if len(password) > LONGEST:
        raise WeakPassword(f"Use at most {LONGEST} characters")
    rest = password.casefold()
    for word in sorted(_pieces(own_words), key=len, reverse=True):
        rest = rest.replace(word, "")
    if len(rest) < _UNLIKE:
        raise WeakPassword("Choose words that are not your name or address")


def _pieces(own_words: Iterable[str]) -> set[str]:
    pieces = {piece for word in own_words for piece in re.split(r"[\W_]+", word.casefold())}
    return {piece for piece in pieces if len(piece) >= 3}


def hash_password(password: str) -> str:
    """What is kept of a password. It takes some 50 ms and 32 MB on purpose: never call it under a lock."""
    with _AT_ONCE:
        return _HASHER.hash(password)


def verify_password(kept: str | None, password: str) -> bool:
    """Whether `password` is the one of which `kept` was made. It takes as long when there is none."""
    with _AT_ONCE:
        try:
            return _HASHER.verify(kept or _nobodys(), password) and kept is not None
        except (VerificationError, InvalidHashError):
            return False


def is_outdated(kept: str) -> bool:
    """Whether `kept` was made with other parameters than today's."""
    return _HASHER.check_needs_rehash(kept)


@cache
def _nobodys() -> str:
    """The hash of a password nobody has: an unknown address costs as much time as a known one."""
    return _HASHER.hash("nobody signs in with this")
