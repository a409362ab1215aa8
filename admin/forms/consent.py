"""Forms about the terms: accepting, taking back, writing a new version."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, TextAreaField

from admin.forms.fields import needed


class AcceptForm(FlaskForm):
    """Two boxes, neither ticked for anybody."""

    licence = BooleanField("I accept the terms, and you may publish what I send in as they say")
    of_age = BooleanField("I am of age where I live")
    terms = HiddenField()

    def validate(self, extra_validators: object = None) -> bool:
        """Both must be ticked, each says so itself."""
        good = super().validate(extra_validators)
        if not self.licence.data:
            self.licence.errors = ["Tick this to accept the terms"]
        if not self.of_age.data:
            self.of_age.errors = ["Tick this if you are of age. If you are not, ask the program's staff"]
        return good and bool(self.licence.data and self.of_age.data)


class WithdrawForm(FlaskForm):
    """Taking consent back; a reason only if somebody likes to."""

    why = TextAreaField("Why")


class TermsForm(FlaskForm):
    """The words of the terms."""

    text = TextAreaField("Terms", [needed("Write the terms")])
    seen = HiddenField()
