"""Known comments of which the files know something newer get the status that these say."""

from __future__ import annotations

from sqlalchemy import select

from app.comments.enums import CommentStatus
from app.comments.models import Comment
from app.comments.service import change_status
from app.core import clock
from app.core.db import db
from app.moderation.enums import Decision, Reason
from app.moderation.models import ModerationDecision
from app.moderation.rules import reason_of
from app.transfer.models import StagedComment
from app.transfer.rows import DECISION_FOR

MOST_AT_ONCE = 500


def update_step(run: str, moderator_id: int, limit: int) -> int:
    """Change the next known comments of a run; gives how many there were.

    Nobody is written to: what the files say happened in the past.
    """
    rows = db.session.execute(
        select(StagedComment, Comment)
        .join(Comment, Comment.public_ref == StagedComment.public_ref)
        .where(StagedComment.run == run, StagedComment.is_known)
        .order_by(StagedComment.id)
        .limit(min(limit, MOST_AT_ONCE))
    ).all()
    for staged, comment in rows:
        if staged.status_changed_at > comment.status_changed_at:
            with clock.at(staged.status_changed_at):
                _bring_up(comment, staged, moderator_id)
        db.session.delete(staged)
    db.session.flush()
    return len(rows)


def _bring_up(comment: Comment, staged: StagedComment, moderator_id: int) -> None:
    if staged.status is CommentStatus.WITHDRAWN:
        change_status(comment, comment.version, staged.status)
        return
    if comment.status is not CommentStatus.PENDING:
        _decide(comment, Decision.REOPEN, CommentStatus.PENDING, None, "", moderator_id)
    if decision := DECISION_FOR.get(staged.status):
        reason = reason_of(decision, staged.reason)
        _decide(comment, decision, staged.status, reason, staged.note, moderator_id)


def _decide(
    comment: Comment,
    decision: Decision,
    to_status: CommentStatus,
    reason: Reason | None,
    note: str,
    moderator_id: int,
) -> None:
    seen_version, from_status = comment.version, comment.status
    change_status(comment, seen_version, to_status)
    db.session.add(
        ModerationDecision(
            comment_id=comment.id,
            moderator_id=moderator_id,
            decision=decision,
            from_status=from_status,
            to_status=to_status,
            reason=reason,
            note=note,
            seen_version=seen_version,
            decided_at=clock.now(),
        )
    )
