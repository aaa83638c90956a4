"""Comment periods typed in London's time about the two changes of the clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from app.core import clock
from app.publishing.checklist import list_gaps
from app.publishing.contents import TopicContent
from app.publishing.editing import make_form
from app.publishing.editing import read_content as read_any_content
from app.publishing.enums import Kind
from app.publishing.forms import CLOSING_TIME, TopicForm
from app.publishing.moments import NO_SUCH_TIME, read_moment, say_day, say_time
from tests.publishing.texts import INQUIRY, TOPIC

SPRING, AUTUMN = date(2027, 3, 28), date(2027, 10, 31)  # days of 23 and of 25 hours
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
INQUIRY_PAGE = "/inquiries/care-at-night"
TOPIC_PAGE = f"{INQUIRY_PAGE}/who-answers"


def last_sunday(year: int, month: int) -> date:
    """Of March or October, which have 31 days: when the clocks change."""
    last = date(year, month, 31)
    return last - timedelta(days=(last.weekday() + 1) % 7)


CHANGES = st.builds(last_sunday, st.integers(2000, 2099), st.sampled_from([3, 10]))
DAYS = st.builds(lambda change, away: change + away * DAY, CHANGES, st.integers(-2, 2))
TIMES = st.builds(time, st.integers(0, 23), st.integers(0, 59))


def occurs(day: date, at: time) -> bool:
    return not (day == last_sunday(day.year, 3) and at.hour == 1)


def read(day: date, at: time | None = None) -> datetime:
    moment = read_moment(day.isoformat(), f"{at:%H:%M}" if at else "", CLOSING_TIME)
    assert moment is not None
    return moment


def read_content(form: TopicForm) -> TopicContent:
    content = read_any_content(form, TopicContent())
    assert isinstance(content, TopicContent)
    return content


def typed(name: str, day: date, at: time | None = None) -> dict[str, str]:
    return {f"{name}_on": day.isoformat(), f"{name}_at": f"{at:%H:%M}" if at else ""}


@pytest.fixture
def fill_in(app):
    """The form of a topic as a browser sends it; checked unless it is known to be wrong."""

    def fill(*parts: dict[str, str], is_right: bool = True) -> TopicForm:
        fields = {"title": TOPIC.title, "summary": TOPIC.summary, "call": TOPIC.call,
                  "position": "1", "period_reason": "A test."}  # fmt: skip
        for part in parts:
            fields |= part
        with app.test_request_context(method="POST", data=fields):
            form = TopicForm(meta={"csrf": False})
            assert form.validate() is is_right, form.problems
            return form

    return fill


def test_the_days_are_of_23_and_25_hours():
    assert (last_sunday(2027, 3), last_sunday(2027, 10)) == (SPRING, AUTUMN)
    for day, hours in ((SPRING, 23), (AUTUMN, 25), (SPRING + DAY, 24)):
        assert read(day + DAY, time()) - read(day, time()) == hours * HOUR


@given(DAYS, TIMES)
def test_what_is_typed_is_what_is_shown_or_does_not_occur(day, at):
    if occurs(day, at):
        moment = read(day, at)
        assert moment.tzinfo is UTC
        assert (say_day(moment), say_time(moment)) == (day.isoformat(), f"{at:%H:%M}")
        assert clock.say_moment(moment).endswith(f" on {clock.say_date(day)}")
    else:
        with pytest.raises(ValueError, match=NO_SUCH_TIME):
            read(day, at)


@given(DAYS)
def test_a_day_without_a_time_closes_at_its_last_minute(day):
    moment = read(day)
    assert clock.say_moment(moment) == f"11:59pm on {clock.say_date(day)}"
    assert clock.london_date(moment) == day
    assert clock.london_date(moment + MINUTE) == day + DAY


@given(day=DAYS, opening=TIMES, length=st.integers(0, 4), closing=TIMES)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_a_form_shows_again_what_was_typed_into_it(app, fill_in, day, opening, length, closing):
    closing_day = day + length * DAY
    parts = (typed("opens", day, opening), typed("closes", closing_day, closing))
    if not (occurs(day, opening) and occurs(closing_day, closing)):
        form = fill_in(*parts, is_right=False)
        assert {sentence for _, sentence in form.problems} == {NO_SUCH_TIME}
        return
    form = fill_in(*parts)
    with app.test_request_context():
        again = make_form(Kind.TOPIC, read_content(form), 1)
    for name in ("opens_on", "opens_at", "closes_on", "closes_at"):
        assert again[name].data == form[name].data


def test_the_hour_that_comes_twice_is_the_first_of_the_two(fill_in):
    form = fill_in(typed("opens", AUTUMN, time(1, 30)), typed("closes", AUTUMN, time(2)))
    content = read_content(form)
    assert content.opens_at == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    assert content.closes_at - content.opens_at == HOUR + 30 * MINUTE
    assert clock.say_moment(content.opens_at) == "1:30am on 31 October 2027"


@pytest.mark.parametrize("day", [SPRING - DAY, SPRING, SPRING + DAY, AUTUMN - DAY, AUTUMN, AUTUMN + DAY])  # fmt: skip
def test_a_closing_day_is_public_as_it_was_typed_and_holds_to_its_minute(
    browser, fill_in, make_published, day
):
    form = fill_in(typed("opens", day - 90 * DAY), typed("closes", day))
    content = read_content(form)
    words = clock.say_date(day)
    with time_machine.travel(content.opens_at, tick=False) as moving:
        inquiry = make_published(Kind.INQUIRY, "care-at-night", INQUIRY)
        make_published(Kind.TOPIC, "who-answers", content, inquiry)
        assert f"Comments close at 11:59pm on {words}" in browser.open(TOPIC_PAGE).text
        assert f"90 days left: closes at 11:59pm on {words}" in browser.open(INQUIRY_PAGE).text
        moving.move_to(clock.from_london(datetime.combine(day - DAY, time(23, 59))))
        assert "Open for comments: 1 day left" in browser.open(TOPIC_PAGE).text
        moving.move_to(clock.from_london(datetime.combine(day, time())))
        assert f"Closes today: closes at 11:59pm on {words}" in browser.open(INQUIRY_PAGE).text
        moving.move_to(content.closes_at - timedelta(seconds=1))
        assert browser.open(f"{TOPIC_PAGE}/comment").forms
        moving.move_to(content.closes_at)
        assert f"Comments closed at 11:59pm on {words}" in browser.open(TOPIC_PAGE).text
        assert not browser.open(f"{TOPIC_PAGE}/comment").forms


@pytest.mark.parametrize(("day", "hours"), [(SPRING, 23), (AUTUMN, 25)])
def test_a_period_of_the_whole_day_is_open_for_all_its_hours(
    browser, fill_in, make_published, day, hours
):
    content = read_content(fill_in(typed("opens", day, time()), typed("closes", day)))
    assert content.closes_at - content.opens_at == hours * HOUR - MINUTE
    with time_machine.travel(content.opens_at - MINUTE, tick=False) as moving:
        inquiry = make_published(Kind.INQUIRY, "care-at-night", INQUIRY)
        make_published(Kind.TOPIC, "who-answers", content, inquiry)
        text = browser.open(TOPIC_PAGE).text
        assert f"Comments open at midnight on {clock.say_date(day)}" in text
        for hour in range(hours):
            moving.move_to(content.opens_at + hour * HOUR)
            assert browser.open(f"{TOPIC_PAGE}/comment").forms, hour


@pytest.mark.parametrize("change", [SPRING, AUTUMN])
def test_twelve_weeks_by_the_calendar_need_no_reason(fill_in, change):
    opening = change - timedelta(weeks=6)
    without = {"period_reason": ""}

    def reasons(minute: int) -> list[str]:
        closing = typed("closes", opening + timedelta(weeks=12), time(9, minute))
        content = read_content(fill_in(typed("opens", opening, time(9, 1)), closing, without))
        return [gap.sentence for gap in list_gaps(content) if gap.field == "period_reason"]

    assert reasons(1) == []
    assert reasons(0) == ["The comment period is shorter than 12 weeks: say why."]


@pytest.mark.parametrize("change", [SPRING, AUTUMN])
def test_a_period_that_moves_over_a_change_is_moved_not_made_longer_or_shorter(
    browser, fill_in, make_published, put_up, change
):
    def content(weeks: int) -> TopicContent:
        opening = change - timedelta(weeks=13 - weeks, days=3)
        closing = change - timedelta(weeks=1 - weeks, days=3)
        return read_content(fill_in(typed("opens", opening), typed("closes", closing)))

    inquiry = make_published(Kind.INQUIRY, "care-at-night", INQUIRY)
    topic = make_published(Kind.TOPIC, "who-answers", content(0), inquiry)
    put_up(topic, replace(content(2), period_reason="The hall is taken."), "Two weeks later.")
    assert "Moved on " in browser.open(TOPIC_PAGE).text
