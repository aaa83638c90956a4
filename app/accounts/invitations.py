"""Invitations: a link that lets somebody choose a password, once, for seven days.

The token in the link is made from the invitation's nonce with a key that the database does not
hold, so the message can be written from the row's number alone and a stolen database opens nothing.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from app.accounts.audit import record_act
from app.accounts.enums import AuditAct, Role, StaffState
from app.accounts.models import Invitation, StaffUser
from app.accounts.rules import (
    INVITATION_DAYS,
    say_roles,
    why_not_accept,
    why_not_change_roles,
    why_not_invite_again,
)
from app.accounts.service import add_account, end_sessions
from app.core import clock, crypto
from app.core.crypto import get_keys, hash_token
from app.core.db import db
from app.core.errors import RefusedError
from app.jobs.outbox import enqueue


def invite_staff(email: str, roles: Iterable[Role], *, by: StaffUser | None) -> Invitation:
    """An account without a password, and the link to choose one; raises RefusedError."""
    wanted = frozenset(roles)
    _refuse(why_not_change_roles(wanted, takes_admin=False, is_self=False, is_last_admin=False))
    staff = add_account(email, email.strip()[:100], wanted)
    record_act(AuditAct.INVITED, staff, by=by, detail=say_roles(wanted))
    return _issue(staff)


def invite_again(staff: StaffUser, *, by: StaffUser | None) -> Invitation:
    """A new link; the earlier ones are void from now on. Raises RefusedError."""
    _refuse(why_not_invite_again(staff.state))
    db.session.execute(
        update(Invitation)
        .where(Invitation.staff_id == staff.id, Invitation.replaced_at.is_(None))
        .values(replaced_at=clock.now())
    )
    record_act(AuditAct.INVITED, staff, by=by, detail="again")
    return _issue(staff)


def make_token(nonce: str) -> str:
    """43 URL-safe characters: HMAC-SHA256 of the nonce."""
    return crypto.make_token(get_keys().invitation, nonce)


def find_invitation(token: str) -> Invitation | None:
    return db.session.scalar(
        select(Invitation)
        .where(Invitation.token_hash == hash_token(token))
        .options(joinedload(Invitation.staff))
    )


def why_not_open(invitation: Invitation) -> str | None:
    return why_not_accept(
        is_used=invitation.used_at is not None or invitation.staff.state is StaffState.ACTIVE,
        is_replaced=invitation.replaced_at is not None,
        is_expired=clock.now() >= invitation.expires_at,
        is_disabled=invitation.staff.state is StaffState.DISABLED,
    )


def accept_invitation(invitation: Invitation, name: str, hashed: str) -> StaffUser:
    """The name and the password (its hash) are set, once; raises RefusedError."""
    _refuse(why_not_open(invitation))
    staff = invitation.staff
    taken = db.session.execute(
        update(Invitation)
        .where(Invitation.id == invitation.id, Invitation.used_at.is_(None))
        .values(used_at=clock.now())
    )
    if not taken.rowcount:  # type: ignore[attr-defined]  # an update has one
        _refuse(
            why_not_accept(is_used=True, is_replaced=False, is_expired=False, is_disabled=False)
        )
    staff.name, staff.password = name, hashed
    end_sessions(staff)
    record_act(AuditAct.INVITATION_ACCEPTED, staff, by=staff)
    return staff


def _issue(staff: StaffUser) -> Invitation:
    nonce, present = secrets.token_urlsafe(24), clock.now()
    invitation = Invitation(
        staff=staff,
        nonce=nonce,
        token_hash=hash_token(make_token(nonce)),
        created_at=present,
        expires_at=present + timedelta(days=INVITATION_DAYS),
    )
    db.session.add(invitation)
    db.session.flush()
    enqueue("accounts.invitation", invitation_id=invitation.id)
    return invitation


def _refuse(refusal: str | None) -> None:
    if refusal:
        raise RefusedError(refusal)
