"""files beside papers, and whom to ask for other formats

Revision ID: 0008
Revises: 0007
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def column(name: str, kind: sa.types.TypeEngine[object]) -> sa.Column:
    return sa.Column(name, kind, nullable=False)


def upgrade() -> None:
    op.create_table(
        "paper_files",
        column("paper_id", sa.Integer()),
        column("name", sa.String(length=80)),
        column("position", sa.Integer()),
        column("kind", sa.String(length=32)),
        column("format", sa.String(length=32)),
        column("language", sa.String(length=20)),
        column("title", sa.String(length=200)),
        column("sha256", sa.String(length=64)),
        column("size", sa.Integer()),
        sa.ForeignKeyConstraint(
            ["paper_id"],
            ["discussion_papers.id"],
            name=op.f("fk_paper_files_paper_id_discussion_papers"),
        ),
        sa.PrimaryKeyConstraint("paper_id", "name", name=op.f("pk_paper_files")),
    )
    op.add_column(
        "inquiries", sa.Column("formats_contact", sa.Text(), nullable=False, server_default="")
    )


def downgrade() -> None:
    op.drop_column("inquiries", "formats_contact")
    op.drop_table("paper_files")
