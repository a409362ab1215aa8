"""Rules the theme's own sources keep: one home for sizes and colours, nothing inline, nothing from elsewhere."""

import re
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined

SITE = Path(__file__).resolve().parents[2] / "site"
SHEETS = sorted((SITE / "static").rglob("*.css"))
TEMPLATES = sorted((SITE / "templates").rglob("*.html"))
PAGES = """front posts post topics topic directory profile profile_posts badges badge award recognition
    recognition_year events event resources changes page not_found redirect""".split()


def rules(sheet: Path) -> str:
    return re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)


@pytest.mark.parametrize("sheet", [s for s in SHEETS if "tokens" not in s.name], ids=lambda s: s.name)
def test_colours_and_type_sizes_stand_in_the_tokens_alone(sheet: Path) -> None:
    css = rules(sheet)
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b(?=[^{}]*[;}])", css) == []
    assert re.findall(r"\b(?:rgb|hsl|oklch|oklab|color)a?\(", css) == []
    assert re.findall(r"font(?:-size)?:[^;}]*\b\d+(?:px|pt)", css) == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda s: s.name)
def test_layout_follows_the_direction_of_the_script(sheet: Path) -> None:
    physical = r"(?:margin|padding|border)-(?:left|right)|(?:^|[\s;{])(?:left|right|float):|text-align:\s*right"
    assert re.findall(physical, rules(sheet)) == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda s: s.name)
def test_styles_fetch_nothing(sheet: Path) -> None:
    assert "url(" not in rules(sheet)
    assert "@import" not in rules(sheet)


def test_every_custom_property_used_is_set_somewhere() -> None:
    from hub.model import Tier
    from hub.web.palette import css_tokens

    css = css_tokens(("#01627c",), (Tier("a", "A", 1),), None, None) + "".join(map(rules, SHEETS))
    used = set(re.findall(r"var\((--[\w-]+)\)", css))
    assert used - set(re.findall(r"(--[\w-]+)\s*:", css)) == set()


def test_fluid_type_never_outgrows_zoom() -> None:
    """Text that grows by less than 2.5 times with the window still doubles when a reader zooms (WCAG 1.4.4)."""
    spans = re.findall(r"clamp\(([\d.]+)rem,[^,]+,\s*([\d.]+)rem\)", rules(SITE / "static" / "css" / "10-tokens.css"))
    assert spans
    assert all(float(high) <= 2.5 * float(low) for low, high in spans)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda t: t.relative_to(SITE / "templates").as_posix())
def test_a_template_compiles_and_holds_nothing_inline(template: Path) -> None:
    environment = Environment(loader=FileSystemLoader(SITE / "templates"), undefined=StrictUndefined, autoescape=True)
    environment.get_template(template.relative_to(SITE / "templates").as_posix())
    text = template.read_text(encoding="utf-8")
    assert re.findall(r"\sstyle=|<style|\son\w+=|javascript:", text) == []
    assert re.findall(r"<script(?![^>]*(?:\ssrc=|ld\+json))", text) == []
    assert re.findall(r"(?:src|href)=\"(?:https?:)?//", text) == []
    assert "| safe" not in text


def test_every_page_has_its_template() -> None:
    assert {name for name in PAGES if not (SITE / "templates" / f"{name}.html").is_file()} == set()
