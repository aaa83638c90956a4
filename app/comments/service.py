"""Comments are sent, and change status; counters and stamps go with them in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from app.comments.enums import CommentStatus, PublicationChoice
from app.comments.models import Comment, CommentCounter, CommentNumbering, Contact
from app.comments.nonces import (
    FormNonce,
    hash_receipt_key,
    make_receipt_key,
    remake_receipt_key,
)
from app.comments.queries import find_by_nonce, get_by_nonce
from app.comments.rules import why_not_withdraw
from app.core import clock
from app.core.crypto import hash_email, list_email_hashes, seal, unseal
from app.core.db import db, insert_once, insert_or_add
from app.core.errors import RefusedError
from app.core.markup import render_comment
from app.core.stamps import bump_stamp, comments_of
from app.core.text import make_reference
from app.inquiries.models import Topic
from app.inquiries.queries import period_of
from app.inquiries.rules import is_late, why_not_comment
from app.jobs.outbox import enqueue
from app.mail.service import carry_stops
from app.papers.models import Paragraph


@dataclass(frozen=True)
class Draft:
    """What a person typed, cleaned and checked; `paragraph` only for a paper's paragraph."""

    topic: Topic
    name: str
    email: str
    body: str
    publication_choice: PublicationChoice
    paper_id: int | None = None
    paragraph: Paragraph | None = None


@dataclass(frozen=True)
class Posted:
    """The comment behind a form; `is_other` when that form had already sent other words."""

    comment_id: int
    receipt_key: str
    is_other: bool = False

    @property
    def comment(self) -> Comment:
        return db.session.get_one(Comment, self.comment_id)


def post_comment(draft: Draft, nonce: FormNonce) -> Posted:
    """Take a comment once per nonce; raises RefusedError when the period does not allow it.

    The same form sent again gives the comment that it made the first time.
    """
    present = clock.now()
    period = period_of(draft.topic, present)
    reason = why_not_comment(period.state, period.closes_at, present, nonce.opened_at)
    if reason:
        if earlier := find_by_nonce(nonce.value):
            return _already_posted(earlier, draft)
        raise RefusedError(reason)
    columns = _make_columns(draft, nonce, present, late=is_late(period.closes_at, present))
    comment_id = insert_once(Comment, columns)
    if comment_id is None:
        return _already_posted(get_by_nonce(nonce.value), draft)
    _keep_contact(comment_id, draft)
    _count(draft.topic.id, CommentStatus.PENDING, draft.publication_choice, 1)
    db.session.flush()
    if draft.email:
        enqueue("comments.receipt", comment_id=comment_id)
    return Posted(comment_id, make_receipt_key(nonce.value))


def _already_posted(earlier: Comment, draft: Draft) -> Posted:
    receipt_key = remake_receipt_key(earlier.nonce, earlier.receipt_hash)
    return Posted(earlier.id, receipt_key, is_other=not _is_same(earlier, draft))


def _is_same(earlier: Comment, draft: Draft) -> bool:
    """True when the form came again with nothing changed in it."""
    contact = db.session.get(Contact, earlier.id) or Contact()
    sealed = contact.withheld_name_sealed
    return all(
        (
            earlier.topic_id == draft.topic.id,
            earlier.paper_id == draft.paper_id,
            earlier.paragraph_id == (draft.paragraph.id if draft.paragraph else None),
            earlier.publication_choice is draft.publication_choice,
            earlier.body == draft.body,
            (earlier.name or (unseal(sealed) if sealed else "")) == draft.name,
            contact.email_lookup in (list_email_hashes(draft.email) if draft.email else [None]),
        )
    )


def _make_columns(
    draft: Draft, nonce: FormNonce, present: datetime, *, late: bool
) -> dict[str, object]:
    is_named = draft.publication_choice is PublicationChoice.NAMED
    return {
        "topic_id": draft.topic.id,
        "paper_id": draft.paper_id,
        "paragraph_id": draft.paragraph.id if draft.paragraph else None,
        "public_ref": make_reference(),
        "status": CommentStatus.PENDING,
        "publication_choice": draft.publication_choice,
        "name": draft.name if is_named else "",
        "body": draft.body,
        "body_html": render_comment(draft.body),
        "received_at": present,
        "status_changed_at": present,
        "is_late": late,
        "version": 1,
        "nonce": nonce.value,
        "receipt_hash": hash_receipt_key(make_receipt_key(nonce.value)),
    }


