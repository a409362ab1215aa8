"""What Markdown comes out as: the pairs in fixtures/*.md, which anyone can read and add to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from hub.content.markdown import render
from tests.content.markdown.judge import assert_safe

_FOLDER = Path(__file__).parent / "fixtures"


def _cases() -> Iterator[object]:
    """Title, then `.`, what is typed, `.`, what comes out, `.` on lines of their own."""
    for path in sorted(_FOLDER.glob("*.md")):
        lines = path.read_text(encoding="utf-8").split("\n")
        dots = [number for number, line in enumerate(lines) if line == "."]
        assert dots and len(dots) % 3 == 0, f"{path.name} has {len(dots)} dots"
        for first, second, third in zip(dots[::3], dots[1::3], dots[2::3], strict=True):
            typed, expected = "\n".join(lines[first + 1 : second]), "\n".join(lines[second + 1 : third])
            yield pytest.param(typed, expected, id=f"{path.stem}: {lines[first - 1]}")


@pytest.mark.parametrize(("typed", "expected"), list(_cases()))
def test_text_comes_out_as_written_down(typed: str, expected: str) -> None:
    html = render(typed).html
    assert html.strip("\n") == expected.strip("\n")
    assert_safe(html)
