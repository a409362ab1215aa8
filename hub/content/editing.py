"""Changing fields of a content file's text: what is not changed stays to the byte.

Comments, order, quotes, line ends, a byte order mark: all of it is kept. Only the lines of a field that gets
another value are written anew. What is given is the text as it is in the file (bytes decoded as UTF-8 and
nothing more), and so is what comes back.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

import yaml

from hub.content.frontmatter import FormatError, mapping, plain, split
from hub.content.yamltext import Plain, as_plain, entry, flow, scalar
from hub.model import HubError

ORDER: Mapping[str, tuple[str, ...]] = {
    kind: tuple(words.split())
    for kind, words in {
        "posts": "title authors date updated tags groups summary cover cover_alt disclosure canonical language "
        "translation_of draft slug aliases",
        "pages": "title summary menu order slug aliases",
        "advocates": "name kind listed headline pronouns photo country city languages topics groups links feed number "
        "joined status tier terms ask vcard slug aliases",
        "topics": "title tags slug aliases",
        "badges": "name summary tier design valid_for tags slug",
        "awards": "id badge advocate awarded expires evidence recipient credential suspended revoked hidden",
        "events": "title starts ends place url online hosts groups tags slug",
        "resources": "title summary url file kind order slug",
        "changes": "title date advocates url slug",
    }.items()
}
"""The order in which each kind of file is written by the contract."""

_FENCE = re.compile(r"-{3,}[ \t]*")
_LINE_END = re.compile(r"\r\n|\r|\n")
_KEEPS = re.compile(r"[|>][0-9]?\+|[|>]\+[0-9]?")


def digest_of(data: bytes) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal: how an edit knows that nobody was there in between."""
    return hashlib.sha256(data).hexdigest()


def front_matter(text: str) -> tuple[dict[str, object], str]:
    """The fields of a content file as plain values, and its body with `\\n` line ends.

    Raises HubError when the file cannot be taken apart.
    """
    with _Readable():
        document = split(_clean(text))
    body = "" if not document.body.strip() else document.body
    return cast("dict[str, object]", plain(document.node) or {}), body


def yaml_values(text: str) -> dict[str, object]:
    """The fields of a YAML file as plain values. Raises HubError when it cannot be read."""
    with _Readable():
        return cast("dict[str, object]", plain(mapping(_clean(text))) or {})


def new_front_matter(values: Mapping[str, object], body: str) -> str:
    """A new content file: fields in the contract's order, None left out, then the body."""
    body = _LINE_END.sub("\n", body).strip("\n")
    return f"---\n{new_yaml(values)}---\n{body.rstrip() + chr(10) if body.strip() else ''}"


def new_yaml(values: Mapping[str, object] | Sequence[Mapping[str, object]]) -> str:
    """A new YAML file of fields, in the contract's order, or of a list of them; None is left out."""
    if not isinstance(values, Mapping):
        items = cast("list[Plain]", as_plain(values))
        return "".join(line + "\n" for line in _listed(items)) or "[]\n"
    given = {key: as_plain(value) for key, value in values.items() if value is not None}
    return "".join(line + "\n" for key in in_order(given) for line in _new_field(key, given[key]))


def _listed(items: list[Plain]) -> list[str]:
    return [line[2:] for line in entry("", items, flowing=False)[1:]] if items else []


def _new_field(key: str, value: Plain, indent: int = 0) -> list[str]:
    return entry(f"{' ' * indent}{scalar(key)}:", value, indent, flowing_items=key == "terms")


def in_order(keys: Iterable[str], known: Iterable[str] = ()) -> list[str]:
    """Keys as the contract orders those of the kind they fit best, others after them as given.

    `known` are keys that stand in the file already, which help to tell the kind.
    """
    keys = list(keys)
    everything = {*keys, *known}
    best = max(ORDER.values(), key=lambda order: len(everything & set(order)))
    place = {key: at for at, key in enumerate(best)}
    return sorted(keys, key=lambda key: place.get(key, len(place)))


