"""Who was erased, kept apart in `data/erased.json` as salted hashes, so that no restore brings anyone back.

The file says nobody's name. It only answers whether a handle or an address somebody holds against it is one of
those that were erased.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Literal

import msgspec

from hub.actions.addresses import same_address
from hub.actions.desk import Desk
from hub.model import HubError
from hub.publish.atomic import write_atomic

FILE = "erased.json"
_COST = 2**12
"""scrypt's cost: some ten milliseconds a guess."""


@dataclass(frozen=True)
class ErasedList:
    """For each of those erased "salt$hash" and the day, and the salt for new ones. Lists of several hubs may be
    put together, so each entry tells its own salt."""

    salt: str
    handles: dict[str, str] = field(default_factory=dict)
    emails: dict[str, str] = field(default_factory=dict)


def read_list(data: Path) -> ErasedList:
    """The list in a `data/` folder; an empty one with a fresh salt where there is none. Raises HubError."""
    try:
        raw = (data / FILE).read_bytes()
    except FileNotFoundError:
        return ErasedList(secrets.token_hex(16))
    try:
        return msgspec.json.decode(raw, type=ErasedList)
    except msgspec.MsgspecError as error:
        raise HubError(
            f"data/{FILE} cannot be read ({error}). It holds who was erased: put it back from a backup."
        ) from None


def write_list(data: Path, erased: ErasedList) -> None:
    """Keep the list, whole or as it was."""
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_atomic(data / FILE, msgspec.json.format(msgspec.json.encode(erased), indent=1) + b"\n")
    os.chmod(data / FILE, 0o600)


def merged_lists(kept: ErasedList, other: ErasedList) -> ErasedList:
    """Both lists as one: nobody on either comes back."""
    return ErasedList(kept.salt, {**other.handles, **kept.handles}, {**other.emails, **kept.emails})


@lru_cache(maxsize=4096)
def _hashed(salt: str, kind: Literal["handle", "email"], text: str) -> str:
    plain = f"{kind}:{same_address(text)}".encode()
    return f"{salt}${hashlib.scrypt(plain, salt=bytes.fromhex(salt), n=_COST, r=8, p=1, dklen=24).hex()}"


def _is_in(entries: Mapping[str, str], kind: Literal["handle", "email"], text: str) -> bool:
    return any(_hashed(salt, kind, text) in entries for salt in {entry.partition("$")[0] for entry in entries})


def is_erased(desk: Desk, handle: str = "", email: str = "") -> bool:
    """Whether this handle, or this address, belonged to somebody who was erased."""
    erased = read_list(desk.data)
    if handle and _is_in(erased.handles, "handle", handle):
        return True
    return bool(email) and _is_in(erased.emails, "email", email)


def remember_erased(desk: Desk, handle: str, emails: tuple[str, ...], on: dt.date) -> None:
    """Add somebody to the list."""
    erased, day = read_list(desk.data), on.isoformat()
    handles = {**erased.handles, _hashed(erased.salt, "handle", handle): day}
    addresses = {**erased.emails, **{_hashed(erased.salt, "email", email): day for email in emails if email}}
    write_list(desk.data, ErasedList(erased.salt, handles, addresses))
