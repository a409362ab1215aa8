"""Carrying out a plan: whole files, or a clear word."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from hub.actions.apply_plan import apply_plan
from hub.exchange import Plan, Write
from hub.exchange.plan import digest
from hub.model import HubError

MakeHub = Callable[..., Path]


def _plan(*writes: Write) -> Plan:
    return Plan("posts", writes)


def _files(root: Path) -> dict[str, bytes]:
    return {
        p.relative_to(root).as_posix(): p.read_bytes()
        for p in sorted(root.rglob("*"))
        if p.is_file() and ".laurel" not in p.parts
    }


def test_new_and_changed_files_stand_whole_in_their_places(make_hub: MakeHub) -> None:
    hub = make_hub({"content/posts/a.md": "old"})
    done = apply_plan(
        hub, _plan(Write.of("content/posts/a.md", b"new", digest(b"old")), Write.of("content/media/x/y.txt", b"y"))
    )
    assert done.written == ("content/posts/a.md", "content/media/x/y.txt")
    assert (hub / "content/posts/a.md").read_bytes() == b"new"
    assert (hub / "content/media/x/y.txt").read_bytes() == b"y"
    assert not [name for name in _files(hub) if "import" in name]


@pytest.mark.parametrize("before", [None, digest(b"something else")])
def test_a_file_changed_since_the_plan_stops_everything(make_hub: MakeHub, before: str | None) -> None:
    hub = make_hub({"content/posts/a.md": "mine"})
    was = _files(hub)
    with pytest.raises(HubError) as caught:
        apply_plan(hub, _plan(Write.of("content/posts/0.md", b"new"), Write.of("content/posts/a.md", b"new", before)))
    assert [problem.path for problem in caught.value.problems] == ["content/posts/a.md"]
    assert caught.value.status == 1
    assert _files(hub) == was


@pytest.mark.parametrize(
    "path",
    [
        "../out.md",
        "content/../../out.md",
        "/etc/out.md",
        "content",
        "",
        "data/x",
        "site/x",
        "content/link/x.md",
        "content/posts",
    ],
)
def test_nothing_is_written_outside_the_content(make_hub: MakeHub, tmp_path: Path, path: str) -> None:
    hub = make_hub({"content/posts/a.md": "a"})
    (tmp_path / "elsewhere").mkdir()
    (hub / "content/link").symlink_to(tmp_path / "elsewhere")
    was = _files(tmp_path)
    with pytest.raises(HubError):
        apply_plan(hub, _plan(Write.of("content/posts/0.md", b"new"), Write.of(path, b"new")))
    assert _files(tmp_path) == was


def test_a_failure_before_the_last_draft_is_on_disk_leaves_the_hub_as_it_was(make_hub: MakeHub) -> None:
    hub = make_hub({"content/posts/a.md": "old"})
    was = _files(hub)

    def full() -> bytes:
        raise OSError(28, "No space left on device")

    writes = [Write.of("content/posts/a.md", b"new", digest(b"old")), Write("content/posts/b.md", digest(b"b"), full)]
    with pytest.raises(HubError, match=r"No space left on device\. Nothing was written"):
        apply_plan(hub, _plan(*writes))
    assert _files(hub) == was


def test_when_it_stops_half_way_it_says_what_was_written_and_what_is_next(
    make_hub: MakeHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub, replace = make_hub(), os.replace

    def broken(source: Path, target: Path) -> None:
        if Path(target).name == "b.md":
            raise OSError(5, "Input/output error")
        replace(source, target)

    monkeypatch.setattr(os, "replace", broken)
    writes = [Write.of(f"content/posts/{name}.md", b"x") for name in "abc"]
    with pytest.raises(
        HubError, match=r"1 of 3 files were written, the last content/posts/a\.md; content/posts/b\.md was next"
    ):
        apply_plan(hub, _plan(*writes))
    assert [name for name in _files(hub) if name.startswith("content")] == ["content/posts/a.md"]


def test_a_source_that_changed_since_the_plan_is_told(make_hub: MakeHub) -> None:
    hub = make_hub()
    with pytest.raises(HubError, match=r"the source of content/media/x\.png changed"):
        apply_plan(hub, _plan(Write("content/media/x.png", digest(b"then"), lambda: b"now")))
    assert not (hub / "content/media/x.png").exists()
