"""Deciding over HTTP: what is answered, what is kept, and what a late moderator is told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event, func, select

from app.comments.enums import CommentStatus, PublicationChoice
from app.comments.queries import read_counters, recount_comments
from app.comments.service import withdraw_comment
from app.core import clock
from app.core.db import db
from app.moderation.enums import Decision, Reason
from app.moderation.models import ModerationDecision
from app.moderation.rules import NOTE_LIMIT
from app.moderation.service import decide
from app.web.filters import iso
from tests import factories
from tests.browsing import Browser

NOTE = "Rang a colleague, who agreed: keep it out."


@pytest.fixture
def comment(topic):
    with clock.at(clock.now() - timedelta(hours=2)):
        made = factories.make_comment(topic)
    db.session.commit()
    return made


@pytest.fixture
def first(app):
    """The moderator who is faster than the one at the browser."""
    made = factories.make_staff(name="Una First")
    db.session.commit()
    return made


def path_of(comment) -> str:
    return f"/staff/moderation/{comment.id}"


def send(browser, comment, expect=200, **fields):
    """Press a button on the card of this version, whatever has happened to the comment since."""
    browser.open(path_of(comment))
    token = browser.page.form("csrf_token").values["csrf_token"]
    values = {"decision": "publish", "seen_version": "1", "csrf_token": token, **fields}
    browser.path = f"{path_of(comment)}/decision"
    response = browser.client.post(browser.path, data=values)
    return browser._take(response, expect), response


def count_log() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(ModerationDecision)) or 0


BUTTONS = [
    ("publish", "", PublicationChoice.NAMED, "published as number 1"),
    ("reject", "abusive", PublicationChoice.NAMED, "is rejected"),
    ("spam", "", PublicationChoice.ANONYMOUS, "marked as spam"),
    ("acknowledge", "", PublicationChoice.NOT_PUBLISHED, "is acknowledged"),
]


@pytest.mark.parametrize(("decision", "reason", "choice", "words"), BUTTONS)
def test_a_decision_is_taken_by_pressing_its_button(
    signed_in, topic, decision, reason, choice, words
):
    factories.make_comment(topic, publication_choice=choice)
    signed_in.open("/staff/moderation")
    page = signed_in.send("seen_version", {"reason": reason}, button=("decision", decision))
    assert words in page.text
    assert signed_in.path == "/staff/moderation"
    assert count_log() == 1


def test_a_decided_comment_is_reopened_on_its_card(signed_in, comment, moderator):
    factories.reject(comment, moderator)
    signed_in.open(path_of(comment))
    page = signed_in.send("seen_version", {}, button=("decision", "reopen"))
    assert "waiting for a decision again" in page.text
    assert factories.reload(comment).status is CommentStatus.PENDING
    assert count_log() == 2


def test_the_same_decision_after_somebody_else_is_answered_with_their_name(
    signed_in, comment, first
):
    factories.publish(comment, first)
    page, response = send(signed_in, comment)
    assert response.status_code == 303
    assert f"{comment.public_ref} had already been published by Una First at" in page.text
    assert count_log() == 1


@pytest.mark.parametrize("length", [1, 500, NOTE_LIMIT])
def test_a_note_that_came_too_late_to_be_logged_is_given_back(signed_in, comment, first, length):
    factories.publish(comment, first)
    note = "".join(chr(0x4E00 + number % 5000) for number in range(length))
    page, response = send(signed_in, comment, note=note)
    assert response.status_code == 303
    assert "Your note was not recorded. It " in page.text
    assert note[:500] in page.text
    assert signed_in.open("/staff/"), "the notice has not pushed the session out of its cookie"
    assert all(len(cookie) < 4_000 for cookie in response.headers.getlist("Set-Cookie"))


def test_a_note_that_is_logged_already_needs_no_word(signed_in, comment):
    send(signed_in, comment, note=NOTE)
    page, _ = send(signed_in, comment, note=NOTE)
    assert "Nothing more to do." in page.text


def test_pressing_twice_decides_once(signed_in, comment):
    send(signed_in, comment, decision="reject", reason="abusive")
    page, _ = send(signed_in, comment, decision="reject", reason="abusive")
    assert "had already been rejected by Mo Derrin" in page.text
    assert count_log() == 1


OTHER_DECISIONS = [
    {"decision": "reject", "reason": "off_topic"},
    {"decision": "reject", "reason": "abusive"},
    {"decision": "spam"},
    {"decision": "reopen"},
]


@pytest.mark.parametrize("fields", OTHER_DECISIONS)
def test_another_decision_after_somebody_else_is_shown_who_decided_and_when(
    signed_in, comment, first, fields
):
    factories.publish(comment, first)
    row = db.session.scalars(select(ModerationDecision)).one()
    page, _ = send(signed_in, comment, expect=409, note=NOTE, **fields)
    assert "Publish by Una First" in page.text
    assert f'datetime="{iso(row.decided_at)}"' in page.html
    assert NOTE in page.text
    assert count_log() == 1
    assert factories.reload(comment).status is CommentStatus.PUBLISHED


def test_rejecting_for_another_reason_is_a_conflict(signed_in, comment, first):
    factories.reject(comment, first, Reason.DEFAMATORY)
    page, _ = send(signed_in, comment, expect=409, decision="reject", reason="abusive")
    assert "Reject (serious accusation that could be defamatory) by Una First" in page.text
    assert "Abuse or threats" in page.text


def test_the_same_decision_on_a_version_before_the_last_is_a_conflict(signed_in, comment, first):
    factories.publish(comment, first)
    decide(comment, 2, Decision.REOPEN, first)
    decide(comment, 3, Decision.PUBLISH, first)
    send(signed_in, comment, expect=409)


def test_a_version_that_never_was_is_a_conflict(signed_in, comment):
    page, _ = send(signed_in, comment, expect=409, seen_version="7")
    assert "named a version of it that does not exist" in page.text
    assert "author" not in page.text
    assert count_log() == 0


def test_a_conflict_leads_on_to_the_queue_and_to_the_comment(signed_in, comment, first):
    factories.publish(comment, first)
    back = "/staff/moderation?choice=named"
    page, _ = send(signed_in, comment, expect=409, decision="spam", back=back)
    assert page.link("choice=named") == back
    assert page.link(path_of(comment)) == path_of(comment)


@pytest.mark.parametrize("was_published", [False, True])
def test_deciding_on_a_comment_that_its_author_withdrew_meanwhile_says_so(
    signed_in, comment, first, was_published
):
    """After a publication too: the decision that was taken does not stand any more."""
    if was_published:
        factories.publish(comment, first)
    seen = str(comment.version)
    withdraw_comment(comment)
    page, _ = send(signed_in, comment, expect=409, note=NOTE, decision="reopen", seen_version=seen)
    when = clock.say_moment(comment.status_changed_at)
    assert f"Its author withdrew the comment at {when}" in page.text
    assert "decision that stands" not in page.text
    assert "reopen it there" not in page.text
    assert NOTE in page.text


BAD_INPUT = [
    ({"decision": "reject"}, "Choose the reason for rejecting"),
    ({"decision": "reject", "reason": "boring"}, "Choose a reason from the list"),
    ({"decision": ""}, "Choose what to do with this comment"),
    ({"decision": "delete"}, "Choose what to do with this comment"),
    ({"decision": "acknowledge"}, "Its author offered it for publication"),
    ({"decision": "reopen"}, "already waiting for a decision"),
    ({"seen_version": ""}, "did not say which version"),
    ({"seen_version": "1 OR 1"}, "did not say which version"),
    ({"seen_version": "9999999999"}, "did not say which version"),
    ({"seen_version": "-1"}, "did not say which version"),
    ({"csrf_token": "stale"}, "Nothing you typed is lost"),
]


def test_bad_input_is_shown_again_with_the_note(signed_in, comment):
    for fields, words in BAD_INPUT:
        page, _ = send(signed_in, comment, expect=422, note=NOTE, **fields)
        assert 'role="alert"' in page.html
        assert words in page.text
        assert page.form("seen_version").values["note"] == NOTE
    assert count_log() == 0
    assert factories.reload(comment).status is CommentStatus.PENDING


def test_a_comment_for_the_inquiry_only_is_not_published_by_a_forged_button(signed_in, topic):
    choice = PublicationChoice.NOT_PUBLISHED
    comment = factories.make_comment(topic, publication_choice=choice)
    db.session.commit()
    assert ("decision", "publish") not in signed_in.open(path_of(comment)).form("note").buttons
    page, _ = send(signed_in, comment, expect=422)
    assert "Its author asked for it not to be published." in page.text
    assert factories.reload(comment).number is None


@pytest.mark.parametrize(("length", "code"), [(NOTE_LIMIT, 200), (NOTE_LIMIT + 1, 422)])
def test_a_note_has_a_limit_that_is_taken_exactly(signed_in, comment, length, code):
    page, _ = send(signed_in, comment, expect=code, note="ü" * length)
    kept = "ü" * length
    assert code == 200 or page.form("note").values["note"] == kept


TRICKS = ["https://evil.example/", "//evil.example", "/\\evil.example", "/\\/evil.example",
          "\\\\evil.example", "javascript:alert(1)", "evil.example", "\t//evil.example",
          "http:/evil.example"]  # fmt: skip


def test_the_way_back_never_leaves_the_site(signed_in, comment, first):
    factories.publish(comment, first)
    for back in TRICKS:
        _, response = send(signed_in, comment, back=back)
        assert response.location == "/staff/moderation", back
        conflict, _ = send(signed_in, comment, expect=409, decision="spam", back=back)
        refused, _ = send(signed_in, comment, expect=422, decision="", back=back)
        assert "evil" not in conflict.html + refused.html, back
        assert "javascript:" not in conflict.html + refused.html, back


def test_the_way_back_keeps_the_filters_and_the_place(signed_in, comment):
    back = "/staff/moderation?after=2026-11-01T10%3A00%3A00%2B00%3A00_5&choice=named"
    _, response = send(signed_in, comment, back=back)
    assert response.location == back


def test_a_comment_that_is_not_there_is_not_found(signed_in, comment):
    for path in ("/staff/moderation/999999", "/staff/moderation/99999999999999"):
        signed_in.open(path, expect=404)


def test_a_failure_after_the_change_leaves_nothing(signed_in, comment):
    before = read_counters()

    def fail(*_details):
        raise RuntimeError("the machine stops here")

    event.listen(ModerationDecision, "after_insert", fail)
    try:
        send(signed_in, comment, expect=500)
    finally:
        event.remove(ModerationDecision, "after_insert", fail)
    assert count_log() == 0
    assert factories.reload(comment).status is CommentStatus.PENDING
    assert comment.version == 1
    assert read_counters() == recount_comments() == before


def test_a_note_with_markup_in_it_is_shown_as_typed(signed_in, comment):
    send(signed_in, comment, note="<b>bold</b> & {{ 7 * 7 }}")
    page = signed_in.open(path_of(comment))
    assert "&lt;b&gt;bold&lt;/b&gt; &amp; {{ 7 * 7 }}" in page.html


def test_two_browsers_are_told_of_their_own_decisions_only(app, signed_in, comment, first):
    other = Browser(app)
    other.sign_in(first.email)
    _, response = send(signed_in, comment)
    assert response.status_code == 303
    assert "published as number" not in other.open("/staff/").text
