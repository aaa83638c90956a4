"""How often a message may be sent."""

from __future__ import annotations

from datetime import timedelta

UNCONFIRMED_LIMIT = 3
LIMIT_PERIOD = timedelta(days=1)
SENT_KEPT_FOR = timedelta(days=2)
MAIL_FILES_KEPT_FOR = timedelta(days=30)


def may_send_unconfirmed(sent_lately: int) -> bool:
    """May another message go to an address that nobody has confirmed?

    Anybody can type anybody's address into a form; nobody is to be flooded by that.
    """
    return sent_lately < UNCONFIRMED_LIMIT
