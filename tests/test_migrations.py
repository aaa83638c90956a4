"""The migrations: up, down, with data, and against the models."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, text

from app import create_app, demo
from app.core.db import Base, db
from tests.conftest import make_settings


@pytest.fixture
def empty_app(databases, tmp_path, request):
    url = databases.empty(f"migration_{abs(hash(request.node.name))}")
    app = create_app(make_settings(url, tmp_path))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()
    databases.drop(url)


def tables() -> set[str]:
    return set(inspect(db.engine).get_table_names())


def test_they_go_up_and_down_and_up_again(empty_app):
    upgrade()
    assert "comments" in tables()
    downgrade(revision="base")
    assert tables() == {"alembic_version"}
    upgrade()
    assert "comments" in tables()


def test_they_go_down_with_data_in_the_tables(empty_app):
    upgrade()
    demo.load(report=lambda _line: None)
    db.session.commit()
    db.session.remove()
    downgrade(revision="base")
    assert tables() == {"alembic_version"}


def test_they_make_what_the_models_say(app):
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


BEFORE_THE_LOG = [
    """INSERT INTO inquiries VALUES (1, 'i', 'I', '', '', '', '', '', '', '', '2026-01-01',
       '2026-01-01', '2026-12-31', 'published')""",
    """INSERT INTO topics VALUES (1, 1, 't', 1, 'T', '', '', '', '', '', '', '', NULL, NULL,
       'published')""",
    """INSERT INTO staff_users (id, email, name, password, active, fs_uniquifier, created_at)
       VALUES (7, 'mo@example.org', 'Mo', 'x', true, 'u', '2026-01-01')""",
    """INSERT INTO comments (id, topic_id, public_ref, status, publication_choice, name, body,
       body_html, received_at, status_changed_at, is_late, version, nonce, receipt_hash)
       VALUES (5, 1, 'abc', 'rejected', 'named', '', '', '', '2026-02-01', '2026-02-02', false, 2,
       'n', 'h')""",
    """INSERT INTO moderation_decisions (id, comment_id, moderator_id, decision, from_status,
       to_status, reason, note, seen_version, decided_at)
       VALUES (1, 5, 7, 'reject', 'pending', 'rejected', 'off_topic', 'Mo said', 1, '2026-02-02')""",
]


def test_decisions_from_before_the_log_of_acts_are_copied_into_it(empty_app):
    upgrade(revision="0001")
    for statement in BEFORE_THE_LOG:
        db.session.execute(text(statement))
    db.session.commit()
    db.session.remove()
    upgrade()
    rows = db.session.execute(
        text("SELECT actor_id, act, subject_kind, subject_id, detail FROM audit_entries")
    ).all()
    assert rows == [(7, "comment_decided", "comment", 5, "abc: reject, off_topic")]
