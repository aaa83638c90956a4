"""Short steps, so that nobody waits long for what an import locks meanwhile."""

from __future__ import annotations

import time
from collections.abc import Callable

from app.core.db import db, is_on_postgresql

FIRST_STEP, SMALLEST_STEP, LARGEST_STEP = 1_000, 100, 10_000
STEP_SECONDS = 0.1
# Whoever waits for SQLite's lock looks for it again every 25 ms by the time that a step takes.
REST_SECONDS = 0.03


class Pace:
    """How many rows the next step takes; it follows the time that the last one took."""

    def __init__(self) -> None:
        self.size = FIRST_STEP

    def take(self, step: Callable[[int], int]) -> int:
        """Take one step of so many rows and commit it, then rest; gives what the step does."""
        begun = time.monotonic()
        done = step(self.size)
        db.session.commit()
        fitting = int(self.size * STEP_SECONDS / max(time.monotonic() - begun, 0.001))
        self.size = min(max(fitting, SMALLEST_STEP), 2 * self.size, LARGEST_STEP)
        if done and not is_on_postgresql():
            time.sleep(REST_SECONDS)
        return done
