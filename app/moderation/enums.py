from __future__ import annotations

from enum import Enum


class Decision(Enum):
    PUBLISH = "publish"
    REJECT = "reject"
    SPAM = "spam"
    ACKNOWLEDGE = "acknowledge"
    REOPEN = "reopen"


class Reason(Enum):
    SPAM = "spam"
    OFF_TOPIC = "off_topic"
    ABUSIVE = "abusive"
    PERSONAL_DATA = "personal_data"
    DEFAMATORY = "defamatory"
    ILLEGAL = "illegal"
    IMPERSONATION = "impersonation"
    DUPLICATE = "duplicate"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The same words on every page; the longer texts are in `reasons`."""
        return {
            Reason.SPAM: "Spam or advertising",
            Reason.OFF_TOPIC: "Not about this topic",
            Reason.ABUSIVE: "Abuse or threats",
            Reason.PERSONAL_DATA: "Details about a private person",
            Reason.DEFAMATORY: "Serious accusation that could be defamatory",
            Reason.ILLEGAL: "Against the law to publish",
            Reason.IMPERSONATION: "Written as if by somebody else",
            Reason.DUPLICATE: "Sent before by the same person",
            Reason.OTHER: "Another reason",
        }[self]
