"""From a manuscript's content to the rows that the public reads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from msgspec.structs import asdict
from sqlalchemy import select

from app.core import clock
from app.core.db import db
from app.core.errors import RefusedError
from app.inquiries.models import Event, Inquiry, KeyIssue, RelatedLink, Subject, Topic
from app.inquiries.service import publish_inquiry, publish_topic, revise_inquiry, revise_topic
from app.papers.models import DiscussionPaper, PaperFile
from app.papers.service import publish_paper, revise_paper
from app.publishing.contents import (
    Content,
    EventContent,
    FileContent,
    InquiryContent,
    PaperContent,
    TopicContent,
)
from app.publishing.enums import Kind
from app.publishing.models import Manuscript

NOTHING_ABOVE = "What it belongs to is not published yet: publish that first."


def put_up(manuscript: Manuscript) -> None:
    """Make the public read the manuscript's content.

    Raises RefusedError for a bad address, or while the page above it is not published.
    """
    content = manuscript.content
    _hold_subjects(content)
    if isinstance(content, InquiryContent):
        manuscript.inquiry = _put_up_inquiry(manuscript, content)
    elif isinstance(content, TopicContent):
        manuscript.topic = _put_up_topic(manuscript, content)
    else:
        manuscript.paper = _put_up_paper(manuscript, content)
    db.session.flush()


def _hold_subjects(content: Content) -> None:
    """Until this is committed nobody deletes a subject that the page will carry."""
    if not isinstance(content, InquiryContent) and content.subjects:
        named = select(Subject.id).where(Subject.slug.in_(content.subjects)).order_by(Subject.id)
        db.session.execute(named.with_for_update(read=True, key_share=True))


def _put_up_inquiry(manuscript: Manuscript, content: InquiryContent) -> Inquiry:
    known = manuscript.inquiry
    topics = known.topics if known else []
    with db.session.no_autoflush:  # new events name their topics before the inquiry names them
        fields = inquiry_fields(content, topics)
        if known:
            return revise_inquiry(known, **fields)
        return publish_inquiry(slug=manuscript.slug, **fields)


def _put_up_topic(manuscript: Manuscript, content: TopicContent) -> Topic:
    fields = {**topic_fields(content), "inquiry": _inquiry_above(manuscript)}
    if manuscript.topic:
        return revise_topic(manuscript.topic, **fields)
    return publish_topic(slug=manuscript.slug, **fields)


def _put_up_paper(manuscript: Manuscript, content: PaperContent) -> DiscussionPaper:
    topic = _topic_above(manuscript)
    words: dict[str, Any] = {
        "abstract": content.abstract, "source": content.source, "published_at": clock.now(),
    }  # fmt: skip
    fields = paper_fields(content, topic.inquiry.topics)
    if manuscript.paper:
        return revise_paper(manuscript.paper, **words, **fields)
    return publish_paper(slug=manuscript.slug, topic=topic, **words, **fields)


def _inquiry_above(manuscript: Manuscript) -> Inquiry:
    inquiry = manuscript.parent.inquiry if manuscript.parent else None
    if inquiry is None:
        raise RefusedError(NOTHING_ABOVE)
    return inquiry


def _topic_above(manuscript: Manuscript) -> Topic:
    topic = manuscript.parent.topic if manuscript.parent else None
    if topic is None:
        raise RefusedError(NOTHING_ABOVE)
    return topic


def inquiry_fields(content: InquiryContent, topics: Sequence[Topic]) -> dict[str, Any]:
    """What `describe_inquiry` takes; `topics` are those that an event can concern."""
    by_slug = {topic.slug: topic for topic in topics}
    plain = (
        "title", "summary", "body", "commissioned_by", "chair", "still_open", "already_decided",
        "launched_on", "opens_at", "closes_at", "period_reason", "formats_contact",
    )  # fmt: skip
    return {
        **{name: getattr(content, name) for name in plain},
        "events": [_make_event(event, by_slug) for event in content.events],
    }


def _make_event(content: EventContent, topics: dict[str, Topic]) -> Event:
    return Event(
        title=content.title,
        starts_at=content.starts_at,
        ends_at=content.ends_at,
        venue=content.venue,
        description=content.description,
        topics=[topics[slug] for slug in content.topics if slug in topics],
    )


def topic_fields(content: TopicContent) -> dict[str, Any]:
    """What `describe_topic` takes, but for the inquiry that it belongs to."""
    plain = ("title", "position", "summary", "explored", "learnt", "call", "period_reason")
    return {
        **{name: getattr(content, name) for name in plain},
        "own_opens_at": content.opens_at,
        "own_closes_at": content.closes_at,
        "subjects": _list_subjects(content.subjects),
        "key_issues": [
            KeyIssue(position=place, question=issue.question, detail=issue.detail)
            for place, issue in enumerate(content.key_issues, 1)
        ],
        "related": [
            RelatedLink(position=place, title=link.title, path=link.path, note=link.note)
            for place, link in enumerate(content.related, 1)
        ],
    }


def paper_fields(content: PaperContent, topics: Sequence[Topic]) -> dict[str, Any]:
    """What `describe_paper` takes; `topics` are those that can list it."""
    return {
        "title": content.title,
        "authors": [(author.name, author.affiliation) for author in content.authors],
        "subjects": _list_subjects(content.subjects),
        "listed_by": [topic for topic in topics if topic.slug in content.listed_by],
        "files": [_make_file(place, file) for place, file in enumerate(content.files, 1)],
    }


def _make_file(position: int, content: FileContent) -> PaperFile:
    return PaperFile(position=position, **asdict(content))


def why_nothing_above(manuscript: Manuscript) -> str | None:
    """Why there is no public page yet that this one belongs to, as a sentence, or None."""
    above = manuscript.parent
    if manuscript.kind is Kind.INQUIRY or (above and above.thing):
        return None
    return NOTHING_ABOVE


def _list_subjects(slugs: Iterable[str]) -> Sequence[Subject]:
    return db.session.scalars(
        select(Subject).where(Subject.slug.in_(list(slugs))).order_by(Subject.title, Subject.id)
    ).all()
