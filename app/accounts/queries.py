from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.accounts.enums import Permission, Role
from app.accounts.models import Invitation, StaffRole, StaffUser
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
    """Everybody who may do something, can sign in, and has not been retired."""
    holders = select(StaffRole.user_id).where(StaffRole.role.in_(ROLES_WITH[permission]))
    return db.session.scalars(
        select(StaffUser)
        .where(StaffUser.active, StaffUser.password != "", StaffUser.id.in_(holders))
        .options(selectinload(StaffUser.roles))
        .order_by(StaffUser.id)
    ).all()


def has_other_admin(staff: StaffUser) -> bool:
    """Whether somebody else could manage the site; locks all administrators until the end.

    Two administrators who take the role from each other at once wait for one another here.
    """
    ids = db.session.scalars(
        select(StaffUser.id)
        .join(StaffRole, StaffRole.user_id == StaffUser.id)
        .where(StaffRole.role == Role.ADMIN, StaffUser.active, StaffUser.password != "")
        .order_by(StaffUser.id)
        .with_for_update()
    ).all()
    return any(admin_id != staff.id for admin_id in ids)


def hold_account(staff: StaffUser) -> None:
    """Read a person's account anew; nobody else changes it until the end of the transaction."""
    db.session.refresh(staff, with_for_update={"key_share": True, "of": StaffUser})


def get_staff_by_id(staff_id: int) -> StaffUser:
    staff = db.session.get(StaffUser, staff_id)
    if staff is None:
        raise NotFoundError(f"no member of staff {staff_id}")
    return staff


def list_staff_names(limit: int = 500) -> list[tuple[int, str]]:
    """Everybody's id and name, to choose from, by name."""
    statement = select(StaffUser.id, StaffUser.name).order_by(StaffUser.name, StaffUser.id)
    return [(row.id, row.name) for row in db.session.execute(statement.limit(limit))]


def list_people(after: str, limit: int) -> Sequence[StaffUser]:
    """Members of staff with their roles, by address, from the one after `after`."""
    return db.session.scalars(
        select(StaffUser)
        .where(StaffUser.email > after)
        .options(selectinload(StaffUser.roles))
        .order_by(StaffUser.email)
        .limit(limit)
    ).all()


def find_latest_invitation(staff: StaffUser) -> Invitation | None:
    return db.session.scalar(
        select(Invitation)
        .where(Invitation.staff_id == staff.id)
        .order_by(Invitation.id.desc())
        .limit(1)
    )


def find_staff_by_session_key(key: str) -> StaffUser | None:
    return db.session.scalar(select(StaffUser).where(StaffUser.fs_uniquifier == key))
