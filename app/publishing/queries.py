"""Reads of manuscripts and of what was published when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, not_, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, defer, joinedload

from app.core.db import db
from app.core.errors import NotFoundError
from app.inquiries.enums import PublishingState
from app.inquiries.models import Inquiry, Subject, Topic
from app.papers.models import DiscussionPaper
from app.papers.queries import get_version
from app.publishing.contents import Content, InquiryContent, PaperContent, from_json
from app.publishing.differences import Passage
from app.publishing.enums import Kind
from app.publishing.histories import Entry, History, Thing
from app.publishing.models import Manuscript, Publication
from app.publishing.parts import Source

MOST_LISTED = 500
MOST_ON_DESK = 20


def get_manuscript(manuscript_id: int) -> Manuscript:
    manuscript = db.session.get(Manuscript, manuscript_id)
    if manuscript is None:
        raise NotFoundError(f"no draft {manuscript_id}")
    return manuscript


def get_manuscript_to_change(manuscript_id: int) -> Manuscript:
    """The same, locked until the transaction ends, so that `version` can be compared."""
    manuscript = db.session.get(
        Manuscript, manuscript_id, with_for_update=True, populate_existing=True
    )
    if manuscript is None:
        raise NotFoundError(f"no draft {manuscript_id}")
    return manuscript


def find_manuscript(kind: Kind, slug: str, parent: Manuscript | None) -> Manuscript | None:
    """A topic's slug is unique in its inquiry, the others on the whole site."""
    statement = select(Manuscript).where(Manuscript.kind == kind, Manuscript.slug == slug)
    if kind is Kind.TOPIC and parent:
        statement = statement.where(Manuscript.parent_id == parent.id)
    return db.session.scalar(statement.limit(1))


def list_manuscripts(parent: Manuscript | None = None) -> Sequence[Manuscript]:
    """Those directly under one, the newest first; the inquiries where none is given."""
    is_below = Manuscript.parent_id == parent.id if parent else Manuscript.parent_id.is_(None)
    return db.session.scalars(
        select(Manuscript)
        .where(is_below)
        .options(joinedload(Manuscript.changed_by))
        .order_by(Manuscript.id.desc())
        .limit(MOST_LISTED)
    ).all()


def list_publications(manuscript: Manuscript) -> Sequence[Publication]:
    """Everything that happened to the public text, the newest first."""
    return db.session.scalars(
        select(Publication)
        .where(Publication.manuscript_id == manuscript.id)
        .options(joinedload(Publication.approved_by))
        .order_by(Publication.id.desc())
    ).all()


def find_last_publication(
    manuscript: Manuscript, before: datetime | None = None
) -> Publication | None:
    """What stood at a moment, or stands now; a withdrawal has no number."""
    statement = select(Publication).where(Publication.manuscript_id == manuscript.id)
    if before is not None:
        statement = statement.where(Publication.happened_at <= before)
    return db.session.scalar(statement.order_by(Publication.id.desc()).limit(1))


@dataclass(frozen=True)
class Desk:
    """What needs one person now: others' texts to read, own ones in hand, and what will appear."""

    to_read: Sequence[Manuscript]
    own: Sequence[Manuscript]
    scheduled: Sequence[Manuscript]


def read_desk(staff_id: int) -> Desk:
    """The oldest first in each list."""
    is_own = or_(Manuscript.changed_by_id == staff_id, Manuscript.submitted_by_id == staff_id)
    return Desk(
        _on_desk(Manuscript.state == PublishingState.SUBMITTED, not_(func.coalesce(is_own, False))),
        _on_desk(Manuscript.state == PublishingState.DRAFT, Manuscript.changed_by_id == staff_id),
        _on_desk(Manuscript.state == PublishingState.SCHEDULED),
    )


def _on_desk(*conditions: ColumnElement[bool]) -> Sequence[Manuscript]:
    return db.session.scalars(
        select(Manuscript)
        .where(*conditions)
        .options(defer(Manuscript.content_json), joinedload(Manuscript.submitted_by))
        .order_by(Manuscript.changed_at, Manuscript.id)
        .limit(MOST_ON_DESK)
    ).all()


@dataclass(frozen=True)
class Branch:
    """A manuscript and those that belong under it."""

    manuscript: Manuscript
    below: list[Branch]


def list_tree(before_id: int | None, limit: int) -> list[Branch]:
    """Inquiries, the newest first, below the number if one is given; all that stands under them.

    Topics and papers stand in the order in which they were begun.
    """
    is_next = Manuscript.id < before_id if before_id else true()
    roots = _load_shelf(Manuscript.parent_id.is_(None), is_next, limit=limit)
    level = branches = {root.id: Branch(root, []) for root in roots}
    while level:
        lower = _load_shelf(Manuscript.parent_id.in_(level))
        level = {manuscript.id: Branch(manuscript, []) for manuscript in lower}
        for manuscript in reversed(lower):
            branches[manuscript.parent_id or 0].below.append(level[manuscript.id])
        branches = branches | level
    return [branches[root.id] for root in roots]


def _load_shelf(*conditions: ColumnElement[bool], limit: int | None = None) -> Sequence[Manuscript]:
    """The newest first, without their texts."""
    return db.session.scalars(
        select(Manuscript)
        .where(*conditions)
        .options(
            defer(Manuscript.content_json),
            joinedload(Manuscript.changed_by),
            joinedload(Manuscript.inquiry),
            joinedload(Manuscript.topic),
            joinedload(Manuscript.paper),
        )
        .order_by(Manuscript.id.desc())
        .limit(limit)
    ).all()


