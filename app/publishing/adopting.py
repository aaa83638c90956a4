"""What is published without a manuscript gets one, so that staff can work on it and its versions
are known: content from before there were manuscripts.

Nothing changes for the public. A publication is dated as of when the public could first read it: a
paper's versions say so themselves; an inquiry and its topics were there when it was launched.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time

from sqlalchemy import select

from app.core import clock
from app.core.db import db
from app.inquiries.enums import PublishingState
from app.inquiries.models import Event, Inquiry, Topic
from app.papers.models import DiscussionPaper, PaperFile, PaperVersion
from app.publishing.contents import (
    AuthorContent,
    Content,
    EventContent,
    FileContent,
    InquiryContent,
    IssueContent,
    LinkContent,
    PaperContent,
    TopicContent,
    to_json,
)
from app.publishing.enums import Kind, PublicationAct
from app.publishing.models import Manuscript, Publication

LAUNCHING_TIME = time(9, 0)
_Dated = tuple[datetime, Content]


def adopt() -> int:
    """Give everything that has none its manuscript; says how many. Again, it finds nothing."""
    db.session.flush()
    db.session.expire_all()  # lists come in the order of the pages, not of their making
    inquiries = db.session.scalars(
        select(Inquiry)
        .outerjoin(Manuscript, Manuscript.inquiry_id == Inquiry.id)
        .where(Manuscript.id.is_(None))
        .order_by(Inquiry.id)
    ).all()
    for inquiry in inquiries:
        dated = (_launch_of(inquiry), read_inquiry(inquiry))
        _keep(Kind.INQUIRY, inquiry, None, [dated])
    topics = db.session.scalars(
        select(Topic)
        .outerjoin(Manuscript, Manuscript.topic_id == Topic.id)
        .where(Manuscript.id.is_(None))
        .order_by(Topic.id)
    ).all()
    for topic in topics:
        parent = _manuscript_of(topic.inquiry)
        _keep(Kind.TOPIC, topic, parent, [(_launch_of(topic.inquiry), read_topic(topic))])
    papers = db.session.scalars(
        select(DiscussionPaper)
        .outerjoin(Manuscript, Manuscript.paper_id == DiscussionPaper.id)
        .where(Manuscript.id.is_(None))
        .order_by(DiscussionPaper.id)
    ).all()
    for paper in papers:
        dates = [(version.published_at, read_paper(paper, version)) for version in paper.versions]
        _keep(Kind.PAPER, paper, _manuscript_of(paper.topic), dates)
    return len(inquiries) + len(topics) + len(papers)


def _launch_of(inquiry: Inquiry) -> datetime:
    launch = clock.from_london(datetime.combine(inquiry.launched_on, LAUNCHING_TIME))
    return min(launch, inquiry.opens_at, clock.now())


def _manuscript_of(thing: Inquiry | Topic) -> Manuscript:
    link = Manuscript.inquiry if isinstance(thing, Inquiry) else Manuscript.topic
    return db.session.scalars(select(Manuscript).where(link == thing)).one()


def _keep(
    kind: Kind,
    thing: Inquiry | Topic | DiscussionPaper,
    parent: Manuscript | None,
    versions: Sequence[_Dated],
) -> None:
    """The manuscript as it stands, with a publication for each version, and for a withdrawal."""
    first, last = versions[0][0], versions[-1]
    manuscript = Manuscript(
        kind=kind,
        slug=thing.slug,
        parent=parent,
        content=last[1],
        state=thing.state,
        version=1,
        change_note="",
        is_minor=False,
        remark="",
        alone_reason="",
        created_at=first,
        changed_at=last[0],
    )
    setattr(manuscript, kind.value, thing)
    db.session.add(manuscript)
    for number, (moment, content) in enumerate(versions, 1):
        _note(manuscript, PublicationAct.PUBLISHED, number, moment, to_json(content))
    if thing.state is PublishingState.WITHDRAWN:
        moment = thing.withdrawn_at or clock.now()
        _note(manuscript, PublicationAct.WITHDRAWN, None, moment, "", thing.withdrawal_reason)
    db.session.flush()


def _note(
    manuscript: Manuscript,
    act: PublicationAct,
    number: int | None,
    happened_at: datetime,
    content_json: str,
    note: str = "",
) -> None:
    db.session.add(
        Publication(
            manuscript=manuscript,
            act=act,
            number=number,
            happened_at=happened_at,
            content_json=content_json,
            note=note,
            alone_reason="",
        )
    )
    db.session.flush()


def read_inquiry(inquiry: Inquiry) -> InquiryContent:
    """What its page says now, as a content."""
    return InquiryContent(
        title=inquiry.title,
        summary=inquiry.summary,
        body=inquiry.body_source,
        commissioned_by=inquiry.commissioned_by,
        chair=inquiry.chair,
        still_open=inquiry.still_open,
        already_decided=inquiry.already_decided,
        launched_on=inquiry.launched_on,
        opens_at=inquiry.opens_at,
        closes_at=inquiry.closes_at,
        period_reason=inquiry.period_reason,
        formats_contact=inquiry.formats_contact,
        events=tuple(_read_event(event) for event in inquiry.events),
    )


def _read_event(event: Event) -> EventContent:
    return EventContent(
        title=event.title,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        venue=event.venue,
        description=event.description,
        topics=_slugs_of(event.topics),
    )


def read_topic(topic: Topic) -> TopicContent:
    return TopicContent(
        title=topic.title,
        position=topic.position,
        summary=topic.summary,
        explored=topic.explored_source,
        learnt=topic.learnt_source,
        call=topic.call_source,
        opens_at=topic.own_opens_at,
        closes_at=topic.own_closes_at,
        period_reason=topic.period_reason,
        subjects=tuple(sorted(subject.slug for subject in topic.subjects)),
        key_issues=tuple(
            IssueContent(question=issue.question, detail=issue.detail) for issue in topic.key_issues
        ),
        related=tuple(
            LinkContent(title=link.title, path=link.path, note=link.note) for link in topic.related
        ),
    )


def read_paper(paper: DiscussionPaper, version: PaperVersion) -> PaperContent:
    """One version's words; its headings and paragraphs are joined to Markdown again."""
    blocks = [
        block
        for section in version.sections
        for block in (
            f"{'#' * section.level} {section.title}",
            *(paragraph.source for paragraph in section.paragraphs),
        )
    ]
    return PaperContent(
        title=paper.title,
        abstract=version.abstract,
        source="\n\n".join(blocks),
        authors=tuple(
            AuthorContent(name=author.name, affiliation=author.affiliation)
            for author in paper.authors
        ),
        subjects=tuple(sorted(subject.slug for subject in paper.subjects)),
        listed_by=_slugs_of(paper.listed_by),
        files=tuple(_read_file(file) for file in paper.files),
    )


def _read_file(file: PaperFile) -> FileContent:
    return FileContent(
        kind=file.kind,
        format=file.format,
        name=file.name,
        sha256=file.sha256,
        size=file.size,
        language=file.language,
        title=file.title,
    )


def _slugs_of(topics: list[Topic]) -> tuple[str, ...]:
    """In the order in which the inquiry lists its topics."""
    return tuple(
        topic.slug for topic in sorted(topics, key=lambda topic: (topic.position, topic.slug))
    )
