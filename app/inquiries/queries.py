"""Reads of inquiries, topics and subjects. Only published things are found here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import joinedload, selectinload

from app.core import clock
from app.core.db import db
from app.core.errors import NotFoundError
from app.inquiries.enums import PeriodState, PublishingState
from app.inquiries.models import Event, Inquiry, Subject, Topic
from app.inquiries.rules import Period, days_between, period_state


@dataclass(frozen=True)
class InquirySummary:
    inquiry: Inquiry
    period: Period
    topics: Sequence[Topic]


def _published_inquiries() -> Select[Inquiry]:
    return (
        select(Inquiry)
        .where(Inquiry.state == PublishingState.PUBLISHED)
        .options(joinedload(Inquiry.outcome))
    )


def get_inquiry(slug: str) -> Inquiry:
    inquiry = db.session.scalar(
        _published_inquiries()
        .where(Inquiry.slug == slug)
        .options(selectinload(Inquiry.topics), selectinload(Inquiry.events))
    )
    if inquiry is None:
        raise NotFoundError(f"no published inquiry {slug!r}")
    return inquiry


# Asked for at each visit to a comment form, so it is put together once.
_ONE_TOPIC = (
    select(Topic)
    .join(Topic.inquiry)
    .where(
        Inquiry.slug == bindparam("inquiry_slug"),
        Inquiry.state == PublishingState.PUBLISHED,
        Topic.slug == bindparam("topic_slug"),
        Topic.state == PublishingState.PUBLISHED,
    )
    .options(joinedload(Topic.inquiry).joinedload(Inquiry.outcome))
)


def get_topic(inquiry_slug: str, slug: str) -> Topic:
    """The topic with its inquiry; everything else of its page loads on demand, once each."""
    topic = db.session.scalar(_ONE_TOPIC, {"inquiry_slug": inquiry_slug, "topic_slug": slug})
    if topic is None:
        raise NotFoundError(f"no published topic {slug!r}")
    return topic


def get_subject(slug: str) -> Subject:
    subject = db.session.scalar(select(Subject).where(Subject.slug == slug))
    if subject is None:
        raise NotFoundError(f"no subject {slug!r}")
    return subject


def list_topics_about(subject: Subject) -> Sequence[Topic]:
    return db.session.scalars(
        select(Topic)
        .join(Topic.inquiry)
        .where(
            Topic.subjects.any(Subject.id == subject.id),
            Topic.state == PublishingState.PUBLISHED,
            Inquiry.state == PublishingState.PUBLISHED,
        )
        .options(joinedload(Topic.inquiry))
        .order_by(Inquiry.launched_on.desc(), Topic.position, Topic.id)
    ).all()


def list_published_topics(inquiry: Inquiry) -> list[Topic]:
    return [topic for topic in inquiry.topics if topic.state is PublishingState.PUBLISHED]


def list_inquiries() -> Sequence[Inquiry]:
    """Every published inquiry, the newest first."""
    return db.session.scalars(
        _published_inquiries()
        .options(selectinload(Inquiry.topics))
        .order_by(Inquiry.opens_at.desc(), Inquiry.id)
    ).all()


def list_inquiry_summaries(present: datetime) -> list[InquirySummary]:
    """Open inquiries first, then upcoming, closed and concluded ones."""
    order = [PeriodState.OPEN, PeriodState.UPCOMING, PeriodState.CLOSED, PeriodState.CONCLUDED]
    summaries = [
        InquirySummary(inquiry, period_of(inquiry, present), list_published_topics(inquiry))
        for inquiry in list_inquiries()
    ]
    return sorted(summaries, key=lambda summary: order.index(summary.period.state))


def period_of(thing: Inquiry | Topic, present: datetime) -> Period:
    """The comment period of an inquiry or of a topic, as it stands at `present`."""
    inquiry = thing if isinstance(thing, Inquiry) else thing.inquiry
    state = period_state(
        thing.opens_at, thing.closes_at, present, has_outcome=_has_outcome(inquiry, present)
    )
    today = clock.london_date(present)
    days_left = days_between(today, clock.london_date(thing.closes_at))
    return Period(state, thing.opens_at, thing.closes_at, days_left)


def list_turns(thing: Inquiry | Topic, events: Sequence[Event] = ()) -> list[datetime]:
    """The moments at which the clock changes what is said of a period and of events."""
    inquiry = thing if isinstance(thing, Inquiry) else thing.inquiry
    turns = [thing.opens_at, thing.closes_at]
    if inquiry.outcome is not None:
        turns.append(inquiry.outcome.published_at)
    # An event is still coming at the moment at which it ends.
    return sorted([*turns, *(event.ends_at + datetime.resolution for event in events)])


def _has_outcome(inquiry: Inquiry, present: datetime) -> bool:
    return inquiry.outcome is not None and inquiry.outcome.published_at <= present


def split_events(events: Sequence[Event], present: datetime) -> tuple[list[Event], list[Event]]:
    """Coming events, soonest first, and past ones, latest first."""
    coming = [event for event in events if event.ends_at >= present]
    past = [event for event in events if event.ends_at < present]
    return coming, past[::-1]
