"""All comments are looked at before the first one is shown. Nothing is changed here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field

from sqlalchemy import select

from app.comments.models import Comment
from app.core.db import db
from app.inquiries.models import Inquiry, Topic
from app.papers.models import DiscussionPaper, PaperVersion, Paragraph, Section
from app.papers.numbering import number_paragraphs
from app.transfer.judging import list_blocks
from app.transfer.known import KnownComment, is_same, read_known
from app.transfer.ledger import Ledger
from app.transfer.package import Package
from app.transfer.problems import Findings
from app.transfer.reading import slug_of_file
from app.transfer.rows import CommentRow
from app.transfer.streaming import in_batches, list_files, stream_rows
from app.transfer.texts import Text, Texts

BATCH = 2_000
SAID_EVERY = 20_000
Report = Callable[[str], object]
Take = Callable[[str, Sequence[CommentRow], Mapping[str, KnownComment]], None]
_ANOTHER = "The site has a comment of this reference with another text, choice or place."


@dataclass
class CommentCheck:
    """How many comments there are, and the highest number that a topic's file gives."""

    count: int = 0
    highest: dict[str, int] = field(default_factory=dict)

    def add(self, count: int, report: Report) -> None:
        before, self.count = self.count, self.count + count
        if self.count // SAID_EVERY > before // SAID_EVERY:
            report(f"checked: {self.count:,} comments")


def check_comments(
    package: Package, texts: Texts, findings: Findings, report: Report, take: Take | None = None
) -> CommentCheck:
    """Look at every comment once; `take` is given them, and no more once there is a problem."""
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
                known = read_known(rows)
                for line, sentence in places.list_faults(topic, rows, known):
                    findings.add(name, line, sentence)
                if take and not findings.problems:
                    take(topic, rows, known)
                check.add(len(rows), report)
        _add_twins(ledger, findings)
        check.highest = ledger.highest_numbers()
    return check


def _add_twins(ledger: Ledger, findings: Findings) -> None:
    for file, line, what, other_file, other_line in ledger.read_twins():
        place = f"line {other_line}"
        if file != other_file:
            place = f"{other_file}, {place}"
        findings.add(file, line, f"This comment has the same {what} as that of {place}.")


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
        if self.topic_of_paper.get(row.paper) != topic:
            return f"The topic has no paper {row.paper[:80]}."
        if row.paragraph and row.paragraph not in self.paragraphs[row.paper]:
            return f"The paper {row.paper} has no paragraph {row.paragraph[:12]}."
        return None

    def list_faults(
        self, topic: str, rows: Sequence[CommentRow], known: Mapping[str, KnownComment]
    ) -> list[tuple[int, str]]:
        """Lines whose comments stand nowhere, or say something else than the site."""
        topic_id, faults = self.topic_ids.get(topic), list[tuple[int, str]]()
        for row in rows:
            if row.paper and (sentence := self.why_not_place(topic, row)):
                faults.append((row.line, sentence))
            if row.ref in known and not is_same(row, known[row.ref], topic_id):
                faults.append((row.line, _ANOTHER))
        lines = {row.number: row.line for row in rows if row.number and row.ref not in known}
        for number in _list_taken(topic_id, list(lines)):
            faults.append(
                (lines[number], f"The site has another comment with the number {number}.")
            )
        return faults


def _list_taken(topic_id: int | None, numbers: Sequence[int]) -> Sequence[int]:
    if topic_id is None or not numbers:
        return []
    taken = select(Comment.number).where(Comment.topic_id == topic_id, Comment.number.in_(numbers))
    return [number for number in db.session.scalars(taken) if number]


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
