from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.accounts.enums import Permission
from app.accounts.models import StaffRole, StaffUser
from app.accounts.permissions import ROLES_WITH
from app.core.db import db
from app.core.errors import NotFoundError


def find_staff(email: str) -> StaffUser | None:
    return db.session.scalar(select(StaffUser).where(StaffUser.email == normalise_email(email)))


def get_staff(email: str) -> StaffUser:
    staff = find_staff(email)
    if staff is None:
        raise NotFoundError(f"nobody on the staff has the address {email}")
    return staff


def list_emails() -> Sequence[str]:
    """The address of everybody who is or was on the staff."""
    return db.session.scalars(select(StaffUser.email).order_by(StaffUser.id)).all()


def normalise_email(email: str) -> str:
    return email.strip().casefold()


def list_staff_with(permission: Permission) -> Sequence[StaffUser]:
    """Everybody who may do something, and has not been retired."""
    holders = select(StaffRole.user_id).where(StaffRole.role.in_(ROLES_WITH[permission]))
    return db.session.scalars(
        select(StaffUser)
        .where(StaffUser.active, StaffUser.id.in_(holders))
        .options(selectinload(StaffUser.roles))
        .order_by(StaffUser.id)
    ).all()
