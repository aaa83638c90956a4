"""Reads of the standing pages' drafts and versions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import defer, joinedload

from app.core.db import db
from app.standing.enums import PageName
from app.standing.models import StandingDraft, StandingVersion


def find_draft(page: PageName) -> StandingDraft | None:
    return db.session.scalar(
        select(StandingDraft)
        .where(StandingDraft.page == page)
        .options(joinedload(StandingDraft.changed_by))
    )


def find_draft_to_change(page: PageName) -> StandingDraft | None:
    """The same, locked until the transaction ends, so that `version` can be compared."""
    return db.session.scalar(
        select(StandingDraft)
        .where(StandingDraft.page == page)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def list_drafts() -> Sequence[StandingDraft]:
    return db.session.scalars(
        select(StandingDraft)
        .options(joinedload(StandingDraft.changed_by))
        .order_by(StandingDraft.id)
    ).all()


def find_current(page: PageName) -> StandingVersion | None:
    """What the public reads; None while that is the built-in text."""
    return db.session.scalar(_newest_first(page).limit(1))


def find_version_at(page: PageName, moment: datetime) -> StandingVersion | None:
    """What stood at a moment; None where the page has never been changed."""
    stood = or_(StandingVersion.published_at <= moment, StandingVersion.published_at.is_(None))
    return db.session.scalar(_newest_first(page).where(stood).limit(1))


def find_version(page: PageName, number: int) -> StandingVersion | None:
    return db.session.scalar(_newest_first(page).where(StandingVersion.number == number))


def list_versions(page: PageName) -> Sequence[StandingVersion]:
    """All that the page has said, the newest first, without the words."""
    return db.session.scalars(
        _newest_first(page).options(defer(StandingVersion.content_json))
    ).all()


def _newest_first(page: PageName) -> Select[StandingVersion]:
    return (
        select(StandingVersion)
        .where(StandingVersion.page == page)
        .order_by(StandingVersion.number.desc())
    )
