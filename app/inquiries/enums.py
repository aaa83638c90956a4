from __future__ import annotations

from enum import Enum


class PublishingState(Enum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class PeriodState(Enum):
    """Derived from dates and the outcome, never stored."""

    UPCOMING = "upcoming"
    OPEN = "open"
    CLOSED = "closed"
    CONCLUDED = "concluded"
