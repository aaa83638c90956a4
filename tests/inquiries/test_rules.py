from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from app.core.clock import from_london
from app.inquiries.enums import PeriodState
from app.inquiries.rules import (
    RESERVED_SLUGS,
    Period,
    days_between,
    is_late,
    period_state,
    why_not_comment,
    why_not_slug,
)

OPENING = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)
CLOSING = datetime(2026, 6, 30, 22, 59, tzinfo=UTC)
DAY, MINUTE, MOMENT = timedelta(days=1), timedelta(minutes=1), timedelta(microseconds=1)
UPCOMING, OPEN, CLOSED, CONCLUDED = PeriodState

STATES = [
    ("a day before its opening a topic is upcoming", OPENING - DAY, False, UPCOMING),
    ("a moment before its opening it is upcoming", OPENING - MOMENT, False, UPCOMING),
    ("at its opening it is open", OPENING, False, OPEN),
    ("a moment before its closing it is open", CLOSING - MOMENT, False, OPEN),
    ("at its closing it is closed", CLOSING, False, CLOSED),
    ("a year later it is closed", CLOSING + 365 * DAY, False, CLOSED),
    ("with an outcome it is concluded", CLOSING + DAY, True, CONCLUDED),
    ("with an early outcome it is concluded", CLOSING - DAY, True, CONCLUDED),
]


@pytest.mark.parametrize(
    ("present", "has_outcome", "state"), [row[1:] for row in STATES], ids=[row[0] for row in STATES]
)
def test_the_state_follows_from_the_dates(present, has_outcome, state):
    assert period_state(OPENING, CLOSING, present, has_outcome=has_outcome) is state


BEFORE, AT, AFTER = CLOSING - MINUTE, CLOSING, CLOSING + MINUTE
TAKEN, NOT_YET, OVER, TOO_LATE = None, "not opened yet", "has concluded", "has closed"
REFUSALS = [
    ("before the opening nothing is taken", UPCOMING, OPENING - DAY, None, NOT_YET),
    ("before the opening no form at all is taken", UPCOMING, OPENING - DAY, BEFORE, NOT_YET),
    ("an open topic takes any form", OPEN, BEFORE, OPENING, TAKEN),
    ("an open topic takes a form without a time", OPEN, BEFORE, None, TAKEN),
    ("at the closing a form opened before is taken", CLOSED, AT, BEFORE, TAKEN),
    ("within the half hour it is taken", CLOSED, CLOSING + 29 * MINUTE, BEFORE, TAKEN),
    ("a moment before its end", CLOSED, CLOSING + 30 * MINUTE - MOMENT, BEFORE, TAKEN),
    ("the half hour itself is over", CLOSED, CLOSING + 30 * MINUTE, BEFORE, TOO_LATE),
    ("a form opened at the closing is refused", CLOSED, AFTER, AT, TOO_LATE),
    ("a form opened after the closing is refused", CLOSED, AFTER, AFTER, TOO_LATE),
    ("a form that does not say when is refused", CLOSED, AFTER, None, TOO_LATE),
    ("an outcome ends even the half hour", CONCLUDED, AFTER, BEFORE, OVER),
]  # fmt: skip


@pytest.mark.parametrize(
    ("state", "present", "opened_at", "words"),
    [row[1:] for row in REFUSALS], ids=[row[0] for row in REFUSALS],
)  # fmt: skip
def test_a_comment_is_taken_or_the_reason_is_said(state, present, opened_at, words):
    reason = why_not_comment(state, CLOSING, present, opened_at)
    assert reason is None if words is None else words in (reason or "")


@pytest.mark.parametrize(
    ("present", "late"), [(CLOSING - MOMENT, False), (CLOSING, True), (AFTER, True)],
    ids=["a moment before the closing", "at the closing", "a minute after it"],
)  # fmt: skip
def test_a_comment_is_late_from_the_closing_on(present, late):
    assert is_late(CLOSING, present) is late


@pytest.mark.parametrize(
    ("today", "closing_day", "words"),
    [
        (date(2026, 6, 30), date(2026, 6, 30), "Closes today"),
        (date(2026, 6, 29), date(2026, 6, 30), "1 day left"),
        (date(2026, 6, 1), date(2026, 6, 30), "29 days left"),
        (date(2028, 2, 28), date(2028, 3, 1), "2 days left"),
        (date(2026, 7, 1), date(2026, 6, 30), "Closes today"),
    ],
)
def test_the_days_that_are_left_are_said_in_words(today, closing_day, words):
    left = days_between(today, closing_day)
    assert Period(OPEN, OPENING, CLOSING, left).days_left_in_words == words


@pytest.mark.parametrize(
    ("wall", "offset"),
    [
        (datetime(2026, 3, 29, 23, 59), 1),  # noqa: DTZ001
        (datetime(2026, 10, 25, 23, 59), 0),  # noqa: DTZ001
        (datetime(2028, 2, 29, 23, 59), 0),  # noqa: DTZ001
    ],
    ids=["on the day summer time begins", "on the day it ends", "on a leap day"],
)
def test_a_period_closes_by_the_london_clock(wall, offset):
    closing = from_london(wall)
    assert closing == wall.replace(tzinfo=UTC) - timedelta(hours=offset)
    before = period_state(OPENING - 365 * DAY, closing, closing - MINUTE, has_outcome=False)
    assert (before, period_state(OPENING - 365 * DAY, closing, closing, has_outcome=False)) == (
        OPEN,
        CLOSED,
    )


@pytest.mark.parametrize("slug", ["access", "end-of-life-care", "2026", "a", "x" * 80, "papers-2"])
def test_words_joined_by_hyphens_are_a_name_for_an_address(slug):
    assert why_not_slug(slug) is None


@pytest.mark.parametrize(
    ("slug", "words"),
    [
        ("", "small letters"), ("Access", "small letters"), ("end_of_life", "small letters"),
        ("-access", "small letters"), ("access-", "small letters"), ("a--b", "small letters"),
        ("caf\u00e9", "small letters"), ("a/b", "small letters"), ("a b", "small letters"),
        ("\u0661", "small letters"), ("access\n", "small letters"), ("x" * 81, "up to 80"),
        *((name, "kept for a page of the site") for name in
          ("accessibility", "privacy", "moderation-policy", "how-we-count", "about", "papers",
           "staff", "comment", "static", "api")),
    ],
)  # fmt: skip
def test_another_name_is_refused_with_the_reason(slug, words):
    assert words in (why_not_slug(slug) or "")


def test_every_address_of_the_site_has_its_first_word_reserved(app):
    first_words = {rule.rule.split("/")[1] for rule in app.url_map.iter_rules()} - {""}
    assert {word for word in first_words if "." not in word} <= RESERVED_SLUGS
