"""Whatever happens, and in whatever order: every comment counts once, by its status."""

from __future__ import annotations

import contextlib
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.checks import list_faults
from app.comments.enums import PublicationChoice
from app.comments.queries import read_counters, recount_comments
from app.comments.service import post_comment, withdraw_comment
from app.core import clock
from app.core.db import db
from app.core.errors import RefusedError
from app.moderation.enums import Decision, Reason
from app.moderation.service import decide
from tests import factories

SEND = st.tuples(st.just("send"), st.sampled_from(PublicationChoice))
SEND_AGAIN = st.tuples(st.just("send again"), st.integers(0, 9))
SEND_LATE = st.tuples(st.just("send late"), st.sampled_from(PublicationChoice))
DECIDE = st.tuples(
    st.just("decide"), st.integers(0, 9), st.sampled_from(Decision), st.integers(0, 1)
)
WITHDRAW = st.tuples(st.just("withdraw"), st.integers(0, 9))
HISTORIES = st.lists(SEND | SEND_AGAIN | SEND_LATE | DECIDE | DECIDE | WITHDRAW, max_size=25)


class History:
    """Plays acts on one topic; refusals are part of it."""

    def __init__(self, topic, moderator):
        self.topic, self.moderator, self.sent = topic, moderator, []

    def play(self, act):
        with contextlib.suppress(RefusedError):
            getattr(self, act[0].replace(" ", "_"))(*act[1:])

    def send(self, choice, opened_at=None):
        draft = factories.make_draft(self.topic, publication_choice=choice)
        nonce = factories.make_nonce(opened_at)
        self.sent.append((post_comment(draft, nonce).comment, draft, nonce))

    def send_again(self, index):
        if self.sent:
            _comment, draft, nonce = self.sent[index % len(self.sent)]
            post_comment(draft, nonce)

    def send_late(self, choice):
        closing = self.topic.closes_at
        with clock.at(closing + timedelta(minutes=10)):
            self.send(choice, closing - timedelta(minutes=5))

    def decide(self, index, decision, staleness):
        if self.sent:
            comment = self.sent[index % len(self.sent)][0]
            seen = comment.version - staleness
            decide(comment, seen, decision, self.moderator, reason=Reason.OTHER)

    def withdraw(self, index):
        if self.sent:
            withdraw_comment(self.sent[index % len(self.sent)][0])


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(acts=HISTORIES)
def test_received_is_the_sum_of_the_counters_and_each_equals_a_recount(topic, moderator, acts):
    savepoint = db.session.begin_nested()
    history = History(topic, moderator)
    for act in acts:
        history.play(act)
    assert sum(read_counters().values()) == len(history.sent)
    assert read_counters() == recount_comments()
    assert list_faults(report=lambda _line: None) == []
    savepoint.rollback()
    db.session.expire_all()
