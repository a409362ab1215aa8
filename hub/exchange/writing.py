"""Content files as the hub reads them back, and careful additions to files that are there already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from hub.content import edit_front_matter
from hub.content.yaml_lines import new_field
from hub.content.yamltext import Plain, as_plain, entry

Field: TypeAlias = "str | int | bool | Sequence[str] | Sequence[Mapping[str, str]] | Mapping[str, str]"


def dump(fields: Mapping[str, Field] | Sequence[Mapping[str, object]]) -> str:
    """YAML text of fields, or of a list of them, in the order given."""
    if isinstance(fields, Mapping):
        rows = [row for key, value in fields.items() for row in new_field(key, as_plain(value))]
    else:
        items: list[Plain] = [as_plain(item) for item in fields]
        rows = [row[2:] for row in entry("", items, flowing=False)[1:]]
    return "".join(row + "\n" for row in rows)


def document(fields: Mapping[str, Field], body: str = "") -> bytes:
    """A content file: front matter, then the body."""
    body = body.strip("\n")
    return f"---\n{dump(fields)}---\n{chr(10) + body + chr(10) if body else ''}".encode()


def amend(text: str, updates: Mapping[str, Field], body: str | None = None) -> str:
    """A content file's text with some fields put in and, if given, a body added below.

    Everything else stays to the letter. Raises HubError if the file cannot be read.
    """
    edited = edit_front_matter(text, updates)
    return edited.rstrip("\n") + "\n\n" + body.strip("\n") + "\n" if body else edited
