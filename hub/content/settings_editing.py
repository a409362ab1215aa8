"""Changing `hub.toml` where it says something else, and nowhere else: comments, order and spacing stay."""

from __future__ import annotations

import copy
import re
import tomllib
from collections.abc import Mapping, Sequence
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from hub.content.toml_lines import Block, Path, blocks_of
from hub.model import HubError

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def edit_settings(text: str, changes: Mapping[str, object | None]) -> str:
    """The text of a `hub.toml` with some keys set; None takes one out.

    Keys are dotted, as "program.contact"; a mapping sets a whole table, and a list of mappings a list of tables
    such as "tiers", whose tables are known again by their `key`. Raises HubError when the text is no TOML.
    """
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    text = text.removeprefix(mark)
    end = "\r\n" if "\r\n" in text else "\n"
    before = _parsed(text)
    wanted = {tuple(key.split(".")): value for key, value in changes.items()}
    expected = _expected(before, wanted)
    if repr(before) == repr(expected):
        return mark + text
    sheet = _Sheet(text)
    for path, value in wanted.items():
        sheet.set(path, value)
    for result in (sheet.text(end), _by_library(text, wanted)):
        if _says(result, expected):
            return mark + result
    raise HubError("hub.toml is written in a way that cannot be changed here. Change it in the file itself.")


def _parsed(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise HubError(f"hub.toml cannot be read ({error}). Mend it in the file first.") from None


def _says(text: str, expected: Mapping[str, Any]) -> bool:
    """Whether a text holds just these settings, in whatever order."""
    try:
        return _sorted(tomllib.loads(text)) == _sorted(expected)
    except tomllib.TOMLDecodeError:
        return False


def _sorted(value: Any) -> str:
    if isinstance(value, Mapping):
        full = {key: _sorted(item) for key, item in value.items() if item != {}}
        return repr(sorted((key, item) for key, item in full.items() if item != "[]"))
    if isinstance(value, list) and all(isinstance(item, Mapping) for item in value):
        return repr([_sorted(item) for item in value]) if value else "[]"
    return repr(value)


def _expected(before: dict[str, Any], wanted: Mapping[Path, object | None]) -> dict[str, Any]:
    after = copy.deepcopy(before)
    for path, value in wanted.items():
        table = after
        for part in path[:-1]:
            inner = table.setdefault(part, {})
            if not isinstance(inner, dict):
                raise HubError(f"`{part}` in hub.toml should be a table. Mend it in the file first.")
            table = inner
        if value is None:
            table.pop(path[-1], None)
        else:
            table[path[-1]] = _pruned(value)
    return after


def _pruned(value: object) -> Any:
    """A value as TOML can hold it: without what is None."""
    if isinstance(value, Mapping):
        return {str(key): _pruned(item) for key, item in value.items() if item is not None}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_pruned(item) for item in value]
    return value


