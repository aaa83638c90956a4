"""The decision log. The database itself refuses to change or delete its rows."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import StaffUser
from app.comments.enums import CommentStatus
from app.comments.models import Comment
from app.core.db import Base, UtcDateTime, text_enum
from app.moderation.enums import Decision, Reason


class ModerationDecision(Base):
    __tablename__ = "moderation_decisions"
    __table_args__ = (Index("ix_moderation_decisions_comment", "comment_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id"))
    moderator_id: Mapped[int] = mapped_column(ForeignKey("staff_users.id"), index=True)
    decision: Mapped[Decision] = mapped_column(text_enum(Decision))
    from_status: Mapped[CommentStatus] = mapped_column(text_enum(CommentStatus))
    to_status: Mapped[CommentStatus] = mapped_column(text_enum(CommentStatus))
    reason: Mapped[Reason | None] = mapped_column(text_enum(Reason))
    note: Mapped[str] = mapped_column(Text)
    seen_version: Mapped[int]
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime)

    comment: Mapped[Comment] = relationship()
    moderator: Mapped[StaffUser] = relationship()
