"""What the author of a comment is written.

Nobody has confirmed the address, so nothing that the sender typed is in it, and it gets few
messages: whoever fills in somebody else's address can make us say nothing to them.
"""

from __future__ import annotations

from app.comments.models import Comment
from app.comments.nonces import remake_receipt_key
from app.comments.queries import find_author_email
from app.comments.receipts import ToldClause, describe_receipt
from app.mail.addresses import mail_url
from app.mail.enums import MailKind
from app.mail.message import Link, Message

_WHY_YOU = (
    "This address was given with a comment on our site. If it was not you, you need do nothing; "
    "you can also stop these messages."
)


def make_author_message(
    comment: Comment, opening: str, clause: ToldClause | None = None
) -> Message | None:
    """The comment's state in the words of its receipt; None when no address was given."""
    email = find_author_email(comment.id)
    if email is None:
        return None
    state = describe_receipt(comment, clause)
    receipt_key = remake_receipt_key(comment.nonce, comment.receipt_hash)
    receipt_url = mail_url("comments.receipt", receipt_key=receipt_key)
    words = (opening, state.sentence, clause.message if clause else "", *state.next_steps)
    policy = [Link(f"In the moderation policy: {clause.heading}", clause.url)] if clause else []
    return Message(
        to=email,
        subject=f"{state.title}: your comment {comment.public_ref}",
        parts=[
            f"Comment {comment.public_ref} on “{comment.topic.title}”",
            *(sentence for sentence in words if sentence),
            *policy,
            Link("Your receipt (whoever has this link can open it)", receipt_url),
            _WHY_YOU,
        ],
        kind=MailKind.AUTHOR,
        is_unconfirmed=True,
    )
