"""Badges as pictures: every design draws, sizes are their own drawings, and the same face gives the same bytes."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

import badges
from badges import EMBLEMS, PALETTES, SHAPES, SIZES, Face, draw, fingerprint
from hub.model import Design, HubError
from tests.badges.support import LONG_NAME, changed, face, opened, picture

ROOT = Path(__file__).resolve().parents[2]


def test_there_are_enough_shapes_emblems_and_palettes_to_choose_from() -> None:
    assert len(SHAPES) >= 4
    assert len(EMBLEMS) >= 8
    assert len(PALETTES) >= 4


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_has_an_outline_of_its_own_within_the_picture(shape: str) -> None:
    cover = picture(face("", design=Design(shape)), 600).getchannel("A")
    others = {s: picture(face("", design=Design(s)), 600).getchannel("A") for s in SHAPES if s != shape}
    assert cover.getpixel((300, 300)) == 255
    assert [cover.getpixel(p) for p in ((0, 0), (599, 0), (0, 599), (599, 599))] == [0, 0, 0, 0]
    assert all(cover.tobytes() != other.tobytes() for other in others.values())


def test_all_shapes_weigh_about_the_same() -> None:
    covers = [picture(face("", design=Design(shape)), 300).getchannel("A") for shape in SHAPES]
    areas = [sum(cover.histogram()[128:]) for cover in covers]
    assert max(areas) < 1.15 * min(areas)


@pytest.mark.parametrize("size", [150, 600])
def test_every_emblem_is_drawn_and_no_two_are_alike(size: int) -> None:
    drawn = {picture(face(design=Design(emblem=emblem)), size).tobytes() for emblem in EMBLEMS}
    assert len(drawn) == len(EMBLEMS)


def test_every_palette_gives_other_colours() -> None:
    drawn = {picture(face(design=Design(palette=palette)), 150).tobytes() for palette in PALETTES}
    assert len(drawn) == len(PALETTES)


@pytest.mark.parametrize(
    "brand", [("#ffe100", "#222222"), ("#ffffff", "#ffffff"), ("#000000",), ("#ff00ff", "#00ff00")]
)
@pytest.mark.parametrize("palette", ["brand", "brand-second", "brand-pale"])
def test_no_brand_makes_type_that_cannot_be_read(brand: tuple[str, ...], palette: str) -> None:
    from badges.colours import contrast, inks

    made = inks(palette, brand, None)
    assert contrast(made.ink, made.band) >= 4.5
    assert contrast(made.ink, made.ground) >= 4.5
    assert contrast(made.name, made.ribbon) >= 7


@pytest.mark.parametrize("palette", PALETTES)
def test_fine_lines_are_seen_and_stay_behind_the_type(palette: str) -> None:
    from badges.colours import from_hex, inks

    made = inks(palette, ("#01627c", "#f2af48"), None)
    for line, ground in ((made.engraved, made.ground), (made.echo, made.band)):
        assert 0.045 < abs(from_hex(line)[0] - from_hex(ground)[0]) < 0.13


@pytest.mark.parametrize("palette", PALETTES)
def test_the_engraving_survives_the_small_file(palette: str) -> None:
    plain = picture(face("", design=Design(palette=palette, emblem="compass")), 1200)
    colours = {plain.getpixel((x, 700)) for x in range(420, 780)}
    assert len(colours) > 1, "the fine lines behind the emblem have the ground's own colour"


def test_sizes_come_out_at_their_own_width_and_only_those_asked_for() -> None:
    assert {size: opened(png).size for size, png in draw(face()).items()} == {s: (s, s) for s in SIZES}
    assert list(draw(face(), (300,))) == [300]
    with pytest.raises(HubError, match="not 88"):
        draw(face(), (88,))


def test_the_smallest_size_leaves_out_what_cannot_be_read_there() -> None:
    assert picture(face("Amara Obi"), 150).tobytes() == picture(face("Kenji Mori"), 150).tobytes()
    assert picture(face(year="2025"), 150).tobytes() != picture(face(year="2026"), 150).tobytes()


def test_a_file_of_600_pixels_stays_light() -> None:
    heaviest = max(len(draw(face(design=Design(s, emblem=e)), (600,))[600]) for s in SHAPES for e in ("laurel", "book"))
    assert heaviest < 150_000


@pytest.mark.parametrize("level", range(1, 5))
def test_there_is_a_ring_for_each_level(level: int) -> None:
    drawn = picture(face("", level=level), 1200)
    # From the gap inside the rim to the type, straight up from the middle, where no type stands at 2 o'clock.
    along = [drawn.getpixel((600 + round(r * 0.9511), 600 + round(r * 0.3090)))[0] for r in range(500, 380, -1)]
    bright = "".join("x" if value > 150 else "." for value in along)
    assert len([part for part in bright.split(".") if len(part) > 6]) == level


def test_a_tier_colour_is_the_rims() -> None:
    drawn = picture(face("", tier_colour="#4c2a86"), 1200)
    red, green, blue, _ = drawn.getpixel((600, 84))
    assert (abs(red - 0x4C), abs(green - 0x2A), abs(blue - 0x86)) < (6, 6, 6)


def test_the_definitions_own_picture_has_no_ribbon() -> None:
    own, personal = picture(face("")), picture(face("Amara Obi"))
    assert own.getchannel("A").getbbox() == (30, 30, 570, 570)
    assert changed(own, personal) is not None


def test_without_a_ribbon_the_name_stands_on_a_plate() -> None:
    plate = picture(face(design=Design("disc", "brand", "storm", ribbon=False)))
    assert plate.getchannel("A").getbbox() == picture(face("")).getchannel("A").getbbox()
    assert changed(plate, picture(face("Kenji Mori", design=Design("disc", "brand", "storm", ribbon=False))))


@pytest.mark.parametrize(
    ("design", "message"),
    [
        (Design(shape="shelf"), "no shape “shelf”; did you mean “shield”"),
        (Design(emblem="laurels"), "did you mean “laurel”"),
        (Design(palette="brandy"), "did you mean “brand”"),
        (Design(palette=("#12345", "#abcdef")), "one or two colours like #01627c"),
    ],
)
def test_an_unknown_design_is_told_with_the_nearest_name(design: Design, message: str) -> None:
    with pytest.raises(HubError, match=message):
        draw(face(design=design))


def test_the_same_face_gives_the_same_bytes_in_another_process() -> None:
    asked = face("محمد Smith", number=7)
    script = f"""
