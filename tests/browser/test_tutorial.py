"""docs/tutorial.md, done as it is written: its commands in a shell, its steps in two browsers.

What stands in it is read like this: an indented line is a command; "Press **X**" presses the button or link X,
"the button **X**" only a button; "- **X**: `value`" types the value into the field X; "Tick **X**" and
"choose **X**" take a box or one of several; "the tab **X**" opens a tab; "You read: *words*" must be there to
read. A name in brackets in a heading says who does it.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.support.running_desk import ROOT, RunningDesk, free_port, running_desk, wait_for_answer
from tests.support.walking import Walk

ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}
TUTORIAL = ROOT / "docs" / "tutorial.md"
STEP = re.compile(
    r"(?P<owner>Open the owner's link)"
    r"|(?P<letter>Open the link from the letter)"
    r"|[Tt]he tab \*\*(?P<tab>[^*]+)\*\*"
    r"|the button \*\*(?P<button>[^*]+)\*\*"
    r"|(?:Tick|choose) \*\*(?P<tick>[^*]+)\*\*"
    r"|[Pp]ress \*\*(?P<press>[^*]+)\*\*"
    r"|\*\*(?P<label>[^*]+)\*\*: `(?P<value>[^`]+)`"
    r"|[Yy]ou read:\s+\*(?P<read>[^*]+)\*"
)
LINK = "() => [...document.querySelectorAll('input, textarea')].map(e => e.value).find(v => v.includes('/enter/'))"


def commands() -> list[list[str]]:
    """The lines of its code, in order, as words."""
    return [line.split() for line in re.findall(r"^ {4}(\S.*)$", TUTORIAL.read_text(), flags=re.MULTILINE)]


def steps() -> Iterator[tuple[str, dict[str, str]]]:
    """Who does what: each step as the group of STEP that it matched."""
    for part in re.split(r"^## ", TUTORIAL.read_text(), flags=re.MULTILINE)[1:]:
        heading, _, body = part.partition("\n")
        who = re.search(r"\((Ines|Noor)\b", heading)
        for found in STEP.finditer(body):
            assert who, f"nobody is named for: {found[0]}"
            yield who[1], {name: text for name, text in found.groupdict().items() if text}


def take(walk: Walk, step: dict[str, str], desk: RunningDesk, letter: str) -> None:
    """Do one step."""
    match step:
        case {"owner": _}:
            walk.open(desk.owner_link)
        case {"letter": _}:
            walk.open(letter)
        case {"tab": name}:
            walk.page.get_by_role("tab", name=name).click()
        case {"button": label}:
            walk.press_button(label)
        case {"tick": label}:
            walk.tick(label)
        case {"press": label}:
            walk.press(label)
        case {"label": label, "value": value}:
            walk.fill(label, value)
        case {"read": words}:
            assert walk.sees(words)


def test_the_tutorial_does_what_it_says(tmp_path: Path, browser: Any) -> None:
    init, enter, admin, serve = commands()
    assert [admin, serve] == [["laurel", "admin"], ["laurel", "serve"]]
    subprocess.run([sys.executable, "-m", "hub", *init[1:]], cwd=tmp_path, check=True, env=ENVIRONMENT)
    hub = tmp_path / enter[1]
    with running_desk(hub) as desk, closing(Walk(browser)) as ines, closing(Walk(browser)) as noor:
        walks, letter, done = {"Ines": ines, "Noor": noor}, "", 0
        for who, step in steps():
            take(walks[who], step, desk, letter)
            letter = walks["Ines"].page.evaluate(LINK) or letter
            done += 1
        assert done > 40
        assert ines.complaints + noor.complaints == []
    wait_for_the_last_publish(hub)
    assert "Noor Haddad" in served(hub, "/")
    assert "too near the wall" in served(hub, "/posts/frost-at-dawn/")
    assert "First Light" in served(hub, "/advocates/noor-haddad/")


def wait_for_the_last_publish(hub: Path) -> None:
    """The profile shows the badge once everything is out."""
    page = hub / "public" / "advocates" / "noor-haddad" / "index.html"
    end = time.monotonic() + 60
    while not (page.is_file() and "First Light" in page.read_text()):
        assert time.monotonic() < end, "the badge was never published"
        time.sleep(0.1)


def served(hub: Path, address: str) -> str:
    """A page of the hub as `laurel serve` shows it."""
    port = free_port()
    command = [sys.executable, "-m", "hub", "serve", "--hub", str(hub), "--port", str(port)]
    process = subprocess.Popen(command, env=ENVIRONMENT, stderr=subprocess.DEVNULL)
    try:
        wait_for_answer(port)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{address}", timeout=30) as answer:
            return str(answer.read().decode())
    finally:
        process.terminate()
        process.wait(15)
