"""Reads of comments. What the public sees comes from `Comment.public()` alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, Select, bindparam, case, func, select
from sqlalchemy.orm import joinedload

from app.comments.enums import CommentStatus, PublicationChoice
from app.comments.models import Comment, CommentCounter, CommentNumbering, Contact
from app.comments.nonces import hash_receipt_key
from app.comments.rules import NumberRange, count_pages, range_of_page
from app.core.crypto import unseal
from app.core.db import db
from app.core.errors import NotFoundError
from app.inquiries.models import Topic
from app.papers.models import DiscussionPaper, Paragraph


class ShownPaper(NamedTuple):
    slug: str
    title: str


class ShownParagraph(NamedTuple):
    number: str
    anchor: str


class ShownComment(NamedTuple):
    """What a listing shows of a comment; an object of the ORM costs many times that."""

    public_ref: str
    number: int
    public_name: str
    received_at: datetime
    body_html: str
    paper: ShownPaper | None
    paragraph: ShownParagraph | None


# What each visit or sending asks is put together once.
_BY_NONCE = select(Comment).where(Comment.nonce == bindparam("nonce"))
_TOTALS = select(
    CommentNumbering.last_number,
    select(func.sum(CommentCounter.total))
    .where(
        CommentCounter.topic_id == bindparam("topic_id"),
        CommentCounter.status == CommentStatus.PUBLISHED,
    )
    .scalar_subquery(),
).where(CommentNumbering.topic_id == bindparam("topic_id"))

_SHOWN = (
    Comment.public()
    .with_only_columns(
        Comment.public_ref,
        Comment.number,
        case((Comment.publication_choice == PublicationChoice.NAMED, Comment.name), else_=""),
        Comment.received_at,
        Comment.body_html,
        DiscussionPaper.slug,
        DiscussionPaper.title,
        Paragraph.number,
    )
    .outerjoin(Comment.paper)
    .outerjoin(Comment.paragraph)
    .where(
        Comment.topic_id == bindparam("topic_id"),
        Comment.number.between(bindparam("first"), bindparam("last")),
    )
    .order_by(Comment.number)
)


@dataclass(frozen=True)
class CommentListing:
    """One page of a topic's comments; page numbers are ranges of 50 comment numbers."""

    items: Sequence[ShownComment]
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

    @property
    def linked_pages(self) -> list[int]:
        """The first page, the last one, and the neighbours of this one."""
        near = range(max(1, self.page - 2), min(self.page_count, self.page + 2) + 1)
        return sorted({1, *near, self.page_count})


def list_public_page(topic_id: int, page: int, *, newest_first: bool) -> CommentListing:
    """One page; raises NotFoundError for a page beyond the last."""
    connection = db.session.connection()
    last_number, published_total = _read_totals(connection, topic_id)
    page_count = count_pages(last_number)
    if not 1 <= page <= page_count:
        raise NotFoundError(f"the comments have no page {page}")
    numbers = range_of_page(page, last_number, newest_first=newest_first)
    items = _list_shown(connection, topic_id, numbers) if last_number else []
    return CommentListing(
        items[::-1] if newest_first else items,
        page,
        page_count,
        "newest" if newest_first else "oldest",
        published_total,
        last_number,
    )


def _read_totals(connection: Connection, topic_id: int) -> tuple[int, int]:
    """The last number given out in a topic, and how many comments are published."""
    row = connection.execute(_TOTALS, {"topic_id": topic_id}).first()
    return (row[0], int(row[1] or 0)) if row else (0, 0)


def _list_shown(connection: Connection, topic_id: int, numbers: NumberRange) -> list[ShownComment]:
    """The published comments under these numbers, the lowest first."""
    place = {"topic_id": topic_id, "first": numbers.first, "last": numbers.last}
    return [
        ShownComment(
            ref,
            number,
            name,
            received_at,
            body_html,
            ShownPaper(slug, title) if slug else None,
            ShownParagraph(paragraph, f"p{paragraph}") if paragraph else None,
        )
        for ref, number, name, received_at, body_html, slug, title, paragraph in (
            connection.execute(_SHOWN, place)
        )
    ]


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
    return db.session.scalar(_BY_NONCE, {"nonce": nonce})


def get_by_nonce(nonce: str) -> Comment:
    comment = find_by_nonce(nonce)
    if comment is None:
        raise NotFoundError("no comment came with this form")
    return comment


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
