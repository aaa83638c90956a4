from __future__ import annotations

from enum import Enum


class CommentStatus(Enum):
    PENDING = "pending"
    PUBLISHED = "published"
    REJECTED = "rejected"
    SPAM = "spam"
    WITHDRAWN = "withdrawn"
    SUSPENDED = "suspended"
    ACKNOWLEDGED = "acknowledged"


class PublicationChoice(Enum):
    NAMED = "named"
    ANONYMOUS = "anonymous"
    NOT_PUBLISHED = "not_published"

    @property
    def label(self) -> str:
        return {
            PublicationChoice.NAMED: "To be published with name",
            PublicationChoice.ANONYMOUS: "To be published, name withheld",
            PublicationChoice.NOT_PUBLISHED: "Not to be published",
        }[self]
