"""What a receipt says, in plain words, for each status."""

from __future__ import annotations

from dataclasses import dataclass

from app.comments.enums import CommentStatus, PublicationChoice
from app.comments.models import Comment
from app.comments.rules import why_not_withdraw

_WAITING_STEPS = (
    "A moderator reads it and decides by the moderation policy. Every comment is read.",
    "The decision, and the reason for it, will be shown on your receipt.",
)
_NOT_PUBLISHED_STEPS = (
    "The inquiry reads it. It is not published, because you asked for that.",
    "Your receipt will say when it has been read.",
)


@dataclass(frozen=True)
class ReceiptState:
    title: str
    sentence: str
    next_steps: tuple[str, ...] = ()
    reason_sentence: str = ""
    can_withdraw: bool = False


_WORDS = {
    CommentStatus.PENDING: ("Waiting to be read", "We have your comment. It is not public yet."),
    CommentStatus.PUBLISHED: ("Published", "Your comment can be read on this site."),
    CommentStatus.REJECTED: ("Not published", "A moderator decided not to publish your comment."),
    CommentStatus.SPAM: (
        "Not published",
        "A moderator took your comment for advertising or an automatic message.",
    ),
    CommentStatus.WITHDRAWN: (
        "Withdrawn",
        "You withdrew your comment. It is not shown, and nobody decides on it any more.",
    ),
    CommentStatus.SUSPENDED: (
        "Taken from view for now",
        "A question about your comment is open. It is not shown until that is settled.",
    ),
    CommentStatus.ACKNOWLEDGED: (
        "Read and kept",
        "The inquiry has read your comment. It is not published, because you asked for that.",
    ),
}


def describe_receipt(comment: Comment, reason_sentence: str) -> ReceiptState:
    """The state of a comment as its author is told it."""
    title, sentence = _WORDS[comment.status]
    steps: tuple[str, ...] = ()
    if comment.status is CommentStatus.PENDING:
        is_private = comment.publication_choice is PublicationChoice.NOT_PUBLISHED
        steps = _NOT_PUBLISHED_STEPS if is_private else _WAITING_STEPS
    can_withdraw = why_not_withdraw(comment.status) is None
    return ReceiptState(title, sentence, steps, reason_sentence, can_withdraw)
