"""Staged comments take their place among the others: each step is short, and whole in itself.

With the comments go their decisions, numbers, counters and stamps, so that whoever reads or checks
the site between two steps finds nothing half done.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    func,
    insert,
    literal,
    null,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from app.comments.enums import CommentStatus
from app.comments.models import Comment, CommentCounter, CommentNumbering, Contact
from app.core.db import db, insert_or_add
from app.core.stamps import bump_stamp, comments_of
from app.inquiries.models import Inquiry, Topic
from app.moderation.enums import Decision, Reason
from app.moderation.models import ModerationDecision
from app.papers.models import DiscussionPaper, PaperVersion, Paragraph
from app.transfer.bulk import delete_rows
from app.transfer.models import StagedComment
from app.transfer.rows import DECISION_FOR

_AS_STAGED = (
    "public_ref", "status", "publication_choice", "name", "body", "body_html", "received_at",
    "published_at", "status_changed_at", "is_late", "version", "nonce", "receipt_hash",
)  # fmt: skip
_WAS_PUBLISHED = StagedComment.published_at.is_not(None)
_REASONS = ModerationDecision.__table__.c.reason.type
_Part = ColumnElement[bool]


class Showing(NamedTuple):
    """What a run shows, and in whose name its decisions are logged.

    `highest` are the highest numbers that the files give, by topic: what has none is numbered
    after them.
    """

    run: str
    inquiry: str
    highest: dict[str, int]
    moderator_id: int


def reveal_step(showing: Showing, limit: int) -> int:
    """Show the next comments of a run, in the order of the files; gives how many."""
    last_id = _find_end(showing.run, limit)
    if last_id is None:
        return 0
    step = and_(
        StagedComment.run == showing.run, StagedComment.id <= last_id, ~StagedComment.is_known
    )
    revealed = 0
    for topic, topic_id in _list_topics(step, showing.inquiry):
        part = and_(step, StagedComment.topic == topic)
        revealed += _reveal(part, topic_id, showing.highest.get(topic, 0), showing.moderator_id)
    return revealed


def _find_end(run: str, limit: int) -> int | None:
    """Where the next step ends."""
    following = (
        select(StagedComment.id)
        .where(StagedComment.run == run, ~StagedComment.is_known)
        .order_by(StagedComment.id)
        .limit(limit)
        .subquery()
    )
    last_id: int | None = db.session.scalar(select(func.max(following.c.id)))
    return last_id


def _list_topics(step: _Part, inquiry: str) -> list[tuple[str, int]]:
    rows = db.session.execute(
        select(Topic.slug, Topic.id)
        .join(Topic.inquiry)
        .where(
            Inquiry.slug == inquiry,
            Topic.slug.in_(select(StagedComment.topic).where(step).distinct()),
        )
        .order_by(Topic.id)
    )
    return [(slug, topic_id) for slug, topic_id in rows]


def _reveal(part: _Part, topic_id: int, highest: int, moderator_id: int) -> int:
    _insert_comments(part, topic_id, _take_numbers(part, topic_id, highest))
    _insert_decisions(part, moderator_id)
    _insert_contacts(part)
    _count(part, topic_id)
    bump_stamp(comments_of(topic_id))
    return delete_rows(StagedComment, part)


def _take_numbers(part: _Part, topic_id: int, highest: int) -> int:
    """The number after which those follow that bring none; locks the topic's numbering."""
    insert_or_add(CommentNumbering, {"topic_id": topic_id}, "last_number", 0)
    numbering = db.session.get_one(CommentNumbering, topic_id, populate_existing=True)
    is_needed = case((and_(_WAS_PUBLISHED, StagedComment.number.is_(None)), 1))
    needed, given = db.session.execute(
        select(func.count(is_needed), func.max(StagedComment.number)).where(part)
    ).one()
    start = max(numbering.last_number, highest)
    numbering.last_number = max(numbering.last_number, given or 0, start + needed if needed else 0)
    db.session.flush()
    return start


def _insert_comments(part: _Part, topic_id: int, start: int) -> None:
    needs = and_(_WAS_PUBLISHED, StagedComment.number.is_(None))
    place = func.row_number().over(partition_by=needs, order_by=StagedComment.id)
    columns: dict[str, Any] = {
        "topic_id": literal(topic_id),
        "paper_id": DiscussionPaper.id,
        "paragraph_id": _find_paragraph(),
        "number": case((needs, start + place), else_=StagedComment.number),
        **{name: getattr(StagedComment, name) for name in _AS_STAGED},
    }
    rows = (
        select(*columns.values())
        .select_from(StagedComment)
        .outerjoin(DiscussionPaper, DiscussionPaper.slug == StagedComment.paper)
        .where(part)
        .order_by(StagedComment.id)
    )
    _insert(Comment, columns, rows)


