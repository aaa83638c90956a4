"""The second factor: an authenticator app, and recovery codes for the day that it is lost.

A code is taken once: the step of the last one is kept, and raised in one statement, so that a code
that was looked at over somebody's shoulder opens nothing.
"""

from __future__ import annotations

import re

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from sqlalchemy import delete, func, select, update

from app.accounts.audit import record_act
from app.accounts.enums import AuditAct
from app.accounts.models import Passkey, RecoveryCode, StaffUser
from app.accounts.service import end_sessions
from app.accounts.totp import find_step
from app.core import clock
from app.core.crypto import get_keys, keyed_hash, list_keys
from app.core.db import db
from app.core.errors import RefusedError
from app.core.text import make_reference

RECOVERY_CODES = 10
_CODE_LENGTH = 12  # of 30 letters and digits: 58 bits
_SECRET_BYTES = 20
WRONG_CODE = (
    "That code is not right, or has been used. Wait for the next one in your app and type that."
)


def offer_secret(staff: StaffUser) -> bytes:
    """The secret to set an app up with: the same throughout a session, another in the next."""
    whose = f"offer {staff.id} {staff.fs_uniquifier}"
    return keyed_hash(get_keys().factor_seal, whose)[:_SECRET_BYTES]


def turn_on(staff: StaffUser, code: str) -> list[str]:
    """Ask for the app's code from now on; returns the recovery codes, which are not shown again."""
    secret = offer_secret(staff)
    # A form that is sent twice turns it on once: the second waits here, and then sees the first.
    held = select(StaffUser.totp_secret_sealed).where(StaffUser.id == staff.id).with_for_update()
    if db.session.scalar(held) is not None:
        raise RefusedError("Your second factor is on already.")
    step = find_step(secret, _digits(code), clock.now())
    if step is None:
        raise RefusedError(
            "That code is not right. Check that the clock of your telephone is, and type the code "
            "that the app shows now."
        )
    staff.totp_secret_sealed = _seal().encrypt(secret)
    staff.totp_added_at = clock.now()
    staff.totp_last_step = step
    end_sessions(staff)
    record_act(AuditAct.FACTOR_ADDED, staff, by=staff, tells=True)
    return make_recovery_codes(staff)


def turn_off(staff: StaffUser, *, by: StaffUser | None = None) -> None:
    """The password alone is enough again; recovery codes and passkeys are void."""
    staff.totp_secret_sealed = None
    staff.totp_added_at = None
    for table in (RecoveryCode, Passkey):
        db.session.execute(delete(table).where(table.staff_id == staff.id))
    end_sessions(staff)
    record_act(AuditAct.FACTOR_REMOVED, staff, by=by, tells=True)


def turn_off_for(staff: StaffUser, *, by: StaffUser | None) -> None:
    """For somebody who has lost the app and the recovery codes; raises RefusedError."""
    if by is not None and staff.id == by.id:
        raise RefusedError("Turn your own second factor off on the page of your account.")
    if not staff.has_second_factor:
        raise RefusedError("The second factor is off already.")
    turn_off(staff, by=by)


def make_recovery_codes(staff: StaffUser, *, tells: bool = False) -> list[str]:
    """New codes, of which keyed hashes are stored; the earlier ones are void."""
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.staff_id == staff.id))
    codes = [make_reference(_CODE_LENGTH) for _ in range(RECOVERY_CODES)]
    db.session.add_all(
        RecoveryCode(staff_id=staff.id, code_hash=_list_hashes(staff, code)[0]) for code in codes
    )
    record_act(AuditAct.RECOVERY_CODES_MADE, staff, by=staff, tells=tells)
    return [f"{code[:4]}-{code[4:8]}-{code[8:]}" for code in codes]


def count_codes_left(staff: StaffUser) -> int:
    left = select(func.count()).where(
        RecoveryCode.staff_id == staff.id, RecoveryCode.used_at.is_(None)
    )
    return db.session.scalar(left) or 0


def has_taken_code(staff: StaffUser, typed: str) -> bool:
    """Use up a code of the app or a recovery code; False when it is not right or was used."""
    digits = _digits(typed)
    if re.fullmatch("[0-9]{6}", digits):
        return _has_taken_step(staff, digits)
    return _has_taken_recovery_code(staff, re.sub(r"[\s-]", "", typed).lower())


def _has_taken_step(staff: StaffUser, code: str) -> bool:
    try:
        secret = _seal().decrypt(staff.totp_secret_sealed or b"")
    except InvalidToken:
        return False  # sealed with another secret: an administrator turns the factor off
    step = find_step(secret, code, clock.now())
    if step is None:
        return False
    raised = db.session.execute(
        update(StaffUser)
        .where(StaffUser.id == staff.id, StaffUser.totp_last_step < step)
        .values(totp_last_step=step)
    )
    return bool(raised.rowcount)  # type: ignore[attr-defined]  # an update has one


def _has_taken_recovery_code(staff: StaffUser, code: str) -> bool:
    used = db.session.execute(
        update(RecoveryCode)
        .where(
            RecoveryCode.staff_id == staff.id,
            RecoveryCode.code_hash.in_(_list_hashes(staff, code)),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=clock.now())
    )
    if not used.rowcount:  # type: ignore[attr-defined]  # an update has one
        return False
    left = count_codes_left(staff)
    detail = f"{left} left"
    record_act(AuditAct.RECOVERY_CODE_USED, staff, by=staff, detail=detail, tells=True)
    return True


def reseal_factors() -> None:
    """Seal the secrets of all apps under the present secret; raises InvalidToken for a lost one.

    Recovery codes are hashes and stay as they are: they are void once the old secret is given up.
    """
    with_app = select(StaffUser).where(StaffUser.totp_secret_sealed.is_not(None))
    for staff in db.session.scalars(with_app):
        staff.totp_secret_sealed = _seal().rotate(staff.totp_secret_sealed or b"")
    db.session.flush()


def _digits(typed: str) -> str:
    return re.sub(r"\s", "", typed)


def _seal() -> MultiFernet:
    """Seals under the present secret, and opens what an old one sealed."""
    return MultiFernet([Fernet(keys.factor_seal) for keys in list_keys()])


def _list_hashes(staff: StaffUser, code: str) -> list[str]:
    """The keyed hash of a code under each secret that is taken, the present one first."""
    whose = f"{staff.id} {code}"
    return [keyed_hash(keys.recovery_code, whose).hex() for keys in list_keys()]
