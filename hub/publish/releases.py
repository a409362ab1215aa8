"""Every change of `public/` is a release: its files go into the store, its list is written, then file by file takes
its place, each whole at any moment.

First the files, safely on disk; then the list, under a name that does not count yet, and a journal; then assets, pages,
feeds and removals; last the list gets its name. Whoever is killed in between is finished by the next run, which needs
the store and the journal alone. What is done costs what changed.
"""

from __future__ import annotations

import datetime as dt
import mimetypes
import os
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import msgspec

from hub.model import HubError
from hub.publish import manifest as lists
from hub.publish import objects as store
from hub.publish.atomic import digest, settle_names, write_atomic
from hub.publish.manifest import Difference, Release
from hub.publish.moving import carry_out, in_turn, is_published, parents, refuse_foreign, same_file
from hub.publish.objects import INCOMING, Objects, Putting
from hub.publish.outplace import Outplace, record_file
from hub.publish.outputs import Output, Stamp, stamp_of
from hub.publish.staging import staged

JOURNAL = "changeover.json"
_A_LOT = 8
"""When more than the eighth part of a hub is said to be changed, it is compared with what is there."""


@dataclass(frozen=True, slots=True)
class About:
    """What a release is told by: when (aware), by whom, and what it does in words; `back` is the release it goes
    back to, 0 for a publish."""

    at: dt.datetime
    by: str
    words: str
    back: int = 0


@dataclass(frozen=True)
class Placed:
    """What `public/` shows now: the number of the release, whether it is a new one, the paths that were written and
    removed, and the stamp in place of every path that was said to be changed."""

    release: int
    new: bool
    written: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    stamps: Mapping[str, Stamp] = field(default_factory=dict)


class Lost(HubError):
    """Files of a release that are neither staged nor sound in the store: `paths` of all of them. Nothing was changed;
    whoever can make them again may do so and try once more."""

    def __init__(self, words: str, paths: Sequence[str]) -> None:
        super().__init__(words)
        self.paths = tuple(paths)


class _Journal(msgspec.Struct, frozen=True):
    """A change-over at work: the release, its files to put in place (path -> SHA-256, in order) and to remove."""

    number: int
    writes: dict[str, str]
    removals: tuple[str, ...]


@dataclass(frozen=True)
class _Plan:
    """What a release is to do. `known` are the files of the shown one, where they had to be looked at; `needed` are
    those that must be in the store."""

    base: Release | None
    known: Mapping[str, Output] | None
    difference: Difference
    needed: Mapping[str, Output]
    writes: tuple[str, ...]
    removals: tuple[str, ...]
    sure: bool


def publish_release(
    shop: Path,
    place: Outplace,
    changed: Mapping[str, Output],
    removed: Sequence[str],
    staging: Path | None,
    about: About,
    step: Callable[[], None] = lambda: None,
    *,
    whole: bool = False,
) -> Placed:
    """Change `public/` (`place`) over: every path of `changed` to its file, which is staged or in the store
    already, and nothing where `removed` paths are.

    `whole` says that `changed` is all of the hub: what else is there goes. `step` is called after each move. Nothing
    becomes a release when nothing changes, unless the one that is shown had gone back. The hub must be held.
    Raises HubError (status 2) when a stranger's file is in the way, Lost when one is neither staged nor in the store,
    and OSError when the disk does not let us; then the next run goes on from there.
    """
    objects = Objects(shop / store.FOLDER)
    plan = _plan(shop, place, changed, removed, whole)
    refuse_foreign(_with_record(shop, place, plan), plan.writes)
    if not _is_new(plan):
        return Placed(lists.shown(shop), False, stamps=_stamps(place, changed))
    release = _take_in(shop, place, plan, staging, objects, about)
    writes = {path: changed[path].sha for path in plan.writes}
    journal = _Journal(release.number, writes, plan.removals)
    write_atomic(shop / JOURNAL, msgspec.json.encode(journal))
    settle_names([shop, shop / lists.FOLDER])
    _change_over(shop, place.folder, journal, objects, step)
    with suppress(FileNotFoundError):  # the list says now what is ours
        record_file(shop, place.folder).unlink()
    return Placed(release.number, True, plan.writes, plan.removals, _stamps(place, changed))


