"""Manuscripts, which staff write, and the log of publications, which the database keeps unchanged.

Drafts never stand in the tables that public pages read: publishing copies a manuscript's content
there. So no query of a public page can show, count or cite what was not published.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import StaffUser
from app.core.db import Base, UtcDateTime, text_enum
from app.inquiries.enums import PublishingState
from app.inquiries.models import Inquiry, Topic
from app.papers.models import DiscussionPaper
from app.publishing.contents import Content, from_json, to_json
from app.publishing.enums import Kind, PublicationAct


class Manuscript(Base):
    """The working text of one inquiry, topic or paper, from the first draft on and for good.

    `state` is that of the working text: what the public reads meanwhile is the last publication.
    `version` grows with every change, so that nobody overwrites what they have not seen; `title` is
    that of the content, for lists.
    """

    __tablename__ = "manuscripts"
    __table_args__ = (Index("ix_manuscripts_due", "state", "publish_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[Kind] = mapped_column(text_enum(Kind))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("manuscripts.id"), index=True)
    slug: Mapped[str] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(String(300))
    content_json: Mapped[str] = mapped_column(Text)
    state: Mapped[PublishingState] = mapped_column(text_enum(PublishingState))
    version: Mapped[int]
    change_note: Mapped[str] = mapped_column(Text)
    is_minor: Mapped[bool]
    remark: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_users.id"))
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    submitted_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_users.id"))
    publish_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_users.id"))
    alone_reason: Mapped[str] = mapped_column(Text)
    inquiry_id: Mapped[int | None] = mapped_column(ForeignKey("inquiries.id"), unique=True)
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("topics.id"), unique=True)
    paper_id: Mapped[int | None] = mapped_column(ForeignKey("discussion_papers.id"), unique=True)

    parent: Mapped[Manuscript | None] = relationship(remote_side=id)
    changed_by: Mapped[StaffUser | None] = relationship(foreign_keys=changed_by_id)
    submitted_by: Mapped[StaffUser | None] = relationship(foreign_keys=submitted_by_id)
    approved_by: Mapped[StaffUser | None] = relationship(foreign_keys=approved_by_id)
    inquiry: Mapped[Inquiry | None] = relationship()
    topic: Mapped[Topic | None] = relationship()
    paper: Mapped[DiscussionPaper | None] = relationship()
    publications: Mapped[list[Publication]] = relationship(
        back_populates="manuscript", order_by="Publication.id"
    )

    @property
    def content(self) -> Content:
        return from_json(self.kind, self.content_json)

    @content.setter
    def content(self, content: Content) -> None:
        self.content_json = to_json(content)
        self.title = content.title

    @property
    def thing(self) -> Inquiry | Topic | DiscussionPaper | None:
        """What the public reads, once it was published."""
        return self.inquiry or self.topic or self.paper


class Publication(Base):
    """One change of the public text: a dated version, or a withdrawal (no number, no content)."""

    __tablename__ = "publications"
    __table_args__ = (
        UniqueConstraint("manuscript_id", "number"),
        Index("ix_publications_manuscript", "manuscript_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    manuscript_id: Mapped[int] = mapped_column(ForeignKey("manuscripts.id"))
    act: Mapped[PublicationAct] = mapped_column(text_enum(PublicationAct))
    number: Mapped[int | None]
    happened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    content_json: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text)
    submitted_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_users.id"))
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_users.id"))
    alone_reason: Mapped[str] = mapped_column(Text)

    manuscript: Mapped[Manuscript] = relationship(back_populates="publications")
    approved_by: Mapped[StaffUser | None] = relationship(foreign_keys=approved_by_id)

    @property
    def content(self) -> Content:
        return from_json(self.manuscript.kind, self.content_json)


class PreviewLink(Base):
    """An address at which one person outside reads a draft, for a while; its token is not kept.

    The token is made from the nonce with a key that the database does not hold.
    """

    __tablename__ = "preview_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    manuscript_id: Mapped[int] = mapped_column(ForeignKey("manuscripts.id"), index=True)
    for_whom: Mapped[str] = mapped_column(String(200))
    nonce: Mapped[str] = mapped_column(String(64), unique=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by_id: Mapped[int] = mapped_column(ForeignKey("staff_users.id"))
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    manuscript: Mapped[Manuscript] = relationship()
    created_by: Mapped[StaffUser] = relationship()


class OutsideRemark(Base):
    """What the person outside has to say on a draft; `seen_version` is the one that they read.

    `nonce` is of the form and the words in it, so that what is sent twice is one remark.
    """

    __tablename__ = "outside_remarks"
    __table_args__ = (UniqueConstraint("link_id", "nonce"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    link_id: Mapped[int] = mapped_column(ForeignKey("preview_links.id"))
    nonce: Mapped[str] = mapped_column(String(64))
    seen_version: Mapped[int]
    place: Mapped[str] = mapped_column(String(200))
    words: Mapped[str] = mapped_column(Text)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_users.id"))

    link: Mapped[PreviewLink] = relationship()
    settled_by: Mapped[StaffUser | None] = relationship()
