from __future__ import annotations

from sqlalchemy import func, select

from app.core import clock
from app.core.crypto import hash_email
from app.core.db import db
from app.mail.enums import MailKind
from app.mail.models import MailStop, SentMail
from app.mail.rules import LIMIT_PERIOD


def is_stopped(email_lookup: bytes, kind: MailKind) -> bool:
    """Does the person behind an address want no messages of this kind?"""
    return db.session.get(MailStop, (email_lookup, kind)) is not None


def count_sent_lately(email: str) -> int:
    """Messages that went to an unconfirmed address within a day."""
    statement = select(func.count()).where(
        SentMail.email_lookup == hash_email(email), SentMail.sent_at > clock.now() - LIMIT_PERIOD
    )
    return db.session.scalar(statement) or 0
