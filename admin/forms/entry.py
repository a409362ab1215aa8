"""Forms of the way in, and of one's own account."""

from __future__ import annotations

from collections.abc import Callable

from flask_wtf import FlaskForm
from wtforms import EmailField, Field, HiddenField, PasswordField, StringField, ValidationError

from hub.actions.accounts import LONGEST_NAME, clean_email, clean_name
from hub.actions.passwords import check_password
from hub.model import HubError


def told(check: Callable[[], object]) -> None:
    """Run a check of an action, and tell what it says at the field."""
    try:
        check()
    except HubError as error:
        raise ValidationError(str(error)) from None


class AddressForm(FlaskForm):
    """An e-mail address and nothing else."""

    email = EmailField("E-mail address")

    def validate_email(self, field: Field) -> None:
        """It must be one a letter could be sent to."""
        told(lambda: clean_email(field.data or ""))


class SignInForm(AddressForm):
    """Address and password."""

    password = PasswordField("Password")
    next = HiddenField()

    def validate_password(self, field: Field) -> None:
        """It must be there."""
        if not field.data:
            raise ValidationError("Enter your password, or have a link sent")


class NameForm(FlaskForm):
    """What one goes by on the desk."""

    name = StringField("Your name", render_kw={"maxlength": LONGEST_NAME})

    def validate_name(self, field: Field) -> None:
        """It must be there, on one line."""
        if not (field.data or "").strip():
            raise ValidationError("Enter your name, as the people you work with will see it")
        told(lambda: clean_name(field.data))


class OwnerForm(NameForm, AddressForm):
    """Who the owner is."""

    password = PasswordField("A password")

    def validate_password(self, field: Field) -> None:
        """Long, and more than name and address."""
        told(lambda: check_password(field.data or "", (self.name.data or "", self.email.data or "")))


class PasswordForm(FlaskForm):
    """A new password; the present one is asked for only where there is one and no link was used."""

    current = PasswordField("Your present password")
    password = PasswordField("New password")

    own_words: tuple[str, ...] = ()

    def validate_password(self, field: Field) -> None:
        """Long, and more than name and address."""
        told(lambda: check_password(field.data or "", self.own_words))
