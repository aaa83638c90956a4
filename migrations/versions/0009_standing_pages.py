"""what the standing pages say: the texts in hand, and the log of versions

Revision ID: 0009
Revises: 0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.core.schema import append_only

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def column(name: str, kind: sa.types.TypeEngine[object], *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, kind, nullable=nullable)


def done_by(table: str, name: str) -> sa.ForeignKeyConstraint:
    key = op.f(f"fk_{table}_{name}_staff_users")
    return sa.ForeignKeyConstraint([name], ["staff_users.id"], name=key)


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "standing_drafts",
        column("id", sa.Integer()),
        column("page", sa.String(length=32)),
        column("content_json", sa.Text()),
        column("version", sa.Integer()),
        column("changed_at", moment),
        column("changed_by_id", sa.Integer()),
        done_by("standing_drafts", "changed_by_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standing_drafts")),
        sa.UniqueConstraint("page", name=op.f("uq_standing_drafts_page")),
    )
    op.create_table(
        "standing_versions",
        column("id", sa.Integer()),
        column("page", sa.String(length=32)),
        column("number", sa.Integer()),
        column("content_json", sa.Text()),
        column("note", sa.Text()),
        column("published_at", moment, nullable=True),
        column("published_by_id", sa.Integer(), nullable=True),
        done_by("standing_versions", "published_by_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standing_versions")),
        sa.UniqueConstraint("page", "number", name=op.f("uq_standing_versions_page_number")),
    )
    for statement in append_only(op.get_bind().dialect.name, "standing_versions"):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("standing_versions")
    op.drop_table("standing_drafts")
