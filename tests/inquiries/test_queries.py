from __future__ import annotations

from datetime import timedelta

import pytest

from app.core import clock
from app.core.db import db
from app.core.errors import NotFoundError
from app.inquiries.enums import PeriodState, PublishingState
from app.inquiries.queries import (
    get_topic,
    list_inquiry_summaries,
    list_topics_about,
    period_of,
    split_events,
)
from tests import factories

DAY = timedelta(days=1)
HIDDEN = [
    state for state in PublishingState
    if state not in (PublishingState.PUBLISHED, PublishingState.WITHDRAWN)
]  # fmt: skip


def state_of(thing):
    return period_of(thing, clock.now()).state


def conclude(inquiry, published_at):
    inquiry.outcome = factories.Outcome(
        title="Report", summary="What came of it.", published_at=published_at
    )
    db.session.flush()


def test_a_topic_without_dates_has_the_period_of_its_inquiry(topic):
    assert (topic.opens_at, topic.closes_at) == (topic.inquiry.opens_at, topic.inquiry.closes_at)


def test_a_topics_own_closing_overrides_its_inquirys(app):
    topic = factories.make_topic(own_closes_at=clock.now() - DAY)
    assert state_of(topic) is PeriodState.CLOSED
    assert state_of(topic.inquiry) is PeriodState.OPEN


def test_a_topics_own_opening_overrides_its_inquirys(app):
    topic = factories.make_topic(own_opens_at=clock.now() + DAY)
    assert state_of(topic) is PeriodState.UPCOMING


def test_an_outcome_concludes_every_topic_once_it_is_published(topic):
    conclude(topic.inquiry, clock.now() + DAY)
    assert state_of(topic) is PeriodState.OPEN
    topic.inquiry.outcome.published_at = clock.now()
    assert state_of(topic) is PeriodState.CONCLUDED


@pytest.mark.parametrize("state", HIDDEN)
def test_an_unpublished_topic_is_not_found(topic, state):
    topic.state = state
    with pytest.raises(NotFoundError):
        get_topic(topic.inquiry.slug, topic.slug)


@pytest.mark.parametrize("state", HIDDEN)
def test_a_topic_of_an_unpublished_inquiry_is_not_found(topic, state):
    topic.inquiry.state = state
    with pytest.raises(NotFoundError):
        get_topic(topic.inquiry.slug, topic.slug)


def test_a_topic_is_found_under_its_own_inquiry_only(topic):
    with pytest.raises(NotFoundError):
        get_topic(factories.make_inquiry().slug, topic.slug)


def test_a_subject_lists_published_topics_only(topic):
    subject = factories.Subject(slug="access", title="Access", description="")
    draft = factories.make_topic(topic.inquiry)
    topic.subjects, draft.subjects = [subject], [subject]
    draft.state = PublishingState.DRAFT
    db.session.flush()
    assert list(list_topics_about(subject)) == [topic]


def test_open_inquiries_stand_first_and_concluded_ones_last(app):
    present = clock.now()
    concluded = factories.make_inquiry()
    conclude(concluded, present)
    closed = factories.make_inquiry(opens_at=present - 9 * DAY, closes_at=present - DAY)
    upcoming = factories.make_inquiry(opens_at=present + DAY)
    current = factories.make_inquiry()
    draft = factories.make_inquiry()
    draft.state = PublishingState.DRAFT
    listed = [summary.inquiry for summary in list_inquiry_summaries(present)]
    assert listed == [current, upcoming, closed, concluded]


def test_coming_events_stand_soonest_first_and_past_ones_latest_first(app):
    present = clock.now()
    a, b, c, d = (
        factories.Event(title=str(days), starts_at=present, ends_at=present + days * DAY)
        for days in (-2, -1, 1, 2)
    )
    assert split_events([a, b, c, d], present) == ([c, d], [b, a])
