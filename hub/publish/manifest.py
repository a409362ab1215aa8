"""The lists of releases: which files each is made of. A list holds only what differs from the one it stands on.

`.laurel/releases/000123.json` has three lines: the SHA-256 of the other two, what there is to say about the release,
and its files. So a list that is damaged is known as such, and what the history shows is read without the files.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec

from hub.model import HubError
from hub.publish.atomic import settle_names, write_atomic
from hub.publish.outputs import Output

FOLDER = "releases"
SHOWN = "shown"
NEXT = "next.json"
"""The list of a release that is just being put in place."""
_NAME = re.compile(r"(\d{6,})\.json")
_SHORT = 160
_ENTRY_COST = 1000
"""What opening one list more costs, in bytes read."""
_CURE = "`laurel releases verify` tells more; the next `laurel build --clean` makes a whole list again."


class Release(msgspec.Struct, frozen=True):
    """One release: when it was put in place (aware), by whom, and what it did in words; how many pages and files it
    has, how many it changed and removed. `back` is the release it went back to, 0 for a publish.

    `base` is the release its list stands on, 0 when the list is whole. `sure` is False when it is not known what its
    pages were made of. `trouble` tells why its list cannot be read.
    """

    number: int
    at: dt.datetime
    by: str
    words: str
    pages: int = 0
    files: int = 0
    changed: int = 0
    removed: int = 0
    back: int = 0
    base: int = 0
    whole: int = 0
    """Bytes of the whole list that this one stands on in the end."""
    weight: int = 0
    """What reading all lists on the way there costs, in bytes."""
    sure: bool = True
    forgot: bool = False
    """Whether files went from its list because somebody was erased, and `public/` may show them still."""
    trouble: str = ""

    @property
    def short(self) -> str:
        """What it did, in a line."""
        words = " ".join(self.words.split()) or "Published."
        return words if len(words) <= _SHORT else f"{words[: _SHORT - 1].rstrip()}…"


class _Files(msgspec.Struct, frozen=True):
    sources: list[str]
    types: list[str]
    files: dict[str, tuple[str, int, int, list[int]]]
    removed: list[str]


@dataclass(frozen=True)
class Difference:
    """What differs from a release to a later one: files that came or changed, and paths that went."""

    files: Mapping[str, Output]
    removed: Sequence[str] = ()


class Damaged(HubError):
    """A release whose list is missing or damaged."""


def place_of(shop: Path, number: int) -> Path:
    """The file with the list of a release."""
    return shop / FOLDER / f"{number:06}.json"


def numbers(shop: Path) -> list[int]:
    """The numbers of all releases there are, the oldest first."""
    folder = shop / FOLDER
    names = os.listdir(folder) if folder.is_dir() else ()
    return sorted(int(found[1]) for name in names if (found := _NAME.fullmatch(name)))


def shown(shop: Path) -> int:
    """The number of the release that `public/` shows; 0 when there is none, or nobody knows."""
    try:
        return int((shop / FOLDER / SHOWN).read_bytes())
    except (OSError, ValueError):
        return max(numbers(shop), default=0)


def shown_release(shop: Path) -> Release | None:
    """What there is to say about the release that `public/` shows; None when there is none."""
    number = shown(shop)
    return release_of(shop, number) if number else None


def paused(shop: Path) -> Release | None:
    """The release that went back and is shown still: until a person publishes, nothing goes out by itself."""
    release = shown_release(shop)
    return release if release is not None and release.back else None


def release_of(shop: Path, number: int) -> Release:
    """What there is to say about a release, without its files. Never raises: see `trouble`."""
    try:
        with place_of(shop, number).open("rb") as file:
            file.readline()
            return msgspec.json.decode(file.readline(), type=Release)
    except (OSError, msgspec.MsgspecError) as error:
        at = dt.datetime.fromtimestamp(0, dt.UTC)
        with suppress(OSError):
            at = dt.datetime.fromtimestamp(place_of(shop, number).stat().st_mtime, dt.UTC)
        return Release(number, at, "", "", trouble=str(_damaged(number, error)))


def releases(shop: Path) -> tuple[Release, ...]:
    """All releases, the newest first; those whose list cannot be read say so in `trouble`."""
    found: dict[int, Release] = {}
    for number in numbers(shop):
        release = release_of(shop, number)
        base = found.get(release.base)
        if not release.trouble and release.base and (base is None or base.trouble):
            what = f"Release {number} cannot be read, because release {release.base}, which it stands on, cannot."
            release = msgspec.structs.replace(release, trouble=f"{what} {_CURE}")
        found[number] = release
    return tuple(reversed(found.values()))


def manifest(shop: Path, number: int) -> dict[str, Output]:
    """The files of a release: path in the hub -> Output. Raises Damaged when its list cannot be read."""
    lists: list[_Files] = []
    at = number
    while at:
        release, files = _read(shop, at, number)
        lists.append(files)
        if release.base >= at:
            raise _damaged(number, ValueError(f"release {at} stands on a later one"))
        at = release.base
    outputs: dict[str, Output] = {}
    for files in reversed(lists):
        for path in files.removed:
            outputs.pop(path, None)
        outputs.update(_outputs(files))
    return outputs


def difference_of(shop: Path, number: int) -> Difference:
    """What the list of a release itself holds: its difference from its base. Raises Damaged."""
    files = _read(shop, number, number)[1]
    return Difference(_outputs(files), files.removed)


def readable(shop: Path, number: int) -> dict[str, Output] | None:
    """`manifest`, or None for number 0 and for a list that cannot be read."""
    try:
        return manifest(shop, number) if number else None
    except Damaged:
        return None


def each(shop: Path) -> Iterator[tuple[Release, dict[str, Output] | None]]:
    """Every release with its files, the oldest first; None for those whose list cannot be read."""
    last: tuple[int, dict[str, Output] | None] = 0, {}
    for release in reversed(releases(shop)):
        files: dict[str, Output] | None = None
        with suppress(Damaged):
            if release.base and release.base == last[0] and last[1] is not None and not release.trouble:
                difference = difference_of(shop, release.number)
                gone = set(difference.removed)
                files = {path: output for path, output in last[1].items() if path not in gone}
                files |= difference.files
            elif not release.trouble:
                files = manifest(shop, release.number)
        last = release.number, files
        yield release, files


def between(old: Mapping[str, Output], new: Mapping[str, Output]) -> Difference:
    """What differs from one list of files to another."""
    changed = {path: output for path, output in new.items() if old.get(path) != output}
    return Difference(changed, [path for path in old if path not in new])


def write_list(place: Path, release: Release, difference: Difference, base: Release | None = None) -> Release:
    """Write the list of a release: whole, or with a `base` only what differs from that one's. Gives the release as
    it was written. Raises OSError."""
    body = _pack(difference)
    if base is None:
        release = msgspec.structs.replace(release, base=0, whole=len(body), weight=len(body))
    else:
        weight = base.weight + len(body) + _ENTRY_COST
        release = msgspec.structs.replace(release, base=base.number, whole=base.whole, weight=weight)
    head = msgspec.json.encode(release)
    text = head + b"\n" + body + b"\n"
    write_atomic(place, hashlib.sha256(text).hexdigest().encode() + b"\n" + text)
    return release


def rewrite(shop: Path, release: Release, difference: Difference) -> None:
    """Write the list of a release anew, standing on what it stood on. Raises OSError."""
    base = release_of(shop, release.base) if release.base else None
    write_list(place_of(shop, release.number), release, difference, base)


def heavy(base: Release, difference: Difference) -> bool:
    """Whether reading a list that stands on `base` would cost more than twice what a whole one does."""
    return base.weight + len(_pack(difference)) + _ENTRY_COST > 2 * base.whole


def note_shown(shop: Path, number: int) -> None:
    """Note which release `public/` shows."""
    write_atomic(shop / FOLDER / SHOWN, str(number).encode())
    settle_names([shop / FOLDER])


def count(outputs: Iterable[str]) -> tuple[int, int]:
    """How many pages and how many files there are among paths."""
    paths = list(outputs)
    return sum(path.endswith(".html") for path in paths), len(paths)


def _read(shop: Path, number: int, wanted: int) -> tuple[Release, _Files]:
    try:
        told, _, text = place_of(shop, number).read_bytes().partition(b"\n")
        if hashlib.sha256(text).hexdigest().encode() != told:
            raise ValueError("its bytes are not those that were written")
        head, _, body = text.partition(b"\n")
        return msgspec.json.decode(head, type=Release), msgspec.json.decode(body, type=_Files)
    except (OSError, ValueError, msgspec.MsgspecError) as error:
        raise _damaged(wanted, error, number) from None


def _damaged(number: int, error: Exception, at: int = 0) -> Damaged:
    whose = "its list of files" if at in (0, number) else f"the list of release {at}, which it stands on,"
    why = "is missing" if isinstance(error, FileNotFoundError) else "is damaged"
    if isinstance(error, OSError) and not isinstance(error, FileNotFoundError):
        why = f"cannot be read ({error.strerror})"
    return Damaged(f"Release {number} cannot be read: {whose} {why}. {_CURE}")


def _outputs(files: _Files) -> dict[str, Output]:
    sources, types = files.sources, files.types
    return {
        path: Output(sha, size, types[kind], tuple([sources[one] for one in made]))
        for path, (sha, size, kind, made) in files.files.items()
    }


def _pack(difference: Difference) -> bytes:
    """The files of a list, with every source and media type written once."""
    sources: dict[str, int] = {}
    types: dict[str, int] = {}
    files = {}
    for path in sorted(difference.files):
        output = difference.files[path]
        made = [sources.setdefault(source, len(sources)) for source in output.sources]
        files[path] = (output.sha, output.size, types.setdefault(output.type, len(types)), made)
    return msgspec.json.encode(_Files(list(sources), list(types), files, sorted(difference.removed)))
