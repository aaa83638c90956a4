"""A draft on the public page that it would have, for previews.

The page is rendered by the public template from objects that belong to no session, put together
by the same functions that put up a publication.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import render_template, url_for

from app.core import clock
from app.inquiries.models import Inquiry, Topic
from app.inquiries.queries import split_events
from app.inquiries.rules import Period, days_between, period_state
from app.inquiries.service import describe_inquiry, describe_topic
from app.papers.file_links import link_files
from app.papers.models import DiscussionPaper, PaperVersion
from app.papers.rules import make_citation
from app.papers.service import describe_paper, make_sections, read_used_numbers
from app.publishing.applying import inquiry_fields, paper_fields, topic_fields
from app.publishing.contents import (
    CONTENT_OF,
    Content,
    InquiryContent,
    PaperContent,
    TopicContent,
)
from app.publishing.enums import Kind
from app.publishing.models import Manuscript
from app.publishing.queries import find_last_publication

UNPUBLISHED = {
    Kind.INQUIRY: "An inquiry that is not published yet",
    Kind.TOPIC: "A topic that is not published yet",
}


# What stands above a draft: its name in addresses, and its content.
Around = Callable[[Manuscript], tuple[str, Content]]


def drafted_above(manuscript: Manuscript) -> tuple[str, Content]:
    """For staff: as it is drafted."""
    return manuscript.slug, manuscript.content


def public_above(manuscript: Manuscript) -> tuple[str, Content]:
    """For people outside: as the public reads it, or that there is nothing to read."""
    last = find_last_publication(manuscript)
    if last is not None and last.number:
        return manuscript.slug, last.content
    return "not-published", CONTENT_OF[manuscript.kind](title=UNPUBLISHED[manuscript.kind])


def show_content(
    manuscript: Manuscript,
    banner: str,
    around: Around,
    file_address: Callable[[str], str],
    **told: Any,
) -> str:
    """The page, under the template of a banner that says what it is and is told what it needs.

    Raises ValueError for a paper without a first heading.
    """
    content = manuscript.content
    told = {"banner": banner, "manuscript": manuscript, **told}
    if isinstance(content, InquiryContent):
        return _show_inquiry(manuscript, content, told)
    if isinstance(content, TopicContent):
        return _show_topic(manuscript, content, around, told)
    told["files"] = link_files(content.files, file_address)
    return _show_paper(manuscript, content, around, told)


def _make_inquiry(slug: str, content: InquiryContent) -> Inquiry:
    inquiry = describe_inquiry(Inquiry(slug=slug), **inquiry_fields(content, []))
    inquiry.launched_on = content.launched_on or clock.london_date(clock.now())
    return inquiry


def _make_topic(slug: str, content: TopicContent) -> Topic:
    return describe_topic(Topic(slug=slug), **topic_fields(content))


def _inquiry_above(manuscript: Manuscript, around: Around) -> tuple[str, InquiryContent]:
    root = manuscript
    while root.parent is not None:
        root = root.parent
    slug, content = around(root)
    return slug, content if isinstance(content, InquiryContent) else InquiryContent()


def _topic_above(manuscript: Manuscript, around: Around) -> tuple[str, TopicContent]:
    slug, content = around(manuscript.parent or manuscript)
    return slug, content if isinstance(content, TopicContent) else TopicContent()


def _period(content: InquiryContent | TopicContent, above: InquiryContent) -> Period:
    """As it would stand at present; what is not given yet is taken to begin and end now."""
    present = clock.now()
    opens_at: datetime = content.opens_at or above.opens_at or present
    closes_at: datetime = content.closes_at or above.closes_at or present
    state = period_state(opens_at, closes_at, present, has_outcome=False)
    left = days_between(clock.london_date(present), clock.london_date(closes_at))
    return Period(state, opens_at, closes_at, left)


def _show_inquiry(manuscript: Manuscript, content: InquiryContent, told: dict[str, Any]) -> str:
    inquiry = _make_inquiry(manuscript.slug, content)
    dated = [event for event in inquiry.events if None not in (event.starts_at, event.ends_at)]
    coming, past = split_events(dated, clock.now())
    return render_template(
        "inquiries/inquiry.html",
        **told,
        inquiry=inquiry,
        period=_period(content, content),
        topics=[],
        papers=[],
        coming_events=coming,
        past_events=past,
    )


def _show_topic(
    manuscript: Manuscript, content: TopicContent, around: Around, told: dict[str, Any]
) -> str:
    inquiry_slug, above = _inquiry_above(manuscript, around)
    return render_template(
        "inquiries/topic_frame.html",
        **told,
        topic=_make_topic(manuscript.slug, content),
        inquiry=_make_inquiry(inquiry_slug, above),
        period=_period(content, above),
        papers=[],
        coming_events=[],
        past_events=[],
    )


def _show_paper(
    manuscript: Manuscript, content: PaperContent, around: Around, told: dict[str, Any]
) -> str:
    inquiry_slug, above = _inquiry_above(manuscript, around)
    paper = DiscussionPaper(slug=manuscript.slug)
    describe_paper(paper, **paper_fields(content, []))
    topic_slug, topic_content = _topic_above(manuscript, around)
    return render_template(
        "papers/paper.html",
        **told,
        paper=paper,
        version=_make_version(manuscript.paper, content),
        topic=_make_topic(topic_slug, topic_content),
        inquiry=_make_inquiry(inquiry_slug, above),
        period=_period(topic_content, above),
        citation=make_citation(
            [author.name for author in content.authors] or ["Nobody yet"],
            content.title,
            clock.london(clock.now()).year,
            above.title,
            url_for("papers.paper", paper=manuscript.slug, _external=True),
        ),
    )


def _make_version(known: DiscussionPaper | None, content: PaperContent) -> PaperVersion:
    """What would be the next version, with the numbers that its paragraphs would get."""
    last = known.versions[-1] if known else None
    used = read_used_numbers(known) if known else set()
    version = PaperVersion(
        number=last.number + 1 if last else 1, abstract=content.abstract, published_at=clock.now()
    )
    version.sections = make_sections(last, used, content.source)
    return version
