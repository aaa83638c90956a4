"""Short reads by the database's driver, without a session or a transaction.

For the one question that every visit to a public page asks. The connections are taken out of the
engine's pool, so they have its settings, and are kept here: as many as ever were needed at once.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Engine


class DriverReads:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._idle: deque[Any] = deque()
        self._is_sqlite = engine.dialect.name == "sqlite"
        self.place = "?" if self._is_sqlite else "%s"

    def read(self, statement: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
        """All rows; raises the driver's errors, after which new connections are made."""
        connection = self._take()
        try:
            rows: list[tuple[Any, ...]] = connection.execute(statement, tuple(values)).fetchall()
        except BaseException:
            connection.close()
            self.close()
            raise
        self._idle.append(connection)
        return rows

    def close(self) -> None:
        while self._idle:
            self._idle.pop().close()

    def _take(self) -> Any:
        try:
            return self._idle.pop()
        except IndexError:
            return self._connect()

    def _connect(self) -> Any:
        pooled = self._engine.raw_connection()
        connection: Any = pooled.dbapi_connection
        pooled.detach()
        if not self._is_sqlite:
            connection.autocommit = True
            connection.prepare_threshold = 0
        return connection
