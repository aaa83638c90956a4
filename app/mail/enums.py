from __future__ import annotations

from enum import Enum


class MailKind(Enum):
    """What a person may stop, one kind at a time."""

    AUTHOR = "author"
    DIGEST = "digest"
    PUBLISHING = "publishing"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    MailKind.AUTHOR: "messages about comments sent with your address",
    MailKind.DIGEST: "the daily message about comments that wait for a decision",
    MailKind.PUBLISHING: "messages about drafts that you work on or could publish",
}
