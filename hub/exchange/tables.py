"""Rows out of CSV and JSON files, each with the line it stands on."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from hub.exchange.frontmatter import Value, as_value
from hub.exchange.reading import LARGEST

_DELIMITERS = ",;\t|"
_LISTS = ("members", "people", "advocates", "ambassadors", "users", "authors", "data", "items", "results")


class TableError(ValueError):
    """A file that is no table: `line` counts from 1."""

    def __init__(self, line: int, what: str) -> None:
        super().__init__(what)
        self.line, self.what = line, what


@dataclass
class Table:
    """Rows with their lines, and what could not be read of the file."""

    columns: list[str] = field(default_factory=list)
    rows: list[tuple[int, dict[str, Value]]] = field(default_factory=list)
    troubles: list[tuple[int, str]] = field(default_factory=list)


def read_csv(text: str) -> Table:
    """A CSV file (RFC 4180) whose first row names the columns; commas, semicolons, tabs or bars between cells."""
    table = Table()
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter(text), strict=True)
    for line, cells in _records(reader, table):
        if not any(cell.strip() for cell in cells):
            continue
        if not table.columns:
            table.columns = _columns(cells, line, table)
            continue
        if len(cells) > len(table.columns) and any(c.strip() for c in cells[len(table.columns) :]):
            table.troubles.append(
                (line, f"has {len(cells)} cells, the first row {len(table.columns)}; the last are left out")
            )
        table.rows.append((line, {name: cell for name, cell in zip(table.columns, cells, strict=False) if name}))
    return table


def _records(reader: Any, table: Table) -> Iterator[tuple[int, list[str]]]:
    """(first line, cells) of each record; the csv module's limit on a cell is lifted to a file's size meanwhile."""
    previous, limit = 0, csv.field_size_limit(LARGEST)
    try:
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                why = "a quote is opened and not closed" if "end of data" in str(error) else str(error)
                table.troubles.append(
                    (previous + 1, f"cannot be read from here to the end ({why}); those rows are left out")
                )
                return
            yield previous + 1, cells
            previous = reader.line_num
    finally:
        csv.field_size_limit(limit)


def delimiter(text: str) -> str:
    """What stands between the cells of the first line that is not blank; quoted parts do not count."""
    first = next((line for line in text.split("\n") if line.strip()), "")
    bare = "".join(part for i, part in enumerate(first.split('"')) if i % 2 == 0)
    return max(_DELIMITERS, key=lambda d: (bare.count(d), -_DELIMITERS.index(d)))


def _columns(cells: list[str], line: int, table: Table) -> list[str]:
    names: list[str] = []
    for number, cell in enumerate(cells, 1):
        name = cell.strip()
        if name in names:
            table.troubles.append((line, f"the column `{name}` is there twice; the second is left out"))
            name = ""
        elif not name:
            table.troubles.append((line, f"column {number} has no name and is left out"))
        names.append(name)
    return names


def read_json(text: str) -> Table:
    """A JSON list of objects, an object that holds such a list, or an object of objects by handle.

    Raises TableError when it is none of these.
    """
    table = Table()
    try:
        whole = json.loads(text)
    except json.JSONDecodeError as error:
        raise TableError(error.lineno, f"is not JSON ({error.msg})") from None
    except RecursionError:
        raise TableError(1, "is nested too deeply") from None
    if isinstance(whole, dict):
        whole = _people_in(whole)
    if not isinstance(whole, list):
        raise TableError(1, "holds no list of people")
    for number, (item, line) in enumerate(zip(whole, _lines(text, len(whole)), strict=True), 1):
        if isinstance(item, dict):
            row = as_value(item)
            table.rows.append((line, row if isinstance(row, dict) else {}))
        else:
            table.troubles.append((line, f"item {number} is no object and is left out"))
    return table


def _people_in(whole: dict[str, object]) -> object:
    for name in _LISTS:
        if isinstance(whole.get(name), list):
            return whole[name]
    lists = [value for value in whole.values() if isinstance(value, list)]
    if len(lists) == 1:
        return lists[0]
    if whole and all(isinstance(value, dict) for value in whole.values()):
        return [{"id": key, **value} for key, value in whole.items() if isinstance(value, dict)]
    return [whole] if "name" in whole else None


def _lines(text: str, count: int) -> list[int]:
    """The line of each item of a list at the top of a JSON text; zeros when the list is further in."""
    start = text.find("[")
    if text.lstrip()[:1] != "[":
        return [0] * count
    decoder, at = json.JSONDecoder(), start + 1
    lines: list[int] = []
    line, counted = 1, 0
    while len(lines) < count:
        while text[at] in " \t\n\r,":
            at += 1
        line, counted = line + text.count("\n", counted, at), at
        lines.append(line)
        at = decoder.raw_decode(text, at)[1]
    return lines