import hashlib
from badges import Face, draw
from hub.model import Design
drawn = draw({asked!r})
print(hashlib.sha256(b"".join(drawn[size] for size in sorted(drawn))).hexdigest())
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    drawn = draw(asked)
    assert done.stdout.strip() == hashlib.sha256(b"".join(drawn[size] for size in sorted(drawn))).hexdigest()


def test_a_kept_ground_gives_the_bytes_of_a_fresh_one() -> None:
    first = draw(face("Amara Obi", number=1))
    draw(face("Kenji Mori", number=2))
    draw(face(""))
    assert draw(face("Amara Obi", number=1)) == first


@pytest.mark.parametrize(
    "change",
    [
        {"name": "Amara Obí"},
        {"badge": "Storm Watcher"},
        {"program": "Lookouts"},
        {"tier": "Beacon"},
        {"year": "2027"},
        {"number": 8},
        {"design": Design("octagon", "brand", "storm")},
        {"design": Design("disc", "sea", "storm")},
        {"design": Design("disc", "brand", "bolt")},
        {"design": Design("disc", "brand", "storm", ribbon=False)},
        {"level": 2},
        {"colours": ("#01627c", "#f2af49")},
        {"tier_colour": "#123456"},
    ],
    ids="-".join,
)
def test_a_change_anywhere_in_a_face_changes_fingerprint_and_picture(change: dict[str, object]) -> None:
    before = face(number=7)
    after = replace(before, **change)  # type: ignore[arg-type]
    assert fingerprint(before) == fingerprint(replace(before))
    assert fingerprint(after) != fingerprint(before)
    assert draw(after, (1200,)) != draw(before, (1200,))


@pytest.mark.parametrize("ingredient", ["pillow", "freetype2", "raqm", "zlib_ng", "font", "drawing"])
def test_a_change_in_what_draws_changes_the_fingerprint(ingredient: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from badges import face as told

    before = fingerprint(face())
    if ingredient == "pillow":
        monkeypatch.setattr(told.PIL, "__version__", "99.0")
    elif ingredient == "font":
        monkeypatch.setattr(told.fonts, "versions", lambda: (("fontpkg-inter", "99"),))
    elif ingredient == "drawing":
        monkeypatch.setattr(told, "DRAWING", told.DRAWING + 1)
    else:
        version = told.features.version
        monkeypatch.setattr(told.features, "version", lambda part: "99" if part == ingredient else version(part))
    told._makers.cache_clear()
    try:
        assert fingerprint(face()) != before
    finally:
        monkeypatch.undo()
        told._makers.cache_clear()


def test_every_field_of_a_face_is_tried_above() -> None:
    tried = {"name", "badge", "program", "tier", "year", "number", "design", "level", "colours", "tier_colour"}
    # How many levels there are is drawn nowhere; it is told because the theme picks tier colours by it.
    assert set(Face.__dataclass_fields__) - tried == {"levels"}


def test_edges_carry_no_foreign_colour() -> None:
    drawn: Image.Image = picture(face("Amara Obi"), 600)
    on_white = Image.alpha_composite(Image.new("RGBA", drawn.size, "#ffffff"), drawn).convert("L")
    rim = [on_white.getpixel((x, 300)) for x in range(24, 34)]
    assert rim[0] == 255
    assert min(rim) < 60, "the outermost line is the deepest ink, so that a pale rim keeps its edge on paper"


def test_the_room_says_what_it_offers() -> None:
    assert all(hasattr(badges, name) for name in badges.__all__)
    assert LONG_NAME.strip() == LONG_NAME
