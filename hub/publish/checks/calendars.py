"""Calendars (RFC 5545): every component closed, every event with what makes it one."""

from __future__ import annotations

import re

from hub.publish.checks.xmlfiles import Read

_FOLD = re.compile(r"\r?\n[ \t]")
_LINE = re.compile(r"([A-Za-z0-9-]+)(?:;[^:\"]*(?:\"[^\"]*\"[^:\"]*)*)?:(.*)", re.S)
_NEEDED = {"VCALENDAR": ("VERSION", "PRODID"), "VEVENT": ("UID", "DTSTAMP", "DTSTART")}


def unfolded(text: str) -> str:
    """A calendar with its long lines put together again."""
    return _FOLD.sub("", text)


def read_calendar(text: str) -> Read:
    """Read a calendar."""
    read = Read()
    open_parts: list[tuple[str, set[str]]] = []
    whole = 0
    for line in unfolded(text).splitlines():
        if not line:
            continue
        match = _LINE.fullmatch(line)
        if match is None:
            read.fault(f"is no calendar: it has the line {line[:60]!r}")
            return read
        name, value = match[1].upper(), match[2].strip().upper()
        if name == "BEGIN":
            open_parts.append((value, set()))
        elif name == "END":
            if not open_parts or open_parts[-1][0] != value:
                read.fault(f"is no calendar: it ends a {value[:40]} that it did not begin")
                return read
            part, said = open_parts.pop()
            whole += part == "VCALENDAR"
            for needed in _NEEDED.get(part, ()):
                if needed not in said:
                    read.fault(f"has a {part} without {needed}")
        elif open_parts:
            open_parts[-1][1].add(name)
    if open_parts:
        read.fault(f"is no calendar: it does not end its {open_parts[-1][0][:40]}")
    elif not whole:
        read.fault("is no calendar: it has no VCALENDAR")
    return read
