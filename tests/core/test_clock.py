from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.clock import at, from_london, london, now, say_date, say_moment, say_since

MOMENTS = [
    (datetime(2026, 6, 30, 22, 59, tzinfo=UTC), "11:59pm on 30 June 2026"),
    (datetime(2026, 1, 1, 0, 0, tzinfo=UTC), "midnight on 1 January 2026"),
    (datetime(2026, 7, 1, 11, 0, tzinfo=UTC), "midday on 1 July 2026"),
    (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), "12:59am on 29 March 2026"),
    (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), "2am on 29 March 2026"),
    (datetime(2026, 10, 25, 1, 0, tzinfo=UTC), "1am on 25 October 2026"),
    (datetime(2028, 2, 29, 9, 5, tzinfo=UTC), "9:05am on 29 February 2028"),
]


@pytest.mark.parametrize(("moment", "words"), MOMENTS, ids=[words for _, words in MOMENTS])
def test_moments_are_said_in_london(moment, words):
    assert say_moment(moment) == words


def test_a_london_closing_time_is_an_hour_earlier_in_summer():
    assert from_london(datetime(2026, 6, 30, 23, 59)).hour == 22  # noqa: DTZ001
    assert from_london(datetime(2026, 12, 30, 23, 59)).hour == 23  # noqa: DTZ001


def test_a_wall_time_that_comes_twice_is_the_first_of_the_two():
    assert from_london(datetime(2026, 10, 25, 1, 30)).hour == 0  # noqa: DTZ001


def test_how_long_ago_is_said_coarsely():
    present = datetime(2026, 5, 1, tzinfo=UTC)
    assert say_since(present - timedelta(hours=49), present) == "2 days"
    assert say_since(present - timedelta(seconds=61), present) == "1 minute"
    assert say_since(present + timedelta(seconds=5), present) == "less than a minute"
    assert say_date(present) == "1 May 2026"


NAIVE = [
    (datetime(2026, 3, 29, 0, 59), "2026-03-29T00:59:00+00:00"),  # noqa: DTZ001
    (datetime(2026, 3, 29, 2, 0), "2026-03-29T01:00:00+00:00"),  # noqa: DTZ001
    (datetime(2026, 10, 25, 0, 59), "2026-10-24T23:59:00+00:00"),  # noqa: DTZ001
    (datetime(2026, 10, 25, 2, 0), "2026-10-25T02:00:00+00:00"),  # noqa: DTZ001
    (datetime(2026, 7, 1, 0, 0), "2026-06-30T23:00:00+00:00"),  # noqa: DTZ001
    (datetime(2028, 2, 29, 23, 59), "2028-02-29T23:59:00+00:00"),  # noqa: DTZ001
]
NAMES = [
    "just before spring forward", "just after spring forward", "before autumn goes back",
    "after autumn went back", "midnight in summer", "the end of a leap day",
]  # fmt: skip


@pytest.mark.parametrize(("wall", "moment"), NAIVE, ids=NAMES)
def test_a_wall_time_of_london_is_one_moment(wall, moment):
    assert from_london(wall).isoformat() == moment


@given(st.datetimes(datetime(2000, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_a_moment_said_and_entered_again_is_the_same_but_for_the_hour_that_comes_twice(moment):
    wall = london(moment).replace(tzinfo=None)
    assert from_london(wall) in (moment, moment - timedelta(hours=1))


def test_a_date_is_the_one_on_a_london_calendar():
    assert say_date(datetime(2026, 6, 30, 23, 30, tzinfo=UTC)) == "1 July 2026"
    assert say_date(date(2028, 2, 29)) == "29 February 2028"


def test_an_earlier_time_holds_only_inside():
    then = datetime(2020, 1, 1, tzinfo=UTC)
    with at(then):
        assert now() == then
    assert now() > then
