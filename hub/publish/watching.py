"""Which files were touched since last time, as the system tells: so that whoever publishes again and again need not
look at every file each time."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

_MARK = "seen"
_PATIENCE = 2.0
"""Seconds to wait for word of our own mark; without it nothing is known."""
_TRUST = 600.0
"""Seconds after which everything is looked at again whatever was told: some disks tell nothing of others' changes."""


class Watch:
    """Watches `folders` (each with all below it). `shop` is a folder of our own, on whose `watch/` a mark is set."""

    def __init__(self, shop: Path, folders: Sequence[Path]) -> None:
        self._own = shop / "watch"
        self._folders = folders
        self._touched: set[str] = set()
        self._marks: set[str] = set()
        self._heard = threading.Condition()
        self._stop = threading.Event()
        self._sound = False
        self._since = 0.0
        self._count = 0
        self._held: list[int] = []
        self._begin()

    def take(self) -> frozenset[str] | None:
        """Whole paths touched since this was asked last; None when that is not known: the first time, after a while,
        and where the system cannot tell."""
        if not self._same():  # another folder came in the place of one that is watched
            self.stop()
            self._begin()
        sure = self._sound and self._arrived() and time.monotonic() - self._since < _TRUST
        with self._heard:
            touched, self._touched = frozenset(self._touched), set()
        if not sure:
            self._since = time.monotonic()
            return None
        return touched

    def stop(self) -> None:
        """Watch no more."""
        self._stop.set()
        for handle in self._held:
            os.close(handle)
        self._held = []

    def _begin(self) -> None:
        self._sound, self._since, self._stop = False, 0.0, threading.Event()
        # kept open, so that no folder made later can pass for one of these: numbers of files are given anew
        self._held = [os.open(folder, os.O_RDONLY) for folder in self._folders if folder.is_dir()]
        threading.Thread(target=self._run, args=(self._stop,), name="watch", daemon=True).start()

    def _same(self) -> bool:
        """Whether the folders that are watched are those that stand there now."""
        there = [folder for folder in self._folders if folder.is_dir()]
        if len(there) != len(self._held):
            return False
        return all(
            os.path.samestat(os.fstat(handle), folder.stat()) for handle, folder in zip(self._held, there, strict=True)
        )

    def _arrived(self) -> bool:
        """Whether word of all changes before this moment has come: what the system tells comes in order, so a mark set
        now is the last."""
        self._count += 1
        mark = self._own / f"{_MARK}-{os.getpid()}-{self._count}"
        try:
            mark.touch()
        except OSError:
            return False
        with self._heard:
            arrived = self._heard.wait_for(lambda: mark.name in self._marks, timeout=_PATIENCE)
            self._marks.discard(mark.name)
        with suppress(OSError):
            mark.unlink()
        return arrived

    def _run(self, stop: threading.Event) -> None:
        from watchfiles import watch

        try:
            self._own.mkdir(parents=True, exist_ok=True)
            there = [str(folder) for folder in (self._own, *self._folders) if folder.is_dir()]
            own = str(self._own)
            changes = watch(
                *there,
                watch_filter=None,
                stop_event=stop,
                debounce=40,
                step=5,
                rust_timeout=500,
                yield_on_timeout=True,
                raise_interrupt=False,
            )
            for found in changes:
                if stop.is_set():
                    return
                with self._heard:
                    for _change, path in found:
                        if path.startswith(own):
                            self._marks.add(os.path.basename(path))
                        else:
                            self._touched.add(path)
                    self._sound = True
                    self._heard.notify_all()
        except Exception:  # whatever the system cannot do: then everything is looked at, as without this
            pass
        finally:
            if not stop.is_set():
                self._sound = False
