"""How long a badge holds, in words and as ISO 8601."""

from __future__ import annotations

import re

UNITS = {"Y": ("year", "years"), "M": ("month", "months"), "W": ("week", "weeks"), "D": ("day", "days")}
_PART = re.compile(r"(\d{1,5})([YMWD])")


def in_words(duration: str | None) -> str:
    """`P1Y6M` as "1 year and 6 months"; "for good" when a badge never ends."""
    parts = [
        f"{int(count)} {UNITS[unit][int(count) != 1]}" for count, unit in _PART.findall(duration or "") if int(count)
    ]
    return " and ".join(parts) or "for good"


def simple(duration: str | None) -> tuple[int, str] | None:
    """(count, unit) of a duration with one part, such as `P6M`; None for one that has more or none."""
    parts = _PART.findall(duration or "")
    return (int(parts[0][0]), parts[0][1]) if len(parts) == 1 else None
