"""What the pages of an inquiry and of a topic say of themselves to search engines."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from app.inquiries.models import Event, Inquiry, Topic
from app.web.addresses import public_url
from app.web.descriptions import Description, describe, make_organisation, publisher, say

PAGE = "WebPage"


def describe_inquiry_page(
    inquiry: Inquiry, published_at: datetime | None, changed_at: datetime | None
) -> Description:
    return describe(
        PAGE,
        title=inquiry.title,
        summary=inquiry.summary,
        address=public_url("inquiries.inquiry", inquiry=inquiry.slug),
        published_at=published_at,
        changed_at=changed_at,
        publisher=make_organisation(publisher()),
        mentions=_list_events(inquiry.events),
    )


def describe_topic_page(
    topic: Topic, published_at: datetime | None, changed_at: datetime | None
) -> Description:
    slug, title = topic.inquiry.slug, topic.inquiry.title
    above = public_url("inquiries.inquiry", inquiry=slug)
    return describe(
        PAGE,
        title=topic.title,
        summary=topic.summary,
        address=public_url("inquiries.topic", inquiry=slug, topic=topic.slug),
        published_at=published_at,
        changed_at=changed_at,
        publisher=make_organisation(publisher()),
        isPartOf={"@type": PAGE, "name": title, "url": above},
        keywords=[subject.title for subject in topic.subjects],
        mentions=_list_events(topic.events),
    )


def _list_events(events: Iterable[Event]) -> list[dict[str, Any]]:
    return [_make_event(event) for event in events]


def _make_event(event: Event) -> dict[str, Any]:
    facts = {
        "@type": "Event",
        "name": event.title,
        "description": event.description,
        "startDate": say(event.starts_at),
        "endDate": say(event.ends_at),
        "location": {"@type": "Place", "name": event.venue} if event.venue else None,
        "organizer": make_organisation(publisher()),
    }
    return {name: fact for name, fact in facts.items() if fact}
