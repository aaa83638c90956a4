"""DiscussionPaper, PaperVersion, Section, Paragraph, Author and PaperFile.

A paper belongs to one topic, whose comment period and counters its comments use; other topics may
list it. Its words live in dated versions; a paragraph's number is text and is kept across them.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, ForeignKey, String, Table, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base, UtcDateTime, text_enum
from app.inquiries.models import OWNED, Subject, Topic, Withdrawable
from app.papers.enums import FileFormat, FileKind

paper_subjects = Table(
    "paper_subjects",
    Base.metadata,
    Column("paper_id", ForeignKey("discussion_papers.id"), primary_key=True),
    Column("subject_id", ForeignKey("subjects.id"), primary_key=True, index=True),
)

listed_papers = Table(
    "listed_papers",
    Base.metadata,
    Column("topic_id", ForeignKey("topics.id"), primary_key=True),
    Column("paper_id", ForeignKey("discussion_papers.id"), primary_key=True, index=True),
)


class DiscussionPaper(Withdrawable, Base):
    __tablename__ = "discussion_papers"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(String(300))
    topic_id: Mapped[int] = mapped_column(ForeignKey("topics.id"), index=True)

    topic: Mapped[Topic] = relationship()
    listed_by: Mapped[list[Topic]] = relationship(secondary=listed_papers)
    subjects: Mapped[list[Subject]] = relationship(
        secondary=paper_subjects, order_by="(Subject.title, Subject.id)"
    )
    authors: Mapped[list[Author]] = relationship(order_by="Author.position", cascade=OWNED)
    files: Mapped[list[PaperFile]] = relationship(order_by="PaperFile.position", cascade=OWNED)
    versions: Mapped[list[PaperVersion]] = relationship(
        back_populates="paper", order_by="PaperVersion.number"
    )


class Author(Base):
    __tablename__ = "authors"

    paper_id: Mapped[int] = mapped_column(ForeignKey("discussion_papers.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(200))
    affiliation: Mapped[str] = mapped_column(String(300))


class PaperFile(Base):
    """A file that the public finds beside a paper; its bytes are stored under their SHA-256.

    `name` is that in its address; `size` is in bytes; `language` a tag such as "cy".
    """

    __tablename__ = "paper_files"

    paper_id: Mapped[int] = mapped_column(ForeignKey("discussion_papers.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    position: Mapped[int]
    kind: Mapped[FileKind] = mapped_column(text_enum(FileKind))
    format: Mapped[FileFormat] = mapped_column(text_enum(FileFormat))
    language: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]


class PaperVersion(Base):
    """The words of a paper as they stood from one day on."""

    __tablename__ = "paper_versions"
    __table_args__ = (UniqueConstraint("paper_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    paper_id: Mapped[int] = mapped_column(ForeignKey("discussion_papers.id"))
    number: Mapped[int]
    abstract: Mapped[str] = mapped_column(Text)
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)

    paper: Mapped[DiscussionPaper] = relationship(back_populates="versions")
    sections: Mapped[list[Section]] = relationship(order_by="Section.position")


class Section(Base):
    """A heading (level 2 or 3) and the paragraphs under it."""

    __tablename__ = "sections"
    __table_args__ = (UniqueConstraint("version_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("paper_versions.id"))
    position: Mapped[int]
    level: Mapped[int]
    title: Mapped[str] = mapped_column(String(300))
    anchor: Mapped[str] = mapped_column(String(80))

    paragraphs: Mapped[list[Paragraph]] = relationship(order_by="Paragraph.position")


class Paragraph(Base):
    """One numbered block; its address is `#p` and its number."""

    __tablename__ = "paragraphs"
    __table_args__ = (
        UniqueConstraint("version_id", "number"),
        UniqueConstraint("section_id", "position"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("paper_versions.id"))
    section_id: Mapped[int] = mapped_column(ForeignKey("sections.id"))
    position: Mapped[int]
    number: Mapped[str] = mapped_column(String(12))
    source: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)

    @property
    def anchor(self) -> str:
        return f"p{self.number}"
