"""Whatever is done in whatever order, the records are what a plain dictionary would be."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from hub.model import HubError
from hub.records import Records, Stale, open_records
from hub.records.kinds import Draft, Note
from tests.records.support import digest, draft

IDS = st.sampled_from(["d-1", "d-2", "d-3", "d-4"])
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
PATHS = st.sampled_from(["content/posts/a.md", "content/posts/b.md", "hub.toml"])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("put"), IDS, TEXTS),
        st.tuples(st.just("remove"), IDS, st.just("")),
        st.tuples(st.just("file"), PATHS, TEXTS),
        st.tuples(st.just("unfile"), PATHS, st.just("")),
    ),
    min_size=1,
    max_size=5,
)


class Model(RuleBasedStateMachine):
    """Two handles on one folder beside two dictionaries and a list of what could be undone."""

    @initialize()
    def begin(self) -> None:
        """An empty hub."""
        self.folder = tempfile.TemporaryDirectory()
        self.hub = Path(self.folder.name)
        self.handles = [open_records(self.hub / "data"), open_records(self.hub / "data")]
        self.drafts: dict[str, Draft] = {}
        self.files: dict[str, bytes] = {}
        self.entries = 0
        self.last: tuple[str, dict[str, Draft], dict[str, bytes]] | None = None

    def teardown(self) -> None:
        """Leave nothing behind."""
        self.folder.cleanup()

    def _step(self, change: Any, drafts: dict[str, Draft], files: dict[str, bytes], step: tuple[str, str, str]) -> None:
        what, key, text = step
        now = files.get(key)
        if what == "put":
            before = drafts.get(key)
            drafts[key] = replace(draft(key, body=text * 20), version=before.version + 1 if before else 1)
            assert change.put(draft(key, body=text * 20)) == drafts[key]
        elif what == "remove":
            change.remove(Draft, key)
            drafts.pop(key, None)
        elif what == "file":
            files[key] = text.encode()
            change.file(key, files[key], expected=None if now is None else digest(now))
        else:
            change.file(key, None, expected=None if now is None else digest(now))
            files.pop(key, None)

    @rule(handle=st.integers(0, 1), steps=STEPS)
    def change(self, handle: int, steps: list[tuple[str, str, str]]) -> None:
        """Several things at once."""
        drafts, files = dict(self.drafts), dict(self.files)
        with self.handles[handle].change(by="a", name="A", action="x", undoable=True) as change:
            for step in steps:
                self._step(change, drafts, files, step)
            assert change.all(Draft) == tuple(drafts[id] for id in sorted(drafts))
        self._came((drafts, files))

    def _came(self, now: tuple[dict[str, Draft], dict[str, bytes]]) -> None:
        records = self.handles[0]
        if records.generation > self.entries:
            self.last = (records.log(limit=1)[0].id, self.drafts, self.files)
        self.drafts, self.files = now
        self.entries = records.generation

    @rule(handle=st.integers(0, 1), steps=STEPS)
    def fail(self, handle: int, steps: list[tuple[str, str, str]]) -> None:
        """The same, but something goes wrong at the end."""
        with pytest.raises(ZeroDivisionError), self.handles[handle].change(by="a", name="A", action="x") as change:
            drafts, files = dict(self.drafts), dict(self.files)
            for step in steps:
                self._step(change, drafts, files, step)
            raise ZeroDivisionError

    @rule(handle=st.integers(0, 1), id=IDS)
    def stale(self, handle: int, id: str) -> None:
        """An edit that began too long ago."""
        with pytest.raises(Stale), self.handles[handle].change(by="a", name="A", action="x") as change:
            change.put(draft(id), expected=99)

    @rule(handle=st.integers(0, 1))
    def undo(self, handle: int) -> None:
        """Take back the last change."""
        if self.last is None:
            return
        entry, drafts, files = self.last
        records = self.handles[handle]
        touched = {f.id: f for e in [records.entry(entry)] if e for f in e.records}
        records.undo(entry, by="b", name="B")
        back = {}
        for id in sorted({*drafts, *self.drafts}):
            now = self.drafts.get(id)
            if id not in touched:
                back.update({id: now} if now else {})
            elif id in drafts:
                version = max(drafts[id].version, touched[id].after_version or 0)
                back[id] = replace(drafts[id], version=version + 1)
        self.drafts, self.files, self.last = back, files, None
        self.entries = records.generation

    @rule()
    def undo_again(self) -> None:
        """What is not there cannot be undone."""
        with pytest.raises(HubError):
            self.handles[0].undo("e-999999999", by="b", name="B")

    @rule(handle=st.integers(0, 1))
    def reopen(self, handle: int) -> None:
        """Start anew."""
        self.handles[handle] = open_records(self.hub / "data")

    @invariant()
    def same(self) -> None:
        """Both handles and the files say what the dictionaries say."""
        for records in self.handles:
            self._same(records)
        there = {p.relative_to(self.hub).as_posix(): p.read_bytes() for p in self.hub.rglob("*") if p.is_file()}
        assert {path: data for path, data in there.items() if not path.startswith("data/")} == self.files

    def _same(self, records: Records) -> None:
        assert records.all(Draft) == tuple(self.drafts[id] for id in sorted(self.drafts))
        for id in ("d-1", "d-2", "d-3", "d-4"):
            assert records.get(Draft, id) == self.drafts.get(id)
        assert len(records.log(limit=1000)) == records.generation == self.entries
        assert all(n.id.startswith("undone:") for n in records.all(Note))


Model.TestCase.settings = settings(
    max_examples=40, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
)
TestModel = Model.TestCase