def finish_release(shop: Path, target: Path) -> bool:
    """Finish the change-over of `public/` that a killed run began, if there is such; tells whether there was.

    While another folder than `public/` is the `target`, what cannot be finished waits. What the store has no sound
    files for any more is given up: what stands in `public/` is whole, and the next publish makes it right.
    """
    place, public = shop / JOURNAL, Path(os.path.realpath(shop.parent / "public"))
    try:
        journal = msgspec.json.decode(place.read_bytes(), type=_Journal)
    except FileNotFoundError:
        return False
    except msgspec.MsgspecError:
        place.unlink()
        return False
    objects = Objects(shop / store.FOLDER)
    outplace = Outplace(public, whole=True)
    left = {path: sha for path, sha in journal.writes.items() if not is_published(outplace, path, sha)}
    listed = (shop / lists.FOLDER / lists.NEXT).is_file() or lists.place_of(shop, journal.number).is_file()
    if not listed or not all(objects.sound(sha) for sha in set(left.values())):
        place.unlink()
        return False
    try:
        _change_over(shop, public, _Journal(journal.number, left, journal.removals), objects, lambda: None)
    except OSError:
        if public == Path(os.path.realpath(target)):
            raise
        return False
    return True


def differing(shop: Path, outputs: Mapping[str, Output]) -> tuple[dict[str, Output], tuple[str, ...]]:
    """What of a hub's `outputs` differs from the release that is shown: the changed ones, and paths to remove.

    For whoever remembers another release than the shown one: after a rollback, or a run that was killed. Without a
    readable list everything differs, and then `publish_release` must be told the `whole`.
    """
    known = lists.readable(shop, lists.shown(shop)) or {}
    difference = lists.between(known, outputs)
    return dict(difference.files), tuple(difference.removed)


# -- what is to be done


def _plan(shop: Path, place: Outplace, changed: Mapping[str, Output], removed: Sequence[str], whole: bool) -> _Plan:
    base, sure = lists.shown_release(shop), True
    known: Mapping[str, Output] | None = None
    if whole or base is None or base.trouble or len(changed) * _A_LOT >= base.files:
        known = lists.readable(shop, base.number) if base is not None else None
        if known is None:
            base, sure = None, whole
            known = {} if whole else _found(place)
    writes = [path for path, output in changed.items() if not is_published(place, path, output.sha)]
    gone = [*removed, *(_others(place, known or {}, changed) if whole else ())]
    removals = _removals(place, gone, changed)
    if known is None and not writes and not removals and (changed or removed):
        known = lists.readable(shop, base.number) if base is not None else None
    if known is None:
        difference = Difference(changed, [path for path in removed if path not in changed])
    else:
        files = {path: output for path, output in changed.items() if known.get(path) != output}
        difference = Difference(files, [path for path in dict.fromkeys(gone) if path in known and path not in changed])
    needed = changed if whole else {**difference.files, **{path: changed[path] for path in writes}}
    if base is None and known:  # the list will be whole, so all of it is needed
        needed = {**{path: output for path, output in known.items() if path not in set(gone)}, **needed}
    sure = sure and (base is None or whole or base.sure)
    return _Plan(base, known, difference, needed, in_turn(writes), removals, sure)


def _others(place: Outplace, known: Mapping[str, Output], changed: Mapping[str, Output]) -> list[str]:
    """What is in `public/` or on its list, is ours, and is not among `changed`."""
    return sorted({*place.ours(), *known} - changed.keys())


def _removals(place: Outplace, gone: Iterable[str], changed: Mapping[str, Output]) -> tuple[str, ...]:
    paths = [path for path in dict.fromkeys(gone) if path not in changed]
    if not paths:
        return ()
    folded = {path.casefold(): path for path in changed}
    return tuple(
        path
        for path in sorted(paths)
        if place.look(path) in ("file", "link")
        and not place.blocked(path)
        and not same_file(place.folder, path, folded)
    )


def _found(place: Outplace) -> dict[str, Output]:
    """The files of `public/` as they are found there, when no list tells; nobody knows what they were made of."""
    found = {}
    for path in place.ours():
        file = place.folder / path
        if place.look(path) == "file":
            kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
            found[path] = Output(digest(file), file.stat().st_size, kind)
    return found


def _with_record(shop: Path, place: Outplace, plan: _Plan) -> Outplace:
    """The place with what Laurel made there before of files that it else leaves to others, such as `.well-known/`."""
    if not any(path.startswith(".") or "/." in path or path == "CNAME" for path in plan.writes):
        return place
    known = plan.known if plan.known is not None else lists.readable(shop, lists.shown(shop)) or {}
    return replace(place, record={**place.record, **{path: output.sha for path, output in known.items()}})


def _is_new(plan: _Plan) -> bool:
    """Whether something changes; after going back a publish is one even when nothing does, since it ends the pause."""
    if plan.writes or plan.removals or plan.base is None or plan.base.back:
        return True
    if plan.known is None:
        return False
    files = plan.difference.files.items()
    return bool(plan.difference.removed) or any(
        path not in plan.known or plan.known[path].sha != output.sha for path, output in files
    )


