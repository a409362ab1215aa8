"""What was done, as pages show it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import g

from admin.words import day_words
from hub.records.kinds import AuditEntry


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of the audit: `day` and `at` in words, `by` who, `text` what, `words` why; `id` is the entry's."""

    id: str
    day: str
    at: str
    by: str
    text: str
    words: str
    url: str = ""


def timeline(entries: Iterable[AuditEntry]) -> tuple[Line, ...]:
    """Entries for the macro `timeline` of parts/facts.html, in the order given."""
    zone, today = g.desk.zone, g.desk.local_now().date()
    lines = []
    for entry in entries:
        local = entry.at.astimezone(zone)
        day = {0: "Today", 1: "Yesterday"}.get((today - local.date()).days) or day_words(local.date())
        # The sentence begins with who it was nearly always; then the name is not said twice.
        by = "" if entry.name and entry.words.startswith(entry.name) else entry.name
        lines.append(Line(entry.id, day, f"{local:%H:%M}", by, entry.words or entry.action, entry.why))
    return tuple(lines)
