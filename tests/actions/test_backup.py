"""A backup holds everything that matters, and a restore brings exactly that back, or changes nothing."""

from __future__ import annotations

import hashlib
import io
import os
import signal
import stat
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from hub.actions import restoring
from hub.actions.archive import MANIFEST
from hub.actions.backup import backup
from hub.actions.consent import withdraw
from hub.actions.desk import Desk, open_desk
from hub.actions.erase import erase
from hub.actions.permissions import COMMAND_LINE, Actor, NotAllowed
from hub.actions.restoring import finish_restore, restore
from hub.model import HubError
from hub.publish import build, hold
from hub.records.kinds import Draft, Person
from tests.admin.support import fill
from tests.support.hubs import post

PICTURE = b"\x89PNG not really"


@pytest.fixture
def hub(tmp_path: Path) -> Path:
    """A hub in use, with private records, a theme of its own, and things that are made again."""
    root = tmp_path / "hub"
    fill(root)
    files = {
        "content/media/sea.txt": b"Salt.",
        "data/media/wet.png": PICTURE,
        "data/secret.key": b"secret",
        "site/static/own.css": b"a { color: red }",
        ".laurel/cache/thing": b"cache",
        "public/index.html": b"<p>",
        "notes.txt": b"not part of the hub",
    }
    for name, data in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(data)
    return root


def contents(root: Path) -> dict[str, bytes]:
    """Every file of the hub's own parts, the records' locks left out."""
    found = {}
    for part in ("hub.toml", "content", "data", "site"):
        for path in [root / part, *sorted((root / part).rglob("*"))]:
            if path.is_file() and path.name not in ("lock", "queue"):
                found[path.relative_to(root).as_posix()] = path.read_bytes()
    return found


def drafts(root: Path) -> set[str]:
    return {draft.id for draft in open_desk(root).records.all(Draft)}


@pytest.mark.parametrize("name", ["hub.tar.gz", "hub.tgz", "hub.zip"])
def test_a_restore_into_a_new_folder_gives_the_same_hub(hub: Path, tmp_path: Path, name: str) -> None:
    before = contents(hub)
    made = backup(open_desk(hub), COMMAND_LINE, tmp_path / name)
    assert made.size == (tmp_path / name).stat().st_size
    assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600
    done = restore(tmp_path / "new/hub", tmp_path / name)
    assert done.aside is None
    assert contents(tmp_path / "new/hub") == before
    assert made.files == len(before)
    assert drafts(tmp_path / "new/hub") == {"d-noor", "d-kenji"}


def test_what_is_private_stays_private(hub: Path, tmp_path: Path) -> None:
    backup(open_desk(hub), COMMAND_LINE, tmp_path / "b.tar.gz")
    restore(tmp_path / "new", tmp_path / "b.tar.gz")
    for path in [tmp_path / "new/data", *(tmp_path / "new/data").rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


def test_a_backup_is_told_in_the_record_and_leaves_nothing_behind(hub: Path, tmp_path: Path) -> None:
    desk = open_desk(hub)
    backup(desk, COMMAND_LINE, tmp_path / "b.zip")
    assert desk.records.log(limit=1)[0].words == "The command line made a backup"
    assert not list((hub / ".laurel").glob("backup-*"))
    assert sorted(p.name for p in tmp_path.iterdir()) == ["b.zip", "hub"]


def test_only_the_owner_makes_backups(hub: Path, tmp_path: Path) -> None:
    with pytest.raises(NotAllowed):
        backup(open_desk(hub), Actor("a", "Tove", "editor"), tmp_path / "b.zip")
    assert not (tmp_path / "b.zip").exists()


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("b.rar", "end in .tar.gz or .zip"),
        ("none/b.zip", "no place for a backup"),
        ("hub/content/b.zip", "would hold itself"),
        ("hub/data/b.tar.gz", "would hold itself"),
        ("letter.zip", "is no backup"),
    ],
)
def test_a_backup_goes_only_where_it_may(hub: Path, tmp_path: Path, place: str, words: str) -> None:
    (tmp_path / "letter.zip").write_text("Dear Tove")
    with pytest.raises(HubError, match=words) as caught:
        backup(open_desk(hub), COMMAND_LINE, tmp_path / place)
    assert caught.value.status == 2
    assert (tmp_path / "letter.zip").read_text() == "Dear Tove"


def test_an_older_backup_is_replaced_whole(hub: Path, tmp_path: Path) -> None:
    backup(open_desk(hub), COMMAND_LINE, tmp_path / "b.zip")
    (hub / "content/posts/new.md").write_text(post("New").replace("ada", "noor"))
    backup(open_desk(hub), COMMAND_LINE, tmp_path / "b.zip")
    restore(tmp_path / "new", tmp_path / "b.zip")
    assert (tmp_path / "new/content/posts/new.md").is_file()


