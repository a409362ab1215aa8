"""Names in every script: joined, ordered, complete, and inside their ribbon."""

from __future__ import annotations

import math
import unicodedata
from itertools import pairwise

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFont

from badges import draw, fonts, lettering, missing_glyphs
from badges.fitting import FINE, HEIGHT, fit
from badges.layout import Layout, layout
from badges.lettering import line, runs
from badges.ribbon import name_mask
from hub.model import HubError
from tests.badges.support import LONG_NAME, changed, face, picture

NAMES = {
    "Latin": "José Núñez-Łukasiewicz",
    "Vietnamese": "Nguyễn Thị Ánh Tuyết",
    "Greek": "Ελένη Παπαδοπούλου",
    "Cyrillic": "Нина Щербакова",
    "Arabic": "محمد علي",
    "Hebrew": "דוד כהן",
    "Devanagari": "अनिका शर्मा",
    "Bengali": "অনিকা দাস",
    "Tamil": "அனிதா ராஜன்",
    "Thai": "สมชาย ใจดี",
    "Georgian": "ნინო ბერიძე",
    "Chinese": "王小明",
    "Japanese": "さくら 森",
    "Korean": "김민준",
    "emoji": "Zoë 🚀",
}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())
def test_a_name_of_any_script_is_whole_and_inside_its_ribbon(name: str) -> None:
    assert missing_glyphs(name) == ()
    for run in runs(lettering.clean(name)):
        font, box = fonts.font(run.face, 96), _picture_of("\U000f1234", run.face)
        for char in run.text:
            if unicodedata.category(char) not in ("Cf", "Zs") and not unicodedata.category(char).startswith("M"):
                assert fonts.has(run.face, char)
                assert _picture_of(char, run.face).tobytes() != box.tobytes(), f"{char} is drawn as a box"
        assert font.getlength(run.text) > 0
    _inside(name)


def _picture_of(text: str, face: fonts.Face) -> Image.Image:
    drawn = Image.new("L", (160, 160))
    ImageDraw.Draw(drawn).text((20, 110), text, 255, fonts.font(face, 96), anchor="ls")
    return drawn


def _inside(name: str) -> None:
    """The ink of a name lies within the ribbon's inner line."""
    fitted = fit(name)
    mask, (left, top) = name_mask(fitted, (600, 760))
    found = mask.getbbox()
    assert found is not None
    ink_left, ink_right = left + found[0] / FINE, left + found[2] / FINE
    ink_top, ink_bottom = top + found[1] / FINE, top + found[3] / FINE
    assert 600 - fitted.half + 14 < ink_left < ink_right < 600 + fitted.half - 14
    assert 760 - HEIGHT / 2 + 4 < ink_top < ink_bottom < 760 + HEIGHT / 2 - 4


@pytest.mark.parametrize(
    "name",
    [
        LONG_NAME,
        "W" * 80,
        "Ш" * 80,
        "王" * 80,
        "محمدعبدالرحمن" * 6 + "مح",
        "अनिका शर्मा " * 7,
        "Maria da Conceição Guimarães de Albuquerque e Vasconcelos Teixeira de Mello Rocha",
        "Z\u0301\u0323\u0302" * 20,
    ],
    ids=["words", "wide", "Cyrillic", "Chinese", "Arabic", "Devanagari", "Portuguese", "stacked marks"],
)
def test_eighty_letters_fit(name: str) -> None:
    _inside(name)
    assert set(draw(face(name))) == {1200, 600, 300, 150}


def test_a_long_name_breaks_between_words_into_lines_of_about_one_length() -> None:
    fitted = fit("Alexandrina Konstantinopoulos-Montgomery Fitzwilliam")
    texts = ["".join(run.text for run in row.runs) for row in fitted.lines]
    assert len(texts) == 2
    assert texts == ["Alexandrina Konstantinopoulos-", "Montgomery Fitzwilliam"]
    assert max(row.width for row in fitted.lines) < 1.6 * min(row.width for row in fitted.lines)


def test_a_short_name_is_set_larger_than_a_long_one_and_the_ribbon_widens_last() -> None:
    short, middle, long = fit("Ada Obi"), fit("Maximiliana Konstantinopoulos"), fit(LONG_NAME)
    assert len(short.lines) == 1 < len(long.lines)
    assert short.lines[0].size > middle.lines[0].size >= long.lines[0].size
    assert short.half == middle.half < long.half


