"""The lines of a YAML mapping, with single fields of it written anew and all others left as they are."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import yaml

from hub.content.frontmatter import plain
from hub.content.yamltext import Plain, as_plain, entry, flow, scalar

LINE_END = re.compile(r"\r\n|\r|\n")
_KEEPS = re.compile(r"[|>][0-9]?\+|[|>]\+[0-9]?")
_COLON = re.compile(r"([ \t]*):")
_COMMENT = re.compile(r"[ \t]+#.*$")

Line = tuple[str, str]
"""A line's text and what ends it: nothing at the end of a file."""
Order = Callable[[Iterable[str], Iterable[str]], list[str]]
"""Puts new keys in order, given those that stand there already."""


@dataclass
class Sheet:
    """A file's lines with their ends as they are, and the end that new lines get."""

    mark: str
    lines: list[Line]
    end: str

    @classmethod
    def of(cls, text: str) -> Sheet:
        """A text taken apart; `joined` puts it together again."""
        mark = "\ufeff" if text.startswith("\ufeff") else ""
        lines, at = [], len(mark)
        for match in LINE_END.finditer(text, at):
            lines.append((text[at : match.start()], match[0]))
            at = match.end()
        if at < len(text):
            lines.append((text[at:], ""))
        return cls(mark, lines, lines[0][1] if lines and lines[0][1] else "\n")

    def joined(self, lines: Sequence[Line]) -> str:
        """The file's text. A line that was the last, without an end, gets one when another follows."""
        last = len(lines) - 1
        return self.mark + "".join(
            text + (end or (self.end if at < last else "")) for at, (text, end) in enumerate(lines)
        )


def same(one: object, other: object) -> bool:
    """Whether two plain values are the same, also in kind (1, 1.0 and true are three) and order."""
    return repr(one) == repr(other)


def new_field(key: str, value: Plain, indent: int = 0) -> list[str]:
    """The lines of a field that was not there before. Levels held take one line each, as the contract shows."""
    return entry(f"{' ' * indent}{scalar(key)}:", value, indent, flowing_items=key == "terms")


def edit_lines(
    lines: list[Line], node: yaml.MappingNode | None, wanted: Mapping[str, Plain], end: str, order: Order
) -> list[Line]:
    """The lines of a mapping with the `wanted` values, None taking a field out. `node` is what they were read as."""
    text = "\n".join(line for line, _ in lines)
    if node is not None and node.flow_style:
        rows = _edit_flow(text, node, wanted, order).split("\n")
        return [*((row, end) for row in rows[:-1]), (rows[-1], lines[-1][1])]
    fields = _fields(text, node, len(lines))
    indent = node.start_mark.column if node else 0
    edited = list(lines)
    fresh = order((key for key, value in wanted.items() if key not in fields and value is not None), fields)
    place = _end_of(lines, max((f.stop for f in fields.values()), default=0))
    edited[place:place] = [(row, end) for key in fresh for row in new_field(key, wanted[key], indent)]
    before = list(fields.values())
    for at in range(len(before) - 1, -1, -1):  # from the last, so that the places before stay right
        here = before[at]
        value = wanted[here.key.value] if here.key.value in wanted else as_plain(plain(here.value))
        if same(plain(here.value), value):
            continue
        stop = here.stop
        while value is None and at and before[at - 1].keeps_blanks and stop < len(lines) and not lines[stop][0].strip():
            stop += 1  # else these blank lines would become part of the text before
        rows = [] if value is None else _rewritten(text, here, value, indent)
        edited[here.first : stop] = [(row, end) for row in rows]
    return edited


def _end_of(lines: list[Line], least: int) -> int:
    """Where new fields go: at the end, but before a line of three dots, which ends a YAML document."""
    return next((i for i in range(least, len(lines)) if lines[i][0].rstrip() == "..."), len(lines))


@dataclass(frozen=True)
class _Field:
    """Where a field stands, lines from `first` to before `stop`, and the nodes it was read as."""

    key: yaml.ScalarNode
    value: yaml.Node
    first: int
    stop: int
    keeps_blanks: bool


