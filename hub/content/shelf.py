"""The content files as the desk lists them: fields and a few facts of each, kept up to date cheaply.

Nothing is rendered and nothing is checked against other files; that is what `load` is for. A file that cannot
be read is on the shelf all the same, with its `trouble`.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from hub.content.leaves import Kept, Leaf, look_at, read_leaf, recall, remember, scan
from hub.content.settings import FILE, read_settings
from hub.content.stamps import Stamp, stamp_of
from hub.model import HubError, Problem, Problems, Settings

_REST = 20
"""The shelf looks at every file again after this many times what the last look took, so that looking never
takes more than a twentieth of the time; a small hub is looked at each time it is asked."""
_FEW = 500
"""Up to so many files are looked at each time: that takes a few milliseconds."""
_MANY = 64
"""After this many changes what is known is kept anew; fewer are read again at the next start."""


@dataclass(frozen=True)
class _State:
    """All files at one moment, with what is worked out from them when it is first asked for."""

    kept: Kept = field(default_factory=dict)
    leaves: Mapping[str, Leaf] = field(default_factory=dict)
    sorted: dict[str, tuple[Leaf, ...]] = field(default_factory=dict)
    keyed: dict[str, dict[str, Leaf]] = field(default_factory=dict)


@dataclass(frozen=True)
class _Read:
    """`hub.toml` as it was read: the settings last understood, and what is the matter with it now."""

    stamp: Stamp | None
    settings: Settings | None
    problems: tuple[Problem, ...]


class Shelf:
    """The content files of the hub folder `root`. Safe for many threads."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._lock = threading.Lock()
        self._state: _State | None = None
        self._noted: set[str] = set()
        self._due = 0.0
        self._unkept = 0
        self._settings: _Read | None = None

    def leaves(self, *, fresh: bool = False) -> Mapping[str, Leaf]:
        """Every content file by its path in the hub folder, in the order of paths.

        What was told with `note` is seen at once. What others changed is too in a hub of some hundred files; in a
        larger one it is seen within a second or so, or now, with `fresh`.
        """
        return self._now(fresh).leaves

    def of(self, kind: str) -> tuple[Leaf, ...]:
        """All files of a kind ("posts", "advocates" …), the newest first, then by key."""
        state = self._now()
        found = state.sorted.get(kind)
        if found is None:
            mine = sorted((leaf for leaf in state.leaves.values() if leaf.kind == kind), key=lambda leaf: leaf.key)
            found = state.sorted[kind] = tuple(sorted(mine, key=lambda leaf: leaf.date, reverse=True))
        return found

    def leaf(self, kind: str, key: str) -> Leaf | None:
        """The file of a kind with this slug, handle or id; of two, the first by path, as the hub takes it."""
        state = self._now()
        keyed = state.keyed.get(kind)
        if keyed is None:
            keyed = {leaf.key: leaf for leaf in reversed([*state.leaves.values()]) if leaf.kind == kind}
            state.keyed[kind] = keyed
        return keyed.get(key)

    def text(self, path: str) -> str:
        """A content file's text as it is now, with its own line ends, ready for `edit_front_matter`.

        Raises HubError when it is not there, or not UTF-8.
        """
        if look_at(self.root, path) is None:
            raise HubError(f"There is no content file {path}. It was moved or removed.")
        try:
            return (self.root / path).read_bytes().decode("utf-8")
        except OSError as error:
            raise HubError(f"{path} cannot be read ({error.strerror}). Check its permissions.") from error
        except UnicodeDecodeError as error:
            raise HubError(f"{path} is not UTF-8 text. Save it as UTF-8 in your editor.") from error

    def settings(self) -> Settings:
        """`hub.toml` as it is now, or, while somebody's slip makes it unreadable, as it last was.

        Raises HubError with every problem when it was never readable.
        """
        read = self._read_settings()
        if read.settings is None:
            raise HubError("The settings in hub.toml have problems. Mend them first.", read.problems)
        return read.settings

    def settings_problems(self) -> tuple[Problem, ...]:
        """What is the matter with `hub.toml` now."""
        return self._read_settings().problems

    def note(self, path: str) -> None:
        """Hear that the file at `path` in the hub folder was just written or removed."""
        with self._lock:
            self._noted.add(PurePosixPath(path).as_posix())
            if path == FILE:
                self._settings = self._settings and _Read(None, self._settings.settings, ())

    def _read_settings(self) -> _Read:
        try:
            stamp = stamp_of((self.root / FILE).stat())
        except OSError:
            stamp = None
        with self._lock:
            known = self._settings
            if known is None or stamp is None or known.stamp != stamp:
                problems = Problems()
                settings = read_settings(self.root, problems)
                known = _Read(stamp, settings or (known.settings if known else None), tuple(problems))
                self._settings = known
            return known

    def _now(self, fresh: bool = False) -> _State:
        with self._lock:
            if self._state is None:
                kept = recall(self.root)
                self._state = _State(kept, MappingProxyType({path: leaf for path, (_, leaf) in kept.items()}))
                fresh = True
            if fresh or time.monotonic() >= self._due:
                started = time.perf_counter()
                self._turn(self._state, scan(self.root))
                took = time.perf_counter() - started
                self._due = time.monotonic() + (took * _REST if len(self._state.kept) > _FEW else 0)
            elif self._noted:
                self._turn(self._state, dict(self._looked(self._state)))
            self._noted.clear()
            return self._state

    def _looked(self, state: _State) -> Mapping[str, Stamp]:
        """The stamps that are known, with those of noted files as they are now."""
        stamps = {path: stamp for path, (stamp, _) in state.kept.items()}
        for path in self._noted:
            stamp = look_at(self.root, path)
            if stamp is None:
                stamps.pop(path, None)
            else:
                stamps[path] = stamp
        return dict(sorted(stamps.items()))

    def _turn(self, state: _State, stamps: Mapping[str, Stamp]) -> None:
        """Read the files whose stamp is another, forget those that are gone."""
        now = time.time_ns()
        changed: Kept = {}
        for path, stamp in stamps.items():
            known = state.kept.get(path)
            if known is None or known[0] != stamp:
                changed[path] = read_leaf(self.root, path, stamp, now)
        gone = [path for path in state.kept if path not in stamps]
        if not changed and not gone:
            return
        kept = {path: changed.get(path) or state.kept[path] for path in stamps}
        other = [path for path, (_, leaf) in changed.items() if path not in state.leaves or state.leaves[path] != leaf]
        if not other and not gone:  # files read again say the same: so what was worked out from them still holds
            self._state = _State(kept, state.leaves, state.sorted, state.keyed)
            return
        kinds = {path.split("/")[1] for path in (*other, *gone)}
        self._state = _State(
            kept,
            MappingProxyType({path: leaf for path, (_, leaf) in kept.items()}),
            {kind: found for kind, found in state.sorted.items() if kind not in kinds},
            {kind: found for kind, found in state.keyed.items() if kind not in kinds},
        )
        self._unkept += len(changed) + len(gone)
        if self._unkept >= _MANY or not state.kept:
            remember(self.root, kept)
            self._unkept = 0
