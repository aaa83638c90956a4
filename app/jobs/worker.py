"""The worker: huey's consumer, which leaves signals and logs to whoever started it."""

from __future__ import annotations

import signal
import threading
import time
from contextlib import suppress

from flask import Flask
from huey.consumer import Consumer, ConsumerStopped

from app.core.db import db
from app.jobs.enums import QueueKind
from app.jobs.outbox import release_claims
from app.jobs.queue import Queue

LONGEST_WAIT_SECONDS = 1.0
PATIENCE_SECONDS = 20.0


class _QuietConsumer(Consumer):
    def _set_signal_handlers(self) -> None:
        """The process has handlers of its own."""


class Worker:
    """Threads that do what the queue says, from `start` to `stop`."""

    def __init__(self, queue: Queue, threads: int) -> None:
        self._queue = queue
        self._consumer = _QuietConsumer(
            queue.huey,
            workers=threads,
            max_delay=LONGEST_WAIT_SECONDS,
            shutdown_timeout=PATIENCE_SECONDS,
        )
        self._watch = threading.Thread(target=self._replace_the_dead, name="jobs", daemon=True)

    def start(self) -> None:
        self._queue.sweep()  # what a crash has left
        self._consumer.start()
        self._watch.start()

    def stop(self) -> None:
        """Finish the task in hand."""
        self._consumer.stop(graceful=True)

    def _replace_the_dead(self) -> None:
        """Until it is stopped, see to it that all threads live."""
        looked_at = time.monotonic()
        with suppress(ConsumerStopped):
            while True:
                looked_at = self._consumer.loop(looked_at)


def find_embedded_worker(app: Flask) -> Worker | None:
    """The worker of a site that is one process; None where others do the work, or there is none."""
    queue: Queue | None = app.extensions.get("soundings_queue")
    if queue is None or queue.kind is not QueueKind.EMBEDDED:
        return None
    with app.app_context():
        free_what_was_claimed()
    return Worker(queue, threads=1)


def free_what_was_claimed() -> None:
    """For the only worker, at its start: whoever had claimed an entry is gone."""
    release_claims()
    db.session.commit()


def work(app: Flask, threads: int) -> None:
    """Work until SIGTERM or SIGINT."""
    told = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: told.set())
    worker = Worker(app.extensions["soundings_queue"], threads)
    worker.start()
    told.wait()
    worker.stop()
