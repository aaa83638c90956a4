"""Time: kept in UTC, spoken in London.

All functions that need the present take it from `now()`, so tests can move one clock.
"""

from __future__ import annotations

from calendar import month_name
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
MONTHS = tuple(month_name)  # which works a name out at each asking

_past: ContextVar[datetime | None] = ContextVar("past", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC; inside `at` the moment given there."""
    return _past.get() or datetime.now(UTC)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Do what follows as of another moment: to enter what happened earlier."""
    token = _past.set(moment)
    try:
        yield
    finally:
        _past.reset(token)


def london(moment: datetime) -> datetime:
    """The same moment on a London clock."""
    return moment.astimezone(LONDON)


def london_date(moment: datetime) -> date:
    return london(moment).date()


def next_midnight(moment: datetime) -> datetime:
    """The beginning of the next day in London."""
    return from_london(datetime.combine(london_date(moment) + timedelta(days=1), time()))


def from_london(wall: datetime) -> datetime:
    """The UTC moment of a naive London wall time (the earlier one where it occurs twice)."""
    return wall.replace(tzinfo=LONDON, fold=0).astimezone(UTC)


def say_date(moment: datetime | date) -> str:
    """ "30 June 2026"."""
    day = london_date(moment) if isinstance(moment, datetime) else moment
    return f"{day.day} {MONTHS[day.month]} {day.year:04}"


def say_time(moment: datetime) -> str:
    """ "11:59pm", "9am", "midday", "midnight"."""
    wall = london(moment)
    if wall.minute == 0 and wall.hour in (0, 12):
        return "midday" if wall.hour else "midnight"
    hour = wall.hour % 12 or 12
    minutes = f":{wall.minute:02}" if wall.minute else ""
    return f"{hour}{minutes}{'am' if wall.hour < 12 else 'pm'}"


def say_moment(moment: datetime) -> str:
    """ "11:59pm on 30 June 2026"."""
    return f"{say_time(moment)} on {say_date(moment)}"


def say_period(days: int) -> str:
    return "1 day" if days == 1 else f"{days} days"


def say_since(then: datetime, present: datetime) -> str:
    """How long ago, coarsely: "2 days", "5 hours", "less than a minute"."""
    seconds = max(0, int((present - then).total_seconds()))
    for size, word in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= size:
            count = seconds // size
            return f"{count} {word}" if count == 1 else f"{count} {word}s"
    return "less than a minute"
