"""The figures as one Markdown table, with the machine they were taken on."""

from __future__ import annotations

import datetime as dt
import json
import os
import platform
import statistics
import subprocess
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from benchmarks.contenders import NAMES
from benchmarks.watching import Spent

BESIDE = "hugo"
"""Whose time is the measure."""


@dataclass(frozen=True)
class Taken:
    """One build in one turn: who, of how many posts, which case, what it took, files changed, and what was wrong."""

    posts: int
    case: str
    who: str
    turn: int
    spent: Spent
    changed: int
    fault: str = ""


@dataclass(frozen=True)
class Extra:
    """A row of its own below the builds: one figure a contender, in words."""

    posts: int
    name: str
    cells: dict[str, str]
    ratios: dict[str, str]


def markdown(rows: Sequence[Sequence[str]]) -> str:
    """A table in Markdown, lined up so that it can be read as it is; numbers to the right."""
    widths = [max(3, *(len(row[i]) for row in rows)) for i in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [c.ljust(w) if i == 1 else c.rjust(w) for i, (c, w) in enumerate(zip(row, widths, strict=True))]
        lines.append(f"| {' | '.join(cells)} |")
    lines.insert(
        1, "|" + "|".join("-" * (w + 2) if i == 1 else "-" * (w + 1) + ":" for i, w in enumerate(widths)) + "|"
    )
    return "\n".join(lines)


def report(taken: Iterable[Taken], names: dict[str, str], extras: Iterable[Extra]) -> str:
    """The table: a row a case and number of posts, `wall / processor / files` each, then Laurel's part of Hugo's time.

    `names`: cases in their order, with what the table calls them.
    """
    found: dict[tuple[int, str, str], list[Taken]] = defaultdict(list)
    for one in taken:
        found[one.posts, one.case, one.who].append(one)
    sizes = sorted({posts for posts, _, _ in found})
    there = [who for who in NAMES if any(key[2] == who for key in found)]
    compared = [who for who in there if who.startswith("laurel")] if BESIDE in there else []
    head = ["posts", "case", *(NAMES[who] for who in there)]
    rows = [[*head, *(f"{NAMES[who].partition(', ')[2]} : {NAMES[BESIDE]}" for who in compared)]]
    below = list(extras)
    for posts in sizes:
        for case, name in names.items():
            cells = [_cell(found.get((posts, case, who), [])) for who in there]
            beside = found.get((posts, case, BESIDE), [])
            ratios = [_ratio(found.get((posts, case, who), []), beside) for who in compared]
            if any(cells):
                rows.append([f"{posts:,}", name, *cells, *ratios])
        for extra in (e for e in below if e.posts == posts):
            cells = [extra.cells.get(who, "") for who in there]
            rows.append([f"{posts:,}", extra.name, *cells, *(extra.ratios.get(who, "") for who in compared)])
    return markdown(rows)


def part(ours: float, theirs: float) -> str:
    """`1.4` for longer or more, `1/20` for less."""
    if not ours or not theirs:
        return ""
    return f"{ours / theirs:.2f}" if ours > theirs / 2 else f"1/{theirs / ours:.0f}"


def _cell(runs: Sequence[Taken]) -> str:
    """Medians of wall and processor seconds and of files changed; `!` when a result was not what it had to be."""
    if not runs:
        return ""
    good = [run for run in runs if not run.fault]
    if not good:
        return "failed"

    def median(figure: Callable[[Taken], float]) -> float:
        return statistics.median(figure(run) for run in good)

    text = f"{median(lambda r: r.spent.wall):.2f} / {median(lambda r: r.spent.cpu):.2f}"
    return f"{text} / {median(lambda r: r.changed):,.0f}{'' if len(good) == len(runs) else ' !'}"


def _ratio(ours: Sequence[Taken], theirs: Sequence[Taken]) -> str:
    """The median of the turns' ratios of wall time: one turn's is taken within that turn."""
    other = {run.turn: run for run in theirs if not run.fault}
    pairs = [run.spent.wall / other[run.turn].spent.wall for run in ours if not run.fault and run.turn in other]
    return part(statistics.median(pairs), 1) if pairs else ""


def machine(command: str, versions: dict[str, str], loads: Sequence[float], runs: int) -> str:
    """Where and how the figures were taken, as a line of Markdown for each fact."""
    cores = len(os.sched_getaffinity(0))
    system = f"{platform.system()} {platform.release()}"
    facts = {
        "command": f"`{command}`",
        "taken": f"{dt.date.today():%-d %B %Y}, commit {_commit()}",
        "machine": f"{cores} cores, {_first('/proc/cpuinfo', 'model name')}, {_memory():.0f} GB, {system}",
        "load": f"{min(loads):.1f} to {max(loads):.1f}, the measured work included",
        "runs": f"medians of {runs}" if runs > 1 else "one run",
        "versions": ", ".join(f"{name} {number}" for name, number in versions.items()),
    }
    return "\n".join(f"- {name}: {fact}" for name, fact in facts.items())


def versions(rivals: Path | None) -> dict[str, str]:
    """What was measured, in which version; only rivals that are there."""
    found = {"Laurel": version("laurel-hub"), "Python": platform.python_version()}
    if rivals is None:
        return found
    for name in ("hugo", "pelican"):
        for place in rivals.glob(f"lib/python*/site-packages/{name}-*.dist-info"):
            found[name.title()] = place.name.removesuffix(".dist-info").partition("-")[2]
    package = rivals / "node/node_modules/@11ty/eleventy/package.json"
    if package.exists():
        found["Eleventy"] = json.loads(package.read_text(encoding="utf-8"))["version"]
        found["Node"] = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout.strip(
            "v\n"
        )
    return found


def _first(file: str, key: str) -> str:
    for line in Path(file).read_text(encoding="utf-8").splitlines():
        if line.startswith(key):
            return line.partition(":")[2].strip()
    return "unknown"


def _memory() -> float:
    return int(_first("/proc/meminfo", "MemTotal").split()[0]) / 1024**2


def _commit() -> str:
    return _said("git", "-C", str(Path(__file__).parent), "rev-parse", "--short", "HEAD") or "unknown"


def _said(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
