"""first tables

Revision ID: 0001
Revises:
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.core.schema import append_only, drop_append_only, prepare_append_only

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

LOG = "moderation_decisions"


def upgrade() -> None:
    op.create_table(
        "inquiries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("body_source", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.Column("commissioned_by", sa.String(length=200), nullable=False),
        sa.Column("chair", sa.String(length=200), nullable=False),
        sa.Column("still_open", sa.Text(), nullable=False),
        sa.Column("already_decided", sa.Text(), nullable=False),
        sa.Column("launched_on", sa.Date(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inquiries")),
        sa.UniqueConstraint("slug", name=op.f("uq_inquiries_slug")),
    )
    op.create_table(
        "staff_users",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("password", sa.String(length=255), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("fs_uniquifier", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_users")),
        sa.UniqueConstraint("email", name=op.f("uq_staff_users_email")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_staff_users_fs_uniquifier")),
    )
    op.create_table(
        "stamps",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_stamps")),
    )
    op.create_table(
        "subjects",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subjects")),
        sa.UniqueConstraint("slug", name=op.f("uq_subjects_slug")),
    )
    op.create_table(
        "events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("inquiry_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("venue", sa.String(length=300), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["inquiry_id"], ["inquiries.id"], name=op.f("fk_events_inquiry_id_inquiries")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
    )
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_events_inquiry_id"), ["inquiry_id"], unique=False)

    op.create_table(
        "outcomes",
        sa.Column("inquiry_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["inquiry_id"], ["inquiries.id"], name=op.f("fk_outcomes_inquiry_id_inquiries")
        ),
        sa.PrimaryKeyConstraint("inquiry_id", name=op.f("pk_outcomes")),
    )
    op.create_table(
        "staff_roles",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["staff_users.id"], name=op.f("fk_staff_roles_user_id_staff_users")
        ),
        sa.PrimaryKeyConstraint("user_id", "role", name=op.f("pk_staff_roles")),
    )
    op.create_table(
        "topics",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("inquiry_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("explored_source", sa.Text(), nullable=False),
        sa.Column("explored_html", sa.Text(), nullable=False),
        sa.Column("learnt_source", sa.Text(), nullable=False),
        sa.Column("learnt_html", sa.Text(), nullable=False),
        sa.Column("call_source", sa.Text(), nullable=False),
        sa.Column("call_html", sa.Text(), nullable=False),
        sa.Column("own_opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("own_closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["inquiry_id"], ["inquiries.id"], name=op.f("fk_topics_inquiry_id_inquiries")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topics")),
        sa.UniqueConstraint("inquiry_id", "slug", name=op.f("uq_topics_inquiry_id_slug")),
    )
    op.create_table(
        "comment_counters",
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("publication_choice", sa.String(length=32), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["topics.id"], name=op.f("fk_comment_counters_topic_id_topics")
        ),
        sa.PrimaryKeyConstraint(
            "topic_id", "status", "publication_choice", name=op.f("pk_comment_counters")
        ),
    )
    op.create_table(
        "comment_numberings",
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["topics.id"], name=op.f("fk_comment_numberings_topic_id_topics")
        ),
        sa.PrimaryKeyConstraint("topic_id", name=op.f("pk_comment_numberings")),
    )
    op.create_table(
        "discussion_papers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["topics.id"], name=op.f("fk_discussion_papers_topic_id_topics")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_discussion_papers")),
        sa.UniqueConstraint("slug", name=op.f("uq_discussion_papers_slug")),
    )
    with op.batch_alter_table("discussion_papers", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_discussion_papers_topic_id"), ["topic_id"], unique=False
        )

    op.create_table(
        "event_topics",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["events.id"], name=op.f("fk_event_topics_event_id_events")
        ),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["topics.id"], name=op.f("fk_event_topics_topic_id_topics")
        ),
        sa.PrimaryKeyConstraint("event_id", "topic_id", name=op.f("pk_event_topics")),
    )
    with op.batch_alter_table("event_topics", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_topics_topic_id"), ["topic_id"], unique=False)

    op.create_table(
        "key_issues",
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["topics.id"], name=op.f("fk_key_issues_topic_id_topics")
        ),
        sa.PrimaryKeyConstraint("topic_id", "position", name=op.f("pk_key_issues")),
    )
    op.create_table(
        "related_links",
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("path", sa.String(length=300), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["topics.id"], name=op.f("fk_related_links_topic_id_topics")
        ),
        sa.PrimaryKeyConstraint("topic_id", "position", name=op.f("pk_related_links")),
    )
    op.create_table(
        "topic_subjects",
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["subject_id"], ["subjects.id"], name=op.f("fk_topic_subjects_subject_id_subjects")
        ),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["topics.id"], name=op.f("fk_topic_subjects_topic_id_topics")
        ),
        sa.PrimaryKeyConstraint("topic_id", "subject_id", name=op.f("pk_topic_subjects")),
    )
    with op.batch_alter_table("topic_subjects", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_topic_subjects_subject_id"), ["subject_id"], unique=False
        )

    op.create_table(
        "authors",
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("affiliation", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["paper_id"],
            ["discussion_papers.id"],
            name=op.f("fk_authors_paper_id_discussion_papers"),
        ),
        sa.PrimaryKeyConstraint("paper_id", "position", name=op.f("pk_authors")),
    )
    op.create_table(
        "listed_papers",
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["paper_id"],
            ["discussion_papers.id"],
            name=op.f("fk_listed_papers_paper_id_discussion_papers"),
        ),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["topics.id"], name=op.f("fk_listed_papers_topic_id_topics")
        ),
        sa.PrimaryKeyConstraint("topic_id", "paper_id", name=op.f("pk_listed_papers")),
    )
    with op.batch_alter_table("listed_papers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_listed_papers_paper_id"), ["paper_id"], unique=False)

    op.create_table(
        "paper_subjects",
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["paper_id"],
            ["discussion_papers.id"],
            name=op.f("fk_paper_subjects_paper_id_discussion_papers"),
        ),
        sa.ForeignKeyConstraint(
            ["subject_id"], ["subjects.id"], name=op.f("fk_paper_subjects_subject_id_subjects")
        ),
        sa.PrimaryKeyConstraint("paper_id", "subject_id", name=op.f("pk_paper_subjects")),
    )
    with op.batch_alter_table("paper_subjects", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_paper_subjects_subject_id"), ["subject_id"], unique=False
        )

    op.create_table(
        "paper_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("abstract", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["paper_id"],
            ["discussion_papers.id"],
            name=op.f("fk_paper_versions_paper_id_discussion_papers"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_versions")),
        sa.UniqueConstraint("paper_id", "number", name=op.f("uq_paper_versions_paper_id_number")),
    )
    op.create_table(
        "sections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("anchor", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["paper_versions.id"],
            name=op.f("fk_sections_version_id_paper_versions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sections")),
        sa.UniqueConstraint("version_id", "position", name=op.f("uq_sections_version_id_position")),
    )
    op.create_table(
        "paragraphs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=12), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["section_id"], ["sections.id"], name=op.f("fk_paragraphs_section_id_sections")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["paper_versions.id"],
            name=op.f("fk_paragraphs_version_id_paper_versions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paragraphs")),
        sa.UniqueConstraint(
            "section_id", "position", name=op.f("uq_paragraphs_section_id_position")
        ),
        sa.UniqueConstraint("version_id", "number", name=op.f("uq_paragraphs_version_id_number")),
    )
    op.create_table(
        "comments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=True),
        sa.Column("paragraph_id", sa.Integer(), nullable=True),
        sa.Column("public_ref", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("publication_choice", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("status_changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("receipt_hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["paper_id"],
            ["discussion_papers.id"],
            name=op.f("fk_comments_paper_id_discussion_papers"),
        ),
        sa.ForeignKeyConstraint(
            ["paragraph_id"], ["paragraphs.id"], name=op.f("fk_comments_paragraph_id_paragraphs")
        ),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["topics.id"], name=op.f("fk_comments_topic_id_topics")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comments")),
        sa.UniqueConstraint("nonce", name=op.f("uq_comments_nonce")),
        sa.UniqueConstraint("public_ref", name=op.f("uq_comments_public_ref")),
        sa.UniqueConstraint("receipt_hash", name=op.f("uq_comments_receipt_hash")),
        sa.UniqueConstraint("topic_id", "number", name=op.f("uq_comments_topic_id_number")),
    )
    with op.batch_alter_table("comments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_comments_paper_id"), ["paper_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_comments_paragraph_id"), ["paragraph_id"], unique=False
        )
        batch_op.create_index("ix_comments_queue", ["status", "received_at", "id"], unique=False)
        batch_op.create_index(
            "ix_comments_topic_queue", ["topic_id", "status", "received_at", "id"], unique=False
        )

    op.create_table(
        "contacts",
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("email_lookup", sa.LargeBinary(length=32), nullable=True),
        sa.Column("email_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("withheld_name_sealed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comments.id"], name=op.f("fk_contacts_comment_id_comments")
        ),
        sa.PrimaryKeyConstraint("comment_id", name=op.f("pk_contacts")),
    )
    with op.batch_alter_table("contacts", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_contacts_email_lookup"), ["email_lookup"], unique=False
        )

    op.create_table(
        "moderation_decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("moderator_id", sa.Integer(), nullable=False),
        sa.Column("decision", sa.String(length=32), nullable=False),
        sa.Column("from_status", sa.String(length=32), nullable=False),
        sa.Column("to_status", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("seen_version", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"],
            ["comments.id"],
            name=op.f("fk_moderation_decisions_comment_id_comments"),
        ),
        sa.ForeignKeyConstraint(
            ["moderator_id"],
            ["staff_users.id"],
            name=op.f("fk_moderation_decisions_moderator_id_staff_users"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_decisions")),
    )
    with op.batch_alter_table("moderation_decisions", schema=None) as batch_op:
        batch_op.create_index("ix_moderation_decisions_comment", ["comment_id", "id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_moderation_decisions_moderator_id"), ["moderator_id"], unique=False
        )
    dialect = op.get_bind().dialect.name
    for statement in [*prepare_append_only(dialect), *append_only(dialect, LOG)]:
        op.execute(statement)


def downgrade() -> None:
    with op.batch_alter_table("moderation_decisions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_moderation_decisions_moderator_id"))
        batch_op.drop_index("ix_moderation_decisions_comment")

    op.drop_table("moderation_decisions")
    with op.batch_alter_table("contacts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contacts_email_lookup"))

    op.drop_table("contacts")
    with op.batch_alter_table("comments", schema=None) as batch_op:
        batch_op.drop_index("ix_comments_topic_queue")
        batch_op.drop_index("ix_comments_queue")
        batch_op.drop_index(batch_op.f("ix_comments_paragraph_id"))
        batch_op.drop_index(batch_op.f("ix_comments_paper_id"))

    op.drop_table("comments")
    op.drop_table("paragraphs")
    op.drop_table("sections")
    op.drop_table("paper_versions")
    with op.batch_alter_table("paper_subjects", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_paper_subjects_subject_id"))

    op.drop_table("paper_subjects")
    with op.batch_alter_table("listed_papers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_listed_papers_paper_id"))

    op.drop_table("listed_papers")
    op.drop_table("authors")
    with op.batch_alter_table("topic_subjects", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_topic_subjects_subject_id"))

    op.drop_table("topic_subjects")
    op.drop_table("related_links")
    op.drop_table("key_issues")
    with op.batch_alter_table("event_topics", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_event_topics_topic_id"))

    op.drop_table("event_topics")
    with op.batch_alter_table("discussion_papers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_discussion_papers_topic_id"))

    op.drop_table("discussion_papers")
    op.drop_table("comment_numberings")
    op.drop_table("comment_counters")
    op.drop_table("topics")
    op.drop_table("staff_roles")
    op.drop_table("outcomes")
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_events_inquiry_id"))

    op.drop_table("events")
    op.drop_table("subjects")
    op.drop_table("stamps")
    op.drop_table("staff_users")
    op.drop_table("inquiries")
    for statement in drop_append_only(op.get_bind().dialect.name):
        op.execute(statement)
