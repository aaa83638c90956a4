"""What staff are written: invitations, and notices of what was done to their accounts."""

from __future__ import annotations

from app.accounts.enums import AuditAct
from app.accounts.invitations import make_token
from app.accounts.models import AuditEntry, Invitation, StaffUser
from app.core.clock import say_moment
from app.mail.addresses import mail_url
from app.mail.message import Link, Message

_HAPPENED = {
    AuditAct.SIGNED_IN: "Somebody signed in as you from a browser not seen before",
    AuditAct.PASSWORD_CHANGED: "Your password was changed",
    AuditAct.FACTOR_ADDED: "Your second factor was turned on",
    AuditAct.FACTOR_REMOVED: "Your second factor was turned off",
    AuditAct.PASSKEY_ADDED: "A passkey was added to your account",
    AuditAct.PASSKEY_REMOVED: "A passkey was removed from your account",
    AuditAct.RECOVERY_CODES_MADE: "New recovery codes were made for your account",
    AuditAct.RECOVERY_CODE_USED: "Somebody signed in as you with a recovery code",
}


def make_invitation_message(invitation: Invitation) -> Message:
    token = make_token(invitation.nonce)
    return Message(
        to=invitation.staff.email,
        subject="You are invited to the staff of Soundings",
        parts=[
            "You have been invited to work on our public inquiries.",
            Link("Choose your name and password", mail_url("invitations.welcome", token=token)),
            f"The link works once, until {say_moment(invitation.expires_at)}. Whoever has it can "
            "use it, so do not pass this message on.",
            "If you expect no invitation, you need do nothing.",
        ],
    )


def make_notice(entry: AuditEntry, person: StaffUser) -> Message:
    happened = _HAPPENED[entry.act]
    return Message(
        to=person.email,
        subject=happened,
        parts=[
            f"{happened}, at {say_moment(entry.done_at)}.",
            "If it was you, you need do nothing. If it was not, change your password at once, "
            "which ends all sessions of yours, and tell an administrator.",
            Link("Your account", mail_url("account.account")),
        ],
    )