def edit_front_matter(text: str, changes: Mapping[str, object | None], body: str | None = None) -> str:
    """A content file's text with some top-level fields set, None taking one out, and another body if given.

    Fields and body that already have that value are left as they are written. New fields come last, in the
    contract's order. Raises HubError when the file cannot be read, or cannot be changed without harm.
    """
    with _Readable():
        document = split(_clean(text))
        sheet = _Sheet.of(text)
        end = next(i for i in range(document.first_line - 1, len(sheet.lines)) if _FENCE.fullmatch(sheet.lines[i][0]))
        region = sheet.lines[document.first_line - 1 : end]
        edited = _edit(region, document.node, changes, sheet.end)
        tail = sheet.lines[end:]
        if body is not None and _body(body) != _body(document.body):
            tail = _with_body(sheet, end, document.body_line - 1, _body(body))
        result = sheet.joined([*sheet.lines[: document.first_line - 1], *edited, *tail])
        _verify(document.node, changes, split(_clean(result)).node)
    return result


def edit_yaml(text: str, changes: Mapping[str, object | None]) -> str:
    """A YAML file's text with some top-level fields set, None taking one out, as `edit_front_matter` does."""
    with _Readable():
        node = mapping(_clean(text))
        sheet = _Sheet.of(text)
        result = sheet.joined(_edit(sheet.lines, node, changes, sheet.end))
        _verify(node, changes, mapping(_clean(result)))
    return result


class _Readable:
    """Turns what the YAML reader says into a word to a person."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, FormatError):
            raise HubError(f"Line {error.line}: {error.what}; {error.cure}") from None


def _clean(text: str) -> str:
    """The text as the YAML reader counts it: without a byte order mark, lines ending in `\\n`."""
    return _LINE_END.sub("\n", text.removeprefix("\ufeff"))


def _body(text: str) -> str:
    """A body as it is compared and written: without blank lines around it."""
    lines = _LINE_END.sub("\n", text).split("\n")
    while lines and not lines[0].strip():
        del lines[0]
    return "\n".join(lines).rstrip()


Line = tuple[str, str]
"""A line's text and what ends it: nothing at the end of a file."""


@dataclass
class _Sheet:
    """A file's lines with their ends as they are."""

    mark: str
    lines: list[Line]
    end: str

    @classmethod
    def of(cls, text: str) -> _Sheet:
        mark = "\ufeff" if text.startswith("\ufeff") else ""
        lines, at = [], len(mark)
        for match in _LINE_END.finditer(text):
            lines.append((text[at : match.start()], match[0]))
            at = max(at, match.end())
        if at < len(text):
            lines.append((text[at:], ""))
        return cls(mark, lines, lines[0][1] if lines and lines[0][1] else "\n")

    def joined(self, lines: Sequence[Line]) -> str:
        """The file's text. A line that was the last, without an end, gets one when another follows."""
        last = len(lines) - 1
        return self.mark + "".join(
            text + (end or (self.end if at < last else "")) for at, (text, end) in enumerate(lines)
        )


def _with_body(sheet: _Sheet, fence: int, first: int, body: str) -> list[Line]:
    """The fence and what follows it, with another body behind the same blank lines."""
    head = sheet.lines[fence : max(first, fence + 1)]
    return [*head, *((line, sheet.end) for line in (body.split("\n") if body else []))]


@dataclass
class _Field:
    """Where a field stands: lines from `first` to before `stop`, and the nodes it was read as."""

    key: yaml.ScalarNode
    value: yaml.Node
    first: int
    stop: int
    keeps_blanks: bool = False
    written: Plain = field(default=None)


