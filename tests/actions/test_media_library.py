"""The library tells where each file is used, takes in what is safe, and lets go only of what nothing uses."""

from __future__ import annotations

import io
import os
import time
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from hub.actions.desk import Desk, open_desk
from hub.actions.media import (
    THUMBNAIL,
    add_media,
    describe_media,
    library,
    media_bytes,
    media_item,
    remove_media,
    thumbnail,
)
from hub.actions.permissions import Actor, NotAllowed
from hub.actions.undo import undo
from hub.model import HubError
from hub.records.kinds import Draft, Upload
from tests.admin.support import START, TestClock, fill

TOVE = Actor("a-editor", "Tove Lind", "editor")
NOOR = Actor("a-noor", "Noor Haddad", "advocate", ("noor",))


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    fill(tmp_path / "hub")
    return open_desk(tmp_path / "hub", TestClock())


def png(colour: str = "#01627c", size: tuple[int, int] = (800, 400)) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, colour).save(file, "PNG")
    return file.getvalue()


def upload(desk: Desk, name: str = "media/mast.png") -> Upload:
    """A picture that is not public yet."""
    place = desk.data / name
    place.parent.mkdir(exist_ok=True)
    place.write_bytes(png())
    made = Upload("u-1", name, "A mast", "mast.png", "a-noor", START, 10, "image/png", 800, 400)
    with desk.records.change(by="t", name="T", action="test", subject="", words="x") as change:
        kept: Upload = change.put(made)
    return kept


def test_an_added_picture_is_in_content_and_undo_takes_it_out(desk: Desk) -> None:
    path, entry = add_media(desk, TOVE, png(), "../Mast on the ROOF.png", "A mast")
    item = media_item(desk, path)
    assert item is not None and item.public and item.alt == "A mast" and item.uses == ()
    assert media_bytes(desk, item)[:8] == b"\x89PNG\r\n\x1a\n" or item.name.endswith((".webp", ".jpg"))
    undo(desk, TOVE, entry)
    assert media_item(desk, path) is None and not (desk.root / "content" / path).exists()


def test_the_same_picture_twice_is_there_once(desk: Desk) -> None:
    first, second = (add_media(desk, TOVE, png(), "a.png")[0] for _ in range(2))
    assert first == second
    assert [item.path for item in library(desk)] == [first]


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"<html><script>alert(1)</script></html>", "page.html"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "logo.svg"),
        (b"MZ\x90\x00", "setup.exe"),
        (b"not a picture", "photo.jpg"),
        (b"", "empty.png"),
    ],
)
def test_what_could_harm_is_refused_in_words_and_nothing_is_written(desk: Desk, data: bytes, name: str) -> None:
    with pytest.raises(HubError):
        add_media(desk, TOVE, data, name)
    assert library(desk) == ()


def test_uses_are_told_from_texts_fields_the_logo_and_drafts(desk: Desk) -> None:
    path, _ = add_media(desk, TOVE, png(), "mast.png")
    page = desk.root / "content/pages/about.md"
    page.write_text(page.read_text() + f"\n![A mast]({path})\n")
    post = desk.root / "content/posts/two-roofs.md"
    post.write_text(post.read_text().replace("---\n\nTwo", f"cover: {path}\ncover_alt: A mast\n---\n\nTwo"))
    toml = desk.root / "hub.toml"
    toml.write_text(toml.read_text() + f'\n[brand]\nlogo = "{path}"\n')
    for changed in ("content/pages/about.md", "content/posts/two-roofs.md", "hub.toml"):
        desk.shelf.note(changed)
    draft = desk.records.get(Draft, "d-noor")
    assert draft is not None
    with desk.records.change(by="t", name="T", action="test", subject="", words="x") as change:
        change.put(replace(draft, body=f"Look: ![A mast]({path})"))
    item = media_item(desk, path)
    assert item is not None
    assert {(use.kind, use.key) for use in item.uses} == {
        ("pages", "about"),
        ("posts", "two-roofs"),
        ("settings", "brand"),
        ("draft", "d-noor"),
    }
    with pytest.raises(HubError, match="is used by"):
        remove_media(desk, TOVE, path)


def test_removing_what_nothing_uses_is_undone_to_the_byte(desk: Desk) -> None:
    path, _ = add_media(desk, TOVE, png(), "mast.png", "A mast")
    before = (desk.root / "content" / path).read_bytes()
    entry = remove_media(desk, TOVE, path)
    assert media_item(desk, path) is None
    undo(desk, TOVE, entry)
    item = media_item(desk, path)
    assert item is not None and item.alt == "A mast" and media_bytes(desk, item) == before


def test_what_waits_on_the_desk_is_in_the_library_and_its_bytes_outlive_an_undo(desk: Desk) -> None:
    kept = upload(desk)
    item = media_item(desk, kept.path)
    assert item is not None and not item.public and item.alt == "A mast"
    entry = remove_media(desk, TOVE, kept.path)
    undo(desk, TOVE, entry)
    again = media_item(desk, kept.path)
    assert again is not None and media_bytes(desk, again) == png()


def test_bytes_no_record_names_go_after_a_month(desk: Desk) -> None:
    kept = upload(desk)
    lost = desk.data / "media/lost.png"
    lost.write_bytes(png())
    remove_media(desk, TOVE, add_media(desk, TOVE, png("#222222"), "x.png")[0])
    assert lost.exists()
    old = time.time() - 40 * 86_400
    os.utime(lost, (old, old))
    os.utime(desk.data / kept.path, (old, old))
    remove_media(desk, TOVE, add_media(desk, TOVE, png("#333333"), "y.png")[0])
    assert not lost.exists() and (desk.data / kept.path).exists()


def test_small_pictures_are_small_and_upright(desk: Desk) -> None:
    path, _ = add_media(desk, TOVE, png(size=(1600, 400)), "wide.png")
    item = media_item(desk, path)
    assert item is not None
    with Image.open(io.BytesIO(thumbnail(desk, item))) as small:
        assert small.format == "WEBP" and small.size == (THUMBNAIL, THUMBNAIL // 4)


def test_a_file_that_is_no_picture_has_no_small_one(desk: Desk) -> None:
    (desk.root / "content/media").mkdir()
    (desk.root / "content/media/broken.png").write_bytes(b"no picture")
    item = media_item(desk, "media/broken.png")
    assert item is not None
    with pytest.raises(HubError, match="no picture"):
        thumbnail(desk, item)


def test_describing_keeps_words_for_public_and_waiting_files(desk: Desk) -> None:
    kept = upload(desk)
    path, _ = add_media(desk, TOVE, png(), "a.png")
    for name in (kept.path, path):
        describe_media(desk, TOVE, name, "  A mast at dusk ")
        item = media_item(desk, name)
        assert item is not None and item.alt == "A mast at dusk"


@pytest.mark.parametrize("path", ["media/../hub.toml", "media/../../etc/passwd", "hub.toml", "media/", "media/\0"])
def test_nothing_outside_the_library_is_reached(desk: Desk, path: str) -> None:
    assert media_item(desk, path) is None


def test_links_that_lead_out_are_not_followed(desk: Desk, tmp_path: Path) -> None:
    secret = tmp_path / "secret.png"
    secret.write_bytes(png())
    (desk.root / "content/media").mkdir()
    (desk.root / "content/media/link.png").symlink_to(secret)
    assert media_item(desk, "media/link.png") is None and library(desk) == ()


def test_advocates_do_not_look_after_the_library(desk: Desk) -> None:
    with pytest.raises(NotAllowed):
        add_media(desk, NOOR, png(), "a.png")
