"""Which decisions may be taken on a comment, and what they make of it."""

from __future__ import annotations

from datetime import datetime

from app.comments.enums import CommentStatus, PublicationChoice
from app.moderation.enums import Decision, Reason

NOTE_LIMIT = 2_000
DIGEST_HOUR = 8

STATUS_AFTER = {
    Decision.PUBLISH: CommentStatus.PUBLISHED,
    Decision.REJECT: CommentStatus.REJECTED,
    Decision.SPAM: CommentStatus.SPAM,
    Decision.ACKNOWLEDGE: CommentStatus.ACKNOWLEDGED,
    Decision.REOPEN: CommentStatus.PENDING,
}
NEEDS_REASON = frozenset({Decision.REJECT})


def why_not_publish(choice: PublicationChoice) -> str | None:
    if choice is PublicationChoice.NOT_PUBLISHED:
        return "Its author asked for it not to be published."
    return None


def why_not_acknowledge(choice: PublicationChoice) -> str | None:
    if choice is PublicationChoice.NOT_PUBLISHED:
        return None
    return "Its author offered it for publication, so it is published or rejected."


def why_not_decide(
    decision: Decision, status: CommentStatus, choice: PublicationChoice, reason: Reason | None
) -> str | None:
    """Why this decision cannot be taken, as a sentence, or None."""
    if status is CommentStatus.WITHDRAWN:
        return "Its author has withdrawn this comment, so there is nothing to decide."
    if decision is Decision.REOPEN:
        waiting = status is CommentStatus.PENDING
        return "This comment is already waiting for a decision." if waiting else None
    if status is not CommentStatus.PENDING:
        return "This comment has been decided. Reopen it first to decide again."
    if decision is Decision.PUBLISH:
        return why_not_publish(choice)
    if decision is Decision.ACKNOWLEDGE:
        return why_not_acknowledge(choice)
    if decision in NEEDS_REASON and reason is None:
        return "Choose the reason for rejecting: its author is told it."
    return None


def reason_of(decision: Decision, reason: Reason | None) -> Reason | None:
    """The reason that is logged: none for publishing, and spam is its own, whatever was chosen."""
    if decision is Decision.SPAM:
        return Reason.SPAM
    return reason if decision is Decision.REJECT else None


def is_digest_time(wall: datetime) -> bool:
    """Has the morning come, on a London clock, in which moderators are told what waits?"""
    return wall.hour >= DIGEST_HOUR
