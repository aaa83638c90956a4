"""The two small forms of a page of versions; they read only, so they carry no token."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from wtforms import SelectField, StringField
from wtforms.validators import ValidationError

from app.core import clock
from app.web.forms import BaseForm, to_line


class DayForm(BaseForm):
    """Asks for the page "as it stood on" a day in London."""

    class Meta:
        csrf = False

    on = StringField("Day", filters=[to_line])

    def validate_on(self, field: Any) -> None:
        try:
            day = date.fromisoformat(field.data)
        except ValueError:
            raise ValidationError("Give a day as year-month-day, such as 2026-06-30.") from None
        if day > clock.london_date(clock.now()):
            raise ValidationError("That day has not come yet: give today or an earlier one.")

    @property
    def day(self) -> date:
        return date.fromisoformat(self.on.data or "")

    @property
    def end_of_day(self) -> datetime:
        """The midnight with which a valid form's day ends."""
        return clock.from_london(datetime.combine(self.day + timedelta(days=1), time()))


class CompareForm(BaseForm):
    """Asks for the difference between two of the versions that may be read."""

    class Meta:
        csrf = False

    older = SelectField("Earlier version", coerce=int)
    newer = SelectField("Later version", coerce=int)

    def offer(self, choices: list[tuple[int, str]]) -> None:
        """Offer versions, the newest first; the last two are chosen until somebody chooses others.

        A choice is a version's number with its words.
        """
        self.older.choices = self.newer.choices = choices
        if not self.is_sent and len(choices) > 1:
            self.older.data, self.newer.data = choices[1][0], choices[0][0]

    @property
    def is_sent(self) -> bool:
        return bool(self.older.raw_data or self.newer.raw_data)

    def validate_newer(self, field: Any) -> None:
        if field.data == self.older.data:
            raise ValidationError("Choose two different versions.")
