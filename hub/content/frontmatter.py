"""Text files into YAML nodes and a body, with the line of everything.

YAML is read without the surprises of YAML 1.1: `NO` stays a country, `12:30` a time and `007` a text;
only `true`, `false`, `null` and plain numbers are more than text. Aliases (`*name`) and deep nesting are
refused, so that no small file can grow into a large one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import yaml

MAX_BYTES = 2 * 1024 * 1024
"""The largest text file that is read: a long novel is 1 MB."""

_MAX_DEPTH = 12
_FENCE = re.compile(r"-{3,}[ \t]*")


class FormatError(ValueError):
    """A file that cannot be taken apart: `line` counts from 1."""

    def __init__(self, line: int, what: str, cure: str) -> None:
        super().__init__(what)
        self.line, self.what, self.cure = line, what, cure


class _Loader(yaml.CSafeLoader):
    """Composes nodes only; plain scalars are text unless they are the few things below."""


_Loader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?(?:0|[1-9][0-9]*)", list("-+0123456789")),
    ("float", r"[-+]?(?:0|[1-9][0-9]*)\.[0-9]+(?:[eE][-+]?[0-9]+)?", list("-+0123456789")),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(rf"(?:{_pattern})\Z"), _first)


@dataclass(frozen=True, slots=True)
class Document:
    """A file taken apart. `node` is None when the front matter is empty; lines count from 1."""

    node: yaml.MappingNode | None
    first_line: int
    body: str
    body_line: int


def decode(data: bytes) -> str:
    """UTF-8 bytes as text with `\\n` line ends, without a byte order mark.

    Raises FormatError for a file that is too large or not UTF-8.
    """
    if len(data) > MAX_BYTES:
        size = f"{len(data) / 1_048_576:.0f} MB"
        raise FormatError(
            1, f"the file is {size}, more than 2 MB", "split it, or move pictures and data to content/media"
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise FormatError(line, "this is not UTF-8 text", "save the file as UTF-8 in your editor") from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise FormatError(
            line, "there is a NUL character here", "this looks like a binary file; remove it or save it as text"
        )
    return text.replace("\r\n", "\n").replace("\r", "\n")


def split(text: str) -> Document:
    """Take front matter and body apart.

    Raises FormatError when there is no front matter, it has no end, or its YAML cannot be read.
    """
    lines = text.split("\n")
    start = next((i for i, line in enumerate(lines) if line.strip()), 0)
    if not _FENCE.fullmatch(lines[start]):
        raise FormatError(
            start + 1,
            "there is no front matter",
            "begin the file with a line of three hyphens (---), the fields, and --- again",
        )
    end = next((i for i in range(start + 1, len(lines)) if _FENCE.fullmatch(lines[i])), None)
    if end is None:
        raise FormatError(
            start + 1, "the front matter has no end", "put a line of three hyphens (---) after the last field"
        )
    node = mapping("".join(line + "\n" for line in lines[start + 1 : end]), start + 2)
    body_start = end + 1
    while body_start < len(lines) and not lines[body_start].strip():
        body_start += 1
    return Document(node, start + 2, "\n".join(lines[body_start:]).rstrip() + "\n", body_start + 1)


def mapping(text: str, first_line: int = 1) -> yaml.MappingNode | None:
    """The YAML mapping in `text`, None when there is nothing in it. Raises FormatError."""
    node = compose(text, first_line)
    if node is None:
        return None
    if not isinstance(node, yaml.MappingNode):
        raise FormatError(first_line, "fields are expected here", "write one field a line, as `name: value`")
    return node


def compose(text: str, first_line: int = 1) -> yaml.Node | None:
    """The YAML node in `text` with line marks moved by `first_line`. Raises FormatError."""
    try:
        loader = _Loader(text)
        try:
            node = loader.get_single_node()
        finally:
            loader.dispose()
    except yaml.YAMLError as error:
        raise _format_error(error, first_line, first_line + text.rstrip("\n").count("\n")) from None
    if node is not None:
        _guard(node, first_line, set(), 0)
    return node


def _format_error(error: yaml.YAMLError, first_line: int, last_line: int) -> FormatError:
    mark = getattr(error, "problem_mark", None)
    line = min(first_line + (mark.line if mark else 0), last_line)
    why = getattr(error, "problem", None) or "it is not YAML"
    return FormatError(
        line, f"the fields cannot be read ({why})", "check quotes and indents; put text with a colon in quotes"
    )


def _guard(node: yaml.Node, first_line: int, seen: set[int], depth: int) -> None:
    """Refuse aliases, repeated keys and deep nesting."""
    line = first_line + node.start_mark.line
    if id(node) in seen:
        raise FormatError(line, "YAML aliases (*name) are not read here", "write the value out")
    seen.add(id(node))
    if depth > _MAX_DEPTH:
        raise FormatError(line, "the fields are nested too deeply", "flatten them")
    if isinstance(node, yaml.MappingNode):
        keys: set[str] = set()
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise FormatError(line, "a field's name is not a word", "write one field a line, as `name: value`")
            if key.value in keys:
                at = first_line + key.start_mark.line
                raise FormatError(at, f"`{key.value}` is given twice", "keep one of them")
            keys.add(key.value)
            _guard(value, first_line, seen, depth + 1)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            _guard(item, first_line, seen, depth + 1)


def plain(node: yaml.Node | None) -> object:
    """A node as plain Python values: dict, list, str, int, float, bool or None."""
    if node is None:
        return None
    if isinstance(node, yaml.MappingNode):
        return {key.value: plain(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [plain(item) for item in node.value]
    text = str(node.value)
    match node.tag.rpartition(":")[2]:
        case "null":
            return None
        case "bool":
            return text.lower() == "true"
        case "int" if len(text) < 20:
            return int(text)
        case "float":
            return float(text)
        case _:
            return text
