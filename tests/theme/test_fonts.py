"""Web fonts: small, the same every time, under a name of their own, and measured stand-ins beside them."""

import io
import re

import pytest
from fontTools.ttLib import TTFont

from hub.web.fonts import FAMILY, STAND_INS, font_css, font_files, preload_files

LARGEST = 60 * 1024


@pytest.fixture(scope="module")
def made() -> dict[str, bytes]:
    return {name: make() for name, (_, make) in font_files().items()}


def test_every_file_fits_its_budget(made: dict[str, bytes]) -> None:
    assert {name: len(data) for name, data in made.items() if len(data) > LARGEST} == {}
    assert len(made) >= 4


def test_making_a_file_again_gives_the_same_bytes(made: dict[str, bytes]) -> None:
    name, (_, make) = next((n, made) for n, made in font_files().items() if "greek" in n)
    assert make() == made[name]


def test_keys_and_names_differ_and_stay_the_same() -> None:
    files = font_files()
    assert len({key for key, _ in files.values()}) == len(files)
    assert {n: k for n, (k, _) in files.items()} == {n: k for n, (k, _) in font_files().items()}


def test_a_cut_does_not_bear_the_reserved_name_but_keeps_its_licence(made: dict[str, bytes]) -> None:
    for data in made.values():
        names = TTFont(io.BytesIO(data))["name"]
        for number in (1, 4, 6, 25):
            assert "source" not in (names.getDebugName(number) or "").lower()
        assert names.getDebugName(1) == FAMILY
        assert "SIL Open Font License" in names.getDebugName(13)
        assert "Adobe" in names.getDebugName(0)


def test_weights_and_sizes_are_limited_to_what_the_theme_sets(made: dict[str, bytes]) -> None:
    latin = TTFont(io.BytesIO(made[preload_files()[0]]))
    axes = {axis.axisTag: (axis.minValue, axis.maxValue) for axis in latin["fvar"].axes}
    assert axes == {"wght": (400, 600), "opsz": (20, 60)}


def test_names_of_many_lands_are_covered(made: dict[str, bytes]) -> None:
    covered: set[int] = set()
    for data in made.values():
        covered |= set(TTFont(io.BytesIO(data)).getBestCmap())
    names = "José Núñez, Siobhán Ní Dhálaigh, Karolína Dvořáková, Nguyễn Thị Ánh, Ελένη Παπαδάκη, Оксана Бондаренко, Ґ"
    assert {letter for letter in names if ord(letter) not in covered} == set()


def test_letters_of_a_file_are_those_its_rule_asks_it_for(made: dict[str, bytes]) -> None:
    css = font_css("/f/")
    for name, data in made.items():
        rule = next(rule for rule in css.splitlines() if f"/f/{name}" in rule)
        asked = re.findall(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", rule)
        if "font-style:italic" in rule:
            assert not asked  # the only italic is asked for every letter
            continue
        spans = [(int(a, 16), int(b or a, 16)) for a, b in asked]
        letters = TTFont(io.BytesIO(data)).getBestCmap()
        assert all(any(a <= letter <= b for a, b in spans) for letter in letters)
        assert letters


def test_rules_name_every_file_wait_for_nothing_and_offer_stand_ins() -> None:
    css = font_css("fonts/")
    assert all(f'url("fonts/{name}")' in css for name in font_files())
    assert css.count("font-display:optional") == len(font_files())
    assert all(f'"{family}"' in css for family in STAND_INS)
    scales = [float(scale) for scale in re.findall(r"size-adjust:([\d.]+)%", css)]
    assert all(95 < scale < 115 for scale in scales)
    assert len(scales) == len(STAND_INS)
