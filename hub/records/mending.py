"""Finishing what was interrupted, making a lost head anew, and what `laurel doctor` should tell of the records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from hub.model import HubError, Problem, Severity
from hub.records import disk
from hub.records.cache import Cache, Head, State, short
from hub.records.errors import Unfinished
from hub.records.former import Formers
from hub.records.journal import Intent, Journal, merged
from hub.records.layout import Collection
from hub.records.log import Log
from hub.records.placing import UNPLACED, place


class Mender:
    """Looks after one folder of records."""

    def __init__(
        self,
        cache: Cache,
        journal: Journal,
        formers: Formers,
        log: Log,
        collections: Iterable[Collection],
        own: Collection,
        hub: Path,
    ) -> None:
        self._cache = cache
        self._folder = cache.folder
        self._journal = journal
        self._formers = formers
        self._log = log
        self._collections = tuple(collections)
        self._own = own
        self._hub = hub

    def is_needed(self) -> bool:
        """Whether anything was interrupted or lost, as far as can be seen without the lock."""
        state, newest = self._cache.head_on_disk(), self._journal.newest()
        if state is None:
            return bool(self._cache.names()) or newest is not None
        if newest is not None and newest.erases:
            return True
        return bool(self._journal.pending(state.head.generation, state.base)) or self._is_older_than_log(state)

    def finish(self, thorough: bool = False) -> None:
        """Put in place what counts but is not; make the head anew where it is lost. Call with the lock held.

        `thorough`: also take out of the journal what a killed process had erased and left there. Raises
        Unfinished when the disk does not let it.
        """
        state = self._cache.take_head()
        if state is None:
            self._make_head()
            state = self._cache.take_head() or State()
        pending = self._journal.pending(state.head.generation, state.base)
        if pending:
            self._place(merged(pending))
            state = self._cache.take_head() or State()
        if self._is_older_than_log(state):
            self._follow_log(state)
        newest = self._journal.newest() if thorough else None
        if newest is not None and newest.erases:
            self._journal.forget()

    def troubles(self) -> Iterator[Problem]:
        """What somebody should look at. Reads everything."""
        yield from self._modes()
        yield from self._unplaced()
        for collection in self._collections:
            try:
                self._cache.collection(collection, sure=True)
            except HubError as error:
                yield Problem(self._cache.place(collection.name), 0, str(error), "then start `laurel doctor` again")
        for name in sorted(self._cache.outside):
            yield Problem(
                self._cache.place(name), 0, "was changed outside Laurel, and is used as it is now",
                "look whether that was meant; the next change takes it over", Severity.WARNING,
            )  # fmt: skip
        yield from self._log.troubles()

    def _place(self, intent: Intent) -> None:
        try:
            place(intent, self._folder, self._hub, self._formers)
        except (OSError, HubError) as error:
            raise Unfinished(
                f"An interrupted change is safe in {self._folder}, but could not be put in place: {error}. Mend "
                "that and try again; nothing else was changed."
            ) from error

    def _make_head(self) -> None:
        """Make a lost head anew, from the journal's last change or from the files themselves."""
        newest = self._journal.newest()
        if newest is not None:
            self._place(newest)
            return
        names = self._cache.names()
        segments = sorted(n for n in names if self._own.holds(n))
        kept = [n for n in names if any(c.holds(n) for c in self._collections)] + segments[-1:]
        if kept:
            self._write_head(Head(self._log.generation(segments), {name: self._short(name) for name in kept}))

    def _is_older_than_log(self, state: State) -> bool:
        """Whether somebody put back an older head beside newer files: then ids would be given twice."""
        segments = self._segments()
        return bool(segments) and self._log.generation(segments[-1:]) > state.head.generation

    def _follow_log(self, state: State) -> None:
        """Go on where the log ends; what else is not as the head says is told as changed from outside."""
        segments = self._segments()
        files = {name: digest for name, digest in state.head.files.items() if not self._own.holds(name)}
        files[segments[-1]] = self._short(segments[-1])
        self._write_head(Head(self._log.generation(segments[-1:]), files))
        self._cache.take_head()

    def _segments(self) -> list[str]:
        return sorted(name for name in self._cache.names() if self._own.holds(name))

    def _short(self, name: str) -> str:
        return short(disk.read(self._cache.path(name)) or b"")

    def _write_head(self, head: Head) -> None:
        path = self._folder / "head.json"
        beside = path.with_name(".head.json.laurel")
        disk.write(beside, msgspec.json.encode(head), disk.PRIVATE_FILE)
        disk.replace(beside, path)
        disk.sync_folder(self._folder)

    def _modes(self) -> Iterator[Problem]:
        for path in (self._folder.parent, self._folder):
            mode = disk.mode(path) or 0
            if mode & 0o077:
                yield Problem(
                    self._cache.shown(path), 0, "others on this machine can look into this private folder",
                    f"chmod 700 {path}", Severity.WARNING,
                )  # fmt: skip

    def _unplaced(self) -> Iterator[Problem]:
        for path in sorted((self._folder / UNPLACED).rglob("*")):
            if path.is_file():
                number, _, belongs = path.relative_to(self._folder / UNPLACED).as_posix().partition("/")
                yield Problem(
                    self._cache.shown(path), 0,
                    f"is what change {number} made of {belongs}; someone else wrote that file before it got there",
                    "compare the two, keep what you need in the hub, then remove this one", Severity.WARNING,
                )  # fmt: skip