# -- the files and the list


def _take_in(shop: Path, place: Outplace, plan: _Plan, staging: Path | None, objects: Objects, about: About) -> Release:
    """Bring every file the release needs into the store and write its list, under a name that does not count yet."""
    _bring(objects, shop, place, plan.needed, staging)
    (shop / lists.FOLDER).mkdir(exist_ok=True)
    release = _release(shop, place, plan, about)
    following = shop / lists.FOLDER / lists.NEXT
    if plan.base is not None and not lists.heavy(plan.base, plan.difference):
        return lists.write_list(following, release, plan.difference, plan.base)
    known = plan.known if plan.known is not None else lists.readable(shop, plan.base.number if plan.base else 0)
    if known is None:  # the list that this one would stand on is damaged below, so the files themselves are asked
        known = _found(place)
        release = msgspec.structs.replace(release, sure=False)
        _bring(objects, shop, place, known, staging)
    files = {path: output for path, output in known.items() if path not in set(plan.difference.removed)}
    files |= plan.difference.files
    pages, count = lists.count(files)
    release = msgspec.structs.replace(release, pages=pages, files=count)
    return lists.write_list(following, release, Difference(files))


def _bring(objects: Objects, shop: Path, place: Outplace, needed: Mapping[str, Output], staging: Path | None) -> None:
    """Have all `needed` files in the store: out of staging, or, where they are published already, from there."""
    wanted = {output.sha: path for path, output in needed.items()}
    found = staged(staging, wanted)
    objects.take_all({file: sha for sha, file in found.items()})
    missing = {sha: path for sha, path in wanted.items() if sha not in found and not objects.sound(sha)}
    lost = {sha for sha, path in missing.items() if not is_published(place, path, sha)}
    if lost:
        paths = sorted(path for path, output in needed.items() if output.sha in lost)
        more = f" and {len(paths) - 1:,} more" if len(paths) > 1 else ""
        raise Lost(
            f"The bytes of {paths[0]}{more} are neither made nor in {objects.folder}, so nothing was published. "
            "Run `laurel build --clean`, which makes every file anew.",
            paths,
        )
    for sha, path in missing.items():
        _adopt(objects, shop, place, path, sha)


def _adopt(objects: Objects, shop: Path, place: Outplace, path: str, sha: str) -> None:
    """Take a copy of a published file into the store."""
    beside = shop / "adopted"
    shutil.copyfile(place.folder / path, beside)
    shutil.copystat(place.folder / path, beside)
    objects.take(beside, sha)


def _release(shop: Path, place: Outplace, plan: _Plan, about: About) -> Release:
    number = max([lists.shown(shop), *lists.numbers(shop)]) + 1
    files, gone = plan.difference.files, plan.difference.removed
    if plan.known is not None:
        pages, count = lists.count({*plan.known, *files} - set(gone))
    else:
        here = lists.count(path for path in files if place.look(path) == "none")
        went = lists.count(plan.removals)
        base = plan.base or Release(0, about.at, "", "")
        pages, count = base.pages + here[0] - went[0], base.files + here[1] - went[1]
    return Release(
        number,
        about.at,
        about.by,
        about.words,
        pages,
        count,
        changed=len(plan.writes),
        removed=len(plan.removals),
        back=about.back,
        sure=plan.sure,
    )


# -- the change-over


def _change_over(shop: Path, out: Path, journal: _Journal, objects: Objects, step: Callable[[], None]) -> None:
    out.mkdir(parents=True, exist_ok=True)
    putting = Putting(objects, shop, out)
    carry_out(
        out,
        list(journal.writes),
        journal.removals,
        lambda path, target: putting.put(journal.writes[path], target),
        step,
    )
    touched = {above for path in (*journal.writes, *journal.removals) for above in parents(path)}
    settle_names([out, *(f"{out}/{folder}" for folder in touched)])
    with suppress(FileNotFoundError):  # a run before this one came as far as here
        os.replace(shop / lists.FOLDER / lists.NEXT, lists.place_of(shop, journal.number))
    lists.note_shown(shop, journal.number)
    shutil.rmtree(out / INCOMING, ignore_errors=True)
    (shop / JOURNAL).unlink(missing_ok=True)


def _stamps(place: Outplace, changed: Mapping[str, Output]) -> dict[str, Stamp]:
    stamps = {}
    for path in changed:
        with suppress(OSError):
            stamps[path] = stamp_of(f"{place.folder}/{path}")
    return stamps
