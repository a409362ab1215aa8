"""A folder host with a link: each release whole in a folder of its own, and the link switched over in one stroke.

`path` is the link; the releases lie beside it in `NAME.releases/`. A file that did not change is one file on disk
with two names, so that a release costs only what is new.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from hub.hosts.files import Tally
from hub.hosts.folder import settle, write_new
from hub.hosts.release import Plan, Sendable, plan
from hub.hosts.trouble import HostTrouble, Report, disk_words, wrong_setup

_LIST = ".json.gz"
_HALF = ".half"
_NAME = re.compile(r"[0-9a-f]{16}")


class SwitchedFolder:
    """Releases side by side and a link to the newest. `keep` is how many stay, the newest included."""

    def __init__(self, link: Path, keep: int) -> None:
        self._link, self._keep = link, max(keep, 1)
        self._home = link.with_name(f"{link.name}.releases")

    def plan(self, release: Sendable, *, again: bool = False) -> Plan:
        """See `Plug`."""
        if self._link.exists() and not self._link.is_symlink():
            raise wrong_setup(
                f"{self._link} is a folder, and with `switch` it must be a link that Laurel makes. "
                "Move that folder away, or take `switch` out. Nothing was sent."
            )
        shown = self._shown()
        return plan(release, dict.fromkeys(shown, "") if again else shown)

    def send(self, release: Sendable, todo: Plan, report: Report) -> None:
        """See `Plug`."""
        if not todo:
            return
        shas = {path: output.sha for path, output in release.files.items()}
        packed = gzip.compress(json.dumps(dict(sorted(shas.items())), ensure_ascii=False).encode(), 6, mtime=0)
        whole = self._home / hashlib.sha256(packed).hexdigest()[:16]
        try:
            self._sweep()
            if set(todo.uploads) == set(shas) and whole.is_dir() and self._current() != whole.name:
                shutil.rmtree(whole)
            if not whole.is_dir():
                self._make(release, todo, report, whole)
                write_new(whole.with_name(whole.name + _LIST), packed)
                settle([whole.with_name(whole.name + _LIST)])
            self._switch(whole)
            self._prune(whole.name)
        except OSError as error:
            raise HostTrouble(f"{error.filename or self._home}: {disk_words(error)}") from error

    def close(self) -> None:
        """See `Plug`."""

    def _make(self, release: Sendable, todo: Plan, report: Report, whole: Path) -> None:
        """The release in a folder of its own, which gets its name only when every file is on disk."""
        half = whole.with_name(whole.name + _HALF)
        half.mkdir(parents=True)
        former = self._home / (self._current() or "none")
        tally, new = Tally(release, todo, report), frozenset(todo.uploads)
        made: set[str] = {""}
        written: list[Path] = []
        for path in (*sorted(set(release.files) - new), *todo.uploads):
            above = path.rpartition("/")[0]
            if above not in made:
                (half / above).mkdir(parents=True, exist_ok=True)
                made.add(above)
            if path in new or not _linked(former / path, half / path):
                write_new(half / path, release.read(path))
                written.append(half / path)
            if path in new:
                tally(path)
        for path in todo.removals:
            tally(path)
        settle(written)
        os.rename(half, whole)

    def _switch(self, whole: Path) -> None:
        target = os.path.join(self._home.name, whole.name)
        if self._link.is_symlink() and os.readlink(self._link) == target:
            return
        aside = self._home / "link"
        aside.unlink(missing_ok=True)
        aside.symlink_to(target)  # seen from where it will stand, beside the releases' folder
        os.replace(aside, self._link)
        handle = os.open(self._link.parent, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    def _current(self) -> str:
        """The name of the release the link shows; empty when it shows none of ours."""
        try:
            home, name = os.path.split(os.readlink(self._link))
        except OSError:
            return ""
        return name if home == self._home.name and _NAME.fullmatch(name) else ""

    def _shown(self) -> Mapping[str, str]:
        name = self._current()
        if not name or not (self._home / name).is_dir():
            return {}
        try:
            said = json.loads(gzip.decompress((self._home / f"{name}{_LIST}").read_bytes()))
            return {str(path): str(sha) for path, sha in said.items()}
        except (OSError, EOFError, ValueError, AttributeError):
            return {}

    def _sweep(self) -> None:
        """Take away what a killed send left."""
        self._home.mkdir(parents=True, exist_ok=True)
        for half in self._home.glob(f"*{_HALF}"):
            shutil.rmtree(half)

    def _prune(self, newest: str) -> None:
        kept = [place for place in self._home.iterdir() if _NAME.fullmatch(place.name) and place.name != newest]
        kept.sort(key=lambda place: place.stat().st_mtime_ns, reverse=True)
        for place in kept[self._keep - 1 :]:
            shutil.rmtree(place, ignore_errors=True)
            with suppress(OSError):
                place.with_name(place.name + _LIST).unlink()


def _linked(old: Path, new: Path) -> bool:
    """Give a file of the former release a second name; not where links cannot be made or it was taken away."""
    try:
        if old.is_symlink():
            return False
        os.link(old, new)
    except OSError:
        return False
    return True
