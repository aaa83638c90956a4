"""Staff accounts: made, given a password, retired. Every change ends that person's sessions."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from uuid import uuid4

from email_validator import EmailNotValidError, validate_email
from flask_security.proxies import _security
from flask_security.utils import hash_password

from app.accounts.enums import Role
from app.accounts.models import StaffRole, StaffUser
from app.accounts.queries import find_staff, normalise_email
from app.core import clock
from app.core.db import db
from app.core.errors import RefusedError


def make_password() -> str:
    """A random password of 96 bits that can be read out."""
    return "-".join(secrets.token_hex(2) for _ in range(6))


def create_staff(email: str, name: str, roles: Iterable[Role], password: str) -> StaffUser:
    """Raises RefusedError when the address is unusable or taken, or the password too weak."""
    email = normalise_email(email)
    try:
        validate_email(email, check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        raise RefusedError(f"That is not an e-mail address: {error}") from error
    if find_staff(email):
        raise RefusedError(f"Somebody on the staff already has the address {email}.")
    staff = StaffUser(
        email=email,
        name=name,
        password=_hash_checked(password, email),
        fs_uniquifier=uuid4().hex,
        active=True,
        created_at=clock.now(),
        roles=[StaffRole(role=role) for role in dict.fromkeys(roles)],
    )
    db.session.add(staff)
    db.session.flush()
    return staff


def set_password(staff: StaffUser, password: str) -> None:
    staff.password = _hash_checked(password, staff.email)
    end_sessions(staff)


def disable_staff(staff: StaffUser) -> None:
    """Retire an account; it is never deleted, because decisions name it."""
    if staff.active:
        staff.active = False
        staff.disabled_at = clock.now()
    end_sessions(staff)


def end_sessions(staff: StaffUser) -> None:
    """Make every cookie that was ever given to this person worthless."""
    staff.fs_uniquifier = uuid4().hex


def _hash_checked(password: str, email: str) -> str:
    problems, normalised = _security.password_util.validate(password, True, email=email)
    if problems:
        raise RefusedError(" ".join(problems))
    hashed: str = hash_password(normalised)
    return hashed
