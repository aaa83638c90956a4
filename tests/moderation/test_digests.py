"""The daily message to those who moderate."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app.accounts.enums import Role
from app.accounts.service import disable_staff
from app.core import clock
from app.moderation.tasks import begin_digest
from tests import factories
from tests.working import do_due_jobs, messages

TOO_EARLY = datetime(2026, 7, 1, 6, 59, tzinfo=UTC)  # London keeps summer time: 7:59am
MORNING = datetime(2026, 7, 1, 7, 0, tzinfo=UTC)


def sweep_at(moment):
    with clock.at(moment):
        begin_digest()
        do_due_jobs()


@pytest.fixture
def waiting(topic):
    return [factories.make_comment(topic, body="Secret words.", name="Jo Fern") for _ in range(2)]


def test_it_comes_once_a_day_at_eight_in_london(moderator, waiting):
    sweep_at(TOO_EARLY)
    assert messages() == []
    sweep_at(MORNING)
    sweep_at(MORNING.replace(hour=20))
    assert len(messages()) == 1
    sweep_at(MORNING.replace(day=2))
    assert len(messages()) == 2


def test_it_says_how_many_wait_by_inquiry_and_nothing_that_people_wrote(moderator, topic, waiting):
    other = factories.make_topic()
    factories.make_comment(other)
    sweep_at(MORNING)
    (message,) = messages()
    assert (message.to, message.subject) == (moderator.email, "3 comments wait for a decision")
    assert f"{topic.inquiry.title}: 2 waiting:" in message.text
    assert f"{other.inquiry.title}: 1 waiting:" in message.text
    assert f"/staff/moderation?inquiry={topic.inquiry.slug}\n" in message.text
    for words in ("Secret words", "Jo Fern"):
        assert words not in message.text


def test_when_nothing_waits_nobody_is_written_to(moderator, topic):
    sweep_at(MORNING)
    assert messages() == []


def test_only_those_who_may_decide_get_it(topic, waiting):
    for role in (Role.PUBLISHER, Role.ANALYST):
        factories.make_staff(role)
    retired, admin = factories.make_staff(), factories.make_staff(Role.ADMIN)
    disable_staff(retired)
    sweep_at(MORNING)
    assert [message.to for message in messages()] == [admin.email]