def test_a_restore_over_a_hub_keeps_what_was_there(hub: Path, tmp_path: Path) -> None:
    backup(open_desk(hub), COMMAND_LINE, tmp_path / "b.zip")
    (hub / "content/posts/later.md").write_text(post("Later").replace("ada", "noor"))
    (hub / "site/static/own.css").write_text("a { color: blue }")
    before = contents(hub)
    done = restore(hub, tmp_path / "b.zip")
    assert not (hub / "content/posts/later.md").exists()
    assert (hub / "site/static/own.css").read_text() == "a { color: red }"
    assert done.aside is not None
    assert contents(done.aside) == before
    assert stat.S_IMODE(done.aside.stat().st_mode) == 0o700
    assert (hub / "notes.txt").exists()
    assert not (hub / ".laurel/restore.json").exists()
    assert not list((hub / ".laurel").glob("restore-*"))
    build(hub)


def test_a_part_that_the_backup_has_not_is_put_aside_too(hub: Path, tmp_path: Path) -> None:
    plain = tmp_path / "plain"
    fill(plain)
    backup(open_desk(plain), COMMAND_LINE, tmp_path / "b.zip")
    done = restore(hub, tmp_path / "b.zip")
    assert not (hub / "site").exists()
    assert done.aside is not None
    assert (done.aside / "site/static/own.css").exists()


def test_nobody_erased_comes_back_with_a_restore(hub: Path, tmp_path: Path) -> None:
    backup(open_desk(hub), COMMAND_LINE, tmp_path / "b.tar.gz")
    erase(open_desk(hub), COMMAND_LINE, "noor", typed="noor")
    done = restore(hub, tmp_path / "b.tar.gz")
    assert done.erased == 1
    desk = open_desk(hub)
    assert desk.records.get(Person, "noor") is None
    assert desk.records.get(Person, "kenji") is not None
    named = [path for path, data in contents(hub).items() if b"Noor Haddad" in data or b"noor@" in data]
    assert named == []
    assert not (hub / "content/advocates/noor.md").exists()


def test_nobody_who_withdrew_since_is_shown_again_by_a_restore(hub: Path, tmp_path: Path) -> None:
    backup(open_desk(hub), COMMAND_LINE, tmp_path / "b.tar.gz")
    withdraw(open_desk(hub), Actor("a-noor", "Noor Haddad", "advocate", ("noor",)), "noor")
    restore(hub, tmp_path / "b.tar.gz")
    noor = open_desk(hub).records.get(Person, "noor")
    assert noor is not None
    assert noor.consent is not None
    assert not noor.consent.holds
    named = [path.name for path in (hub / "content").rglob("*") if path.is_file() and "Noor" in path.read_text()]
    assert named == []
    assert (hub / "content/advocates/kenji.md").exists()


def test_sessions_that_were_ended_since_do_not_count_again_after_a_restore(hub: Path, tmp_path: Path) -> None:
    backup(open_desk(hub), COMMAND_LINE, tmp_path / "b.tar.gz")
    restore(hub, tmp_path / "b.tar.gz")
    assert not (hub / "data/secret.key").exists()
    restore(tmp_path / "new", tmp_path / "b.tar.gz")
    assert (tmp_path / "new/data/secret.key").exists()


def test_erasing_tells_of_what_a_restore_has_put_aside(hub: Path, tmp_path: Path) -> None:
    backup(open_desk(hub), COMMAND_LINE, tmp_path / "b.tar.gz")
    done = restore(hub, tmp_path / "b.tar.gz")
    assert done.aside is not None
    assert erase(open_desk(hub), COMMAND_LINE, "noor", typed="noor").left == (done.aside.name,)


def test_a_running_desk_and_a_build_keep_a_restore_out(hub: Path, tmp_path: Path) -> None:
    backup(open_desk(hub), COMMAND_LINE, tmp_path / "b.zip")
    before = contents(hub)
    for lock, words in (("clock", "desk of this hub is running"), ("build", "busy"), ("publish", "busy")):
        with hold(hub, restoring.KEEPING, lock=lock), pytest.raises(HubError, match=words) as caught:
            restore(hub, tmp_path / "b.zip")
        assert caught.value.status == 3
    assert contents(hub) == before


