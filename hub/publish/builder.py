"""`build` and `check`: content in, a whole hub out, or every problem told and nothing changed."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from hub.content.workshop import workshop
from hub.model import HubError, Problem, Problems
from hub.publish.atomic import digest
from hub.publish.changes import Changes, in_words
from hub.publish.deltas import LISTS
from hub.publish.events import Built, Event, Report, silent
from hub.publish.explaining import causes_of
from hub.publish.lock import hold
from hub.publish.manifest import shown
from hub.publish.memory import FILE, Page, outputs_of, pack_stamp
from hub.publish.outplace import WRONG_USE, Outplace, open_outplace
from hub.publish.outputs import Output, Stamp, stamp_of
from hub.publish.placing import finish_interrupted, place_files, plan_placement
from hub.publish.press import Press
from hub.publish.published import (
    Marks,
    Thing,
    gather,
    note_published,
    read_published,
    take_marks,
    thing_of,
    write_published,
)
from hub.publish.releases import About, Lost, differing, publish_release
from hub.publish.staging import lay_out
from hub.publish.wishing import CACHE, Wish, require_hub

if TYPE_CHECKING:
    from hub.publish.printing import Printed

Make = Callable[[Path, Report], tuple[Mapping[str, Output], tuple[Problem, ...]]]
"""Makes a whole hub in `staging/` of the given folder; gives its files and the warnings to tell, or raises HubError."""
Tell = Callable[[Changes | None], Sequence[str]]
STAGING = "staging"
_FEW = 3000
"""In a hub of so few files, `public/` is looked through for strangers each time."""


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
    by: str = "",
    tell: Tell = lambda changes: in_words(changes) if changes else (),
    private: frozenset[str] = frozenset(),
    press: Press | None = None,
) -> Built:
    """Publish the hub folder `root` into `out` (default: its `public/`, as a release that is told with `by`).

    `clean` forgets every memory and cache first. Nothing in `out` changes unless the whole hub could be made and
    checked; `private` are e-mail addresses that may stand nowhere. `tell` puts what changes into words; it is given
    None when much does, or time has changed something. A process that builds often keeps its `press`.
    Raises HubError: status 1 with the hub's problems, 2 for an `out` that must not be written to, 3 when another
    build or change is at work.
    """
    require_hub(root)
    root = root.absolute()
    wish = Wish(now, base_url, drafts, jobs)
    if out is not None and Path(os.path.realpath(out)) != Path(os.path.realpath(root / "public")):

        def make(shop: Path, report: Report) -> tuple[Mapping[str, Output], tuple[Problem, ...]]:
            printed = Press(root, shop, remember=False).print(wish, jobs, report, private)
            return outputs_of(printed.pages, printed.pages), printed.warnings

        return replace(build_with(make, root, out, clean=clean, report=report), whole=("out",))
    if drafts:
        raise HubError("Drafts are not for the public: say where to build them with --out DIR.", status=WRONG_USE)
    began = time.monotonic()
    with hold(root, "building"):
        shop = workshop(root)
        finish_interrupted(shop, root / "public")
        place = open_outplace(root, None, shop)
        remembered = (shop / FILE).exists()
        ours = press or Press(root, shop)
        try:
            if clean:
                shutil.rmtree(shop / CACHE, ignore_errors=True)
                ours.forget()
            same = _unchanged(place, ours, wish, shown(shop))
            if same is not None:
                return replace(same, seconds=time.monotonic() - began)
            marks = take_marks(root)
            words: list[str] = []

            def known(printed: Printed) -> None:
                words[:] = tell(_changes(root, printed))
                report(Event("read", words=tuple(words)))

            printed = ours.print(wish, jobs, report, private, known)
            about = About(now if isinstance(now, dt.datetime) else dt.datetime.now(dt.UTC), by, "\n".join(words))
            try:
                built = _change_over(root, shop, place, ours, printed, about, report)
            except Lost:  # files that should be in the store are not, or are damaged: everything is made anew
                ours.forget()
                printed = ours.print(wish, jobs, report, private, known)
                built = _change_over(root, shop, place, ours, printed, about, report)
            if printed.whole:
                before, usable = read_published(root), printed.release_before > 0
                causes = causes_of(clean=clean, remembered=remembered, before=before, marks=marks, known=usable)
                built = replace(built, whole=causes)
            _note(root, printed, marks)
        finally:
            if press is None:
                ours.close()
        shutil.rmtree(shop / STAGING, ignore_errors=True)
    return replace(built, seconds=time.monotonic() - began)


def _unchanged(place: Outplace, press: Press, wish: Wish, number: int) -> Built | None:
    """What to tell when nothing differs, neither in content nor in `public/`; None when something does."""
    about = press.unchanged(wish)
    if about is None or about.release != number or not number:
        return None
    if press.looked and about.files < _FEW and set(place.ours()) != press.page_stamps().keys():
        return None
    base = f"{place.folder}{os.sep}"
    try:
        for path, known in press.page_stamps().items() if press.looked else ():
            if pack_stamp(stamp_of(base + path)) != known:
                return None
    except OSError:
        return None
    return Built(place.folder, about.pages, about.files, 0, 0, 0, about.told, release=number)


def _changes(root: Path, printed: Printed) -> Changes | None:
    """What a small publish changes; None for a larger one."""
    published = read_published(root)
    if printed.whole or printed.turned or printed.delta.media or published is None:
        return None
    things = published.things
    new: list[Thing] = []
    changed: list[Thing] = []
    removed = [things[path] for path in printed.gone_files if path in things]
    for path, thing in _things(printed).items():
        before = things.get(path)
        if thing is None and before is not None:
            removed.append(before)
        elif thing is not None and before is None:
            new.append(thing)
        elif thing is not None and before is not None and before.digest != thing.digest:
            changed.append(thing)
    return Changes(tuple(new), tuple(changed), tuple(removed))


def _things(printed: Printed) -> dict[str, Thing | None]:
    """The content files that were touched, as they will be remembered; None for what is not shown."""
    snapshot, now = printed.reading.snapshot, printed.reading.now
    things: dict[str, Thing | None] = {}
    for path, file in printed.touched_files.items():
        kind = path.split("/")[1]
        if kind in LISTS:
            things[path] = Thing(file.sha, kind, Path(path).stem)
            continue
        for key in file.keys if kind != "media" else ():
            thing = thing_of(snapshot, kind, getattr(snapshot, kind)[key], now)
            things[path] = replace(thing, digest=file.sha) if thing else None
    return things


def _note(root: Path, printed: Printed, marks: Marks) -> None:
    """Remember what the hub shows now, for whoever asks what the next publish will change."""
    reading, delta = printed.reading, printed.delta
    if printed.whole or printed.turned or delta.media or delta.kinds & {"advocates", "badges", *LISTS}:
        write_published(root, gather(reading.snapshot, reading.now, marks))
        return
    note_published(root, reading.now, {**dict.fromkeys(printed.gone_files), **_things(printed)})


def _change_over(
    root: Path, shop: Path, place: Outplace, press: Press, printed: Printed, about: About, report: Report
) -> Built:
    """Put what was printed in place, as a release, and remember it."""
    pages, number = printed.pages, shown(shop)
    changed, gone, whole = outputs_of(pages, printed.changed), list(printed.gone), printed.whole
    if not whole and printed.release_before != number:
        everything = outputs_of(pages, pages)
        different, removed = differing(shop, everything)
        changed, gone = {**changed, **different}, [*gone, *removed]
        whole = number == 0
        changed = everything if whole else changed
    looked_at: dict[str, Stamp] = {}
    if not whole and press.looked:
        looked_at, damaged = _looked_at(place.folder, pages, press.page_stamps(), changed, set(gone))
        changed.update(outputs_of(pages, damaged))
        if printed.about.files < _FEW:
            gone += sorted(set(place.ours()) - pages.keys())
    report(Event("place", 0, len(changed) + len(gone)))
    placed = publish_release(
        shop, place, changed, gone, shop / STAGING, about, _counter(report, len(changed) + len(gone)), whole=whole
    )
    press.keep(printed, {**looked_at, **placed.stamps}, placed.release)
    return Built(
        place.folder,
        pages=printed.about.pages,
        files=printed.about.files,
        written=len(placed.written),
        removed=len(placed.removed),
        seconds=0,
        problems=printed.warnings,
        changed=sum(path.endswith(".html") for path in (*placed.written, *placed.removed)),
        made=len(printed.facts),
        release=placed.release,
        why=printed.why,
        wrote=frozenset(placed.written),
        gone=frozenset(placed.removed),
    )


def _looked_at(
    folder: Path,
    pages: Mapping[str, Page],
    stamps: Mapping[str, bytes],
    changed: Mapping[str, Output],
    gone: set[str],
) -> tuple[dict[str, Stamp], list[str]]:
    """Stamps of published files that were touched and are still the same, and paths of those that are not; `stamps`
    are those they were published with, packed.

    A file with the stamp it was published with is taken to be that file; `clean` is for whoever doubts it.
    """
    touched: dict[str, Stamp] = {}
    damaged: list[str] = []
    base = f"{folder}{os.sep}"
    for path, known in stamps.items():
        if path in changed or path in gone:
            continue
        try:
            stamp = stamp_of(base + path)
            if pack_stamp(stamp) == known:
                continue
            file = folder / path
            same = not file.is_symlink() and digest(file) == pages[path].sha
        except OSError:
            same = False
        if same:
            touched[path] = stamp
        else:
            damaged.append(path)
    return touched, damaged


def build_with(
    make: Make, root: Path, out: Path | None = None, *, clean: bool = False, report: Report = silent
) -> Built:
    """Publish whatever `make` makes, the whole of it, and remember nothing: into any folder, or of any site."""
    began, root = time.monotonic(), root.absolute()
    with hold(root, "building"):
        shop = workshop(root)
        finish_interrupted(shop, out or root / "public")
        place = open_outplace(root, out, shop)
        if clean:
            shutil.rmtree(shop / CACHE, ignore_errors=True)
        outputs, warnings = make(shop, report)
        if place.whole:
            about = About(dt.datetime.now(dt.UTC), "", "")
            placed = publish_release(
                shop, place, outputs, (), shop / STAGING, about, _counter(report, len(outputs)), whole=True
            )
            written, removed = placed.written, placed.removed
        else:
            laid = shop / STAGING / "laid"
            placement = plan_placement(place, laid, {path: its.sha for path, its in sorted(outputs.items())})
            lay_out(shop / STAGING, {path: outputs[path].sha for path in placement.writes}, laid)
            moves = len(placement.writes) + len(placement.removals)
            report(Event("place", 0, moves))
            place_files(placement, shop, _counter(report, moves))
            written, removed = placement.writes, placement.removals
        shutil.rmtree(shop / STAGING, ignore_errors=True)
    pages = sum(path.endswith(".html") for path in outputs)
    changed = sum(path.endswith(".html") for path in (*written, *removed))
    seconds = time.monotonic() - began
    built = Built(place.folder, pages, len(outputs), len(written), len(removed), seconds, warnings, changed)
    return replace(built, made=len(outputs), wrote=frozenset(written), gone=frozenset(removed), outputs=outputs)


def check(
    root: Path, *, now: dt.datetime | str | None = None, jobs: int = 1, report: Report = silent
) -> tuple[Problem, ...]:
    """Every problem and warning a build would tell, problems first; publishes nothing and needs no lock."""
    require_hub(root)
    found = Problems()
    try:
        with tempfile.TemporaryDirectory(prefix="laurel-check-") as folder:
            press = Press(root.absolute(), Path(folder), remember=False)
            found.extend(press.print(Wish(now, jobs=jobs), jobs, report).warnings)
    except HubError as error:
        if not error.problems:
            raise
        found.extend(error.problems)
    return tuple(found)


def _counter(report: Report, total: int) -> Callable[[], None]:
    done = 0

    def step() -> None:
        nonlocal done
        done += 1
        report(Event("place", done, total))

    return step
