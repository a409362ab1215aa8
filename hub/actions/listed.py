"""YAML files that are lists: some items out, some items back in, the others as they are written."""

from __future__ import annotations

from collections.abc import Container

import yaml

from hub.content import new_yaml
from hub.content.frontmatter import FormatError, compose, plain
from hub.model import HubError


def without_items(text: str, out: Container[int]) -> tuple[str | None, str]:
    """A list's text without the items at some places, and those items as a list of their own.

    The first is None when nothing is left. Raises HubError when the file cannot be read.
    """
    try:
        node = compose(text.removeprefix("\ufeff"))
    except FormatError as error:
        raise HubError(f"Line {error.line}: {error.what}; {error.cure}") from None
    if not isinstance(node, yaml.SequenceNode):
        raise HubError("A list is expected here; begin each item with `- `.")
    if node.flow_style:
        return _rewritten(node, out)
    lines = text.split("\n")
    spans = _spans(node, lines)
    kept = set(range(len(spans))) - {i for i in range(len(spans)) if i in out}
    cut = {line for i, span in enumerate(spans) if i not in kept for line in span}
    rest = "\n".join(line for at, line in enumerate(lines) if at not in cut)
    taken = "\n".join(line for at, line in enumerate(lines) if at in cut)
    return (rest if kept else None), _ended(taken)


def _spans(node: yaml.SequenceNode, lines: list[str]) -> list[range]:
    """The lines of each item, its dash included, blank lines and comments below it left out."""
    starts = []
    for item in node.value:
        at = item.start_mark.line
        while at > 0 and not lines[at].lstrip().startswith("-"):
            at -= 1
        starts.append(at)
    spans = []
    for at, start in enumerate(starts):
        stop = starts[at + 1] if at + 1 < len(starts) else max(node.end_mark.line, start + 1)
        if at + 1 == len(starts) and node.end_mark.column:
            stop = max(stop, node.end_mark.line + 1)
        while stop > start + 1 and (not lines[stop - 1].strip() or lines[stop - 1].startswith("#")):
            stop -= 1
        spans.append(range(start, stop))
    return spans


def _rewritten(node: yaml.SequenceNode, out: Container[int]) -> tuple[str | None, str]:
    values = plain(node)
    assert isinstance(values, list)
    kept = [value for at, value in enumerate(values) if at not in out]
    taken = [value for at, value in enumerate(values) if at in out]
    return (new_yaml(kept) if kept else None), new_yaml(taken)


def with_items(text: str | None, taken: str) -> str:
    """A list's text with items put back at its end; `text` None when there is no file."""
    if text is None or not text.strip():
        return _ended(taken)
    try:
        node = compose(text)
    except FormatError as error:
        raise HubError(f"Line {error.line}: {error.what}; {error.cure}") from None
    if not isinstance(node, yaml.SequenceNode) or node.flow_style:
        both = [*_items(plain(node)), *_items(plain(compose(taken)))]
        return new_yaml(both)
    return _ended(text) + _ended(taken)


def _items(value: object) -> list[dict[str, object]]:
    if isinstance(value, list):
        return value
    return [value] if isinstance(value, dict) and value else []


def _ended(text: str) -> str:
    return text if text.endswith("\n") else text + "\n"
