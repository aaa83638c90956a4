from __future__ import annotations

from typing import Any

from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import ValidationError

from app.moderation.enums import Decision, Reason
from app.moderation.rules import NOTE_LIMIT
from app.web.forms import BaseForm, to_line, to_text


class DecisionForm(BaseForm):
    """One decision on one card; outsiders rely on the names of its fields."""

    decision = StringField("Decision", filters=[to_line])
    reason = StringField("Reason", filters=[to_line])
    note = TextAreaField("Note for other moderators", filters=[to_text])
    seen_version = HiddenField()
    back = HiddenField(filters=[to_line])

    def validate_decision(self, field: Any) -> None:
        if field.data not in {decision.value for decision in Decision}:
            raise ValidationError("Choose what to do with this comment.")

    def validate_reason(self, field: Any) -> None:
        if field.data and field.data not in {reason.value for reason in Reason}:
            raise ValidationError("Choose a reason from the list.")

    def validate_note(self, field: Any) -> None:
        if len(field.data) > NOTE_LIMIT:
            raise ValidationError(f"A note can have up to {NOTE_LIMIT:,} characters.")

    def validate_seen_version(self, field: Any) -> None:
        text = field.data or ""
        if not (text.isascii() and text.isdecimal() and len(text) <= 9):
            raise ValidationError("The page did not say which version you saw. Load it again.")

    @property
    def chosen(self) -> Decision:
        return Decision(self.decision.data)

    @property
    def chosen_reason(self) -> Reason | None:
        return Reason(self.reason.data) if self.reason.data else None
