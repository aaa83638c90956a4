"""manuscripts, the log of publications, and changes of comment periods

Revision ID: 0005
Revises: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.core.schema import append_only

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

LOGS = ("publications", "period_changes")
WITHDRAWABLE = ("inquiries", "topics", "discussion_papers")


def moment(name: str, *, nullable: bool = True) -> sa.Column[sa.DateTime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def words(name: str) -> sa.Column[sa.Text]:
    return sa.Column(name, sa.Text(), nullable=False)


def link(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{target}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name)


def upgrade() -> None:
    # Columns with a constant default are added without building the table anew.
    for table in WITHDRAWABLE:
        op.add_column(table, moment("withdrawn_at"))
        op.add_column(
            table, sa.Column("withdrawal_reason", sa.Text(), nullable=False, server_default="")
        )
    for table in ("inquiries", "topics"):
        op.add_column(
            table, sa.Column("period_reason", sa.Text(), nullable=False, server_default="")
        )
    make_period_changes()
    make_manuscripts()
    make_publications()
    for log in LOGS:
        for statement in append_only(op.get_bind().dialect.name, log):
            op.execute(statement)


def make_period_changes() -> None:
    op.create_table(
        "period_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("inquiry_id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=True),
        moment("changed_at", nullable=False),
        *(moment(name) for name in ("opened_at", "closed_at", "opens_at", "closes_at")),
        words("reason"),
        link("period_changes", "inquiry_id", "inquiries"),
        link("period_changes", "topic_id", "topics"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_period_changes")),
    )
    for column in ("inquiry_id", "topic_id"):
        op.create_index(op.f(f"ix_period_changes_{column}"), "period_changes", [column])


def make_manuscripts() -> None:
    people = ("changed_by_id", "submitted_by_id", "approved_by_id")
    things = (
        ("inquiry_id", "inquiries"), ("topic_id", "topics"), ("paper_id", "discussion_papers"),
    )  # fmt: skip
    op.create_table(
        "manuscripts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        words("content_json"),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        words("change_note"),
        sa.Column("is_minor", sa.Boolean(), nullable=False),
        words("remark"),
        moment("created_at", nullable=False),
        moment("changed_at", nullable=False),
        moment("submitted_at"),
        moment("publish_at"),
        words("alone_reason"),
        *(sa.Column(person, sa.Integer(), nullable=True) for person in people),
        *(sa.Column(thing, sa.Integer(), nullable=True) for thing, _ in things),
        link("manuscripts", "parent_id", "manuscripts"),
        *(link("manuscripts", person, "staff_users") for person in people),
        *(link("manuscripts", thing, target) for thing, target in things),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_manuscripts")),
        *(sa.UniqueConstraint(thing, name=op.f(f"uq_manuscripts_{thing}")) for thing, _ in things),
    )
    op.create_index(op.f("ix_manuscripts_parent_id"), "manuscripts", ["parent_id"])
    op.create_index("ix_manuscripts_due", "manuscripts", ["state", "publish_at"])


def make_publications() -> None:
    op.create_table(
        "publications",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("manuscript_id", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        moment("happened_at", nullable=False),
        words("content_json"),
        words("note"),
        sa.Column("submitted_by_id", sa.Integer(), nullable=True),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        words("alone_reason"),
        link("publications", "manuscript_id", "manuscripts"),
        link("publications", "submitted_by_id", "staff_users"),
        link("publications", "approved_by_id", "staff_users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publications")),
        sa.UniqueConstraint(
            "manuscript_id", "number", name=op.f("uq_publications_manuscript_id_number")
        ),
    )
    op.create_index("ix_publications_manuscript", "publications", ["manuscript_id", "id"])


def downgrade() -> None:
    for table in ("publications", "manuscripts", "period_changes"):
        op.drop_table(table)
    for table in ("inquiries", "topics"):
        op.drop_column(table, "period_reason")
    for table in WITHDRAWABLE:
        op.drop_column(table, "withdrawal_reason")
        op.drop_column(table, "withdrawn_at")
