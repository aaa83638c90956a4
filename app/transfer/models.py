"""Comments on their way in: nobody sees them until they stand among the others."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.comments.enums import CommentStatus, PublicationChoice
from app.core.db import Base, UtcDateTime, text_enum
from app.moderation.enums import Reason


class StagedComment(Base):
    """One row of an import that is running, or was ended by force; the next one clears it away."""

    __tablename__ = "staged_comments"
    __table_args__ = (Index("ix_staged_comments_run", "run", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    run: Mapped[str] = mapped_column(String(32))
    inquiry: Mapped[str] = mapped_column(String(80))
    topic: Mapped[str] = mapped_column(String(80))
    paper: Mapped[str | None] = mapped_column(String(80))
    paragraph: Mapped[str | None] = mapped_column(String(12))
    is_known: Mapped[bool]  # the site has a comment of this reference, in another status
    public_ref: Mapped[str] = mapped_column(String(16))
    number: Mapped[int | None]
    status: Mapped[CommentStatus] = mapped_column(text_enum(CommentStatus))
    publication_choice: Mapped[PublicationChoice] = mapped_column(text_enum(PublicationChoice))
    name: Mapped[str] = mapped_column(String(100))
    body: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    status_changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    is_late: Mapped[bool]
    version: Mapped[int]
    nonce: Mapped[str] = mapped_column(String(64))
    receipt_hash: Mapped[str] = mapped_column(String(64))
    reason: Mapped[Reason | None] = mapped_column(text_enum(Reason))
    note: Mapped[str] = mapped_column(Text)
    email_lookup: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    email_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    withheld_name_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
