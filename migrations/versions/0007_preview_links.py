"""links to drafts for people outside, and what they remark

Revision ID: 0007
Revises: 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def column(name: str, kind: sa.types.TypeEngine[object], *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, kind, nullable=nullable)


def refer(table: str, name: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([name], [f"{to}.id"], name=op.f(f"fk_{table}_{name}_{to}"))


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "preview_links",
        column("id", sa.Integer()),
        column("manuscript_id", sa.Integer()),
        column("for_whom", sa.String(length=200)),
        column("nonce", sa.String(length=64)),
        column("token_hash", sa.String(length=64)),
        column("created_at", moment),
        column("created_by_id", sa.Integer()),
        column("expires_at", moment),
        column("ended_at", moment, nullable=True),
        refer("preview_links", "manuscript_id", "manuscripts"),
        refer("preview_links", "created_by_id", "staff_users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_preview_links")),
        sa.UniqueConstraint("nonce", name=op.f("uq_preview_links_nonce")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_preview_links_token_hash")),
    )
    op.create_index(op.f("ix_preview_links_manuscript_id"), "preview_links", ["manuscript_id"])
    op.create_table(
        "outside_remarks",
        column("id", sa.Integer()),
        column("link_id", sa.Integer()),
        column("nonce", sa.String(length=64)),
        column("seen_version", sa.Integer()),
        column("place", sa.String(length=200)),
        column("words", sa.Text()),
        column("received_at", moment),
        column("settled_at", moment, nullable=True),
        column("settled_by_id", sa.Integer(), nullable=True),
        refer("outside_remarks", "link_id", "preview_links"),
        refer("outside_remarks", "settled_by_id", "staff_users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outside_remarks")),
        sa.UniqueConstraint("link_id", "nonce", name=op.f("uq_outside_remarks_link_id_nonce")),
    )


def downgrade() -> None:
    op.drop_table("outside_remarks")
    op.drop_table("preview_links")
