"""Comment periods: dates in, state and words out; and which names an address may have."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.inquiries.enums import PeriodState

GRACE = timedelta(minutes=30)
SHORTEST_PERIOD = timedelta(weeks=12)
SOON, LATELY = timedelta(days=14), timedelta(days=7)
SLUG_LIMIT = 80
RESERVED_SLUGS = {
    "about", "accessibility", "api", "comment", "comments", "decisions", "edit", "feeds", "files",
    "healthz", "how-we-count", "inquiries", "mail", "metrics", "moderation", "moderation-policy",
    "new", "papers", "preview", "privacy", "readyz", "receipts", "search", "staff", "static",
    "subjects", "versions",
}  # fmt: skip
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


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


def calendar_length(opens_at: datetime, closes_at: datetime) -> timedelta:
    """How long a period is by the calendar, given in local time.

    From nine o'clock on a Monday to nine on the next is a week, whatever the clocks do between.
    """
    return closes_at.replace(tzinfo=None) - opens_at.replace(tzinfo=None)


def is_short(opens_at: datetime, closes_at: datetime) -> bool:
    """A comment period, given in local time, of less than twelve weeks, which needs a reason."""
    return calendar_length(opens_at, closes_at) < SHORTEST_PERIOD


def window_of_turns(present: datetime) -> tuple[datetime, datetime]:
    """The first and the last moment at which an opening or a closing is near."""
    return present - LATELY, present + SOON


def is_near_turn(moment: datetime, present: datetime, *, opens: bool) -> bool:
    """What opens or closes soon, or has closed lately; what is open needs nobody's eye."""
    first, last = window_of_turns(present)
    return (present < moment if opens else first <= moment) and moment <= last


@dataclass(frozen=True)
class PeriodStep:
    """A published comment period was changed; `of_inquiry` where its inquiry's was.

    The moments of the periods are in local time.
    """

    changed_at: datetime
    opened_at: datetime
    closed_at: datetime
    opens_at: datetime
    closes_at: datetime
    reason: str
    of_inquiry: bool

    @property
    def verb(self) -> str:
        before = calendar_length(self.opened_at, self.closed_at)
        after = calendar_length(self.opens_at, self.closes_at)
        if before == after:
            return "Moved"
        return "Extended" if after > before else "Shortened"

    @property
    def changes_nothing(self) -> bool:
        """As when a topic is given the dates that its inquiry has anyway."""
        return (self.opened_at, self.closed_at) == (self.opens_at, self.closes_at)


def why_not_slug(slug: str) -> str | None:
    """Why this cannot be the name of a page in its address, as a sentence, or None."""
    if len(slug) > SLUG_LIMIT:
        return f"A name in an address can have up to {SLUG_LIMIT} characters."
    if not _SLUG.fullmatch(slug):
        return (
            "A name in an address is made of small letters a to z and digits, "
            "with single hyphens between words, such as getting-through."
        )
    if slug in RESERVED_SLUGS:
        return f"The name {slug} is kept for a page of the site itself."
    return None


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