def _keep_contact(comment_id: int, draft: Draft) -> None:
    withheld = "" if draft.publication_choice is PublicationChoice.NAMED else draft.name
    if not draft.email and not withheld:
        return
    db.session.add(
        Contact(
            comment_id=comment_id,
            email_lookup=hash_email(draft.email) if draft.email else None,
            email_sealed=seal(draft.email) if draft.email else None,
            withheld_name_sealed=seal(withheld) if withheld else None,
        )
    )


def reseal_contacts(after_id: int, limit: int) -> int | None:
    """Seal the next contacts under the present secret; the last id, or None when all are done."""
    contacts = db.session.scalars(
        select(Contact)
        .where(Contact.comment_id > after_id)
        .order_by(Contact.comment_id)
        .limit(limit)
    ).all()
    for contact in contacts:
        if contact.email_sealed:
            email = unseal(contact.email_sealed)
            contact.email_sealed, contact.email_lookup = seal(email), hash_email(email)
            carry_stops([email])
        if contact.withheld_name_sealed:
            contact.withheld_name_sealed = seal(unseal(contact.withheld_name_sealed))
    db.session.flush()
    return contacts[-1].comment_id if contacts else None


def change_status(comment: Comment, seen_version: int, to_status: CommentStatus) -> bool:
    """Compare and set: False, and nothing done, when the comment has changed since it was seen.

    Locks are always taken in one order (comment, number, counters, stamp), so that two people
    deciding at once wait for each other instead of deadlocking.
    """
    if comment.version != seen_version:
        return False
    from_status, present = comment.status, clock.now()
    changed = db.session.scalar(
        update(Comment)
        .where(Comment.id == comment.id, Comment.version == seen_version)
        .values(status=to_status, version=seen_version + 1, status_changed_at=present)
        .returning(Comment.id)
        .execution_options(synchronize_session=False)
    )
    if changed is None:
        return False
    db.session.refresh(comment)
    if to_status is CommentStatus.PUBLISHED and comment.number is None:
        comment.number = _next_number(comment.topic_id)
        comment.published_at = present
    for status, amount in sorted(
        ((from_status, -1), (to_status, 1)), key=lambda change: change[0].value
    ):
        _count(comment.topic_id, status, comment.publication_choice, amount)
    if CommentStatus.PUBLISHED in (from_status, to_status):
        bump_stamp(comments_of(comment.topic_id))
    db.session.flush()
    return True


def withdraw_comment(comment: Comment) -> None:
    """Its author takes it back, or has; raises RefusedError with the reason where it cannot be."""
    if _is_withdrawn(comment):
        return
    reason = why_not_withdraw(comment.status)
    if reason:
        raise RefusedError(reason)
    if change_status(comment, comment.version, CommentStatus.WITHDRAWN):
        return
    db.session.refresh(comment)
    if not _is_withdrawn(comment):
        raise RefusedError("A moderator has just dealt with this comment. Look again.")


def _is_withdrawn(comment: Comment) -> bool:
    return comment.status is CommentStatus.WITHDRAWN


def rerender_comments(after_id: int, limit: int) -> int | None:
    """Make the HTML of the next comments anew; returns the last id, or None when all are done."""
    comments = db.session.scalars(
        select(Comment).where(Comment.id > after_id).order_by(Comment.id).limit(limit)
    ).all()
    for comment in comments:
        comment.body_html = render_comment(comment.body)
    for topic_id in sorted({comment.topic_id for comment in comments}):
        bump_stamp(comments_of(topic_id))
    db.session.flush()
    return comments[-1].id if comments else None


def _next_number(topic_id: int) -> int:
    insert_or_add(CommentNumbering, {"topic_id": topic_id}, "last_number", 1)
    numbering = db.session.get_one(CommentNumbering, topic_id, populate_existing=True)
    return numbering.last_number


def _count(topic_id: int, status: CommentStatus, choice: PublicationChoice, amount: int) -> None:
    keys = {"topic_id": topic_id, "status": status, "publication_choice": choice}
    insert_or_add(CommentCounter, keys, "total", amount)
