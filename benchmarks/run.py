"""`make bench`: what a build costs after a small change, and from nothing, beside other generators. Asserts nothing.

    python benchmarks/run.py [--rivals DIR] [--posts 1000,10000] [--runs 5] [--alone 50000] [--alone-runs 1]
                             [--only laurel,hugo] [--cases cold,body] [--clicks 5] [--work DIR] [--raw FILE]

Generators take turns case by case, so that a machine that slows down slows all of them alike; read the ratios rather
than the seconds. Each build is looked at: what was edited must be on its pages. All of it takes an hour or two on two
cores; `--posts 1000 --runs 1 --alone 0` a few minutes.
"""

from __future__ import annotations

import argparse
import json
import os
import shlex
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import tables
from benchmarks.cases import CASES, Case
from benchmarks.clicks import Clicked, click_through
from benchmarks.contenders import NAMES, Contender, Tool, first_build, settle_in, tools
from benchmarks.corpus import Corpus, corpus
from benchmarks.tables import Extra, Taken
from benchmarks.watching import CommandFailed, Spent

MEMORY = "memory of a cold build, MB"
WATCHED = 10_000
"""Posts at which memory is looked at."""


def turns(found: Sequence[Contender], text: Corpus, cases: Sequence[Case], runs: int) -> Iterator[Taken]:
    """Every case of every turn for every contender, one after the other."""
    for turn in range(runs):
        for case in cases:
            for contender in found:
                taken = once(contender, text, case, turn)
                say(f"{text.count:,} posts, turn {turn + 1}, {case.key}, {contender.name}: {taken.spent.wall:.2f} s")
                if taken.fault:
                    say(f"  not right: {taken.fault}")
                yield taken


def once(contender: Contender, text: Corpus, case: Case, turn: int) -> Taken:
    """Prepare, build, look."""
    case.prepare(contender, text, turn)
    os.sync()  # what one has written is not the next one's burden
    try:
        spent = contender.build(clean=case.clean)
        fault = case.fault(contender, text, turn)
    except CommandFailed as error:
        spent, fault = Spent(0, 0), str(error)
    return Taken(text.count, case.key, contender.key, turn, spent, contender.files.changed(), fault)


def memories(found: Sequence[Contender], posts: int) -> Extra:
    """A cold build of each of those that are compared, watched; not one of those that are timed."""
    peaks: dict[str, float] = {}
    for contender in found:
        contender.forget()
        try:
            peaks[contender.key] = contender.memory()
        except CommandFailed as error:
            say(f"  not right: {error}")
            continue
        say(f"{posts:,} posts, memory, {contender.name}: {peaks[contender.key]:.0f} MB")
    theirs = peaks.get(tables.BESIDE, 0.0)
    cells = {key: f"{peak:,.0f}" for key, peak in peaks.items()}
    return Extra(posts, MEMORY, cells, {key: tables.part(peak, theirs) for key, peak in peaks.items()})


def clicked(contender: Contender, text: Corpus, edits: int) -> list[Extra]:
    """From click to changed file on a running desk, as rows."""
    try:
        found: Clicked = click_through(contender, text, edits)
    except SystemExit as error:
        say(f"  not right: {error}")
        return [Extra(text.count, "on a running desk, click to changed file", {contender.key: "failed"}, {})]
    cells = {
        "on a running desk, click to changed file, wall ms / processor ms": f"{found.wall:.0f} / {found.cpu:.0f}",
        "on a running desk, click to all done, processor ms": f"{found.cpu_done:.0f}",
    }
    say(f"{text.count:,} posts, the desk: {cells}")
    return [Extra(text.count, name, {contender.key: cell}, {}) for name, cell in cells.items()]


