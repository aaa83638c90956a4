from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError

from app.comments.enums import CommentStatus, PublicationChoice
from app.comments.queries import read_counters, recount_comments
from app.comments.service import withdraw_comment
from app.core import clock
from app.core.db import db
from app.core.errors import RefusedError
from app.moderation.enums import Decision, Reason
from app.moderation.models import ModerationDecision
from app.moderation.service import Result, decide
from tests import factories


def count_log() -> int:
    return db.session.scalar(select(func.count()).select_from(ModerationDecision)) or 0


def test_publishing_gives_the_next_number_and_writes_the_log(topic, moderator):
    first, second = (factories.make_published(topic, moderator) for _ in range(2))
    assert (first.number, second.number) == (1, 2)
    assert count_log() == 2


def test_a_number_is_kept_through_reopening_and_never_given_again(topic, moderator):
    first = factories.make_published(topic, moderator)
    decide(first, first.version, Decision.REOPEN, moderator)
    second = factories.make_published(topic, moderator)
    factories.publish(first, moderator)
    assert (first.number, second.number) == (1, 2)


def test_the_same_decision_on_a_stale_version_names_the_first(topic, moderator):
    comment = factories.make_published(topic, moderator)
    verdict = decide(comment, 1, Decision.PUBLISH, factories.make_staff(name="Late"))
    assert verdict.result is Result.SAME
    assert verdict.latest
    assert verdict.latest.moderator_id == moderator.id
    assert count_log() == 1


def test_another_decision_on_a_stale_version_changes_nothing(topic, moderator):
    comment = factories.make_published(topic, moderator)
    verdict = decide(comment, 1, Decision.REJECT, moderator, reason=Reason.OTHER)
    assert verdict.result is Result.STALE
    assert comment.status is CommentStatus.PUBLISHED


def test_a_comment_for_the_inquiry_only_is_never_published(topic, moderator):
    choice = PublicationChoice.NOT_PUBLISHED
    comment = factories.make_comment(topic, publication_choice=choice)
    with pytest.raises(RefusedError, match="asked for it not to be published"):
        decide(comment, 1, Decision.PUBLISH, moderator)
    decide(comment, 1, Decision.ACKNOWLEDGE, moderator)
    assert comment.status is CommentStatus.ACKNOWLEDGED


def test_a_withdrawn_comment_is_not_decided(topic, moderator):
    comment = factories.make_comment(topic)
    withdraw_comment(comment)
    with pytest.raises(RefusedError, match="withdrawn"):
        decide(comment, comment.version, Decision.PUBLISH, moderator)


def test_nothing_stays_of_a_decision_whose_transaction_fails(topic, moderator):
    comment = factories.make_comment(topic)
    factories.commit()
    before = read_counters()
    factories.publish(comment, moderator)
    db.session.rollback()
    assert factories.reload(comment).status is CommentStatus.PENDING
    assert (count_log(), read_counters()) == (0, before)
    assert read_counters() == recount_comments()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE moderation_decisions SET note = 'something else'",
        "DELETE FROM moderation_decisions",
        # SQLite's REPLACE deletes a row without asking a trigger for deletions.
        pytest.param(
            "REPLACE INTO moderation_decisions SELECT * FROM moderation_decisions",
            marks=pytest.mark.sqlite,
        ),
        pytest.param("TRUNCATE moderation_decisions", marks=pytest.mark.postgresql),
    ],
)
def test_the_database_refuses_to_change_the_log(topic, moderator, statement):
    factories.make_published(topic, moderator)
    factories.commit()
    with pytest.raises(DatabaseError):
        db.session.execute(text(statement))
    db.session.rollback()
    assert count_log() == 1


DECISIONS = [
    (Decision.PUBLISH, None, PublicationChoice.NAMED, CommentStatus.PUBLISHED, None),
    (Decision.REJECT, Reason.ABUSIVE, PublicationChoice.NAMED, CommentStatus.REJECTED,
     Reason.ABUSIVE),
    (Decision.SPAM, None, PublicationChoice.ANONYMOUS, CommentStatus.SPAM, Reason.SPAM),
    (Decision.ACKNOWLEDGE, None, PublicationChoice.NOT_PUBLISHED, CommentStatus.ACKNOWLEDGED,
     None),
]  # fmt: skip


@pytest.mark.parametrize(("decision", "reason", "choice", "status", "logged"), DECISIONS)
def test_the_log_says_who_decided_what_when_and_on_which_version(
    topic, moderator, decision, reason, choice, status, logged
):
    comment = factories.make_comment(topic, publication_choice=choice)
    moment = clock.now() + timedelta(hours=1)
    with clock.at(moment):
        decide(comment, 1, decision, moderator, reason=reason, note="Read twice.")
    factories.commit()
    row = db.session.scalars(select(ModerationDecision)).one()
    assert (row.comment_id, row.moderator_id, row.decision) == (comment.id, moderator.id, decision)
    assert (row.from_status, row.to_status) == (CommentStatus.PENDING, status)
    assert (row.reason, row.note, row.seen_version) == (logged, "Read twice.", 1)
    assert row.decided_at == comment.status_changed_at == moment
    assert (comment.status, comment.version) == (status, 2)
    assert read_counters() == {(topic.id, status, choice): 1}


def test_rejecting_needs_a_reason(topic, moderator):
    comment = factories.make_comment(topic)
    with pytest.raises(RefusedError, match="Choose the reason"):
        decide(comment, 1, Decision.REJECT, moderator)
    assert (comment.version, count_log()) == (1, 0)


def test_a_rejected_comment_is_published_after_reopening_and_both_are_logged(topic, moderator):
    comment = factories.reject(factories.make_comment(topic), moderator)
    with pytest.raises(RefusedError, match="Reopen it first"):
        factories.publish(comment, moderator)
    decide(comment, comment.version, Decision.REOPEN, moderator)
    factories.publish(comment, moderator)
    assert (comment.status, comment.number, count_log()) == (CommentStatus.PUBLISHED, 1, 3)


def test_what_the_session_believes_does_not_matter_when_the_database_has_moved_on(topic, moderator):
    """The comment was loaded before another process decided on it."""
    comment = factories.make_comment(topic)
    factories.commit()
    assert comment.version == 1
    db.session.execute(text("UPDATE comments SET version = 2, status = 'published'"))
    verdict = decide(comment, 1, Decision.REJECT, moderator, reason=Reason.OTHER)
    assert verdict.result is Result.STALE
    assert count_log() == 0
