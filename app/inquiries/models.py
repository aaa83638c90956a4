"""Inquiry, Topic, Subject, KeyIssue, RelatedLink, Event and Outcome."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Column, ForeignKey, String, Table, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base, UtcDateTime, text_enum
from app.inquiries.enums import PublishingState

OWNED = "all, delete-orphan"  # what belongs to one page alone goes when the page leaves it out

topic_subjects = Table(
    "topic_subjects",
    Base.metadata,
    Column("topic_id", ForeignKey("topics.id"), primary_key=True),
    Column("subject_id", ForeignKey("subjects.id"), primary_key=True, index=True),
)

event_topics = Table(
    "event_topics",
    Base.metadata,
    Column("event_id", ForeignKey("events.id"), primary_key=True),
    Column("topic_id", ForeignKey("topics.id"), primary_key=True, index=True),
)


class Withdrawable:
    """A withdrawn page keeps its address, and says when and why it was withdrawn."""

    state: Mapped[PublishingState] = mapped_column(text_enum(PublishingState))
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawal_reason: Mapped[str] = mapped_column(Text, default="", server_default="")


class Inquiry(Withdrawable, Base):
    __tablename__ = "inquiries"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(Text)
    body_source: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    commissioned_by: Mapped[str] = mapped_column(String(200))
    chair: Mapped[str] = mapped_column(String(200))
    still_open: Mapped[str] = mapped_column(Text)
    already_decided: Mapped[str] = mapped_column(Text)
    launched_on: Mapped[date]
    opens_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime] = mapped_column(UtcDateTime)
    period_reason: Mapped[str] = mapped_column(Text, default="", server_default="")
    formats_contact: Mapped[str] = mapped_column(Text, default="", server_default="")

    topics: Mapped[list[Topic]] = relationship(
        back_populates="inquiry", order_by="(Topic.position, Topic.id)"
    )
    events: Mapped[list[Event]] = relationship(
        back_populates="inquiry", order_by="(Event.starts_at, Event.id)", cascade=OWNED
    )
    outcome: Mapped[Outcome | None] = relationship(back_populates="inquiry")
    period_changes: Mapped[list[PeriodChange]] = relationship(
        primaryjoin="and_(PeriodChange.inquiry_id == Inquiry.id, PeriodChange.topic_id == None)",
        order_by="PeriodChange.id",
        viewonly=True,
    )


class Outcome(Base):
    """What came of an inquiry; once it is published the inquiry is concluded."""

    __tablename__ = "outcomes"

    inquiry_id: Mapped[int] = mapped_column(ForeignKey("inquiries.id"), primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(Text)
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)

    inquiry: Mapped[Inquiry] = relationship(back_populates="outcome")


class Subject(Base):
    """A site-wide label."""

    __tablename__ = "subjects"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(Text)


class Topic(Withdrawable, Base):
    """One topic page of an inquiry; its own dates, where set, override the inquiry's."""

    __tablename__ = "topics"
    __table_args__ = (UniqueConstraint("inquiry_id", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    inquiry_id: Mapped[int] = mapped_column(ForeignKey("inquiries.id"))
    slug: Mapped[str] = mapped_column(String(80))
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(Text)
    explored_source: Mapped[str] = mapped_column(Text)
    explored_html: Mapped[str] = mapped_column(Text)
    learnt_source: Mapped[str] = mapped_column(Text)
    learnt_html: Mapped[str] = mapped_column(Text)
    call_source: Mapped[str] = mapped_column(Text)
    call_html: Mapped[str] = mapped_column(Text)
    own_opens_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    own_closes_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    period_reason: Mapped[str] = mapped_column(Text, default="", server_default="")

    inquiry: Mapped[Inquiry] = relationship(back_populates="topics")
    subjects: Mapped[list[Subject]] = relationship(
        secondary=topic_subjects, order_by="(Subject.title, Subject.id)"
    )
    key_issues: Mapped[list[KeyIssue]] = relationship(order_by="KeyIssue.position", cascade=OWNED)
    related: Mapped[list[RelatedLink]] = relationship(
        order_by="RelatedLink.position", cascade=OWNED
    )
    events: Mapped[list[Event]] = relationship(
        secondary=event_topics, back_populates="topics", order_by="(Event.starts_at, Event.id)"
    )

    period_changes: Mapped[list[PeriodChange]] = relationship(
        order_by="PeriodChange.id", viewonly=True
    )

    @property
    def opens_at(self) -> datetime:
        return self.own_opens_at or self.inquiry.opens_at

    @property
    def closes_at(self) -> datetime:
        return self.own_closes_at or self.inquiry.closes_at


class PeriodChange(Base):
    """A comment period was extended or shortened after it had been published; never changed.

    One without a topic is the whole inquiry's. A missing moment is the inquiry's own.
    """

    __tablename__ = "period_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    inquiry_id: Mapped[int] = mapped_column(ForeignKey("inquiries.id"), index=True)
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("topics.id"), index=True)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    opens_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(Text)


class KeyIssue(Base):
    """A question raised for debate."""

    __tablename__ = "key_issues"

    topic_id: Mapped[int] = mapped_column(ForeignKey("topics.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    question: Mapped[str] = mapped_column(Text)
    detail: Mapped[str] = mapped_column(Text)


class RelatedLink(Base):
    """Content of this site that belongs beside a topic."""

    __tablename__ = "related_links"

    topic_id: Mapped[int] = mapped_column(ForeignKey("topics.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    title: Mapped[str] = mapped_column(String(200))
    path: Mapped[str] = mapped_column(String(300))
    note: Mapped[str] = mapped_column(Text)


class Event(Base):
    """A meeting or hearing; one without topics concerns the whole inquiry."""

    __tablename__ = "events"

    id: Mapped[int] = mapped_column(primary_key=True)
    inquiry_id: Mapped[int] = mapped_column(ForeignKey("inquiries.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    venue: Mapped[str] = mapped_column(String(300))
    description: Mapped[str] = mapped_column(Text)

    inquiry: Mapped[Inquiry] = relationship(back_populates="events")
    topics: Mapped[list[Topic]] = relationship(secondary=event_topics, back_populates="events")
