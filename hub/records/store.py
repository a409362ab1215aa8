"""The one door to the private records."""

from __future__ import annotations

import datetime as dt
import os
import secrets
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from hub.model import HubError, Problem
from hub.records import disk
from hub.records.cache import Cache, State
from hub.records.change import Change, Told
from hub.records.commit import Plan, Planner
from hub.records.errors import Unfinished
from hub.records.former import Formers
from hub.records.journal import Journal, Uncertain
from hub.records.kinds import AuditEntry
from hub.records.layout import COLLECTIONS, LOG, Collection, by_kind
from hub.records.lock import Card, Lock
from hub.records.log import Log, Scrub
from hub.records.mending import Mender
from hub.records.placing import Placed, place
from hub.records.undoing import undo

T = TypeVar("T")
Clock = Callable[[], dt.datetime]
WAIT = 15.0
"""Seconds a change waits for the lock before it says who holds it."""
_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    """What the operating system refuses, told in words. Whatever comes through here has changed nothing."""
    try:
        yield
    except OSError as error:
        raise HubError(
            f"Nothing was saved: {error.filename or folder} cannot be used ({error.strerror or error}). Make room on "
            "the disk, or let the account that runs Laurel read and write there, and try again."
        ) from error


def utc_now() -> dt.datetime:
    """The present moment in UTC."""
    return dt.datetime.now(dt.UTC)


def new_id(prefix: str) -> str:
    """A fresh id, "prefix-xxxxxxxxxx": 49 bits of chance, in letters that cannot be mistaken for each other."""
    return f"{prefix}-{''.join(secrets.choice(_ALPHABET) for _ in range(10))}"


def open_records(
    data: Path,
    *,
    hub: Path | None = None,
    now: Clock = utc_now,
    wait: float = WAIT,
    collections: Sequence[Collection] = COLLECTIONS,
) -> Records:
    """The private records in the folder `data` (`HUB/data`), made when absent; `hub` is the hub folder.

    Finishes what a killed process left half-done. Raises HubError when the folder cannot be used.
    """
    folder = data.absolute() / "records"
    try:
        disk.folder(folder)
        ignore = data / ".gitignore"
        if not ignore.exists():
            disk.write(ignore, b"*\n", disk.PRIVATE_FILE)
        records = Records(folder, (hub or data.absolute().parent), now, wait, collections)
        records.mend()
    except OSError as error:
        raise HubError(
            f"The private records in {data} cannot be opened: {error.strerror or error}. Let the account that runs "
            "Laurel read and write that folder. Nothing was changed."
        ) from error
    return records


