"""The audit log: newest first, in pages, by subject, over as many files as it takes."""

from __future__ import annotations

from pathlib import Path

import pytest

from hub.records import Records, open_records
from tests.records.support import draft, files_of, put


@pytest.fixture
def filled(records: Records, monkeypatch: pytest.MonkeyPatch) -> Records:
    """A hundred and twenty entries about seven drafts, thirty in a file."""
    monkeypatch.setattr("hub.records.log.SEGMENT_ENTRIES", 30)
    for n in range(120):
        with records.change(by="a", name="A", action="x", subject=f"draft:d-{n % 7}", words=str(n)) as change:
            change.put(draft(f"d-{n % 7}", title=str(n)))
    return records


def test_the_log_reads_newest_first_in_pages(filled: Records, hub: Path) -> None:
    seen: list[str] = []
    before = None
    while page := filled.log(limit=17, before=before):
        seen += [e.words for e in page]
        before = page[-1].id
    assert seen == [str(n) for n in range(119, -1, -1)]
    assert len(files_of(hub / "data", "audit")) > 2
    again = open_records(hub / "data")
    assert [e.words for e in again.log(limit=3)] == ["119", "118", "117"]
    assert again.log(limit=1, before=again.log(limit=120)[-1].id) == ()


def test_the_log_of_one_subject(filled: Records) -> None:
    found = filled.log(limit=1000, subject="draft:d-3")
    assert [e.words for e in found] == [str(n) for n in range(119, -1, -1) if n % 7 == 3]
    assert filled.log(limit=2, subject="draft:d-3", before=found[5].id) == found[6:8]
    assert filled.log(subject="draft:d") == ()


def test_any_entry_can_be_had_with_its_former_values(filled: Records) -> None:
    for entry in filled.log(limit=1000)[::10]:
        assert filled.entry(entry.id) == entry
        former = entry.records[0].before
        assert former is None or int(former["title"]) == int(entry.words) - 7
    assert filled.entry("e-000000000") is None
    assert filled.entry("nonsense") is None


def test_a_write_touches_only_the_newest_file_of_the_log(filled: Records, hub: Path) -> None:
    before = [path.stat().st_mtime_ns for path in files_of(hub / "data", "audit")]
    put(filled, draft())
    after = [path.stat().st_mtime_ns for path in files_of(hub / "data", "audit")]
    assert [a == b for a, b in zip(after, before, strict=True)] == [True] * (len(before) - 1) + [False]


def test_long_former_values_do_not_swell_the_log(records: Records, hub: Path) -> None:
    for n in range(20):
        put(records, draft(body=f"{n} " * 20_000))
    assert files_of(hub / "data", "audit")[0].stat().st_size < 20_000
    former = records.log(limit=1)[0].records[0].before
    assert former and former["body"] == "18 " * 20_000
