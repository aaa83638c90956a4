"""Comment periods: dates in, state and words out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.inquiries.enums import PeriodState

GRACE = timedelta(minutes=30)


@dataclass(frozen=True)
class Period:
    """A comment period as it stands at one moment; `days_left` counts London dates."""

    state: PeriodState
    opens_at: datetime
    closes_at: datetime
    days_left: int

    @property
    def is_open(self) -> bool:
        return self.state is PeriodState.OPEN

    @property
    def days_left_in_words(self) -> str:
        if self.days_left <= 0:
            return "Closes today"
        return "1 day left" if self.days_left == 1 else f"{self.days_left} days left"


def period_state(
    opens_at: datetime, closes_at: datetime, present: datetime, *, has_outcome: bool
) -> PeriodState:
    """The state at one moment; the closing moment itself is already closed."""
    if has_outcome:
        return PeriodState.CONCLUDED
    if present < opens_at:
        return PeriodState.UPCOMING
    return PeriodState.OPEN if present < closes_at else PeriodState.CLOSED


def days_between(today: date, closing_day: date) -> int:
    return max(0, (closing_day - today).days)


def is_late(closes_at: datetime, present: datetime) -> bool:
    return present >= closes_at


def why_not_comment(
    state: PeriodState, closes_at: datetime, present: datetime, form_opened_at: datetime | None
) -> str | None:
    """Why a comment cannot be taken now, as a sentence, or None.

    A form opened before the closing time is still taken within the grace after it: the writer
    could not know better while writing. A published outcome ends even that.
    """
    if state is PeriodState.OPEN:
        return None
    if state is PeriodState.UPCOMING:
        return "The comment period has not opened yet."
    if state is PeriodState.CONCLUDED:
        return "This inquiry has concluded, so it takes no more comments."
    was_open = form_opened_at is not None and form_opened_at < closes_at
    if was_open and present < closes_at + GRACE:
        return None
    return "The comment period has closed, so this comment cannot be taken."
