from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm.attributes import set_committed_value

from app.comments.enums import CommentStatus, PublicationChoice
from app.comments.models import Comment, Contact
from app.comments.nonces import make_receipt_key
from app.comments.queries import get_by_receipt_key, read_counters
from app.comments.service import (
    change_status,
    post_comment,
    rerender_comments,
    withdraw_comment,
)
from app.core import clock
from app.core.crypto import hash_email, unseal
from app.core.db import db
from app.core.errors import RefusedError
from app.core.stamps import comments_of, read_stamps
from app.inquiries.models import Topic
from tests import factories

NAMED, ANONYMOUS, NOT_PUBLISHED = PublicationChoice
PENDING = CommentStatus.PENDING


def count_comments() -> int:
    return db.session.scalar(select(func.count()).select_from(Comment)) or 0


def stamp_of(topic: Topic) -> int:
    return read_stamps([comments_of(topic.id)]).get(comments_of(topic.id), 0)


def test_a_sent_comment_waits_without_a_number(topic):
    comment = factories.make_comment(topic)
    assert (comment.status, comment.number, comment.version) == (PENDING, None, 1)
    assert comment.published_at is None
    assert not comment.is_late
    assert read_counters() == {(topic.id, PENDING, NAMED): 1}


def test_the_receipt_key_leads_to_the_comment_and_is_not_stored(topic):
    posted = post_comment(factories.make_draft(topic), factories.make_nonce())
    assert get_by_receipt_key(posted.receipt_key) is posted.comment
    row = db.session.execute(text("SELECT * FROM comments")).one()
    assert posted.receipt_key not in [str(value) for value in row]


def test_the_same_form_sent_again_gives_the_first_comment(topic):
    draft, nonce = factories.make_draft(topic, email="jo@example.org"), factories.make_nonce()
    first, second = post_comment(draft, nonce), post_comment(draft, nonce)
    assert second == first
    assert not second.is_other
    assert read_counters() == {(topic.id, PENDING, NAMED): 1}


@pytest.mark.parametrize(
    "change",
    [{"body": "Other words."}, {"name": "Pat Low"}, {"email": "jo@example.org"},
     {"publication_choice": NOT_PUBLISHED}],
    ids=["words", "name", "address", "choice"],
)  # fmt: skip
def test_the_same_form_with_a_change_is_told_apart_and_writes_nothing(topic, change):
    nonce = factories.make_nonce()
    first = post_comment(factories.make_draft(topic), nonce).comment
    second = post_comment(factories.make_draft(topic, **change), nonce)
    assert second.is_other
    assert (count_comments(), first.body, first.name) == (
        1,
        factories.make_draft(topic).body,
        "Pat Lowe",
    )


def test_the_same_withheld_name_is_the_same_form(topic):
    nonce = factories.make_nonce()
    draft = factories.make_draft(topic, publication_choice=ANONYMOUS)
    post_comment(draft, nonce)
    assert not post_comment(draft, nonce).is_other


def test_clicks_at_once_make_one_comment(topic, at_once):
    topic_id = topic.id
    for _ in range(5):
        nonce = factories.make_nonce()

        def click(nonce=nonce):
            draft = factories.make_draft(db.session.get_one(Topic, topic_id))
            posted = post_comment(draft, nonce)
            db.session.commit()
            return posted.comment.id, posted.receipt_key, posted.is_other

        assert len(set(at_once(*[click] * 3))) == 1
    assert count_comments() == 5
    assert read_counters() == {(topic_id, PENDING, NAMED): 5}


def test_a_click_while_the_first_is_being_stored_waits_for_it(app, topic):
    topic_id, nonce = topic.id, factories.make_nonce()

    def click():
        with app.app_context():
            draft = factories.make_draft(db.session.get_one(Topic, topic_id))
            posted = post_comment(draft, nonce)
            db.session.commit()
            return posted.comment.id, posted.is_other

    first = post_comment(factories.make_draft(topic), nonce).comment.id
    with ThreadPoolExecutor(1) as pool:
        second = pool.submit(click)
        time.sleep(0.3)
        assert not second.done()
        db.session.commit()
        assert second.result(timeout=10) == (first, False)


@pytest.mark.parametrize("choice", [ANONYMOUS, NOT_PUBLISHED])
def test_a_withheld_name_never_enters_the_table_of_comments(topic, choice):
    comment = factories.make_comment(topic, name="Zuleika Dobson", publication_choice=choice)
    row = db.session.execute(text("SELECT * FROM comments")).one()
    assert not [value for value in row if "Zuleika" in str(value)]
    sealed = db.session.get_one(Contact, comment.id).withheld_name_sealed
    assert sealed
    assert unseal(sealed) == "Zuleika Dobson"


def test_an_address_is_sealed_and_only_looked_up(topic):
    comment = factories.make_comment(topic, email="Zoë@example.org")
    contact = db.session.get_one(Contact, comment.id)
    assert contact.email_sealed
    assert unseal(contact.email_sealed) == "Zoë@example.org"
    assert contact.email_lookup == hash_email("ZOË@EXAMPLE.ORG")
    stored = db.session.execute(text("SELECT * FROM contacts")).one()
    assert not [value for value in stored if b"example" in str(value).lower().encode()]


