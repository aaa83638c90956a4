from __future__ import annotations

from enum import Enum


class Kind(Enum):
    """What a manuscript is the working text of."""

    INQUIRY = "inquiry"
    TOPIC = "topic"
    PAPER = "paper"


class PublicationAct(Enum):
    """What happened to the public text."""

    PUBLISHED = "published"
    CORRECTED = "corrected"  # a minor correction, which needs no public note
    WITHDRAWN = "withdrawn"


class Change(Enum):
    """What became of words between two versions."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
