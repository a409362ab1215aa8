"""Reading typed fields out of a YAML mapping; every complaint knows its line and its cure."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import yaml

from hub.model import Moment, Problems, is_slug, slugify

_BIDI_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")
LONGEST_TEXT = 500


class Fields:
    """The fields of one mapping. Each read takes a key off the list; `finish` tells the unknown ones."""

    def __init__(
        self, node: yaml.Node | None, path: str, first_line: int, zone: ZoneInfo, problems: Problems, name: str = ""
    ) -> None:
        pairs = node.value if isinstance(node, yaml.MappingNode) else []
        self._nodes: dict[str, yaml.Node] = {str(key.value): value for key, value in pairs}
        self._key_lines: dict[str, int] = {str(key.value): first_line + key.start_mark.line for key, _ in pairs}
        self._first_line = first_line
        self._start: int = first_line + (node.start_mark.line if node else 0)
        self._known: set[str] = set()
        self._lacking: set[str] = set()
        self._name = name
        self.path, self.zone, self.problems = path, zone, problems

    @property
    def lines(self) -> dict[str, int]:
        """The line each field stands on."""
        return dict(self._key_lines)

    def line(self, key: str) -> int:
        """The line of a field, or where the mapping begins."""
        return self._key_lines.get(key, self._start)

    def wrong(self, key: str, what: str, cure: str) -> None:
        """Note a problem at a field."""
        self.problems.add(self.path, self.line(key), what, cure)

    def has(self, key: str) -> bool:
        """Whether a field is there and not empty."""
        node = self._nodes.get(key)
        return node is not None and not _is_null(node)

    def node(self, key: str) -> yaml.Node | None:
        """The raw node of a field."""
        self._known.add(key)
        node = self._nodes.get(key)
        return None if node is None or _is_null(node) else node

    def text(self, key: str, *, required: bool = False, longest: int = LONGEST_TEXT) -> str:
        """One line of text, NFC, without control characters; empty when absent."""
        node = self.node(key)
        if node is None:
            if required:
                self._missing(key)
            return ""
        if not isinstance(node, yaml.ScalarNode):
            self.wrong(key, f"`{key}` should be text", f"write `{key}: some words`")
            return ""
        return self._clean(key, node.value, longest, required)

    def _clean(self, key: str, raw: str, longest: int, required: bool = False) -> str:
        text = unicodedata.normalize("NFC", " ".join(raw.split()))
        if has_controls(raw):
            self.wrong(key, f"`{key}` has invisible control characters", "type the text again without them")
            text = without_controls(text)
        if len(text) > longest:
            self.wrong(key, f"`{key}` has {len(text)} characters", f"use at most {longest}")
            text = text[:longest]
        if required and not text:
            self._missing(key)
        return text

    def _missing(self, key: str) -> None:
        self._lacking.add(key)

    def optional(self, key: str, *, longest: int = LONGEST_TEXT) -> str | None:
        """Text, or None when absent."""
        return self.text(key, longest=longest) or None

    def flag(self, key: str, default: bool) -> bool:
        """`true` or `false`."""
        node = self.node(key)
        if node is None:
            return default
        if not isinstance(node, yaml.ScalarNode) or node.value.lower() not in ("true", "false", "yes", "no"):
            self.wrong(key, f"`{key}` should be true or false", f"write `{key}: {str(default).lower()}`")
            return default
        return node.value.lower() in ("true", "yes")

    def number(self, key: str, *, least: int | None = None) -> int | None:
        """A whole number."""
        node = self.node(key)
        if node is None:
            return None
        try:
            value = int(str(node.value)) if isinstance(node, yaml.ScalarNode) and len(node.value) < 16 else None
        except ValueError:
            value = None
        if value is None or (least is not None and value < least):
            wanted = "a whole number" if least is None else f"a whole number from {least}"
            self.wrong(key, f"`{key}` should be {wanted}", f"write `{key}: {least or 1}`")
            return None
        return value

    def moment(self, key: str, *, required: bool = False) -> Moment | None:
        """An ISO 8601 date or date-time."""
        node = self.node(key)
        if node is None:
            if required:
                self._missing(key)
            return None
        try:
            return Moment.parse(str(node.value) if isinstance(node, yaml.ScalarNode) else "", self.zone)
        except (ValueError, OverflowError):
            value = node.value if isinstance(node, yaml.ScalarNode) else "a list"
            self.wrong(key, f"`{key}` is no date: {value!r}", "write it as 2026-03-01 or 2026-03-01T09:30")
            return None

    def texts(self, key: str, *, required: bool = False) -> tuple[str, ...]:
        """A list of texts; a single text counts as a list of one. Repeats are dropped."""
        node = self.node(key)
        if node is None:
            if required:
                self._missing(key)
            return ()
        items = node.value if isinstance(node, yaml.SequenceNode) else [node]
        if not all(isinstance(item, yaml.ScalarNode) for item in items):
            self.wrong(key, f"`{key}` should be a list of words", f"write `{key}: [one, two]`")
            return ()
        found = tuple(dict.fromkeys(t for item in items if (t := self._clean(key, item.value, LONGEST_TEXT))))
        if required and not found:
            self.wrong(key, f"`{key}` is empty", f"write `{key}: [name]`")
        return found

    def choice(self, key: str, allowed: Sequence[str], default: str) -> str:
        """One of a few words."""
        value = self.text(key)
        if not value:
            return default
        if value not in allowed:
            self.wrong(key, f"`{key}` cannot be {value!r}", f"use {_or(allowed)}{_nearest(value, allowed)}")
            return default
        return value

    def url(self, key: str) -> str | None:
        """A web address, http or https."""
        value = self.optional(key, longest=2000)
        if value is not None and not is_web_url(value):
            self.wrong(key, f"`{key}` is no web address: {value!r}", "begin it with https://")
            return None
        return value

    def slug(self, stem: str) -> str:
        """The `slug` field, else the file's stem; told when it cannot stand in an address."""
        given = self.text("slug")
        value = given or unicodedata.normalize("NFC", stem)
        if not is_slug(value):
            better = slugify(value)
            cure = f"use `slug: {better}`" if better else "use lower-case letters, digits and hyphens"
            self.wrong("slug", f"{value!r} cannot stand in an address", cure)
        return value

    def aliases(self) -> tuple[str, ...]:
        """Rooted old paths."""
        found = self.texts("aliases")
        for alias in found:
            if not is_rooted_path(alias):
                self.wrong(
                    "aliases", f"{alias!r} is no old address of this hub", "write the path alone, as /2019/old-name/"
                )
        return tuple(a for a in found if is_rooted_path(a))

    def items(self, key: str) -> Iterable[Fields]:
        """A list of mappings, each as fields of its own; a single mapping counts as a list of one."""
        node = self.node(key)
        if node is None:
            return
        for item in node.value if isinstance(node, yaml.SequenceNode) else [node]:
            if isinstance(item, yaml.MappingNode):
                yield Fields(item, self.path, self._first_line, self.zone, self.problems, key)
            else:
                self.wrong(key, f"`{key}` should be a list of fields", "write each item as `- name: value`")

    def mapping(self, key: str) -> Fields | None:
        """A mapping as fields of its own."""
        node = self.node(key)
        if node is None:
            return None
        if not isinstance(node, yaml.MappingNode):
            self.wrong(key, f"`{key}` should hold fields of its own", "indent them below it")
            return None
        return Fields(node, self.path, self._first_line, self.zone, self.problems, key)

    @property
    def names(self) -> tuple[str, ...]:
        """All field names, as written."""
        return tuple(self._nodes)

    def finish(self, expected: Iterable[str] = ()) -> None:
        """Tell every field nobody asked for, with the nearest known one, and every field that is missing.

        One that is only misspelled is told once.
        """
        known = self._known | set(expected)
        for key in self._nodes:
            if key not in known:
                self._lacking -= set(difflib.get_close_matches(key, sorted(known), 1, 0.6))
        for key in sorted(self._lacking):
            self.wrong(key, f"`{key}` is missing", f"add a line `{key}: …`")
        for key in self._nodes:
            if key not in known:
                where = f" in `{self._name}`" if self._name else ""
                cure = _nearest(key, sorted(known)).strip() or f"known are {', '.join(sorted(known))}"
                self.wrong(key, f"unknown field `{key}`{where}", cure.strip("()") if cure.startswith("(") else cure)


