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
