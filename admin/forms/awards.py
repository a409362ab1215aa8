"""Forms for giving badges and for taking them back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import ValidationError

from admin.forms.fields import MultiCheckboxField, at_most, lines_of, options, words_of
from hub.actions.awards import REASONS, Gift


class GiveForm(FlaskForm):
    """Who gets which badge, since when, and why."""

    badge = SelectField("Badge", validate_choice=False)
    people = MultiCheckboxField("Who gets it", validate_choice=False)
    pasted = TextAreaField("Or paste handles")
    awarded = DateField("Since", format="%Y-%m-%d")
    why = TextAreaField("Why", [at_most(1000)])
    url = StringField("An address that shows it", [at_most(2000)])
    again = BooleanField("Give it again to those who hold it already")

    def prepare(self, badges: Iterable[tuple[str, str]], people: Iterable[tuple[str, str]]) -> GiveForm:
        """Fill in the choices."""
        self.badge.choices = options(badges)
        self.people.choices = options(people)
        return self

    def validate_awarded(self, field: DateField) -> None:
        """What was typed has to be a day."""
        if field.data is None and any(text.strip() for text in field.raw_data or ()):
            field.errors = []
            raise ValidationError("Choose the day it was earned")

    def handles(self) -> tuple[str, ...]:
        """Everybody chosen or pasted, once each. A pasted line may be a handle, with @ or in an address."""
        pasted = (word.strip("@/").rpartition("/")[2] for part in words_of(self.pasted.data) for word in part.split())
        return tuple(dict.fromkeys([*(self.people.data or ()), *(word for word in pasted if word)]))

    def gift(self) -> Gift:
        """What was typed."""
        day = self.awarded.data
        return Gift(
            badge=self.badge.data or "",
            awarded=day.isoformat() if isinstance(day, dt.date) else "",
            why=" ".join(lines_of(self.why.data).split()),
            url=(self.url.data or "").strip(),
        )


class RevokeForm(FlaskForm):
    """Why an award is taken back: a reason everybody may read, and words nobody but staff does."""

    reason = RadioField("Reason", choices=options(REASONS.items()), validate_choice=False)
    why = TextAreaField("In your own words", [at_most(2000)])
    digest = HiddenField()

    def validate_reason(self, field: RadioField) -> None:
        """One has to be chosen."""
        if field.data not in REASONS:
            raise ValidationError("Choose a reason")
