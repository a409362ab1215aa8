"""The measurements: the same posts each time, and a result that lacks an edit is told."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import contenders, tables, watching
from benchmarks.cases import CASES
from benchmarks.corpus import corpus
from benchmarks.layouts import LAYOUTS
from benchmarks.watching import Files, Spent

BY_KEY = {case.key: case for case in CASES}


def test_the_same_numbers_give_the_same_posts_about_as_many_topics() -> None:
    one, other = corpus(30), corpus(30)
    assert [one.post(n) for n in range(30)] == [other.post(n) for n in range(30)]
    assert len(set(one.topics)) == 300
    assert len({person.handle for person in one.people}) == 200


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_has_every_post_with_its_words_and_its_picture(layout: str, tmp_path: Path) -> None:
    LAYOUTS[layout].fill(tmp_path, corpus(5))
    for number in range(5):
        post = corpus(5).post(number)
        text = LAYOUTS[layout].path(tmp_path, post.slug).read_text(encoding="utf-8")
        assert post.title in text
        assert post.body.splitlines()[0] in text
        assert f"({LAYOUTS[layout].picture_url}fig-{number:02d}.png" in text
        assert (tmp_path / LAYOUTS[layout].pictures / f"fig-{number:02d}.png").is_file()


def test_an_edit_that_is_not_on_the_pages_is_told(tmp_path: Path) -> None:
    text = corpus(25)
    machine = tmp_path / "machine"
    machine.mkdir()
    hub = contenders.settle_in(tmp_path, "laurel", contenders.tools(None)["laurel"], text, machine)
    cold = BY_KEY["cold"]
    assert "25 posts" in cold.fault(hub, text, 0)
    cold.prepare(hub, text, 0)
    hub.build()
    assert cold.fault(hub, text, 0) == ""
    assert hub.files.changed() == hub.files.total > 25
    edits = [BY_KEY[key] for key in ("body", "title", "added", "removed", "theme")]
    for case in edits:
        case.prepare(hub, text, 0)
        assert case.fault(hub, text, 0), case.key
    hub.build()
    assert [case.fault(hub, text, 0) for case in edits] == [""] * len(edits)


def test_files_count_as_changed_by_what_they_hold(tmp_path: Path) -> None:
    for name in ("same", "other", "gone"):
        (tmp_path / name).write_text(name)
    files = Files(tmp_path)
    assert files.changed() == 3
    (tmp_path / "same").write_text("same")
    assert files.changed() == 0
    (tmp_path / "other").write_text("else")
    (tmp_path / "gone").unlink()
    (tmp_path / "new").write_text("new")
    assert files.changed() == 3


def test_processor_time_of_children_counts_while_they_live_and_after() -> None:
    busy = "import time\nwhile time.process_time() < 0.3: pass\n"
    script = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {busy!r}]); print(flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        assert watching.family_cpu(process.pid) >= 0.3
        process.communicate(b"\n")


def test_the_table_tells_medians_and_the_part_of_the_measure() -> None:
    def taken(who: str, walls: list[float]) -> list[tables.Taken]:
        return [tables.Taken(10, "body", who, turn, Spent(wall, 1.0), 2) for turn, wall in enumerate(walls)]

    wrong = tables.Taken(10, "body", "pelican", 0, Spent(1, 1), 2, "missing")
    table = tables.report([*taken("laurel", [1, 2, 9]), *taken("hugo", [40, 40, 40]), wrong], {"body": "a word"}, [])
    head, _, row = (line.strip("|").split("|") for line in table.splitlines())
    assert [cell.strip() for cell in head[-2:]] == ["Pelican", "small theme : Hugo"]
    cells = [cell.strip() for cell in row]
    assert cells == ["10", "a word", "2.00 / 1.00 / 2", "40.00 / 1.00 / 2", "failed", "1/20"]
