"""A Markdown text cut into code, which is left alone, and everything else.

A reader of whole Markdown is not needed here, only where code begins and ends: fenced blocks, code spans and
HTML comments. Indented code counts as text; nothing is changed there but template tags and links.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

GONE = "\ue00f"
"""Stands where something was taken out, so that a line left empty by it can go too."""

_FENCE = re.compile(r"^([ \t>]*(?:[-*+][ \t]+|\d+[.)][ \t]+)*)(`{3,}|~{3,})([^\n]*)$", re.MULTILINE)
_SPAN = re.compile(r"(?<![`\\])(`+)(?!`)|<!--")
_EMPTIED = re.compile(rf"^[ \t>]*{GONE}[ \t{GONE}]*(?:\n|\Z)", re.MULTILINE)
_PARAGRAPH = re.compile(r"\n[ \t>]*\n")
_PRIVATE = re.compile("[\ue000-\ue00f]")


class Segment(NamedTuple):
    """A part of a text; `at` is where it begins."""

    code: bool
    text: str
    at: int


def segments(text: str) -> Iterator[Segment]:
    """The parts of a text in order; joined they are the text again."""
    at = 0
    while at < len(text):
        fence = _fence(text, at)
        stop = fence[0] if fence else len(text)
        yield from _spans(text, at, stop)
        if fence is None:
            return
        yield Segment(True, text[fence[0] : fence[1]], fence[0])
        at = fence[1]


def _fence(text: str, at: int) -> tuple[int, int] | None:
    """Begin and end of the next fenced block."""
    for match in _FENCE.finditer(text, at):
        if match[2][0] == "`" and "`" in match[3]:
            continue  # a code span that stands alone on its line
        close = re.compile(rf"^[ \t>]*{re.escape(match[2][0])}{{{len(match[2])},}}[ \t]*$", re.MULTILINE)
        end = close.search(text, match.end())
        return match.start(), end.end() if end else len(text)
    return None


def _spans(text: str, at: int, stop: int) -> Iterator[Segment]:
    begin = at
    unclosed: set[tuple[str, int]] = set()
    while begin < stop:
        match = _SPAN.search(text, begin, stop)
        end = _span_end(text, match, stop, unclosed) if match else None
        if match is None:
            break
        if end is None:
            begin = match.end()
            continue
        if match.start() > at:
            yield Segment(False, text[at : match.start()], at)
        yield Segment(True, text[match.start() : end], match.start())
        at = begin = end
    if stop > at:
        yield Segment(False, text[at:stop], at)


def _span_end(text: str, match: re.Match[str], stop: int, unclosed: set[tuple[str, int]]) -> int | None:
    """Where a code span or comment ends; `unclosed` keeps what was looked for in vain, so that it is once."""
    if match[0] == "<!--":
        limit, close = stop, "-->"
        found = -1 if (close, limit) in unclosed else text.find(close, match.end(), limit)
    else:
        paragraph = _PARAGRAPH.search(text, match.end(), stop)
        limit, close = paragraph.start() if paragraph else stop, match[1]
        run = (
            None if (close, limit) in unclosed else re.compile(rf"(?<!`){close}(?!`)").search(text, match.end(), limit)
        )
        found = run.start() if run else -1
    if found < 0:
        unclosed.add((close, limit))
        return None
    return found + len(close)


def without_private(text: str) -> str:
    """A text without the characters used as marks here."""
    return _PRIVATE.sub("", text)


def tidy(text: str) -> str:
    """A text without the marks, and without lines that only held what was taken out."""
    return _EMPTIED.sub("", text).replace(GONE, "")


def gone(taken: str) -> str:
    """What stands for a text that was taken out: as many lines, so that line numbers stay right."""
    return GONE + f"\n{GONE}" * taken.count("\n")


class Lines:
    """Which line of the file an offset in the body is on. Ask in rising order: it counts on from the last."""

    def __init__(self, text: str, first: int) -> None:
        self._text, self._line, self._at = text, first, 0

    def __call__(self, offset: int) -> int:
        """The line of `offset`."""
        if offset < self._at:
            return self._line - self._text.count("\n", offset, self._at)
        self._line += self._text.count("\n", self._at, offset)
        self._at = offset
        return self._line
