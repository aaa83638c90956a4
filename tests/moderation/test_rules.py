from __future__ import annotations

import itertools

import pytest

from app.comments.enums import CommentStatus, PublicationChoice
from app.moderation.enums import Decision, Reason
from app.moderation.reasons import BUILT_IN
from app.moderation.rules import STATUS_AFTER, reason_of, why_not_decide
from app.web.filters import label

D, S, C = Decision, CommentStatus, PublicationChoice


def test_a_reason_has_one_name_on_every_page():
    assert [label(reason) for reason in Reason] == [BUILT_IN[reason].label for reason in Reason]
    assert label(Reason.PERSONAL_DATA) == "Details about a private person"


REFUSALS = [
    ("a pending comment is published", D.PUBLISH, S.PENDING, C.NAMED, None, None),
    ("an anonymous one too", D.PUBLISH, S.PENDING, C.ANONYMOUS, None, None),
    ("one for the inquiry only never is", D.PUBLISH, S.PENDING, C.NOT_PUBLISHED, None, "asked"),
    ("it is acknowledged", D.ACKNOWLEDGE, S.PENDING, C.NOT_PUBLISHED, None, None),
    ("others are not", D.ACKNOWLEDGE, S.PENDING, C.NAMED, None, "published or rejected"),
    ("rejecting needs a reason", D.REJECT, S.PENDING, C.NAMED, None, "Choose the reason"),
    ("and with one it is done", D.REJECT, S.PENDING, C.NAMED, Reason.ABUSIVE, None),
    ("spam speaks for itself", D.SPAM, S.PENDING, C.NAMED, None, None),
    ("a decided one is reopened first", D.REJECT, S.PUBLISHED, C.NAMED, Reason.OTHER, "Reopen"),
    ("a published one is reopened", D.REOPEN, S.PUBLISHED, C.NAMED, None, None),
    ("a suspended one too", D.REOPEN, S.SUSPENDED, C.NAMED, None, None),
    ("a waiting one is not", D.REOPEN, S.PENDING, C.NAMED, None, "already waiting"),
    ("nobody decides on a withdrawn one", D.PUBLISH, S.WITHDRAWN, C.NAMED, None, "withdrawn"),
    ("nor reopens it", D.REOPEN, S.WITHDRAWN, C.NAMED, None, "withdrawn"),
]


@pytest.mark.parametrize(
    ("decision", "status", "choice", "reason", "refusal"),
    [row[1:] for row in REFUSALS],
    ids=[row[0] for row in REFUSALS],
)
def test_what_may_be_decided(decision, status, choice, reason, refusal):
    said = why_not_decide(decision, status, choice, reason)
    assert (said is None) if refusal is None else (said is not None and refusal in said)


def test_every_decision_leads_to_a_status():
    assert set(STATUS_AFTER) == set(Decision)


EVERY_CASE = list(itertools.product(Decision, CommentStatus, PublicationChoice, [None, *Reason]))


def test_every_refusal_is_a_sentence():
    said = {why_not_decide(*case) for case in EVERY_CASE} - {None}
    assert all(sentence and sentence.endswith(".") for sentence in said)


def test_in_no_case_is_a_comment_for_the_inquiry_only_published():
    cases = [case for case in EVERY_CASE if case[2] is C.NOT_PUBLISHED and case[0] is D.PUBLISH]
    assert all(why_not_decide(*case) for case in cases)


def test_in_no_case_is_a_decided_comment_decided_again_without_reopening():
    open_to_decisions = {case[1] for case in EVERY_CASE
                         if case[0] is not D.REOPEN and why_not_decide(*case) is None}  # fmt: skip
    assert open_to_decisions == {S.PENDING}


@pytest.mark.parametrize(
    ("decision", "reason", "logged"),
    [
        (D.PUBLISH, Reason.OTHER, None),
        (D.ACKNOWLEDGE, Reason.OTHER, None),
        (D.REOPEN, Reason.OTHER, None),
        (D.REJECT, Reason.DUPLICATE, Reason.DUPLICATE),
        (D.SPAM, None, Reason.SPAM),
        (D.SPAM, Reason.OTHER, Reason.SPAM),
    ],
)
def test_the_log_keeps_a_reason_where_the_decision_has_one(decision, reason, logged):
    assert reason_of(decision, reason) is logged
