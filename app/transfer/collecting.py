"""An inquiry of the site as contents: what the public reads, never a draft."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec.structs import replace
from sqlalchemy import select

from app.core.db import db
from app.core.errors import NotFoundError
from app.core.text import clean_text
from app.inquiries.enums import PublishingState
from app.inquiries.models import Subject
from app.papers.queries import get_version
from app.publishing.contents import Content, PaperContent, TopicContent
from app.publishing.enums import Kind
from app.publishing.models import Manuscript
from app.publishing.queries import find_manuscript
from app.transfer.texts import OutcomeText, SubjectText, Text, Texts, paper_of, topic_of


def collect_texts(slug: str) -> Texts:
    """Raises NotFoundError where no such inquiry was ever published."""
    top = find_manuscript(Kind.INQUIRY, slug, None)
    if top is None or top.inquiry is None:
        raise NotFoundError(f"There is no published inquiry {slug}.")
    topics = [_collect(manuscript) for manuscript in _list_published(top)]
    topics.sort(key=lambda text: (topic_of(text).position, text.slug))
    papers = [_collect(paper) for topic in _list_published(top) for paper in _list_published(topic)]
    texts = Texts(_collect(top), topics, sorted(papers, key=lambda text: text.slug))
    outcome = top.inquiry.outcome
    if outcome:
        texts.outcome = OutcomeText(outcome.title, outcome.summary, outcome.published_at)
    return _with_what_is_there(texts)


def _list_published(parent: Manuscript) -> Sequence[Manuscript]:
    """The topics of an inquiry or the papers of a topic that were published at least once."""
    return [
        manuscript
        for manuscript in db.session.scalars(
            select(Manuscript).where(Manuscript.parent_id == parent.id).order_by(Manuscript.id)
        )
        if manuscript.thing
    ]


def _collect(manuscript: Manuscript) -> Text:
    published = [entry for entry in manuscript.publications if entry.number][-1]
    thing = manuscript.thing
    is_away = thing is not None and thing.state is PublishingState.WITHDRAWN
    return Text(
        manuscript.kind,
        manuscript.slug,
        published.content,
        published_at=published.happened_at,
        change_note=published.note,
        withdrawn_at=thing.withdrawn_at if thing and is_away else None,
        withdrawal_reason=thing.withdrawal_reason if thing and is_away else "",
        parent=manuscript.parent.slug if manuscript.parent and manuscript.paper else "",
        numbers=_numbers_of(manuscript),
    )


def _numbers_of(manuscript: Manuscript) -> tuple[str, ...]:
    """A paper's paragraph numbers, where they are not simply 1, 2, 3 …"""
    if manuscript.paper is None:
        return ()
    sections = get_version(manuscript.paper).sections
    numbers = [paragraph.number for section in sections for paragraph in section.paragraphs]
    is_plain = numbers == [str(place) for place in range(1, len(numbers) + 1)]
    return () if is_plain else tuple(numbers)


def _with_what_is_there(texts: Texts) -> Texts:
    """Without the names of subjects and topics that are gone, and with the subjects that are."""
    topics = {text.slug for text in texts.topics}
    subjects = {subject.slug: subject for subject in db.session.scalars(select(Subject))}

    def only(slugs: Iterable[str], known: Iterable[str]) -> tuple[str, ...]:
        return tuple(slug for slug in slugs if slug in known)

    def trim(content: Content) -> Content:
        if isinstance(content, TopicContent):
            return replace(content, subjects=only(content.subjects, subjects))
        if isinstance(content, PaperContent):
            return replace(
                content,
                subjects=only(content.subjects, subjects),
                listed_by=only(content.listed_by, topics),
            )
        events = (replace(event, topics=only(event.topics, topics)) for event in content.events)
        return replace(content, events=tuple(events))

    def trimmed(text: Text) -> Text:
        return Text(**{**vars(text), "content": trim(text.content)})

    named: set[str] = set()
    texts.inquiry = trimmed(texts.inquiry)
    texts.topics = [trimmed(text) for text in texts.topics]
    texts.papers = [trimmed(text) for text in texts.papers]
    for text in texts.topics:
        named |= set(topic_of(text).subjects)
    for text in texts.papers:
        named |= set(paper_of(text).subjects)
    texts.subjects = [
        SubjectText(slug, subjects[slug].title, clean_text(subjects[slug].description))
        for slug in sorted(named)
    ]
    return texts
