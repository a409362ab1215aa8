"""The demo's pictures: drawn the same every time, and one for everybody and every post that shows one."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from PIL import Image

from artwork.cover import SCENES, cover
from artwork.people import PEOPLE
from artwork.person import FACES, HAIR, SKINS, Person
from artwork.portrait import STYLES, portrait

CONTENT = Path(__file__).resolve().parents[2] / "content"


def named(folder: str, field: str) -> dict[str, str]:
    """What the field says in the front matter of each file of a content folder that has it."""
    found = {}
    for path in sorted((CONTENT / folder).rglob("*.md")):
        match = re.search(rf"^{field}: *(\S+)$", path.read_text("utf-8"), re.MULTILINE)
        if match:
            found[path.stem] = match.group(1)
    return found


def size_of(data: bytes) -> tuple[int, int]:
    with Image.open(io.BytesIO(data)) as image:
        return image.size


def test_a_portrait_drawn_twice_has_the_same_bytes() -> None:
    first = portrait(PEOPLE[0])
    assert first == portrait(PEOPLE[0])
    assert size_of(first) == (640, 640)


def test_a_cover_drawn_twice_has_the_same_bytes() -> None:
    slug = "the-fog-the-map-could-not-see"
    first = cover(slug)
    assert first == cover(slug)
    assert size_of(first) == (1600, 1067)


def test_two_people_never_share_a_picture() -> None:
    assert portrait(PEOPLE[1]) != portrait(PEOPLE[2])


def test_every_advocate_with_a_photo_has_a_portrait_in_the_table_and_on_disk() -> None:
    photos = named("advocates", "photo")
    assert photos == {person.handle: f"media/people/{person.handle}.webp" for person in PEOPLE}
    assert [path for path in photos.values() if not (CONTENT / path).is_file()] == []


def test_every_cover_a_post_names_exists_and_none_is_left_over() -> None:
    wanted = set(named("posts", "cover").values())
    assert wanted == {f"media/covers/{slug}.webp" for slug in SCENES}
    assert [path for path in wanted if not (CONTENT / path).is_file()] == []


def test_pictures_on_disk_are_small_enough_to_be_kept_in_the_repository() -> None:
    pictures = [*(CONTENT / "media" / "people").glob("*.webp"), *(CONTENT / "media" / "covers").glob("*.webp")]
    assert max(path.stat().st_size for path in pictures) < 90_000
    assert sum(path.stat().st_size for path in pictures) < 4_000_000


@pytest.mark.parametrize("person", PEOPLE, ids=[person.handle for person in PEOPLE])
def test_every_word_in_the_table_is_one_the_drawing_knows(person: Person) -> None:
    assert 1 <= person.skin <= len(SKINS)
    assert person.face in FACES
    assert person.hair in STYLES
    assert person.hair_colour in HAIR
    assert abs(person.turn) == pytest.approx(0.06)