def _written(value: object) -> str:
    """A value as it stands behind `=`, all on one line."""
    value = _pruned(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_key(key)} = {_written(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_written(item) for item in value) + "]"
    return str(tomlkit.item(value).as_string())


def _key(word: str) -> str:
    return word if _BARE.fullmatch(word) else str(tomlkit.item(word).as_string())


def _header(path: Path) -> str:
    return ".".join(_key(part) for part in path)


class _Sheet:
    """The lines of a `hub.toml`, changed one key after the other."""

    def __init__(self, text: str) -> None:
        self.lines = text.replace("\r\n", "\n").split("\n")

    def text(self, end: str) -> str:
        return end.join(self.lines)

    def set(self, path: Path, value: object | None) -> None:
        """Give a key a value; None takes it out."""
        if value is None:
            self._remove(path)
        elif value in ({}, [], ()) and not self._is_there(path):
            return
        elif isinstance(value, Mapping):
            self._set_table(path, value)
        elif isinstance(value, list | tuple) and any(isinstance(item, Mapping) for item in value):
            self._set_tables(path, [item for item in value if isinstance(item, Mapping)])
        elif isinstance(value, list | tuple) and not value and self._tables(path):
            self._set_tables(path, [])
        else:
            self._set_value(path, value)

    def _set_value(self, path: Path, value: object) -> None:
        blocks = [block for block in blocks_of(self.lines) if not block.array]
        for block in blocks:
            if self._replace(block, path, value):
                return
        home = next((block for block in blocks if block.path == path[:-1]), None)
        if home is None:
            self._append([f"[{_header(path[:-1])}]", f"{_key(path[-1])} = {_written(value)}"])
        else:
            self._insert(home, path[-1], value)

    def _replace(self, block: Block, path: Path, value: object) -> bool:
        """Write another value in the place of the old one, if the block has it."""
        for entry in block.entries:
            if block.path + entry.path == path:
                source = "\n".join(self.lines[entry.first : entry.last + 1])[entry.start :]
                source = source[: len(source) - (len(self.lines[entry.last]) - entry.end)]
                if repr(tomllib.loads(f"x = {source}")["x"]) != repr(_pruned(value)):
                    row = self.lines[entry.first][: entry.start] + _written(value) + self.lines[entry.last][entry.end :]
                    self.lines[entry.first : entry.last + 1] = row.split("\n")
                return True
        return False

    def _insert(self, block: Block, key: str, value: object) -> None:
        """Write a new key below the note that speaks of it (`# key = …`), else behind the last one of its table."""
        row = f"{_key(key)} = {_written(value)}"
        if block.entries:
            above = self.lines[block.entries[-1].first]
            row = above[: len(above) - len(above.lstrip())] + row
        note = self._note(block, key)
        if note is None and block.header < 0 and not block.entries:
            self.lines[block.stop : block.stop] = [row, ""]
        else:
            place = (block.last if note is None else note) + 1
            self.lines[place:place] = [row]

    def _note(self, block: Block, key: str) -> int | None:
        """The line of a table where a key stands as a note. Notes below the note of a header are another table's."""
        for at in range(block.header + 1, block.stop):
            if re.match(r"\s*#+\s*\[", self.lines[at]):
                return None
            inside = any(entry.first <= at <= entry.last for entry in block.entries)
            if not inside and re.match(rf"\s*#+\s*{re.escape(key)}\s*=", self.lines[at]):
                return at
        return None

    def _append(self, rows: list[str]) -> None:
        """Write new lines at the end, one blank line below what stands there."""
        while self.lines and not self.lines[-1].strip():
            self.lines.pop()
        self.lines += [*([""] if self.lines else []), *rows, ""]

    def _remove(self, path: Path) -> None:
        for block in reversed(blocks_of(self.lines)):
            if block.header >= 0 and block.path[: len(path)] == path:
                self._cut(block.header, block.last + 1)
                continue
            for entry in reversed(block.entries):
                full = block.path + entry.path
                if not block.array and full[: len(path)] == path:
                    self._cut(entry.first, entry.last + 1)

    def _cut(self, first: int, stop: int) -> None:
        del self.lines[first:stop]
        if 0 < first < len(self.lines) and not self.lines[first].strip() and not self.lines[first - 1].strip():
            del self.lines[first]

    def _set_table(self, path: Path, value: Mapping[str, object]) -> None:
        """Make a table hold just these keys."""
        for block in blocks_of(self.lines):
            if not block.array and self._has_inline(block, path) and self._replace(block, path, value):
                return
        known = {
            (block.path + entry.path)[len(path)]
            for block in blocks_of(self.lines)
            for entry in block.entries
            if not block.array and (block.path + entry.path)[: len(path)] == path
        }
        for key in known - {key for key, item in value.items() if item is not None}:
            self._remove((*path, key))
        if not any(block.path == path for block in blocks_of(self.lines)):
            self._append([f"[{_header(path)}]"])
        for key, item in value.items():
            if item is not None:
                self.set((*path, key), item)

    def _is_there(self, path: Path) -> bool:
        blocks = blocks_of(self.lines)
        return any(b.path[: len(path)] == path for b in blocks) or any(self._has_inline(b, path) for b in blocks)

    def _has_inline(self, block: Block, path: Path) -> bool:
        return any(block.path + entry.path == path for entry in block.entries)

    def _tables(self, path: Path) -> list[Block]:
        return [block for block in blocks_of(self.lines) if block.array and block.path == path]

    def _set_tables(self, path: Path, items: Sequence[Mapping[str, object]]) -> None:
        """Make a list of tables hold these items, in this order; each known one keeps its lines and comments."""
        if any(self._has_inline(block, path) for block in blocks_of(self.lines)):
            self._set_value(path, list(items))
            return
        old = self._tables(path)
        units, gaps, first, stop = self._units(old)
        rows: list[str] = []
        used: set[int] = set()
        for item in items:
            at = next((i for i, unit in enumerate(units) if i not in used and _is_same(unit.parsed, item)), None)
            lead: list[str] = [""]
            if at is None:
                body = [
                    f"[[{_header(path)}]]",
                    *(f"{_key(k)} = {_written(v)}" for k, v in item.items() if v is not None),
                ]
            else:
                used.add(at)
                lead = [*(gaps[at] if at else [""]), *units[at].comment]
                body = units[at].edited(path, item)
            rows += [*lead, *body] if rows else [*(units[at].comment if at else []), *body]
        for at in range(1, len(units)):
            if at not in used or not rows:
                rows += [line for line in gaps[at] if line.strip()]  # words that were about more than one table
        if old:
            self.lines[first:stop] = rows
        elif rows:
            self._append(rows)

    def _units(self, blocks: list[Block]) -> tuple[list[_Unit], list[list[str]], int, int]:
        """The tables of a list, what stands between them, and the lines from the first to behind the last."""
        units, gaps, before = [], [], blocks[0].header if blocks else 0
        for block in blocks:
            between = self.lines[before : block.header]
            blank = max((i for i, line in enumerate(between) if not line.strip()), default=-1)
            gaps.append(between[: blank + 1])
            units.append(_Unit(self.lines[block.header : block.last + 1], between[blank + 1 :]))
            before = block.last + 1
        return units, gaps, blocks[0].header if blocks else 0, before


class _Unit:
    """One table of a list: its lines, and the comment right above it."""

    def __init__(self, lines: list[str], comment: list[str]) -> None:
        self.lines, self.comment = lines, comment
        self.parsed: dict[str, Any] = tomllib.loads("\n".join(["[x]", *lines[1:]]))["x"]

    def edited(self, path: Path, item: Mapping[str, object]) -> list[str]:
        """The table's lines holding just these keys."""
        sheet = _Sheet("\n".join([f"[{_header(path)}]", *self.lines[1:]]))
        for key in [*self.parsed]:
            if item.get(key) is None:
                sheet.set((*path, key), None)
        for key, value in item.items():
            if value is not None:
                sheet.set((*path, key), value)
        return [self.lines[0], *sheet.lines[1:]]


def _is_same(parsed: Mapping[str, Any], item: Mapping[str, object]) -> bool:
    return parsed.get("key") == item.get("key") if "key" in item else parsed == item


def _by_library(text: str, wanted: Mapping[Path, object | None]) -> str:
    """The same changes by tomlkit: for dotted keys and tables in braces. Comments may stand one line off."""
    try:
        document = tomlkit.parse(text)
        for path, value in wanted.items():
            table: Any = document
            for part in path[:-1]:
                if part not in table:
                    table[part] = tomlkit.table()
                table = table[part]
            if value is None:
                table.pop(path[-1], None)
            else:
                table[path[-1]] = _pruned(value)
        return tomlkit.dumps(document)
    except (TOMLKitError, TypeError, AttributeError, KeyError):
        return ""
