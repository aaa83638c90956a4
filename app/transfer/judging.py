"""Does what the files say fit together, and fit the site? Nothing is changed here."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sqlalchemy import select

from app.core import clock
from app.core.db import db
from app.inquiries.enums import PublishingState
from app.inquiries.models import Subject
from app.papers.models import DiscussionPaper
from app.papers.rules import split_paper
from app.publishing.checklist import Gap, list_gaps
from app.publishing.enums import Kind
from app.publishing.models import Manuscript
from app.publishing.queries import find_manuscript
from app.transfer.problems import Findings
from app.transfer.reading import EVENTS
from app.transfer.texts import Text, Texts, inquiry_of, paper_of, topic_of

# Without these there is no page; what else the checklist asks for is only said.
_NEEDED = re.compile(
    r"title|launched_on|opens_on|closes_on|authors.*|source|events-.*|key_issues-.*|related-.*"
)
_KEY_OF = {"opens_on": "opens_at", "closes_on": "closes_at"}
_NUMBER = re.compile(r"[1-9]\d*[A-Z]*")


def judge(texts: Texts, findings: Findings) -> None:
    for text in texts.all():
        _judge_gaps(text, findings)
        _judge_moments(text, findings)
    _judge_links(texts, findings)
    _judge_papers(texts, findings)
    _judge_site(texts, findings)


def _judge_gaps(text: Text, findings: Findings) -> None:
    for gap in list_gaps(text.content):
        file, line = _place_of(text, gap)
        if _NEEDED.fullmatch(gap.field) and not (gap.advises or gap.of_style):
            findings.add(file, line, gap.sentence)
        else:
            findings.note(file, line, gap.sentence)


def _place_of(text: Text, gap: Gap) -> tuple[str, int]:
    listed = re.fullmatch(r"(\w+)-(\d+)-(\w+)", gap.field)
    if listed and listed[1] == "events":
        return EVENTS, 0
    if listed:
        return text.file, text.page.line_of(listed[3], listed[1], int(listed[2]))
    if gap.field in ("body", "source", "explored", "learnt", "call"):
        return text.file, text.page.text_line
    return text.file, text.page.line_of(_KEY_OF.get(gap.field, gap.field))


def _judge_moments(text: Text, findings: Findings) -> None:
    for key in ("published_at", "withdrawn_at"):
        moment = getattr(text, key)
        if moment and moment > clock.now():
            findings.add(text.file, text.page.line_of(key), f"“{key}” lies in the future.")
    if text.published_at and text.withdrawn_at and text.withdrawn_at < text.published_at:
        line = text.page.line_of("withdrawn_at")
        findings.add(text.file, line, "It was withdrawn before it was published.")


def _judge_links(texts: Texts, findings: Findings) -> None:
    """Whatever is named has to be there."""
    topics = {text.slug for text in texts.topics}
    subjects = {subject.slug for subject in texts.subjects}
    subjects |= set(db.session.scalars(select(Subject.slug)))

    def look(file: str, line: int, what: str, slugs: Iterable[str], known: set[str]) -> None:
        for slug in slugs:
            if slug not in known:
                findings.add(file, line, f"There is no {what} {slug}.")

    for event in inquiry_of(texts.inquiry).events:
        look(EVENTS, 0, "topic", event.topics, topics)
    for text in texts.topics:
        line = text.page.line_of("subjects")
        look(text.file, line, "subject", topic_of(text).subjects, subjects)
    for text in texts.papers:
        line_of, content = text.page.line_of, paper_of(text)
        look(text.file, line_of("subjects"), "subject", content.subjects, subjects)
        look(text.file, line_of("listed_by"), "topic", content.listed_by, topics)
        look(text.file, line_of("topic"), "topic", [text.parent], topics)


def _judge_papers(texts: Texts, findings: Findings) -> None:
    for text in texts.papers:
        if text.numbers:
            line, count = text.page.line_of("numbers"), len(list_blocks(text))
            if len(text.numbers) != count:
                findings.add(
                    text.file,
                    line,
                    f"There are {len(text.numbers)} numbers for {count} paragraphs.",
                )
            if len(set(text.numbers)) != len(text.numbers):
                findings.add(text.file, line, "A paragraph's number stands here twice.")
            for number in text.numbers:
                if not _NUMBER.fullmatch(number) or len(number) > 12:
                    findings.add(text.file, line, f"“{number}” is no number such as 12 or 12A.")


def list_blocks(text: Text) -> list[str]:
    """A paper's paragraphs; none where its text has no sections."""
    try:
        sections = split_paper(paper_of(text).source)
    except ValueError:
        return []
    return [block for section in sections for block in section.blocks]


def _judge_site(texts: Texts, findings: Findings) -> None:
    """What the site itself holds under the same names."""
    inquiry = find_manuscript(Kind.INQUIRY, texts.inquiry.slug, None)
    _judge_draft(texts.inquiry, inquiry, findings)
    for text in texts.topics:
        known = find_manuscript(Kind.TOPIC, text.slug, inquiry) if inquiry else None
        _judge_draft(text, known, findings)
    for text in texts.papers:
        manuscript = find_manuscript(Kind.PAPER, text.slug, None)
        _judge_draft(text, manuscript, findings)
        if manuscript and not _stands_under(manuscript, text, texts.inquiry):
            findings.add(text.file, 0, f"On the site the paper {text.slug} has another topic.")
        _judge_numbers(text, manuscript.paper if manuscript else None, findings)


def _judge_draft(text: Text, manuscript: Manuscript | None, findings: Findings) -> None:
    if manuscript is None or is_same(text, manuscript):
        return
    if manuscript.state not in (PublishingState.PUBLISHED, PublishingState.WITHDRAWN):
        findings.add(
            text.file, 0, "Staff are working on a draft of it: it has to be published or undone."
        )


def _stands_under(manuscript: Manuscript, text: Text, inquiry: Text) -> bool:
    topic = manuscript.parent
    above = topic.parent if topic else None
    return bool(
        topic and topic.slug == text.parent and above is not None and above.slug == inquiry.slug
    )


def _judge_numbers(text: Text, paper: DiscussionPaper | None, findings: Findings) -> None:
    if paper and text.numbers:
        findings.note(
            text.file,
            text.page.line_of("numbers"),
            "The site has this paper: its paragraphs keep the numbers that they have there.",
        )


def is_same(text: Text, manuscript: Manuscript) -> bool:
    """Is the text what the public reads now?"""
    published = [entry for entry in manuscript.publications if entry.number]
    return bool(published) and published[-1].content == text.content
