from __future__ import annotations

from sqlalchemy import select

from app.accounts.models import StaffUser
from app.core.db import db
from app.core.errors import NotFoundError


def find_staff(email: str) -> StaffUser | None:
    return db.session.scalar(select(StaffUser).where(StaffUser.email == normalise_email(email)))


def get_staff(email: str) -> StaffUser:
    staff = find_staff(email)
    if staff is None:
        raise NotFoundError(f"nobody on the staff has the address {email}")
    return staff


def normalise_email(email: str) -> str:
    return email.strip().casefold()
