"""Stopping messages, and remembering how many were sent."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import delete, select

from app.core import clock
from app.core.crypto import hash_email, list_email_hashes
from app.core.db import db
from app.jobs.tasks import chore
from app.mail.enums import MailKind
from app.mail.models import MailStop, SentMail
from app.mail.rules import SENT_KEPT_FOR


def stop_mail(email_lookup: bytes, kind: MailKind) -> None:
    """Send no more messages of this kind to the address; doing it twice changes nothing."""
    if db.session.get(MailStop, (email_lookup, kind)) is None:
        db.session.add(MailStop(email_lookup=email_lookup, kind=kind, stopped_at=clock.now()))
        db.session.flush()


def resume_mail(email_lookup: bytes, kind: MailKind) -> None:
    db.session.execute(
        delete(MailStop).where(MailStop.email_lookup == email_lookup, MailStop.kind == kind)
    )


def carry_stops(emails: Iterable[str]) -> None:
    """Keep under the present secret what was stopped under one that is being given up."""
    for email in emails:
        present, *earlier = list_email_hashes(email)
        for stop in db.session.scalars(select(MailStop).where(MailStop.email_lookup.in_(earlier))):
            stop_mail(present, stop.kind)


def note_sent(email: str) -> None:
    """Count a message to an address that nobody has confirmed."""
    db.session.add(SentMail(email_lookup=hash_email(email), sent_at=clock.now()))


@chore
def forget_sent() -> None:
    db.session.execute(delete(SentMail).where(SentMail.sent_at < clock.now() - SENT_KEPT_FOR))
