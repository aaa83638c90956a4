"""The forms of links for people outside, and of what they remark."""

from __future__ import annotations

from typing import Any

from wtforms import HiddenField, StringField
from wtforms.validators import ValidationError

from app.publishing.forms import line, words
from app.publishing.rules import LINK_DAYS_LIMIT
from app.web.forms import BaseForm, text_of, to_line

REMARK_LIMIT = 10_000
USUAL_DAYS = "14"


class LinkForm(BaseForm):
    for_whom = line("For whom")
    days = StringField("For how many days", filters=[to_line], default=USUAL_DAYS)

    def validate_for_whom(self, field: Any) -> None:
        if not field.data:
            raise ValidationError("Say who is to read the draft.")

    def validate_days(self, field: Any) -> None:
        text = text_of(field)
        if not (text.isascii() and text.isdigit() and 0 < int(text[:5]) <= LINK_DAYS_LIMIT):
            raise ValidationError(f"Type a number of days from 1 to {LINK_DAYS_LIMIT}.")

    @property
    def days_given(self) -> int:
        return int(text_of(self.days))


class RemarkForm(BaseForm):
    """`nonce` is of this opened form; `seen_version` is that of the draft that was read."""

    nonce = HiddenField()
    seen_version = HiddenField()
    place = line("Which place is it about? (optional)")
    note = words("What should be different there?", REMARK_LIMIT)

    def validate_note(self, field: Any) -> None:
        if not field.data:
            raise ValidationError("Type your remark.")

    @property
    def version_seen(self) -> int:
        """0 where the form does not say."""
        text = text_of(self.seen_version)
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
