"""The forms of subjects; `seen` is the mark of what was on the page."""

from __future__ import annotations

from typing import Any

from wtforms import HiddenField, StringField
from wtforms.validators import ValidationError

from app.publishing.forms import line, words
from app.web.forms import BaseForm, to_line


class SubjectForm(BaseForm):
    seen = HiddenField()
    title = line("Title")
    description = words("Description")

    def validate_title(self, field: Any) -> None:
        if not field.data:
            raise ValidationError("Give the subject a title.")


class NewSubjectForm(SubjectForm):
    slug = StringField("Name in the address", filters=[to_line])


class DeleteSubjectForm(BaseForm):
    seen = HiddenField()