def _fields(text: str, node: yaml.MappingNode | None, count: int) -> dict[str, _Field]:
    """Every field of a block mapping with the lines it takes, blank lines and comments below it left out."""
    pairs = node.value if node else []
    starts = [*(_first_line(text, key) for key, _ in pairs), count]
    lines = text.split("\n")
    found: dict[str, _Field] = {}
    for at, (key, value) in enumerate(pairs):
        literal = isinstance(value, yaml.ScalarNode) and value.style in ("|", ">")
        keeps = literal and bool(_KEEPS.match(text, value.start_mark.index))
        last = text.count("\n", 0, max(_last_index(value), key.end_mark.index) - literal)
        stop = min(max(last, starts[at]) + 1, starts[at + 1])
        while not keeps and stop > starts[at] + 1 and not lines[stop - 1].strip():
            stop -= 1
        found[key.value] = _Field(key, value, starts[at], stop, keeps)
    return found


def _first_line(text: str, key: yaml.Node) -> int:
    """The line a field begins on, which is that of its `?` if it has one."""
    before = text[: key.start_mark.index].rstrip()
    if before.endswith("?") and not before[:-1].rpartition("\n")[2].strip():
        return before.count("\n")
    return text.count("\n", 0, key.start_mark.index)


def _last_index(node: yaml.Node) -> int:
    """Where a node's own text ends. Block collections end where their last item does, not at the next token."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return max(_last_index(part) for part in (last if isinstance(last, tuple) else (last,)))
    return int(node.end_mark.index)


def _rewritten(text: str, here: _Field, value: Plain, indent: int) -> list[str]:
    """The lines of a field with another value: its key, spacing and comment as they were."""
    key, old = here.key, here.value
    items = old.value if isinstance(old, yaml.SequenceNode) else []
    colon = _COLON.match(text, key.end_mark.index)
    asked = text.split("\n")[here.first].lstrip().startswith("? ")
    whole = colon is not None and not asked and "\n" not in _source(text, key)
    head = " " * indent + (f"{_source(text, key)}{colon[1]}:" if colon and whole else f"{scalar(key.value)}:")
    rows = entry(
        head,
        value,
        indent,
        flowing=bool(old.flow_style) if isinstance(old, yaml.CollectionNode) and old.value else None,
        flowing_items=all(_is_flow(item) for item in items) if items else key.value == "terms",
    )
    if not colon or not whole or here.stop - here.first != 1:
        return rows
    gap = text[colon.end() : old.start_mark.index]
    if len(rows) == 1 and gap and old.start_mark.index < old.end_mark.index:
        rows[0] = head + gap + rows[0][len(head) + 1 :]
    comment = _COMMENT.search(text[max(old.end_mark.index, colon.end()) :].split("\n", 1)[0])
    rows[0] += comment[0] if comment else ""
    return rows


def _is_flow(node: yaml.Node) -> bool:
    return isinstance(node, yaml.CollectionNode) and bool(node.flow_style)


def _source(text: str, node: yaml.Node) -> str:
    return text[node.start_mark.index : node.end_mark.index]


def _edit_flow(text: str, node: yaml.MappingNode, wanted: Mapping[str, Plain], order: Order) -> str:
    """A mapping in braces: values changed in their places, new ones put before the closing brace."""
    start, close = node.start_mark.index + 1, node.end_mark.index - 1
    pairs = node.value
    opening = text[start : pairs[0][0].start_mark.index] if pairs else ""
    closing = text[pairs[-1][1].end_mark.index : close] if pairs else text[start:close]
    inside = ""
    for at, (key, value) in enumerate(pairs):
        new = wanted[key.value] if key.value in wanted else as_plain(plain(value))
        if new is None and plain(value) is not None:
            continue
        written = text[key.start_mark.index : value.end_mark.index]
        if not same(plain(value), new):
            gap = text[key.end_mark.index : value.start_mark.index]
            written = _source(text, key) + (gap if gap.strip() == ":" and gap[-1].isspace() else ": ") + flow(new)
        inside += (text[pairs[at - 1][1].end_mark.index : key.start_mark.index] if inside else "") + written
    known = {key.value for key, _ in pairs}
    for key in order((key for key, value in wanted.items() if key not in known and value is not None), known):
        inside += (", " if inside else "") + f"{scalar(key, flow=True)}: {flow(wanted[key])}"
    return text[:start] + opening + inside + closing + text[close:]
