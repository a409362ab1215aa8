"""A whole hub, with everything it may hold: the same bytes in any place, beside any data, after any kill."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from hub.model import HubError
from hub.publish import build, check
from tests.web.whole import NOW, WHOLE

KILLS = 5


def files(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_two_places_and_any_private_data_give_the_same_bytes(make_hub: Callable[..., Path], tmp_path: Path) -> None:
    plain = make_hub(WHOLE, "plain")
    private = {
        "data/accounts.json": "not { json",
        "data/media/face.jpg": b"\xff\xd8private",
        "data/posts/secret.md": "---\ntitle: Secret\n---\n",
        "data/hub.toml": "title = 1",
    }
    other = make_hub(dict(reversed({**WHOLE, **private}.items())), "elsewhere/deeper/other")
    build(plain, now=NOW)
    build(other, now=NOW, out=tmp_path / "out", jobs=2)
    assert files(plain / "public") == files(tmp_path / "out")


def test_the_next_build_after_a_kill_gives_the_bytes_of_a_clean_one(
    make_hub: Callable[..., Path], tmp_path: Path
) -> None:
    hub = make_hub(WHOLE)
    build(hub, now=NOW)
    (hub / "content/posts/frost.md").write_text("---\ntitle: Thaw\nauthors: [ada]\ndate: 2026-03-02\n---\n\nWarm.\n")
    command = [sys.executable, "-m", "hub", "build", "--hub", str(hub), "--date", "2026-11-24T12:00+00:00"]
    began = time.monotonic()
    subprocess.run([*command, "--out", str(tmp_path / "warm-up")], check=True, capture_output=True)
    whole = time.monotonic() - began
    for kill in range(KILLS):
        process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        time.sleep(whole * (kill + 1) / (KILLS + 1))
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    build(hub, now=NOW)
    build(hub, now=NOW, out=tmp_path / "clean", clean=True)
    assert files(hub / "public") == files(tmp_path / "clean")


def test_a_hub_with_a_problem_leaves_what_is_published_as_it_is(make_hub: Callable[..., Path]) -> None:
    hub = make_hub(WHOLE)
    build(hub, now=NOW)
    before = files(hub / "public")
    (hub / "content/posts/frost.md").write_text("---\ntitle: Frost\n---\n")
    with pytest.raises(HubError) as told:
        build(hub, now=NOW)
    assert [p.what for p in told.value.problems if p.path == "content/posts/frost.md"][:1] == ["`authors` is missing"]
    assert files(hub / "public") == before


def test_what_no_longer_exists_is_removed_and_old_addresses_appear(make_hub: Callable[..., Path]) -> None:
    hub = make_hub(WHOLE)
    build(hub, now=NOW)
    post = hub / "content/posts/frost.md"
    post.with_name("thaw.md").write_text(post.read_text().replace("aliases: [", "aliases: [/posts/frost/, "))
    post.unlink()
    evidence = hub / "content/awards/a.yaml"
    evidence.write_text(evidence.read_text().replace("post:frost", "post:thaw"))
    build(hub, now=NOW)
    assert b"url=https://hub.example/posts/thaw/" in (hub / "public/posts/frost/index.html").read_bytes()
    assert (hub / "public/posts/thaw/index.html").is_file()


def test_a_post_whose_time_has_not_come_is_told(make_hub: Callable[..., Path]) -> None:
    told = [str(problem) for problem in check(make_hub(WHOLE), now=NOW)]
    expected = (
        "content/posts/soon.md:4: warning: this post comes out on 2026-12-24, and until then its text can be read"
    )
    assert [line for line in told if line.startswith(expected)]
    assert not [line for line in told if "draft.md" in line]


def test_a_badge_that_cannot_be_drawn_is_told_with_its_letter(make_hub: Callable[..., Path]) -> None:
    ada = str(WHOLE["content/advocates/ada.md"]).replace("Ada Obi", "Ada \U00016a4f")
    badge = "---\nname: First Light\ndesign: {shape: disk}\n---\n\nFor a first post.\n"
    hub = make_hub({**WHOLE, "content/advocates/ada.md": ada, "content/badges/first.md": badge})
    with pytest.raises(HubError) as told:
        build(hub, now=NOW)
    lines = list(map(str, told.value.problems))
    assert any(
        line.startswith("content/advocates/ada.md:2: no font here can draw \U00016a4f (U+16A4F") for line in lines
    )
    assert any(
        line.startswith("content/badges/first.md:3: There is no shape “disk”; did you mean “disc”") for line in lines
    )
    assert not (hub / "public").exists()


def test_a_name_too_wide_to_draw_is_told_with_its_file(make_hub: Callable[..., Path]) -> None:
    ada = str(WHOLE["content/advocates/ada.md"]).replace("Ada Obi", "\ufdfd")
    hub = make_hub({**WHOLE, "content/advocates/ada.md": ada})
    with pytest.raises(HubError) as told:
        build(hub, now=NOW)
    assert "content/advocates/ada.md:2: “\ufdfd” is too wide to be drawn on a badge; write it in other letters" in [
        str(problem) for problem in told.value.problems
    ]
    assert not (hub / "public").exists()


def test_a_folder_that_is_gone_does_not_stand_in_the_way_of_other_builds(
    make_hub: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = make_hub(WHOLE)
    gone = tmp_path / "gone"
    replace = os.replace

    def fail(source: object, target: object) -> None:
        if str(target).startswith(str(gone)):
            raise OSError(5, "Input/output error", str(target))
        replace(str(source), str(target))

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(OSError, match="Input/output"):
        build(hub, now=NOW, out=gone)
    assert build(hub, now=NOW).written
