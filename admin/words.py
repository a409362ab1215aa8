"""Times in words, in the hub's zone."""

from __future__ import annotations

import datetime as dt
import re

from flask import g

_DAY = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d))?")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


def when_words(moment: dt.datetime) -> str:
    """`14:05` today, `yesterday, 14:05`, `3 May, 14:05`, with the year when it is another one."""
    day, clock = _day_and_clock(moment)
    return f"{day}, {clock}" if day else clock


def at_words(moment: dt.datetime) -> str:
    """The same within a sentence: `at 14:05`, `yesterday at 14:05`, `on 3 May at 14:05`."""
    day, clock = _day_and_clock(moment)
    return {"": f"at {clock}", "yesterday": f"yesterday at {clock}"}.get(day, f"on {day} at {clock}")


def _day_and_clock(moment: dt.datetime) -> tuple[str, str]:
    zone = g.desk.zone
    local, now = moment.astimezone(zone), g.desk.now().astimezone(zone)
    clock = f"{local:%H:%M}"
    days = (now.date() - local.date()).days
    day = {0: "", 1: "yesterday"}.get(days)
    return (day_words(local.date()) if day is None else day), clock


def value_words(text: str) -> str:
    """A value of a record as people read it: its moments and days in words, the rest as it is."""
    try:
        if _MOMENT.fullmatch(text):
            return when_words(dt.datetime.fromisoformat(text))
        if found := _DAY.fullmatch(text):
            day, clock = day_words(dt.date.fromisoformat(found[1])), found[2]
            return f"{day}, {clock}" if clock else day
    except ValueError:
        pass
    return text


def day_words(day: dt.date) -> str:
    """`3 May`, or `3 May 2025` when that is not this year."""
    this_year = g.desk.now().astimezone(g.desk.zone).year
    return f"{day.day} {day:%B}" if day.year == this_year else f"{day.day} {day:%B %Y}"
