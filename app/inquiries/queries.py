"""Reads of inquiries, topics and subjects. Only published things are found here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.core import clock
from app.core.db import db
from app.core.errors import NotFoundError
from app.inquiries.enums import PeriodState, PublishingState
from app.inquiries.models import Event, Inquiry, PeriodChange, Subject, Topic
from app.inquiries.rules import (
    Period,
    PeriodStep,
    days_between,
    is_near_turn,
    is_short,
    period_state,
    window_of_turns,
)
from app.inquiries.withdrawals import refuse_hidden


@dataclass(frozen=True)
class InquirySummary:
    inquiry: Inquiry
    period: Period
    topics: Sequence[Topic]


def get_inquiry(slug: str) -> Inquiry:
    """Raises NotFoundError, and WithdrawnError for one that was published once."""
    inquiry = db.session.scalar(
        select(Inquiry)
        .where(Inquiry.slug == slug)
        .options(
            joinedload(Inquiry.outcome), selectinload(Inquiry.topics), selectinload(Inquiry.events)
        )
    )
    if inquiry is None:
        raise NotFoundError(f"no inquiry {slug!r}")
    refuse_hidden(inquiry)
    return inquiry


# Asked for at each visit to a comment form, so it is put together once.
_ONE_TOPIC = (
    select(Topic)
    .join(Topic.inquiry)
    .where(Inquiry.slug == bindparam("inquiry_slug"), Topic.slug == bindparam("topic_slug"))
    .options(joinedload(Topic.inquiry).joinedload(Inquiry.outcome))
)


def get_topic(inquiry_slug: str, slug: str) -> Topic:
    """The topic with its inquiry; everything else of its page loads on demand, once each.

    Raises NotFoundError, and WithdrawnError where it or its inquiry was published once.
    """
    topic = db.session.scalar(_ONE_TOPIC, {"inquiry_slug": inquiry_slug, "topic_slug": slug})
    if topic is None:
        raise NotFoundError(f"no topic {slug!r}")
    refuse_hidden(topic, topic.inquiry)
    return topic


def get_subject(slug: str) -> Subject:
    subject = db.session.scalar(select(Subject).where(Subject.slug == slug))
    if subject is None:
        raise NotFoundError(f"no subject {slug!r}")
    return subject


def list_subjects_shown() -> Sequence[Subject]:
    """Those that a published topic carries."""
    is_shown = and_(
        Topic.state == PublishingState.PUBLISHED,
        Topic.inquiry.has(Inquiry.state == PublishingState.PUBLISHED),
    )
    return db.session.scalars(
        select(Subject)
        .where(Subject.id.in_(select(Subject.id).join(Topic.subjects).where(is_shown)))
        .order_by(Subject.slug)
    ).all()


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
        select(Inquiry)
        .where(Inquiry.state == PublishingState.PUBLISHED)
        .options(joinedload(Inquiry.outcome), selectinload(Inquiry.topics))
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


def list_period_steps(thing: Inquiry | Topic) -> list[PeriodStep]:
    """How a comment period was changed, the latest first; a topic's with its inquiry's."""
    inquiry = thing if isinstance(thing, Inquiry) else thing.inquiry
    changes = list(thing.period_changes)
    if isinstance(thing, Topic) and not (thing.own_opens_at and thing.own_closes_at):
        changes += inquiry.period_changes
    steps = [
        _make_step(change, inquiry, of_inquiry=change.topic_id is None and thing is not inquiry)
        for change in changes
    ]
    steps = [step for step in steps if not step.changes_nothing]
    return sorted(steps, key=lambda step: step.changed_at, reverse=True)


def _make_step(change: PeriodChange, inquiry: Inquiry, *, of_inquiry: bool) -> PeriodStep:
    opens_at, closes_at = _period_after(inquiry, change.changed_at)
    return PeriodStep(
        change.changed_at,
        clock.london(change.opened_at or opens_at),
        clock.london(change.closed_at or closes_at),
        clock.london(change.opens_at or opens_at),
        clock.london(change.closes_at or closes_at),
        change.reason,
        of_inquiry,
    )


def _period_after(inquiry: Inquiry, moment: datetime) -> tuple[datetime, datetime]:
    """The inquiry's own period as it was when a moment had passed."""
    for change in inquiry.period_changes:
        if change.changed_at > moment and change.opened_at and change.closed_at:
            return change.opened_at, change.closed_at
    return inquiry.opens_at, inquiry.closes_at


