"""Promises of docs/reliability.md that no single room keeps alone."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from hub.content import load
from hub.model import HubError
from hub.publish import build
from tests.conftest import DEMO_NOW
from tests.support.hubs import ADA, post


def picture(width: int = 900, height: int = 600) -> bytes:
    """A plain PNG."""
    data = io.BytesIO()
    Image.new("RGB", (width, height), (1, 98, 124)).save(data, "PNG")
    return data.getvalue()


@pytest.fixture
def hub(make_hub: Callable[..., Path]) -> Path:
    """A hub with a picture in a post."""
    files = {
        "content/advocates/ada.md": ADA,
        "content/posts/one.md": post(body="![A field](media/field.png)"),
        "content/media/field.png": picture(),
    }
    return make_hub(files)


def published(hub: Path) -> dict[str, bytes]:
    """Every published file."""
    public = hub / "public"
    return {p.relative_to(public).as_posix(): p.read_bytes() for p in public.rglob("*") if p.is_file()}


@pytest.mark.parametrize("damage", [b"", b"torn", b"\0" * 4096])
def test_a_damaged_cache_is_noticed_and_made_again(hub: Path, damage: bytes) -> None:
    build(hub, now=DEMO_NOW)
    before = published(hub)
    kept = [p for p in (hub / ".laurel/cache").rglob("*") if p.is_file()]
    assert kept
    for file in kept:
        file.write_bytes(damage)
    shutil.rmtree(hub / "public")
    build(hub, now=DEMO_NOW)
    assert published(hub) == before


def test_without_its_workshop_a_hub_gives_the_same_bytes(hub: Path) -> None:
    build(hub, now=DEMO_NOW)
    before = published(hub)
    shutil.rmtree(hub / ".laurel")
    build(hub, now=DEMO_NOW)
    assert published(hub) == before


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("cut.png", picture()[:900], "no picture that can be read"),
        ("bomb.png", picture(20_000, 4_000), "20000 x 4000 pixels"),
        ("other.jpg", picture(), "this is PNG, not JPEG"),
    ],
)
def test_a_picture_that_is_not_what_it_seems_is_told_and_nothing_published(
    hub: Path, name: str, data: bytes, told: str
) -> None:
    (hub / "content/media" / name).write_bytes(data)
    assert [told in str(problem) for problem in load(hub).problems.fatal] == [True]
    with pytest.raises(HubError):
        build(hub, now=DEMO_NOW)
    assert not (hub / "public").exists()


def test_a_post_waits_for_its_minute(hub: Path) -> None:
    (hub / "content/posts/later.md").write_text(post("Later", "2026-12-24T18:00"))
    build(hub, now="2026-12-24T17:59")
    assert "posts/later/index.html" not in published(hub)
    build(hub, now="2026-12-24T18:00")
    assert "posts/later/index.html" in published(hub)


def test_a_script_in_a_text_is_left_out_and_its_words_stay(hub: Path) -> None:
    (hub / "content/posts/two.md").write_text(
        post("Two", body="Before <b onclick=x>bold</b><script>evil()</script> after.")
    )
    build(hub, now=DEMO_NOW)
    page = published(hub)["posts/two/index.html"].decode()
    assert "evil()" not in page and "onclick" not in page
    assert "<b>bold</b> after." in page