def has_controls(text: str) -> bool:
    """Whether a text holds control characters or turns of direction that nobody sees."""
    return bool(_CONTROLS.search(text) or _BIDI_CONTROLS.search(text))


def without_controls(text: str) -> str:
    """The text without them."""
    return _BIDI_CONTROLS.sub("", _CONTROLS.sub("", text))


def _is_null(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:null"


def _or(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def _nearest(word: str, known: Sequence[str]) -> str:
    close = difflib.get_close_matches(word, known, 1, 0.6)
    return f" (did you mean `{close[0]}`?)" if close else ""


def nearest(word: str, known: Sequence[str], otherwise: str) -> str:
    """A cure that names the nearest known word, else `otherwise`."""
    close = difflib.get_close_matches(word, known, 1, 0.6)
    return f"did you mean `{close[0]}`?" if close else otherwise


def is_web_url(text: str) -> bool:
    """Whether `text` is an absolute http(s) address with a host and nothing odd in it."""
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and not re.search(r"[\s<>\"\\]", text)
    except ValueError:
        return False


def is_rooted_path(text: str) -> bool:
    """Whether `text` is a path from the hub's root that stays inside it."""
    if not text.startswith("/") or text.startswith("//") or re.search(r"[\s<>\"\\?#%:*|]", text):
        return False
    return all(part not in (".", "..") for part in text.split("/")) and len(text) < 400 and text != "/"
