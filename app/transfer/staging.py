"""Comments are brought in, chunk by chunk, to a table that no page reads."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.comments.enums import PublicationChoice
from app.comments.nonces import hash_receipt_key, make_receipt_key
from app.core.crypto import hash_email, seal
from app.core.markup import render_comment
from app.transfer.bulk import choose_form_of_moments, delete_rows, write_many
from app.transfer.known import KnownComment, is_newer
from app.transfer.models import StagedComment
from app.transfer.pace import take_steps
from app.transfer.rows import CommentRow
from app.transfer.texts import Texts, inquiry_of, topic_of

Say = Callable[[datetime], datetime | str]
_COLUMNS = (
    "run", "inquiry", "topic", "is_known", "paper", "paragraph", "public_ref", "number", "status",
    "publication_choice", "name", "body", "body_html", "received_at", "published_at",
    "status_changed_at", "is_late", "version", "nonce", "receipt_hash", "reason", "note",
    "email_lookup", "email_sealed", "withheld_name_sealed",
)  # fmt: skip


def clear_staged(inquiry: str) -> None:
    """What an import that was ended by force has left, or a problem has stopped; commits."""
    table = StagedComment.__table__

    def clear_some(limit: int) -> int:
        some = select(table.c.id).where(table.c.inquiry == inquiry).limit(limit)
        return delete_rows(StagedComment, table.c.id.in_(some))

    for _ in take_steps(clear_some):
        pass


class Staging:
    """What a run has brought in: new comments, and known ones in another status."""

    def __init__(self, texts: Texts) -> None:
        self.run = secrets.token_hex(12)
        self.inquiry = texts.inquiry.slug
        self.new = self.known = self.same = 0
        self._closings = _closings_of(texts)
        self._say = choose_form_of_moments()

    def take(
        self, topic: str, rows: Sequence[CommentRow], known: Mapping[str, KnownComment]
    ) -> None:
        """Write one chunk; the transaction begins after everything is rendered."""
        entries = []
        for row in rows:
            comment = known.get(row.ref)
            if comment and not is_newer(row, comment):
                self.same += 1
                continue
            self.known += comment is not None
            self.new += comment is None
            head = (self.run, self.inquiry, topic, comment is not None)
            entries.append(head + _values_of(row, self._closings[topic], self._say))
        if entries:
            write_many(StagedComment.__tablename__, _COLUMNS, entries)


def _closings_of(texts: Texts) -> dict[str, datetime]:
    otherwise = inquiry_of(texts.inquiry).closes_at
    closings = {text.slug: topic_of(text).closes_at or otherwise for text in texts.topics}
    return {slug: moment for slug, moment in closings.items() if moment}


def _values_of(row: CommentRow, closes_at: datetime, say: Say) -> tuple[Any, ...]:
    """In the order of the columns, from `paper` on."""
    is_named = row.choice is PublicationChoice.NAMED
    nonce = secrets.token_urlsafe(24)
    return (
        row.paper or None,
        row.paragraph or None,
        row.ref,
        row.number,
        row.status.value,
        row.choice.value,
        row.name if is_named else "",
        row.body,
        render_comment(row.body),
        say(row.received_at),
        say(row.published_at) if row.published_at else None,
        say(row.changed_at),
        row.received_at >= closes_at if row.is_late is None else row.is_late,
        row.version,
        nonce,
        hash_receipt_key(make_receipt_key(nonce)),
        row.reason.value if row.reason else None,
        row.note,
        hash_email(row.email) if row.email else None,
        seal(row.email) if row.email else None,
        seal(row.name) if row.name and not is_named else None,
    )
