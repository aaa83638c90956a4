"""huey, set up: it carries the numbers of outbox entries to a worker.

Its messages are signed JSON, not pickles, so that nobody who can write to the queue can have code
run. What it holds may be lost: the sweep reads the outbox itself.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple

from flask import Flask
from huey import Huey, PostgresHuey, RedisHuey, SqliteHuey, crontab
from huey.api import TaskWrapper
from huey.registry import Message
from huey.serializer import Serializer
from itsdangerous import URLSafeSerializer

from app.jobs.enums import QueueKind
from app.jobs.runner import run_entry, sweep
from app.web.logs import log, log_exception

_CONNECT_SECONDS = 2


class SignedJson(Serializer):
    """Raises itsdangerous.BadSignature for a message that this site did not write."""

    def __init__(self, key: str) -> None:
        super().__init__()
        self._signer = URLSafeSerializer(key, salt="jobs")

    def _serialize(self, data: Message) -> bytes:
        facts = data._asdict()
        facts["eta"] = data.eta and data.eta.isoformat()
        return str(self._signer.dumps(facts)).encode()

    def _deserialize(self, data: bytes) -> Message:
        facts = self._signer.loads(bytes(data))
        facts["eta"] = facts["eta"] and datetime.fromisoformat(facts["eta"])
        return Message(**facts)


class _Opened(NamedTuple):
    huey: Huey
    run: TaskWrapper


class Queue:
    """The queue of one site; its storage is opened when it is first needed."""

    def __init__(self, app: Flask, kind: QueueKind, open_storage: Callable[[], Huey]) -> None:
        self.kind = kind
        self._app = app
        self._open_storage = open_storage

    @cached_property
    def _opened(self) -> _Opened:
        huey = self._open_storage()
        huey.periodic_task(crontab(minute="*"), name="sweep")(self.sweep)
        return _Opened(huey, huey.task(name="run")(self._run))

    @property
    def huey(self) -> Huey:
        return self._opened.huey

    def tell(self, entry_ids: Iterable[int], due_at: datetime | None = None) -> None:
        """Send numbers to the worker, for now or for then.

        Where the queue is away, the next sweep finds the entries, or the first after that moment.
        """
        try:
            for entry_id in entry_ids:
                self._opened.run(entry_id, eta=due_at)
        except Exception as error:  # whatever the storage raises, nothing is lost
            log_exception(error)

    def sweep(self) -> None:
        """Do the chores, and send the numbers of what is due."""
        with self._app.app_context(), _logged():
            self.tell(sweep())

    def _run(self, entry_id: int) -> None:
        with self._app.app_context(), _logged():
            run_entry(entry_id)


@contextmanager
def _logged() -> Iterator[None]:
    """Where the database is away, this attempt ends; the next sweep begins another."""
    try:
        yield
    except Exception as error:  # the worker goes on whatever happens
        log_exception(error)


class _Reports(logging.Handler):
    """What huey itself has to report, without the message that it carried."""

    def emit(self, record: logging.LogRecord) -> None:
        kind = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else ""
        log.error("queue", says=str(record.msg), kind=kind)


def init_jobs(app: Flask, kind: QueueKind, *, key: str, file: str, urls: dict[str, str]) -> None:
    """`file` is where the embedded queue is kept; `urls` say where the others are."""
    reports = logging.getLogger("huey")
    reports.setLevel(logging.ERROR)
    reports.propagate = False
    reports.handlers = [_Reports()]

    def open_storage() -> Huey:
        return _open(kind, file, urls, serializer=SignedJson(key), results=False)

    app.extensions["soundings_queue"] = Queue(app, kind, open_storage)


def _open(kind: QueueKind, file: str, urls: dict[str, str], **facts: Any) -> Huey:
    if kind is QueueKind.REDIS:
        joint = "&" if "?" in urls["redis"] else "?"
        waits = f"{joint}socket_connect_timeout={_CONNECT_SECONDS}&socket_timeout=10"
        return RedisHuey("soundings", url=urls["redis"] + waits, **facts)
    if kind is QueueKind.POSTGRESQL:
        dsn = urls["database"].replace("+psycopg", "", 1)
        return PostgresHuey("soundings", dsn=dsn, connect_timeout=_CONNECT_SECONDS, **facts)
    # The outbox survives a power cut; this file need not.
    return SqliteHuey("soundings", filename=file, fsync=False, **facts)