def _edit(
    lines: list[Line], node: yaml.MappingNode | None, changes: Mapping[str, object | None], end: str
) -> list[Line]:
    """The lines of a mapping with `changes` made."""
    wanted = {key: as_plain(value) for key, value in changes.items()}
    if node is not None and node.flow_style:
        return _edit_flow(lines, node, wanted)
    text = "\n".join(line for line, _ in lines)
    fields = _fields(text, node, len(lines))
    indent = node.start_mark.column if node else 0
    edited = list(lines)
    fresh = in_order((key for key, value in wanted.items() if key not in fields and value is not None), fields)
    place = _end_of(lines, max((f.stop for f in fields.values()), default=0))
    edited[place:place] = [(row, end) for key in fresh for row in _new_field(key, wanted[key], indent)]
    before = list(fields.values())
    for at in range(len(before) - 1, -1, -1):  # from the last, so that the places before stay right
        here = before[at]
        if here.key.value not in wanted or _same(plain(here.value), wanted[here.key.value]):
            continue
        value = wanted[here.key.value]
        stop = here.stop
        if value is None:
            while at and before[at - 1].keeps_blanks and stop < len(lines) and not lines[stop][0].strip():
                stop += 1  # else they would become part of the text before
            edited[here.first : stop] = []
        else:
            edited[here.first : stop] = [(row, end) for row in _rewritten(text, here, value, indent)]
            if stop == len(lines) and place == len(lines) and not fresh and not lines[-1][1]:
                edited[-1] = (edited[-1][0], "")
    return edited


def _end_of(lines: list[Line], least: int) -> int:
    """Where new fields go: at the end, but before a line of three dots, which ends a YAML document."""
    return next((i for i in range(least, len(lines)) if lines[i][0].rstrip() == "..."), len(lines))


def _same(one: object, other: object) -> bool:
    """Whether two plain values are the same, also in kind (1, 1.0 and true are three) and order."""
    return repr(one) == repr(other)


def _fields(text: str, node: yaml.MappingNode | None, count: int) -> dict[str, _Field]:
    """Every field of a block mapping with the lines it takes, blank lines and comments below it left out."""
    pairs = node.value if node else []
    found: dict[str, _Field] = {}
    starts = [_line_start(text, key) for key, _ in pairs] + [count]
    lines = text.split("\n")
    for at, (key, value) in enumerate(pairs):
        opening = text[value.start_mark.index : value.start_mark.index + 4]
        literal = isinstance(value, yaml.ScalarNode) and value.style in ("|", ">")
        last = text.count("\n", 0, max(_last_index(value), key.end_mark.index) - (1 if literal else 0))
        stop = min(max(last, starts[at]) + 1, starts[at + 1])
        keeps = literal and bool(_KEEPS.match(opening))
        while not keeps and stop > starts[at] + 1 and not lines[stop - 1].strip():
            stop -= 1
        found[key.value] = _Field(key, value, starts[at], stop, keeps)
    return found


def _line_start(text: str, key: yaml.Node) -> int:
    """The line a field begins on, which is that of its `?` if it has one."""
    line = text.count("\n", 0, key.start_mark.index)
    before = text[: key.start_mark.index].rstrip()
    if before.endswith("?") and not before[:-1].rpartition("\n")[2].strip():
        return before.count("\n")
    return line


