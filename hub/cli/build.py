"""`laurel build`: the hub as plain files."""

from __future__ import annotations

import os
from pathlib import Path

import click

from hub.cli.group import hub_option, json_option
from hub.cli.say import Progress, plural, problem_json, put_json, say, tell_problems

_MOST_JOBS = 8


@click.command("build", short_help="Publish the hub as plain files.")
@click.option("--out", metavar="DIR", type=click.Path(path_type=Path), help="Where to.  [default: public/ in the hub]")
@click.option("--clean", is_flag=True, help="Forget every cache first.")
@click.option("--jobs", type=click.IntRange(1, 64), metavar="N", help="In so many processes.  [default: one a core]")
@click.option("--drafts", is_flag=True, help="With drafts and posts not yet due; needs --out.")
@click.option("--date", "date", metavar="WHEN", help="As of this date or time.  [default: now]")
@click.option("--base-url", metavar="URL", help="The address it will stand at, instead of hub.toml's.")
@click.option("--explain", metavar="URL", help="Say why this page was made anew, or was not.")
@json_option
@hub_option
def command(
    root: Path,
    out: Path | None,
    clean: bool,
    jobs: int | None,
    drafts: bool,
    date: str | None,
    base_url: str | None,
    explain: str | None,
    as_json: bool,
) -> None:
    """Publish the hub as plain files that any host can serve.

    Nothing is published unless the whole hub could be made and every link in it leads somewhere. Only pages that read
    something that has changed are made anew; --explain says what that was for one of them.
    """
    from hub.cli.explain import explained, explained_json, tell_explained
    from hub.publish import build

    with Progress() as progress:
        built = build(
            root,
            out=out,
            now=date,
            base_url=base_url,
            drafts=drafts,
            clean=clean,
            jobs=jobs or default_jobs(),
            report=progress,
        )
    told = explained(root, built, explain, base_url) if explain is not None else None
    if as_json:
        put_json(
            {
                "ok": True,
                "out": str(built.out),
                "pages": built.pages,
                "files": built.files,
                "written": built.written,
                "removed": built.removed,
                "made": built.made,
                "release": built.release,
                "seconds": round(built.seconds, 3),
                "problems": [problem_json(problem) for problem in built.problems],
                **({"explained": explained_json(told)} if told else {}),
            }
        )
    tell_problems(built.problems)
    changed = f"{plural(built.written, 'file')} written, {built.removed or 'none'} removed"
    say(f"Published {plural(built.pages, 'page')} in {built.out} ({changed}) in {built.seconds:.1f} s.")
    if told is not None:
        tell_explained(told)


def default_jobs() -> int:
    """One a core that this process may use."""
    return min(_MOST_JOBS, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)
