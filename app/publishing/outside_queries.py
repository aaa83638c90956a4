"""Reads of the links that people outside were given, and of what they remarked."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, joinedload

from app.core.db import db
from app.core.errors import NotFoundError
from app.publishing.models import Manuscript, OutsideRemark, PreviewLink

MOST_LINKS = 100
MOST_SHOWN = 500


def get_link_by_hash(token_hash: str) -> PreviewLink:
    link = db.session.scalar(
        select(PreviewLink)
        .where(PreviewLink.token_hash == token_hash)
        .options(joinedload(PreviewLink.manuscript))
    )
    if link is None:
        raise NotFoundError("no such link")
    return link


def get_link(manuscript: Manuscript, link_id: int) -> PreviewLink:
    link = db.session.get(PreviewLink, link_id)
    if link is None or link.manuscript_id != manuscript.id:
        raise NotFoundError(f"the draft has no link {link_id}")
    return link


def get_remark(manuscript: Manuscript, remark_id: int) -> OutsideRemark:
    remark = db.session.get(OutsideRemark, remark_id)
    if remark is None or remark.link.manuscript_id != manuscript.id:
        raise NotFoundError(f"the draft has no remark {remark_id}")
    return remark


def list_links(manuscript: Manuscript) -> Sequence[PreviewLink]:
    """The newest first, with who made them."""
    return db.session.scalars(
        select(PreviewLink)
        .where(PreviewLink.manuscript_id == manuscript.id)
        .options(joinedload(PreviewLink.created_by))
        .order_by(PreviewLink.id.desc())
        .limit(MOST_LINKS)
    ).all()


def list_remarks(manuscript: Manuscript) -> Sequence[OutsideRemark]:
    """Those to be seen to first, the oldest of them first; then the others."""
    return db.session.scalars(
        _select_remarks(manuscript).order_by(
            OutsideRemark.settled_at.is_not(None), OutsideRemark.id
        )
    ).all()


def list_open_remarks(manuscript: Manuscript) -> Sequence[OutsideRemark]:
    """Those to be seen to, the oldest first."""
    return db.session.scalars(
        _select_remarks(manuscript)
        .where(OutsideRemark.settled_at.is_(None))
        .order_by(OutsideRemark.id)
    ).all()


def _select_remarks(manuscript: Manuscript) -> Select[OutsideRemark]:
    return (
        select(OutsideRemark)
        .join(OutsideRemark.link)
        .where(PreviewLink.manuscript_id == manuscript.id)
        .options(contains_eager(OutsideRemark.link), joinedload(OutsideRemark.settled_by))
        .limit(MOST_SHOWN)
    )


def list_remarks_of(link: PreviewLink) -> Sequence[OutsideRemark]:
    """What came through one link, the newest first."""
    return db.session.scalars(
        select(OutsideRemark)
        .where(OutsideRemark.link_id == link.id)
        .order_by(OutsideRemark.id.desc())
    ).all()


def count_remarks(link: PreviewLink) -> int:
    return (
        db.session.scalar(
            select(func.count()).select_from(OutsideRemark).where(OutsideRemark.link_id == link.id)
        )
        or 0
    )


def count_open_remarks(manuscript: Manuscript) -> int:
    return (
        db.session.scalar(
            select(func.count())
            .select_from(OutsideRemark)
            .join(OutsideRemark.link)
            .where(PreviewLink.manuscript_id == manuscript.id, OutsideRemark.settled_at.is_(None))
        )
        or 0
    )
