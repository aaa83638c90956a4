"""comments of an import, until they stand among the others

Revision ID: 0006
Revises: 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def column(name: str, kind: sa.types.TypeEngine[object], *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, kind, nullable=nullable)


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "staged_comments",
        column("id", sa.Integer()),
        column("run", sa.String(length=32)),
        column("inquiry", sa.String(length=80)),
        column("topic", sa.String(length=80)),
        column("paper", sa.String(length=80), nullable=True),
        column("paragraph", sa.String(length=12), nullable=True),
        column("is_known", sa.Boolean()),
        column("public_ref", sa.String(length=16)),
        column("number", sa.Integer(), nullable=True),
        column("status", sa.String(length=32)),
        column("publication_choice", sa.String(length=32)),
        column("name", sa.String(length=100)),
        column("body", sa.Text()),
        column("body_html", sa.Text()),
        column("received_at", moment),
        column("published_at", moment, nullable=True),
        column("status_changed_at", moment),
        column("is_late", sa.Boolean()),
        column("version", sa.Integer()),
        column("nonce", sa.String(length=64)),
        column("receipt_hash", sa.String(length=64)),
        column("reason", sa.String(length=32), nullable=True),
        column("note", sa.Text()),
        column("email_lookup", sa.LargeBinary(length=32), nullable=True),
        column("email_sealed", sa.LargeBinary(), nullable=True),
        column("withheld_name_sealed", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staged_comments")),
    )
    op.create_index("ix_staged_comments_run", "staged_comments", ["run", "id"])


def downgrade() -> None:
    op.drop_table("staged_comments")
