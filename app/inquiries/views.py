"""Home, inquiry, topic and subject pages: papers and comments stand on them."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, render_template, request

from app.comments.queries import count_published, list_public_page
from app.core import clock
from app.core.errors import NotFoundError
from app.core.stamps import SITE, comments_of, read_stamps
from app.inquiries.enums import PeriodState
from app.inquiries.models import Topic
from app.inquiries.queries import (
    get_inquiry,
    get_subject,
    get_topic,
    list_inquiry_summaries,
    list_published_topics,
    list_topics_about,
    period_of,
    split_events,
)
from app.inquiries.rules import Period
from app.papers.queries import list_papers_about, list_papers_of_inquiry, list_papers_of_topic
from app.web.access import public
from app.web.caching import public_page
from app.web.pagination import read_page

bp = Blueprint("inquiries", __name__)


@dataclass(frozen=True)
class TopicSummary:
    topic: Topic
    period: Period
    published_total: int


@bp.get("/")
@public
def home() -> Response:
    summaries = list_inquiry_summaries(clock.now())
    states = [summary.period.state for summary in summaries]
    return public_page(
        [read_stamps([SITE]), states],
        lambda: render_template(
            "inquiries/home.html",
            current=[s for s in summaries if s.period.state is not PeriodState.CONCLUDED],
            concluded=[s for s in summaries if s.period.state is PeriodState.CONCLUDED],
        ),
    )


@bp.get("/inquiries/<inquiry>")
@public
def inquiry(inquiry: str) -> Response:
    found = get_inquiry(inquiry)
    present = clock.now()
    topics = list_published_topics(found)
    periods = [period_of(topic, present) for topic in topics]
    coming, past = split_events(found.events, present)
    stamps = read_stamps([SITE, *(comments_of(topic.id) for topic in topics)])
    own_period = period_of(found, present)
    facts = [stamps, own_period.state, [period.state for period in periods], len(past)]

    def render() -> str:
        totals = count_published(topic.id for topic in topics)
        return render_template(
            "inquiries/inquiry.html",
            inquiry=found,
            period=own_period,
            topics=[
                TopicSummary(topic, period, totals.get(topic.id, 0))
                for topic, period in zip(topics, periods, strict=True)
            ],
            papers=list_papers_of_inquiry(found),
            coming_events=coming,
            past_events=past,
        )

    return public_page(facts, render)


@bp.get("/inquiries/<inquiry>/<topic>")
@public
def topic(inquiry: str, topic: str) -> Response:
    found = get_topic(inquiry, topic)
    present = clock.now()
    period = period_of(found, present)
    page, newest_first = read_page(), _read_newest_first()
    coming, past = split_events(found.events, present)
    stamps = read_stamps([SITE, comments_of(found.id)])
    return public_page(
        [stamps, period.state, len(past)],
        lambda: render_template(
            "inquiries/topic.html",
            topic=found,
            inquiry=found.inquiry,
            period=period,
            papers=list_papers_of_topic(found),
            coming_events=coming,
            past_events=past,
            listing=list_public_page(found, page, newest_first=newest_first),
        ),
    )


def _read_newest_first() -> bool:
    order = request.args.get("order", "oldest")
    if order not in ("newest", "oldest"):
        raise NotFoundError(f"comments are not listed in the order {order!r}")
    return order == "newest"


@bp.get("/subjects/<subject>")
@public
def subject(subject: str) -> Response:
    found = get_subject(subject)
    return public_page(
        [read_stamps([SITE])],
        lambda: render_template(
            "inquiries/subject.html",
            subject=found,
            topics=list_topics_about(found),
            papers=list_papers_about(found),
        ),
    )
