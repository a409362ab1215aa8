"""Forms of staff about people: adding, the facts they keep, inviting, consent given elsewhere, erasing."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from flask import g
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    EmailField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import StopValidation

from admin.forms.fields import MultiCheckboxField, needed, options
from hub.actions.persons import Current
from hub.model import Moment
from hub.records.kinds import Profile

KINDS = (("person", "A person"), ("team", "A team"), ("staff", "Staff"), ("guest", "A guest"))


def _day(_form: Any, field: Any) -> None:
    text = (field.data or "").strip()
    if text:
        try:
            Moment.parse(text, g.desk.zone)
        except ValueError:
            raise StopValidation("Choose a day of the calendar") from None


def _number(_form: Any, field: Any) -> None:
    text = (field.data or "").strip()
    if text and not (text.isascii() and text.isdigit() and 0 < int(text) < 10**9):
        raise StopValidation("Write a whole number from 1, such as 42")


class FactsForm(FlaskForm):
    """What staff say of somebody."""

    name = StringField("Name", [needed("Enter a name")])
    email = EmailField("E-mail address")
    tier = SelectField("Tier", validate_choice=False)
    number = StringField("Member number", [_number])
    joined = StringField("Joined", [_day])
    groups = MultiCheckboxField("Groups", validate_choice=False)
    kind = SelectField("Kind", choices=options(KINDS), default="person", validate_choice=False)
    listed = BooleanField("Show in the directory", default=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        settings = g.desk.settings
        known = [(tier.key, tier.name) for tier in reversed(settings.tiers)]
        if self.tier.data and self.tier.data not in {key for key, _ in known}:
            known.append((self.tier.data, self.tier.data))
        self.tier.choices = options([("", "None yet"), *known])
        self.groups.choices = options((group.key, group.name) for group in settings.groups)

    def profile(self, before: Profile) -> Profile:
        """The profile with what was typed."""
        return replace(
            before,
            name=" ".join((self.name.data or "").split()),
            tier=self.tier.data or None,
            number=int(self.number.data) if (self.number.data or "").strip() else None,
            joined=(self.joined.data or "").strip() or None,
            groups=tuple(self.groups.data or ()),
            kind=self.kind.data if self.kind.data in dict(KINDS) else before.kind,
            listed=bool(self.listed.data),
        )


class AddForm(FactsForm):
    """Somebody new."""

    handle = StringField("Handle")
    invite = BooleanField("Invite them by e-mail now", default=True)


class EditForm(FactsForm):
    """Somebody who is there. `seen` tells what the form was made from."""

    seen = HiddenField()

    @classmethod
    def of(cls, current: Current) -> EditForm:
        """The form as somebody is now."""
        p = current.profile
        return cls(
            formdata=None,
            name=p.name,
            email=current.person.email if current.person else "",
            tier=p.tier or "",
            number="" if p.number is None else str(p.number),
            joined=p.joined or "",
            groups=list(p.groups),
            kind=p.kind,
            listed=p.listed,
            seen=current.mark,
        )


class InviteForm(FlaskForm):
    """Where one invitation goes."""

    email = EmailField("E-mail address")


class InviteManyForm(FlaskForm):
    """A paste of people."""

    people = TextAreaField("People", [needed("Write one person a line, such as Noor Haddad <noor@example.org>")])


class NotesForm(FlaskForm):
    """What staff note for themselves."""

    notes = TextAreaField("Notes")
    seen = HiddenField()


class RecordForm(FlaskForm):
    """How somebody agreed elsewhere."""

    words = TextAreaField("How did they agree?", [needed("Say how, such as “signed form, in the folder of 2026”")])
    on = StringField("When", [_day])

    def day(self) -> dt.date | None:
        """The day, None when left empty."""
        text = (self.on.data or "").strip()
        return Moment.parse(text, g.desk.zone).date if text else None


class RetireForm(FlaskForm):
    """Letting somebody retire."""

    why = TextAreaField("Why")


class EraseForm(FlaskForm):
    """The handle once more."""

    typed = StringField("Handle")


class ReviewForm(FlaskForm):
    """What becomes of a change to a profile."""

    decision = RadioField(
        "What shall become of it?",
        choices=options([("approve", "Approve it"), ("ask", "Ask for changes")]),
        default="approve",
        validate_choice=False,
    )
    words = TextAreaField("Words for them")
    seen = HiddenField()