def test_a_name_no_ribbon_could_hold_is_an_error_and_never_cut() -> None:
    with pytest.raises(HubError, match="900 characters are too many"):
        draw(face("W" * 900))
    with pytest.raises(HubError, match="marks stand too high"):
        draw(face("Z" + "\u0301\u0302" * 40))


@pytest.mark.parametrize("name", ["محمد", "बुद्धि", "क्ष"], ids=["joins", "reorders", "conjunct"])
def test_letters_that_join_are_shaped(name: str) -> None:
    (run,) = runs(name)
    size = 120
    shaped, unshaped = Image.new("L", (700, 300)), Image.new("L", (700, 300))
    line(name, size).draw(shaped, 40, 180)
    place = fonts.folder(run.face.package)
    assert place is not None
    basic = ImageFont.truetype(str(place / run.face.file), size, layout_engine=ImageFont.Layout.BASIC)
    basic.set_variation_by_axes(list(run.face.axes))
    ordered = name[::-1] if run.rtl else name
    ImageDraw.Draw(unshaped).text((40, 180), ordered, 255, basic, anchor="ls")
    assert shaped.getbbox() is not None
    assert ImageChops.difference(shaped, unshaped).getbbox() is not None
    letters = sum(fonts.font(run.face, size).getlength(c) for c in name)
    assert line(name, size).width != pytest.approx(letters, rel=0.02)


def test_a_name_of_two_directions_reads_in_both() -> None:
    order = [run.text.strip() for run in runs("محمد Smith")]
    assert order == ["Smith", "محمد"], "the name begins on the right, with its first word"
    assert [run.text.strip() for run in runs("Smith محمد")] == ["Smith", "محمد"]
    assert [run.text.strip() for run in runs("محمد 42 علي")] == ["علي", "42", "محمد"]


def test_the_words_of_one_direction_stay_one_run_with_their_spaces() -> None:
    (run,) = runs("דוד בן כהן")
    assert (run.text, run.rtl) == ("דוד בן כהן", True)
    (run,) = runs("अनिका शर्मा")
    assert run.text == "अनिका शर्मा"


def test_marks_that_steer_the_direction_are_obeyed_and_not_drawn() -> None:
    plain, steered = runs("abc"), runs("a\u200eb\u200fc")
    assert "".join(run.text for run in steered) == "".join(run.text for run in plain)


@pytest.mark.parametrize("name", ["क्\u200dष", "می\u200cخواهم"], ids=["ZWJ", "ZWNJ"])
def test_joiners_stay_with_their_run_and_change_the_shape(name: str) -> None:
    (run,) = runs(name)
    assert run.text == name
    bare = name.replace("\u200d", "").replace("\u200c", "")
    one, two = Image.new("L", (600, 200)), Image.new("L", (600, 200))
    line(name, 80).draw(one, 20, 120)
    line(bare, 80).draw(two, 20, 120)
    assert ImageChops.difference(one, two).getbbox() is not None


def test_composed_and_decomposed_names_are_one_badge() -> None:
    composed, decomposed = "José Núñez", unicodedata.normalize("NFD", "José Núñez")
    assert composed != decomposed
    assert draw(face(composed), (600,)) == draw(face(decomposed), (600,))
    assert draw(face("  Ada \n Obi "), (600,)) == draw(face("Ada Obi"), (600,))


def test_a_combining_mark_without_a_composed_letter_stays_with_its_letter() -> None:
    (run,) = runs(lettering.clean("Ada X\u0323\u0301 Obi"))
    assert "X\u0323\u0301" in run.text


@pytest.mark.parametrize("where", ["name", "program", "badge", "tier"])
def test_a_missing_letter_is_an_error_that_names_it(where: str) -> None:
    with pytest.raises(HubError) as told:
        draw(face(**{"name": "Amara", where: "Ada \U00012000 Obi"}))
    assert "U+12000 CUNEIFORM SIGN A" in str(told.value)
    assert "\U00012000" in str(told.value)


def test_each_missing_letter_is_named_once() -> None:
    assert [one.name for one in missing_glyphs("\U00012000a\U00012001\U00012000")] == [
        "CUNEIFORM SIGN A",
        "CUNEIFORM SIGN A TIMES A",
    ]
    assert missing_glyphs("Ada") == ()


