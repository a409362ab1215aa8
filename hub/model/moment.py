"""A date or a date-time as a person wrote it, and the instants it stands for."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True, order=True)
class Moment:
    """A point in the hub's time: `at` is zone-aware; `whole_day` says that only a date was written.

    A bare date begins at 00:00 local; as an end (`ends`, `expires`) it includes that whole day.
    """

    at: dt.datetime
    whole_day: bool = field(default=False, compare=False)

    @classmethod
    def parse(cls, text: str, zone: ZoneInfo) -> Moment:
        """Read an ISO 8601 date or date-time; one without an offset is in `zone`.

        Raises ValueError when the text is no such date.
        """
        text = text.strip()
        if len(text) == 10:
            day = dt.datetime.combine(dt.date.fromisoformat(text), dt.time(), zone)
            day.astimezone(dt.UTC)  # an instant outside the calendar fails here, not in a page
            return cls(day, whole_day=True)
        value = dt.datetime.fromisoformat(text)
        at = value.replace(tzinfo=zone) if value.tzinfo is None else value.astimezone(zone)
        at.astimezone(dt.UTC)
        return cls(at)

    @property
    def instant(self) -> dt.datetime:
        """The same instant in UTC, for comparing: two times of one zone compare by the clock on the wall,
        which shows an hour twice when summer time ends."""
        return self.at.astimezone(dt.UTC)

    @property
    def date(self) -> dt.date:
        """The local calendar day."""
        return self.at.date()

    @property
    def end(self) -> dt.datetime:
        """The first instant after this moment when it is read as an end."""
        if not self.whole_day or self.date == dt.date.max:  # the last day there is, as people write "never"
            return self.at
        return dt.datetime.combine(self.date + dt.timedelta(days=1), dt.time(), self.at.tzinfo)

    @property
    def utc(self) -> str:
        """RFC 3339 in UTC, whole seconds: `2026-03-01T09:00:00Z`."""
        return utc_text(self.at)

    @property
    def iso(self) -> str:
        """The date alone, or local date-time with its offset, as `<time datetime>` wants it."""
        return self.date.isoformat() if self.whole_day else self.at.isoformat(timespec="minutes")

    def has_come(self, now: dt.datetime) -> bool:
        """Whether `now` is at or past the beginning."""
        return self.instant <= now.astimezone(dt.UTC)

    def is_over(self, now: dt.datetime) -> bool:
        """Whether `now` is past the end."""
        return self.end.astimezone(dt.UTC) <= now.astimezone(dt.UTC)


def utc_text(at: dt.datetime) -> str:
    """RFC 3339 text of an aware date-time, in UTC, whole seconds."""
    return at.astimezone(dt.UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")
