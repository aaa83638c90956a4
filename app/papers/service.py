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
from app.papers.models import Author, DiscussionPaper, PaperVersion, Paragraph, Section
from app.papers.numbering import number_paragraphs
from app.papers.rules import SectionText, make_anchor, split_paper


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
    _describe(paper, **fields)
    return add_version(paper, published_at=published_at, source=source, abstract=abstract)


def revise_paper(
    paper: DiscussionPaper, *, published_at: datetime, source: str, abstract: str, **fields: Any
) -> DiscussionPaper:
    """Put up a further version of a paper, withdrawn or not.

    Raises ValueError when words stand before the first heading.
    """
    _describe(paper, **fields)
    show_page(paper)
    return add_version(paper, published_at=published_at, source=source, abstract=abstract)


def _describe(
    paper: DiscussionPaper,
    *,
    title: str,
    authors: Sequence[tuple[str, str]],
    subjects: Sequence[Subject] = (),
    listed_by: Sequence[Topic] = (),
) -> None:
    """What does not belong to one version; `authors` are names with affiliations, in order."""
    paper.title = title
    paper.subjects = list(subjects)
    paper.listed_by = list(listed_by)
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
    sections = split_paper(source)
    numbers = number_paragraphs(
        _list_paragraphs(last) if last else [],
        [block for section in sections for block in section.blocks],
        _list_used_numbers(paper),
    )
    version = PaperVersion(
        number=last.number + 1 if last else 1, abstract=abstract, published_at=published_at
    )
    paper.versions.append(version)
    db.session.flush()
    _add_sections(version, sections, numbers)
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


def _list_paragraphs(version: PaperVersion) -> list[tuple[str, str]]:
    return [
        (paragraph.number, paragraph.source)
        for section in version.sections
        for paragraph in section.paragraphs
    ]


def _list_used_numbers(paper: DiscussionPaper) -> set[str]:
    return set(
        db.session.scalars(
            select(Paragraph.number)
            .join(PaperVersion, PaperVersion.id == Paragraph.version_id)
            .where(PaperVersion.paper_id == paper.id)
        )
    )


def _add_sections(
    version: PaperVersion, sections: Sequence[SectionText], numbers: Sequence[str]
) -> None:
    next_number = iter(numbers)
    for position, text in enumerate(sections, 1):
        section = Section(
            version_id=version.id,
            position=position,
            level=text.level,
            title=text.title,
            anchor=make_anchor(position, text.title),
        )
        version.sections.append(section)
        section.paragraphs = [
            Paragraph(
                version_id=version.id,
                position=place,
                number=next(next_number),
                source=block,
                html=render_markdown(block),
            )
            for place, block in enumerate(text.blocks, 1)
        ]
