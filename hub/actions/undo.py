"""Taking back one change, where that is still true."""

from __future__ import annotations

from hub.actions.desk import Desk
from hub.actions.permissions import Actor, authorise
from hub.model import HubError
from hub.records.kinds import AuditEntry


def undo(desk: Desk, actor: Actor, entry_id: str) -> AuditEntry:
    """Restore what an entry's change replaced; the new entry, which tells so.

    Raises NotAllowed for somebody else's change unless the actor reaches all, HubError when it is gone or
    others have changed the same things since.
    """
    entry = desk.records.entry(entry_id)
    if entry is None:
        raise HubError("There is nothing left to undo: this change is no longer in the record.")
    authorise(actor, "undo", (entry.by,))
    done = desk.records.undo(entry_id, by=actor.id, name=actor.name)
    for file in entry.files:
        desk.shelf.note(file.path)
    return done
