"""Forms of the media library."""

from __future__ import annotations

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import HiddenField, StringField
from wtforms.validators import ValidationError

from admin.forms.fields import at_most


class AddMediaForm(FlaskForm):
    """A picture or file, and what the picture shows."""

    file = FileField("Picture or file")
    alt = StringField("What the picture shows", [at_most(1000)])

    def validate_file(self, field: FileField) -> None:
        """Something has to be chosen."""
        if not field.data or not field.data.filename:
            raise ValidationError("Choose a picture or a file")


class AltForm(FlaskForm):
    """What a picture shows, for whoever cannot see it."""

    alt = StringField("What it shows", [at_most(1000)])
    seen = HiddenField()
