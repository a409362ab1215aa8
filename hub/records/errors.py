"""What can stand in the way of a change, told so that a person can go on."""

from __future__ import annotations

from typing import Any

from hub.model import HubError

BUSY = 3
"""The exit status when another change holds the lock."""


class Stale(HubError):
    """Somebody else changed the record first. `current` is the record as it is now, None when it is gone."""

    def __init__(self, kind: type[Any], id: str, current: Any | None) -> None:
        what = f"this {kind.__name__.lower()} ({id})"
        said = f"Someone else changed {what} in the meantime" if current else f"Someone else removed {what}"
        super().__init__(f"{said}. Nothing was saved over it: look at what is there now, then save again.")
        self.current = current


class FileChanged(HubError):
    """A content file is not what the edit started from. `current` holds its bytes now, None when it is gone."""

    def __init__(self, path: str, current: bytes | None) -> None:
        said = "was changed in the meantime" if current is not None else "is gone"
        super().__init__(f"{path} {said}, here or by hand. Nothing was written: compare both, then save again.")
        self.path = path
        self.current = current


class Busy(HubError):
    """Another change held the lock for too long; says which, and since when."""

    def __init__(self, message: str) -> None:
        super().__init__(message, status=BUSY)


class Unfinished(HubError):
    """The change is safely written down but not yet in place; the next change or start puts it there."""
