"""What the private records cost, beside plain sqlite3 with the same bytes in it. Prints one table; asserts nothing.

    python benchmarks/records.py [--people 1000] [--drafts 5000] [--others 50000] [--writes 200]

Both hold people, drafts of some 800 words, awards held back, letters and an audit log, as the desk does. A write
is one draft changed and one audit entry with its former value, and counts when it is safe on the disk (sqlite3:
WAL and synchronous=FULL). The two take turns, so that a machine that slows down slows both: read the ratios.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import msgspec  # noqa: E402  (a script's own folder is on the path, not the one above)

from hub.records import Records, disk, open_records, queries  # noqa: E402  (as above)
from hub.records.kinds import Draft, DraftState, Held, Letter, Person, Profile  # noqa: E402  (as above)

NOON = dt.datetime(2026, 11, 20, 12, 0, tzinfo=dt.UTC)
WORDS = "bees frost dawn hive honey winter garden letter morning river stone field bread light".split()
STATES: tuple[DraftState, ...] = ("published", "published", "published", "submitted", "draft")
BATCH = 2000
"""Records written in one change while the hub is filled."""


@dataclass(frozen=True)
class Size:
    """How much there is of what."""

    people: int
    drafts: int
    held: int
    letters: int
    audit: int


def text(chance: random.Random, words: int) -> str:
    """Words that say nothing."""
    return " ".join(chance.choices(WORDS, k=words))


def records_of(size: Size) -> Iterator[Any]:
    """Every record but the log."""
    chance = random.Random(1)
    for n in range(size.people):
        yield Person(f"person-{n}", Profile(f"Person {n}", bio=text(chance, 120)), NOON, f"p{n}@example.org")
    for n in range(size.drafts):
        author = f"person-{n % max(size.people, 1)}"
        body = text(chance, 800)
        yield Draft(
            f"d-{n}", STATES[n % len(STATES)], (author,), NOON, NOON, author, title=text(chance, 6), body=body,
            tags=("bees", "frost"), seen=body if n % 5 == 3 else None,
        )  # fmt: skip
    for n in range(size.held):
        yield Held(f"h-{n}", f"content/awards/a-{n}.yaml", text(chance, 40), f"person-{n % 100}", "consent", NOON)
    for n in range(size.letters):
        body = text(chance, 150)
        yield Letter(f"l-{n}", "p@example.org", "A badge", body, f"<p>{body}</p>", "sent", NOON, NOON)


def fill_ours(folder: Path, size: Size) -> None:
    """Fill a hub folder through the door; nothing is synced meanwhile, which nobody should copy."""
    sync, disk.sync = disk.sync, lambda handle: None
    try:
        records = open_records(folder / "data")
        batch: list[Any] = []
        for record in records_of(size):
            batch.append(record)
            if len(batch) == BATCH:
                _put(records, batch)
        _put(records, batch)
        for n in range(size.audit):
            with records.change(
                by="a", name="Noor", action="letter.read", subject=f"letter:l-{n}", words="Read"
            ) as one:
                one.note()
        records.forget(lambda e: e if not e.records else replace(e, records=()), by="a", name="Noor", action="filled")
    finally:
        disk.sync = sync


def _put(records: Records, batch: list[Any]) -> None:
    with records.change(by="a", name="Noor", action="fill") as change:
        for record in batch:
            change.put(record)
    batch.clear()


def connect(folder: Path) -> sqlite3.Connection:
    """The same in sqlite3: one table, one row a record."""
    database = sqlite3.connect(folder / "records.sqlite3", isolation_level=None)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    return database


def fill_theirs(folder: Path, size: Size) -> None:
    """Fill a database with the same records."""
    database = connect(folder)
    database.execute("CREATE TABLE records (kind TEXT, id TEXT, json BLOB, PRIMARY KEY (kind, id))")
    database.execute("CREATE TABLE audit (id INTEGER PRIMARY KEY, json BLOB)")
    database.execute("BEGIN")
    rows = ((type(r).__name__, r.id, msgspec.json.encode(r)) for r in records_of(size))
    database.executemany("INSERT INTO records VALUES (?, ?, ?)", rows)
    entries = (
        (json.dumps({"by": "a", "action": "letter.read", "subject": f"letter:l-{n}"}),) for n in range(size.audit)
    )
    database.executemany("INSERT INTO audit (json) VALUES (?)", entries)
    database.execute("COMMIT")
    database.close()


class Ours:
    """The records, as the desk uses them."""

    def __init__(self, folder: Path) -> None:
        self._records = open_records(folder / "data")

    def write(self, n: int) -> None:
        """One draft changed."""
        with self._records.change(by="a", name="Noor", action="draft.edit", subject=f"draft:d-{n}") as change:
            draft = change.get(Draft, f"d-{n}")
            assert draft
            change.put(replace(draft, body=f"{draft.body} more"), expected=draft.version)

    def everything(self) -> int:
        """Every record in memory."""
        return sum(len(self._records.all(kind)) for kind in (Person, Draft, Held, Letter))

    def list(self) -> int:
        """What waits for a reviewer."""
        return len(queries.drafts_waiting(self._records))

    def one(self, n: int) -> object:
        """One draft."""
        return self._records.get(Draft, f"d-{n}")

    def log(self) -> int:
        """The newest page of the audit."""
        return len(self._records.log(limit=50))


class Theirs:
    """The same with sqlite3 and a line of SQL each."""

    def __init__(self, folder: Path) -> None:
        self._database = connect(folder)
        self._decoder = msgspec.json.Decoder(Draft)

    def write(self, n: int) -> None:
        """One draft changed, with its audit entry."""
        self._database.execute("BEGIN IMMEDIATE")
        former = self._row(n)
        draft = self._decoder.decode(former)
        changed = msgspec.json.encode(replace(draft, body=f"{draft.body} more", version=draft.version + 1))
        self._database.execute("UPDATE records SET json = ? WHERE kind = 'Draft' AND id = ?", (changed, f"d-{n}"))
        entry = json.dumps({"by": "a", "action": "draft.edit", "subject": f"draft:d-{n}", "before": former.decode()})
        self._database.execute("INSERT INTO audit (json) VALUES (?)", (entry,))
        self._database.execute("COMMIT")

    def everything(self) -> int:
        """Every record in memory, as it would be cached."""
        kinds: dict[str, Any] = {"Person": Person, "Draft": Draft, "Held": Held, "Letter": Letter}
        rows = self._database.execute("SELECT kind, json FROM records")
        self._all = [msgspec.json.decode(data, type=kinds[kind]) for kind, data in rows]
        return len(self._all)

    def list(self) -> int:
        """What waits for a reviewer; no index, as nobody has asked for one."""
        found = self._database.execute(
            "SELECT json FROM records WHERE kind = 'Draft' "
            "AND json_extract(CAST(json AS TEXT), '$.state') = 'submitted'"
        )
        return len([self._decoder.decode(data) for (data,) in found])

    def one(self, n: int) -> object:
        """One draft."""
        return self._decoder.decode(self._row(n))

    def log(self) -> int:
        """The newest page of the audit."""
        found = self._database.execute("SELECT json FROM audit ORDER BY id DESC LIMIT 50")
        return len([json.loads(data) for (data,) in found])

    def _row(self, n: int) -> bytes:
        (data,) = self._database.execute(
            "SELECT json FROM records WHERE kind = 'Draft' AND id = ?", (f"d-{n}",)
        ).fetchone()
        found: bytes = data
        return found


def median(times: Iterable[float]) -> float:
    """The median, in milliseconds."""
    return statistics.median(times) * 1000


def timed(act: Callable[[], object]) -> float:
    """Seconds an act takes."""
    begin = time.perf_counter()
    act()
    return time.perf_counter() - begin


def start(who: str, folder: Path) -> tuple[float, float, float]:
    """Milliseconds to open, milliseconds to have everything in memory, and MB then, in a process of its own."""
    command = [sys.executable, __file__, "--start", who, str(folder)]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    return float(said[0]), float(said[1]), float(said[2])


def peak() -> float:
    """The most memory this process has had, in MB; what its parent had does not count."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def started(who: str, folder: Path) -> None:
    """What `start` runs."""
    made: list[Ours | Theirs] = []
    opened = timed(lambda: made.append((Ours if who == "ours" else Theirs)(folder)))
    read = timed(made[0].everything)
    print(opened * 1000, read * 1000, peak())


