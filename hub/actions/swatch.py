"""A small drawing of the hub's colours in use, so that nobody has to publish to see them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hub.web.palette import Mode, contrast, mode

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_WIDTH, _HEIGHT = 280, 200


def swatch(colours: Sequence[str]) -> str:
    """An SVG of words, a link and a button in these brand colours, by day and by night, with each contrast (WCAG 2.2).

    `colours` are one or two as `#rrggbb`. Raises ValueError for anything else.
    """
    if not 1 <= len(colours) <= 2 or not all(_COLOUR.fullmatch(colour) for colour in colours):
        raise ValueError("one or two colours as #rrggbb are needed")
    panels = "".join(
        _panel(mode(list(colours), dark), word, x)
        for dark, word, x in ((False, "By day", 0), (True, "By night", _WIDTH))
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {2 * _WIDTH} {_HEIGHT}" '
        f'font-family="system-ui, sans-serif" font-size="14">{panels}</svg>'
    )


def _panel(tones: Mode, word: str, x: int) -> str:
    def ratio(one: str, other: str) -> str:
        return f"{contrast(one, other):.1f}"

    def text(y: int, words: str, colour: str, more: str = "") -> str:
        return f'<text x="{x + 20}" y="{y}" fill="{colour}" {more}>{words}</text>'

    return "".join(
        (
            f'<rect x="{x}" width="{_WIDTH}" height="{_HEIGHT}" fill="{tones.paper}"/>',
            text(34, word, tones.quiet, 'font-size="13"'),
            text(66, "Frost at dawn", tones.ink, 'font-size="22" font-family="Georgia, serif" font-weight="600"'),
            text(94, f"Words, {ratio(tones.ink, tones.paper)} to 1", tones.ink),
            text(118, f"A link, {ratio(tones.brand, tones.paper)} to 1", tones.brand, 'text-decoration="underline"'),
            f'<rect x="{x + 20}" y="138" width="150" height="38" rx="3" fill="{tones.fill}" '
            f'stroke="{tones.fill_edge}"/>',
            f'<text x="{x + 95}" y="162" fill="{tones.on_fill}" text-anchor="middle" font-weight="600">'
            f"Button, {ratio(tones.on_fill, tones.fill)}</text>",
            f'<circle cx="{x + 206}" cy="157" r="10" fill="{tones.accent}"/>',
            f'<rect x="{x + 228}" y="147" width="32" height="20" fill="{tones.sunk}" stroke="{tones.line}"/>',
        )
    )
