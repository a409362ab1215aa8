"""Taking back one change, where that is still true."""

from __future__ import annotations

from collections.abc import Iterable

from hub.actions.desk import Desk
from hub.actions.permissions import PERMISSIONS, Actor, NotAllowed, authorise, helpers, may, may_somewhere
from hub.model import HubError
from hub.records.kinds import AuditEntry, Note
from hub.records.undoing import UNDONE


def undo(desk: Desk, actor: Actor, entry_id: str) -> AuditEntry:
    """Restore what an entry's change replaced; the new entry, which tells so.

    Raises NotAllowed for somebody else's change unless the actor reaches all, and for a change the actor could
    not make today; HubError when it is gone or others have changed the same things since.
    """
    entry = desk.records.entry(entry_id)
    if entry is None:
        raise HubError("There is nothing left to undo: this change is no longer in the record.")
    authorise(actor, "undo", (entry.by,))
    action = _origin(desk, entry).action
    if action in PERMISSIONS and not may_somewhere(actor, action):
        raise NotAllowed(action, helpers(action))
    done = desk.records.undo(entry_id, by=actor.id, name=actor.name)
    for file in entry.files:
        desk.shelf.note(file.path)
    return done


def undoable(desk: Desk, actor: Actor, entries: Iterable[AuditEntry]) -> frozenset[str]:
    """The ids of those entries that `actor` may take back and nobody has yet. What came since is not looked at."""
    return frozenset(
        entry.id
        for entry in entries
        if entry.undoable
        and may(actor, "undo", (entry.by,))
        and (entry.action not in PERMISSIONS or may_somewhere(actor, entry.action))
        and desk.records.get(Note, UNDONE + entry.id) is None
    )


def _origin(desk: Desk, entry: AuditEntry) -> AuditEntry:
    """The change that an undoing of an undoing … is about in the end."""
    while entry.undoes is not None:
        earlier = desk.records.entry(entry.undoes)
        if earlier is None:
            break
        entry = earlier
    return entry
