"""Inquiries and topics are put up; their Markdown is rendered here, once."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import select

from app.core import clock
from app.core.db import db
from app.core.errors import RefusedError
from app.core.markup import render_markdown
from app.core.stamps import SITE, bump_stamp
from app.inquiries.enums import PublishingState
from app.inquiries.models import Inquiry, Outcome, PeriodChange, Subject, Topic, Withdrawable
from app.inquiries.rules import why_not_slug

Thing = TypeVar("Thing", Inquiry, Topic)


def publish_inquiry(*, slug: str, **fields: Any) -> Inquiry:
    """Put up an inquiry; `fields` are those of `revise_inquiry`.

    Raises RefusedError for a bad slug.
    """
    refuse_bad_slug(slug)
    return revise_inquiry(Inquiry(slug=slug), **fields)


def revise_inquiry(inquiry: Inquiry, *, body: str, **fields: Any) -> Inquiry:
    """Put up what an inquiry's page says from now on; `fields` are its other columns."""
    if inquiry.id is not None:
        after = Dates(fields["opens_at"], fields["closes_at"])
        _log_period(inquiry.id, None, Dates(inquiry.opens_at, inquiry.closes_at), after, fields)
    return _put_up(describe_inquiry(inquiry, body=body, **fields))


def describe_inquiry(inquiry: Inquiry, *, body: str, **fields: Any) -> Inquiry:
    """Let an inquiry say all this, published or only looked at."""
    _set(inquiry, body_source=body, body_html=render_markdown(body), **fields)
    return inquiry


def publish_topic(*, slug: str, **fields: Any) -> Topic:
    """Put up a topic page; `fields` are those of `revise_topic`.

    Raises RefusedError for a bad slug.
    """
    refuse_bad_slug(slug)
    return revise_topic(Topic(slug=slug), **fields)


def revise_topic(topic: Topic, *, explored: str, learnt: str, call: str, **fields: Any) -> Topic:
    """Put up what a topic page says from now on; `fields` are its other columns and relations."""
    if topic.id is not None:
        after = Dates(fields["own_opens_at"], fields["own_closes_at"])
        before = Dates(topic.own_opens_at, topic.own_closes_at)
        _log_period(topic.inquiry_id, topic.id, before, after, fields)
    described = describe_topic(topic, explored=explored, learnt=learnt, call=call, **fields)
    return _put_up(described)


def describe_topic(topic: Topic, *, explored: str, learnt: str, call: str, **fields: Any) -> Topic:
    """Let a topic say all this, published or only looked at."""
    _set(
        topic,
        explored_source=explored,
        explored_html=render_markdown(explored),
        learnt_source=learnt,
        learnt_html=render_markdown(learnt),
        call_source=call,
        call_html=render_markdown(call),
        **fields,
    )
    return topic


class Dates(NamedTuple):
    """A comment period; a topic's are None where they are its inquiry's."""

    opens_at: datetime | None
    closes_at: datetime | None


def _log_period(
    inquiry_id: int, topic_id: int | None, before: Dates, after: Dates, fields: dict[str, Any]
) -> None:
    """Keep for good that a published period was changed, with the reason that staff gave."""
    if before == after:
        return
    db.session.add(
        PeriodChange(
            inquiry_id=inquiry_id,
            topic_id=topic_id,
            changed_at=clock.now(),
            opened_at=before.opens_at,
            closed_at=before.closes_at,
            opens_at=after.opens_at,
            closes_at=after.closes_at,
            reason=fields.get("period_reason", ""),
        )
    )


def keep_subject(slug: str, title: str, description: str) -> None:
    """A subject of this name says this from now on."""
    subject = db.session.scalar(select(Subject).where(Subject.slug == slug))
    if subject and (subject.title, subject.description) == (title, description):
        return
    subject = subject or Subject(slug=slug)
    subject.title, subject.description = title, description
    db.session.add(subject)
    bump_stamp(SITE)
    db.session.flush()


def keep_outcome(inquiry: Inquiry, title: str, summary: str, published_at: datetime) -> None:
    """What came of an inquiry is this from now on."""
    outcome = inquiry.outcome or Outcome(inquiry=inquiry)
    if (outcome.title, outcome.summary, outcome.published_at) == (title, summary, published_at):
        return
    outcome.title, outcome.summary, outcome.published_at = title, summary, published_at
    db.session.add(outcome)
    bump_stamp(SITE)
    db.session.flush()


def refuse_bad_slug(slug: str) -> None:
    """Raises RefusedError with the reason where a page cannot have this name in its address."""
    if reason := why_not_slug(slug):
        raise RefusedError(reason)


def withdraw_page(thing: Withdrawable, reason: str) -> None:
    """Take a page's words away from the public; its address says when and why."""
    thing.state = PublishingState.WITHDRAWN
    thing.withdrawn_at = clock.now()
    thing.withdrawal_reason = reason
    bump_stamp(SITE)
    db.session.flush()


def show_page(thing: Withdrawable) -> None:
    """The page can be read, withdrawn before or not."""
    thing.state = PublishingState.PUBLISHED
    thing.withdrawn_at = None
    thing.withdrawal_reason = ""


def _set(thing: Inquiry | Topic, **columns: Any) -> None:
    for name, value in columns.items():
        setattr(thing, name, value)


def _put_up(thing: Thing) -> Thing:
    show_page(thing)
    db.session.add(thing)
    bump_stamp(SITE)
    db.session.flush()
    return thing
