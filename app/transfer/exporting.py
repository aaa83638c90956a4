"""An inquiry is exported: what the public reads, and every comment with what became of it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import aliased

from app.comments.enums import PublicationChoice
from app.comments.models import Comment, Contact
from app.core.crypto import unseal
from app.core.db import db, reading
from app.inquiries.models import Inquiry, Topic
from app.moderation.models import ModerationDecision
from app.papers.models import DiscussionPaper, PaperVersion, Paragraph
from app.transfer.checking import Report
from app.transfer.collecting import collect_texts
from app.transfer.package import Writer, create_package
from app.transfer.rows import COLUMNS, DECISION_FOR, EMAIL, CommentRow, write_row
from app.transfer.texts import Texts
from app.transfer.writing import name_topic, write_texts

READ_AT_ONCE = 1_000


def export_inquiry(slug: str, path: Path, report: Report, *, with_contacts: bool = False) -> int:
    """Write it all as it stands at one moment; gives the number of comments.

    Raises NotFoundError, and PackageError where there is something at the path already.
    """
    with reading():
        texts = collect_texts(slug)
        with create_package(path) as writer:
            write_texts(texts, writer)
            report(f"written: 1 inquiry, {len(texts.topics)} topics, {len(texts.papers)} papers")
            count = _write_comments(texts, writer, report, with_contacts=with_contacts)
        db.session.rollback()
    return count


def _write_comments(texts: Texts, writer: Writer, report: Report, *, with_contacts: bool) -> int:
    ids = _read_topic_ids(texts)
    columns = [*COLUMNS, EMAIL] if with_contacts else list(COLUMNS)
    total = 0
    for place, text in enumerate(texts.topics, 1):
        lines = _read_lines(ids[text.slug], columns, with_contacts=with_contacts)
        first = next(lines, None)
        if first is None:
            continue
        with writer.add(f"comments/{name_topic(place, text.slug)}.csv") as raw:
            file = io.TextIOWrapper(raw, encoding="utf-8", newline="", write_through=True)
            table = csv.writer(file, lineterminator="\n")
            table.writerow(columns)
            table.writerow(first)
            count = 1
            for line in lines:
                table.writerow(line)
                count += 1
            file.flush()
            file.detach()
        total += count
        report(f"written: {count:,} comments on {text.slug}")
    return total


def _read_topic_ids(texts: Texts) -> dict[str, int]:
    rows = db.session.execute(
        select(Topic.slug, Topic.id).join(Topic.inquiry).where(Inquiry.slug == texts.inquiry.slug)
    )
    return {slug: topic_id for slug, topic_id in rows}


def _read_lines(topic_id: int, columns: list[str], *, with_contacts: bool) -> Iterator[list[str]]:
    rows = db.session.connection().execution_options(yield_per=READ_AT_ONCE)
    for found in rows.execute(_select_comments(topic_id)):
        yield write_row(_make_row(found, with_contacts=with_contacts))[: len(columns)]


def _select_comments(topic_id: int) -> Select[Any]:
    """Each comment with its paper, its paragraph if it still stands, and its last decision."""
    latest, version = aliased(ModerationDecision), aliased(PaperVersion)
    last_decision = (
        select(func.max(latest.id)).where(latest.comment_id == Comment.id).scalar_subquery()
    )
    current = (
        select(func.max(version.number))
        .where(version.paper_id == PaperVersion.paper_id)
        .scalar_subquery()
    )
    number_then = (
        select(Spoken.number)
        .where(Spoken.id == Comment.paragraph_id)
        .correlate(Comment)  # two levels up, which is not found by itself
        .scalar_subquery()
    )
    standing = (
        select(Paragraph.number)
        .join(PaperVersion, PaperVersion.id == Paragraph.version_id)
        .where(
            PaperVersion.paper_id == Comment.paper_id,
            PaperVersion.number == current,
            Paragraph.number == number_then,
        )
        .correlate(Comment)
        .scalar_subquery()
    )
    return (
        select(
            *(getattr(Comment, name) for name in _TAKEN),
            DiscussionPaper.slug.label("paper"),
            standing.label("paragraph"),
            ModerationDecision.reason,
            ModerationDecision.note,
            Contact.email_sealed,
            Contact.withheld_name_sealed,
        )
        .outerjoin(DiscussionPaper, DiscussionPaper.id == Comment.paper_id)
        .outerjoin(
            ModerationDecision,
            and_(
                ModerationDecision.id == last_decision,
                ModerationDecision.to_status == Comment.status,
            ),
        )
        .outerjoin(Contact, Contact.comment_id == Comment.id)
        .where(Comment.topic_id == topic_id)
        .order_by(Comment.received_at, Comment.public_ref)
    )


Spoken = aliased(Paragraph)  # the paragraph of whichever version a comment spoke of
_TAKEN = (
    "public_ref", "number", "status", "publication_choice", "name", "body", "received_at",
    "published_at", "status_changed_at", "is_late",
)  # fmt: skip


def _make_row(found: Any, *, with_contacts: bool) -> CommentRow:
    withheld = found.withheld_name_sealed if with_contacts else None
    is_named = found.publication_choice is PublicationChoice.NAMED
    is_decided = found.status in DECISION_FOR
    return CommentRow(
        line=0,
        ref=found.public_ref,
        number=found.number,
        status=found.status,
        choice=found.publication_choice,
        name=found.name if is_named else unseal(withheld) if withheld else "",
        email=unseal(found.email_sealed) if with_contacts and found.email_sealed else "",
        received_at=found.received_at,
        published_at=found.published_at,
        changed_at=found.status_changed_at,
        is_late=found.is_late,
        paper=found.paper or "",
        paragraph=found.paragraph or "",
        reason=found.reason if is_decided else None,
        note=(found.note or "") if is_decided else "",
        body=found.body,
    )