def _find_paragraph() -> ColumnElement[int | None]:
    """The paragraph of the latest version that has this number."""
    paragraph, version = aliased(Paragraph), aliased(PaperVersion)
    return (
        select(func.max(paragraph.id))
        .join(version, version.id == paragraph.version_id)
        .where(version.paper_id == DiscussionPaper.id, paragraph.number == StagedComment.paragraph)
        .correlate(DiscussionPaper, StagedComment)
        .scalar_subquery()
    )


class _Act(NamedTuple):
    """A decision that comments of some kind must have had."""

    condition: _Part
    decision: Decision
    from_status: CommentStatus
    to_status: CommentStatus
    reason: Any
    note: Any
    seen_version: Any
    decided_at: Any


def _list_acts() -> list[_Act]:
    """What must have happened to a comment for it to stand as it does, oldest first."""
    status, changed_at = StagedComment.status, StagedComment.status_changed_at
    waiting, published = CommentStatus.PENDING, CommentStatus.PUBLISHED
    note = case((status == published, StagedComment.note), else_="")
    was_reopened = and_(_WAS_PUBLISHED, status.not_in([published, CommentStatus.WITHDRAWN]))
    acts = [
        _Act(_WAS_PUBLISHED, Decision.PUBLISH, waiting, published, null(), note, literal(1),
             StagedComment.published_at),
        _Act(was_reopened, Decision.REOPEN, published, waiting, null(), literal(""), literal(2),
             changed_at),
    ]  # fmt: skip
    reasons = {Decision.REJECT: StagedComment.reason, Decision.SPAM: literal(Reason.SPAM, _REASONS)}
    seen = case((_WAS_PUBLISHED, 3), else_=1)
    for to_status, decision in DECISION_FOR.items():
        if to_status is not published:
            reason = reasons.get(decision, null())
            acts.append(
                _Act(status == to_status, decision, waiting, to_status, reason, StagedComment.note,
                     seen, changed_at)
            )  # fmt: skip
    return acts


def _insert_decisions(part: _Part, moderator_id: int) -> None:
    types = ModerationDecision.__table__.c
    for act in _list_acts():
        columns: dict[str, Any] = {
            "comment_id": Comment.id,
            "moderator_id": literal(moderator_id),
            "decision": literal(act.decision, types.decision.type),
            "from_status": literal(act.from_status, types.from_status.type),
            "to_status": literal(act.to_status, types.to_status.type),
            "reason": act.reason,
            "note": act.note,
            "seen_version": act.seen_version,
            "decided_at": act.decided_at,
        }
        rows = _select_with_comments(columns).where(part, act.condition).order_by(StagedComment.id)
        _insert(ModerationDecision, columns, rows)


def _insert_contacts(part: _Part) -> None:
    columns: dict[str, Any] = {
        "comment_id": Comment.id,
        "email_lookup": StagedComment.email_lookup,
        "email_sealed": StagedComment.email_sealed,
        "withheld_name_sealed": StagedComment.withheld_name_sealed,
    }
    has_any = or_(
        StagedComment.email_sealed.is_not(None), StagedComment.withheld_name_sealed.is_not(None)
    )
    _insert(Contact, columns, _select_with_comments(columns).where(part, has_any))


def _select_with_comments(columns: dict[str, Any]) -> Select[Any]:
    return (
        select(*columns.values())
        .select_from(StagedComment)
        .join(Comment, Comment.public_ref == StagedComment.public_ref)
    )


def _insert(model: Any, columns: dict[str, Any], rows: Select[Any]) -> None:
    db.session.connection().execute(
        insert(model.__table__).from_select(list(columns), rows, include_defaults=False)
    )


def _count(part: _Part, topic_id: int) -> None:
    totals = db.session.execute(
        select(StagedComment.status, StagedComment.publication_choice, func.count())
        .where(part)
        .group_by(StagedComment.status, StagedComment.publication_choice)
    ).all()
    for status, choice, total in sorted(totals, key=lambda row: (row[0].value, row[1].value)):
        keys = {"topic_id": topic_id, "status": status, "publication_choice": choice}
        insert_or_add(CommentCounter, keys, "total", total)
