"""The migrations: up, down, with data, and against the models."""

from __future__ import annotations

from textwrap import dedent, indent

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask_migrate import downgrade, upgrade
from sqlalchemy import func, inspect, select, text
from sqlalchemy.exc import IntegrityError

from app import create_app, demo
from app.accounts.enums import Role
from app.comments.models import Comment
from app.core.db import Base, db
from app.inquiries.models import Topic
from app.standing.enums import PageName
from config import ROOT
from tests import factories
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
    factories.change_page(PageName.PRIVACY, factories.make_staff(Role.ADMIN), lead="In short.")
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


@pytest.fixture
def migrate_by(app, tmp_path):
    """Runs one more step, given as the body of its upgrade, on the tables with what is in them."""

    def run(body: str) -> None:
        db.session.commit()
        db.session.remove()
        config = Config()
        config.set_main_option("script_location", str(ROOT / "migrations"))
        config.set_main_option("version_locations", f"{ROOT}/migrations/versions:{tmp_path}")
        config.set_main_option("path_separator", "os")
        head = ScriptDirectory(str(ROOT / "migrations")).get_current_head()
        (tmp_path / "next.py").write_text(
            f"""revision, down_revision = "next", "{head}"
import sqlalchemy as sa
from alembic import op

def upgrade():
{indent(dedent(body).strip(), "    ")}
"""
        )
        command.upgrade(config, "next")

    return run


def count(model) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def revision() -> str:
    return db.session.scalar(text("SELECT version_num FROM alembic_version")) or ""


def test_building_a_parent_table_anew_keeps_its_children(topic, moderator, migrate_by):
    comment_id = factories.make_published(topic, moderator).id
    migrate_by(
        """
        with op.batch_alter_table("topics", recreate="auto") as batch:
            batch.add_column(sa.Column("colour", sa.Text(), nullable=False, server_default="blue"))
            batch.alter_column("summary", existing_type=sa.Text(), nullable=True)
        """
    )
    assert revision() == "next"
    assert db.session.scalar(text("SELECT colour FROM topics")) == "blue"
    assert db.session.get_one(Comment, comment_id).topic.id == db.session.scalar(select(Topic.id))


def test_a_step_that_leaves_rows_without_their_parent_is_refused_and_undone(topic, migrate_by):
    factories.make_comment(topic)
    db.session.commit()
    before, revision_before = count(Topic), revision()
    with pytest.raises((SystemExit, IntegrityError)):
        migrate_by('op.execute("DELETE FROM topics")')
    assert (count(Topic), revision()) == (before, revision_before)


@pytest.mark.sqlite
def test_foreign_keys_hold_again_after_the_migrations(topic, migrate_by):
    migrate_by("pass")
    assert db.session.scalar(text("PRAGMA foreign_keys")) == 1
