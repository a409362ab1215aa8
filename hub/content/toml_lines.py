"""Where things stand in a TOML text: the lines of every table and of every key, as TOML 1.0 says.

The text is known to be sound TOML (whoever asks has had `tomllib` read it), so this only has to find things.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field

Path = tuple[str, ...]

_HEADER = re.compile(r"[ \t]*(\[\[?)(.*?)\]\]?[ \t]*(?:#.*)?$")
_STRINGS = re.compile(r'"""|\'\'\'|"(?:[^"\\]|\\.)*"|\'[^\']*\'')
_KEY = re.compile(r"""[ \t]*((?:"(?:[^"\\]|\\.)*"|'[^']*'|[^='"#])+)=[ \t]*""")


@dataclass(frozen=True)
class Entry:
    """A key and its value: from line `first`, where the value begins at column `start`, to column `end` of `last`."""

    path: Path
    first: int
    start: int
    last: int
    end: int


@dataclass
class Block:
    """A table: its header's line (-1 for what stands above all tables), its keys, and where the next begins."""

    path: Path
    array: bool
    header: int
    stop: int = 0
    entries: list[Entry] = field(default_factory=list)

    @property
    def last(self) -> int:
        """The last line that says something: what follows are blank lines and comments."""
        return self.entries[-1].last if self.entries else self.header


def blocks_of(lines: Sequence[str]) -> list[Block]:
    """The tables of a TOML text, given without line ends, in the order they stand."""
    blocks, at = [Block((), False, -1)], 0
    while at < len(lines):
        line = lines[at]
        if not line.strip() or line.lstrip().startswith("#"):
            at += 1
        elif line.lstrip().startswith("["):
            header = _HEADER.match(line)
            assert header is not None
            blocks[-1].stop = at
            blocks.append(Block(_keys(f"[{header[2]}]"), header[1] == "[[", at))
            at += 1
        else:
            key = _KEY.match(line)
            assert key is not None
            last, end = _value_end(lines, at, key.end())
            blocks[-1].entries.append(Entry(_keys(f"{key[1]} = 0"), at, key.end(), last, end))
            at = last + 1
    blocks[-1].stop = len(lines)
    return blocks


def _keys(text: str) -> Path:
    """The parts of a dotted key, whichever way they are quoted."""
    found: list[str] = []
    inner: object = tomllib.loads(text)
    while isinstance(inner, dict) and inner:
        key, inner = next(iter(inner.items()))
        found.append(key)
    return tuple(found)


def _value_end(lines: Sequence[str], row: int, column: int) -> tuple[int, int]:
    """The line and column just behind the value that begins here."""
    depth, closing, end = 0, "", column
    while True:
        line = lines[row]
        while column < len(line):
            if closing:
                found = _closes(line, column, closing)
                column, closing = (len(line), closing) if found < 0 else (found, "")
                end = column
                continue
            character = line[column]
            string = _STRINGS.match(line, column)
            if string:
                closing = string[0] if len(string[0]) == 3 and string[0][0] * 3 == string[0] else ""
                column = end = string.end()
                continue
            if character == "#":
                break
            depth += (character in "[{") - (character in "]}")
            column += 1
            if character not in " \t":
                end = column
        if not closing and depth <= 0:
            return row, end
        row, column = row + 1, 0


def _closes(line: str, column: int, closing: str) -> int:
    """Where a string of several lines ends on this line, or -1. Up to two more quotes may belong to it."""
    while column < len(line):
        if closing == '"""' and line[column] == "\\":
            column += 2
        elif line.startswith(closing, column):
            column += 3
            for _ in range(2):
                column += line.startswith(closing[0], column)
            return column
        else:
            column += 1
    return -1
