"""The queue's filters, read from an address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.comments.enums import PublicationChoice
from app.inquiries.models import Inquiry, Topic
from app.inquiries.queries import list_inquiries
from app.moderation.queries import QueueFilter


@dataclass(frozen=True)
class QueueFilters:
    """What can be chosen, what was chosen, and what that means for the queue."""

    inquiries: Sequence[Inquiry]
    choices: Sequence[PublicationChoice]
    inquiry: Inquiry | None
    topic: Topic | None
    choice: PublicationChoice | None

    @property
    def has_any(self) -> bool:
        return any((self.inquiry, self.topic, self.choice))

    @property
    def chosen(self) -> QueueFilter:
        return QueueFilter(
            self.inquiry.id if self.inquiry else None,
            self.topic.id if self.topic else None,
            self.choice,
        )

    @property
    def arguments(self) -> dict[str, str | int]:
        """The same filters as the arguments of an address."""
        chosen = {
            "inquiry": self.inquiry.slug if self.inquiry else "",
            "topic": self.topic.id if self.topic else "",
            "choice": self.choice.value if self.choice else "",
        }
        return {name: value for name, value in chosen.items() if value}


def read_filter(arguments: Mapping[str, str]) -> QueueFilters:
    """The filters of an address; names that mean nothing are left out."""
    inquiries = list_inquiries()
    topics = [topic for inquiry in inquiries for topic in inquiry.topics]
    choices = list(PublicationChoice)
    return QueueFilters(
        inquiries,
        choices,
        next((i for i in inquiries if i.slug == arguments.get("inquiry")), None),
        next((t for t in topics if str(t.id) == arguments.get("topic")), None),
        next((c for c in choices if c.value == arguments.get("choice")), None),
    )
