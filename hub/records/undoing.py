"""Undoing a change: former values come back where nothing has touched them since."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from hub.model import HubError
from hub.records import disk
from hub.records.change import Change
from hub.records.coding import to_record
from hub.records.former import Formers
from hub.records.hubfiles import locate
from hub.records.kinds import AuditEntry, Former, FormerFile, Note
from hub.records.layout import Collection
from hub.records.log import ERASED, Log

UNDONE = "undone:"
"""Begins the id of the note that says that an entry was undone."""


def undo(
    change: Change, entry: AuditEntry, collections: Iterable[Collection], formers: Formers, log: Log, hub: Path
) -> None:
    """Have `change` put back what `entry` changed. Raises HubError when that cannot be."""
    if not entry.undoable:
        raise HubError("This change is not one that can be undone.")
    if change.get(Note, UNDONE + entry.id) is not None:
        raise HubError("This change was undone already.")
    kinds = {c.name: c for c in collections}
    for former in entry.records:
        _record(change, entry, former, kinds[former.collection], log)
    for file in entry.files:
        _file(change, entry, file, formers, log, hub)
    change.put(Note(UNDONE + entry.id, {"by": change.told.by, "name": change.told.name}))


def _record(change: Change, entry: AuditEntry, former: Former, collection: Collection, log: Log) -> None:
    current = change.get(collection.kind, former.id)
    if (current.version if current else None) != former.after_version:
        raise _too_late(entry, log, lambda other: any(_same(former, r) for r in other.records))
    if former.before is None:
        change.remove(collection.kind, former.id)
    elif former.before == ERASED:
        raise HubError("What this change replaced was erased, so it cannot be undone.")
    else:
        before = to_record(former.before, collection.kind)
        before = replace(before, **{name: getattr(current, name) for name in collection.secret if current})
        # A record removed and made anew may have a lower version than before; no version may come twice.
        change.put(before, above=max(before.version, former.after_version or 0))


def _file(change: Change, entry: AuditEntry, file: FormerFile, formers: Formers, log: Log, hub: Path) -> None:
    if disk.digest_of(locate(hub, file.path)) != file.after:
        raise _too_late(entry, log, lambda other: any(f.path == file.path for f in other.files), file.path)
    data = None if file.before is None else formers.get(file.before)
    if data is None and file.before is not None:
        raise HubError(f"What {file.path} was before was erased, so this change cannot be undone.")
    change.file(file.path, data, expected=file.after)


def _same(one: Former, other: Former) -> bool:
    return (one.collection, one.id) == (other.collection, other.id)


def _too_late(entry: AuditEntry, log: Log, touches: Callable[[AuditEntry], bool], path: str = "") -> HubError:
    """Says who did what since."""
    since = next((other for other in log.since(entry.id) if touches(other)), None)
    if since is not None:
        said = f"{since.name}: {since.words or since.action} ({since.at:%d %B %Y, %H:%M} UTC)"
    else:
        said = f"{path or 'it'} was changed by hand"
    return HubError(f"This cannot be undone any more, since something came after it. {said}. Nothing was changed.")