class Records:
    """The private records of one hub. Safe for threads, and for other processes at the same folder."""

    def __init__(
        self, folder: Path, hub: Path, now: Clock, wait: float, collections: Sequence[Collection] = COLLECTIONS
    ) -> None:
        self._folder = folder
        self._hub = hub
        self._now = now
        self._wait = wait
        self._kinds = by_kind(collections)
        self._journal = Journal(folder)
        self._formers = Formers(folder / "former")
        self._cache = Cache(folder, self._journal)
        self._own = next((c for c in collections if c.kind is AuditEntry), LOG)
        self._log = Log(self._cache, self._formers, self._own, self._kinds.values())
        names = {c.name: c for c in self._kinds.values()}
        self._planner = Planner(self._cache, self._formers, self._log, names, self._own, hub)
        self._mender = Mender(
            self._cache, self._journal, self._formers, self._log, self._kinds.values(), self._own, hub
        )
        self._lock = Lock(folder)
        self._here = threading.local()

    @property
    def generation(self) -> int:
        """The number of changes so far. It rises with each, whichever process makes it."""
        return self._cache.state().head.generation

    def get(self, kind: type[T], id: str) -> T | None:
        """The record with this id, None when there is none."""
        found: T | None = self._cache.collection(self._kinds[kind]).records.get(id)
        return found

    def all(self, kind: type[T]) -> tuple[T, ...]:
        """Every record of a kind, in the order of their ids."""
        return self._cache.collection(self._kinds[kind]).all

    def log(self, *, limit: int = 50, before: str | None = None, subject: str | None = None) -> tuple[AuditEntry, ...]:
        """The audit, newest first: at most `limit` entries, older than the entry `before`, about `subject`."""
        return self._log.newest(limit, before, subject)

    def entry(self, id: str) -> AuditEntry | None:
        """One entry of the audit."""
        return self._log.entry(id)

    def former(self, digest: str) -> bytes | None:
        """The former bytes of a file, by their digest; None when they were erased."""
        return self._formers.get(digest)

    @contextmanager
    def change(
        self,
        *,
        by: str,
        name: str,
        action: str,
        subject: str = "",
        words: str = "",
        why: str = "",
        undoable: bool = False,
    ) -> Iterator[Change]:
        """One change: everything put, removed and filed inside takes effect at the end, or nothing does.

        `by` and `name` say who, `action` and `subject` what to what, `words` the sentence the audit shows, `why`
        the reason given. Raises Busy, Stale, FileChanged, and HubError when files cannot be read or written.
        """
        with self._changing(Told(by, name, action, subject, why, undoable), words) as change:
            yield change

    def undo(self, entry_id: str, *, by: str, name: str, check: Callable[[Change], None] | None = None) -> AuditEntry:
        """Put back what a change changed; gives the entry of the undoing, which can be undone in turn.

        `check` looks at it before it counts and may raise. Raises HubError when something else has touched it
        since, and says who did what.
        """
        entry = self._log.entry(entry_id)
        if entry is None:
            raise HubError("That change is not in the log any more, so it cannot be undone.")
        told = Told(by, name, "records.undo", entry.subject, undoable=True, undoes=entry.id)
        with self._changing(told, f"{name} undid: {entry.words or entry.action}") as change:
            undo(change, entry, self._kinds.values(), self._formers, self._log, self._hub)
            if check is not None:
                check(change)
        made: AuditEntry = self._here.made
        return made

    def forget(self, scrub: Scrub, *, by: str, name: str, action: str, subject: str = "", words: str = "") -> None:
        """Have the whole log go through `scrub`: it gives each entry as it may stay, None when it has to go.

        Former values and bytes that no entry needs any more go with it. See `Change.forget`.
        """
        with self._changing(Told(by, name, action, subject), words) as change:
            change.forget(scrub)

    @contextmanager
    def still(self, *, name: str, doing: str) -> Iterator[Path]:
        """Hold the lock without changing anything, so that the folder may be copied; gives the folder."""
        with self._locked(name, doing):
            yield self._folder

    def troubles(self) -> tuple[Problem, ...]:
        """What somebody should look at: files that cannot be read or were changed from outside, changes that
        found a stranger's file in their place. Reads everything, so it takes a while on a large hub."""
        return tuple(self._mender.troubles())

    def mend(self) -> None:
        """Finish what a killed process left half-done."""
        if self._mender.is_needed():
            with self._locked("Laurel", "finishing an interrupted change"):
                self._mender.finish(thorough=True)

    # How a change is made.

    @contextmanager
    def _changing(self, told: Told, words: str) -> Iterator[Change]:
        if getattr(self._here, "busy", False):
            raise RuntimeError("a change inside a change")
        with self._locked(told.name, told.action):
            change = Change(self._cache, self._kinds, self._hub, told, words)
            self._here.busy = True
            try:
                yield change
                with _told(self._folder):
                    self._here.made = self._commit(change)
            finally:
                self._here.busy = False
                change.close()

    @contextmanager
    def _locked(self, name: str, doing: str) -> Iterator[None]:
        with _told(self._folder):
            held = self._lock.acquire(Card(os.getpid(), name, doing, utc_now()), self._wait)
        try:
            with _told(self._folder):
                self._mender.finish()
            yield
        finally:
            held.release()

    def _commit(self, change: Change) -> AuditEntry | None:
        plan = self._planner.plan(change, self._cache.state(), self._now())
        if plan is None:
            return None
        try:
            if change.scrub:
                self._journal.forget()
            self._journal.write(plan.intent)
        except Uncertain as error:
            raise Unfinished(
                f"{self._folder} failed in the middle of a write ({error.strerror}), so nobody can tell yet whether "
                "this change was saved. Mend the disk, start Laurel anew and look before you do it again."
            ) from error
        self._settle(plan, self._place(plan))
        if plan.intent.erases:
            with suppress(OSError):  # it is in place; the next start takes it out of the journal again
                self._journal.forget()
        return plan.entry

    def _place(self, plan: Plan) -> Placed:
        """Put a change in place that counts already. What fails once is tried once more."""
        try:
            return place(plan.intent, self._folder, self._hub, self._formers)
        except (OSError, HubError):
            try:
                return place(plan.intent, self._folder, self._hub, self._formers)
            except (OSError, HubError) as error:
                raise Unfinished(
                    f"The change is safe in {self._folder}, but could not be put in place yet: {error}. Mend that; the "
                    "next change or start of Laurel finishes it by itself."
                ) from error

    def _settle(self, plan: Plan, placed: Placed) -> None:
        state = State(plan.head, plan.intent.head, plan.head.generation)
        loaded = {}
        for name, one in plan.loaded.items():
            parts = {
                n: replace(p, signature=placed.signatures.get(f"{n}.json", p.signature)) for n, p in one.parts.items()
            }
            loaded[name] = replace(one, state=state, parts=parts)
        self._cache.settle(state, loaded)
