"""How decisions are told to moderators."""

from __future__ import annotations

from app.comments.enums import CommentStatus
from app.comments.models import Comment
from app.core.clock import say_moment
from app.moderation.enums import Decision
from app.moderation.models import ModerationDecision

DONE = {
    Decision.PUBLISH: "published",
    Decision.REJECT: "rejected",
    Decision.SPAM: "marked as spam",
    Decision.ACKNOWLEDGE: "acknowledged",
    Decision.REOPEN: "reopened",
}


def say_outcome(comment: Comment) -> str:
    """ "Comment k7m2… is published as number 12." """
    words = {
        CommentStatus.PUBLISHED: f"published as number {comment.number}",
        CommentStatus.REJECTED: "rejected",
        CommentStatus.SPAM: "marked as spam",
        CommentStatus.ACKNOWLEDGED: "acknowledged",
        CommentStatus.PENDING: "waiting for a decision again",
    }
    return f"Comment {comment.public_ref} is {words[comment.status]}."


def say_decided(comment: Comment, decision: ModerationDecision) -> str:
    return (
        f"Comment {comment.public_ref} had already been {DONE[decision.decision]} by "
        f"{decision.moderator.name} at {say_moment(decision.decided_at)}. Nothing more to do."
    )
