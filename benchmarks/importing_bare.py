"""The rows that an import has left, written again by the driver's `executemany` alone."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any, NamedTuple

from app import create_app
from app.core.db import db
from config import load_settings

BATCH = 1_000
_COMMENTS, _BESIDE = "comments", ("moderation_decisions", "contacts")
_TOTALS = ("comment_counters", "comment_numberings")


class Rows(NamedTuple):
    """One table's columns, and its rows as the driver gives them."""

    columns: list[str]
    rows: list[tuple[Any, ...]]


def read_rows(environment: dict[str, str]) -> dict[str, Rows]:
    """Everything of the tables that an import of comments fills."""
    found = {}
    with _driver(environment) as connection:
        for table in (_COMMENTS, *_BESIDE, *_TOTALS):
            cursor = connection.cursor()
            cursor.execute(f"SELECT * FROM {table} ORDER BY 1")
            columns = [column[0] for column in cursor.description]
            found[table] = Rows(columns, cursor.fetchall())
        connection.rollback()
    return found


def write_rows(environment: dict[str, str], found: dict[str, Rows]) -> float:
    """In batches of a thousand comments with what belongs to them, a transaction each; seconds.

    The database holds the texts and the staff already, and the connection is as the site makes it.
    """
    batches = list(_in_batches(found))
    with _driver(environment) as connection:
        place = "?" if db.engine.dialect.name == "sqlite" else "%s"
        statements = {
            table: f"INSERT INTO {table} ({', '.join(rows.columns)})"
            f" VALUES ({', '.join([place] * len(rows.columns))})"
            for table, rows in found.items()
        }
        begun = time.perf_counter()
        for batch in batches:
            with closing(connection.cursor()) as cursor:
                if place == "?":
                    cursor.execute("BEGIN IMMEDIATE")
                for table, rows in batch.items():
                    cursor.executemany(statements[table], rows)
                connection.commit()
        return time.perf_counter() - begun


def _in_batches(found: dict[str, Rows]) -> Iterator[dict[str, list[tuple[Any, ...]]]]:
    comments = found[_COMMENTS].rows
    beside = {
        table: _by_comment(found[table], found[table].columns.index("comment_id"))
        for table in _BESIDE
    }
    for start in range(0, len(comments), BATCH):
        part = comments[start : start + BATCH]
        yield {
            _COMMENTS: part,
            **{
                table: [row for comment in part for row in rows.get(comment[0], ())]
                for table, rows in beside.items()
            },
        }
    yield {table: found[table].rows for table in _TOTALS}


def _by_comment(found: Rows, place: int) -> dict[int, list[tuple[Any, ...]]]:
    grouped: dict[int, list[tuple[Any, ...]]] = {}
    for row in found.rows:
        grouped.setdefault(row[place], []).append(row)
    return grouped


@contextmanager
def _driver(environment: dict[str, str]) -> Iterator[Any]:
    """A connection with the site's settings, without anything between it and the driver."""
    app = create_app(load_settings(environment))
    with app.app_context():
        pooled = db.engine.raw_connection()
        try:
            yield pooled.driver_connection
        finally:
            pooled.close()
            db.engine.dispose()
