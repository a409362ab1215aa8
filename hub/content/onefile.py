"""One content file's text into its record, and what `check` says of that file alone."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path, PurePosixPath
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from hub.content import readers
from hub.content.fields import Fields
from hub.content.frontmatter import MAX_BYTES, FormatError, compose, decode, plain, split
from hub.content.markdown import MAX_BODY
from hub.content.settings import FILE, parse_settings
from hub.model import Body, Figure, Problem, Problems, Source

MARKDOWN_KINDS: Mapping[str, Callable[[Fields, str, Body, Source], Any]] = {
    "posts": readers.read_post,
    "pages": readers.read_page,
    "advocates": readers.read_advocate,
    "topics": readers.read_topic,
    "badges": readers.read_badge,
    "events": readers.read_event,
    "resources": readers.read_resource,
    "changes": readers.read_change,
}
YAML_KINDS = ("awards", "contributions", "mentions", "figures")


def read_markdown(kind: str, path: str, data: bytes, zone: ZoneInfo, problems: Problems) -> tuple[Any, Body]:
    """A Markdown file's record and body. Raises FormatError when it cannot be taken apart."""
    document = split(decode(data))
    fields = Fields(document.node, path, document.first_line, zone, problems)
    body = Body(document.body, document.body_line)
    source = Source(path, fields.lines, hashlib.sha256(data).hexdigest())
    record = MARKDOWN_KINDS[kind](fields, PurePosixPath(path).stem, body, source)
    fields.finish()
    if len(body.text) > MAX_BODY:
        raise FormatError(
            body.line, f"the text has {len(body.text):,} characters", f"split it: a text may have {MAX_BODY:,}"
        )
    return record, body


def read_yaml(kind: str, path: str, data: bytes, zone: ZoneInfo, problems: Problems) -> list[Any]:
    """A YAML file's records: one, or those of its list. Raises FormatError when it cannot be taken apart."""
    node, digest, stem = compose(decode(data)), hashlib.sha256(data).hexdigest(), PurePosixPath(path).stem
    if kind == "figures":
        values = plain(node)
        if not isinstance(values, dict):
            raise FormatError(1, "fields are expected here", "write one figure a line, as `name: 12`")
        return [Figure(stem, values, Source(path, {}, digest))]
    if kind == "awards":
        if not isinstance(node, yaml.MappingNode):
            raise FormatError(1, "fields are expected here", "write one field a line, as `name: value`")
        fields = Fields(node, path, 1, zone, problems)
        record = readers.read_award(fields, stem, Body(), Source(path, fields.lines, digest))
        fields.finish()
        return [record]
    return _items(kind, path, node, digest, zone, problems)


def _items(kind: str, path: str, node: yaml.Node | None, digest: str, zone: ZoneInfo, problems: Problems) -> list[Any]:
    read: Callable[[Fields, Source], Any] = readers.read_mention
    if kind == "contributions":
        read = readers.read_contribution
    found = []
    for item in node.value if isinstance(node, yaml.SequenceNode) else [node] if node else []:
        line = item.start_mark.line + 1
        if not isinstance(item, yaml.MappingNode):
            problems.add(path, line, "a list of fields is expected here", "begin each item with `- advocate: handle`")
            continue
        fields = Fields(item, path, 1, zone, problems)
        found.append(read(fields, Source(path, {"": line, **fields.lines}, digest)))
        fields.finish()
    return found


def problems_of(root: Path, path: str, text: str) -> tuple[Problem, ...]:
    """What `check` would say of the file at `path`, were `text` in it: of its own fields, not of what they name.

    The settings in `root` give the time zone. `path` may be that of a file that is not there yet.
    """
    problems = Problems()
    data = text.encode("utf-8", "replace")
    if path == FILE:
        return settings_problems(text)
    parts = path.split("/")
    kind = parts[1] if len(parts) > 2 else ""
    try:
        if kind in MARKDOWN_KINDS:
            read_markdown(kind, path, data, _zone(root), problems)
        elif kind in YAML_KINDS:
            read_yaml(kind, path, data, _zone(root), problems)
    except FormatError as error:
        problems.add(path, error.line, error.what, error.cure)
    return tuple(problems)


def settings_problems(text: str) -> tuple[Problem, ...]:
    """What `check` would say of `hub.toml`, were `text` in it."""
    problems = Problems()
    parse_settings(text, problems)
    return tuple(problems)


def _zone(root: Path) -> ZoneInfo:
    """The hub's time zone; UTC while the settings cannot be read."""
    try:
        text = (root / FILE).read_bytes()[:MAX_BYTES].decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return ZoneInfo("UTC")
    settings = parse_settings(text, Problems())
    return settings.zone if settings else ZoneInfo("UTC")
