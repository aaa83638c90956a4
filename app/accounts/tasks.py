"""What the worker does for staff accounts: it writes to the people behind them."""

from __future__ import annotations

from app.accounts.emails import make_invitation_message, make_notice
from app.accounts.invitations import why_not_open
from app.accounts.models import AuditEntry, Invitation, StaffUser
from app.core.db import db
from app.mail.message import Message
from app.mail.sending import mail_task


@mail_task("accounts.invitation")
def write_invitation(invitation_id: int) -> Message | None:
    """To somebody invited; nothing when the link would open nothing any more."""
    invitation = db.session.get_one(Invitation, invitation_id)
    return None if why_not_open(invitation) else make_invitation_message(invitation)


@mail_task("accounts.notice")
def write_notice(audit_id: int) -> Message | None:
    """To the person whose account something was done to; the entry of the log says what."""
    entry = db.session.get_one(AuditEntry, audit_id)
    person = db.session.get_one(StaffUser, entry.subject_id)
    return make_notice(entry, person) if person.active else None
