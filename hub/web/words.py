"""Dates, places, languages and names in the hub's language."""

from __future__ import annotations

import datetime as dt
import unicodedata
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time

from hub.model import Event, Moment
from hub.web.cards import DateView

_RIGHT_TO_LEFT = {"ar", "fa", "he", "ur", "ps", "yi", "dv", "ckb", "sd", "ug"}


@lru_cache(64)
def locale(tag: str) -> Locale:
    """Babel's locale of a language tag; English for one it does not know."""
    try:
        return Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def direction(tag: str) -> str:
    """`rtl` or `ltr`."""
    return "rtl" if tag.partition("-")[0].lower() in _RIGHT_TO_LEFT else "ltr"


@lru_cache(8192)
def _parts(day: dt.date, tag: str) -> tuple[str, str, str, str, str]:
    place = locale(tag)
    formats = ("long", "medium", "d", "MMM", "y")
    long, medium, number, month, year = (format_date(day, form, place) for form in formats)
    return long, medium, number, month, year


def date_view(moment: Moment, tag: str) -> DateView:
    """A moment in the words of a language."""
    long, medium, day, month, year = _parts(moment.date, tag)
    if moment.whole_day:
        return DateView(moment.iso, long, medium, day, month, year)
    clock = format_time(moment.at, "short", tzinfo=moment.at.tzinfo, locale=locale(tag))
    return DateView(moment.iso, long, medium, day, month, year, clock, _zone(moment.at))


def _zone(at: dt.datetime) -> str:
    """A zone as people write it: `CET`, or `UTC+3` where it has no letters of its own."""
    name = at.tzname() or ""
    if name[:1] not in ("+", "-"):
        return name
    hours, minutes = int(name[:3]), name[3:].strip(":")
    return f"UTC{hours:+d}" + (f":{minutes}" if minutes.strip("0") else "")


def month_label(day: dt.date, tag: str) -> str:
    """`March 2026`."""
    return format_date(day, "LLLL y", locale(tag))


def event_when(event: Event, tag: str) -> str:
    """An event's whole time: days, hours where given, and the zone's name."""
    start = date_view(event.starts, tag)
    text = start.text + (f", {start.time}" if start.time else "")
    if event.ends:
        end = date_view(event.ends, tag)
        if event.ends.date == event.starts.date:
            text += f" to {end.time}" if end.time and start.time else ""
        else:
            text += f" to {end.text}" + (f", {end.time}" if end.time else "")
    return f"{text} {start.zone}".strip()


def country(code: str | None, tag: str) -> str:
    """A country's name by its two letters."""
    return str(locale(tag).territories.get(code, code)) if code else ""


def languages(codes: tuple[str, ...], tag: str) -> str:
    """Languages by name, with commas."""
    return ", ".join(language_name(code, tag) for code in codes)


def language_name(code: str, tag: str) -> str:
    """A language's name in the words of another."""
    return locale(code).get_display_name(locale(tag)) or code


def monogram(name: str) -> str:
    """The first letter of a name with the marks that belong to it."""
    letters = unicodedata.normalize("NFC", name).lstrip("\"'“‘«([ ")
    end = 1
    while end < len(letters) and unicodedata.category(letters[end]) in ("Mn", "Mc", "Me"):
        end += 1
    return letters[:end].upper() or "?"


def file_size(size: int) -> str:
    """Bytes in words: `120 KB`, `3.4 MB`."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))} KB"
    return f"{size / 1_000_000:.1f} MB"


def listed(names: list[str]) -> str:
    """Names as a sentence lists them: `A, B and C`."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else ""
