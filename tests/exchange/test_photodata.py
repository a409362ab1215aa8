"""Pictures that are imported say nothing of where they were taken."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageCms, PngImagePlugin

from hub.exchange.photodata import without_metadata


def _told(data: bytes) -> tuple[dict[int, object], bool]:
    """What Exif still says, and whether the place is among it."""
    with Image.open(io.BytesIO(data)) as image:
        exif = image.getexif()
        return dict(exif), bool(exif.get_ifd(0x8825))


def _photo(form: str, turn: int = 1) -> tuple[bytes, bytes]:
    """A picture with place, camera and colour profile, and its pixels."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = turn, "A camera"
    exif.get_ifd(0x8825).update({1: "N", 2: (59.0, 54.0, 0.0)})
    image = Image.effect_noise((40, 30), 60).convert("RGB")
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    file = io.BytesIO()
    options = {"lossless": True} if form == "WEBP" else {"progressive": True} if form == "JPEG" else {}
    image.save(file, form, exif=exif, icc_profile=profile, **options)
    with Image.open(io.BytesIO(file.getvalue())) as saved:
        return file.getvalue(), saved.convert("RGB").tobytes()


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_place_and_camera_go_while_pixels_and_colours_stay(form: str) -> None:
    data, pixels = _photo(form)
    assert _told(data)[1]
    clean = without_metadata(data)
    assert _told(clean) == ({}, False)
    with Image.open(io.BytesIO(clean)) as image:
        image.load()
        assert image.info["icc_profile"]
        assert image.convert("RGB").tobytes() == pixels
    assert without_metadata(clean) == clean


@pytest.mark.parametrize("turn", [3, 6, 8])
def test_a_photo_taken_sideways_is_still_shown_upright(turn: int) -> None:
    clean = without_metadata(_photo("JPEG", turn)[0])
    assert _told(clean) == ({0x0112: turn}, False)


def test_a_second_picture_behind_the_first_goes() -> None:
    first, second = _photo("JPEG")[0], _photo("JPEG")[0]
    assert without_metadata(first + second) == without_metadata(first)


def test_words_in_a_png_go() -> None:
    file, words = io.BytesIO(), PngImagePlugin.PngInfo()
    words.add_text("Author", "Ada Obi")
    words.add_itxt("Place", "Oslo", zip=True)
    Image.new("RGB", (4, 4)).save(file, "PNG", pnginfo=words)
    clean = without_metadata(file.getvalue())
    with Image.open(io.BytesIO(clean)) as image:
        image.load()
        assert not getattr(image, "text")  # noqa: B009  # only PNG images have it


@pytest.mark.parametrize("cut", [3, 11, 40, 200])
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "GIF"])
def test_broken_and_other_files_come_back_without_an_error(form: str, cut: int) -> None:
    file = io.BytesIO()
    Image.new("RGB", (24, 16)).save(file, form)
    assert isinstance(without_metadata(file.getvalue()[:cut]), bytes)