def test_control_characters_are_not_drawn_as_nothing() -> None:
    assert [ord(one.char) for one in missing_glyphs("Ada\x07")] == [7]


def test_without_the_cjk_font_the_error_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    folder = fonts.folder
    monkeypatch.setattr(fonts, "folder", lambda package: None if package == "manimgx_fonts_cjk" else folder(package))
    runs.cache_clear()
    try:
        assert [(one.char, one.extra) for one in missing_glyphs("王 Ada 明")] == [("王", "cjk"), ("明", "cjk")]
        with pytest.raises(HubError, match='install the "cjk" extra'):
            draw(face("王小明"))
        assert missing_glyphs("\U00012000")[0].extra is None
    finally:
        runs.cache_clear()


def test_chinese_japanese_and_korean_get_their_own_shapes() -> None:
    assert [runs(text)[-1].face.index for text in ("骨", "さ骨", "가骨")] == [2, 0, 1]


def test_chinese_is_not_hair_thin() -> None:
    (run,) = runs("王")
    place = fonts.folder(run.face.package)
    assert place is not None
    thin = ImageFont.truetype(str(place / run.face.file), 96, run.face.index)
    drawn = Image.new("L", (160, 160))
    ImageDraw.Draw(drawn).text((20, 110), "王", 255, thin, anchor="ls")
    assert sum(_picture_of("王", run.face).histogram()[128:]) > 2 * sum(drawn.histogram()[128:])


@pytest.mark.parametrize("program", ["المراقبون", "प्रहरी मंडल", "ผู้เฝ้าดู"])
def test_joined_scripts_stand_on_a_straight_band_and_are_never_cut_into_letters(program: str) -> None:
    from badges.typeset import plates, type_mask

    asked = face(program=program)
    (plate,) = plates(asked, layout(asked))
    assert "".join(run.text for run in plate.text.runs) == program
    assert type_mask(asked).getbbox() is not None
    assert plates(face(), layout(face())) == []


def test_capitals_on_the_arcs_are_those_of_their_script() -> None:
    assert lettering.capitals("Straße") == "STRASSE"
    assert lettering.capitals("Οι Φίλοι") == "ΟΙ ΦΙΛΟΙ"
    assert lettering.capitals("Дозорные") == "ДОЗОРНЫЕ"
    assert lettering.capitals("მცველი") == "მცველი"


@pytest.mark.parametrize("where", ["program", "tier"])
def test_type_on_an_arc_is_centred_and_evenly_spread(where: str) -> None:
    from badges.typeset import type_mask

    asked = face("", badge="", year="", **{"program": "", "tier": "", where: "OOOOOOOO"})
    mask, plan = type_mask(asked), layout(asked)
    middle = -90 if where == "program" else 90
    inked = [tenth / 10 for tenth in range(-900, 900) if _at(mask, plan, middle + tenth / 10) > 127]
    strokes = [sum(group) / len(group) for group in _groups(inked)]
    assert len(strokes) == 16, "each O is met twice"
    centres = [(a + b) / 2 for a, b in zip(strokes[::2], strokes[1::2], strict=True)]
    assert abs(sum(centres) / 8) < 0.3
    steps = [b - a for a, b in pairwise(centres)]
    assert max(steps) - min(steps) < 0.4


def _at(mask: Image.Image, plan: Layout, degrees: float) -> int:
    x, y = plan.centre
    angle = math.radians(degrees)
    place = (round(x + plan.type_line * math.cos(angle)), round(y + plan.type_line * math.sin(angle)))
    value = mask.getpixel(place)
    assert isinstance(value, int)
    return value


def _groups(degrees: list[float]) -> list[list[float]]:
    groups: list[list[float]] = []
    for value in degrees:
        if groups and value - groups[-1][-1] < 0.25:
            groups[-1].append(value)
        else:
            groups.append([value])
    return groups


def test_the_name_is_drawn_in_the_middle_of_its_ribbon() -> None:
    one, two = picture(face("H"), 1200), picture(face("I"), 1200)
    box = changed(one, two)
    assert box is not None
    assert abs((box[0] + box[2]) / 2 - 600) <= 2
    plan = layout(face("H"))
    assert abs((box[1] + box[3]) / 2 - plan.ribbon) <= 2
