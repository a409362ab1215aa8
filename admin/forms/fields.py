"""Small things forms share: what is typed into words, lists and checks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from flask_wtf import FlaskForm
from wtforms import SelectChoice, SelectMultipleField
from wtforms.validators import StopValidation
from wtforms.widgets import CheckboxInput, ListWidget

Check = Callable[[Any, Any], None]


class MultiCheckboxField(SelectMultipleField):
    """Several of many, each a box: nobody has to know which key to hold."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        """The page of two versions sends all of a field's values as the lines of one."""
        super().process_formdata([line for value in valuelist for line in value.splitlines() if line])


def options(pairs: Iterable[tuple[str, str]], group: str | None = None) -> list[SelectChoice]:
    """Choices of a field from (value, label), under a heading if one is given."""
    return [SelectChoice(value, label, optgroup=group) for value, label in pairs]


def needed(message: str) -> Check:
    """A field that must not be empty."""

    def check(_form: Any, field: Any) -> None:
        if not (field.data or "").strip():
            field.errors = []
            raise StopValidation(message)

    check.field_flags = {"required": True}  # type: ignore[attr-defined]  # WTForms reads it from the function
    return check


def at_most(longest: int) -> Check:
    """A field of up to so many characters."""

    def check(_form: Any, field: Any) -> None:
        length = len(field.data or "")
        if length > longest:
            raise StopValidation(f"Use at most {longest:,} characters. These are {length:,}")

    return check


def words_of(text: str | None) -> tuple[str, ...]:
    """What stands between commas or on lines of its own, each once, without blanks around it."""
    parts = (" ".join(part.split()) for part in re.split(r"[,;\n]", text or ""))
    return tuple(dict.fromkeys(part for part in parts if part))


def lines_of(text: str | None) -> str:
    """Typed text with plain line ends."""
    return (text or "").replace("\r\n", "\n").replace("\r", "\n")


def tell_at(form: FlaskForm, problems: Iterable[tuple[str, str]]) -> None:
    """Show problems at the fields they are about, and those that are about none above the form."""
    for name, words in problems:
        if name and name in form:
            field = form[name]
            field.errors = [*field.errors, words]
        else:
            form.form_errors = [*form.form_errors, words]
