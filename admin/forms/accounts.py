"""The form of an account, as staff fill it in."""

from __future__ import annotations

from wtforms import BooleanField, Field, HiddenField, RadioField, SelectChoice, StringField, ValidationError

from admin.forms.entry import AddressForm, told
from hub.actions.accounts import LONGEST_NAME, clean_name
from hub.actions.permissions import ROLE_NAMES

_MEANS = {
    "owner": "does everything, and decides who can sign in",
    "editor": "looks after people, posts, badges and pages, and publishes",
    "reviewer": "reads posts and profiles, and decides about them",
    "advocate": "writes for the advocates named below",
}

_ROLES = [SelectChoice(role, f"{name}: {_MEANS[role]}") for role, name in ROLE_NAMES.items()]


class AccountForm(AddressForm):
    """Who may sign in, as what, and for whom."""

    name = StringField("Name", render_kw={"maxlength": LONGEST_NAME})
    role = RadioField("What they may do", choices=_ROLES, validate_choice=False)
    handles = StringField("Advocates they act for")
    version = HiddenField()

    def validate_name(self, field: Field) -> None:
        """On one line, if it is there."""
        told(lambda: clean_name(field.data or ""))

    def validate_role(self, field: Field) -> None:
        """One of those there are."""
        if field.data not in ROLE_NAMES:
            raise ValidationError("Choose what they may do")

    def handle_list(self) -> tuple[str, ...]:
        """The handles as typed, split at commas and blanks."""
        return tuple((self.handles.data or "").replace(",", " ").split())

    def expected(self) -> int | None:
        """The version the form was opened at."""
        text = self.version.data or ""
        return int(text) if text.isdecimal() else None


class NewAccountForm(AccountForm):
    """A new account, and whether its invitation is mailed."""

    mail = BooleanField("Send them the invitation by e-mail", default=True)
