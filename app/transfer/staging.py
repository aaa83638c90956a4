"""Comments are brought in, chunk by chunk, to a table that no page reads."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert

from app.comments.enums import PublicationChoice
from app.comments.models import Comment
from app.comments.nonces import hash_receipt_key, make_receipt_key
from app.core.crypto import hash_email, seal
from app.core.db import db
from app.core.markup import render_comment
from app.transfer.checking import read_known
from app.transfer.models import StagedComment
from app.transfer.package import Package
from app.transfer.reading import slug_of_file
from app.transfer.rows import CommentRow
from app.transfer.streaming import in_batches, list_files, stream_rows
from app.transfer.texts import Texts, inquiry_of, topic_of

STAGED_AT_ONCE = 1_000


@dataclass
class Staged:
    """What a run has brought in: new comments, and known ones in another status."""

    run: str
    new: int = 0
    known: int = 0
    same: int = 0


def clear_staged(inquiry: str) -> None:
    """What an import that was ended by force has left."""
    db.session.execute(delete(StagedComment).where(StagedComment.inquiry == inquiry))


def stage(package: Package, texts: Texts) -> Iterator[Staged]:
    """Each step writes one chunk, to be committed by the caller; gives what there is so far."""
    staged = Staged(secrets.token_hex(12))
    closes_at = _closings_of(texts)
    for name in list_files(package):
        topic = slug_of_file(name)
        read = stream_rows(package, name, texts.inquiry.slug, _refuse)
        for rows in in_batches(read, STAGED_AT_ONCE):
            known = read_known(rows)
            entries = []
            for row in rows:
                comment = known.get(row.ref)
                if comment and not _is_newer(row, comment):
                    staged.same += 1
                    continue
                staged.known += comment is not None
                staged.new += comment is None
                entries.append({
                    "run": staged.run, "inquiry": texts.inquiry.slug, "topic": topic,
                    "is_known": comment is not None, **_columns(row, closes_at[topic]),
                })  # fmt: skip
            if entries:
                db.session.connection().execute(insert(StagedComment), entries)
            yield staged


def _refuse(file: str, line: int, sentence: str) -> None:
    raise RuntimeError(f"{file} has changed since it was checked, line {line}: {sentence}")


def _is_newer(row: CommentRow, comment: Comment) -> bool:
    """Does the row say what became of a comment after what the site knows of it?"""
    return row.status is not comment.status and row.changed_at > comment.status_changed_at


def _closings_of(texts: Texts) -> dict[str, datetime]:
    otherwise = inquiry_of(texts.inquiry).closes_at
    closings = {text.slug: topic_of(text).closes_at or otherwise for text in texts.topics}
    return {slug: moment for slug, moment in closings.items() if moment}


def _columns(row: CommentRow, closes_at: datetime) -> dict[str, Any]:
    is_named = row.choice is PublicationChoice.NAMED
    nonce = secrets.token_urlsafe(24)
    return {
        "paper": row.paper or None,
        "paragraph": row.paragraph or None,
        "public_ref": row.ref,
        "number": row.number,
        "status": row.status,
        "publication_choice": row.choice,
        "name": row.name if is_named else "",
        "body": row.body,
        "body_html": render_comment(row.body),
        "received_at": row.received_at,
        "published_at": row.published_at,
        "status_changed_at": row.changed_at,
        "is_late": row.received_at >= closes_at if row.is_late is None else row.is_late,
        "version": row.version,
        "nonce": nonce,
        "receipt_hash": hash_receipt_key(make_receipt_key(nonce)),
        "reason": row.reason,
        "note": row.note,
        "email_lookup": hash_email(row.email) if row.email else None,
        "email_sealed": seal(row.email) if row.email else None,
        "withheld_name_sealed": seal(row.name) if row.name and not is_named else None,
    }
