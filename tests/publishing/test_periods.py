"""A comment period that was changed after it was published says so, with the reason."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from msgspec.structs import replace

from app.core import clock
from tests.publishing.texts import INQUIRY, TOPIC

INQUIRY_PAGE = "/inquiries/care-at-night"
TOPIC_PAGE = f"{INQUIRY_PAGE}/who-answers"
EARLIER = datetime(2027, 5, 31, 22, 59, tzinfo=UTC)
LATER = datetime(2027, 7, 31, 22, 59, tzinfo=UTC)


def today():
    return clock.say_date(clock.now())


def test_an_extension_is_shown_with_both_times_and_the_reason(browser, inquiry, put_up):
    assert "Extended" not in browser.open(INQUIRY_PAGE).text
    put_up(inquiry, replace(INQUIRY, closes_at=LATER, period_reason="Many asked."), "More time.")
    assert (
        f"Extended on {today()}: the closing from 11:59pm on 30 June 2027 to 11:59pm on 31 July 2027."
        " The reason: Many asked."
    ) in browser.open(INQUIRY_PAGE).text


def test_a_shortening_is_shown_after_it_the_latest_first(browser, inquiry, put_up):
    put_up(inquiry, replace(INQUIRY, closes_at=LATER, period_reason="Many asked."), "More time.")
    put_up(inquiry, replace(INQUIRY, closes_at=EARLIER, period_reason="A law."), "Less time.")
    text = browser.open(INQUIRY_PAGE).text
    assert text.index("Shortened on") < text.index("Extended on")
    assert "from 11:59pm on 31 July 2027 to 11:59pm on 31 May 2027. The reason: A law." in text


def test_a_period_that_was_moved_says_from_where(browser, inquiry, put_up):
    week = timedelta(days=7)
    content = replace(INQUIRY, opens_at=INQUIRY.opens_at + week, closes_at=INQUIRY.closes_at + week)
    put_up(inquiry, content, "A week later.")
    assert (
        f"Moved on {today()}: the opening from 9am on 5 January 2026 to 9am on 12 January 2026, "
        "the closing from"
    ) in browser.open(INQUIRY_PAGE).text


def test_a_topic_with_the_inquirys_dates_says_that_they_were_changed(
    browser, inquiry, topic, put_up
):
    put_up(inquiry, replace(INQUIRY, closes_at=LATER, period_reason="Many asked."), "More time.")
    assert f"Extended on {today()}, for the whole inquiry:" in browser.open(TOPIC_PAGE).text


def test_a_topic_says_how_its_own_dates_differ_from_those_it_had(browser, inquiry, topic, put_up):
    own = replace(TOPIC, opens_at=INQUIRY.opens_at, closes_at=EARLIER, period_reason="A hearing.")
    put_up(topic, own, "Less time.")
    put_up(inquiry, replace(INQUIRY, closes_at=LATER), "More time.")
    text = browser.open(TOPIC_PAGE).text
    assert "from 11:59pm on 30 June 2027 to 11:59pm on 31 May 2027. The reason: A hearing." in text
    assert "Extended" not in text
    assert "A hearing." not in browser.open(INQUIRY_PAGE).text


def test_own_dates_that_are_the_inquirys_anyway_change_nothing(browser, topic, put_up):
    own = replace(TOPIC, opens_at=INQUIRY.opens_at, closes_at=INQUIRY.closes_at)
    put_up(topic, own, "Own dates.")
    assert "Moved" not in browser.open(TOPIC_PAGE).text


def test_a_short_period_says_why(browser, inquiry, topic, put_up):
    short = replace(
        INQUIRY, opens_at=INQUIRY.closes_at - timedelta(weeks=6), period_reason="The report is due."
    )
    put_up(inquiry, short, "Short.")
    for address in (INQUIRY_PAGE, TOPIC_PAGE):
        words = "The comment period is shorter than 12 weeks. The reason: The report is due."
        assert words in browser.open(address).text


def test_a_period_that_is_long_enough_needs_no_reason(browser, inquiry):
    assert "12 weeks" not in browser.open(INQUIRY_PAGE).text
