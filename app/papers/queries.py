"""Reads of papers. Only published things are found here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from app.core.db import db
from app.core.errors import NotFoundError
from app.inquiries.enums import PublishingState
from app.inquiries.models import Inquiry, Subject, Topic
from app.inquiries.withdrawals import refuse_hidden
from app.papers.models import DiscussionPaper, PaperFile, PaperVersion, Paragraph, Section
from app.papers.numbering import order_of_number


def _papers() -> Select[DiscussionPaper]:
    return (
        select(DiscussionPaper)
        .join(DiscussionPaper.topic)
        .join(Topic.inquiry)
        .options(
            selectinload(DiscussionPaper.authors),
            joinedload(DiscussionPaper.topic).joinedload(Topic.inquiry).joinedload(Inquiry.outcome),
        )
        .order_by(DiscussionPaper.title, DiscussionPaper.id)
    )


def _published() -> Select[DiscussionPaper]:
    return _papers().where(
        DiscussionPaper.state == PublishingState.PUBLISHED,
        Topic.state == PublishingState.PUBLISHED,
        Inquiry.state == PublishingState.PUBLISHED,
    )


def get_paper(slug: str) -> DiscussionPaper:
    """Raises NotFoundError, and WithdrawnError where it or one above it was published once."""
    paper = db.session.scalar(_papers().where(DiscussionPaper.slug == slug))
    if paper is None:
        raise NotFoundError(f"no paper {slug!r}")
    refuse_hidden(paper, paper.topic, paper.topic.inquiry)
    return paper


def get_version(paper: DiscussionPaper, number: int | None = None) -> PaperVersion:
    """One version, the latest where no number is given, with its sections and paragraphs."""
    statement = (
        select(PaperVersion)
        .where(PaperVersion.paper_id == paper.id)
        .options(selectinload(PaperVersion.sections).selectinload(Section.paragraphs))
        .order_by(PaperVersion.number.desc())
        .limit(1)
    )
    if number is not None:
        statement = statement.where(PaperVersion.number == number)
    version = db.session.scalar(statement)
    if version is None:
        raise NotFoundError(f"the paper {paper.slug!r} has no such version")
    return version


def get_file(paper: DiscussionPaper, name: str) -> PaperFile:
    file = db.session.get(PaperFile, (paper.id, name))
    if file is None:
        raise NotFoundError(f"the paper {paper.slug!r} has no such file")
    return file


def find_paragraph(paper: DiscussionPaper, anchor: str, since: int = 1) -> Paragraph | None:
    """The paragraph behind an anchor such as "p12", as it stood last.

    Versions before `since` are left alone: what they alone say was withdrawn.
    """
    if not anchor.startswith("p"):
        return None
    return db.session.scalar(
        select(Paragraph)
        .join(PaperVersion, PaperVersion.id == Paragraph.version_id)
        .where(
            PaperVersion.paper_id == paper.id,
            PaperVersion.number >= since,
            Paragraph.number == anchor[1:],
        )
        .order_by(PaperVersion.number.desc())
        .limit(1)
    )


@dataclass(frozen=True)
class RemovedParagraph:
    """A paragraph that the latest version has no more; without words where they were withdrawn."""

    number: str
    html: str
    removed_in: int
    removed_at: datetime

    @property
    def anchor(self) -> str:
        return f"p{self.number}"


def list_removed_paragraphs(
    paper: DiscussionPaper, current: PaperVersion, since: int = 1
) -> list[RemovedParagraph]:
    """In the order of their numbers, as they stood last; `since` as for `find_paragraph`."""
    if current.number == 1:
        return []
    published_at = {
        number: moment
        for number, moment in db.session.execute(
            select(PaperVersion.number, PaperVersion.published_at).where(
                PaperVersion.paper_id == paper.id
            )
        )
    }
    last_in = func.max(PaperVersion.number)
    last = (
        select(Paragraph.number.label("number"), last_in.label("last_in"))
        .join(PaperVersion, PaperVersion.id == Paragraph.version_id)
        .where(PaperVersion.paper_id == paper.id)
        .group_by(Paragraph.number)
        .having(last_in < current.number)
        .subquery()
    )
    rows = db.session.execute(
        select(Paragraph.number, Paragraph.html, last.c.last_in)
        .join(PaperVersion, PaperVersion.id == Paragraph.version_id)
        .join(last, (last.c.number == Paragraph.number) & (last.c.last_in == PaperVersion.number))
        .where(PaperVersion.paper_id == paper.id)
    )
    removed = [
        RemovedParagraph(
            number, html if version >= since else "", version + 1, published_at[version + 1]
        )
        for number, html, version in rows
    ]
    return sorted(removed, key=lambda paragraph: order_of_number(paragraph.number))


def list_papers_of_topic(topic: Topic) -> Sequence[DiscussionPaper]:
    """Papers that belong to the topic or are listed by it, its own first."""
    papers = db.session.scalars(
        _published().where(
            (DiscussionPaper.topic_id == topic.id)
            | DiscussionPaper.listed_by.any(Topic.id == topic.id)
        )
    ).all()
    return sorted(papers, key=lambda paper: paper.topic_id != topic.id)


def list_papers() -> Sequence[DiscussionPaper]:
    """All that the public can read."""
    return db.session.scalars(_published()).all()


def list_papers_of_inquiry(inquiry: Inquiry) -> Sequence[DiscussionPaper]:
    return db.session.scalars(_published().where(Topic.inquiry_id == inquiry.id)).all()


def list_papers_about(subject: Subject) -> Sequence[DiscussionPaper]:
    return db.session.scalars(
        _published().where(DiscussionPaper.subjects.any(Subject.id == subject.id))
    ).all()
