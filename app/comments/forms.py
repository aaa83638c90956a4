"""The comment form: its fields, whose names outsiders rely on, cleaned before they are checked."""

from __future__ import annotations

from typing import Any

from email_validator import EmailNotValidError, validate_email
from wtforms import HiddenField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import ValidationError

from app.comments.enums import PublicationChoice
from app.comments.rules import BODY_LIMIT, NAME_LIMIT
from app.core.text import is_blank
from app.web.forms import BaseForm, to_line, to_text

EMAIL_LIMIT = 254
CHOICES = [
    (PublicationChoice.NAMED.value, "Publish my comment with my name"),
    (PublicationChoice.ANONYMOUS.value, "Publish my comment, but withhold my name"),
    (PublicationChoice.NOT_PUBLISHED.value, "Do not publish my comment: for the inquiry only"),
]


class CommentForm(BaseForm):
    body = TextAreaField("Your comment", filters=[to_text])
    publication_choice = RadioField(
        "How should your comment be published?",
        choices=[SelectChoice(*choice) for choice in CHOICES],
        validate_choice=False,
    )
    name = StringField("Your name", filters=[to_line])
    email = StringField("Your e-mail address (optional)", filters=[to_line])
    nonce = HiddenField()

    @property
    def choice(self) -> PublicationChoice:
        return PublicationChoice(self.publication_choice.data)

    def validate_body(self, field: Any) -> None:
        if is_blank(field.data):
            raise ValidationError("Write your comment.")
        if len(field.data) > BODY_LIMIT:
            over = len(field.data) - BODY_LIMIT
            raise ValidationError(
                f"Your comment can have up to {BODY_LIMIT:,} characters. "
                f"It has {over:,} too many: shorten it, or send it in parts."
            )

    def validate_publication_choice(self, field: Any) -> None:
        if field.data not in dict(CHOICES):
            raise ValidationError("Choose how your comment should be published.")

    def validate_name(self, field: Any) -> None:
        if len(field.data) > NAME_LIMIT:
            raise ValidationError(f"Your name can have up to {NAME_LIMIT} characters.")
        is_named = self.publication_choice.data == PublicationChoice.NAMED.value
        if is_named and is_blank(field.data):
            raise ValidationError("Give the name to publish, or choose to have your name withheld.")

    def validate_email(self, field: Any) -> None:
        if not field.data:
            return
        if len(field.data) > EMAIL_LIMIT:
            raise ValidationError(f"An e-mail address has at most {EMAIL_LIMIT} characters.")
        try:
            validate_email(field.data, check_deliverability=False)
        except EmailNotValidError as error:
            raise ValidationError(
                "Give an e-mail address like name@example.org, or leave this empty."
            ) from error


class WithdrawalForm(BaseForm):
    """One button; the form only carries the token."""
