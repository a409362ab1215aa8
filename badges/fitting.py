"""A name on its ribbon: one line, then two, then smaller, then a wider ribbon. A name is never cut short."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from badges.lettering import Line, clean, clusters, line
from hub.model import HubError

FINE = 2
"""Text is drawn this many times larger than the grid and reduced once."""
HEIGHT = 150.0
NORMAL = 410.0
WIDE = 500.0
"""Half widths of the ribbon's front, in grid units."""
_MARGIN = 34.0
_AIR = 20.0
"""Grid units kept free to the left and right, and above and below the letters."""

PITCH = 1.08
"""From one baseline to the next, in sizes of the letters."""
_RULER = 48

# (lines, half width, largest size, smallest size): tried in this order.
_WAYS = (
    (1, NORMAL, 88, 66),
    (2, NORMAL, 60, 44),
    (1, WIDE, 70, 66),
    (2, WIDE, 60, 44),
    (3, WIDE, 40, 30),
    (4, WIDE, 30, 16),
)


@dataclass(frozen=True)
class Fitted:
    """Lines `FINE` times larger than the grid, and the ribbon that holds them."""

    lines: tuple[Line, ...]
    half: float

    @property
    def pitch(self) -> float:
        """From one baseline to the next, in pixels of the lines."""
        return self.lines[0].size * PITCH


def fit(name: str) -> Fitted:
    """Set a name. Raises HubError when it holds a character no font has, or is too long to be read."""
    text = clean(name)
    ruler = line(text, _RULER * FINE).width / _RULER
    for count, half, largest, smallest in _WAYS:
        # Letters grow about evenly with their size, so sizes that cannot fit need no look.
        likely = int((half - _MARGIN) * 2 * FINE * count / ruler) + 2 if ruler else largest
        for size in range(min(largest, likely - likely % 2), smallest - 1, -2):
            rows = _rows(text, count, size, half)
            if rows:
                return Fitted(rows, half)
    shown = text if len(text) <= 60 else text[:60] + "…"
    raise HubError(
        f"The name “{shown}” cannot be set on a badge: {len(text)} characters are too many, or their marks stand "
        "too high; give a shorter or plainer one"
    )


def _rows(text: str, count: int, size: int, half: float) -> tuple[Line, ...]:
    """The text in `count` lines at a size; empty when it does not fit."""
    room = (half - _MARGIN) * 2 * FINE
    whole = line(text, size * FINE)
    if whole.width > room * count:
        return ()
    rows = (whole,) if count == 1 else tuple(line(part, size * FINE) for part in _parts(text, count, size * FINE, room))
    if len(rows) > count or any(row.width > room or row.ink[2] - row.ink[0] > room for row in rows):
        return ()
    high = -rows[0].ink[1] + rows[-1].ink[3] + (len(rows) - 1) * rows[0].size * PITCH
    return rows if high <= (HEIGHT - _AIR) * FINE else ()


def _parts(text: str, count: int, size: int, room: float) -> list[str]:
    """A text cut into lines of about one length: at spaces and hyphens, and inside words only where one is too long."""
    pieces = re.findall(r"[^ -]+-?|-", text) if " " in text or "-" in text else [text]
    ends = _word_ends(text, pieces)
    if len(pieces) < count or max(line(p, size).width for p in pieces) > room:
        pieces = [c for c in clusters(text)]
        ends = list(accumulate(len(p) for p in pieces))
    widths = [line(text[:end].strip(), size).width for end in ends]
    cuts: list[int] = []
    for share in range(1, count):
        goal = widths[-1] * share / count
        least = cuts[-1] + 1 if cuts else 0
        choices = range(least, len(ends) - (count - share))
        if choices:
            cuts.append(min(choices, key=lambda i: abs(widths[i] - goal)))
    edges = [0, *(ends[i] for i in cuts), len(text)]
    return [part for a, b in pairwise(edges) if (part := text[a:b].strip())]


def _word_ends(text: str, pieces: Sequence[str]) -> list[int]:
    """Where each piece ends in the text."""
    ends: list[int] = []
    for piece in pieces:
        ends.append(text.index(piece, ends[-1] if ends else 0) + len(piece))
    return ends
