"""How often a message may be sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

UNCONFIRMED_LIMIT = 3
LIMIT_PERIOD = timedelta(days=1)
HELD_BACK_AT_MOST = timedelta(days=7)
SOON = timedelta(minutes=1)
SENT_KEPT_FOR = timedelta(days=2)
MAIL_FILES_KEPT_FOR = timedelta(days=30)


def when_to_send_unconfirmed(sent_lately: Sequence[datetime]) -> datetime | None:
    """When another message may go to an address that nobody has confirmed; None for at once.

    Anybody can type anybody's address into a form; nobody is to be flooded by that.
    """
    if len(sent_lately) < UNCONFIRMED_LIMIT:
        return None
    return sorted(sent_lately)[-UNCONFIRMED_LIMIT] + LIMIT_PERIOD


def is_worth_waiting(enqueued_at: datetime, until: datetime) -> bool:
    """May a message be held back until then? Who is flooded shall not be written to for months."""
    return until - enqueued_at <= HELD_BACK_AT_MOST
