"""Many rows at once, by each driver's own quickest way and without anything in between."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, Table, delete

from app.core.db import Base, db, is_on_postgresql

_CACHE_KIB = 32_768


def write_many(table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Rows of values as the driver takes them; names come from the program alone."""
    connection, names = db.session.connection(), ", ".join(columns)
    if is_on_postgresql():
        driver: Any = connection.connection.driver_connection
        with driver.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
    else:
        places = ", ".join("?" * len(columns))
        statement = f"INSERT INTO {table} ({names}) VALUES ({places})"  # noqa: S608
        connection.exec_driver_sql(statement, rows)


def choose_form_of_moments() -> Callable[[datetime], datetime | str]:
    """How the driver writes a moment in UTC; on SQLite as text, as `UtcDateTime` stores it."""
    return _keep if is_on_postgresql() else _as_text


def _keep(moment: datetime) -> datetime:
    return moment


def _as_text(moment: datetime) -> str:
    return moment.replace(tzinfo=None).isoformat(" ", "microseconds")


def keep_indexes_in_memory() -> None:
    """SQLite's two megabytes hold none of them once there are many comments."""
    if not is_on_postgresql():
        db.session.connection().exec_driver_sql(f"PRAGMA cache_size = -{_CACHE_KIB}")


def delete_rows(model: type[Base], condition: ColumnElement[bool]) -> int:
    """How many; the session is not asked which of them it holds."""
    statement = delete(cast(Table, model.__table__)).where(condition)
    return db.session.connection().execute(statement).rowcount
