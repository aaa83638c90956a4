"""Staff accounts: made, given a password and roles, retired. Changes end that person's sessions.

`by` is the member of staff who acts, None for a command on the server; the rules that keep the site
from being left without an administrator bind people, not whoever has the server itself.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from email_validator import EmailNotValidError, validate_email

from app.accounts.audit import record_act
from app.accounts.enums import AuditAct, Role
from app.accounts.models import StaffRole, StaffUser
from app.accounts.passwords import hash_checked
from app.accounts.queries import find_staff, has_other_admin, normalise_email
from app.accounts.rules import say_roles, why_not_change_roles, why_not_disable
from app.core import clock
from app.core.db import db
from app.core.errors import RefusedError


def create_staff(
    email: str, name: str, roles: Iterable[Role], password: str, *, by: StaffUser | None = None
) -> StaffUser:
    """Raises RefusedError when the address is unusable or taken, or the password too weak."""
    staff = add_account(email, name, roles)
    staff.password = hash_checked(password, email, name)
    record_act(AuditAct.ACCOUNT_MADE, staff, by=by, detail=say_roles(staff.role_set))
    return staff


def add_account(email: str, name: str, roles: Iterable[Role]) -> StaffUser:
    """An account without a password yet; raises RefusedError for an unusable or taken address."""
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
        password="",
        fs_uniquifier=_make_session_key(),
        active=True,
        created_at=clock.now(),
        roles=[StaffRole(role=role) for role in dict.fromkeys(roles)],
    )
    db.session.add(staff)
    db.session.flush()
    return staff


def set_password(staff: StaffUser, password: str, *, by: StaffUser | None = None) -> None:
    keep_hash(staff, hash_checked(password, staff.email, staff.name), by=by)


def keep_hash(staff: StaffUser, hashed: str, *, by: StaffUser | None = None) -> None:
    """A new password, hashed before: that takes too long for a transaction that may write."""
    staff.password = hashed
    end_sessions(staff)
    record_act(AuditAct.PASSWORD_CHANGED, staff, by=by, tells=True)


def change_roles(staff: StaffUser, roles: Iterable[Role], *, by: StaffUser) -> None:
    """Raises RefusedError when nobody could manage the site afterwards."""
    wanted, before = frozenset(roles), staff.role_set
    refusal = why_not_change_roles(
        wanted,
        takes_admin=Role.ADMIN in before and Role.ADMIN not in wanted,
        is_self=staff.id == by.id,
        is_last_admin=not has_other_admin(staff),
    )
    if refusal:
        raise RefusedError(refusal)
    if wanted == before:
        return
    staff.roles = [held for held in staff.roles if held.role in wanted]
    staff.roles += [StaffRole(role=role) for role in Role if role in wanted - before]
    end_sessions(staff)
    detail = f"from {say_roles(before)} to {say_roles(wanted)}"
    record_act(AuditAct.ROLES_CHANGED, staff, by=by, detail=detail)


def disable_staff(staff: StaffUser, *, by: StaffUser | None = None) -> None:
    """Retire an account; it is never deleted, because decisions name it."""
    refusal = by and why_not_disable(
        is_self=staff.id == by.id,
        is_last_admin=Role.ADMIN in staff.role_set and not has_other_admin(staff),
    )
    if refusal:
        raise RefusedError(refusal)
    end_sessions(staff)
    if staff.active:
        staff.active = False
        staff.disabled_at = clock.now()
        record_act(AuditAct.DISABLED, staff, by=by)


def enable_staff(staff: StaffUser, *, by: StaffUser | None = None) -> None:
    """Let a retired person sign in again, with the password and the roles of before."""
    if not staff.active:
        staff.active = True
        staff.disabled_at = None
        record_act(AuditAct.ENABLED, staff, by=by)


def sign_out_everywhere(staff: StaffUser, *, by: StaffUser | None = None) -> None:
    end_sessions(staff)
    record_act(AuditAct.SESSIONS_ENDED, staff, by=by)


def note_sign_in(staff: StaffUser, *, is_new_browser: bool) -> None:
    """The first sign-in of all is not told: there was no other browser to compare with."""
    is_first = staff.last_signed_in_at is None
    staff.last_signed_in_at = clock.now()
    record_act(AuditAct.SIGNED_IN, staff, by=staff, tells=is_new_browser and not is_first)


def end_sessions(staff: StaffUser) -> None:
    """Make every cookie that was ever given to this person worthless."""
    staff.fs_uniquifier = _make_session_key()


def _make_session_key() -> str:
    return secrets.token_urlsafe(32)
