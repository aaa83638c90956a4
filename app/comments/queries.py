"""Reads of comments. What the public sees comes from `Comment.public()` alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import BigInteger, Select, bindparam, case, func, select
from sqlalchemy.orm import joinedload

from app.comments.enums import CommentStatus, PublicationChoice
from app.comments.models import Comment, CommentCounter, CommentNumbering, Contact
from app.comments.nonces import hash_receipt_key
from app.comments.rules import count_pages, range_of_page
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
_LAST_NUMBER = (
    select(CommentNumbering.last_number)
    .where(CommentNumbering.topic_id == bindparam("topic_id"))
    .scalar_subquery()
)
_PUBLISHED_TOTAL = (
    select(func.sum(CommentCounter.total))
    .where(
        CommentCounter.topic_id == bindparam("topic_id"),
        CommentCounter.status == CommentStatus.PUBLISHED,
    )
    .scalar_subquery()
)
_TOTALS = select(_LAST_NUMBER, _PUBLISHED_TOTAL)
_FIRST, _LAST = bindparam("first", type_=BigInteger), bindparam("last", type_=BigInteger)
# The totals stand in each row, so that a page takes one trip to the database.
_SHOWN = (
    Comment.public()
    .with_only_columns(
        _LAST_NUMBER,
        _PUBLISHED_TOTAL,
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
    .where(Comment.topic_id == bindparam("topic_id"))
)
_OLDEST_FIRST = _SHOWN.where(Comment.number.between(_FIRST, _LAST)).order_by(Comment.number)
_NEWEST_FIRST = _SHOWN.where(
    Comment.number.between(_LAST_NUMBER + 1 - _LAST, _LAST_NUMBER + 1 - _FIRST)
).order_by(Comment.number.desc())


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
    places = range_of_page(page)
    rows = connection.execute(
        _NEWEST_FIRST if newest_first else _OLDEST_FIRST,
        {"topic_id": topic_id, "first": places.first, "last": places.last},
    ).all()
    totals = rows[0] if rows else connection.execute(_TOTALS, {"topic_id": topic_id}).one()
    last_number, published_total = int(totals[0] or 0), int(totals[1] or 0)
    page_count = count_pages(last_number)
    if not 1 <= page <= page_count:
        raise NotFoundError(f"the comments have no page {page}")
    return CommentListing(
        [
            ShownComment(
                ref,
                number,
                name,
                received_at,
                html,
                ShownPaper(slug, title) if slug else None,
                ShownParagraph(paragraph, f"p{paragraph}") if paragraph else None,
            )
            for _, _, ref, number, name, received_at, html, slug, title, paragraph in rows
        ],
        page,
        page_count,
        "newest" if newest_first else "oldest",
        published_total,
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
    return db.session.scalar(_BY_NONCE, {"nonce": nonce})


def get_by_nonce(nonce: str) -> Comment:
    return db.session.scalars(_BY_NONCE, {"nonce": nonce}).one()


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
