"""Taking back one change, where that is still true."""

from __future__ import annotations

from collections.abc import Iterable

from hub.actions.award_list import find_award
from hub.actions.desk import Desk
from hub.actions.drafts import owners_of
from hub.actions.holding import name_of, people_in, who_is_missing
from hub.actions.permissions import PERMISSIONS, Actor, authorise, may
from hub.model import HubError
from hub.records import Change
from hub.records.kinds import AuditEntry, Draft
from hub.records.queries import is_undone


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
    if action in PERMISSIONS:
        authorise(actor, action, _owners(desk, entry))
    done = desk.records.undo(entry_id, by=actor.id, name=actor.name, check=lambda change: _agreed(change, desk))
    for file in entry.files:
        desk.shelf.note(file.path)
    return done


def _agreed(change: Change, desk: Desk) -> None:
    """Raise HubError when what comes back names somebody who does not agree (any more) to be shown."""
    for path, edit in change.files.items():
        if edit.data is None or not path.endswith((".md", ".yaml", ".yml")):
            continue
        missing = who_is_missing(change, desk, people_in(path, edit.data.decode("utf-8", "replace")))
        if missing:
            name = name_of(change, desk, missing[0])
            raise HubError(
                f"This would bring {name} back into {path}, and they do not agree to be shown. Nothing was changed."
            )


def _owners(desk: Desk, entry: AuditEntry) -> tuple[str, ...]:
    """Whose the thing of an entry is now, or was when it went; nobody's where that cannot be told."""
    kind, _, key = entry.subject.partition(":")
    if kind in ("advocate", "account"):
        return (key,)
    if kind == "award":
        given = find_award(desk, key)
        return (given.handle,) if given else ()
    if kind != "draft":
        return ()
    draft = desk.records.get(Draft, key)
    if draft is not None:
        return owners_of(draft)
    before = next((former.before for former in entry.records if former.id == key and former.before), {})
    return tuple(map(str, before.get("authors") or (before.get("by", ""),)))


def undoable(desk: Desk, actor: Actor, entries: Iterable[AuditEntry]) -> frozenset[str]:
    """The ids of those entries that `actor` may take back and nobody has yet. What came since is not looked at."""
    return frozenset(
        entry.id
        for entry in entries
        if entry.undoable
        and may(actor, "undo", (entry.by,))
        and (entry.action not in PERMISSIONS or may(actor, entry.action, _owners(desk, entry)))
        and not is_undone(desk.records, entry.id)
    )


def _origin(desk: Desk, entry: AuditEntry) -> AuditEntry:
    """The change that an undoing of an undoing … is about in the end."""
    while entry.undoes is not None:
        earlier = desk.records.entry(entry.undoes)
        if earlier is None:
            break
        entry = earlier
    return entry