def test_without_private_details_there_is_no_contact(topic):
    factories.make_comment(topic)
    assert db.session.scalar(select(func.count()).select_from(Contact)) == 0


def test_after_the_half_hour_a_comment_is_refused_and_nothing_is_kept(app):
    closed = factories.make_topic_closing_at(clock.now() - timedelta(minutes=31))
    nonce = factories.make_nonce(closed.closes_at - timedelta(hours=1))
    with pytest.raises(RefusedError, match="has closed"):
        post_comment(factories.make_draft(closed), nonce)
    assert (count_comments(), read_counters()) == (0, {})


def test_within_the_half_hour_a_comment_is_marked_late(app):
    closed = factories.make_topic_closing_at(clock.now() - timedelta(minutes=10))
    nonce = factories.make_nonce(closed.closes_at - timedelta(hours=1))
    assert post_comment(factories.make_draft(closed), nonce).comment.is_late


def test_a_form_that_was_taken_may_come_again_after_the_closing(topic):
    draft, nonce = factories.make_draft(topic), factories.make_nonce()
    first = post_comment(draft, nonce).comment
    with clock.at(topic.closes_at + timedelta(days=9)):
        assert post_comment(draft, nonce).comment is first


def test_a_change_moves_the_comment_from_one_counter_to_the_other(topic):
    comment = factories.make_comment(topic, publication_choice=ANONYMOUS)
    factories.make_comment(topic)
    assert change_status(comment, 1, CommentStatus.SPAM)
    assert read_counters() == {
        (topic.id, CommentStatus.SPAM, ANONYMOUS): 1,
        (topic.id, PENDING, NAMED): 1,
    }


def test_a_change_of_an_older_version_does_nothing(topic):
    comment = factories.make_comment(topic)
    change_status(comment, 1, CommentStatus.SPAM)
    counters = read_counters()
    assert not change_status(comment, 1, CommentStatus.PUBLISHED)
    assert (comment.status, comment.version) == (CommentStatus.SPAM, 2)
    assert read_counters() == counters


def test_two_changes_at_once_leave_one(topic, at_once):
    comment_id = factories.make_comment(topic).id

    def publish():
        changed = change_status(db.session.get_one(Comment, comment_id), 1, CommentStatus.PUBLISHED)
        db.session.commit()
        return changed

    assert sorted(at_once(*[publish] * 4)) == [False, False, False, True]
    assert db.session.get_one(Comment, comment_id).number == 1
    assert read_counters() == {(topic.id, CommentStatus.PUBLISHED, NAMED): 1}


def test_publications_at_once_get_one_number_each(topic, at_once):
    ids = [factories.make_comment(topic).id for _ in range(4)]

    def publish(comment_id):
        change_status(db.session.get_one(Comment, comment_id), 1, CommentStatus.PUBLISHED)
        db.session.commit()

    at_once(*[lambda comment_id=comment_id: publish(comment_id) for comment_id in ids])
    assert sorted(db.session.scalars(select(Comment.number))) == [1, 2, 3, 4]


def test_the_number_of_a_withdrawn_comment_is_not_given_again(topic, moderator):
    first = factories.make_published(topic, moderator)
    withdraw_comment(first)
    assert factories.make_published(topic, moderator).number == 2
    assert first.number == 1


def test_each_topic_counts_for_itself(topic, moderator):
    factories.make_published(topic, moderator)
    assert factories.make_published(factories.make_topic(), moderator).number == 1


def test_a_page_changes_with_what_it_shows_and_not_with_what_waits(topic, moderator):
    comment = factories.make_comment(topic)
    assert stamp_of(topic) == 0
    factories.publish(comment, moderator)
    assert stamp_of(topic) == 1
    withdraw_comment(comment)
    assert stamp_of(topic) == 2


def test_a_refused_comment_cannot_be_withdrawn(topic, moderator):
    comment = factories.reject(factories.make_comment(topic), moderator)
    with pytest.raises(RefusedError, match="nothing to withdraw"):
        withdraw_comment(comment)


def test_a_withdrawal_that_crosses_a_decision_is_told_to_look_again(topic):
    comment = factories.make_comment(topic)
    change_status(comment, 1, CommentStatus.REJECTED)
    set_committed_value(comment, "status", PENDING)
    set_committed_value(comment, "version", 1)
    with pytest.raises(RefusedError, match="just dealt with"):
        withdraw_comment(comment)


def test_rendering_anew_goes_through_all_comments_in_steps(topic, moderator):
    comments = [factories.make_published(topic, moderator) for _ in range(3)]
    for comment in comments:
        comment.body_html = "<p>Old.</p>"
    after, steps = 0, []
    while (reached := rerender_comments(after, 2)) is not None:
        steps.append(after := reached)
    assert steps == [comments[1].id, comments[2].id]
    assert "simpler" in comments[2].body_html
    assert stamp_of(topic) > 3


def test_an_unknown_receipt_key_is_not_the_key_of_anybody(topic):
    nonce = factories.make_nonce()
    post_comment(factories.make_draft(topic), nonce)
    with pytest.raises(LookupError):
        get_by_receipt_key(make_receipt_key(nonce.value)[:-1])