def _last_index(node: yaml.Node) -> int:
    """Where a node's own text ends. Block collections end where their last item does, not at the next token."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        key, value = last if isinstance(last, tuple) else (last, last)
        return max(_last_index(value), int(key.end_mark.index) if key is not value else 0)
    return int(node.end_mark.index)


def _rewritten(text: str, here: _Field, value: Plain, indent: int) -> list[str]:
    """The lines of a field with another value: its key, spacing and comment as they were."""
    key, old = here.key, here.value
    line = text.split("\n")[here.first]
    plain_key = text.count("\n", 0, key.start_mark.index) == here.first and "\n" not in _source(text, key)
    head = _source(text, key) if plain_key and not line.lstrip().startswith("? ") else scalar(key.value)
    flowing = old.flow_style if isinstance(old, yaml.CollectionNode) and old.value else None
    items = old.value if isinstance(old, yaml.SequenceNode) else []
    flowing_items = (
        all(isinstance(i, yaml.CollectionNode) and i.flow_style for i in items) if items else key.value == "terms"
    )
    rows = entry(f"{' ' * indent}{head}:", value, indent, flowing=flowing, flowing_items=flowing_items)
    if here.stop - here.first != 1 or line.lstrip().startswith("? "):
        return rows
    gap = re.match(r"[ \t]*:([ \t]+)(?=[^\s#])", text[key.end_mark.index :])
    if gap and len(rows) == 1:
        rows[0] = rows[0].replace(f"{head}: ", f"{head}:{gap[1]}", 1)
    rest = text[max(old.end_mark.index, key.end_mark.index) :].split("\n", 1)[0]
    comment = re.search(r"[ \t]+#.*$", rest.removeprefix(":"))
    if comment:
        rows[0] += comment[0]
    return rows


def _source(text: str, node: yaml.Node) -> str:
    return text[node.start_mark.index : node.end_mark.index]


def _edit_flow(lines: list[Line], node: yaml.MappingNode, wanted: Mapping[str, Plain]) -> list[Line]:
    """A mapping in braces with changes made: values in their places, new ones before the closing brace."""
    text = "\n".join(line for line, _ in lines)
    pairs, cuts = node.value, []
    for at, (key, value) in enumerate(pairs):
        if key.value not in wanted or _same(plain(value), wanted[key.value]):
            continue
        new = wanted[key.value]
        if new is None:
            start = pairs[at - 1][1].end_mark.index if at else key.start_mark.index
            stop = (
                value.end_mark.index
                if at
                else (pairs[1][0].start_mark.index if len(pairs) > 1 else value.end_mark.index)
            )
            cuts.append((start, stop, ""))
        else:
            gap = "" if value.start_mark.index > key.end_mark.index + 1 else ": "
            cuts.append(
                (value.start_mark.index if not gap else key.end_mark.index, value.end_mark.index, gap + flow(new))
            )
    known = {key.value for key, _ in pairs}
    fresh = in_order((k for k, v in wanted.items() if k not in known and v is not None), known)
    if fresh:
        close = node.end_mark.index - 1
        place = pairs[-1][1].end_mark.index if pairs else close
        more = ", ".join(f"{scalar(key, flow=True)}: {flow(wanted[key])}" for key in fresh)
        cuts.append((place, place, (", " if pairs else "") + more))
    for start, stop, new_text in sorted(cuts, reverse=True):
        text = text[:start] + new_text + text[stop:]
    ends = [end for _, end in lines]
    rows = text.split("\n")
    return list(zip(rows, [*ends[: len(rows) - 1], ends[-1] if ends else ""], strict=False))


def _verify(
    before: yaml.MappingNode | None, changes: Mapping[str, object | None], after: yaml.MappingNode | None
) -> None:
    """Make sure that the edited text says what it should and nothing else."""
    expected = cast("dict[str, object]", plain(before) or {})
    for key, value in changes.items():
        if value is None:
            expected.pop(key, None)
        else:
            expected[key] = as_plain(value)
    found = cast("dict[str, object]", plain(after) or {})
    if {k: repr(v) for k, v in found.items()} != {k: repr(v) for k, v in expected.items()}:
        wrong = sorted(k for k in {*found, *expected} if repr(found.get(k)) != repr(expected.get(k)))
        raise HubError(
            f"The field {wrong[0]} is written in a way that cannot be changed here. Change it in the file itself."
        )


__all__ = [
    "ORDER", "digest_of", "edit_front_matter", "edit_yaml", "front_matter", "in_order", "new_front_matter", "new_yaml",
    "yaml_values",
]  # fmt: skip
