"""Commenting before, at and after the closing time, and twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from app.core import clock
from tests import factories
from tests.browsing import Page

CLOSING = datetime(2026, 6, 30, 22, 59, tzinfo=UTC)
SENT = ("confirmed", "1")
DAY = timedelta(days=1)


def form_path_of(topic):
    path = f"/inquiries/{topic.inquiry.slug}/{topic.slug}/comment"
    factories.commit()
    return path


def test_an_upcoming_topic_says_when_it_opens_and_has_no_form(browser, app):
    topic = factories.make_topic(own_opens_at=clock.now() + DAY)
    page = browser.open(form_path_of(topic))
    assert "Comments are not open yet" in page.title
    assert not page.forms


def test_an_upcoming_topic_refuses_a_comment_and_keeps_it(browser, app, fields, stored):
    path = form_path_of(factories.make_topic(own_opens_at=clock.now() + DAY))
    answer = browser.client.post(path, data={**fields, "confirmed": "1"})
    assert answer.status_code == 422
    assert "Kept words." in answer.text
    assert "Jo Fern" in answer.text
    assert stored() == []


def test_a_concluded_inquiry_refuses_even_a_form_opened_before(browser, topic, fields, stored):
    browser.open(form_path_of(topic))
    topic.inquiry.outcome = factories.Outcome(
        title="Report", summary="Done.", published_at=clock.now()
    )
    page = browser.send("body", fields, button=SENT, expect=422)
    assert "has concluded" in page.text
    assert "Kept words." in page.html
    assert stored() == []


def test_a_form_is_given_until_the_period_closes_and_not_longer(browser, app):
    with time_machine.travel(CLOSING - timedelta(seconds=1), tick=False) as moving:
        path = form_path_of(factories.make_topic_closing_at(CLOSING))
        assert browser.open(path).forms
        moving.move_to(CLOSING)
        assert not browser.open(path).forms


def test_a_form_checked_before_closing_may_be_confirmed_within_the_half_hour(
    browser, app, fields, stored
):
    with time_machine.travel(CLOSING - timedelta(minutes=1), tick=False) as moving:
        browser.open(form_path_of(factories.make_topic_closing_at(CLOSING)))
        browser.send("body", fields)
        moving.move_to(CLOSING + timedelta(minutes=20))
        page = browser.send("confirmed", {}, button=SENT)
    assert "just after the comment period closed" in page.text
    assert [comment.is_late for comment in stored()] == [True]


def test_a_closed_topic_refuses_a_form_opened_after_it_closed(browser, app, fields, stored):
    with time_machine.travel(CLOSING - DAY, tick=False) as moving:
        open_topic = factories.make_topic_closing_at(CLOSING + DAY)
        closed = form_path_of(factories.make_topic_closing_at(CLOSING))
        moving.move_to(CLOSING + timedelta(minutes=1))
        values = browser.open(form_path_of(open_topic)).form("body").values
        answer = browser.client.post(closed, data={**values, **fields, "confirmed": "1"})
    assert answer.status_code == 422
    assert stored() == []


def test_a_lost_cookie_at_the_closing_does_not_lose_the_half_hour(browser, app, fields, stored):
    with time_machine.travel(CLOSING - timedelta(minutes=1), tick=False) as moving:
        browser.open(form_path_of(factories.make_topic_closing_at(CLOSING)))
        moving.move_to(CLOSING + timedelta(minutes=10))
        browser.client.delete_cookie("soundings")
        browser.send("body", fields, button=SENT, expect=422)
        browser.send("body", {}, button=SENT)
    assert [comment.is_late for comment in stored()] == [True]


def test_a_form_sent_again_long_after_closing_gives_the_receipt(browser, app, fields, stored):
    with time_machine.travel(CLOSING - DAY, tick=False) as moving:
        path = form_path_of(factories.make_topic_closing_at(CLOSING))
        data = {**browser.open(path).form("body").values, **fields, "confirmed": "1"}
        first = browser.client.post(path, data=data)
        moving.move_to(CLOSING + 9 * DAY)
        second = browser.client.post(path, data=data)
    assert first.status_code == second.status_code == 303
    assert first.location == second.location
    assert len(stored()) == 1


def test_other_words_from_the_same_form_are_taken_within_the_half_hour(
    browser, app, fields, stored
):
    with time_machine.travel(CLOSING - timedelta(minutes=1), tick=False) as moving:
        path = form_path_of(factories.make_topic_closing_at(CLOSING))
        data = {**browser.open(path).form("body").values, **fields, "confirmed": "1"}
        assert browser.client.post(path, data=data).status_code == 303
        moving.move_to(CLOSING + timedelta(minutes=10))
        again = browser.client.post(path, data={**data, "body": "Other words."})
        values = Page(again.text).form("body").values
        sent = browser.client.post(path, data={**values, "confirmed": "1"})
    assert (again.status_code, sent.status_code) == (422, 303)
    assert [comment.body for comment in stored()] == [fields["body"], "Other words."]


@pytest.mark.parametrize("button", ["confirmed", "change"])
def test_a_closed_topic_keeps_everything_and_shows_no_form(browser, app, fields, button):
    with time_machine.travel(CLOSING - DAY, tick=False) as moving:
        path = form_path_of(factories.make_topic_closing_at(CLOSING))
        values = {**browser.open(path).form("body").values, **fields, "email": "jo@example.org"}
        moving.move_to(CLOSING + DAY)
        answer = browser.client.post(path, data={**values, button: "1"})
    page = Page(answer.text)
    assert answer.status_code == 422
    assert not [form for form in page.forms if form.has("body")]
    for typed in (fields["body"], fields["name"], "jo@example.org"):
        assert typed in page.text


def test_a_double_click_makes_one_comment(app, browser, form_path, fields, stored, at_once):
    data = {**browser.open(form_path).form("body").values, **fields, "confirmed": "1"}
    cookie = browser.client.get_cookie("soundings").value

    def click():
        client = app.test_client()
        client.set_cookie("soundings", cookie)
        answer = client.post(form_path, data=data)
        return answer.status_code, answer.location

    answers = at_once(*[click] * 3)
    assert len(set(answers)) == 1
    assert answers[0][0] == 303
    assert len(stored()) == 1
