"""Papers are put up as dated versions of sections and numbered paragraphs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.core.db import db
from app.core.markup import render_markdown
from app.core.stamps import SITE, bump_stamp
from app.inquiries.enums import PublishingState
from app.inquiries.models import Subject, Topic
from app.inquiries.service import refuse_bad_slug, show_page
from app.papers.models import (
    Author,
    DiscussionPaper,
    PaperFile,
    PaperVersion,
    Paragraph,
    Section,
)
from app.papers.numbering import number_paragraphs
from app.papers.rules import make_anchor, split_paper


def publish_paper(
    *,
    slug: str,
    topic: Topic,
    published_at: datetime,
    source: str,
    abstract: str,
    **fields: Any,
) -> DiscussionPaper:
    """Put up a paper's first version; `fields` are those of `revise_paper`.

    Raises RefusedError for a bad slug, ValueError when words stand before the first heading.
    """
    refuse_bad_slug(slug)
    paper = DiscussionPaper(slug=slug, topic=topic, state=PublishingState.PUBLISHED)
    db.session.add(paper)
    describe_paper(paper, **fields)
    return add_version(paper, published_at=published_at, source=source, abstract=abstract)


def revise_paper(
    paper: DiscussionPaper, *, published_at: datetime, source: str, abstract: str, **fields: Any
) -> DiscussionPaper:
    """Put up a further version of a paper, withdrawn or not.

    Raises ValueError when words stand before the first heading.
    """
    describe_paper(paper, **fields)
    show_page(paper)
    return add_version(paper, published_at=published_at, source=source, abstract=abstract)


def describe_paper(
    paper: DiscussionPaper,
    *,
    title: str,
    authors: Sequence[tuple[str, str]],
    subjects: Sequence[Subject] = (),
    listed_by: Sequence[Topic] = (),
    files: Sequence[PaperFile] = (),
) -> None:
    """What does not belong to one version; `authors` are names with affiliations, in order."""
    paper.title = title
    paper.subjects = list(subjects)
    paper.listed_by = list(listed_by)
    paper.files = list(files)
    paper.authors = [
        Author(position=position, name=name, affiliation=affiliation)
        for position, (name, affiliation) in enumerate(authors, 1)
    ]


def add_version(
    paper: DiscussionPaper, *, published_at: datetime, source: str, abstract: str
) -> DiscussionPaper:
    """The words of a paper from now on; its paragraphs keep their numbers.

    Raises ValueError when words stand before the first heading.
    """
    db.session.flush()
    last = paper.versions[-1] if paper.versions else None
    version = PaperVersion(
        number=last.number + 1 if last else 1, abstract=abstract, published_at=published_at
    )
    sections = make_sections(last, read_used_numbers(paper), source)
    paper.versions.append(version)
    db.session.flush()
    for section in sections:
        for paragraph in section.paragraphs:
            paragraph.version_id = version.id
    version.sections = sections
    bump_stamp(SITE)
    db.session.flush()
    return paper


def renumber(version: PaperVersion, numbers: Sequence[str]) -> None:
    """Give a paper that comes from elsewhere the paragraph numbers that it had there."""
    paragraphs = [paragraph for section in version.sections for paragraph in section.paragraphs]
    for place, paragraph in enumerate(paragraphs):
        paragraph.number = f"-{place}"  # so that no two have one number meanwhile
    db.session.flush()
    for paragraph, number in zip(paragraphs, numbers, strict=True):
        paragraph.number = number
    db.session.flush()


def read_used_numbers(paper: DiscussionPaper) -> set[str]:
    """All paragraph numbers that were ever given in any of its versions."""
    return set(
        db.session.scalars(
            select(Paragraph.number)
            .join(PaperVersion, PaperVersion.id == Paragraph.version_id)
            .where(PaperVersion.paper_id == paper.id)
        )
    )


def make_sections(last: PaperVersion | None, used: set[str], source: str) -> list[Section]:
    """The sections and numbered paragraphs of the version that comes after `last`.

    Raises ValueError when words stand before the first heading.
    """
    texts = split_paper(source)
    blocks = [block for text in texts for block in text.blocks]
    numbers = iter(number_paragraphs(_list_numbered(last), blocks, used))
    return [
        Section(
            position=position,
            level=text.level,
            title=text.title,
            anchor=make_anchor(position, text.title),
            paragraphs=[
                Paragraph(
                    position=place, number=next(numbers), source=block, html=render_markdown(block)
                )
                for place, block in enumerate(text.blocks, 1)
            ],
        )
        for position, text in enumerate(texts, 1)
    ]


def _list_numbered(version: PaperVersion | None) -> list[tuple[str, str]]:
    sections = version.sections if version else []
    return [
        (paragraph.number, paragraph.source)
        for section in sections
        for paragraph in section.paragraphs
    ]
