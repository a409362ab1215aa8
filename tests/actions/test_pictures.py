"""What people upload: looked at by content, pictures made anew, told plainly when it cannot be taken."""

from __future__ import annotations

import io
import os
import re
import struct
import zipfile
import zlib
from pathlib import Path

import pytest
from PIL import Image, ImageCms, ImageDraw

from hub.actions.pictures import LONGEST_SIDE, Picture, take_file, take_picture
from hub.content.media import read_media
from hub.content.store import Store
from hub.model import HubError, Problems

GPS = 0x8825


def picture(mode: str = "RGB", size: tuple[int, int] = (60, 40), kind: str = "PNG", **options: object) -> bytes:
    """A picture whose left half is red, for those modes that have colours."""
    image = Image.new("RGBA" if "A" in mode else "RGB", size, "blue")
    ImageDraw.Draw(image).rectangle((0, 0, max(0, size[0] // 2 - 1), size[1]), fill="red")
    file = io.BytesIO()
    image.convert(mode).save(file, kind, **options)
    return file.getvalue()


def opened(taken: Picture) -> Image.Image:
    image = Image.open(io.BytesIO(taken.data))
    image.load()
    return image


def archive(names: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for name, data in names.items():
            made.writestr(name, data)
    return file.getvalue()


@pytest.mark.parametrize(
    ("kind", "ending", "mime"),
    [
        ("JPEG", "jpg", "image/jpeg"),
        ("PNG", "png", "image/png"),
        ("WEBP", "webp", "image/webp"),
        ("AVIF", "webp", "image/webp"),
        ("GIF", "png", "image/png"),
    ],
)
def test_every_kind_of_picture_comes_out_as_one_the_hub_shows(
    kind: str, ending: str, mime: str, tmp_path: Path
) -> None:
    taken = take_picture(picture(kind=kind), "Roof at dawn.whatever")
    assert re.fullmatch(rf"media/roof-at-dawn-[0-9a-f]{{10}}\.{ending}", taken.path)
    assert (taken.mime, taken.width, taken.height) == (mime, 60, 40)
    file, problems = tmp_path / Path(taken.path).name, Problems()
    file.write_bytes(taken.data)
    media = read_media(file, f"content/{taken.path}", problems, Store())
    assert list(problems) == []
    assert media is not None
    assert (media.mime, media.width, media.height) == (mime, 60, 40)
    red, blue = opened(taken).convert("RGB").getpixel((10, 20)), opened(taken).convert("RGB").getpixel((50, 20))
    assert isinstance(red, tuple) and red[0] > 200 > red[2]
    assert isinstance(blue, tuple) and blue[2] > 200 > blue[0]


def test_the_same_upload_gives_the_same_bytes_and_name_and_another_another() -> None:
    for kind in ("JPEG", "PNG", "WEBP"):
        once, again = take_picture(picture(kind=kind), "a.jpg"), take_picture(picture(kind=kind), "a.jpg")
        assert once == again
    assert take_picture(picture(), "a").path != take_picture(picture(size=(61, 40)), "a").path


@pytest.mark.parametrize("turn", range(1, 9))
def test_a_picture_is_turned_the_way_it_was_held(turn: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = turn
    taken = take_picture(picture(kind="JPEG", exif=exif), "a.jpg")
    across = turn >= 5
    assert (taken.width, taken.height) == ((40, 60) if across else (60, 40))
    red_first = turn in (1, 4, 5, 6)
    near = opened(taken).getpixel((5, 5) if red_first else (taken.width - 5, taken.height - 5))
    assert isinstance(near, tuple) and near[0] > 200 > near[2]


def test_nothing_tells_where_when_or_with_what_it_was_taken() -> None:
    exif = Image.Exif()
    exif[0x010F], exif[0x0132], exif[0x013B] = "SecretCamera", "2026:03:01 09:30:00", "SecretName"
    exif.get_ifd(GPS)[1] = "N"
    xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>SecretPlace</x:xmpmeta>"
    for kind in ("JPEG", "WEBP", "AVIF"):
        data = picture(kind=kind, exif=exif, xmp=xmp)
        assert b"SecretCamera" in data
        taken = take_picture(data, "a")
        assert not re.search(rb"Secret|2026:03|Exif|xmpmeta|adobe", taken.data)
        assert dict(opened(taken).getexif()) == {}
    jpeg = picture(kind="JPEG", comment=b"SecretComment") + picture(kind="JPEG", comment=b"SecretTail")
    assert b"Secret" not in take_picture(jpeg, "a").data


def test_words_and_data_hidden_in_a_png_are_left_behind() -> None:
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_text("Comment", "SecretComment")
    info.add_itxt("XML:com.adobe.xmp", "SecretPlace", zip=True)
    taken = take_picture(picture(pnginfo=info) + b"SecretTail<script>", "a.png")
    chunks = re.findall(rb"IHDR|PLTE|tRNS|IDAT|IEND|[a-z][A-Za-z]{3}(?=Secret)", taken.data)
    assert set(chunks) <= {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"}
    assert b"Secret" not in taken.data


def test_colours_of_another_profile_become_those_of_the_web() -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for profile in (srgb, lab, b"no profile at all", srgb[:200]):
        taken = take_picture(picture(kind="JPEG", icc_profile=profile, quality=95), "a")
        assert "icc_profile" not in opened(taken).info
        red = opened(taken).getpixel((10, 20))
        assert isinstance(red, tuple) and red[0] > 240 and red[2] < 20


def test_a_profile_with_red_and_blue_changed_over_is_followed() -> None:
    srgb = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    count = struct.unpack(">I", srgb[128:132])[0]
    tags = {bytes(srgb[at : at + 4]): at for at in range(132, 132 + 12 * count, 12)}
    red, blue = tags[b"rXYZ"], tags[b"bXYZ"]
    srgb[red + 4 : red + 12], srgb[blue + 4 : blue + 12] = srgb[blue + 4 : blue + 12], srgb[red + 4 : red + 12]
    pixel = opened(take_picture(picture(icc_profile=bytes(srgb)), "a")).getpixel((10, 20))
    assert isinstance(pixel, tuple)
    assert pixel[2] > 200 > pixel[0]


@pytest.mark.parametrize(
    ("mode", "kind"),
    [
        ("1", "PNG"),
        ("L", "PNG"),
        ("LA", "PNG"),
        ("P", "PNG"),
        ("CMYK", "JPEG"),
        ("L", "JPEG"),
        ("LA", "WEBP"),
    ],
)
def test_pictures_of_every_depth_can_be_looked_at(mode: str, kind: str) -> None:
    image = opened(take_picture(picture(mode, kind=kind), "a"))
    assert image.mode in ("1", "L", "LA", "P", "RGB", "RGBA")
    assert image.size == (60, 40)


def test_sixteen_bits_of_grey_keep_their_tones() -> None:
    deep = Image.frombytes("I;16", (2, 1), struct.pack("<HH", 0x8000, 0xFFFF))
    file = io.BytesIO()
    deep.save(file, "PNG")
    image = opened(take_picture(file.getvalue(), "a"))
    assert [image.getpixel((0, 0)), image.getpixel((1, 0))] == [128, 255]


def test_what_shines_through_still_does() -> None:
    image = Image.new("RGBA", (10, 10), (255, 0, 0, 0))
    image.paste((0, 0, 255, 255), (5, 0, 10, 10))
    for kind in ("PNG", "WEBP", "GIF", "AVIF"):
        file = io.BytesIO()
        image.save(file, kind)
        alpha = opened(take_picture(file.getvalue(), "a")).convert("RGBA").getchannel("A")
        assert alpha.getpixel((1, 5)) == 0, kind
        assert alpha.getpixel((8, 5)) == 255, kind


def test_large_pictures_are_made_smaller_and_small_ones_never_larger() -> None:
    wide = take_picture(picture(size=(3600, 1200), kind="JPEG"), "a")
    assert (wide.width, wide.height) == (LONGEST_SIDE, 800)
    assert opened(wide).size == (LONGEST_SIDE, 800)
    thin = take_picture(picture(size=(2, 9000)), "a")
    assert (thin.width, thin.height) == (1, LONGEST_SIDE)
    assert take_picture(picture(size=(1, 1)), "a").width == 1


def test_a_large_picture_is_turned_and_made_smaller() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    for kind in ("JPEG", "PNG", "WEBP"):
        taken = take_picture(picture(size=(3000, 1500), kind=kind, exif=exif), "a")
        assert (taken.width, taken.height) == (1200, LONGEST_SIDE)
        top = opened(taken).getpixel((600, 100))
        assert isinstance(top, tuple) and top[0] > 200 > top[2]


def test_a_photo_that_came_as_png_does_not_stay_heavy_and_a_drawing_stays_sharp() -> None:
    blurred = Image.effect_noise((1200, 900), 90).resize((2400, 1800), Image.Resampling.BICUBIC)
    file = io.BytesIO()
    Image.merge("RGB", (blurred, blurred.transpose(Image.Transpose.ROTATE_180), blurred)).save(file, "PNG")
    photo = take_picture(file.getvalue(), "a.png")
    assert photo.mime == "image/webp"
    assert len(photo.data) * 3 < len(file.getvalue())
    assert take_picture(picture(size=(2400, 2400)), "a.png").mime == "image/png"


def test_of_what_moves_the_first_picture_is_kept() -> None:
    first, second = Image.new("RGB", (8, 8), "red"), Image.new("RGB", (8, 8), "blue")
    for kind in ("GIF", "WEBP", "PNG", "AVIF"):
        file = io.BytesIO()
        first.save(file, kind, save_all=True, append_images=[second], duration=100)
        image = opened(take_picture(file.getvalue(), "a"))
        assert getattr(image, "n_frames", 1) == 1
        pixel = image.convert("RGB").getpixel((4, 4))
        assert isinstance(pixel, tuple) and pixel[0] > 200 > pixel[2]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"%PDF-1.7\n", "This is a PDF"),
        (b"", "This is an empty file"),
        (
            b"<svg xmlns='http://www.w3.org/2000/svg'/>",
            "This is an SVG drawing, which can carry scripts: save it as PNG",
        ),
        (b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- a -->\n<svg/>", "This is an SVG drawing, which can"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "This is a HEIC photo: save or send it as JPEG"),
        (b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", "This is a video"),
        (b"<!DOCTYPE html><p>", "This is a web page"),
        (b"just words", "This is plain text"),
        (archive({"a.txt": b"a"}), "This is a ZIP archive"),
        (archive({"[Content_Types].xml": b"", "word/document.xml": b""}), "This is a Word document"),
        (picture(kind="TIFF"), "This is a TIFF picture: save it as PNG"),
        (picture(kind="BMP"), "This is a BMP picture: save it as PNG"),
        (b"\x80\x81\x82", "This is a kind of file that is not known here"),
    ],
)
def test_what_is_no_picture_is_named(data: bytes, said: str) -> None:
    with pytest.raises(HubError) as caught:
        take_picture(data, "photo.jpg")
    assert str(caught.value).startswith(f"The picture must be JPEG, PNG, WebP or AVIF. {said}")


def png_of(width: int, height: int, colours: int = 2) -> bytes:
    """A PNG that claims a size and holds next to nothing."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, colours, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 9)) + chunk(b"IEND", b"")


def test_bombs_are_refused_before_they_go_off() -> None:
    with pytest.raises(HubError, match=r"12,000 x 9,000 pixels\. Make it smaller than 60 megapixels"):
        take_picture(png_of(12_000, 9_000), "a.png")
    with pytest.raises(HubError, match=r"9,000 x 6,000 pixels\. Make it smaller than 30 megapixels"):
        take_picture(png_of(9_000, 6_000, colours=6), "a.png")
    with pytest.raises(HubError, match="far too many pixels"):
        take_picture(png_of(60_000, 60_000), "a.png")
    with pytest.raises(HubError, match=r"The picture is 21 MB\. Use one of at most 20 MB"):
        take_picture(picture() + b"\0" * (21 * 1024 * 1024), "a.png")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "GIF"])
def test_torn_and_spoiled_pictures_are_refused_in_words_or_read(kind: str) -> None:
    whole = picture(kind=kind, size=(300, 200))
    with pytest.raises(HubError, match="The picture cannot be read to its end"):
        take_picture(whole[: len(whole) // 2], "a")
    for at in range(12, len(whole), max(1, len(whole) // 60)):
        spoiled = whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :]
        try:
            assert take_picture(spoiled, "a").width > 0
        except HubError as error:
            assert str(error).startswith("The picture ")


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("C:\\fakepath\\Roof.JPG", "roof"),
        ("../../etc/passwd", "passwd"),
        ("Ayşe Yıldırım (1).png", "ayse-yildirim-1"),
        ("写真.png", "picture"),
        ("", "picture"),
        ("...", "picture"),
        ("x" * 300 + ".png", "x" * 60),
        ("a\0b\n.png", "a-b"),
    ],
)
def test_names_become_short_and_safe(name: str, slug: str) -> None:
    assert re.fullmatch(rf"media/{slug}-[0-9a-f]{{10}}\.png", take_picture(picture(), name).path)


@pytest.mark.parametrize(
    ("data", "name", "ending", "mime"),
    [
        (b"%PDF-1.7\n...", "Guide.exe", "pdf", "application/pdf"),
        (archive({"index.html": b"<p>"}), "kit.zip", "zip", "application/zip"),
        (archive({"[Content_Types].xml": b"", "xl/workbook.xml": b""}), "t.zip", "xlsx", None),
        (archive({"[Content_Types].xml": b"", "ppt/presentation.xml": b""}), "t", "pptx", None),
        (archive({"mimetype": b"application/vnd.oasis.opendocument.text"}), "t.doc", "odt", None),
        (archive({"mimetype": b"application/epub+zip"}), "t", "epub", "application/epub+zip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....", "old.DOC", "doc", "application/msword"),
        ("a;b\nä;ö\n".encode(), "list.csv", "csv", "text/csv"),
        (b"Read me first, <b>maybe</b>.", "README.md", "txt", "text/plain"),
        (b"BEGIN:VCALENDAR", "x.ics", "ics", "text/calendar"),
        (picture(), "logo.pdf", "png", "image/png"),
    ],
)
def test_files_are_called_what_they_are(data: bytes, name: str, ending: str, mime: str | None) -> None:
    taken = take_file(data, name)
    assert taken.path.endswith(f".{ending}")
    assert mime is None or taken.mime == mime
    assert ending == "png" or taken.data == data


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"  <!doctype HTML>", "page.pdf", "This is a web page, which could act as a page or a program"),
        (b"<script>alert(1)</script>", "a.txt", "This is a web page"),
        (b"<!-- --><p>", "a.csv", "This is a web page"),
        (b"<svg onload=alert(1)>", "a.txt", "This is an SVG drawing, which could act"),
        (b"<?xml version='1.0'?><x/>", "a.txt", "This is an XML file, which could act"),
        (b"<x:y xmlns:x='a'/>", "a.txt", "This is an XML file, which could act"),
        (b"#!/bin/sh\n", "a.txt", "This is a script, which could act"),
        (b"MZ\x90\0", "a.zip", "This is a program, which could act"),
        (
            archive({"[Content_Types].xml": b"", "word/vbaProject.bin": b""}),
            "a.docx",
            "This is an Office document with",
        ),
        (b"alert(1)", "a.js", "A .js file is not taken as it is"),
        (b"PK\x03\x04 and no more", "a.zip", "This is a ZIP archive that is not whole"),
        (b"", "a.txt", "This is an empty file. Save it again"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "setup.msi", "The file must be a PDF, a ZIP archive"),
        (b"\0\1\2", "a.pdf", "The file must be a PDF, a ZIP archive"),
        (b"\0\0\0\x18ftypmp42\0\0\0\0mp42", "a.mp4", "The file must be a PDF, a ZIP archive, an office document"),
        (b"%PDF-" + b"\0" * (41 * 1024 * 1024), "a.pdf", "The file is 41 MB. Use one of at most 40 MB"),
    ],
)
def test_files_that_could_act_or_are_not_known_are_refused(data: bytes, name: str, said: str) -> None:
    with pytest.raises(HubError) as caught:
        take_file(data, name)
    assert str(caught.value).startswith(said)


def test_an_archive_of_countless_entries_is_not_looked_into() -> None:
    crowded = archive({"a": b""}) + b"PK\x01\x02" * 20_001
    assert take_file(crowded, "a.zip").path.endswith(".zip")


def test_hostile_pictures_are_refused_or_made_harmless() -> None:
    folder = os.environ.get("LAUREL_REAL_DATA")
    if not folder:
        pytest.skip("LAUREL_REAL_DATA is not set, so no hostile pictures are taken in")
    files = sorted(file for file in (Path(folder) / "hostile" / "images").iterdir() if file.suffix)
    taken, refused = {}, {}
    for file in files:
        try:
            taken[file.name] = take_picture(file.read_bytes(), file.name)
        except HubError as error:
            refused[file.name] = str(error)
    assert {"exif_gps.jpg", "pil_sample_cmyk.jpg"} <= set(taken)
    assert all(opened(made).info.keys() & {"exif", "xmp", "icc_profile"} == set() for made in taken.values())
    assert {name for name in refused if "bomb" in name or "trunc" in name or "broken" in name} == {
        file.name for file in files if re.search("bomb|trunc|broken", file.name)
    }
    assert {made.width == made.height == 128 for name, made in taken.items() if "orientation" in name} == {True}
