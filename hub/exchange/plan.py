"""What an import would do, told before anything is done."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field


def digest(data: bytes) -> str:
    """The SHA-256 of some bytes, in hex."""
    return hashlib.sha256(data).hexdigest()


@dataclass(frozen=True, slots=True)
class Note:
    """One line for people: where (a path as the person gave it, line 0 = the whole file) and what."""

    path: str
    line: int
    text: str

    def __str__(self) -> str:
        if not self.path:
            return self.text
        return f"{self.path}:{self.line}: {self.text}" if self.line else f"{self.path}: {self.text}"


@dataclass(frozen=True, slots=True)
class Write:
    """One file to write in the hub folder.

    `path` is relative with forward slashes; `digest` is the SHA-256 of what will stand there;
    `before` is the SHA-256 of the file this replaces, None when nothing stands there yet. Bytes are
    fetched only when asked for, so that a plan of a thousand pictures stays small.
    """

    path: str
    digest: str
    load: Callable[[], bytes] = field(repr=False, compare=False)
    before: str | None = None

    @classmethod
    def of(cls, path: str, data: bytes, before: str | None = None) -> Write:
        """A write whose bytes are at hand."""
        return cls(path, digest(data), lambda: data, before)

    @property
    def data(self) -> bytes:
        """The bytes to write."""
        return self.load()


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything an import would write, leave, skip and tell. Applying it is `hub.actions.apply_plan`."""

    kind: str
    writes: tuple[Write, ...] = ()
    unchanged: tuple[str, ...] = ()
    skipped: tuple[Note, ...] = ()
    notes: tuple[Note, ...] = ()

    def summary(self) -> str:
        """One sentence with the counts."""
        new = sum(1 for w in self.writes if w.before is None)
        parts = (
            f"{new} new", f"{len(self.writes) - new} changed", f"{len(self.unchanged)} as they are",
            f"{len(self.skipped)} skipped", f"{len(self.notes)} notes",
        )  # fmt: skip
        return ", ".join(parts)


class Ledger:
    """Gathers what a plan tells while sources are read."""

    def __init__(self) -> None:
        self._notes: dict[Note, None] = {}
        self._skipped: dict[Note, None] = {}
        self._counts: dict[str, Counter[str]] = {}

    def note(self, path: str, line: int, text: str) -> None:
        """Tell something that was changed, guessed or left out of a file that is imported."""
        self._notes[Note(path, line, text)] = None

    def skip(self, path: str, line: int, text: str) -> None:
        """Tell something that is not imported at all."""
        self._skipped[Note(path, line, text)] = None

    def count(self, text: str, path: str) -> None:
        """Count something told once for a whole import: `text` may hold `{n}` for how often."""
        self._counts.setdefault(text, Counter())[path] += 1

    def skipped(self) -> tuple[Note, ...]:
        """What was skipped, by place."""
        return _ordered(self._skipped)

    def notes(self) -> tuple[Note, ...]:
        """Notes by place, counted ones last."""
        counted = (Note("", 0, _counted(text, places)) for text, places in sorted(self._counts.items()))
        return (*_ordered(self._notes), *counted)


def _ordered(notes: Iterable[Note]) -> tuple[Note, ...]:
    return tuple(sorted(notes, key=lambda n: (n.path, n.line)))


def _counted(text: str, places: Counter[str]) -> str:
    first = next(iter(places))
    where = f"in {first}" if len(places) == 1 else f"in {len(places)} files, first {first}"
    total = places.total()
    often = text.replace("{n} times", "once") if total == 1 else text.replace("{n}", str(total))
    return f"{often} ({where})"
