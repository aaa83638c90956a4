"""Comment, Contact and the counters.

What the public may read and what it must never read are different tables: a public query has no
way to an e-mail address or a withheld name.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    ForeignKey,
    Index,
    LargeBinary,
    Select,
    String,
    Text,
    UniqueConstraint,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.comments.enums import CommentStatus, PublicationChoice
from app.core.db import Base, UtcDateTime, text_enum
from app.inquiries.models import Topic
from app.papers.models import DiscussionPaper, Paragraph

WITHHELD_NAME = "Name withheld"


class Comment(Base):
    """What a person sent. Its words are never edited; `version` grows with every change."""

    __tablename__ = "comments"
    __table_args__ = (
        UniqueConstraint("topic_id", "number"),
        Index("ix_comments_queue", "status", "received_at", "id"),
        Index("ix_comments_topic_queue", "topic_id", "status", "received_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topics.id"))
    paper_id: Mapped[int | None] = mapped_column(ForeignKey("discussion_papers.id"), index=True)
    paragraph_id: Mapped[int | None] = mapped_column(ForeignKey("paragraphs.id"), index=True)
    public_ref: Mapped[str] = mapped_column(String(16), unique=True)
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
    version: Mapped[int] = mapped_column(default=1)
    nonce: Mapped[str] = mapped_column(String(64), unique=True)
    receipt_hash: Mapped[str] = mapped_column(String(64), unique=True)

    topic: Mapped[Topic] = relationship()
    paper: Mapped[DiscussionPaper | None] = relationship()
    paragraph: Mapped[Paragraph | None] = relationship()

    @classmethod
    def public(cls) -> Select[Comment]:
        """The one query behind everything that the public is shown."""
        return select(cls).where(cls.status == CommentStatus.PUBLISHED)

    @property
    def public_name(self) -> str:
        return self.name if self.publication_choice is PublicationChoice.NAMED else ""

    @property
    def anchor(self) -> str:
        return f"comment-{self.public_ref}"


class Contact(Base):
    """Private details of one comment's author, sealed; no public query joins this table."""

    __tablename__ = "contacts"

    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id"), primary_key=True)
    email_lookup: Mapped[bytes | None] = mapped_column(LargeBinary(32), index=True)
    email_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    withheld_name_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)


class CommentCounter(Base):
    """How many comments of a topic have a status and a choice; kept with every change."""

    __tablename__ = "comment_counters"

    topic_id: Mapped[int] = mapped_column(ForeignKey("topics.id"), primary_key=True)
    status: Mapped[CommentStatus] = mapped_column(text_enum(CommentStatus), primary_key=True)
    publication_choice: Mapped[PublicationChoice] = mapped_column(
        text_enum(PublicationChoice), primary_key=True
    )
    total: Mapped[int]


class CommentNumbering(Base):
    """The last public number given out in a topic; numbers are never reused."""

    __tablename__ = "comment_numberings"

    topic_id: Mapped[int] = mapped_column(ForeignKey("topics.id"), primary_key=True)
    last_number: Mapped[int]
