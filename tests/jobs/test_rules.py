"""How often a task is tried."""

from __future__ import annotations

from datetime import timedelta

from app.jobs.rules import FIRST_DELAY, LONGEST_DELAY, MAXIMUM_ATTEMPTS, delay_after

DELAYS = [delay_after(attempts) for attempts in range(1, MAXIMUM_ATTEMPTS)]


def test_the_first_delay_is_short_and_each_is_twice_the_one_before():
    assert DELAYS[:4] == [FIRST_DELAY, 2 * FIRST_DELAY, 4 * FIRST_DELAY, 8 * FIRST_DELAY]


def test_no_delay_is_longer_than_a_night():
    assert max(DELAYS) == LONGEST_DELAY


def test_a_mail_server_may_be_away_for_a_day():
    assert sum(DELAYS, timedelta()) > timedelta(days=1)


def test_after_the_last_attempt_it_is_given_up():
    assert delay_after(MAXIMUM_ATTEMPTS) is None
