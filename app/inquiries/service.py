"""Inquiries and topics are put up; their Markdown is rendered here, once."""

from __future__ import annotations

from typing import Any, TypeVar

from app.core.db import db
from app.core.markup import render_markdown
from app.core.stamps import SITE, bump_stamp
from app.inquiries.enums import PublishingState
from app.inquiries.models import Inquiry, Topic

Thing = TypeVar("Thing", Inquiry, Topic)


def publish_inquiry(*, body: str, **fields: Any) -> Inquiry:
    """Put up an inquiry; `fields` are its other columns."""
    inquiry = Inquiry(
        body_source=body,
        body_html=render_markdown(body),
        state=PublishingState.PUBLISHED,
        **fields,
    )
    return _put_up(inquiry)


def publish_topic(*, explored: str, learnt: str, call: str, **fields: Any) -> Topic:
    """Put up a topic page; `fields` are its other columns and relations."""
    topic = Topic(
        explored_source=explored,
        explored_html=render_markdown(explored),
        learnt_source=learnt,
        learnt_html=render_markdown(learnt),
        call_source=call,
        call_html=render_markdown(call),
        state=PublishingState.PUBLISHED,
        **fields,
    )
    return _put_up(topic)


def _put_up(thing: Thing) -> Thing:
    db.session.add(thing)
    bump_stamp(SITE)
    db.session.flush()
    return thing
