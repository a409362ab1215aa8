"""An ill-meant text costs seconds, not minutes, and a long post nothing to speak of.

Each text once took some Markdown or HTML reader time by the square of its length, or worse. All run in one
process with an end after which the test fails: hundreds of times what they take.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from hub.content.markdown import render

ROOT = Path(__file__).parents[3]
_SIZE = 30_000
_TEXTS = {
    "quotes": '">" * SIZE',
    "quotes on lines": '(">" * 90 + "a\\n") * (SIZE // 92)',
    "brackets": '"[" * SIZE',
    "brackets in paragraphs": '("[" * 5000 + "\\n\\n") * (SIZE // 5000)',
    "links in links": '"[" * (SIZE // 5) + "a" + "](b)" * (SIZE // 5)',
    "pictures in pictures": '"![" * 3000 + "a" + "](b)" * 3000',
    "emphasis": '"*a **a " * (SIZE // 7)',
    "stars": '"*" * SIZE + "a" + "*" * SIZE',
    "backticks": '"".join("`" * n + "a" for n in range(240))',
    "lists in lists": '"- " * (SIZE // 2) + "a"',
    "boxes in boxes": '"::: note\\n" * (SIZE // 9)',
    "one definition, used everywhere": '"[a]: " + "x" * (SIZE // 2) + "\\n\\n" + "[a]" * (SIZE // 6)',
    "one footnote, called everywhere": '"[^a]" * (SIZE // 8) + "\\n\\n[^a]: x"',
    "comments": '"<!--" * (SIZE // 4)',
    "open tags": '"<a x=\'" * (SIZE // 6)',
    "elements in elements": '"<div>\\n" * (SIZE // 6)',
    "tables in tables": '"<table><tr><td>" * (SIZE // 15)',
    "a thousand unclosed tags": '"".join(f"<b title={n}>" for n in range(1000)) + "\\n\\n" + "x\\n\\n" * (SIZE // 3)',
    "one long unclosed tag": '"<b title=" + "x" * (SIZE // 2) + ">\\n\\n" + "x\\n\\n" * (SIZE // 6)',
    "misnested tags": '"<b><div></b>" * (SIZE // 12)',
    "headings of one name": '"# a\\n" * (SIZE // 4)',
    "entities": '"&#1" * (SIZE // 3)',
    "code of one long line": '"```make\\n" + "(" * SIZE + "\\n```"',
    "code of bare words": '"```java\\n" + ("a b " * 100 + "\\n") * (SIZE // 401) + "```"',
    "code of blank lines": '"```java\\n" + "\\n" * SIZE + "```"',
}


def test_no_text_holds_up_a_build() -> None:
    code = f"from hub.content.markdown import render\nSIZE = {_SIZE}\n" + "".join(
        f"print({name!r}, flush=True); assert len(render({text}).html) < 20_000_000\n" for name, text in _TEXTS.items()
    )
    try:
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=240, check=False
        )
    except subprocess.TimeoutExpired as late:
        pytest.fail(f"this text held up the build: {bytes(late.stdout or b'').decode().splitlines()[-1:]}")
    assert done.returncode == 0, f"{done.stdout.splitlines()[-1:]} {done.stderr[-2000:]}"


def test_code_nobody_wrote_is_shown_plain() -> None:
    for code in ("x = 1\n" * 10_000, "x" * 600, "x\n" + "\n" * 500 + "y", "a b " * 100 + "\nc d " * 100):
        html = render(f"```python\n{code}\n```").html
        assert "<pre" in html and "<span" not in html