def test_a_folder_of_others_is_left_alone(hub: Path, tmp_path: Path) -> None:
    backup(open_desk(hub), COMMAND_LINE, tmp_path / "b.zip")
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs/thesis.txt").write_text("x")
    with pytest.raises(HubError, match=r"holds thesis\.txt") as caught:
        restore(tmp_path / "theirs", tmp_path / "b.zip")
    assert caught.value.status == 2
    assert [p.name for p in (tmp_path / "theirs").iterdir()] == ["thesis.txt"]


def manifest(files: dict[str, bytes]) -> bytes:
    listed = ",".join(f'"{name}":"{hashlib.sha256(data).hexdigest()}"' for name, data in files.items())
    return f'{{"form":1,"title":"T","made":"","version":"1","files":{{{listed}}}}}'.encode()


def tar_of(path: Path, *entries: tuple[str, bytes | None], links: dict[str, str] | None = None) -> Path:
    """An archive by hand. None as data stands for the right manifest of everything before it."""
    with tarfile.open(path, "w:gz") as tar:
        files: dict[str, bytes] = {}
        for name, target in (links or {}).items():
            info = tarfile.TarInfo(name)
            info.type, info.linkname = tarfile.SYMTYPE, target
            tar.addfile(info)
        for name, data in entries:
            whole = manifest(files) if data is None else data
            info = tarfile.TarInfo(name)
            info.size = len(whole)
            tar.addfile(info, io.BytesIO(whole))
            files[name] = whole
    return path


HUB = ("hub.toml", b'title = "T"\nbase_url = "https://t.example"\n')


@pytest.mark.parametrize(
    ("entries", "links", "words"),
    [
        ([HUB, ("../outside", b"x"), (MANIFEST, None)], {}, "no part of a hub"),
        ([HUB, ("content/../../outside", b"x"), (MANIFEST, None)], {}, "no part of a hub"),
        ([HUB, ("/tmp/outside", b"x"), (MANIFEST, None)], {}, "no part of a hub"),
        ([HUB, ("content\\outside", b"x"), (MANIFEST, None)], {}, "no part of a hub"),
        ([HUB, (".laurel/restore.json", b"{}"), (MANIFEST, None)], {}, "no part of a hub"),
        ([HUB, ("public/index.html", b"x"), (MANIFEST, None)], {}, "no part of a hub"),
        ([HUB, ("hub.toml/inner", b"x"), (MANIFEST, None)], {}, "no part of a hub"),
        ([HUB, (MANIFEST, None)], {"content": "/etc"}, "a link or no plain file"),
        ([HUB, HUB, (MANIFEST, None)], {}, "twice"),
        ([HUB, ("content/a.md", b"x")], {}, "no list of its files"),
        ([HUB, ("content/a.md", b"x"), (MANIFEST, manifest({"hub.toml": HUB[1]}))], {}, "damaged"),
        ([HUB, (MANIFEST, manifest({"hub.toml": b"other"}))], {}, "damaged"),
        ([HUB, (MANIFEST, b"{}")], {}, "no backup made by Laurel"),
        ([HUB, (MANIFEST, manifest({}).replace(b'"form":1', b'"form":9'))], {}, "newer Laurel"),
        ([("content/pages/a.md", b"x"), (MANIFEST, None)], {}, r"holds no hub\.toml"),
    ],
)
def test_an_archive_that_is_no_backup_changes_nothing(
    hub: Path, tmp_path: Path, entries: list[tuple[str, bytes | None]], links: dict[str, str], words: str
) -> None:
    before = contents(hub)
    with pytest.raises(HubError, match=words) as caught:
        restore(hub, tar_of(tmp_path / "b.tar.gz", *entries, links=links))
    assert caught.value.status == 1
    assert contents(hub) == before
    assert not (tmp_path / "outside").exists()
    assert not list((hub / ".laurel").glob("restore*"))


