"""Reads of comments. What the public sees comes from `Comment.public()` alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from app.comments.enums import CommentStatus, PublicationChoice
from app.comments.models import Comment, CommentCounter, CommentNumbering, Contact
from app.comments.nonces import hash_receipt_key
from app.comments.rules import count_pages, range_of_page
from app.core.crypto import unseal
from app.core.db import db
from app.core.errors import NotFoundError
from app.inquiries.models import Topic


@dataclass(frozen=True)
class CommentListing:
    """One page of a topic's comments; page numbers are ranges of 50 comment numbers."""

    items: Sequence[Comment]
    page: int
    page_count: int
    order: str
    published_total: int
    last_number: int

    @property
    def previous_page(self) -> int | None:
        return self.page - 1 if self.page > 1 else None

    @property
    def next_page(self) -> int | None:
        return self.page + 1 if self.page < self.page_count else None


def list_public_page(topic: Topic, page: int, *, newest_first: bool) -> CommentListing:
    """One page; raises NotFoundError for a page beyond the last."""
    numbering = db.session.get(CommentNumbering, topic.id)
    last_number = numbering.last_number if numbering else 0
    page_count = count_pages(last_number)
    if not 1 <= page <= page_count:
        raise NotFoundError(f"the comments have no page {page}")
    numbers = range_of_page(page, last_number, newest_first=newest_first)
    items = db.session.scalars(
        Comment.public()
        .where(Comment.topic_id == topic.id, Comment.number.between(numbers.first, numbers.last))
        .options(joinedload(Comment.paper), joinedload(Comment.paragraph))
        .order_by(Comment.number.desc() if newest_first else Comment.number)
    ).all()
    return CommentListing(
        items,
        page,
        page_count,
        "newest" if newest_first else "oldest",
        count_published([topic.id]).get(topic.id, 0),
        last_number,
    )


def get_public_comment(public_ref: str) -> Comment:
    comment = db.session.scalar(
        Comment.public()
        .where(Comment.public_ref == public_ref)
        .options(
            joinedload(Comment.topic).joinedload(Topic.inquiry),
            joinedload(Comment.paper),
            joinedload(Comment.paragraph),
        )
    )
    if comment is None:
        raise NotFoundError("no published comment has this reference")
    return comment


def get_by_receipt_key(receipt_key: str) -> Comment:
    comment = db.session.scalar(
        select(Comment)
        .where(Comment.receipt_hash == hash_receipt_key(receipt_key))
        .options(joinedload(Comment.topic).joinedload(Topic.inquiry))
    )
    if comment is None:
        raise NotFoundError("no comment has this receipt")
    return comment


def has_author_email(comment_id: int) -> bool:
    return db.session.scalar(_author_email(comment_id)) is not None


def find_author_email(comment_id: int) -> str | None:
    """The address that came with a comment, for writing to its author."""
    sealed = db.session.scalar(_author_email(comment_id))
    return unseal(sealed) if sealed else None


def _author_email(comment_id: int) -> Select[bytes | None]:
    return select(Contact.email_sealed).where(Contact.comment_id == comment_id)


def find_by_nonce(nonce: str) -> Comment | None:
    return db.session.scalar(select(Comment).where(Comment.nonce == nonce))


def count_published(topic_ids: Iterable[int]) -> dict[int, int]:
    """Published comments by topic, from the counters."""
    rows = db.session.execute(
        select(CommentCounter.topic_id, func.sum(CommentCounter.total))
        .where(
            CommentCounter.topic_id.in_(list(topic_ids)),
            CommentCounter.status == CommentStatus.PUBLISHED,
        )
        .group_by(CommentCounter.topic_id)
    )
    return {topic_id: int(total) for topic_id, total in rows}


Counts = dict[tuple[int, CommentStatus, PublicationChoice], int]


def read_counters() -> Counts:
    """Every counter that is not zero."""
    rows = db.session.execute(
        select(
            CommentCounter.topic_id,
            CommentCounter.status,
            CommentCounter.publication_choice,
            CommentCounter.total,
        )
    )
    return {(topic, status, choice): total for topic, status, choice, total in rows if total}


def recount_comments() -> Counts:
    """The same figures counted from the comments themselves (reads the whole table)."""
    rows = db.session.execute(
        select(Comment.topic_id, Comment.status, Comment.publication_choice, func.count()).group_by(
            Comment.topic_id, Comment.status, Comment.publication_choice
        )
    )
    return {(topic, status, choice): total for topic, status, choice, total in rows}
