"""the log of staff's acts, invitations and second factors

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.core.schema import append_only

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

LOG = "audit_entries"
NEW_COLUMNS = ("last_signed_in_at", "totp_secret_sealed", "totp_added_at", "totp_last_step")

# Decisions taken before there was this log stand in it too.
COPY_DECISIONS = """
INSERT INTO audit_entries (done_at, actor_id, act, subject_kind, subject_id, detail)
SELECT decided_at, moderator_id, 'comment_decided', 'comment', comment_id,
    comments.public_ref || ': ' || decision
    || CASE WHEN reason IS NULL THEN '' ELSE ', ' || reason END
FROM moderation_decisions JOIN comments ON comments.id = comment_id
ORDER BY decided_at, moderation_decisions.id
"""


def upgrade() -> None:
    # Columns with a constant default are added without building the table anew.
    for column in (
        sa.Column("last_signed_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("totp_secret_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("totp_added_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("totp_last_step", sa.Integer(), nullable=False, server_default="0"),
    ):
        op.add_column("staff_users", column)
    op.create_table(
        "staff_invitations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_users.id"], name=op.f("fk_staff_invitations_staff_id_staff_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_invitations")),
        sa.UniqueConstraint("nonce", name=op.f("uq_staff_invitations_nonce")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_staff_invitations_token_hash")),
    )
    op.create_index(op.f("ix_staff_invitations_staff_id"), "staff_invitations", ["staff_id"])
    op.create_table(
        "staff_recovery_codes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["staff_id"],
            ["staff_users.id"],
            name=op.f("fk_staff_recovery_codes_staff_id_staff_users"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_recovery_codes")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_staff_recovery_codes_code_hash")),
    )
    op.create_index(op.f("ix_staff_recovery_codes_staff_id"), "staff_recovery_codes", ["staff_id"])
    _create_log()


def _create_log() -> None:
    op.create_table(
        LOG,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("act", sa.String(length=32), nullable=False),
        sa.Column("subject_kind", sa.String(length=32), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("detail", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["staff_users.id"], name=op.f("fk_audit_entries_actor_id_staff_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entries")),
    )
    op.create_index("ix_audit_entries_newest", LOG, ["done_at", "id"])
    op.create_index("ix_audit_entries_person", LOG, ["actor_id", "done_at", "id"])
    op.create_index("ix_audit_entries_act", LOG, ["act", "done_at", "id"])
    op.create_index("ix_audit_entries_subject", LOG, ["subject_id", "done_at", "id"])
    op.execute(COPY_DECISIONS)
    for statement in append_only(op.get_bind().dialect.name, LOG):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table(LOG)
    op.drop_table("staff_recovery_codes")
    op.drop_table("staff_invitations")
    for column in reversed(NEW_COLUMNS):
        op.drop_column("staff_users", column)
