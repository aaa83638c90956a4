"""The forms of staff's accounts: roles, invitations, and choosing a password."""

from __future__ import annotations

from typing import Any

from wtforms import HiddenField, PasswordField, SelectMultipleField, StringField
from wtforms.validators import ValidationError

from app.accounts.access import current_staff
from app.accounts.enums import Role
from app.accounts.passwords import is_password_of
from app.web.forms import BaseForm, to_line

CODE_LIMIT = 40
NAME_LIMIT = 100
EMAIL_LIMIT = 254
ROLE_TEXTS = {
    Role.PUBLISHER: "Puts up inquiries, topics and papers.",
    Role.MODERATOR: "Decides on comments; sees what their authors withheld.",
    Role.ANALYST: "Reads everything that is decided, for themes and outcomes.",
    Role.ADMIN: "Everything, and the accounts of staff and their log.",
}
ROLE_CHOICES = [(role.value, role.label, text) for role, text in ROLE_TEXTS.items()]


class RolesForm(BaseForm):
    roles = SelectMultipleField("Roles", choices=[], validate_choice=False)

    def validate_roles(self, field: Any) -> None:
        if not set(field.data or []) <= {role.value for role in Role}:
            raise ValidationError("Choose roles from the list.")

    @property
    def chosen(self) -> list[Role]:
        return [role for role in Role if role.value in (self.roles.data or [])]


class InvitationForm(RolesForm):
    email = StringField("E-mail address", filters=[to_line])

    def validate_email(self, field: Any) -> None:
        if not field.data:
            raise ValidationError("Type the person's e-mail address.")
        if len(field.data) > EMAIL_LIMIT:
            raise ValidationError(f"An address can have up to {EMAIL_LIMIT} characters.")


class WelcomeForm(BaseForm):
    """What an invited person chooses."""

    name = StringField("Your name", filters=[to_line])
    password = PasswordField("Password")
    password_again = PasswordField("The password again")

    def validate_name(self, field: Any) -> None:
        if not field.data:
            raise ValidationError("Type the name that your colleagues know you by.")
        if len(field.data) > NAME_LIMIT:
            raise ValidationError(f"A name can have up to {NAME_LIMIT} characters.")

    def validate_password_again(self, field: Any) -> None:
        if field.data != self.password.data:
            raise ValidationError("The two passwords are not the same.")


class CodeForm(BaseForm):
    code = StringField("Code", filters=[to_line])

    def validate_code(self, field: Any) -> None:
        if not field.data:
            raise ValidationError("Type the code.")
        if len(field.data) > CODE_LIMIT:
            raise ValidationError("That is too long to be a code.")


class PasswordForm(BaseForm):
    """Asks for the password once more before something that hurts."""

    password = PasswordField("Your password")

    def validate_password(self, field: Any) -> None:
        if not is_password_of(current_staff(), field.data or ""):
            raise ValidationError("The password is wrong.")


class NewPasswordForm(PasswordForm):
    new_password = PasswordField("New password")
    new_password_confirm = PasswordField("The new password again")

    def validate_new_password(self, field: Any) -> None:
        if field.data == self.password.data:
            raise ValidationError("Choose a password that is different from your present one.")

    def validate_new_password_confirm(self, field: Any) -> None:
        if field.data != self.new_password.data:
            raise ValidationError("The two new passwords do not match.")


class SetUpForm(CodeForm, PasswordForm):
    """Turning the second factor on: an open session alone must not lock its owner out."""


class PasskeyForm(PasswordForm):
    """What the browser made, as JSON, and what its owner calls it."""

    credential = HiddenField()
    name = StringField("What you call it", filters=[to_line])
    password = PasswordField("Your password", id="password-to-add")

    def validate_name(self, field: Any) -> None:
        if not field.data:
            raise ValidationError("Type a name, such as that of the device.")
        if len(field.data) > NAME_LIMIT:
            raise ValidationError(f"A name can have up to {NAME_LIMIT} characters.")


class ProofForm(BaseForm):
    """What a passkey made of the challenge, as JSON."""

    credential = HiddenField()
