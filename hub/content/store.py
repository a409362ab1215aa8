"""A cache of made things by content: pictures, fonts, verdicts. It can be deleted at any time."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

_DIGEST = 32
_DAY = 86_400.0
_KEPT = 60 * _DAY
"""What was not used for so many seconds goes when the cache is tidied."""


class Store:
    """Bytes by key, in files under `folder`; without a folder, in memory.

    Several processes may use one folder: each file appears whole and carries its own digest, so what a
    crash left torn is made again.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._memory: dict[str, bytes] = {}

    def get(self, key: str, make: Callable[[], bytes]) -> bytes:
        """The bytes kept under `key`, made and kept when they are not there."""
        found = self._read(key)
        if found is None:
            found = make()
            self.put(key, found)
        return found

    def get_group(self, keys: Mapping[int, str], wanted: int, make: Callable[[], Mapping[int, bytes]]) -> bytes:
        """One of several things that are made together: `keys[wanted]`, all made and kept when it is missing."""
        found = self._read(keys[wanted])
        if found is not None:
            return found
        made = make()
        for name, data in made.items():
            self.put(keys[name], data)
        return made[wanted]

    def put(self, key: str, data: bytes) -> None:
        """Keep `data` under `key`. A cache that cannot be written is no reason to stop."""
        if self._folder is None:
            self._memory[key] = data
            return
        file = self._file(key)
        with contextlib.suppress(OSError):
            file.parent.mkdir(parents=True, exist_ok=True)
            descriptor, name = tempfile.mkstemp(dir=file.parent, prefix=".")
            try:
                with os.fdopen(descriptor, "wb") as handle:
                    handle.write(hashlib.sha256(data).digest() + data)
                Path(name).replace(file)
            except OSError:
                Path(name).unlink(missing_ok=True)

    def _read(self, key: str) -> bytes | None:
        if self._folder is None:
            return self._memory.get(key)
        try:
            with self._file(key).open("rb") as handle:
                raw = handle.read()
                _mark_used(handle.fileno())
        except OSError:
            return None
        data = raw[_DIGEST:]
        return data if hashlib.sha256(data).digest() == raw[:_DIGEST] else None

    def tidy(self) -> int:
        """Let go what nobody has used for two months, and what killed processes left half-written; how many files.

        May run while others read and write: what is missed is made again."""
        gone, now = 0, time.time()
        if self._folder is None or not self._folder.is_dir():
            return 0
        for shelf in self._folder.glob("[0-9a-f][0-9a-f]"):
            for file in shelf.iterdir():
                with contextlib.suppress(OSError):
                    unused = now - file.stat().st_mtime
                    if unused > (_DAY if file.name.startswith(".") else _KEPT):
                        file.unlink()
                        gone += 1
            with contextlib.suppress(OSError):
                shelf.rmdir()
        return gone

    def _file(self, key: str) -> Path:
        assert self._folder is not None
        name = hashlib.sha256(key.encode()).hexdigest()
        return self._folder / name[:2] / name[2:]


def _mark_used(handle: int) -> None:
    """Note on a file that it was used, at most once a day."""
    with contextlib.suppress(OSError):
        if time.time() - os.fstat(handle).st_mtime > _DAY:
            os.utime(handle)


def machine_store() -> Store:
    """A cache for all hubs of this machine, for what depends on installed packages alone.

    It is `laurel/` in `$XDG_CACHE_HOME`, else in `~/.cache`.
    """
    base = os.environ.get("XDG_CACHE_HOME")
    return Store((Path(base) if base else Path.home() / ".cache") / "laurel")
