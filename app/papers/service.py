"""Papers are put up as dated versions of sections and numbered paragraphs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from app.core.db import db
from app.core.markup import render_markdown
from app.core.stamps import SITE, bump_stamp
from app.inquiries.enums import PublishingState
from app.inquiries.models import Subject, Topic
from app.inquiries.service import refuse_bad_slug
from app.papers.models import Author, DiscussionPaper, PaperVersion, Paragraph, Section
from app.papers.rules import make_anchor, split_paper


def publish_paper(
    *,
    slug: str,
    title: str,
    topic: Topic,
    abstract: str,
    source: str,
    published_at: datetime,
    authors: Sequence[tuple[str, str]],
    subjects: Sequence[Subject] = (),
) -> DiscussionPaper:
    """Put up a paper's first version; `authors` are names with affiliations, in order.

    Raises RefusedError for a bad slug, ValueError when words stand before the first heading.
    """
    refuse_bad_slug(slug)
    paper = DiscussionPaper(
        slug=slug,
        title=title,
        topic=topic,
        state=PublishingState.PUBLISHED,
        subjects=list(subjects),
        authors=[
            Author(position=position, name=name, affiliation=affiliation)
            for position, (name, affiliation) in enumerate(authors, 1)
        ],
    )
    version = PaperVersion(paper=paper, number=1, abstract=abstract, published_at=published_at)
    db.session.add_all([paper, version])
    db.session.flush()
    _add_sections(version, source)
    bump_stamp(SITE)
    db.session.flush()
    return paper


def _add_sections(version: PaperVersion, source: str) -> None:
    number = 0
    for position, text in enumerate(split_paper(source), 1):
        section = Section(
            version_id=version.id,
            position=position,
            level=text.level,
            title=text.title,
            anchor=make_anchor(position, text.title),
        )
        version.sections.append(section)
        for place, block in enumerate(text.blocks, 1):
            number += 1
            section.paragraphs.append(
                Paragraph(
                    version_id=version.id,
                    position=place,
                    number=str(number),
                    source=block,
                    html=render_markdown(block),
                )
            )