def measure(
    options: argparse.Namespace, text: Corpus, called: dict[str, Tool], runs: int, work: Path, machine: Path
) -> tuple[list[Taken], list[Extra]]:
    """Everything at one number of posts. The folders are gone afterwards."""
    found = [settle_in(work, key, tool, text, machine) for key, tool in called.items()]
    cases = [case for case in CASES if not options.cases or case.key in options.cases]
    taken = []
    for one in turns(found, text, cases, runs):
        taken.append(one)
        if options.raw:
            with options.raw.open("a", encoding="utf-8") as out:
                out.write(json.dumps({**asdict(one), "load": os.getloadavg()[0]}) + "\n")
    extras = [memories(found, text.count)] if text.count == WATCHED and not options.cases else []
    for contender in found:
        if contender.key == "laurel-full" and options.clicks:
            extras += clicked(contender, text, options.clicks)
    for contender in found:
        say(f"{contender.name}: {contender.files.pages:,} pages in {contender.files.total:,} files")
        if not options.work:
            shutil.rmtree(contender.folder)
    return taken, extras


def say(words: str) -> None:
    """What goes on, for whoever waits."""
    print(words, file=sys.stderr, flush=True)


def main() -> None:
    """Measure and print; exit status 1 when a result was not what it had to be."""
    options = asked()
    called = {key: tool for key, tool in tools(options.rivals).items() if not options.only or key in options.only}
    ours = {key: tool for key, tool in called.items() if key.startswith("laurel")}
    plan = [(posts, called, options.runs) for posts in options.posts]
    plan += [(options.alone, ours, options.alone_runs)] if options.alone and ours else []
    taken: list[Taken] = []
    extras: list[Extra] = []
    loads = [os.getloadavg()[0]]
    with tempfile.TemporaryDirectory(prefix="laurel-bench-") as name:
        work = (options.work or Path(name)).absolute()
        work.mkdir(parents=True, exist_ok=True)
        first, machine = first_build(work, corpus(0))
        for posts, tools_then, runs in plan:
            more, below = measure(options, corpus(posts), tools_then, runs, work, machine)
            taken += more
            extras += below
            say(tables.report(more, {case.key: case.name for case in CASES}, below))
            loads.append(os.getloadavg()[0])
    names = {case.key: case.name for case in CASES}
    print(tables.report(taken, names, extras))
    print("\nWall seconds / processor seconds / files changed, and Laurel's part of Hugo's wall time.\n")
    command = " ".join(["python", "benchmarks/run.py", *map(shlex.quote, sys.argv[1:])])
    print(tables.machine(command, tables.versions(options.rivals), loads, options.runs))
    print(f"- the first build ever on a machine, fonts cut: {first.wall:.1f} s, {first.cpu:.1f} s of a processor, once")
    faults = [one for one in taken if one.fault]
    for one in faults:
        print(f"- not right: {one.posts:,} posts, {one.case}, {one.who}, turn {one.turn + 1}: {one.fault}")
    sys.exit(bool(faults))


def asked() -> argparse.Namespace:
    """The options."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)

    def words(text: str) -> list[str]:
        return [word for word in text.split(",") if word]

    def numbers(text: str) -> list[int]:
        return [int(word) for word in words(text)]

    parser.add_argument("--rivals", type=Path, help="the folder they are installed in; without it Laurel alone")
    parser.add_argument("--posts", type=numbers, default=[1000, 10_000], help="how many, with commas between")
    parser.add_argument("--runs", type=int, default=5, help="turns; the table has their medians")
    parser.add_argument("--alone", type=int, default=50_000, help="posts for Laurel alone; 0 for none")
    parser.add_argument("--alone-runs", type=int, default=1, help="turns of that")
    parser.add_argument("--only", type=words, default=[], help=f"of {','.join(NAMES)}")
    parser.add_argument("--cases", type=words, default=[], help=f"of {','.join(case.key for case in CASES)}")
    parser.add_argument("--clicks", type=int, default=5, help="publishes from a running desk; 0 for none")
    parser.add_argument("--work", type=Path, help="where to work, and leave everything behind")
    parser.add_argument("--raw", type=Path, help="a file for every single figure, a line of JSON each")
    options = parser.parse_args()
    for name, known in (("only", NAMES), ("cases", {case.key: case for case in CASES})):
        if strange := set(getattr(options, name)) - set(known):
            parser.error(f"--{name} knows {', '.join(known)}, not {', '.join(sorted(strange))}")
    return options


if __name__ == "__main__":
    main()
