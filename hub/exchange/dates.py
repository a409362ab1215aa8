"""Dates as people and other systems write them, into ISO 8601."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

MONTHS = "january february march april may june july august september october november december".split()
_FIRST_YEAR, _LAST_YEAR = 1900, 2200
_ISO = re.compile(
    r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})"
    r"(?:(?:[Tt]|\s+)(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2}(?::\d{2})?)?)?",
    re.IGNORECASE,
)
_DAY_MONTH = re.compile(r"(?:\w+,\s*)?(\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?([A-Za-z]{3,9})\.?,?\s+(\d{4})")
_MONTH_DAY = re.compile(r"(?:\w+,\s*)?([A-Za-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
_MONTH_ONLY = re.compile(r"([A-Za-z]{3,9})\.?,?\s+(\d{4})")
_YEAR_MONTH = re.compile(r"(\d{4})[-/.](\d{1,2})")
_NUMBERS = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")


@dataclass(frozen=True, slots=True)
class When:
    """An ISO 8601 date or date-time, and what had to be guessed (empty: nothing)."""

    iso: str
    guess: str = ""

    @property
    def day(self) -> dt.date:
        """The calendar day as written."""
        return dt.date.fromisoformat(self.iso[:10])


def read_date(text: str) -> When | None:
    """The date in `text`; None when there is none, or when it can be read in two ways (03/04/2015)."""
    text = " ".join(text.split()).strip("\"'")
    try:
        return _iso(text) or _worded(text) or _numbers(text) or _partial(text) or _mail(text)
    except (ValueError, OverflowError):
        return None


def month_number(text: str) -> int | None:
    """1 to 12 for an English month name, its first three letters or its number."""
    word = text.strip().rstrip(".").casefold()
    if word.isascii() and word.isdigit():
        return int(word) if 1 <= int(word) <= 12 else None
    if len(word) < 3:
        return None
    return next((i for i, name in enumerate(MONTHS, 1) if name.startswith(word) or (word == "sept" and i == 9)), None)


def _day(year: int, month: int, day: int, guess: str = "") -> When:
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise ValueError(year)
    return When(dt.date(year, month, day).isoformat(), guess)


def _iso(text: str) -> When | None:
    match = _ISO.fullmatch(text)
    if not match:
        return None
    year, month, day = int(match[1]), int(match[2]), int(match[3])
    when = _day(year, month, day)
    if match[4] is None:
        return when
    at = dt.datetime(year, month, day, int(match[4]), int(match[5]), int(match[6] or 0), tzinfo=_zone(match[7]))
    return When(at.isoformat())


def _zone(text: str | None) -> dt.tzinfo | None:
    if not text:
        return None
    if text.upper() in ("Z", "UTC", "GMT"):
        return dt.UTC
    digits = text[1:].replace(":", "")
    offset = dt.timedelta(hours=int(digits[:2]), minutes=int(digits[2:4]))
    return dt.timezone(-offset if text[0] == "-" else offset)


def _worded(text: str) -> When | None:
    for pattern, day, month, year in ((_DAY_MONTH, 1, 2, 3), (_MONTH_DAY, 2, 1, 3)):
        match = pattern.fullmatch(text)
        number = month_number(match[month]) if match else None
        if match and number:
            return _day(int(match[year]), number, int(match[day]))
    return None


def _numbers(text: str) -> When | None:
    match = _NUMBERS.fullmatch(text)
    if not match:
        return None
    first, second, year = int(match[1]), int(match[2]), int(match[3])
    if first > 12 >= second:
        return _day(year, second, first)
    return _day(year, first, second) if second > 12 >= first or first == second else None


def _partial(text: str) -> When | None:
    if re.fullmatch(r"\d{4}", text):
        return _day(int(text), 1, 1, "no month, so 1 January")
    match = _YEAR_MONTH.fullmatch(text)
    if match:
        return _day(int(match[1]), int(match[2]), 1, "no day, so the 1st of the month")
    match = _MONTH_ONLY.fullmatch(text)
    number = month_number(match[1]) if match else None
    return _day(int(match[2]), number, 1, "no day, so the 1st of the month") if match and number else None


def _mail(text: str) -> When | None:
    if not re.match(r"\w{3}, \d", text):
        return None
    at = parsedate_to_datetime(text)
    return When(_day(at.year, at.month, at.day).iso + at.isoformat()[10:])
