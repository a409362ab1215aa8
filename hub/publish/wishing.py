"""What a build is asked for."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from hub.model import HubError, Moment, Settings

WRONG_USE = 2
CACHE = "cache"


@dataclass(frozen=True)
class Wish:
    """What a build is asked for, apart from where it goes.

    `now` is the hub's one instant: aware, or a date or date-time as a person writes it, read in the
    hub's zone; None is the current minute. `jobs` processes render bodies.
    """

    now: dt.datetime | str | None = None
    base_url: str | None = None
    drafts: bool = False
    jobs: int = 1


def require_hub(root: Path) -> None:
    """Raise HubError (status 2) when `root` is no hub folder."""
    if not (root / "hub.toml").is_file():
        raise HubError(
            f"{root} is not a hub folder: it has no hub.toml. Make one with `laurel init DIR`, "
            "or name yours with --hub DIR.",
            status=WRONG_USE,
        )


def instant(now: dt.datetime | str | None, settings: Settings) -> dt.datetime:
    """The one instant of a build in the hub's zone: as given, else the current minute."""
    if now is None:
        return dt.datetime.now(settings.zone).replace(second=0, microsecond=0)
    if isinstance(now, dt.datetime):
        return now if now.tzinfo else now.replace(tzinfo=settings.zone)
    try:
        return Moment.parse(now, settings.zone).at
    except (ValueError, OverflowError):
        raise HubError(
            f"{now!r} is no date. Write --date as 2026-03-01 or 2026-03-01T09:00.", status=WRONG_USE
        ) from None
