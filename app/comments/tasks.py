"""What the worker does for comments."""

from __future__ import annotations

from app.comments.emails import make_author_message
from app.comments.models import Comment
from app.comments.rules import is_receipt_stale
from app.core import clock
from app.core.db import db
from app.mail.message import Message
from app.mail.sending import mail_task


@mail_task("comments.receipt")
def write_receipt(comment_id: int) -> Message | None:
    """To the author, when a comment has arrived; nothing that comes late, after a decision."""
    comment = db.session.get_one(Comment, comment_id)
    if is_receipt_stale(comment.version, comment.received_at, clock.now()):
        return None
    return make_author_message(comment, "Thank you. Your comment has arrived.")
