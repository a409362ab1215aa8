"""Putting a staged hub in place in a folder of its own (`--out`): a journal first, then file by file, each whole at
any moment. `public/` changes by releases instead, see `hub.publish.releases`.

Assets come before the pages that show them, pages before the feeds that name them, and removals
last. The next build finishes what a killed one left.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from hub.publish.atomic import digest, settle, write_atomic
from hub.publish.moving import carry_out, in_turn, is_published, refuse_foreign, same_file
from hub.publish.objects import INCOMING
from hub.publish.outplace import Outplace, write_record
from hub.publish.releases import finish_release

_JOURNAL = "journal.json"


@dataclass(frozen=True)
class Placement:
    """What has to happen in `out`, in order. `source` holds the files of `writes`; `record` is
    everything Laurel will own there afterwards."""

    out: str
    source: str
    writes: tuple[str, ...]
    removals: tuple[str, ...]
    record: Mapping[str, str]


def plan_placement(place: Outplace, source: Path, staged: Mapping[str, str]) -> Placement:
    """Compare the `staged` files (path -> SHA-256) with what is published; touches nothing.

    Raises HubError (status 2) when a file that Laurel did not make is in the way.
    """
    ours = place.ours()
    folded = {path.casefold(): path for path in staged}
    removals = [path for path in ours if path not in staged and not same_file(place.folder, path, folded)]
    writes = [path for path, sha in staged.items() if not is_published(place, path, sha)]
    refuse_foreign(place, writes)
    return Placement(str(place.folder), str(source), in_turn(writes), tuple(removals), dict(sorted(staged.items())))


def place_files(placement: Placement, workshop: Path, step: Callable[[], None] = lambda: None) -> None:
    """Carry a placement out. A kill at any moment leaves every published file old or new, and whole."""
    if not placement.writes and not placement.removals:
        write_record(workshop, Path(placement.out), placement.record)
        return
    settle(Path(placement.source) / path for path in placement.writes)
    write_atomic(workshop / _JOURNAL, json.dumps(asdict(placement), ensure_ascii=False).encode())
    _carry_out(placement, workshop, step, begun=False)


def finish_interrupted(workshop: Path, target: Path) -> bool:
    """Finish what a killed build left half-placed, if there is such; tells whether there was.

    What cannot be finished in another folder than `target` is given up: that folder may be gone for good, and
    what stands in it is whole.
    """
    finished = finish_release(workshop, target)
    journal = workshop / _JOURNAL
    try:
        placement = Placement(**json.loads(journal.read_bytes()))
    except FileNotFoundError:
        return finished
    except (ValueError, TypeError):
        journal.unlink()
        return finished
    if not Path(placement.out).parent.is_dir() or not Path(placement.source).is_dir():  # the hub has moved since
        journal.unlink()
        return finished
    try:
        _carry_out(placement, workshop, lambda: None, begun=True)
    except OSError:
        if Path(placement.out).resolve() == target.resolve():
            raise
        journal.unlink(missing_ok=True)
        return finished
    return True


def _carry_out(placement: Placement, workshop: Path, step: Callable[[], None], *, begun: bool) -> None:
    """Do the rest of a placement. One `begun` by a killed build is looked through: what is done is passed over."""
    out = Path(placement.out)
    out.mkdir(parents=True, exist_ok=True)
    source = _near(placement, out)

    def is_left(path: str) -> bool:
        new = source / path
        return new.is_file() and digest(new) == placement.record[path]

    writes = [path for path in placement.writes if is_left(path)] if begun else placement.writes
    carry_out(out, writes, placement.removals, lambda path, target: os.replace(source / path, target), step)
    write_record(workshop, out, placement.record)
    shutil.rmtree(out / INCOMING, ignore_errors=True)
    (workshop / _JOURNAL).unlink(missing_ok=True)


def _near(placement: Placement, out: Path) -> Path:
    """The folder of the new files, on the disk of `out`, since only there a file moves in one stroke."""
    source = Path(placement.source)
    if not source.is_dir() or source.stat().st_dev == out.stat().st_dev:
        return source
    incoming = out / INCOMING
    shutil.rmtree(incoming, ignore_errors=True)
    copied = []
    for path in placement.writes:
        if (source / path).is_file():
            (incoming / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source / path, incoming / path)
            copied.append(incoming / path)
    settle(copied)
    return incoming
