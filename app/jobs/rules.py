"""How often a task is tried, and how long is waited in between."""

from __future__ import annotations

from datetime import timedelta

MAXIMUM_ATTEMPTS = 14
FIRST_DELAY = timedelta(minutes=1)
LONGEST_DELAY = timedelta(hours=6)
LEASE = timedelta(minutes=5)
STOPPED_AFTER = timedelta(minutes=10)
DONE_KEPT_FOR = timedelta(days=30)


def delay_after(attempts: int) -> timedelta | None:
    """How long to wait after so many failed attempts, doubling; None when it is given up."""
    if attempts >= MAXIMUM_ATTEMPTS:
        return None
    doublings: int = 2 ** (attempts - 1)
    return min(FIRST_DELAY * doublings, LONGEST_DELAY)
