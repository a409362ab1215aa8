"""From a click on Publish at a running desk to the changed file: wall time, and processor time of all its processes.

The desk is driven over HTTP as a browser does: the publish page is opened, its button pressed, the page that follows
fetched, and asked again each second. One post's body has been edited before.
"""

from __future__ import annotations

import datetime as dt
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.contenders import Contender
from benchmarks.corpus import Corpus
from benchmarks.desk import Fields, Visitor, desk, session_cookie
from benchmarks.watching import family_cpu
from hub.actions.publishing import read_progress
from hub.records import open_records
from hub.records.kinds import Account, Terms

NOON = dt.datetime(2026, 11, 1, 12, 0, tzinfo=dt.UTC)
OWNER = "a-owner"
PATIENCE = 1200.0
QUIET = 2.0
"""Seconds the desk is left alone for before each click, so that what it does on its own is not counted."""


@dataclass(frozen=True)
class Clicked:
    """Milliseconds: medians of wall time and processor time until the file had changed, and until all was done."""

    wall: float
    cpu: float
    cpu_done: float


def click_through(contender: Contender, corpus: Corpus, edits: int) -> Clicked:
    """Run a desk over a hub, publish once so that all is warm, then measure `edits` publishes."""
    root = contender.folder
    records = open_records(root / "data", hub=root)
    with records.change(by=OWNER, name="Olga", action="fill", words="Filled") as change:
        change.put(Terms("1", "You may show what I write.", NOON, OWNER))
        change.put(Account(OWNER, "owner@hub.example", "Olga Owner", "owner", NOON))
    del records
    found = []
    with desk(root, contender.environment) as (port, pid, _):
        owner = Visitor(port, session_cookie(root, OWNER))
        for number in range(edits + 1):
            found.append(_one(owner, pid, contender, corpus, number))
    warm = found[1:]
    return Clicked(
        *(statistics.median(1000 * one[figure] for one in warm) for figure in range(3)),
    )


def _one(owner: Visitor, pid: int, contender: Contender, corpus: Corpus, number: int) -> tuple[float, float, float]:
    """Edit, click, wait: seconds until the file had changed, processor seconds until then, and until all was done."""
    post = corpus.post(corpus.count // 5 + number)
    word = f"Clicked{number}x"
    contender.layout.put(contender.folder, replace(post, body=f"{word} {post.body}"))
    _, status, page = owner.ask("GET", "/publish/")
    form = Fields("csrf_token")
    form.feed(page)
    if status != 200 or not form.found:
        raise SystemExit(f"the desk's publish page could not be opened (status {status}): {page[:300]}")
    time.sleep(QUIET)
    before, last = family_cpu(pid), read_progress(contender.folder)
    begin = time.perf_counter()
    _, status, page = owner.ask("POST", "/publish/", {"csrf_token": form.values["csrf_token"]})
    if status != 303:
        raise SystemExit(f"the desk would not publish (status {status}): {page[:300]}")
    owner.ask("GET", "/publish/progress")
    _wait(owner, begin, lambda: word in _text(contender.page(f"posts/{post.slug}")))
    wall, cpu = time.perf_counter() - begin, family_cpu(pid) - before
    _wait(owner, begin, lambda: _done(contender.folder, last.id if last else ""))
    time.sleep(QUIET / 4)
    return wall, cpu, family_cpu(pid) - before


def _wait(owner: Visitor, begin: float, come: Callable[[], bool]) -> None:
    """Wait for something, with the page of progress asked each second."""
    asked = time.perf_counter()
    while not come():
        now = time.perf_counter()
        if now - begin > PATIENCE:
            raise SystemExit("the desk's publish did not come to its end")
        if now - asked >= 1:
            asked = now
            owner.ask("GET", "/publish/progress", part=True)
        time.sleep(0.005)


def _text(page: Path) -> str:
    try:
        return page.read_text(encoding="utf-8")
    except OSError:
        return ""


def _done(root: Path, last: str) -> bool:
    """Whether a publish after the one called `last` has ended well. Raises SystemExit when it failed."""
    progress = read_progress(root)
    if progress is None or progress.id == last or progress.state == "running":
        return False
    if progress.state == "failed":
        raise SystemExit(f"the desk could not publish: {progress.trouble}")
    return True
