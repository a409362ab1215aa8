"""The words rendering adds to a page, and what it tells the writer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Words:
    """The few words rendering adds, so that a hub can have them in its own language."""

    note: str = "Note"
    tip: str = "Tip"
    warning: str = "Warning"
    danger: str = "Danger"
    footnotes: str = "Footnotes"
    footnote: str = "Footnote {n}"
    back: str = "Back to reference {n}"
    table: str = "Table"
    done: str = "Done"
    to_do: str = "To do"


class Notice(NamedTuple):
    """Something to tell the writer that stops nothing. `line` counts from 1 within the body."""

    line: int
    what: str
    cure: str


def shown(text: str) -> str:
    """Something a writer wrote, for a message: marked off, on one line, not endless."""
    text = " ".join(text.split())
    return f"`{text if len(text) <= _SHOWN else text[:_SHOWN] + '…'}`"
