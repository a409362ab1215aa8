"""Looking at every byte of every release: is each file in the store what its name says, and `public/` what is shown?"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from hub.content.workshop import workshop
from hub.publish import manifest as lists
from hub.publish import objects as store
from hub.publish.atomic import digest
from hub.publish.lock import hold
from hub.publish.objects import Objects
from hub.publish.outplace import open_outplace
from hub.publish.outputs import Output
from hub.publish.placing import finish_interrupted

_MAKE_ANEW = "run `laurel build --clean`, which makes every file of the hub anew"


@dataclass(frozen=True, slots=True)
class Damage:
    """What is wrong with a file or a release, and what to do."""

    place: str
    what: str
    cure: str

    def __str__(self) -> str:
        return f"{self.place}: {self.what}; {self.cure}"


@dataclass(frozen=True)
class Verified:
    """How many releases and files of the store were looked at, how many bytes these have, and what is damaged.
    `notes` are no damage, but worth a word."""

    releases: int
    objects: int
    bytes: int
    damage: tuple[Damage, ...]
    notes: tuple[str, ...] = ()


def verify(root: Path) -> Verified:
    """Read every byte of the store and of `public/` and compare with what the releases say.

    A change-over that was killed is finished first. Raises HubError with status 3 while a build is at work.
    """
    with hold(root, "looking at the releases"):
        shop = workshop(root)
        finish_interrupted(shop, root / "public")
        objects, number = Objects(shop / store.FOLDER), lists.shown(shop)
        damage: list[Damage] = []
        users: dict[str, list[int]] = {}
        count, shown = 0, None
        for release, files in lists.each(shop):
            count += 1
            if files is None:
                damage.append(_unreadable(release, number))
            for sha in {output.sha for output in (files or {}).values()}:
                users.setdefault(sha, []).append(release.number)
            shown = files if release.number == number else shown
        sound, size = _sound(objects)
        damage += _of_store(objects, users, sound, number)
        notes: list[str] = []
        if number and shown is None and not any(str(number) in d.place for d in damage):
            what = "the hub shows this release, and its list is missing"
            damage.append(Damage(f"release {number}", what, _MAKE_ANEW))
        if shown is not None:
            forgot = lists.release_of(shop, number).forgot
            damage += _of_public(root, objects, shown, sound, notes, forgot)
        return Verified(count, len(sound), size, tuple(damage), tuple(notes))


def _unreadable(release: lists.Release, shown: int) -> Damage:
    what = release.trouble.removesuffix(".") or "its list of files is damaged"
    cure = _MAKE_ANEW if release.number == shown else "`laurel releases prune` takes it away"
    return Damage(f"release {release.number}", what.split(". ")[0], cure)


def _sound(objects: Objects) -> tuple[dict[str, bool], int]:
    """Every file of the store, with whether its bytes are right, and how many bytes there are."""
    sound, size = {}, 0
    for sha in sorted(objects.all()):
        sound[sha] = objects.sound(sha)
        size += objects.path(sha).stat().st_size
    return sound, size


def _of_store(
    objects: Objects, users: Mapping[str, list[int]], sound: Mapping[str, bool], shown: int
) -> Iterator[Damage]:
    for sha in sorted({*users, *(sha for sha, right in sound.items() if not right)}):
        if sound.get(sha):
            continue
        needed = users.get(sha, [])
        what = "its bytes are not what its name says" if sha in sound else "the file is missing"
        if not needed:
            yield Damage(str(objects.path(sha)), what, "no release needs it: `laurel releases prune` takes it away")
        elif shown in needed:
            yield Damage(str(objects.path(sha)), f"{what} ({_releases(needed)})", _MAKE_ANEW)
        else:
            cure = "the hub shows another; prune the release, or leave it: what is damaged never gets into public/"
            yield Damage(str(objects.path(sha)), f"{what} ({_releases(needed)})", cure)


def _releases(numbers: list[int]) -> str:
    if len(numbers) == 1:
        return f"release {numbers[0]} needs it"
    return f"releases {numbers[0]} to {numbers[-1]} need it, {len(numbers)} in all"


def _of_public(
    root: Path,
    objects: Objects,
    shown: Mapping[str, Output],
    sound: Mapping[str, bool],
    notes: list[str],
    forgot: bool,
) -> Iterator[Damage]:
    public = root / "public"
    for path, output in sorted(shown.items()):
        fault = _fault(public / path, output.sha, objects, sound)
        if fault:
            yield Damage(f"public/{path}", fault, _MAKE_ANEW)
    strange = [path for path in open_outplace(root, None, workshop(root)).ours() if path not in shown]
    if strange and forgot:
        told = f"public/ still has {len(strange):,} file{'s' * (len(strange) > 1)} about somebody who was erased. "
        notes.append(f"{told}Run `laurel publish`, and they go or are made without them.")
    elif strange:
        for path in strange:
            yield Damage(f"public/{path}", "the release that is shown has no such file", _MAKE_ANEW)


def _fault(file: Path, sha: str, objects: Objects, sound: Mapping[str, bool]) -> str:
    """What is wrong with a published file. One that is the store's own was read there already."""
    try:
        if file.is_symlink():
            return "a link stands where the file should be"
        if sha in sound and os.path.samefile(file, objects.path(sha)):
            return "" if sound[sha] else "its bytes were changed"
        return "" if digest(file) == sha else "its bytes were changed"
    except (FileNotFoundError, NotADirectoryError):
        return "the file is missing"
    except OSError as error:
        return f"it cannot be read ({error.strerror})"
