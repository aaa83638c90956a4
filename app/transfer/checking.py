"""All comments are looked at before the first one is taken. Nothing is changed here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field

from sqlalchemy import select

from app.comments.enums import PublicationChoice
from app.comments.models import Comment
from app.core.db import db
from app.inquiries.models import Inquiry, Topic
from app.papers.models import DiscussionPaper, PaperVersion, Paragraph, Section
from app.papers.numbering import number_paragraphs
from app.transfer.judging import list_blocks
from app.transfer.ledger import Ledger
from app.transfer.package import Package
from app.transfer.problems import Findings
from app.transfer.reading import slug_of_file
from app.transfer.rows import CommentRow
from app.transfer.streaming import in_batches, list_files, stream_rows
from app.transfer.texts import Text, Texts

BATCH = 500
SAID_EVERY = 20_000
Report = Callable[[str], object]


@dataclass
class CommentCheck:
    """How many comments there are, and the highest number that a topic's file gives."""

    count: int = 0
    highest: dict[str, int] = field(default_factory=dict)


def check_comments(
    package: Package, texts: Texts, findings: Findings, report: Report
) -> CommentCheck:
    check = CommentCheck()
    topics = {text.slug for text in texts.topics}
    places = _Places(texts)
    with closing(Ledger()) as ledger:
        for name in list_files(package):
            topic = slug_of_file(name)
            if topic not in topics:
                findings.add(name, 0, f"There is no topic {topic}, by which this file is named.")
                continue
            read = stream_rows(package, name, texts.inquiry.slug, findings.add)
            for rows in in_batches(read, BATCH):
                ledger.note(name, topic, rows)
                for row in rows:
                    if sentence := places.why_not_place(topic, row):
                        findings.add(name, row.line, sentence)
                for row, sentence in places.list_conflicts(topic, rows):
                    findings.add(name, row.line, sentence)
                check.count += len(rows)
                if check.count % SAID_EVERY == 0:
                    report(f"checked: {check.count:,} comments")
        for file, line, what, other_file, other_line in ledger.read_twins():
            place = f"line {other_line}"
            if file != other_file:
                place = f"{other_file}, {place}"
            findings.add(file, line, f"This comment has the same {what} as that of {place}.")
        check.highest = ledger.highest_numbers()
    return check


class _Places:
    """What a comment may belong to, and what the site has there already."""

    def __init__(self, texts: Texts) -> None:
        self.topic_of_paper = {text.slug: text.parent for text in texts.papers}
        self.paragraphs = {text.slug: _numbers_of(text) for text in texts.papers}
        rows = db.session.execute(
            select(Topic.slug, Topic.id)
            .join(Topic.inquiry)
            .where(Inquiry.slug == texts.inquiry.slug)
        )
        self.topic_ids = {slug: topic_id for slug, topic_id in rows}

    def why_not_place(self, topic: str, row: CommentRow) -> str | None:
        if not row.paper:
            return None
        if self.topic_of_paper.get(row.paper) != topic:
            return f"The topic has no paper {row.paper[:80]}."
        if row.paragraph and row.paragraph not in self.paragraphs[row.paper]:
            return f"The paper {row.paper} has no paragraph {row.paragraph[:12]}."
        return None

    def list_conflicts(
        self, topic: str, rows: Sequence[CommentRow]
    ) -> list[tuple[CommentRow, str]]:
        """Rows that say something else than the site about the same comment, or number."""
        known = read_known(rows)
        faults = [
            (row, "The site has a comment of this reference with another text, choice or place.")
            for row in rows
            if row.ref in known and not _is_same(row, known[row.ref], self.topic_ids.get(topic))
        ]
        numbered = {row.number: row for row in rows if row.number and row.ref not in known}
        taken = db.session.scalars(
            select(Comment.number).where(
                Comment.topic_id == self.topic_ids.get(topic, 0),
                Comment.number.in_(list(numbered)),
            )
        )
        faults += [
            (numbered[number], f"The site has another comment with the number {number}.")
            for number in (taken if topic in self.topic_ids and numbered else ())
            if number
        ]
        return faults


def read_known(rows: Sequence[CommentRow]) -> dict[str, Comment]:
    """The site's own comments of these references."""
    found = db.session.scalars(
        select(Comment).where(Comment.public_ref.in_([row.ref for row in rows]))
    ).all()
    known = {comment.public_ref: comment for comment in found}
    for comment in found:
        db.session.expunge(comment)
    return known


def _is_same(row: CommentRow, comment: Comment, topic_id: int | None) -> bool:
    is_named = row.choice is PublicationChoice.NAMED
    return (
        comment.topic_id == topic_id
        and comment.body == row.body
        and comment.received_at == row.received_at
        and comment.publication_choice is row.choice
        and (comment.name == row.name or not is_named)
    )


def _numbers_of(text: Text) -> frozenset[str]:
    """Every paragraph number that a paper has, or will have once its text is put up."""
    blocks = list_blocks(text)
    paper = db.session.scalar(select(DiscussionPaper).where(DiscussionPaper.slug == text.slug))
    if paper is None:
        return frozenset(text.numbers or map(str, range(1, len(blocks) + 1)))
    rows = db.session.execute(
        select(PaperVersion.number, Paragraph.number, Paragraph.source)
        .join(PaperVersion, PaperVersion.id == Paragraph.version_id)
        .join(Section, Section.id == Paragraph.section_id)
        .where(PaperVersion.paper_id == paper.id)
        .order_by(PaperVersion.number, Section.position, Paragraph.position)
    ).all()
    used = {number for _, number, _ in rows}
    last = max((version for version, _, _ in rows), default=0)
    old = [(number, source) for version, number, source in rows if version == last]
    return frozenset(used | set(number_paragraphs(old, blocks, used)))
