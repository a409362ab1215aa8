"""`build` and `check`: content in, a whole hub out, or every problem told and nothing changed."""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from hub.content.workshop import workshop
from hub.model import HubError, Problem, Problems
from hub.publish.assembling import Wish, assemble, require_hub
from hub.publish.events import Built, Event, Report, silent
from hub.publish.lock import hold
from hub.publish.making import Site, make
from hub.publish.outplace import WRONG_USE, open_outplace
from hub.publish.placing import finish_interrupted, place_files, plan_placement
from hub.publish.published import gather, take_marks, write_published

Assemble = Callable[[Path, Wish], tuple[Site, tuple[Problem, ...]]]
"""From a hub folder to the site to make, and the warnings to tell; raises HubError for problems."""


def build(
    root: Path,
    *,
    out: Path | None = None,
    now: dt.datetime | str | None = None,
    base_url: str | None = None,
    drafts: bool = False,
    clean: bool = False,
    jobs: int = 1,
    report: Report = silent,
) -> Built:
    """Publish the hub folder `root` into `out` (default: its `public/`).

    `clean` forgets every cache first. Nothing in `out` changes unless the whole hub could be made
    and checked. Raises HubError: status 1 with the hub's problems, 2 for an `out` that must not be
    written to, 3 when another build or change is at work.
    """
    require_hub(root)
    wish = Wish(now, base_url, drafts, jobs)
    return build_with(assemble, root, wish, out, clean=clean, jobs=jobs, report=report)


def build_with(
    assembler: Assemble,
    root: Path,
    wish: Wish,
    out: Path | None = None,
    *,
    clean: bool = False,
    jobs: int = 1,
    report: Report = silent,
) -> Built:
    """`build` with any way to get from a folder to a site; see there."""
    began = time.monotonic()
    root = root.absolute()
    if wish.drafts and out is None:
        raise HubError("Drafts are not for the public: say where to build them with --out DIR.", status=WRONG_USE)
    with hold(root, "building"):
        shop = workshop(root)
        finish_interrupted(shop, out or root / "public")
        place = open_outplace(root, out, shop)
        if wish.drafts and place.whole:
            raise HubError("Drafts are not for the public: give --out another folder than public/.", status=WRONG_USE)
        if clean:
            shutil.rmtree(shop / "cache", ignore_errors=True)
        report(Event("read"))
        marks = take_marks(root) if place.whole else None
        site, warnings = assembler(root, wish)
        staging = shop / "staging"
        try:
            staged = make(site, staging, jobs, report)
            placement = plan_placement(place, staging, staged)
            moves = len(placement.writes) + len(placement.removals)
            report(Event("place", 0, moves))
            place_files(placement, shop, _counter(report, moves))
            if marks and site.snapshot and site.now:
                write_published(root, gather(site.snapshot, site.now, marks))
        except HubError as error:
            raise HubError(str(error), (*warnings, *error.problems), error.status) from error
        shutil.rmtree(staging, ignore_errors=True)
    pages = sum(1 for path in staged if path.endswith(".html"))
    written, removed = len(placement.writes), len(placement.removals)
    changed = sum(1 for path in (*placement.writes, *placement.removals) if path.endswith(".html"))
    return Built(place.folder, pages, len(staged), written, removed, time.monotonic() - began, warnings, changed)


def check(
    root: Path, *, now: dt.datetime | str | None = None, jobs: int = 1, report: Report = silent
) -> tuple[Problem, ...]:
    """Every problem and warning a build would tell, problems first; publishes nothing and needs no lock."""
    require_hub(root)
    return check_with(assemble, root, Wish(now, jobs=jobs), jobs=jobs, report=report)


def check_with(
    assembler: Assemble, root: Path, wish: Wish, *, jobs: int = 1, report: Report = silent
) -> tuple[Problem, ...]:
    """`check` with any way to get from a folder to a site; see there."""
    warnings: tuple[Problem, ...] = ()
    try:
        report(Event("read"))
        site, warnings = assembler(root, wish)
        with tempfile.TemporaryDirectory(prefix="laurel-check-") as folder:
            make(site, Path(folder) / "hub", jobs, report)
    except HubError as error:
        if not error.problems:
            raise
        warnings = (*warnings, *error.problems)
    found = Problems()
    found.extend(warnings)
    return tuple(found)


def _counter(report: Report, total: int) -> Callable[[], None]:
    done = 0

    def step() -> None:
        nonlocal done
        done += 1
        report(Event("place", done, total))

    return step
