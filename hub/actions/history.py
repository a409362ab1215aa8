"""What a change of the past did, field by field: what each thing was before and what it became."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from hub.actions.desk import Desk
from hub.records.coding import to_fields
from hub.records.kinds import AuditEntry, Former, FormerFile
from hub.records.layout import COLLECTIONS
from hub.records.log import ERASED

_TITLES: Mapping[str, str] = {
    "accounts": "The account",
    "terms": "The terms",
    "people": "The person",
    "held": "A file that waits for consent",
    "drafts": "The post",
    "uploads": "The picture or file",
    "letters": "The letter",
    "publishes": "The run of publishing",
}
"""Collections that people see; others (one-time links, the desk's own notes) say nothing to them."""
_HIDDEN = frozenset({"id", "version", "password", "epoch", "html", "history"})
"""Fields nobody learns anything from, or must not: a kept password is nobody's business."""
_LONGEST = 4000
_BRIEF = 60


@dataclass(frozen=True, slots=True)
class Row:
    """One field that changed."""

    label: str
    before: str
    after: str

    @property
    def brief(self) -> bool:
        """Whether both fit on a line."""
        return all(len(text) <= _BRIEF and "\n" not in text for text in (self.before, self.after))


@dataclass(frozen=True, slots=True)
class Thing:
    """One record or file of a change. `known`: `after` is what this change made of it, not only what it is now."""

    title: str
    rows: tuple[Row, ...]
    made: bool = False
    erased: bool = False
    known: bool = True


def things_of(desk: Desk, entry: AuditEntry) -> tuple[Thing, ...]:
    """What an entry's change touched, in words; one-time links and the desk's own notes left out."""
    later = tuple(other for other in desk.records.log(limit=200, subject=entry.subject) if other.id > entry.id)
    records = (_record(desk, former, later) for former in entry.records if former.collection in _TITLES)
    files = (_file(desk, file, later) for file in entry.files)
    return (*records, *files)


def _record(desk: Desk, former: Former, later: Iterable[AuditEntry]) -> Thing:
    title = _TITLES[former.collection]
    if former.before == ERASED:
        return Thing(title, (), erased=True)
    known, after = _after(desk, former, later)
    rows = tuple(_rows(former.before or {}, after or {}))
    return Thing(title, rows, made=former.before is None, known=known)


def _after(desk: Desk, former: Former, later: Iterable[AuditEntry]) -> tuple[bool, Mapping[str, Any] | None]:
    """What a record became: what the next change found, or what it is today."""
    if former.after_version is None:
        return True, None
    for other in sorted(later, key=lambda one: one.id):
        for found in other.records:
            if (found.collection, found.id) == (former.collection, former.id) and found.before != ERASED:
                return True, found.before
    kind = next(c.kind for c in COLLECTIONS if c.name == former.collection)
    current = desk.records.get(kind, former.id)
    if current is None:
        return False, None
    return current.version == former.after_version, to_fields(current)


def _rows(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Row]:
    old, new = dict(_flat(before)), dict(_flat(after))
    for name in dict.fromkeys((*new, *old)):
        if old.get(name, "") != new.get(name, ""):
            yield Row(name, _short(old.get(name, "")), _short(new.get(name, "")))


def _flat(fields: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    for name, value in fields.items():
        if name in _HIDDEN:
            continue
        label = f"{above}, {name.replace('_', ' ')}" if above else name.replace("_", " ").capitalize()
        if isinstance(value, Mapping):
            yield from _flat(value, label)
        else:
            yield label, _words(value)


def _words(value: Any) -> str:
    match value:
        case None | "":
            return ""
        case bool():
            return "yes" if value else "no"
        case list() | tuple():
            return "\n".join(_words(one) for one in value)
        case Mapping():
            return ", ".join(text for text in map(_words, value.values()) if text)
        case _:
            return str(value)


def _file(desk: Desk, file: FormerFile, later: Iterable[AuditEntry]) -> Thing:
    before = desk.records.former(file.before) if file.before else None
    if file.before and before is None:
        return Thing(file.path, (), erased=True)
    after = _file_after(desk, file, later)
    row = Row("Text", _text(before), _text(after)) if _is_text(before) and _is_text(after) else None
    return Thing(file.path, (row,) if row else (), made=file.before is None)


def _file_after(desk: Desk, file: FormerFile, later: Iterable[AuditEntry]) -> bytes | None:
    if file.after is None:
        return None
    for other in sorted(later, key=lambda one: one.id):
        for found in other.files:
            if found.path == file.path and found.before == file.after:
                return desk.records.former(file.after)
    path = desk.root / file.path
    return path.read_bytes() if path.is_file() and not path.is_symlink() else None


def _is_text(data: bytes | None) -> bool:
    return data is None or b"\0" not in data[:1024]


def _text(data: bytes | None) -> str:
    return _short((data or b"").decode("utf-8", "replace"))


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} …"
