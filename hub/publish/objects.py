"""The store of published files: each once, named by the SHA-256 of its bytes, so that a release costs only what is new.

The files of `public/` are the same files under a second name where the disk knows such, so nobody may write into one:
they can only be read, and whatever changes is put in place as another file.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from hub.model import HubError
from hub.publish.atomic import digest, settle, settle_names

FOLDER = "objects"
_READ_ONLY = 0o444
_NO_LINKS = frozenset({errno.EXDEV, errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EACCES})
"""What a disk answers that knows no second names, or has no more room for one."""


class Objects:
    """The store in `folder`, which is made when the first file comes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, sha: str) -> Path:
        """Where the file with this hash is or would be."""
        return self.folder / sha[:2] / sha[2:]

    def name(self, sha: str) -> str:
        """The same as text, which is quicker for many."""
        return f"{self.folder}/{sha[:2]}/{sha[2:]}"

    def has(self, sha: str) -> bool:
        """Whether there is such a file; it is not looked into."""
        return os.path.isfile(self.name(sha))

    def sound(self, sha: str) -> bool:
        """Whether there is such a file and every byte of it is right."""
        try:
            return digest(self.name(sha)) == sha
        except OSError:
            return False

    def read(self, sha: str) -> bytes:
        """The bytes with this hash. Raises HubError when they are missing or damaged."""
        if not self.sound(sha):
            what = "is damaged" if self.has(sha) else "is missing"
            raise HubError(
                f"{self.path(sha)} {what}, a file that a release needs. `laurel releases verify` tells which releases."
            )
        return self.path(sha).read_bytes()

    def take(self, file: Path, sha: str) -> None:
        """Move `file`, whose bytes have this hash, into the store; what is there already stays, unless damaged."""
        self.take_all({file: sha})

    def take_all(self, files: Mapping[Path, str] | Mapping[str, str]) -> None:
        """Move files (path -> hash of its bytes) in; all are safely on disk when this returns.

        Each is there whole or not at all at any moment. Raises OSError.
        """
        new: dict[str, Path | str] = {}
        for file, sha in files.items():
            if sha not in new and not self.sound(sha):
                new[sha] = file
        if not new:
            return
        settle(map(Path, new.values()))
        self.folder.mkdir(parents=True, exist_ok=True)
        shelves = {sha[:2] for sha in new}
        for shelf in shelves:
            (self.folder / shelf).mkdir(exist_ok=True)
        for sha, file in new.items():
            os.chmod(file, _READ_ONLY)
            _move(file, self.name(sha))
        settle_names([self.folder, *(self.folder / shelf for shelf in shelves)])

    def all(self) -> Iterator[str]:
        """The hashes of all files there are, in no order."""
        for shelf in self.folder.iterdir() if self.folder.is_dir() else ():
            if len(shelf.name) == 2 and shelf.is_dir():
                yield from (shelf.name + file.name for file in shelf.iterdir() if not file.name.startswith("."))

    def remove(self, sha: str) -> None:
        """Take a file out of the store. Where it is published it stays."""
        with suppress(FileNotFoundError):
            self.path(sha).unlink()


def _move(file: Path | str, place: str) -> None:
    """Move a file that is safely on disk, also from another disk."""
    try:
        os.replace(file, place)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        beside = Path(place).with_name(f".{Path(place).name}")
        shutil.copyfile(file, beside)
        os.chmod(beside, _READ_ONLY)
        settle([beside])
        os.replace(beside, place)


@dataclass
class Putting:
    """Puts files of the store in place in `out`: as second names, or as copies where there is no such thing.

    `shop` is the workshop, on the disk of the store; `links` turns False once the disk has refused a second name.
    """

    objects: Objects
    shop: Path
    out: Path
    links: bool = True

    def put(self, sha: str, target: str) -> None:
        """Put the file with this hash at `target`, in one stroke. Raises OSError."""
        source = self.objects.name(sha)
        try:
            before = os.lstat(target)
        except FileNotFoundError:
            before = None
            if self.links and _link_at_once(source, target):
                return
        if before is not None and os.path.samestat(before, os.lstat(source)):
            return  # renaming one name of a file over another of the same file would leave both
        if not (self.links and self._link(source, target, before)):
            self._copy(source, target, before)

    def _link(self, source: str, target: str, before: os.stat_result | None) -> bool:
        beside = f"{self.shop}/incoming"
        try:
            _link_anew(source, beside)
            _seem_later(beside, before)
            os.replace(beside, target)
        except OSError as error:
            with suppress(OSError):
                os.unlink(beside)
            if error.errno not in _NO_LINKS:
                raise
            self.links = error.errno == errno.EMLINK  # only this one file has too many names
            return False
        return True

    def _copy(self, source: str, target: str, before: os.stat_result | None) -> None:
        beside = self.out / INCOMING / "copy"
        beside.parent.mkdir(exist_ok=True)
        try:
            shutil.copyfile(source, beside)
            os.chmod(beside, 0o644)
            settle([beside])
            _seem_later(beside, before)
            os.replace(beside, target)
        except OSError:
            shutil.rmtree(beside.parent, ignore_errors=True)
            raise


def _link_at_once(source: str, target: str) -> bool:
    """A second name where nothing stands; tells whether that could be done."""
    try:
        os.link(source, target)
    except OSError:
        return False
    return True


def _link_anew(source: str, beside: str) -> None:
    """A second name, also where a killed run has left one."""
    try:
        os.link(source, beside)
    except FileExistsError:
        os.unlink(beside)
        os.link(source, beside)


INCOMING = ".laurel-incoming"
"""The folder in a published one in which files wait that come from another disk."""


def _seem_later(file: Path | str, before: os.stat_result | None) -> None:
    """Have a file look newer than the one it replaces, to the second.

    Servers answer "not modified" and rsync passes a file over when its time did not go on, and a file that returns
    from an old release, or a clock set back, would have just that.
    """
    if before is None:
        return
    second = 1_000_000_000
    now = os.lstat(file).st_mtime_ns
    if now // second <= before.st_mtime_ns // second:
        later = (before.st_mtime_ns // second + 1) * second
        os.utime(file, ns=(later, later), follow_symlinks=False)
