"""Taking one person's name, addresses and handle out of texts, records and the log."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, TypeVar

import msgspec

from hub.records import ERASED
from hub.records.kinds import AuditEntry, Former

T = TypeVar("T")
SOMEBODY = "somebody who was erased"
NOBODY = "erased"
_EDGE = r"(?<![^\W_])", r"(?![^\W_])"


@dataclass(frozen=True)
class Scrubber:
    """Knows what to take out: names of two words or more anywhere, a single word only where it is a whole value."""

    handle: str
    names: tuple[str, ...]
    emails: tuple[str, ...]
    ids: frozenset[str] = frozenset()
    """Accounts and drafts of theirs that go."""
    media: frozenset[str] = frozenset()
    """Pictures that are theirs (`media/…`): former bytes of them go as well."""

    @classmethod
    def of(cls, handle: str, names: Iterable[str], emails: Iterable[str]) -> Scrubber:
        """A scrubber for everything that is not empty."""
        kept = sorted({" ".join(name.split()) for name in names if name.strip()}, key=len, reverse=True)
        return cls(handle, tuple(kept), tuple(sorted({email for email in emails if email})))

    @cached_property
    def _trace(self) -> re.Pattern[str]:
        """Finds quickly whether there can be anything to take out at all."""
        words = {*self.ids, self.handle, *self.emails}
        words |= {run[0] if (run := re.search(r"\w+", name)) else "" for name in self.names}
        return re.compile("|".join(map(re.escape, sorted(words))), re.IGNORECASE)

    def text(self, text: str) -> str:
        """Words without the person: their addresses, their full name, and links to their page."""
        if not self._trace.search(text):
            return text
        for email in self.emails:
            text = re.sub(rf"(?<![\w.+-]){re.escape(email)}(?![\w-])", NOBODY, text, flags=re.IGNORECASE)
        for name in self.names:
            if " " in name or len(name) > len(self.handle) + 20:
                text = _name(name).sub(SOMEBODY, text)
        known = re.escape(self.handle)
        text = re.sub(rf"advocate:{known}(?![\w-])", f"advocate:{NOBODY}", text)
        return re.sub(rf"advocates/{known}(?![\w-])", f"advocates/{NOBODY}", text)

    def strictly(self, text: str) -> str:
        """The same for texts that no person wrote: every trace, the bare handle and a name of one word too."""
        if not self._trace.search(text):
            return text
        text = self.text(text)
        for name in self.names:
            text = _name(name).sub(SOMEBODY, text)
        for ident in self.ids:
            text = text.replace(ident, NOBODY)
        return re.sub(rf"(?<![a-z0-9-]){re.escape(self.handle)}(?![a-z0-9-])", NOBODY, text)

    def is_in(self, text: str) -> bool:
        """Whether any trace of the person is in a text."""
        return self.strictly(text) != text

    def is_in_bytes(self, data: bytes) -> bool:
        """The same for a file's bytes."""
        return self.is_in(data.decode("utf-8", "replace"))

    def record(self, record: T, clean: Callable[[str], str] | None = None) -> T:
        """A record with every text in it cleaned (default: `text`), its own id apart.

        What somebody did whose account goes is told without their name.
        """
        if not self._trace.search(msgspec.json.encode(record).decode()):
            return record
        fields = msgspec.to_builtins(record)
        kept = {**self._walk(fields, clean or self.text), "id": fields["id"]}
        return record if kept == fields else msgspec.convert(kept, type(record))

    def _walk(self, value: Any, clean: Callable[[str], str]) -> Any:
        if isinstance(value, str):
            return NOBODY if value in self.ids else clean(value)
        if isinstance(value, list | tuple):
            return [self._walk(item, clean) for item in value]
        if isinstance(value, dict):
            made = {clean(str(key)): self._walk(item, clean) for key, item in value.items()}
            if value.get("by") in self.ids and "name" in value:
                made["name"] = SOMEBODY
            return made
        return value

    def entry(self, former: Callable[[str], bytes | None]) -> Callable[[AuditEntry], AuditEntry | None]:
        """A scrub for the log: `former` reads the former bytes of a file by their digest.

        What was done to drafts of theirs alone is forgotten, of the rest only who they were.
        """
        seen: dict[str, bool] = {}

        def about_them(digest: str | None) -> bool:
            if digest is None:
                return False
            if digest not in seen:
                seen[digest] = self.is_in_bytes(former(digest) or b"")
            return seen[digest]

        def clean(entry: AuditEntry) -> AuditEntry | None:
            if entry.subject.partition(":")[2] in self.ids and entry.subject.startswith("draft:"):
                return None
            records = tuple(self._former(one) for one in entry.records if not self._is_theirs(one))
            files = tuple(f for f in entry.files if not self._is_of_them(f.path) and not about_them(f.before))
            whole = replace(entry, records=(), files=())
            cleaned = self.record(whole, self.strictly)
            if records == entry.records and files == entry.files and cleaned == whole:
                return entry
            undoable = entry.undoable and records == entry.records and files == entry.files
            return replace(cleaned, records=records, files=files, undoable=undoable)

        return clean

    def _is_of_them(self, path: str) -> bool:
        return path.removeprefix("content/") in self.media or self.is_in(path)

    def _is_theirs(self, former: Former) -> bool:
        path = (former.before or {}).get("path") if former.collection == "uploads" else None
        return former.id in self.ids or path in self.media or self.is_in(former.id)

    def _former(self, former: Former) -> Former:
        if former.before is None or self._walk(former.before, self.strictly) == former.before:
            return former
        return replace(former, before=dict(ERASED))


def _name(name: str) -> re.Pattern[str]:
    words = r"\s+".join(re.escape(word) for word in name.split())
    return re.compile(f"{_EDGE[0]}{words}{_EDGE[1]}", re.IGNORECASE if " " in name else 0)