def measure(folder: Path, size: Size, writes: int) -> dict[str, tuple[float, float]]:
    """Each figure for the records and for sqlite3."""
    chance = random.Random(2)
    found: dict[str, tuple[float, float]] = {}
    starts = [(start("ours", folder), start("theirs", folder)) for _ in range(3)]
    for n, name in enumerate(("open, ms", "everything into memory, ms", "memory with everything in it, MB")):
        found[name] = (min(o[n] for o, _ in starts), min(t[n] for _, t in starts))
    ours, theirs = Ours(folder), Theirs(folder)
    ours.everything()
    numbers = [chance.randrange(size.drafts) for _ in range(writes)]
    pairs = [(timed(lambda n=n: ours.write(n)), timed(lambda n=n: theirs.write(n))) for n in numbers]  # type: ignore[misc]  # mypy: bound as a default
    found["one acknowledged write, ms"] = (median(o for o, _ in pairs), median(t for _, t in pairs))
    pairs = [(timed(lambda n=n: ours.one(n)), timed(lambda n=n: theirs.one(n))) for n in numbers]  # type: ignore[misc]  # mypy: bound as a default
    found["one record read, ms"] = (median(o for o, _ in pairs), median(t for _, t in pairs))
    pairs = [(timed(ours.list), timed(theirs.list)) for _ in range(15)]
    found["a list of a thousand, ms"] = (median(o for o, _ in pairs), median(t for _, t in pairs))
    pairs = [(timed(ours.log), timed(theirs.log)) for _ in range(15)]
    found["a page of the audit, ms"] = (median(o for o, _ in pairs), median(t for _, t in pairs))
    return found


