"""The filters of the log of acts, read from an address."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Any

from wtforms import StringField
from wtforms.validators import ValidationError

from app.accounts.audit_queries import AuditFilter
from app.accounts.enums import AuditAct, SubjectKind
from app.core import clock
from app.web.forms import BaseForm, text_of, to_line

_SUBJECT = re.compile(r"(?:(staff|comment|draft|subject|page)\s+)?([0-9]{1,9})", re.IGNORECASE)
_LATEST_YEAR = 9_000  # a day later than the calendar's last cannot be computed


class AuditFilterForm(BaseForm):
    """Reads only, so it carries no token."""

    class Meta:
        csrf = False

    person = StringField("Done by", filters=[to_line])
    act = StringField("Act", filters=[to_line])
    about = StringField("About", filters=[to_line])
    since = StringField("From", filters=[to_line])
    until = StringField("To", filters=[to_line])

    def validate_person(self, field: Any) -> None:
        if field.data and not re.fullmatch("[0-9]{1,9}", field.data):
            raise ValidationError("Choose a person from the list.")

    def validate_act(self, field: Any) -> None:
        if field.data and field.data not in {act.value for act in AuditAct}:
            raise ValidationError("Choose an act from the list.")

    def validate_about(self, field: Any) -> None:
        if len(field.data) > 200:
            raise ValidationError("Search for at most 200 characters.")

    def validate_since(self, field: Any) -> None:
        _check_day(field.data)

    def validate_until(self, field: Any) -> None:
        _check_day(field.data)

    @property
    def has_any(self) -> bool:
        return any(field.data for field in self)

    @property
    def arguments(self) -> dict[str, str]:
        """The same filters as the arguments of an address."""
        return {field.name: field.data for field in self if field.data}

    @property
    def chosen(self) -> AuditFilter:
        """What a valid form asks for; days begin and end in London."""
        subject = _SUBJECT.fullmatch(text_of(self.about))
        kind = subject and subject[1]
        return AuditFilter(
            actor_id=int(self.person.data) if self.person.data else None,
            act=AuditAct(self.act.data) if self.act.data else None,
            subject_kind=SubjectKind(kind.lower()) if kind else None,
            subject_id=int(subject[2]) if subject else None,
            words="" if subject else text_of(self.about),
            since=_start_of(self.since.data, 0) if self.since.data else None,
            until=_start_of(self.until.data, 1) if self.until.data else None,
        )


def _check_day(text: str) -> None:
    if not text:
        return
    try:
        is_day = date.fromisoformat(text).year <= _LATEST_YEAR
    except ValueError:
        is_day = False
    if not is_day:
        raise ValidationError("Type a day as year-month-day, such as 2026-06-30.")


def _start_of(day: str, later: int) -> datetime:
    """London midnight at the start of a day, or of one `later`."""
    return clock.from_london(
        datetime.combine(date.fromisoformat(day) + timedelta(days=later), time())
    )
