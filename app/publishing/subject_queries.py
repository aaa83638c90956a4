"""Reads of subjects for those who keep them: where each stands, published and in drafts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Column, Table, func, select
from sqlalchemy.orm import joinedload

from app.core.db import db
from app.core.errors import NotFoundError
from app.core.text import say_count
from app.inquiries.enums import PublishingState
from app.inquiries.models import Subject, Topic, topic_subjects
from app.papers.models import DiscussionPaper, paper_subjects
from app.publishing.contents import InquiryContent
from app.publishing.enums import Kind
from app.publishing.models import Manuscript
from app.publishing.queries import MOST_LISTED


@dataclass(frozen=True)
class SubjectUse:
    """A subject with the numbers of published topics and papers that carry it.

    A page under a withdrawn one counts: it comes back with its subjects.
    """

    subject: Subject
    topics_total: int
    papers_total: int

    @property
    def is_used(self) -> bool:
        return bool(self.topics_total or self.papers_total)

    @property
    def in_words(self) -> str:
        counts = ((self.topics_total, "topic"), (self.papers_total, "paper"))
        return " and ".join(say_count(count, one) for count, one in counts if count)


def get_subject_by_id(subject_id: int) -> Subject:
    subject = db.session.get(Subject, subject_id)
    if subject is None:
        raise NotFoundError(f"no subject {subject_id}")
    return subject


def get_subject_to_change(subject_id: int) -> Subject:
    """The same, locked until the transaction ends, so that what was seen can be compared."""
    subject = db.session.get(Subject, subject_id, with_for_update=True, populate_existing=True)
    if subject is None:
        raise NotFoundError(f"no subject {subject_id}")
    return subject


def list_subject_uses() -> list[SubjectUse]:
    """All subjects, by title."""
    topics, papers = _count_topics(), _count_papers()
    subjects = db.session.scalars(select(Subject).order_by(Subject.title, Subject.id))
    return [SubjectUse(one, topics.get(one.id, 0), papers.get(one.id, 0)) for one in subjects]


def read_subject_use(subject: Subject) -> SubjectUse:
    topics, papers = _count_topics(), _count_papers()
    return SubjectUse(subject, topics.get(subject.id, 0), papers.get(subject.id, 0))


def list_naming(subject: Subject) -> list[Manuscript]:
    """The texts that name a subject as they are being written, in whatever state, by title."""
    found = db.session.scalars(
        select(Manuscript)
        .where(
            Manuscript.kind != Kind.INQUIRY,
            Manuscript.content_json.contains(f'"{subject.slug}"', autoescape=True),
        )
        .options(joinedload(Manuscript.topic), joinedload(Manuscript.paper))
        .order_by(Manuscript.title, Manuscript.id)
        .limit(MOST_LISTED)
    )
    return [manuscript for manuscript in found if subject.slug in _subjects_of(manuscript)]


def _subjects_of(manuscript: Manuscript) -> Sequence[str]:
    content = manuscript.content
    return () if isinstance(content, InquiryContent) else content.subjects


def _count_topics() -> dict[int, int]:
    return _count_by_subject(topic_subjects, topic_subjects.c.topic_id, Topic)


def _count_papers() -> dict[int, int]:
    return _count_by_subject(paper_subjects, paper_subjects.c.paper_id, DiscussionPaper)


def _count_by_subject(
    carried: Table, page_id: Column[int], page: type[Topic | DiscussionPaper]
) -> dict[int, int]:
    rows = db.session.execute(
        select(carried.c.subject_id, func.count())
        .join(page, page.id == page_id)
        .where(page.state == PublishingState.PUBLISHED)
        .group_by(carried.c.subject_id)
    )
    return {subject_id: count for subject_id, count in rows}
