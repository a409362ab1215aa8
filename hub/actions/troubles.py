"""What the desk's clock could not do, noted in the hub folder for the front page of every desk and for `doctor`."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping
from pathlib import Path

import msgspec

from hub.publish import workshop

FILE = "clock.json"


class Trouble(msgspec.Struct, frozen=True):
    """What the clock could not do, in words, and since when."""

    what: str
    since: dt.datetime


def troubles_of(root: Path) -> Mapping[str, Trouble]:
    """What the clock of the hub folder `root`, whichever process it runs in, could not do when it last tried, by
    the name of the work."""
    try:
        return msgspec.json.decode((root / ".laurel" / FILE).read_bytes(), type=dict[str, Trouble])
    except (OSError, msgspec.MsgspecError):
        return {}


def note_troubles(root: Path, troubles: Mapping[str, Trouble]) -> None:
    """Note what cannot be done now, by the name of the work. Raises OSError."""
    place = workshop(root) / FILE
    draft = place.with_name(f".{FILE}.{os.getpid()}")
    draft.write_bytes(msgspec.json.encode(dict(troubles)))
    os.replace(draft, place)
