"""The queue and the log. Every list is read by keyset, in a constant number of queries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography.fernet import InvalidToken
from sqlalchemy import ColumnElement, Select, func, select, tuple_
from sqlalchemy.orm import aliased, joinedload

from app.comments.enums import CommentStatus, PublicationChoice
from app.comments.models import Comment, CommentCounter, Contact
from app.core.crypto import unseal
from app.core.db import db
from app.core.errors import NotFoundError
from app.inquiries.models import Inquiry, Topic
from app.moderation.models import ModerationDecision
from app.moderation.rules import why_not_acknowledge, why_not_publish

PAGE_SIZE = 20
LARGEST_ID = 2**31 - 1


@dataclass(frozen=True)
class Cursor:
    """The last item of the page before: when it was received, and its id."""

    received_at: datetime
    comment_id: int

    def __str__(self) -> str:
        return f"{self.received_at.isoformat()}_{self.comment_id}"

    @classmethod
    def parse(cls, text: str) -> Cursor | None:
        moment, _, comment_id = text.rpartition("_")
        try:
            received_at = datetime.fromisoformat(moment)
            number = int(comment_id)
            if received_at.tzinfo is None or not 0 < number <= LARGEST_ID:
                return None
            return cls(received_at.astimezone(UTC), number)
        except (ValueError, OverflowError):
            return None


@dataclass(frozen=True)
class QueueFilter:
    inquiry_id: int | None = None
    topic_id: int | None = None
    choice: PublicationChoice | None = None


@dataclass(frozen=True)
class QueueItem:
    """A comment with all that its card shows; `earlier_from_contact` is None without a contact."""

    comment: Comment
    withheld_name: str
    earlier_from_contact: int | None
    history: Sequence[ModerationDecision]

    @property
    def why_not_publish(self) -> str | None:
        return why_not_publish(self.comment.publication_choice)

    @property
    def why_not_acknowledge(self) -> str | None:
        return why_not_acknowledge(self.comment.publication_choice)


@dataclass(frozen=True)
class QueuePage:
    items: Sequence[QueueItem]
    next_cursor: Cursor | None
    waiting_total: int
    oldest_waiting_at: datetime | None


def list_queue_page(chosen: QueueFilter, after: Cursor | None) -> QueuePage:
    """Pending comments, oldest first, after the cursor."""
    statement = _waiting(chosen)
    if after:
        statement = statement.where(
            tuple_(Comment.received_at, Comment.id) > (after.received_at, after.comment_id)
        )
    # The page is cut from the index first: a planner without fresh statistics would otherwise join
    # and sort everything that waits, with its words, for a page of twenty.
    page_ids = statement.with_only_columns(Comment.id).limit(PAGE_SIZE + 1).subquery()
    comments = db.session.scalars(
        _with_place(select(Comment).join(page_ids, page_ids.c.id == Comment.id)).order_by(
            Comment.received_at, Comment.id
        )
    ).all()
    shown = comments[:PAGE_SIZE]
    last = shown[-1] if len(comments) > PAGE_SIZE else None
    return QueuePage(
        make_items(shown),
        Cursor(last.received_at, last.id) if last else None,
        count_waiting(chosen),
        find_oldest_waiting_at(chosen),
    )


def find_oldest_waiting_at(chosen: QueueFilter) -> datetime | None:
    return db.session.scalar(_waiting(chosen).with_only_columns(Comment.received_at).limit(1))


@dataclass(frozen=True)
class QueueSummary:
    waiting_total: int
    oldest_waiting_at: datetime | None
    by_inquiry: Sequence[tuple[Inquiry, int]]


def read_queue_summary() -> QueueSummary:
    everything = QueueFilter()
    return QueueSummary(
        count_waiting(everything), find_oldest_waiting_at(everything), list_waiting_by_inquiry()
    )


def _waiting(chosen: QueueFilter) -> Select[Comment]:
    statement = select(Comment).where(*_conditions(chosen, Comment))
    return statement.order_by(Comment.received_at, Comment.id)


def _conditions(
    chosen: QueueFilter, table: type[Comment] | type[CommentCounter]
) -> Iterator[ColumnElement[bool]]:
    """What waits and was chosen, asked of the comments or of their counters."""
    yield table.status == CommentStatus.PENDING
    if chosen.topic_id is not None:
        yield table.topic_id == chosen.topic_id
    if chosen.inquiry_id is not None:
        topic_ids = select(Topic.id).where(Topic.inquiry_id == chosen.inquiry_id)
        yield table.topic_id.in_(topic_ids)
    if chosen.choice is not None:
        yield table.publication_choice == chosen.choice


def _with_place(statement: Select[Comment]) -> Select[Comment]:
    return statement.options(
        joinedload(Comment.topic).joinedload(Topic.inquiry),
        joinedload(Comment.paper),
        joinedload(Comment.paragraph),
    )


def count_waiting(chosen: QueueFilter) -> int:
    """From the counters, so that it costs the same however long the queue is."""
    statement = select(func.coalesce(func.sum(CommentCounter.total), 0)).where(
        *_conditions(chosen, CommentCounter)
    )
    return int(db.session.scalar(statement) or 0)


def list_waiting_by_inquiry() -> list[tuple[Inquiry, int]]:
    """Inquiries with comments that wait, the most first."""
    total = func.sum(CommentCounter.total)
    rows = db.session.execute(
        select(Inquiry, total)
        .join(Topic, Topic.inquiry_id == Inquiry.id)
        .join(CommentCounter, CommentCounter.topic_id == Topic.id)
        .where(CommentCounter.status == CommentStatus.PENDING)
        .group_by(*Inquiry.__table__.c)
        .having(total > 0)
        .order_by(total.desc(), Inquiry.id)
    )
    return [(inquiry, int(waiting)) for inquiry, waiting in rows]


def make_items(comments: Sequence[Comment]) -> list[QueueItem]:
    """The cards of some comments: three queries, however many there are."""
    ids = [comment.id for comment in comments]
    names = _withheld_names(ids)
    earlier = _earlier_from_contact(ids)
    histories = _histories(ids)
    return [
        QueueItem(
            comment,
            names.get(comment.id, ""),
            earlier.get(comment.id),
            histories.get(comment.id, []),
        )
        for comment in comments
    ]


def _withheld_names(ids: Sequence[int]) -> dict[int, str]:
    rows = db.session.execute(
        select(Contact.comment_id, Contact.withheld_name_sealed).where(
            Contact.comment_id.in_(ids), Contact.withheld_name_sealed.is_not(None)
        )
    )
    return {comment_id: _read_seal(sealed) for comment_id, sealed in rows if sealed}


def _read_seal(sealed: bytes) -> str:
    """One seal that was made with another secret must not take the whole queue away."""
    try:
        return unseal(sealed)
    except InvalidToken:
        return "(cannot be read: sealed with another secret)"


def _earlier_from_contact(ids: Sequence[int]) -> dict[int, int]:
    other = aliased(Contact)
    rows = db.session.execute(
        select(Contact.comment_id, func.count(other.comment_id))
        .outerjoin(
            other,
            (other.email_lookup == Contact.email_lookup) & (other.comment_id < Contact.comment_id),
        )
        .where(Contact.comment_id.in_(ids), Contact.email_lookup.is_not(None))
        .group_by(Contact.comment_id)
    )
    return {comment_id: total for comment_id, total in rows}


def _histories(ids: Sequence[int]) -> dict[int, list[ModerationDecision]]:
    histories: dict[int, list[ModerationDecision]] = {}
    for row in db.session.scalars(
        select(ModerationDecision)
        .where(ModerationDecision.comment_id.in_(ids))
        .options(joinedload(ModerationDecision.moderator))
        .order_by(ModerationDecision.id)
    ):
        histories.setdefault(row.comment_id, []).append(row)
    return histories


def get_comment(comment_id: int) -> Comment:
    comment = db.session.scalar(_with_place(select(Comment).where(Comment.id == comment_id)))
    if comment is None:
        raise NotFoundError(f"no comment {comment_id}")
    return comment


def find_latest_decision(comment: Comment) -> ModerationDecision | None:
    return db.session.scalar(
        select(ModerationDecision)
        .where(ModerationDecision.comment_id == comment.id)
        .options(joinedload(ModerationDecision.moderator))
        .order_by(ModerationDecision.id.desc())
        .limit(1)
    )


def list_decisions(before: int | None, limit: int = 50) -> Sequence[ModerationDecision]:
    """The log, the latest first, below the id `before`."""
    statement = select(ModerationDecision).order_by(ModerationDecision.id.desc()).limit(limit)
    if before is not None:
        statement = statement.where(ModerationDecision.id < before)
    return db.session.scalars(
        statement.options(
            joinedload(ModerationDecision.moderator),
            joinedload(ModerationDecision.comment).joinedload(Comment.topic),
        )
    ).all()
