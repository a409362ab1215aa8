"""What grows by itself is let go by itself: old releases, and what caches have not used for long.

Once a day at most, when the work of a publish is done; never in its way.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
import time
from contextlib import suppress
from pathlib import Path

from hub.content.bodies import BodyStore
from hub.content.store import Store
from hub.engine import engine_mark
from hub.model import HubError
from hub.publish import manifest, workshop
from hub.publish.memory import Memory
from hub.publish.pruning import prune
from hub.publish.wishing import CACHE

KEPT = 30
"""The newest so many releases stay,"""
YOUNG = dt.timedelta(days=90)
"""and all that are younger than this."""
_DAY = 86_400.0
_NOTE = "tidied"


def tidy_up(root: Path, *, now: dt.datetime | None = None) -> bool:
    """Tidy the hub folder, unless that was done within a day; tells whether it was.

    May be killed at any moment. What cannot be done is left for another day.
    """
    shop = workshop(root)
    note = shop / _NOTE
    try:
        waits = 0 <= time.time() - note.stat().st_mtime < _DAY
    except OSError:
        waits = True  # the first day of a hub, or of its `.laurel/`
    with suppress(OSError):
        if not waits or not note.exists():
            note.touch()
    if waits:
        return False
    with suppress(HubError, OSError):
        if _has_old(shop, now or dt.datetime.now(dt.UTC)):
            prune(root, keep=KEPT, older_than=YOUNG, now=now)
    with suppress(OSError, sqlite3.Error):
        for folder in (shop / CACHE, shop / CACHE / "previews"):
            Store(folder).tidy()
        _tidy_bodies(shop)
    return True


def _has_old(shop: Path, now: dt.datetime) -> bool:
    """Whether there is a release to let go, before anybody is kept waiting for it."""
    return any(now - release.at > YOUNG for release in manifest.releases(shop)[KEPT:])


def _tidy_bodies(shop: Path) -> None:
    memory = Memory(shop)
    used = {known.text for known in memory.files().values() if known.text}
    memory.close()
    if used:  # without a memory nobody knows which are used
        bodies = BodyStore(shop / CACHE, engine_mark())
        bodies.tidy(used)
        bodies.close()
