"""Deciding: status, log row and counters in one transaction, and never over a newer decision."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from app.accounts.models import StaffUser
from app.comments.models import Comment
from app.comments.queries import has_author_email
from app.comments.service import change_status
from app.core import clock
from app.core.db import db
from app.core.errors import RefusedError
from app.jobs.outbox import enqueue
from app.moderation.enums import Decision, Reason
from app.moderation.models import ModerationDecision
from app.moderation.queries import find_latest_decision
from app.moderation.rules import STATUS_AFTER, reason_of, why_not_decide


class Result(Enum):
    DECIDED = "decided"
    SAME = "somebody had taken the same decision"
    STALE = "the comment has changed since it was seen"


@dataclass(frozen=True)
class Verdict:
    """What came of trying to decide; `latest` is the decision that stands, where one does."""

    result: Result
    latest: ModerationDecision | None


def decide(
    comment: Comment,
    seen_version: int,
    decision: Decision,
    moderator: StaffUser,
    *,
    reason: Reason | None = None,
    note: str = "",
) -> Verdict:
    """Take a decision on what the moderator saw; raises RefusedError when a rule forbids it."""
    if comment.version == seen_version:
        refusal = why_not_decide(decision, comment.status, comment.publication_choice, reason)
        if refusal:
            raise RefusedError(refusal)
        from_status = comment.status
        if change_status(comment, seen_version, STATUS_AFTER[decision]):
            row = ModerationDecision(
                comment_id=comment.id,
                moderator_id=moderator.id,
                decision=decision,
                from_status=from_status,
                to_status=comment.status,
                reason=reason_of(decision, reason),
                note=note,
                seen_version=seen_version,
                decided_at=clock.now(),
            )
            db.session.add(row)
            db.session.flush()
            if has_author_email(comment.id):
                enqueue("moderation.decision", decision_id=row.id)
            return Verdict(Result.DECIDED, row)
    return _too_late(comment, seen_version, decision, reason_of(decision, reason))


def _too_late(
    comment: Comment, seen_version: int, decision: Decision, reason: Reason | None
) -> Verdict:
    """Was it the same decision, which still stands, or something else?"""
    db.session.refresh(comment)
    latest = find_latest_decision(comment)
    if latest is None or latest.to_status is not comment.status:
        return Verdict(Result.STALE, None)
    seen = (seen_version, seen_version + 1, decision, reason)
    made = (latest.seen_version, comment.version, latest.decision, latest.reason)
    return Verdict(Result.SAME if seen == made else Result.STALE, latest)
