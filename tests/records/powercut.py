"""A disk whose power can go at any moment: what was not synced may be there, or not, or in part."""

from __future__ import annotations

import os
import random
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from hub.records import disk

TRIES = 3
"""States drawn by chance at each moment, besides the two where nothing and where everything has reached the disk."""


@dataclass(frozen=True)
class After:
    """A hub as somebody finds it when the power is back."""

    files: dict[str, bytes]
    folders: frozenset[str]

    def write(self, hub: Path) -> None:
        """Make it."""
        hub.mkdir()
        for folder in sorted(self.folders):
            (hub / folder).mkdir(mode=0o700, parents=True, exist_ok=True)
        for name, data in self.files.items():
            (hub / name).parent.mkdir(parents=True, exist_ok=True)
            (hub / name).write_bytes(data)


class PowerCuts:
    """Watches what is synced in a hub folder and works out what a power cut could leave, at each step."""

    def __init__(self, hub: Path, seed: int = 1) -> None:
        self.acknowledged = 0
        self._hub = hub
        self._chance = random.Random(seed)
        self._guard = threading.RLock()
        self._held: list[int] = []
        self._synced: dict[int, bytes] = {}
        self._names: dict[str, int] = {}
        self._states: dict[tuple[tuple[tuple[str, bytes], ...], int], After] = {}
        for name, inode in self._listing().items():  # what stands there before counts as safe
            self._names[name] = inode
            if not self._is_folder(name):
                self._synced[inode] = (hub / name).read_bytes()

    def install(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Stand between the records and the disk."""
        sync, replace, remove = disk.sync, disk.replace, disk.remove

        def watched_sync(handle: int) -> None:
            with self._guard:
                self.cut()
                sync(handle)
                self._note(Path(os.readlink(f"/proc/self/fd/{handle}")))
                self.cut()

        def watched_replace(old: Path, new: Path) -> None:
            with self._guard:
                self._hold(new)
                replace(old, new)
                self.cut()

        def watched_remove(path: Path) -> None:
            with self._guard:
                self._hold(path)
                remove(path)
                self.cut()

        monkeypatch.setattr(disk, "sync", watched_sync)
        monkeypatch.setattr(disk, "replace", watched_replace)
        monkeypatch.setattr(disk, "remove", watched_remove)

    def states(self) -> Iterator[tuple[After, int]]:
        """Every state that was worked out, with the last change that had been acknowledged by then."""
        for (_, acknowledged), state in self._states.items():
            yield state, acknowledged

    def cut(self) -> None:
        """Work out what a power cut could leave now."""
        with self._guard:
            now = self._listing()
            volatile = [name for name in {*now, *self._names} if now.get(name) != self._names.get(name)]
            for chosen in [set(), set(volatile), *(self._some(volatile) for _ in range(TRIES))]:
                names = {**self._names}
                for name in chosen:
                    if name in now:
                        names[name] = now[name]
                    else:
                        names.pop(name, None)
                self._keep(names, now)

    def _some(self, names: list[str]) -> set[str]:
        return {name for name in sorted(names) if self._chance.random() < 0.5}

    def _keep(self, names: dict[str, int], now: dict[str, int]) -> None:
        """Remember the state in which these names stand."""
        folders = {name for name in names if name in now and self._is_folder(name)}
        files = {}
        for name, inode in names.items():
            parents = {p.as_posix() for p in Path(name).parents} - {"."}
            if name in folders or not parents <= folders:
                continue  # a file in a folder that has no name of its own yet is nowhere
            files[name] = self._content(inode, name if now.get(name) == inode else None)
        private = {name: data for name, data in files.items() if not name.endswith((".laurel", "lock", "queue"))}
        key = (tuple(sorted(private.items())), self.acknowledged)
        self._states.setdefault(key, After(files, frozenset(folders)))

    def _content(self, inode: int, name: str | None) -> bytes:
        """What a file may hold: what was synced, or some mixture with what was written since."""
        safe = self._synced.get(inode)
        current = safe if name is None else (self._hub / name).read_bytes()
        if current is None or current == safe:
            return safe or b""
        cut = self._chance.randrange(len(current) + 1)
        return self._chance.choice(
            [safe or b"", current, current[:cut] + (safe or b"")[cut:], bytes(cut) + current[cut:]]
        )

    def _note(self, path: Path) -> None:
        """A file's bytes, or a folder's names, are safe now."""
        name = path.relative_to(self._hub).as_posix()
        if not path.is_dir():
            self._synced[path.stat().st_ino] = path.read_bytes()
            return
        inside = {n for n in {*self._names, *self._listing()} if Path(n).parent.as_posix() == name}
        now = self._listing()
        for one in inside:
            if one in now:
                self._names[one] = now[one]
            else:
                self._names.pop(one, None)

    def _hold(self, path: Path) -> None:
        """Keep a file that loses its name open, so that no other gets its number."""
        if path.exists():
            self._held.append(os.open(path, os.O_RDONLY))

    def _listing(self) -> dict[str, int]:
        return {p.relative_to(self._hub).as_posix(): p.stat().st_ino for p in self._hub.rglob("*")}

    def _is_folder(self, name: str) -> bool:
        return (self._hub / name).is_dir()
