"""Staff and their roles. People are retired, never deleted: decisions name them for good."""

from __future__ import annotations

from datetime import datetime

from flask_security.core import RoleMixin, UserMixin
from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.enums import Role
from app.core.db import Base, UtcDateTime, text_enum


class StaffUser(Base, UserMixin):
    __tablename__ = "staff_users"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    password: Mapped[str] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    disabled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    roles: Mapped[list[StaffRole]] = relationship(  # type: ignore[assignment]  # a mixin's wider type
        cascade="all, delete-orphan", order_by="StaffRole.role"
    )

    @property
    def role_set(self) -> frozenset[Role]:
        return frozenset(held.role for held in self.roles)


class StaffRole(Base, RoleMixin):
    """One role that one person holds."""

    __tablename__ = "staff_roles"

    user_id: Mapped[int] = mapped_column(ForeignKey("staff_users.id"), primary_key=True)
    role: Mapped[Role] = mapped_column(text_enum(Role), primary_key=True)

    @property
    def name(self) -> str:  # type: ignore[override]  # derived here, a column elsewhere
        return self.role.value
