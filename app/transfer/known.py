"""What the site knows already of the comments that files bring."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select

from app.comments.enums import CommentStatus, PublicationChoice
from app.comments.models import Comment
from app.core.db import db
from app.transfer.rows import CommentRow


class KnownComment(NamedTuple):
    """The site's own comment of a reference."""

    topic_id: int
    body: str
    name: str
    choice: PublicationChoice
    status: CommentStatus
    received_at: datetime
    changed_at: datetime


_COLUMNS = (
    Comment.public_ref, Comment.topic_id, Comment.body, Comment.name, Comment.publication_choice,
    Comment.status, Comment.received_at, Comment.status_changed_at,
)  # fmt: skip


def read_known(rows: Sequence[CommentRow]) -> dict[str, KnownComment]:
    """By reference."""
    found = db.session.execute(
        select(*_COLUMNS).where(Comment.public_ref.in_([row.ref for row in rows]))
    )
    return {row.public_ref: KnownComment(*row[1:]) for row in found}


def is_same(row: CommentRow, known: KnownComment, topic_id: int | None) -> bool:
    """Do both speak of one comment, whatever became of it?"""
    is_named = row.choice is PublicationChoice.NAMED
    return (
        known.topic_id == topic_id
        and known.body == row.body
        and known.received_at == row.received_at
        and known.choice is row.choice
        and (known.name == row.name or not is_named)
    )


def is_newer(row: CommentRow, known: KnownComment) -> bool:
    """Does the row say what became of a comment after what the site knows of it?"""
    return row.status is not known.status and row.changed_at > known.changed_at
