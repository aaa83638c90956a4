"""An earlier version as its page shows it: its Markdown is rendered when it is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from app.core import clock
from app.core.markup import render_markdown
from app.papers.file_links import FileLink, link_files
from app.papers.models import DiscussionPaper, Section
from app.papers.queries import get_version
from app.publishing.addresses import version_file_address
from app.publishing.contents import (
    AuthorContent,
    Content,
    EventContent,
    InquiryContent,
    IssueContent,
    LinkContent,
    PaperContent,
    TopicContent,
)
from app.publishing.histories import Thing
from app.publishing.queries import get_source


@dataclass(frozen=True)
class ShownText:
    """A titled text of Markdown."""

    title: str
    html: str


@dataclass(frozen=True)
class ShownVersion:
    """Whatever one of the three kinds of page has, the rest empty; `facts` are names and values."""

    title: str
    summary: str
    facts: Sequence[tuple[str, str]] = ()
    texts: Sequence[ShownText] = ()
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    period_reason: str = ""
    key_issues: Sequence[IssueContent] = ()
    events: Sequence[EventContent] = ()
    closing: Sequence[ShownText] = ()
    related: Sequence[LinkContent] = ()
    subjects: Sequence[str] = ()
    authors: Sequence[AuthorContent] = ()
    sections: Sequence[Section] = ()
    files: Sequence[FileLink] = ()


def show_version(thing: Thing, number: int) -> ShownVersion:
    """Raises NotFoundError where there is no such version."""
    source = get_source(thing, number)
    sections = get_version(thing, number).sections if isinstance(thing, DiscussionPaper) else []
    slugs = _subjects_of(source.content)
    subjects = [source.titles[slug] for slug in slugs if slug in source.titles]
    shown = _show(source.content, subjects, sections)
    return replace(shown, files=_link_files(thing, number, source.content))


def _link_files(thing: Thing, number: int, content: Content) -> list[FileLink]:
    if not isinstance(content, PaperContent):
        return []
    return link_files(content.files, version_file_address(thing.slug, number))


def _subjects_of(content: Content) -> Sequence[str]:
    return () if isinstance(content, InquiryContent) else content.subjects


def _show(content: Content, subjects: Sequence[str], sections: Sequence[Section]) -> ShownVersion:
    if isinstance(content, InquiryContent):
        return _show_inquiry(content)
    if isinstance(content, TopicContent):
        return _show_topic(content, subjects)
    return _show_paper(content, subjects, sections)


def _show_inquiry(content: InquiryContent) -> ShownVersion:
    return ShownVersion(
        title=content.title,
        summary=content.summary,
        facts=[
            ("What you can still influence", content.still_open),
            ("What is already decided", content.already_decided),
            ("Chair", content.chair),
            ("Commissioned by", content.commissioned_by),
            ("Whom to ask for other formats", content.formats_contact),
            ("Launched", clock.say_date(content.launched_on) if content.launched_on else ""),
        ],
        texts=_texts([("About this inquiry", content.body)]),
        opens_at=content.opens_at,
        closes_at=content.closes_at,
        period_reason=content.period_reason,
        events=content.events,
    )


def _show_topic(content: TopicContent, subjects: Sequence[str]) -> ShownVersion:
    return ShownVersion(
        title=content.title,
        summary=content.summary,
        texts=_texts([
            ("What we explored", content.explored),
            ("What we learnt", content.learnt),
        ]),
        closing=_texts([("Call for views", content.call)]),
        opens_at=content.opens_at,
        closes_at=content.closes_at,
        period_reason=content.period_reason,
        key_issues=content.key_issues,
        related=content.related,
        subjects=subjects,
    )  # fmt: skip


def _show_paper(
    content: PaperContent, subjects: Sequence[str], sections: Sequence[Section]
) -> ShownVersion:
    return ShownVersion(
        title=content.title,
        summary=content.abstract,
        subjects=subjects,
        authors=content.authors,
        sections=sections,
    )


def _texts(sources: Sequence[tuple[str, str]]) -> list[ShownText]:
    return [ShownText(title, render_markdown(source)) for title, source in sources if source]
