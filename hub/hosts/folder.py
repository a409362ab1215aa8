"""A host that is a folder of this machine: files written beside and renamed, each whole at any moment."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from hub.hosts.files import Done
from hub.hosts.ledger import FOLDER
from hub.hosts.release import Sendable
from hub.hosts.trouble import HostTrouble, disk_words, wrong_setup

_INCOMING = f"{FOLDER}/incoming"
_AT_ONCE = 16
_KEPT_APART = ("content", "data", "site", ".laurel", ".git", "public")


def target_folder(root: Path, host_name: str, path: str) -> Path:
    """Where a folder host leads: `path` as written, seen from the hub folder. Raises HubError (status 2) when that
    would mix the hub's own files with what is sent."""
    folder = Path(os.path.abspath(root / Path(path).expanduser()))
    real, home = Path(os.path.realpath(folder)), Path(os.path.realpath(root))
    if home.is_relative_to(real) or any(real.is_relative_to(home / part) for part in _KEPT_APART):
        raise wrong_setup(
            f"The host {host_name} leads to {folder}, which is part of the hub folder itself. "
            "Give `path` a folder of its own. Nothing was sent."
        )
    return folder


def write_new(place: Path, data: bytes) -> None:
    """Write a file that nobody reads yet; what a killed send has left there goes, and is never written through."""
    place.unlink(missing_ok=True)
    with place.open("xb") as file:
        file.write(data)


def settle(places: Sequence[Path]) -> None:
    """Have files on disk before they get their names: many side by side, which is as quick as one."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for _done in pool.map(_sync, places):
            pass


def _sync(place: Path) -> None:
    handle = os.open(place, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class FolderStore:
    """Files below one folder. See `Store`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, path: str) -> bytes | None:
        """See `Keeper`."""
        try:
            return (self._folder / path).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise self._trouble(path, error) from error

    def write(self, path: str, data: bytes) -> None:
        """See `Keeper`."""
        try:
            self._settled(path, data)
        except OSError as error:
            raise self._trouble(path, error) from error

    def forget(self, path: str) -> None:
        """See `Keeper`."""
        with suppress(OSError):
            (self._folder / path).unlink()

    def put(self, release: Sendable, paths: Sequence[str], new_folders: Sequence[str], done: Done) -> None:
        """See `Store`."""
        aside = [self._folder / f"{_INCOMING}-{number}" for number in range(len(paths))]
        path = FOLDER
        try:
            (self._folder / FOLDER).mkdir(parents=True, exist_ok=True)
            for place, path in zip(aside, paths, strict=True):
                self._no_links(path)
                write_new(place, release.read(path))
            settle(aside)
            for place, path in zip(aside, paths, strict=True):
                (self._folder / path).parent.mkdir(parents=True, exist_ok=True)
                os.replace(place, self._folder / path)
                done(path)
        except OSError as error:
            raise self._trouble(path, error) from error

    def remove(self, paths: Sequence[str], empty: Sequence[str], done: Done) -> None:
        """See `Store`."""
        for path in paths:
            try:
                self._no_links(path)
                (self._folder / path).unlink()
            except (FileNotFoundError, NotADirectoryError):
                pass
            except OSError as error:
                raise self._trouble(path, error) from error
            done(path)
        for folder in empty:
            with suppress(OSError):
                (self._folder / folder).rmdir()

    def close(self) -> None:
        """See `Store`."""
        for left in (self._folder / FOLDER).glob("incoming*"):
            left.unlink(missing_ok=True)

    def _settled(self, path: str, data: bytes) -> None:
        """Write one file aside, have it on disk, and only then give it its name."""
        self._no_links(path)
        place, aside = self._folder / path, self._folder / _INCOMING
        aside.parent.mkdir(parents=True, exist_ok=True)
        place.parent.mkdir(parents=True, exist_ok=True)
        write_new(aside, data)
        settle([aside])
        os.replace(aside, place)

    def _no_links(self, path: str) -> None:
        parts = path.split("/")
        for depth in range(1, len(parts)):
            above = self._folder / "/".join(parts[:depth])
            if above.is_symlink():
                raise HostTrouble(f"{above} is a link to elsewhere, which Laurel does not follow; remove the link")

    def _trouble(self, path: str, error: OSError) -> HostTrouble:
        return HostTrouble(f"{self._folder / path}: {disk_words(error)}")
