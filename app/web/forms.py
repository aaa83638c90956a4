"""The base of all forms: cleaned text in, problems for the error summary out."""

from __future__ import annotations

from flask_wtf import FlaskForm
from flask_wtf.csrf import validate_csrf
from wtforms import Field
from wtforms.validators import ValidationError as WTFormsValidationError

from app.core.text import clean_line, clean_text

EXPIRED = (
    "This form was open for a long time, or its cookie is gone. "
    "Nothing you typed is lost: press the button again."
)


def to_text(value: str | None) -> str:
    return clean_text(value or "")


def to_line(value: str | None) -> str:
    return clean_line(value or "")


def text_of(field: Field) -> str:
    """What a field holds, "" when it was not sent."""
    return field.data or ""


class BaseForm(FlaskForm):
    """`problems` are (field id, sentence) pairs in the order of the fields."""

    @property
    def problems(self) -> list[tuple[str, str]]:
        return [
            (field.id, EXPIRED if field.name == "csrf_token" else sentence)
            for field in self
            for sentence in field.errors
        ]

    @property
    def has_valid_token(self) -> bool:
        """True when the request comes from a form that this browser was given."""
        try:
            validate_csrf(self.csrf_token.data)
        except WTFormsValidationError:
            return False
        return True

    def reject(self, field: Field, sentence: str) -> None:
        """Add a problem that only the service could find."""
        field.errors = [*field.errors, sentence]
