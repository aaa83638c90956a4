"""The staff home: which comment periods turn about now, what was given up, and for whom."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
import time_machine

from app.accounts.enums import Role
from app.core import clock
from app.core.db import db
from app.inquiries.enums import PublishingState
from app.inquiries.queries import list_near_turns
from app.inquiries.rules import is_near_turn
from app.inquiries.service import keep_outcome
from app.jobs.outbox import enqueue
from tests import factories
from tests.working import do_due_jobs

PRESENT = clock.from_london(datetime.combine(date(2027, 2, 1), time(12)))
DAY, MOMENT = timedelta(days=1), timedelta(microseconds=1)


@pytest.fixture(autouse=True)
def _on_a_day():
    with time_machine.travel(PRESENT, tick=False):
        yield


@pytest.fixture
def inquiry(app):
    """One that neither opens nor closes about now."""
    return factories.make_inquiry(
        title="Care at night", opens_at=PRESENT - 30 * DAY, closes_at=PRESENT + 60 * DAY
    )


def open_home(browser, role):
    person = factories.make_staff(role)
    browser.sign_in(person.email)
    return browser.open("/staff/")


def turns():
    db.session.commit()
    return [(turn.page.title, turn.at - PRESENT, turn.opens) for turn in list_near_turns(PRESENT)]


@pytest.mark.parametrize(
    ("away", "opens", "is_near"),
    [
        (MOMENT, True, True), (14 * DAY, True, True), (14 * DAY + MOMENT, True, False),
        (timedelta(0), True, False), (-DAY, True, False),
        (MOMENT, False, True), (14 * DAY, False, True), (14 * DAY + MOMENT, False, False),
        (timedelta(0), False, True), (-7 * DAY, False, True), (-7 * DAY - MOMENT, False, False),
    ],
)  # fmt: skip
def test_what_is_near(away, opens, is_near):
    assert is_near_turn(PRESENT + away, PRESENT, opens=opens) is is_near


def test_a_far_opening_and_closing_is_not_listed(inquiry):
    factories.make_topic(inquiry)
    assert turns() == []


def test_openings_and_closings_stand_in_the_order_of_time(inquiry):
    factories.make_inquiry(title="Buses", opens_at=PRESENT - 90 * DAY, closes_at=PRESENT - DAY)
    factories.make_inquiry(title="Doors", opens_at=PRESENT + 2 * DAY, closes_at=PRESENT + 90 * DAY)
    factories.make_topic(inquiry, title="Nurses", own_closes_at=PRESENT + DAY)
    assert turns() == [
        ("Buses", -DAY, False), ("Nurses", DAY, False), ("Doors", 2 * DAY, True),
    ]  # fmt: skip


def test_a_short_period_both_opens_and_closes(app):
    factories.make_inquiry(title="Quick", opens_at=PRESENT + DAY, closes_at=PRESENT + 8 * DAY)
    assert turns() == [("Quick", DAY, True), ("Quick", 8 * DAY, False)]


def test_a_topic_is_not_listed_for_what_its_inquiry_does_at_that_moment(inquiry):
    inquiry.closes_at = PRESENT + DAY
    factories.make_topic(inquiry, own_opens_at=inquiry.opens_at, own_closes_at=inquiry.closes_at)
    factories.make_topic(inquiry)
    assert turns() == [("Care at night", DAY, False)]


def test_what_is_withdrawn_or_concluded_has_nothing_to_open_or_close(inquiry):
    near = {"opens_at": PRESENT - 90 * DAY, "closes_at": PRESENT + DAY}
    factories.make_inquiry(**near).state = PublishingState.WITHDRAWN
    factories.make_topic(inquiry, own_closes_at=PRESENT + DAY).state = PublishingState.WITHDRAWN
    hidden = factories.make_inquiry(**near)
    factories.make_topic(hidden, own_closes_at=PRESENT + 2 * DAY)
    hidden.state = PublishingState.WITHDRAWN
    concluded = factories.make_inquiry(**near)
    factories.make_topic(concluded, own_closes_at=PRESENT + 2 * DAY)
    keep_outcome(concluded, "What came of it", "Much.", PRESENT - DAY)
    assert turns() == []


@pytest.mark.parametrize("role", [Role.PUBLISHER, Role.MODERATOR, Role.ANALYST])
def test_the_home_says_each_with_its_moment_and_a_link(browser, inquiry, role):
    closing = clock.from_london(datetime.combine(date(2027, 2, 3), time(23, 59)))
    topic = factories.make_topic(inquiry, title="Nurses", own_closes_at=closing)
    factories.make_inquiry(title="Buses", opens_at=PRESENT - 90 * DAY, closes_at=PRESENT - DAY)
    page = open_home(browser, role)
    assert "Closes at 11:59pm on 3 February 2027, part of Care at night" in page.text
    assert "Closed at midday on 31 January 2027" in page.text
    assert page.link(f"/inquiries/{inquiry.slug}/{topic.slug}")


def test_a_home_without_any_says_so(browser, inquiry):
    assert (
        "Nothing opens or closes in the next two weeks" in open_home(browser, Role.MODERATOR).text
    )


def test_it_costs_the_same_with_many(browser, statements, inquiry):
    def cost():
        db.session.commit()
        statements.clear()
        browser.open("/staff/")
        return len(statements)

    factories.make_topic(inquiry, own_closes_at=PRESENT + DAY)
    open_home(browser, Role.ADMIN)
    few = cost()
    for _ in range(20):
        factories.make_topic(own_closes_at=PRESENT + DAY)
        factories.make_inquiry(closes_at=PRESENT + DAY)
    assert cost() == few


def test_an_analyst_is_told_the_truth(browser, inquiry):
    page = open_home(browser, Role.ANALYST)
    assert "no tasks for an analyst yet" in page.text
    assert "a decision" not in page.text


def test_jobs_that_were_given_up_are_counted_for_those_who_see_to_them(app, browser, as_admin):
    assert "given up" not in as_admin.open("/staff/").text
    for _ in range(2):
        enqueue("nobody.knows_this")
    db.session.commit()
    do_due_jobs()
    page = as_admin.open("/staff/")
    assert "2 jobs were given up" in page.text
    assert page.link("/staff/jobs")
    assert "given up" not in open_home(browser, Role.MODERATOR).text
