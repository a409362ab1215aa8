"""Letting old releases go: their lists, and the files that no other release needs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec

from hub.content.workshop import workshop
from hub.publish import manifest as lists
from hub.publish import objects as store
from hub.publish.lock import hold
from hub.publish.manifest import Difference, Release
from hub.publish.objects import Objects
from hub.publish.outputs import Output
from hub.publish.placing import finish_interrupted

KEEP = 20
"""So many releases stay when nobody says otherwise."""


@dataclass(frozen=True)
class Pruned:
    """The numbers of the releases that went, how many files went from the store and how many bytes these were.
    `trouble` tells why no file could go."""

    gone: tuple[int, ...]
    objects: int = 0
    bytes: int = 0
    trouble: str = ""


def prune(
    root: Path,
    *,
    keep: int | None = None,
    older_than: dt.timedelta | None = None,
    now: dt.datetime | None = None,
) -> Pruned:
    """Let releases go that are both not among the newest `keep` and older than `older_than`; by itself, either counts
    alone, and with neither the newest `KEEP` stay. The one that is shown always stays, and while that went back, the
    newest publish too: the next one brings it back. One that cannot be read goes.

    May be killed at any moment: every release that stays can be read all the while. Raises HubError with status 3
    while a build is at work, OSError when the disk does not let us.
    """
    with hold(root, "letting old releases go"):
        shop = workshop(root)
        finish_interrupted(shop, root / "public")
        at = now or dt.datetime.now(dt.UTC)
        if keep is None and older_than is None:
            keep = KEEP
        listed = lists.releases(shop)
        spared = {release.number for release in listed[: keep or 0]}
        shown = lists.shown(shop)
        if lists.paused(shop):
            spared |= set([release.number for release in listed if not release.back and not release.trouble][:1])

        def may_go(release: Release) -> bool:
            young = older_than is not None and at - release.at <= older_than
            return bool(release.trouble) or not (release.number in spared or young)

        going = [release.number for release in listed if release.number != shown and may_go(release)]
        needed = _stand_alone(shop, set(going))
        for number in going:  # the newest first: what stands on another goes before it
            lists.place_of(shop, number).unlink(missing_ok=True)
        if needed is None:
            why = f"The list of release {shown}, which the hub shows, cannot be read, so every file stays. "
            return Pruned(tuple(going), trouble=why + "Run `laurel build --clean`, then this again.")
        return _sweep(shop, tuple(going), needed)


def forget(shop: Path, speaks_of: Callable[[str, Output], bool], clean: Callable[[str], str]) -> bool:
    """Take every file out of every release that `speaks_of` (path, output) somebody, the words that name them, and
    what then no release needs any more. Tells whether anything went. The hub must be held.

    A list that cannot be read goes as a whole. Doing it again changes nothing. Raises OSError.
    """
    forgot, shown = False, lists.shown(shop)
    visible = lists.readable(shop, shown) or {}
    still = any(speaks_of(path, output) for path, output in visible.items())
    for number in lists.numbers(shop):
        release = lists.release_of(shop, number)
        try:
            difference = lists.difference_of(shop, number)
        except lists.Damaged:
            lists.place_of(shop, number).unlink(missing_ok=True)
            forgot = True
            continue
        files = {path: output for path, output in difference.files.items() if not speaks_of(path, output)}
        gone = [path for path in difference.files if path not in files and release.base]
        removed = sorted({path for path in (*difference.removed, *gone) if clean(path) == path})
        words = msgspec.structs.replace(release, by=clean(release.by), words=clean(release.words))
        if number == shown and still:
            words = msgspec.structs.replace(words, forgot=True)
        if words != release or len(files) != len(difference.files) or removed != list(difference.removed):
            lists.rewrite(shop, words, Difference(files, removed))
            forgot = True
    needed = {output.sha for _release, files in lists.each(shop) for output in (files or {}).values()}
    _sweep(shop, (), needed)
    return forgot


def _stand_alone(shop: Path, going: set[int]) -> set[str] | None:
    """Write the lists that stand on one of those `going` anew, so that they can be read without. Gives the hash of
    every file that is needed then, None when the list that is shown cannot be read."""
    needed: set[str] = set()
    before: tuple[Release, Mapping[str, Output]] | None = None
    shown = lists.shown(shop)
    sound = not shown
    for release, files in lists.each(shop):
        if release.number in going or files is None:
            continue
        needed |= {output.sha for output in files.values()}
        sound = sound or release.number == shown
        stays = release
        if release.base in going:
            stays = _rewritten(shop, release, files, before)
        before = stays, files
    return needed if sound else None


def _rewritten(
    shop: Path, release: Release, files: Mapping[str, Output], before: tuple[Release, Mapping[str, Output]] | None
) -> Release:
    place = lists.place_of(shop, release.number)
    if before is not None:
        difference = lists.between(before[1], files)
        if not lists.heavy(before[0], difference):
            return lists.write_list(place, release, difference, before[0])
    return lists.write_list(place, release, Difference(files))


def _sweep(shop: Path, gone: tuple[int, ...], needed: set[str]) -> Pruned:
    """Take every file out of the store that is not `needed`, and what killed runs left half-way."""
    objects, count, size = Objects(shop / store.FOLDER), 0, 0
    for sha in list(objects.all()):
        if sha not in needed:
            with suppress(OSError):
                size += objects.path(sha).stat().st_size
            objects.remove(sha)
            count += 1
    for name in ("incoming", "adopted", f"{lists.FOLDER}/{lists.NEXT}"):
        (shop / name).unlink(missing_ok=True)
    for left in objects.folder.glob("??/.*"):
        left.unlink(missing_ok=True)
    return Pruned(gone, count, size)