def on_disk(folder: Path) -> float:
    """MB of all files below a folder."""
    return sum(p.stat().st_size for p in folder.rglob("*") if p.is_file()) / 1e6


def report(found: dict[str, tuple[float, float]]) -> None:
    """The table."""
    print(f"{'':36}{'Laurel':>10}{'sqlite3':>10}{'ratio':>8}")
    for name, (ours, theirs) in found.items():
        print(f"{name:36}{ours:10.2f}{theirs:10.2f}{ours / theirs:8.1f}")


def main() -> None:
    """Fill, measure, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--people", type=int, default=1000)
    parser.add_argument("--drafts", type=int, default=5000)
    parser.add_argument("--others", type=int, default=50_000, help="audit entries, letters and awards held, together")
    parser.add_argument("--writes", type=int, default=200)
    parser.add_argument("--folder", type=Path, help="where to work; must be on the disk that counts")
    parser.add_argument("--start", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.start:
        started(options.start[0], Path(options.start[1]))
        return
    third = options.others // 3
    size = Size(options.people, options.drafts, third, third, options.others - 2 * third)
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        folder = Path(name)
        seconds = timed(lambda: fill_ours(folder, size))
        fill_theirs(folder, size)
        print(f"{size} filled in {seconds:.0f} s", file=sys.stderr)
        found = measure(folder, size, options.writes)
        found["on the disk, MB"] = (on_disk(folder / "data"), (folder / "records.sqlite3").stat().st_size / 1e6)
        report(found)


if __name__ == "__main__":
    main()
