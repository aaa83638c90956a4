"""Reads of manuscripts and of what was published when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core.db import db
from app.core.errors import NotFoundError
from app.inquiries.enums import PublishingState
from app.publishing.enums import Kind
from app.publishing.models import Manuscript, Publication

MOST_LISTED = 500


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
