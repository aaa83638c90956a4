from __future__ import annotations

from enum import Enum


class EntryState(Enum):
    WAITING = "waiting"
    DONE = "done"
    GIVEN_UP = "given_up"


class QueueKind(Enum):
    """Where the queue is kept: beside an embedded worker, or on a server that many share."""

    EMBEDDED = "embedded"
    REDIS = "redis"
    POSTGRESQL = "postgresql"
