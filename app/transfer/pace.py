"""Short steps, so that nobody waits long for what an import locks meanwhile."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from app.core.db import db, is_on_postgresql

# Some 0.15 seconds. Shorter ones would write the pages of the indexes more often.
STEP = 2_000
# Whoever waits for SQLite's lock looks for it again after at most about a third of the wait.
REST_SHARE = 1 / 3


def take_steps(step: Callable[[int], int]) -> Iterator[int]:
    """Steps of so many rows, each in a transaction of its own, until one has nothing to do.

    After each comes a rest, in which others get SQLite's lock; gives what each step has done.
    """
    while True:
        begun = time.monotonic()
        done = step(STEP)
        db.session.commit()
        if not done:
            return
        took = time.monotonic() - begun
        yield done
        if not is_on_postgresql():
            time.sleep(took * REST_SHARE)
