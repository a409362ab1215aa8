"""Front matter that other systems wrote, read as text, and mended where that is safe."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import yaml

from hub.content.frontmatter import FormatError, mapping

Value = str | list["Value"] | dict[str, "Value"]
"""What a field holds: every scalar as the text it was written as, nothing as an empty text."""

_YAML_FENCE = re.compile(r"-{3,}[ \t]*")
_TOML_FENCE = re.compile(r"\+{3,}[ \t]*")
_COLON_VALUE = re.compile(r"^([A-Za-z_][\w-]*):[ \t]+([^\s\"'\[{|>&*!#].*(?::\s| #).*)$")


@dataclass(frozen=True, slots=True)
class Fronted:
    """A file taken apart. `lines` gives the line of each field; `mended` says what was put right first."""

    fields: Mapping[str, Value]
    lines: Mapping[str, int]
    body: str
    body_line: int
    mended: str = ""

    def line(self, key: str) -> int:
        """The line of a field, else the first."""
        return self.lines.get(key, 1)


def has_front_matter(text: str) -> bool:
    """Whether a file begins with a fence."""
    first = text.lstrip("\n").split("\n", 1)[0]
    return bool(_YAML_FENCE.fullmatch(first) or _TOML_FENCE.fullmatch(first))


def read_front_matter(text: str) -> Fronted:
    """Fields and body of a Markdown file from elsewhere.

    Raises FormatError when there is no front matter or it cannot be read even after mending.
    """
    lines = text.split("\n")
    start = next((i for i, line in enumerate(lines) if line.strip()), 0)
    for fence, read in ((_YAML_FENCE, _yaml), (_TOML_FENCE, _toml)):
        if not fence.fullmatch(lines[start]):
            continue
        end = next((i for i in range(start + 1, len(lines)) if fence.fullmatch(lines[i])), None)
        if end is None:
            raise FormatError(start + 1, "the front matter has no end", "put the fence after the last field")
        fields, at, mended = read("\n".join(lines[start + 1 : end]), start + 2)
        return Fronted(fields, at, "\n".join(lines[end + 1 :]), end + 2, mended)
    raise FormatError(start + 1, "there is no front matter", "begin it with ---, the fields, and --- again")


def _yaml(text: str, first: int) -> tuple[dict[str, Value], dict[str, int], str]:
    try:
        node, mended = mapping(text, first), ""
    except FormatError as error:
        node, mended = _mend(text, first, error)
    if node is None:
        return {}, {}, mended
    fields = {str(key.value): texts(value) for key, value in node.value}
    return fields, {str(key.value): first + key.start_mark.line for key, _ in node.value}, mended


def _mend(text: str, first: int, error: FormatError) -> tuple[yaml.MappingNode | None, str]:
    """Try again with what people get wrong most, where only one reading is possible."""
    cures: tuple[tuple[str, Callable[[str], str]], ...] = (
        ("tabs and spaces at line ends taken out", _without_tabs),
        ("a value with a colon put in quotes", _quoted),
        ("", lambda t: _quoted(_without_tabs(t))),
    )
    for what, cure in cures:
        try:
            node = mapping(cure(text), first)
        except FormatError:
            continue
        told = what or "line ends cleaned and values with a colon put in quotes"
        return node, f"line {error.line}: {error.what}; read all the same, {told}"
    raise error


def _without_tabs(text: str) -> str:
    return "\n".join(re.sub(r"^[ \t]+", lambda m: m[0].replace("\t", "  "), line.rstrip()) for line in text.split("\n"))


def _quoted(text: str) -> str:
    def quote(line: str) -> str:
        match = _COLON_VALUE.match(line)
        return f"{match[1]}: '{match[2].replace(chr(39), chr(39) * 2)}'" if match else line

    return "\n".join(quote(line) for line in text.split("\n"))


def texts(node: yaml.Node) -> Value:
    """A node with every scalar as text; null is an empty text."""
    if isinstance(node, yaml.MappingNode):
        return {str(key.value): texts(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [texts(item) for item in node.value]
    return "" if node.tag.endswith(":null") else str(node.value)


def _toml(text: str, first: int) -> tuple[dict[str, Value], dict[str, int], str]:
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        at = re.search(r"at line (\d+)", str(error))
        line = first + (int(at[1]) - 1 if at else 0)
        raise FormatError(line, f"the fields cannot be read ({error})", "check quotes and brackets") from None
    lines = {m[1]: first + text.count("\n", 0, m.start()) for m in re.finditer(r"(?m)^\s*([\w-]+)\s*=", text)}
    return {key: as_value(item) for key, item in data.items()}, lines, ""


def as_value(item: object) -> Value:
    """Parsed JSON or TOML with every scalar as text, the way YAML is read here."""
    match item:
        case None:
            return ""
        case bool():
            return "true" if item else "false"
        case dict():
            return {str(key): as_value(value) for key, value in item.items()}
        case list():
            return [as_value(value) for value in item]
        case dt.datetime() | dt.date() | dt.time():
            return item.isoformat()
        case _:
            return str(item)


def words(value: Value) -> str:
    """A field as one text: lists and mappings give none."""
    return value if isinstance(value, str) else ""


def listed(value: Value, separators: str = ",") -> list[str]:
    """A field as a list of texts; a single text is split at any of `separators`."""
    if isinstance(value, str):
        parts = re.split(f"[{re.escape(separators)}]", value) if separators else [value]
    elif isinstance(value, list):
        parts = [item for item in value if isinstance(item, str)]
    else:
        parts = []
    return [part.strip() for part in parts if part.strip()]
