"""Kills, failing disks and power cuts: every acknowledged change is there, nothing is torn, nobody has to mend."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from hub.model import HubError
from hub.records import Records, Unfinished, disk, open_records
from hub.records.kinds import Draft
from tests.records.powercut import PowerCuts
from tests.records.support import FailingSystem, digest, draft, kill_writers, whole_change, whole_number

KILLS = 50


def count_up(records: Records, hub: Path, number: int) -> None:
    """One change of everything."""
    with records.change(by="a", name="A", action="test.whole", subject=f"number:{number}") as change:
        whole_change(change, number, hub)


def test_killed_at_random_moments_every_acknowledged_change_is_there(hub: Path) -> None:
    assert kill_writers(hub, KILLS) > KILLS // 2


def steps_of(hub: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many steps a change of everything takes."""
    system = FailingSystem(10**9, True)
    records = open_records(hub / "data")
    monkeypatch.setattr(disk, "os", system)
    count_up(records, hub, 1)
    monkeypatch.undo()
    return system.step + 1


@pytest.mark.parametrize("forever", [False, True], ids=["once", "for-good"])
def test_a_disk_that_fails_at_any_step_leaves_all_or_nothing(
    quick_path: Path, forever: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    trial = quick_path / "trial"
    (trial / "content/posts").mkdir(parents=True)
    steps = steps_of(trial, monkeypatch)
    assert steps > 20
    outcomes = set()
    for step in range(steps):
        hub = quick_path / f"{step}"
        (hub / "content/posts").mkdir(parents=True)
        records = open_records(hub / "data")
        count_up(records, hub, 1)
        monkeypatch.setattr(disk, "os", FailingSystem(step, forever))
        outcome = "done"
        try:
            count_up(records, hub, 2)
        except Unfinished:
            outcome = "unfinished"
        except HubError as error:
            outcome = "refused"
            assert "Nothing was saved" in str(error)
        monkeypatch.undo()
        found = whole_number(open_records(hub / "data"), hub)
        assert found in {"done": {2}, "refused": {1}, "unfinished": {1, 2}}[outcome], (step, outcome)
        count_up(records, hub, found + 1)
        assert whole_number(records, hub) == found + 1
        outcomes.add(outcome)
    assert outcomes == ({"refused", "unfinished"} if forever else {"done", "refused"})


def test_a_power_cut_at_any_step_leaves_all_or_nothing(
    hub: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    records = open_records(hub / "data")
    cuts = PowerCuts(hub)
    cuts.install(monkeypatch)
    for number in (1, 2, 3):
        cuts.acknowledged = number - 1
        count_up(records, hub, number)
    cuts.acknowledged = 3
    cuts.cut()
    monkeypatch.undo()
    seen = set()
    for n, (state, acknowledged) in enumerate(cuts.states()):
        after = tmp_path / f"after-{n}"
        state.write(after)
        found = whole_number(open_records(after / "data"), after)
        assert acknowledged <= found <= acknowledged + 1
        seen.add(found)
    assert seen == {0, 1, 2, 3}


class Stop(BaseException):
    """What Ctrl+C does, at a chosen step."""


@pytest.fixture
def half_done(hub: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A hub whose second change counts but was stopped before anything of it was in place."""
    records = open_records(hub / "data")
    count_up(records, hub, 1)
    with monkeypatch.context() as patch, pytest.raises(Stop):
        patch.setattr("hub.records.store.place", lambda *_: (_ for _ in ()).throw(Stop))
        count_up(records, hub, 2)
    yield hub


def test_readers_see_a_half_done_change_whole_before_anyone_finishes_it(
    half_done: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = half_done
    reader = Records(hub / "data/records", hub, lambda: None, 1.0)
    assert reader.get(Draft, "d-1") is not None
    first = (hub / "data/records").glob("drafts-*.json").__next__()
    other = open_records(hub / "data")
    assert whole_number(other, hub) == 2
    assert first.exists()
    found = reader.get(Draft, "d-1")
    assert found and found.body.startswith("body 2 ")


def test_the_next_change_of_a_running_process_finishes_what_another_left(hub: Path) -> None:
    running = open_records(hub / "data")
    count_up(running, hub, 1)
    with pytest.MonkeyPatch.context() as patch, pytest.raises(Stop):
        patch.setattr("hub.records.store.place", lambda *_: (_ for _ in ()).throw(Stop))
        count_up(open_records(hub / "data"), hub, 2)
    count_up(running, hub, 3)
    assert whole_number(running, hub) == 3


def test_a_file_someone_wrote_before_an_interrupted_change_got_there_stays_and_ours_is_kept(half_done: Path) -> None:
    hub = half_done
    post = hub / "content/posts/count.md"
    assert post.read_text() == "1\n"
    post.write_text("by hand\n")
    post.with_name(".count.md.laurel").write_text("2\n")  # what an interrupted try leaves
    records = open_records(hub / "data")
    assert post.read_text() == "by hand\n"
    (trouble,) = records.troubles()
    assert "content/posts/count.md" in trouble.what
    assert not (hub / "content/posts/.count.md.laurel").exists()
    assert (hub / trouble.path).read_text() == "2\n"
    found = records.get(Draft, "d-1")
    assert found and found.body.startswith("body 2 ")
    with records.change(by="a", name="A", action="x") as change:
        change.file("content/posts/count.md", b"3\n", expected=digest(b"by hand\n"))


def test_a_folder_put_in_the_way_stops_nothing(half_done: Path) -> None:
    hub = half_done
    (hub / "content/posts/count.md").unlink()
    (hub / "content/posts/count.md").mkdir()
    records = open_records(hub / "data")
    assert [("count.md" in t.what) for t in records.troubles()] == [True]
    with records.change(by="a", name="A", action="x") as change:
        change.put(draft(title="goes on"))


def test_a_torn_journal_never_counted(hub: Path) -> None:
    records = open_records(hub / "data")
    count_up(records, hub, 1)
    with pytest.MonkeyPatch.context() as patch, pytest.raises(Stop):
        patch.setattr("hub.records.store.place", lambda *_: (_ for _ in ()).throw(Stop))
        count_up(records, hub, 2)
    slot = hub / "data/records/journal-0"
    whole = slot.read_bytes()
    for cut in range(0, len(whole), 97):
        slot.write_bytes(whole[:cut] + bytes(len(whole) - cut))
        assert whole_number(open_records(hub / "data"), hub) == 1
    slot.write_bytes(whole)
    assert whole_number(open_records(hub / "data"), hub) == 2


def test_nothing_is_left_lying_about(half_done: Path) -> None:
    open_records(half_done / "data")
    assert [p for p in half_done.rglob("*.laurel")] == []
