"""Figures that are read from the database when they are asked for.

All come from counters and from the first row of an index, so that they cost the same however
many comments there are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from app.comments.enums import CommentStatus
from app.comments.models import Comment
from app.comments.queries import read_counters
from app.core import clock
from app.core.db import db
from app.jobs.enums import EntryState
from app.jobs.queries import count_entries


class DatabaseFigures(Collector):
    """Comments by status, how long the oldest has waited; only "is away" while it is."""

    def collect(self) -> Iterator[Metric]:
        try:
            figures = [_comments(), _oldest_waiting(), _outbox()]
        except SQLAlchemyError:
            figures = []
        yield GaugeMetricFamily(
            "soundings_database_up", "1 while the database answers.", value=bool(figures)
        )
        yield from figures


def _comments() -> Metric:
    family = GaugeMetricFamily(
        "soundings_comments",
        "Comments by status: received is their sum, those that wait are pending.",
        labels=["status"],
    )
    totals: Counter[CommentStatus] = Counter()
    for (_topic, status, _choice), total in read_counters().items():
        totals[status] += total
    for status in CommentStatus:
        family.add_metric([status.value], totals[status])
    return family


def _oldest_waiting() -> Metric:
    received_at = db.session.scalar(
        select(Comment.received_at)
        .where(Comment.status == CommentStatus.PENDING)
        .order_by(Comment.received_at, Comment.id)
        .limit(1)
    )
    waited = (clock.now() - received_at).total_seconds() if received_at else 0
    return GaugeMetricFamily(
        "soundings_queue_oldest_seconds", "How long the oldest pending comment waits.", value=waited
    )


def _outbox() -> Metric:
    family = GaugeMetricFamily(
        "soundings_outbox", "Jobs that wait, and jobs that were given up.", labels=["state"]
    )
    for state in (EntryState.WAITING, EntryState.GIVEN_UP):
        family.add_metric([state.value], count_entries(state))
    return family
