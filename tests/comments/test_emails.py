"""What authors are written: the receipt again, and nothing that the sender typed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.comments.nonces import make_receipt_key
from app.comments.service import post_comment, withdraw_comment
from app.core import clock
from app.core.db import db
from app.moderation.enums import Decision, Reason
from app.moderation.reasons import BUILT_IN
from app.moderation.service import decide
from tests import factories
from tests.working import do_due_jobs, messages

EMAIL = "pat@example.org"


@pytest.fixture
def comment(topic):
    made = factories.make_comment(topic, body="My own words.", name="Jo Fern", email=EMAIL)
    do_due_jobs()
    return made


def decided(comment, moderator, decision, reason=None):
    decide(comment, comment.version, decision, moderator, reason=reason, note="For colleagues.")
    do_due_jobs()
    return messages()[-1]


def test_the_author_is_told_that_the_comment_has_arrived(comment):
    (message,) = messages()
    assert message.to == EMAIL
    assert message.subject == f"Waiting to be read: your comment {comment.public_ref}"
    assert comment.topic.title in message.text


def test_the_message_leads_to_the_receipt(comment, client):
    link = f"/receipts/{make_receipt_key(comment.nonce)}"
    assert f"http://localhost:8000{link}\n" in messages()[0].text
    assert comment.public_ref in client.get(link).text


def test_without_an_address_nobody_is_written_to(topic, moderator):
    comment = factories.make_comment(topic)
    decide(comment, 1, Decision.PUBLISH, moderator)
    do_due_jobs()
    assert messages() == []


@pytest.mark.parametrize("decision", [Decision.PUBLISH, Decision.REJECT, Decision.SPAM])
def test_the_author_is_told_of_each_decision_without_anything_typed(comment, moderator, decision):
    reason = Reason.ABUSIVE if decision is Decision.REJECT else None
    text = decided(comment, moderator, decision, reason).text
    for typed in ("My own words", "Jo Fern", "For colleagues", moderator.name):
        assert typed not in text


def test_the_reason_is_given(comment, moderator):
    message = decided(comment, moderator, Decision.REJECT, Reason.PERSONAL_DATA)
    assert message.subject.startswith("Not published: ")
    assert BUILT_IN[Reason.PERSONAL_DATA].message in message.text
    clause = "http://localhost:8000/about/moderation-policy#reason-personal_data"
    assert f"In the moderation policy: Details about a private person:\n{clause}\n" in message.text


def test_a_reopened_comment_is_announced_and_so_is_the_new_decision(comment, moderator):
    decided(comment, moderator, Decision.REJECT, Reason.OTHER)
    reopened = decided(comment, moderator, Decision.REOPEN)
    assert "We are looking at your comment again." in reopened.text


def test_a_decision_that_no_longer_stands_is_not_announced(comment, moderator):
    decide(comment, 1, Decision.REJECT, moderator, reason=Reason.OTHER)
    decide(comment, 2, Decision.REOPEN, moderator)
    decide(comment, 3, Decision.PUBLISH, moderator)
    do_due_jobs()
    assert [message.subject.split(":")[0] for message in messages()] == [
        "Waiting to be read",
        "Published",
    ]


@pytest.mark.parametrize(("hours", "told"), [(0, 2), (2, 1)])
def test_a_receipt_that_comes_late_after_a_decision_is_left_out(topic, moderator, hours, told):
    comment = factories.make_comment(topic, email=EMAIL)
    decide(comment, 1, Decision.PUBLISH, moderator)
    with clock.at(clock.now() + timedelta(hours=hours)):
        do_due_jobs()
    assert [message.subject.split(":")[0] for message in messages()] == ["Published"] * told


def test_of_decisions_that_were_held_back_the_latest_is_told_the_next_day(topic, moderator):
    comments = [factories.make_comment(topic, email=EMAIL) for _ in range(3)]
    do_due_jobs()
    for seen_version, decision in enumerate((Decision.PUBLISH, Decision.REOPEN, Decision.SPAM), 1):
        decide(comments[0], seen_version, decision, moderator)
        do_due_jobs()
    assert len(messages()) == 3
    with clock.at(clock.now() + timedelta(days=1, minutes=1)):
        do_due_jobs()
    assert [message.subject for message in messages()[3:]] == [
        f"Not published: your comment {comments[0].public_ref}"
    ]


def test_who_withdrew_a_comment_is_not_told_of_the_decision_before(comment, moderator):
    decide(comment, 1, Decision.PUBLISH, moderator)
    withdraw_comment(comment)
    do_due_jobs()
    assert len(messages()) == 1


def test_a_form_sent_twice_writes_once(topic):
    nonce, draft = factories.make_nonce(), factories.make_draft(topic, email=EMAIL)
    post_comment(draft, nonce)
    post_comment(draft, nonce)
    do_due_jobs()
    assert len(messages()) == 1


def test_a_comment_that_was_not_kept_writes_nothing(topic):
    factories.make_comment(topic, email=EMAIL)
    db.session.rollback()
    do_due_jobs()
    assert messages() == []
