"""Plain values as YAML text that every reader, old or new, reads back the same.

What a YAML 1.1 reader takes for a number, a truth or a time of day (`NO`, `12:30`, `007`) is put in quotes. ISO
dates are not: people write them bare, and a reader of YAML 1.2 sees the same text.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Mapping, Sequence
from typing import TypeAlias

Plain: TypeAlias = "str | int | float | bool | list[Plain] | dict[str, Plain] | None"
"""What a field can hold."""

WIDEST = 100
"""A list of words stands on one line up to this many characters, else one word a line."""

_DATE = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?:Z|[+-][0-9]{2}:[0-9]{2})?)?"
)
_WORDS = frozenset("y n yes no on off true false null none ~ = <<".split())
_NUMBER = re.compile(r"[-+]?\.?[0-9][0-9a-zA-Z_.,:+-]*|[-+]?\.(?:inf|nan)", re.IGNORECASE)
_STAMP = re.compile(r"[0-9]{4}-[0-9]")
_ODD_START = re.compile(r"[-?:,\[\]{}#&*!|>'\"%@`\s]|\.\.\.")
_ODD_WITHIN = re.compile(r":(?:\s|$)|\s#|\s$")
_ODD_IN_FLOW = re.compile(r"[,\[\]{}:#'\"]")
_NEEDS_ESCAPE = re.compile("[^ -~\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r", "\0": "\\0"}


def as_plain(value: object) -> Plain:
    """A value as text, numbers, lists and mappings; dates as ISO 8601, nothing left out of mappings.

    Raises TypeError for what no field can hold.
    """
    match value:
        case None | bool() | int():
            return value
        case str():
            return value
        case float():
            if not math.isfinite(value):
                raise TypeError(f"{value} is no number a field can hold")
            return value
        case dt.datetime() | dt.date() | dt.time():
            return value.isoformat()
        case Mapping():
            return {str(key): as_plain(item) for key, item in value.items() if item is not None}
        case Sequence():
            return [as_plain(item) for item in value]
        case _:
            raise TypeError(f"a field cannot hold {type(value).__name__}")


def scalar(value: Plain, *, flow: bool = False) -> str:
    """One text, number or truth. `flow` says that it stands inside brackets."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        mantissa, mark, exponent = repr(value).partition("e")
        return f"{mantissa if '.' in mantissa else mantissa + '.0'}{mark}{exponent}"
    return _text(str(value), flow)


def _text(text: str, flow: bool) -> str:
    if _NEEDS_ESCAPE.search(text):
        return '"' + "".join(_escape(character) for character in text) + '"'
    if _is_bare(text, flow):
        return text
    if '"' in text or "\\" in text:
        return "'" + text.replace("'", "''") + "'"
    return f'"{text}"'


def _is_bare(text: str, flow: bool) -> bool:
    """Whether a text means itself without quotes."""
    if _DATE.fullmatch(text):
        return _is_date(text) and not (flow and ":" in text)
    if not text or text.lower() in _WORDS or _NUMBER.fullmatch(text) or _STAMP.match(text):
        return False
    if _ODD_START.match(text) or _ODD_WITHIN.search(text):
        return False
    return not (flow and _ODD_IN_FLOW.search(text))


def _is_date(text: str) -> bool:
    """Whether there is such a day and time: old readers stumble over others."""
    try:
        dt.datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _escape(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    if not _NEEDS_ESCAPE.match(character):
        return character
    code = ord(character)
    return f"\\x{code:02X}" if code < 0x100 else f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:08X}"


def flow(value: Plain) -> str:
    """A value on one line: `[a, b]`, `{key: value}`."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{scalar(key, flow=True)}: {flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flow(item) for item in value) + "]"
    return scalar(value, flow=True)


def _is_simple(value: Plain) -> bool:
    return not isinstance(value, dict | list)


def entry(
    head: str, value: Plain, indent: int = 0, *, flowing: bool | None = None, flowing_items: bool = False
) -> list[str]:
    """The lines of one field; `head` is what stands before its value, as `  key:` or `  -`.

    `indent` is where the field itself begins. Lists of words stand on one line while that is short, with `flowing`
    other lists and mappings too, without it none; with `flowing_items` each mapping in a list takes one line.
    """
    if _is_simple(value) or not value:
        return [f"{head} {scalar(value) if _is_simple(value) else flow(value)}"]
    line = f"{head} {flow(value)}"
    inner = " " * (indent + 2)
    if isinstance(value, dict):
        if flowing and len(line) <= WIDEST:
            return [line]
        return [
            head,
            *(row for key, item in value.items() for row in entry(f"{inner}{scalar(key)}:", item, indent + 2)),
        ]
    assert isinstance(value, list)
    simple = all(_is_simple(item) for item in value)
    if (flowing or (flowing is None and simple)) and len(line) <= WIDEST:
        return [line]
    return [head, *(row for item in value for row in _item(item, indent + 2, flowing_items))]


def _item(value: Plain, indent: int, flowing: bool) -> list[str]:
    """The lines of one item of a list."""
    lead = " " * indent + "- "
    if isinstance(value, dict) and value and not flowing:
        rows = [
            row for key, item in value.items() for row in entry(f"{' ' * (indent + 2)}{scalar(key)}:", item, indent + 2)
        ]
        return [lead + rows[0][indent + 2 :], *rows[1:]]
    return [lead + (scalar(value) if _is_simple(value) else flow(value))]
