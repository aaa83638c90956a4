from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from app.core import clock
from app.core.crypto import hash_email
from app.core.db import db, is_on_postgresql
from app.mail.enums import MailKind
from app.mail.models import MailStop, SentMail
from app.mail.rules import LIMIT_PERIOD


def is_stopped(email_lookup: bytes, kind: MailKind) -> bool:
    """Does the person behind an address want no messages of this kind?"""
    return db.session.get(MailStop, (email_lookup, kind)) is not None


def list_sent_lately(email: str) -> Sequence[datetime]:
    """When messages went to an unconfirmed address within a day, the latest first."""
    statement = select(SentMail.sent_at).where(
        SentMail.email_lookup == hash_email(email), SentMail.sent_at > clock.now() - LIMIT_PERIOD
    )
    return db.session.scalars(statement.order_by(SentMail.sent_at.desc())).all()


def has_address_to_itself(email: str) -> bool:
    """Whether nobody else is sending to the address; on PostgreSQL nobody will before our end."""
    if not is_on_postgresql():
        return True
    number = int.from_bytes(hash_email(email)[:8], "big", signed=True)
    return bool(db.session.scalar(select(func.pg_try_advisory_xact_lock(number))))