@dataclass(frozen=True)
class Choices:
    """What the form of a draft offers: (slug, title, "") of subjects and of the topics."""

    subjects: list[tuple[str, str, str]]
    topics: list[tuple[str, str, str]]


def read_choices(manuscript: Manuscript) -> Choices:
    subjects = db.session.execute(
        select(Subject.slug, Subject.title).order_by(Subject.title, Subject.id)
    )
    root = manuscript
    while root.parent is not None:
        root = root.parent
    own_topic = manuscript.parent_id if manuscript.kind is Kind.PAPER else None
    topics = [topic for topic in list_manuscripts(root) if topic.id != own_topic]
    return Choices(
        [(slug, title, "") for slug, title in subjects],
        [(topic.slug, topic.title, "") for topic in reversed(topics)],
    )


@dataclass(frozen=True)
class PublicNames:
    """The names in the addresses of all that the public can read; a topic's with its inquiry's."""

    inquiries: frozenset[str]
    topics: frozenset[tuple[str, str]]
    papers: frozenset[str]
    subjects: frozenset[str]

    def and_also(self, more: PublicNames) -> PublicNames:
        return PublicNames(
            self.inquiries | more.inquiries,
            self.topics | more.topics,
            self.papers | more.papers,
            self.subjects | more.subjects,
        )


def read_public_names() -> PublicNames:
    shown = Inquiry.state == PublishingState.PUBLISHED
    topic_shown = Topic.state == PublishingState.PUBLISHED
    topics = select(Inquiry.slug, Topic.slug).join(Topic.inquiry).where(shown, topic_shown)
    papers = select(DiscussionPaper.slug).join(DiscussionPaper.topic).join(Topic.inquiry)
    paper_shown = DiscussionPaper.state == PublishingState.PUBLISHED
    read = db.session.scalars
    return PublicNames(
        inquiries=frozenset(read(select(Inquiry.slug).where(shown))),
        topics=frozenset((row[0], row[1]) for row in db.session.execute(topics)),
        papers=frozenset(read(papers.where(shown, topic_shown, paper_shown))),
        subjects=frozenset(read(select(Subject.slug))),
    )


def get_thing(*, inquiry: str = "", topic: str = "", paper: str = "") -> Thing:
    """The page at an address, in whatever state, with all above it."""
    thing: Thing | None
    if paper:
        thing = db.session.scalar(
            select(DiscussionPaper)
            .where(DiscussionPaper.slug == paper)
            .options(joinedload(DiscussionPaper.topic).joinedload(Topic.inquiry))
        )
    elif topic:
        thing = db.session.scalar(
            select(Topic)
            .join(Topic.inquiry)
            .where(Inquiry.slug == inquiry, Topic.slug == topic)
            .options(joinedload(Topic.inquiry))
        )
    else:
        thing = db.session.scalar(select(Inquiry).where(Inquiry.slug == inquiry))
    if thing is None:
        raise NotFoundError("nothing has this address")
    return thing


def find_history(thing: Thing) -> History | None:
    """What happened to a page; None for one that was not made from a manuscript."""
    rows = db.session.execute(
        _publications_of(
            thing,
            Publication.id,
            Publication.act,
            Publication.number,
            Publication.happened_at,
            Publication.note,
        ).order_by(Publication.id)
    ).all()
    return History(thing, [Entry(*row) for row in rows]) if rows else None


def get_source(thing: Thing, number: int) -> Source:
    """All that one version of a page said; raises NotFoundError where it has no such version."""
    row = db.session.execute(
        _publications_of(thing, Manuscript.kind, Publication.content_json).where(
            Publication.number == number
        )
    ).first()
    if row is None:
        raise NotFoundError(f"there is no version {number}")
    content = from_json(row[0], row[1])
    return Source(content, _titles_in(content, thing), _list_numbered(thing, number))


def _publications_of(thing: Thing, *columns: InstrumentedAttribute[Any]) -> Select[Any]:
    return (
        select(*columns)
        .join(Manuscript, Manuscript.id == Publication.manuscript_id)
        .where(_column_of(thing) == thing.id)
    )


def _column_of(thing: Thing) -> InstrumentedAttribute[int | None]:
    if isinstance(thing, Inquiry):
        return Manuscript.inquiry_id
    return Manuscript.topic_id if isinstance(thing, Topic) else Manuscript.paper_id


def _titles_in(content: Content, thing: Thing) -> dict[str, str]:
    """Titles by slug of what a content points to: subjects, or published topics of its inquiry."""
    if isinstance(content, InquiryContent):
        titles: dict[str, str] = {}
        slugs = [slug for event in content.events for slug in event.topics]
    else:
        named = select(Subject.slug, Subject.title).where(Subject.slug.in_(content.subjects))
        titles = _titles_of(named)
        slugs = list(content.listed_by) if isinstance(content, PaperContent) else []
    inquiry_id = thing.topic.inquiry_id if isinstance(thing, DiscussionPaper) else thing.id
    if slugs:
        titles |= _titles_of(
            select(Topic.slug, Topic.title).where(
                Topic.inquiry_id == inquiry_id,
                Topic.slug.in_(slugs),
                Topic.state == PublishingState.PUBLISHED,
            )
        )
    return titles


def _titles_of(statement: Select[str, str]) -> dict[str, str]:
    return {slug: title for slug, title in db.session.execute(statement)}


def _list_numbered(thing: Thing, number: int) -> list[Passage]:
    """The headings and numbered paragraphs of a paper's version."""
    if not isinstance(thing, DiscussionPaper):
        return []
    passages: list[Passage] = []
    for section in get_version(thing, number).sections:
        passages.append(Passage(section.title, is_heading=True))
        passages += [Passage(one.source, one.number) for one in section.paragraphs]
    return passages
