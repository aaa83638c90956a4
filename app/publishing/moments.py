"""Days and times of day as staff type them: London walls, said back in words."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from app.core import clock

EARLIEST_YEAR, LATEST_YEAR = 1900, 2200
WRONG_DAY = "Type a day as year-month-day, such as 2027-06-30."
WRONG_TIME = "Type a time of day as hours and minutes, such as 09:30 or 23:59."
NO_SUCH_TIME = "On this day the clocks go forward, and this time does not occur."


def read_day(text: str) -> date | None:
    """None for an empty field; raises ValueError with a sentence for anything but a day."""
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ValueError(WRONG_DAY) from None
    if not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
        raise ValueError(WRONG_DAY)
    return day


def read_time(text: str, otherwise: time) -> time:
    """`otherwise` for an empty field; raises ValueError with a sentence."""
    if not text:
        return otherwise
    try:
        hour, minute = map(int, text.split(":")[:2])
        return time(hour, minute)
    except ValueError:
        raise ValueError(WRONG_TIME) from None


def read_moment(day: str, at: str, otherwise: time) -> datetime | None:
    """The moment of two fields, in UTC; None without a day. Raises ValueError with a sentence.

    A time that occurs twice, when the clocks go back, is its first occurrence.
    """
    wall_day, wall_time = read_day(day), read_time(at, otherwise)
    if wall_day is None:
        return None
    wall = datetime.combine(wall_day, wall_time)
    moment = clock.from_london(wall)
    if clock.london(moment).replace(tzinfo=None) != wall:
        raise ValueError(NO_SUCH_TIME)
    return moment.astimezone(UTC)


def say_day(moment: datetime | date | None) -> str:
    """As a field shows it: "2027-06-30"."""
    if moment is None:
        return ""
    day = clock.london_date(moment) if isinstance(moment, datetime) else moment
    return day.isoformat()


def say_time(moment: datetime | None) -> str:
    """As a field shows it: "23:59"."""
    return f"{clock.london(moment):%H:%M}" if moment else ""
