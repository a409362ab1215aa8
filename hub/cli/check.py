"""`laurel check`: every problem, nothing built."""

from __future__ import annotations

from pathlib import Path

import click

from hub.cli.build import default_jobs
from hub.cli.group import hub_option, json_option
from hub.cli.say import Progress, count_words, problem_json, put_json, say, tell_problems
from hub.model import Severity


@click.command("check", short_help="Find every problem, build nothing.")
@click.option("--date", "date", metavar="WHEN", help="As of this date or time.  [default: now]")
@json_option
@hub_option
def command(root: Path, date: str | None, as_json: bool) -> None:
    """Find every problem that would stop a build, broken links too, and everything worth a warning."""
    from hub.publish import check

    with Progress() as progress:
        found = check(root, now=date, jobs=default_jobs(), report=progress)
    stops = any(problem.severity is Severity.PROBLEM for problem in found)
    if as_json:
        put_json({"ok": not stops, "problems": [problem_json(problem) for problem in found]})
    else:
        tell_problems(found)
    say(f"{count_words(found)[:1].upper()}{count_words(found)[1:]}." if found else "All is well.")
    click.get_current_context().exit(1 if stops else 0)