@pytest.mark.parametrize("name", ["b.tar.gz", "b.zip"])
@pytest.mark.parametrize("damage", ["cut", "flip", "empty", "text"])
def test_a_damaged_file_changes_nothing(hub: Path, tmp_path: Path, name: str, damage: str) -> None:
    file = tmp_path / name
    backup(open_desk(hub), COMMAND_LINE, file)
    data = bytearray(file.read_bytes())
    if damage == "flip":
        for at in range(len(data) // 3, len(data) // 3 + 40):
            data[at] ^= 0x55
    file.write_bytes({"cut": data[: len(data) // 2], "flip": data, "empty": b"", "text": b"Dear Tove"}[damage])
    before = contents(hub)
    with pytest.raises(HubError):
        restore(hub, file)
    assert contents(hub) == before


def test_a_zip_that_unpacks_to_more_than_it_says_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hub.actions.archive._MOST_BYTES", 1000)
    with zipfile.ZipFile(tmp_path / "b.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("hub.toml", "#" * 5000)
    with pytest.raises(HubError):
        restore(tmp_path / "new", tmp_path / "b.zip")
    assert not (tmp_path / "new/hub.toml").exists()


def test_a_link_out_of_the_hub_is_left_out_of_a_backup(hub: Path, tmp_path: Path) -> None:
    (tmp_path / "outside.md").write_text("not ours")
    (hub / "content/pages/out.md").symlink_to(tmp_path / "outside.md")
    (hub / "content/media/in.txt").symlink_to(hub / "content/media/sea.txt")
    backup(open_desk(hub), COMMAND_LINE, tmp_path / "b.zip")
    restore(tmp_path / "new", tmp_path / "b.zip")
    assert not (tmp_path / "new/content/pages/out.md").exists()
    assert (tmp_path / "new/content/media/in.txt").read_bytes() == b"Salt."
    assert not (tmp_path / "new/content/media/in.txt").is_symlink()


def test_a_change_made_while_the_archive_is_written_is_in_no_half_state(
    hub: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hub.actions import backup as module

    desk = open_desk(hub)
    write = module.write_archive

    def change_meanwhile(*arguments: object) -> object:
        with desk.records.change(by="t", name="T", action="test", words="Meanwhile") as change:
            change.put(Draft("d-late", "draft", ("noor",), desk.now(), desk.now(), "a-noor"))
            change.file("content/pages/late.md", b"---\ntitle: Late\n---\n", expected=None)
        return write(*arguments)  # type: ignore[arg-type]  # handed through as they come

    before = contents(hub)
    monkeypatch.setattr(module, "write_archive", change_meanwhile)
    backup(desk, COMMAND_LINE, tmp_path / "b.zip")
    restore(tmp_path / "new", tmp_path / "b.zip")
    assert contents(tmp_path / "new") == before
    assert drafts(hub) == {"d-noor", "d-kenji", "d-late"}


_KILLED = """
import os, signal, sys
from pathlib import Path
from hub.actions import restoring
count, limit = 0, int(sys.argv[3])
replace = os.replace
def counted(source, target):
    global count
    if (Path(sys.argv[1]) / ".laurel/restore.json").exists():
        count += 1
        if count > limit:
            os.kill(os.getpid(), signal.SIGKILL)
    replace(source, target)
os.replace = counted
restoring.restore(Path(sys.argv[1]), Path(sys.argv[2]))
"""


_NEW = ("data/records", "data/secret.key")
"""What a restore does not bring back byte by byte."""


@pytest.mark.parametrize("steps", range(0, 8, 2))
def test_a_restore_that_is_killed_is_finished_by_whatever_comes_next(
    hub: Path, tmp_path: Path, steps: int, run: Callable[..., int]
) -> None:
    backup(open_desk(hub), COMMAND_LINE, tmp_path / "b.zip")
    wanted = {path: data for path, data in contents(hub).items() if not path.startswith(_NEW)}
    (hub / "content/posts/later.md").write_text(post("Later").replace("ada", "noor"))
    assert run(_KILLED, hub, tmp_path / "b.zip", steps) == -signal.SIGKILL
    desk: Desk = open_desk(hub)
    found = {path: data for path, data in contents(hub).items() if not path.startswith(_NEW)}
    assert found == wanted
    assert {draft.id for draft in desk.records.all(Draft)} == {"d-noor", "d-kenji"}
    assert not finish_restore(hub)


def test_a_restore_killed_before_its_journal_leaves_the_hub_as_it_was(
    hub: Path, tmp_path: Path, run: Callable[..., int]
) -> None:
    backup(open_desk(hub), COMMAND_LINE, tmp_path / "b.zip")
    (hub / "content/posts/later.md").write_text(post("Later").replace("ada", "noor"))
    before = contents(hub)
    kill = _KILLED.replace(
        "restoring.restore(", "restoring._begin = lambda *_: os.kill(os.getpid(), 9)\nrestoring.restore("
    )
    assert run(kill, hub, tmp_path / "b.zip", 99) == -signal.SIGKILL
    open_desk(hub)
    assert contents(hub) == before
    restore(hub, tmp_path / "b.zip")
    assert not list((hub / ".laurel").glob("restore-*"))


@pytest.fixture
def run() -> Callable[..., int]:
    """Runs a script in a process of its own; its exit status."""

    def run_(script: str, *arguments: object) -> int:
        command = [sys.executable, "-c", script, *map(str, arguments)]
        return subprocess.run(command, check=False, cwd=os.getcwd(), timeout=60).returncode

    return run_
