"""Whatever the brand, every role can be read in both modes, and tiers can be told apart."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.model import Tier
from hub.web import palette
from hub.web.palette import contrast, css_tokens, mode, theme_warnings, tier_colours, to_hex, to_lch

BRANDS = ["#01627c", "#f2af48", "#ffff00", "#808080", "#777777", "#000000", "#ffffff", "#ff0000", "#00ff00", "#0000ff"]
COLOUR = st.from_regex(r"\A#[0-9a-f]{6}\Z")

# WCAG 2.2 asks 4.5 of text and 3 of what marks a field; the theme holds itself to more.
ON_EVERY_GROUND = {"ink": 12, "quiet": 5.5, "brand": 5.5, "danger": 5.5, "good": 5.5, "notice": 5.5, "plum": 5.5}


def assert_legible(colours: tuple[str, ...], dark: bool) -> None:
    roles = mode(colours, dark)
    for ground in (roles.paper, roles.sunk):
        for role, least in ON_EVERY_GROUND.items():
            assert contrast(getattr(roles, role), ground) >= least, (role, ground)
        assert contrast(roles.edge, ground) >= 3
    assert contrast(roles.on_fill, roles.fill) >= 4.5
    assert contrast(roles.fill_edge, roles.paper) >= 3


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("brand", BRANDS)
def test_roles_of_difficult_brands_can_be_read(brand: str, dark: bool) -> None:
    assert_legible((brand,), dark)


@given(st.lists(COLOUR, min_size=1, max_size=3), st.booleans())
def test_roles_of_any_brand_can_be_read(colours: list[str], dark: bool) -> None:
    assert_legible(tuple(colours), dark)


@given(COLOUR)
def test_a_colour_survives_the_way_to_oklch_and_back(colour: str) -> None:
    assert to_hex(to_lch(colour)) == colour


@given(st.floats(0.15, 1), st.floats(0, 0.5), st.floats(0, 360))
def test_too_much_chroma_falls_but_hue_stays(light: float, chroma: float, hue: float) -> None:
    found = to_lch(to_hex(palette.Lch(light, chroma, hue)))
    assert found.light == pytest.approx(light, abs=0.02)
    if found.chroma > 0.05:  # a near grey has no hue worth speaking of in eight bits
        assert abs((found.hue - hue + 180) % 360 - 180) < 6


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("brand", ["#808080", "#000000", "#ffffff"])
def test_links_of_a_grey_brand_are_ink(brand: str) -> None:
    roles = mode((brand,), dark=False)
    assert roles.brand == roles.ink


def test_a_yellow_brand_keeps_its_fill_while_its_words_darken() -> None:
    roles = mode(("#ffe600",), dark=False)
    assert roles.fill == "#ffe600"
    assert roles.brand != roles.fill


def tiers(count: int, *colours: str) -> tuple[Tier, ...]:
    return tuple(Tier(f"t{i}", f"Tier {i}", i + 1, colours[i] if i < len(colours) else None) for i in range(count))


@pytest.mark.parametrize(("count", "apart"), [(2, 0.14), (3, 0.14), (4, 0.14), (5, 0.14), (6, 0.12)])
def test_tiers_are_apart_in_every_simulated_colour_blindness(count: int, apart: float) -> None:
    for one, other in combinations(tier_colours(tiers(count)), 2):
        assert palette.distance(one, other) >= apart
        for matrix in palette.BLINDNESS.values():
            assert palette.distance(one, other, matrix) >= apart, (one, other)


@given(st.integers(1, 12))
def test_higher_tiers_are_always_darker(count: int) -> None:
    lights = [to_lch(colour).light for colour in tier_colours(tiers(count))]
    assert lights == sorted(lights, reverse=True)
    assert len(set(lights)) == count


def test_a_hubs_own_tier_colour_is_kept() -> None:
    assert tier_colours(tiers(3, "#ABCDEF"))[0] == "#abcdef"


def test_own_tier_colours_too_alike_are_told_with_a_cure() -> None:
    (told,) = theme_warnings(tiers(2, "#4477aa", "#4a7cae"))
    assert "Tier 0" in told
    assert "Tier 1" in told
    assert "lighter or darker" in told


def test_red_and_green_of_one_lightness_are_told_for_those_who_cannot_see_them() -> None:
    (told,) = theme_warnings(tiers(2, to_hex(palette.Lch(0.6, 0.1, 25)), to_hex(palette.Lch(0.6, 0.1, 130))))
    assert "cones" in told


def test_the_themes_own_tier_colours_warn_of_nothing() -> None:
    assert [theme_warnings(tiers(count)) for count in range(9)] == [[]] * 9


def test_tokens_hold_both_modes_and_a_class_for_each_tier() -> None:
    css = css_tokens(("#01627c",), tiers(4), None, None)
    assert css.count("--paper:") == 2
    assert "prefers-color-scheme:dark" in css
    assert all(f".tier-{level}{{" in css for level in (1, 2, 3, 4))
    assert css == css_tokens(("#01627c",), tiers(4), None, None)


@given(st.text(max_size=60))
def test_a_hubs_font_stack_cannot_leave_its_declaration(stack: str) -> None:
    css = css_tokens(("#01627c",), (), stack, stack)
    plain = css_tokens(("#01627c",), (), None, None)
    assert [css.count(mark) for mark in "{};"] == [plain.count(mark) for mark in "{};"]
    assert css.count('"') % 2 == 0
    assert "\\" not in css
    assert "url" not in css.lower() or "(" not in css.split("--paper")[0]


def test_a_hubs_families_come_first_and_generic_names_stay_bare() -> None:
    css = css_tokens(("#01627c",), (), "Fraunces, 'Iowan Old Style', serif", None)
    assert '--serif:"Fraunces","Iowan Old Style",serif,' in css
