"""`check` finds what is spoiled, says what it is, and ends with 1; else its last line is "ok"."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import text

from app.comments.enums import CommentStatus
from app.comments.service import change_status, withdraw_comment
from app.core.db import db
from app.moderation.enums import Decision
from app.moderation.service import decide
from tests import factories
from tests.conftest import ON_POSTGRESQL


@pytest.fixture
def check(app):
    """Run the command: its exit code, its lines, its faults."""

    def command():
        db.session.commit()
        result = app.test_cli_runner().invoke(args=["check"])
        return result.exit_code, result.stdout.splitlines(), result.stderr.splitlines()

    return command


@pytest.fixture
def comments(topic, moderator):
    """One comment in each status, with a history."""
    published, reopened, withdrawn = (factories.make_published(topic, moderator) for _ in range(3))
    decide(reopened, reopened.version, Decision.REOPEN, moderator)
    withdraw_comment(withdrawn)
    factories.reject(factories.make_comment(topic), moderator)
    factories.make_comment(topic)
    return published, reopened, withdrawn


def spoil(statement: str) -> None:
    db.session.execute(text(statement))


def test_an_empty_database_is_whole(check):
    code, lines, faults = check()
    assert (code, lines[-1], faults) == (0, "ok", [])


def test_a_database_in_use_is_whole(check, comments):
    code, lines, faults = check()
    assert (code, lines[-1], faults) == (0, "ok", [])
    assert all(line.endswith(": whole") for line in lines[:-1])


def test_a_spoiled_counter_is_found(check, comments, topic):
    spoil("UPDATE comment_counters SET total = total + 1 WHERE status = 'published'")
    code, lines, faults = check()
    assert code == 1
    assert "ok" not in lines
    assert faults == [f"fault: topic {topic.id}, published, named: the counter says 2, there are 1"]


def test_a_missing_counter_is_found(check, comments, topic):
    spoil("DELETE FROM comment_counters WHERE status = 'rejected'")
    assert check()[2] == [
        f"fault: topic {topic.id}, rejected, named: the counter says 0, there are 1"
    ]


def test_two_counters_that_are_wrong_but_add_up_are_both_found(check, comments):
    spoil("UPDATE comment_counters SET total = total + 1 WHERE status = 'published'")
    spoil("UPDATE comment_counters SET total = total - 1 WHERE status = 'pending'")
    assert len(check()[2]) == 2


@pytest.mark.parametrize("status", ["spam", "published", "suspended", "acknowledged"])
def test_a_status_that_nobody_decided_is_found(check, comments, topic, status):
    comment = factories.make_comment(topic)
    db.session.flush()
    change_status(comment, comment.version, CommentStatus(status))
    code, _, faults = check()
    assert code == 1
    assert faults == [f"fault: comment {comment.public_ref} has a status that no decision explains"]


def test_a_number_beyond_the_last_given_is_found(check, comments, topic):
    spoil("UPDATE comment_numberings SET last_number = 2")
    code, _, faults = check()
    assert code == 1
    assert faults == [f"fault: topic {topic.id}: a comment has number 3, the last given is 2"]


@pytest.mark.skipif(ON_POSTGRESQL, reason="PostgreSQL itself lets no such row in")
def test_a_row_that_refers_to_nothing_is_found(check, comments):
    db.session.commit()
    with closing(sqlite3.connect(str(db.engine.url.database))) as connection, connection:
        connection.execute("INSERT INTO contacts (comment_id) VALUES (4711)")
    code, _, faults = check()
    assert code == 1
    assert "contacts row" in faults[0]
    assert "refers to a missing row of comments" in faults[0]