def find_period_reason(thing: Inquiry | Topic) -> str | None:
    """Why a comment period is shorter than it should be, where it is."""
    if not is_short(clock.london(thing.opens_at), clock.london(thing.closes_at)):
        return None
    if isinstance(thing, Topic) and not (thing.own_opens_at or thing.own_closes_at):
        return thing.inquiry.period_reason or None
    return thing.period_reason or None


def list_turns(thing: Inquiry | Topic, events: Sequence[Event] = ()) -> list[datetime]:
    """The moments at which the clock changes what is said of a period and of events."""
    inquiry = thing if isinstance(thing, Inquiry) else thing.inquiry
    turns = [thing.opens_at, thing.closes_at]
    if inquiry.outcome is not None:
        turns.append(inquiry.outcome.published_at)
    # An event is still coming at the moment at which it ends.
    return sorted([*turns, *(event.ends_at + datetime.resolution for event in events)])


@dataclass(frozen=True)
class PeriodTurn:
    """A comment period opens, or closes, at a moment not far from now."""

    page: Inquiry | Topic
    at: datetime
    opens: bool


def list_near_turns(present: datetime) -> list[PeriodTurn]:
    """What opens or closes soon or has closed lately, by time; a topic where it has its own dates.

    A concluded inquiry has nothing more to open or close.
    """
    pages: list[Inquiry | Topic] = [
        *_list_turning_inquiries(present),
        *_list_turning_topics(present),
    ]
    found = [
        PeriodTurn(page, moment, opens)
        for page in pages
        if not _has_outcome(page if isinstance(page, Inquiry) else page.inquiry, present)
        for moment, opens in _own_turns(page)
        if is_near_turn(moment, present, opens=opens)
    ]
    return sorted(found, key=lambda turn: (turn.at, turn.page.title))


def _own_turns(page: Inquiry | Topic) -> list[tuple[datetime, bool]]:
    """When a page opens and closes; of a topic only what its inquiry does not do at that time."""
    turns = [(page.opens_at, True), (page.closes_at, False)]
    if isinstance(page, Topic):
        shared = [(page.inquiry.opens_at, True), (page.inquiry.closes_at, False)]
        return [turn for turn in turns if turn not in shared]
    return turns


def _list_turning_inquiries(present: datetime) -> Sequence[Inquiry]:
    return db.session.scalars(
        select(Inquiry)
        .where(
            Inquiry.state == PublishingState.PUBLISHED,
            Inquiry.opens_at.between(*window_of_turns(present))
            | Inquiry.closes_at.between(*window_of_turns(present)),
        )
        .options(joinedload(Inquiry.outcome))
    ).all()


def _list_turning_topics(present: datetime) -> Sequence[Topic]:
    return db.session.scalars(
        select(Topic)
        .join(Topic.inquiry)
        .where(
            Topic.state == PublishingState.PUBLISHED,
            Inquiry.state == PublishingState.PUBLISHED,
            Topic.own_opens_at.between(*window_of_turns(present))
            | Topic.own_closes_at.between(*window_of_turns(present)),
        )
        .options(contains_eager(Topic.inquiry).joinedload(Inquiry.outcome))
    ).all()


def _has_outcome(inquiry: Inquiry, present: datetime) -> bool:
    return inquiry.outcome is not None and inquiry.outcome.published_at <= present


def split_events(events: Sequence[Event], present: datetime) -> tuple[list[Event], list[Event]]:
    """Coming events, soonest first, and past ones, latest first."""
    coming = [event for event in events if event.ends_at >= present]
    past = [event for event in events if event.ends_at < present]
    return coming, past[::-1]
