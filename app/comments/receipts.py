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
_REFUSED_STEPS = (
    "The decision is on record, and your comment is counted among those received.",
    "If you think that the decision is wrong, write to us and give the reference on this "
    "page: it can be looked at again, and the new decision will be shown here.",
)
_STEPS = {
    CommentStatus.PENDING: _WAITING_STEPS,
    CommentStatus.PUBLISHED: (
        "It stays on its topic's page with its number, for anyone to read and to quote.",
        "The inquiry reads it with the others. You can withdraw it at any time, further down here.",
    ),
    CommentStatus.REJECTED: _REFUSED_STEPS,
    CommentStatus.SPAM: _REFUSED_STEPS,
    CommentStatus.WITHDRAWN: (
        "It stays in the count of comments received. If you want its words to be erased as well, "
        "write to us and give the reference on this page.",
    ),
    CommentStatus.SUSPENDED: (
        "When the question is settled your comment returns with its number, or is refused for one "
        "of the reasons in the moderation policy. This page will say which.",
    ),
    CommentStatus.ACKNOWLEDGED: (
        "It is kept with the other comments and counted among those received. "
        "Its words are never shown.",
    ),
}


@dataclass(frozen=True)
class ToldClause:
    """The clause of the moderation policy behind a decision: what it tells the author, and where
    the public reads it."""

    heading: str
    message: str
    url: str


@dataclass(frozen=True)
class ReceiptState:
    title: str
    sentence: str
    next_steps: tuple[str, ...] = ()
    clause: ToldClause | None = None
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


def describe_receipt(comment: Comment, clause: ToldClause | None) -> ReceiptState:
    """The state of a comment as its author is told it."""
    title, sentence = _WORDS[comment.status]
    is_private = comment.publication_choice is PublicationChoice.NOT_PUBLISHED
    is_waiting = comment.status is CommentStatus.PENDING
    steps = _NOT_PUBLISHED_STEPS if is_waiting and is_private else _STEPS[comment.status]
    can_withdraw = why_not_withdraw(comment.status) is None
    return ReceiptState(title, sentence, steps, clause, can_withdraw)
