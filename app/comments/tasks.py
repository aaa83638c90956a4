"""What the worker does for comments."""

from __future__ import annotations

from app.comments.emails import make_author_message
from app.comments.models import Comment
from app.core.db import db
from app.mail.message import Message
from app.mail.sending import mail_task


@mail_task("comments.receipt")
def write_receipt(comment_id: int) -> Message | None:
    """To the author, as soon as a comment has arrived; nothing when it was decided meanwhile."""
    comment = db.session.get_one(Comment, comment_id)
    if comment.version > 1:  # what has happened since is told by itself
        return None
    return make_author_message(comment, "Thank you. Your comment has arrived.")
