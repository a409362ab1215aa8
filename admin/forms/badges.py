"""The form of a badge, with its design."""

from __future__ import annotations

import re
from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import Optional, ValidationError

from admin.forms.fields import at_most, lines_of, needed, options, words_of
from hub.actions.badges import EMBLEMS, PALETTES, SHAPES, BadgeText
from hub.actions.durations import UNITS, in_words, simple
from hub.model import Design, Settings

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
OWN = "own"
AS_IT_IS = "as-it-is"
_PALETTE_NAMES = {
    "brand": "The hub's first colour",
    "brand-second": "The hub's second colour",
    "brand-pale": "The hub's colour, pale",
}


def _name(word: str) -> str:
    return word[:1].upper() + word[1:].replace("-", " ")


class BadgeForm(FlaskForm):
    """What a badge is called, what it takes, and how it looks."""

    name = StringField("Name", [needed("Enter the badge's name"), at_most(80)])
    criteria = TextAreaField("What it takes")
    summary = StringField("In one sentence", [at_most(1000)])
    shape = RadioField("Shape", choices=options((shape, _name(shape)) for shape in SHAPES), validate_choice=False)
    emblem = RadioField("Emblem", choices=options((emblem, _name(emblem)) for emblem in EMBLEMS), validate_choice=False)
    palette = SelectField("Colours", validate_choice=False)
    ground = StringField("Ground")
    accent = StringField("Accent")
    ribbon = BooleanField("A ribbon with the holder's name", default=True)
    tier = SelectField("Tier", validate_choice=False)
    valid_count = IntegerField("How many", [Optional()])
    valid_unit = SelectField("How long it holds", validate_choice=False)
    tags = StringField("Tags")
    slug = StringField("Address", [at_most(120)])
    digest = HiddenField()

    def prepare(self, settings: Settings, valid_for: str | None = None) -> BadgeForm:
        """Fill in the choices, among them a duration that is written in more than one part."""
        palettes = ((name, _PALETTE_NAMES.get(name, _name(name))) for name in PALETTES)
        self.palette.choices = options((*palettes, (OWN, "Colours of your own")))
        self.tier.choices = options((("", "No tier"), *((tier.key, tier.name) for tier in settings.tiers)))
        units = [("", "For good"), *((unit, many) for unit, (_, many) in UNITS.items())]
        if valid_for and simple(valid_for) is None:
            units.append((AS_IT_IS, f"As it is: {in_words(valid_for)}"))
        self.valid_unit.choices = options(units)
        return self

    def fill(self, words: BadgeText, slug: str, digest: str) -> None:
        """Show what a badge says."""
        design, duration = words.design, simple(words.valid_for)
        own = not isinstance(design.palette, str)
        values: dict[str, Any] = {
            "name": words.name,
            "criteria": words.criteria,
            "summary": words.summary,
            "shape": design.shape,
            "emblem": design.emblem,
            "palette": OWN if own else design.palette,
            "ground": design.palette[0] if own else "",
            "accent": design.palette[1] if own and len(design.palette) > 1 else "",
            "ribbon": design.ribbon,
            "tier": words.tier or "",
            "valid_count": duration[0] if duration else None,
            "valid_unit": duration[1] if duration else AS_IT_IS if words.valid_for else "",
            "tags": ", ".join(words.tags),
            "slug": slug,
            "digest": digest,
        }
        for name, value in values.items():
            self[name].data = value

    def design(self) -> Design:
        """The design as chosen; colours that are none are left for the check to name."""
        palette: str | tuple[str, ...] = self.palette.data or "brand"
        if palette == OWN:
            given = tuple(c for c in ((self.ground.data or "").strip(), (self.accent.data or "").strip()) if c)
            palette = tuple(c.lower() if _COLOUR.fullmatch(c) else c for c in given) or "brand"
        shape, emblem = self.shape.data or SHAPES[0], self.emblem.data or EMBLEMS[0]
        return Design(shape, palette, emblem, bool(self.ribbon.data))

    def words(self, before: str | None = None) -> BadgeText:
        """What was typed. `before` is the duration of the badge as it was, for one that stays as it is."""
        return BadgeText(
            name=" ".join((self.name.data or "").split()),
            criteria=lines_of(self.criteria.data),
            summary=" ".join((self.summary.data or "").split()),
            tier=self.tier.data or None,
            design=self.design(),
            valid_for=self._duration(before),
            tags=words_of(self.tags.data),
        )

    def _duration(self, before: str | None) -> str | None:
        unit, count = self.valid_unit.data, self.valid_count.data
        if unit == AS_IT_IS:
            return before
        return f"P{count}{unit}" if unit in UNITS and count else None

    def validate_valid_count(self, field: Any) -> None:
        """A duration needs a number, and one that fits a life."""
        unit, field.errors = self.valid_unit.data, []
        if unit in UNITS and not 1 <= (field.data or 0) <= (99_999 if unit == "D" else 999):
            raise ValidationError(f"Enter how many {UNITS[unit][1]}")

    def validate_ground(self, field: Any) -> None:
        """Own colours are two, or the first alone."""
        if self.palette.data == OWN and not _COLOUR.fullmatch((field.data or "").strip()):
            raise ValidationError("Enter the ground's colour as #01627c")

    def validate_accent(self, field: Any) -> None:
        """The second colour may be missing."""
        if self.palette.data == OWN and field.data and not _COLOUR.fullmatch(field.data.strip()):
            raise ValidationError("Enter the accent's colour as #f2af48, or leave it empty")
