"""Reads of manuscripts and of what was published when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, not_, or_, select
from sqlalchemy.orm import defer, joinedload

from app.core.db import db
from app.core.errors import NotFoundError
from app.inquiries.enums import PublishingState
from app.inquiries.models import Subject
from app.publishing.enums import Kind
from app.publishing.models import Manuscript, Publication

MOST_LISTED = 500
MOST_ON_DESK = 20


def get_manuscript(manuscript_id: int) -> Manuscript:
    manuscript = db.session.get(Manuscript, manuscript_id)
    if manuscript is None:
        raise NotFoundError(f"no draft {manuscript_id}")
    return manuscript


def get_manuscript_to_change(manuscript_id: int) -> Manuscript:
    """The same, locked until the transaction ends, so that `version` can be compared."""
    manuscript = db.session.get(
        Manuscript, manuscript_id, with_for_update=True, populate_existing=True
    )
    if manuscript is None:
        raise NotFoundError(f"no draft {manuscript_id}")
    return manuscript


def find_manuscript(kind: Kind, slug: str, parent: Manuscript | None) -> Manuscript | None:
    """A topic's slug is unique in its inquiry, the others on the whole site."""
    statement = select(Manuscript).where(Manuscript.kind == kind, Manuscript.slug == slug)
    if kind is Kind.TOPIC and parent:
        statement = statement.where(Manuscript.parent_id == parent.id)
    return db.session.scalar(statement.limit(1))


def list_manuscripts(parent: Manuscript | None = None) -> Sequence[Manuscript]:
    """Those directly under one, the newest first; the inquiries where none is given."""
    is_below = Manuscript.parent_id == parent.id if parent else Manuscript.parent_id.is_(None)
    return db.session.scalars(
        select(Manuscript)
        .where(is_below)
        .options(joinedload(Manuscript.changed_by))
        .order_by(Manuscript.id.desc())
        .limit(MOST_LISTED)
    ).all()


def list_due(present: datetime) -> Sequence[Manuscript]:
    return db.session.scalars(
        select(Manuscript)
        .where(Manuscript.state == PublishingState.SCHEDULED, Manuscript.publish_at <= present)
        .order_by(Manuscript.publish_at, Manuscript.id)
        .limit(MOST_LISTED)
    ).all()


def list_publications(manuscript: Manuscript) -> Sequence[Publication]:
    """Everything that happened to the public text, the newest first."""
    return db.session.scalars(
        select(Publication)
        .where(Publication.manuscript_id == manuscript.id)
        .options(joinedload(Publication.approved_by))
        .order_by(Publication.id.desc())
    ).all()


def find_last_publication(
    manuscript: Manuscript, before: datetime | None = None
) -> Publication | None:
    """What stood at a moment, or stands now; a withdrawal has no number."""
    statement = select(Publication).where(Publication.manuscript_id == manuscript.id)
    if before is not None:
        statement = statement.where(Publication.happened_at <= before)
    return db.session.scalar(statement.order_by(Publication.id.desc()).limit(1))


@dataclass(frozen=True)
class Desk:
    """What needs one person now: others' texts to read, own ones in hand, and what will appear."""

    to_read: Sequence[Manuscript]
    own: Sequence[Manuscript]
    scheduled: Sequence[Manuscript]


def read_desk(staff_id: int) -> Desk:
    """The oldest first in each list."""
    is_own = or_(Manuscript.changed_by_id == staff_id, Manuscript.submitted_by_id == staff_id)
    return Desk(
        _on_desk(Manuscript.state == PublishingState.SUBMITTED, not_(func.coalesce(is_own, False))),
        _on_desk(Manuscript.state == PublishingState.DRAFT, Manuscript.changed_by_id == staff_id),
        _on_desk(Manuscript.state == PublishingState.SCHEDULED),
    )


def _on_desk(*conditions: ColumnElement[bool]) -> Sequence[Manuscript]:
    return db.session.scalars(
        select(Manuscript)
        .where(*conditions)
        .options(defer(Manuscript.content_json), joinedload(Manuscript.submitted_by))
        .order_by(Manuscript.changed_at, Manuscript.id)
        .limit(MOST_ON_DESK)
    ).all()


@dataclass(frozen=True)
class Branch:
    """A manuscript and those that belong under it."""

    manuscript: Manuscript
    below: list[Branch]


def list_tree() -> list[Branch]:
    """All manuscripts: inquiries, the newest first, with their topics and papers in order."""
    found = db.session.scalars(
        select(Manuscript)
        .options(
            defer(Manuscript.content_json),
            joinedload(Manuscript.changed_by),
            joinedload(Manuscript.inquiry),
            joinedload(Manuscript.topic),
            joinedload(Manuscript.paper),
        )
        .order_by(Manuscript.id)
        .limit(MOST_LISTED)
    ).all()
    branches = {manuscript.id: Branch(manuscript, []) for manuscript in found}
    roots: list[Branch] = []
    for manuscript in found:
        above = branches.get(manuscript.parent_id or 0)
        (above.below if above else roots).append(branches[manuscript.id])
    return roots[::-1]


@dataclass(frozen=True)
class Choices:
    """What the form of a draft offers: (slug, title, "") of subjects and of the topics."""

    subjects: list[tuple[str, str, str]]
    topics: list[tuple[str, str, str]]


def read_choices(manuscript: Manuscript) -> Choices:
    subjects = db.session.execute(
        select(Subject.slug, Subject.title).order_by(Subject.title, Subject.id)
    )
    root = manuscript
    while root.parent is not None:
        root = root.parent
    own_topic = manuscript.parent_id if manuscript.kind is Kind.PAPER else None
    topics = [topic for topic in list_manuscripts(root) if topic.id != own_topic]
    return Choices(
        [(slug, title, "") for slug, title in subjects],
        [(topic.slug, topic.title, "") for topic in reversed(topics)],
    )
