"""Staff, their roles, and the log of their acts.

People are retired, never deleted: decisions name them for good. The database itself refuses to
change or delete a row of the log.
"""

from __future__ import annotations

from datetime import datetime

from flask_security.core import RoleMixin, UserMixin
from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.enums import AuditAct, Role, StaffState, SubjectKind
from app.core.db import Base, UtcDateTime, text_enum


class StaffUser(Base, UserMixin):
    __tablename__ = "staff_users"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    password: Mapped[str] = mapped_column(String(255))  # "" until an invitation is accepted
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    disabled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_signed_in_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    totp_secret_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    totp_added_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    totp_last_step: Mapped[int] = mapped_column(default=0, server_default="0")
    roles: Mapped[list[StaffRole]] = relationship(  # type: ignore[assignment]  # a mixin's wider type
        cascade="all, delete-orphan", order_by="StaffRole.role"
    )

    @property
    def role_set(self) -> frozenset[Role]:
        return frozenset(held.role for held in self.roles)

    @property
    def has_second_factor(self) -> bool:
        return self.totp_secret_sealed is not None

    @property
    def state(self) -> StaffState:
        if not self.active:
            return StaffState.DISABLED
        return StaffState.ACTIVE if self.password else StaffState.INVITED


class StaffRole(Base, RoleMixin):
    """One role that one person holds."""

    __tablename__ = "staff_roles"

    user_id: Mapped[int] = mapped_column(ForeignKey("staff_users.id"), primary_key=True)
    role: Mapped[Role] = mapped_column(text_enum(Role), primary_key=True)

    @property
    def name(self) -> str:  # type: ignore[override]  # derived here, a column elsewhere
        return self.role.value


class Invitation(Base):
    """A link that was sent to somebody, to be used once; its token is stored only as a hash."""

    __tablename__ = "staff_invitations"

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_users.id"), index=True)
    nonce: Mapped[str] = mapped_column(String(64), unique=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    replaced_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    staff: Mapped[StaffUser] = relationship()


class RecoveryCode(Base):
    """One of the codes that stand in for somebody's authenticator app, once each."""

    __tablename__ = "staff_recovery_codes"

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_users.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Passkey(Base):
    """A key that somebody's browser or security key holds; here is its public half."""

    __tablename__ = "staff_passkeys"

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_users.id"), index=True)
    credential_id: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str] = mapped_column(String(100))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class AuditEntry(Base):
    """One act of a member of staff; without an actor it was a command on the server."""

    __tablename__ = "audit_entries"
    __table_args__ = (
        Index("ix_audit_entries_newest", "done_at", "id"),
        Index("ix_audit_entries_person", "actor_id", "done_at", "id"),
        Index("ix_audit_entries_act", "act", "done_at", "id"),
        Index("ix_audit_entries_subject", "subject_id", "done_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    done_at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("staff_users.id"))
    act: Mapped[AuditAct] = mapped_column(text_enum(AuditAct))
    subject_kind: Mapped[SubjectKind] = mapped_column(text_enum(SubjectKind))
    subject_id: Mapped[int]
    detail: Mapped[str] = mapped_column(String(200))

    actor: Mapped[StaffUser | None] = relationship()
