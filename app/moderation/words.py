"""How decisions are told to moderators."""

from __future__ import annotations

from app.comments.enums import CommentStatus
from app.comments.models import Comment
from app.core.clock import say_moment
from app.moderation.enums import Decision
from app.moderation.models import ModerationDecision

NOTE_SHOWN = 500  # a notice travels in a cookie, which holds 4,000 bytes in all

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


def say_conflict(
    comment: Comment, seen_version: int, latest: ModerationDecision | None, status_words: str
) -> str:
    """Why a decision came too late; `latest` is the decision that stands, where one does."""
    if latest:
        return f"The comment is now: {status_words}. The decision that stands is shown below."
    if comment.status is CommentStatus.WITHDRAWN:
        return (
            f"Its author withdrew the comment at {say_moment(comment.status_changed_at)}, "
            "so there is nothing more to decide."
        )
    if seen_version > comment.version:
        return (
            f"The comment is now: {status_words}. The page that you answered named a version of "
            "it that does not exist. Open the comment again and decide there."
        )
    return f"The comment is now: {status_words}. Open it again to see it as it stands."


def say_decided(comment: Comment, decision: ModerationDecision, note: str) -> str:
    """Who had decided so before; a note that differs from the logged one is given back."""
    said = (
        f"Comment {comment.public_ref} had already been {DONE[decision.decision]} by "
        f"{decision.moderator.name} at {say_moment(decision.decided_at)}."
    )
    if note in ("", decision.note):
        return f"{said} Nothing more to do."
    if len(note) <= NOTE_SHOWN:
        return f"{said} Your note was not recorded. It said: {note}"
    return f"{said} Your note was not recorded. It began: {note[:NOTE_SHOWN]}…"
