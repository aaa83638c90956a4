"""Reads of papers. Only published things are found here."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from app.core.db import db
from app.core.errors import NotFoundError
from app.inquiries.enums import PublishingState
from app.inquiries.models import Inquiry, Subject, Topic
from app.papers.models import DiscussionPaper, PaperVersion, Paragraph, Section


def _published() -> Select[DiscussionPaper]:
    return (
        select(DiscussionPaper)
        .join(DiscussionPaper.topic)
        .join(Topic.inquiry)
        .where(
            DiscussionPaper.state == PublishingState.PUBLISHED,
            Topic.state == PublishingState.PUBLISHED,
            Inquiry.state == PublishingState.PUBLISHED,
        )
        .options(
            selectinload(DiscussionPaper.authors),
            joinedload(DiscussionPaper.topic).joinedload(Topic.inquiry).joinedload(Inquiry.outcome),
        )
        .order_by(DiscussionPaper.title, DiscussionPaper.id)
    )


def get_paper(slug: str) -> DiscussionPaper:
    paper = db.session.scalar(_published().where(DiscussionPaper.slug == slug))
    if paper is None:
        raise NotFoundError(f"no published paper {slug!r}")
    return paper


def get_current_version(paper: DiscussionPaper) -> PaperVersion:
    """The latest version with all its sections and paragraphs."""
    version = db.session.scalar(
        select(PaperVersion)
        .where(PaperVersion.paper_id == paper.id)
        .options(selectinload(PaperVersion.sections).selectinload(Section.paragraphs))
        .order_by(PaperVersion.number.desc())
        .limit(1)
    )
    if version is None:
        raise NotFoundError(f"the paper {paper.slug!r} has no version")
    return version


def find_paragraph(paper: DiscussionPaper, anchor: str) -> Paragraph | None:
    """The paragraph of the latest version behind an anchor such as "p12"."""
    if not anchor.startswith("p"):
        return None
    return db.session.scalar(
        select(Paragraph)
        .join(PaperVersion, PaperVersion.id == Paragraph.version_id)
        .where(PaperVersion.paper_id == paper.id, Paragraph.number == anchor[1:])
        .order_by(PaperVersion.number.desc())
        .limit(1)
    )


def list_papers_of_topic(topic: Topic) -> Sequence[DiscussionPaper]:
    """Papers that belong to the topic or are listed by it, its own first."""
    papers = db.session.scalars(
        _published().where(
            (DiscussionPaper.topic_id == topic.id)
            | DiscussionPaper.listed_by.any(Topic.id == topic.id)
        )
    ).all()
    return sorted(papers, key=lambda paper: paper.topic_id != topic.id)


def list_papers_of_inquiry(inquiry: Inquiry) -> Sequence[DiscussionPaper]:
    return db.session.scalars(_published().where(Topic.inquiry_id == inquiry.id)).all()


def list_papers_about(subject: Subject) -> Sequence[DiscussionPaper]:
    return db.session.scalars(
        _published().where(DiscussionPaper.subjects.any(Subject.id == subject.id))
    ).all()
