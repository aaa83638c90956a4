"""The clauses of the moderation policy: what moderators are offered, and what authors are told."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.comments.nonces import make_receipt_key
from app.core import clock
from app.core.db import db
from app.moderation.enums import Decision, Reason
from app.moderation.reasons import BUILT_IN, make_policy
from app.moderation.service import decide
from app.standing.contents import Clause
from app.standing.enums import PageName
from tests import factories
from tests.working import do_due_jobs, messages

POLICY = "/about/moderation-policy"
CHANGED = Clause(
    heading="Off the subject", guidance="Be generous.", public_sentence="It is elsewhere.",
    message="It was about something else.",
)  # fmt: skip


@pytest.fixture
def change_policy(admin):
    def change() -> None:
        factories.change_page(
            PageName.MODERATION_POLICY, admin, clauses={Reason.OFF_TOPIC.value: CHANGED}
        )
        db.session.commit()

    return change


@pytest.fixture
def comment(topic):
    return factories.make_comment(topic, email="pat@example.org")


def receipt_of(browser, comment):
    return browser.open(f"/receipts/{make_receipt_key(comment.nonce)}")


def test_a_reason_that_the_policy_does_not_know_has_its_built_in_words():
    policy = make_policy({"off_topic": CHANGED, "no_such_reason": CHANGED})
    assert list(policy.clauses) == list(Reason)
    assert policy.clauses[Reason.OFF_TOPIC].message == CHANGED.message
    assert policy.clauses[Reason.SPAM] == BUILT_IN[Reason.SPAM]


def test_moderators_are_offered_the_clauses_as_they_stand(signed_in, comment, change_policy):
    change_policy()
    for address in ("/staff/moderation", f"/staff/moderation/{comment.id}"):
        page = signed_in.open(address)
        assert '<option value="off_topic">Off the subject</option>' in page.html
        assert "Be generous." in page.text
        assert page.link("#reason-off_topic") == f"{POLICY}#reason-off_topic"


def test_the_author_is_told_the_clause_and_led_to_it(browser, comment, moderator, change_policy):
    change_policy()
    factories.reject(comment, moderator)
    page = receipt_of(browser, comment)
    assert CHANGED.message in page.text
    assert page.link("#reason-off_topic") == f"{POLICY}#reason-off_topic"
    assert browser.open(page.link("#reason-off_topic")).ids["reason-off_topic"] == 1


def test_a_decision_is_told_in_the_words_of_its_day(browser, comment, moderator, change_policy):
    with clock.at(clock.now() - timedelta(days=2)):
        factories.reject(comment, moderator)
    change_policy()
    page = receipt_of(browser, comment)
    assert BUILT_IN[Reason.OFF_TOPIC].message in page.text
    assert page.link("#reason-off_topic") == f"{POLICY}/versions/1#reason-off_topic"
    do_due_jobs()
    told = messages()[-1].text
    assert BUILT_IN[Reason.OFF_TOPIC].message in told
    assert f"http://localhost:8000{POLICY}/versions/1#reason-off_topic\n" in told


def test_a_new_decision_is_told_in_the_new_words(browser, comment, moderator, change_policy):
    factories.reject(comment, moderator)
    change_policy()
    decide(comment, comment.version, Decision.REOPEN, moderator)
    factories.reject(comment, moderator)
    assert CHANGED.message in receipt_of(browser, comment).text
