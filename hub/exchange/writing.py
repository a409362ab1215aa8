"""Content files as the hub reads them back, and careful additions to files that are there already."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import yaml

from hub.content.frontmatter import split

Field: TypeAlias = "str | int | bool | Sequence[str] | Sequence[Mapping[str, str]] | Mapping[str, str]"

_NUMBER_LIKE = re.compile(r"[-+.]?[0-9][0-9a-zA-Z_.:+-]*")


class _Dumper(yaml.SafeDumper):
    """Quotes every text that some YAML reader, old or new, could take for a number, a date or a yes."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Set lists in below their key, as people write them."""
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        """Never write `*name`: the hub does not read it."""
        return True


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    style = "'" if _NUMBER_LIKE.fullmatch(value) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


_Dumper.add_representer(str, _text)


def dump(fields: object) -> str:
    """YAML text in the order given, one line a value."""
    return yaml.dump(fields, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10**9, default_flow_style=False)


def document(fields: Mapping[str, Field], body: str = "") -> bytes:
    """A content file: front matter, then the body."""
    body = body.strip("\n")
    return f"---\n{dump(dict(fields))}---\n{chr(10) + body + chr(10) if body else ''}".encode()


def amend(text: str, updates: Mapping[str, Field], body: str | None = None) -> str:
    """A content file's text with some fields put in and, if given, a body added below.

    Everything else stays to the letter: comments, order, quotes. A field that is there is replaced in its
    place; a new one is put after the last. Raises FormatError if the file cannot be read.
    """
    document_ = split(text)
    lines = text.split("\n")
    first = document_.first_line - 1
    end = next(i for i in range(first, len(lines)) if re.fullmatch(r"-{3,}[ \t]*", lines[i]))
    spans = _spans(document_.node, first)
    written = {key: dump({key: value}).rstrip("\n").split("\n") for key, value in updates.items()}
    lines[end:end] = [line for key in written if key not in spans for line in written[key]]
    for (start, stop), key in sorted(((spans[key], key) for key in written if key in spans), reverse=True):
        lines[start:stop] = written[key]  # from the last to the first, so that the places before stay right
    result = "\n".join(lines)
    if body:
        result = result.rstrip("\n") + "\n\n" + body.strip("\n") + "\n"
    split(result)  # what was amended must still be readable
    return result


def _spans(node: yaml.MappingNode | None, first: int) -> dict[str, tuple[int, int]]:
    """For each field the lines it takes, as a half-open range."""
    pairs = node.value if node else []
    return {key.value: (first + key.start_mark.line, first + _last_line(key, value) + 1) for key, value in pairs}


def _last_line(key: yaml.Node, value: yaml.Node) -> int:
    if isinstance(value, yaml.MappingNode | yaml.SequenceNode) and not value.flow_style and value.value:
        last = value.value[-1]
        return _last_line(last[0], last[1]) if isinstance(last, tuple) else _last_line(last, last)
    line = int(value.end_mark.line) - (1 if value.end_mark.column == 0 else 0)
    return max(line, int(key.start_mark.line))
