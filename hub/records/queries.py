"""Named questions that the desk and the command line ask of the records. Each takes Records and reads only."""

from __future__ import annotations

from collections.abc import Iterable

from hub.records.kinds import Draft, DraftState, Note, Person, Publish
from hub.records.store import Records
from hub.records.undoing import UNDONE

WAITING: tuple[DraftState, ...] = ("submitted",)
"""States in which a draft waits for a reviewer."""
OPEN: tuple[DraftState, ...] = ("draft", "submitted", "changes-asked", "approved", "scheduled")
"""States in which something can still happen to a draft."""


def drafts_in(records: Records, *states: DraftState) -> tuple[Draft, ...]:
    """The drafts in one of these states, last changed first."""
    return _newest(d for d in records.all(Draft) if d.state in states)


def drafts_waiting(records: Records) -> tuple[Draft, ...]:
    """The drafts that wait for a reviewer, longest waiting first."""
    return tuple(reversed(drafts_in(records, *WAITING)))


def drafts_of(records: Records, handle: str) -> tuple[Draft, ...]:
    """The drafts that an advocate is an author of, last changed first."""
    return _newest(d for d in records.all(Draft) if handle in d.authors)


def drafts_scheduled(records: Records) -> tuple[Draft, ...]:
    """The approved drafts that wait for their time, soonest first."""
    return tuple(sorted(drafts_in(records, "scheduled"), key=lambda d: (d.due, d.id)))


def people_proposing(records: Records) -> tuple[Person, ...]:
    """The people whose change to their profile waits for a reviewer."""
    return tuple(p for p in records.all(Person) if p.proposed and p.proposed.state == "submitted")


def publishes(records: Records) -> tuple[Publish, ...]:
    """Every run of publishing, newest first."""
    return tuple(sorted(records.all(Publish), key=lambda p: (p.began, p.id), reverse=True))


def is_undone(records: Records, entry: str) -> bool:
    """Whether the change with this audit entry was undone."""
    return records.get(Note, UNDONE + entry) is not None


def _newest(drafts: Iterable[Draft]) -> tuple[Draft, ...]:
    return tuple(sorted(drafts, key=lambda d: (d.updated, d.id), reverse=True))
