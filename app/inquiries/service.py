"""Inquiries and topics are put up; their Markdown is rendered here, once."""

from __future__ import annotations

from typing import Any, TypeVar

from app.core.db import db
from app.core.errors import RefusedError
from app.core.markup import render_markdown
from app.core.stamps import SITE, bump_stamp
from app.inquiries.enums import PublishingState
from app.inquiries.models import Inquiry, Topic
from app.inquiries.rules import why_not_slug

Thing = TypeVar("Thing", Inquiry, Topic)


def publish_inquiry(*, slug: str, **fields: Any) -> Inquiry:
    """Put up an inquiry; `fields` are those of `revise_inquiry`. Raises RefusedError for a bad slug."""
    refuse_bad_slug(slug)
    return revise_inquiry(Inquiry(slug=slug), **fields)


def revise_inquiry(inquiry: Inquiry, *, body: str, **fields: Any) -> Inquiry:
    """Put up what an inquiry's page says from now on; `fields` are its other columns."""
    return _put_up(inquiry, body_source=body, body_html=render_markdown(body), **fields)


def publish_topic(*, slug: str, **fields: Any) -> Topic:
    """Put up a topic page; `fields` are those of `revise_topic`. Raises RefusedError for a bad slug."""
    refuse_bad_slug(slug)
    return revise_topic(Topic(slug=slug), **fields)


def revise_topic(topic: Topic, *, explored: str, learnt: str, call: str, **fields: Any) -> Topic:
    """Put up what a topic page says from now on; `fields` are its other columns and relations."""
    return _put_up(
        topic,
        explored_source=explored,
        explored_html=render_markdown(explored),
        learnt_source=learnt,
        learnt_html=render_markdown(learnt),
        call_source=call,
        call_html=render_markdown(call),
        **fields,
    )


def refuse_bad_slug(slug: str) -> None:
    """Raises RefusedError with the reason where a page cannot have this name in its address."""
    if reason := why_not_slug(slug):
        raise RefusedError(reason)


def _put_up(thing: Thing, **columns: Any) -> Thing:
    for name, value in columns.items():
        setattr(thing, name, value)
    thing.state = PublishingState.PUBLISHED
    db.session.add(thing)
    bump_stamp(SITE)
    db.session.flush()
    return thing
