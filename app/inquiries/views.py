"""Home, inquiry, topic and subject pages: papers and comments stand on them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, render_template, request, url_for

from app.comments.queries import count_published, list_public_page
from app.core import clock
from app.core.errors import NotFoundError
from app.core.stamps import SITE, comments_of, read_stamps
from app.inquiries.descriptions import describe_inquiry_page, describe_topic_page
from app.inquiries.enums import PeriodState
from app.inquiries.models import Inquiry, Topic
from app.inquiries.queries import (
    find_period_reason,
    get_inquiry,
    get_subject,
    get_topic,
    list_inquiry_summaries,
    list_period_steps,
    list_published_topics,
    list_topics_about,
    list_turns,
    period_of,
    split_events,
)
from app.inquiries.rules import Period
from app.papers.queries import list_papers_about, list_papers_of_inquiry, list_papers_of_topic
from app.publishing.histories import History
from app.publishing.queries import find_history
from app.web.access import public
from app.web.frames import Frame, frame_and_stamps, make_frame
from app.web.kept_pages import kept_page
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
    turns = [turn for summary in summaries for turn in list_turns(summary.inquiry)]
    return kept_page(
        read_stamps([SITE]),
        turns,
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
    topics = list_published_topics(found)
    names = [SITE, *(comments_of(topic.id) for topic in topics)]
    turns = [turn for topic in topics for turn in list_turns(topic)]
    return kept_page(
        read_stamps(names),
        [*list_turns(found, found.events), *turns],
        lambda: _render_inquiry(found, topics),
    )


def _render_inquiry(inquiry: Inquiry, topics: list[Topic]) -> str:
    present = clock.now()
    coming, past = split_events(inquiry.events, present)
    totals = count_published(topic.id for topic in topics)
    history = find_history(inquiry)
    return render_template(
        "inquiries/inquiry.html",
        inquiry=inquiry,
        period=period_of(inquiry, present),
        topics=[
            TopicSummary(topic, period_of(topic, present), totals.get(topic.id, 0))
            for topic in topics
        ],
        papers=list_papers_of_inquiry(inquiry),
        coming_events=coming,
        past_events=past,
        history=history,
        described=describe_inquiry_page(inquiry, *_dates_of(history)),
        period_steps=list_period_steps(inquiry),
        period_reason=find_period_reason(inquiry),
    )


@bp.get("/inquiries/<inquiry>/<topic>")
@public
def topic(inquiry: str, topic: str) -> Response:
    frame, stamps = frame_and_stamps(lambda: _make_topic_frame(get_topic(inquiry, topic)))
    page, newest_first = read_page(), _read_newest_first()
    return kept_page(
        stamps,
        frame.turns,
        lambda: render_template(
            "inquiries/topic.html",
            frame=frame.pieces,
            listing=list_public_page(frame.told["topic_id"], page, newest_first=newest_first),
            **frame.told,
        ),
    )


def _make_topic_frame(topic: Topic) -> Frame:
    """All of a topic's page that stays the same whatever is published under it."""
    present = clock.now()
    period = period_of(topic, present)
    coming, past = split_events(topic.events, present)
    history = find_history(topic)
    html = render_template(
        "inquiries/topic_frame.html",
        topic=topic,
        inquiry=topic.inquiry,
        period=period,
        papers=list_papers_of_topic(topic),
        coming_events=coming,
        past_events=past,
        history=history,
        described=describe_topic_page(topic, *_dates_of(history)),
        period_steps=list_period_steps(topic),
        period_reason=find_period_reason(topic),
    )
    return make_frame(
        html,
        [comments_of(topic.id)],
        list_turns(topic, topic.events),
        topic_id=topic.id,
        topic_address=url_for("inquiries.topic", inquiry=topic.inquiry.slug, topic=topic.slug),
        form_address=url_for("comments.topic_form", inquiry=topic.inquiry.slug, topic=topic.slug),
        comments_address=url_for("comments.comment", public_ref=""),
        period=period,
    )


def _dates_of(history: History | None) -> tuple[datetime | None, datetime | None]:
    """When a page was first published, and when last."""
    return (history.first_at, history.current.happened_at) if history else (None, None)


def _read_newest_first() -> bool:
    order = request.args.get("order", "oldest")
    if order not in ("newest", "oldest"):
        raise NotFoundError(f"comments are not listed in the order {order!r}")
    return order == "newest"


@bp.get("/subjects/<subject>")
@public
def subject(subject: str) -> Response:
    found = get_subject(subject)
    return kept_page(
        read_stamps([SITE]),
        [],
        lambda: render_template(
            "inquiries/subject.html",
            subject=found,
            topics=list_topics_about(found),
            papers=list_papers_about(found),
        ),
    )
