"""Who wants no more messages, and how many went to an address lately; addresses as keyed hashes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, UtcDateTime, text_enum
from app.mail.enums import MailKind


class MailStop(Base):
    """The person behind an address wants no messages of this kind."""

    __tablename__ = "mail_stops"

    email_lookup: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    kind: Mapped[MailKind] = mapped_column(text_enum(MailKind), primary_key=True)
    stopped_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SentMail(Base):
    """A message that went to an address which nobody has confirmed; kept for two days."""

    __tablename__ = "sent_mails"
    __table_args__ = (Index("ix_sent_mails_recent", "email_lookup", "sent_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    email_lookup: Mapped[bytes] = mapped_column(LargeBinary(32))
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
