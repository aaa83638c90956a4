"""The database: one declarative base, two engines' habits, and the types that both understand.

SQLite takes its write lock when a transaction begins, except while a page is only read: a
transaction that reads first and writes later would otherwise fail at once, whatever the timeout,
as soon as somebody else wrote in between (SQLITE_BUSY_SNAPSHOT). A view that does much before it
writes is `reading` until it asks to write, so that nobody waits for its lock meanwhile.
"""

from __future__ import annotations

import enum
import select
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, cast

import psycopg
from flask import Flask
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from psycopg import IsolationLevel
from sqlalchemy import (
    DateTime,
    Dialect,
    Engine,
    Enum,
    Executable,
    Integer,
    MetaData,
    Table,
    bindparam,
    event,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError, DisconnectionError, OperationalError
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

from app.core.driver import DriverReads

LOCK_WAIT_SECONDS = 8
ASKED_AFTER_SECONDS = 5
READ_ONLY = "25006"  # what a PostgreSQL that is not (or no longer) the primary answers to a write

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

_POSTGRESQL_WAITS = {
    "connect_timeout": 5,
    # A server that vanished without a word is noticed in seconds; TCP alone takes a quarter hour.
    "keepalives_idle": 15,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
    "options": f"-c lock_timeout={LOCK_WAIT_SECONDS}s -c statement_timeout=30s",
}

only_reads: ContextVar[bool] = ContextVar("only_reads", default=False)


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)


db = SQLAlchemy(metadata=Base.metadata)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, stored in UTC; a naive one is a programming error."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def text_enum(kind: type[enum.Enum]) -> Enum:
    """A column type that stores an enum's values as plain text."""
    return Enum(
        kind,
        native_enum=False,
        length=32,
        create_constraint=False,
        values_callable=lambda members: [member.value for member in members],
    )


def is_on_postgresql() -> bool:
    return db.session.get_bind().dialect.name == "postgresql"


def insert_or_add(table: type[Base], keys: dict[str, Any], column: str, amount: int) -> None:
    """Add `amount` to a counting column in one statement, making the row where it is missing."""
    connection = db.session.connection()
    statement = _insert_or_add(table, tuple(keys), column, connection.dialect.name)
    connection.execute(statement, {**keys, column: amount, "added": amount})


@cache
def _insert_or_add(
    table: type[Base], keys: tuple[str, ...], column: str, dialect: str
) -> Executable:
    sum_of_both = table.__table__.c[column] + bindparam("added", type_=Integer)
    return _insert(table, (*keys, column), dialect).on_conflict_do_update(
        index_elements=list(keys), set_={column: sum_of_both}
    )


def insert_once(table: type[Base], columns: dict[str, Any]) -> int | None:
    """Write a row and give its id; None, and nothing done, where one stands in its way.

    Any of what is unique may be in the way: two that come at once and share several keys meet
    at whichever the database happens to write first.
    """
    connection = db.session.connection()
    statement = _insert_once(table, tuple(columns), connection.dialect.name)
    return connection.execute(statement, columns).scalar()


@cache
def _insert_once(table: type[Base], columns: tuple[str, ...], dialect: str) -> Executable:
    once = _insert(table, columns, dialect).on_conflict_do_nothing()
    return once.returning(table.__table__.c.id)


def _insert(
    table: type[Base], columns: Iterable[str], dialect: str
) -> postgresql.Insert | sqlite.Insert:
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return insert(cast(Table, table.__table__)).values({name: bindparam(name) for name in columns})


@contextmanager
def reading() -> Iterator[None]:
    """What happens inside reads only, until `begin_writing`; decorates views too."""
    token = only_reads.set(True)
    try:
        yield
    finally:
        only_reads.reset(token)


def begin_writing() -> None:
    """End the transaction that was only read; the next one writes, and reads everything anew."""
    db.session.rollback()
    only_reads.set(False)


def stop_writing() -> None:
    """Undo what was begun and only read again, as for a page that says why nothing was done."""
    db.session.rollback()
    only_reads.set(True)


def is_away(error: DBAPIError) -> bool:
    """True when the database could not do its work for now, and the same request may later succeed.

    Away are: unreachable, shutting down, locked for too long, out of space, or a standby.
    """
    is_standby = getattr(error.orig, "sqlstate", None) == READ_ONLY
    return isinstance(error, OperationalError) or error.connection_invalidated or is_standby


def init_database(app: Flask, url: str, migrations: Path) -> None:
    """Connect the app; values never reach logs (`hide_parameters`), waits are bounded."""
    options: dict[str, Any] = {"hide_parameters": True}
    if url.startswith("sqlite:///"):
        Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    else:
        options["connect_args"] = _POSTGRESQL_WAITS
    app.config.update(SQLALCHEMY_DATABASE_URI=url, SQLALCHEMY_ENGINE_OPTIONS=options)
    db.init_app(app)
    Migrate(app, db, directory=str(migrations), render_as_batch=True)
    with app.app_context():
        _prepare_engine(db.engine)
        app.extensions["soundings_driver"] = DriverReads(db.engine)


def _prepare_engine(engine: Engine) -> None:
    """Give a fresh engine the habits that the site relies on."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _configure_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "checkout", _check_connection)
        event.listen(engine, "begin", _begin_postgresql)


def _check_connection(connection: Any, record: Any, _pooled: Any) -> None:
    """Have another connection made instead of one that the server has closed.

    Until then an idle one has nothing to read. Only one that was idle for long is asked as well,
    because a question to the server is a good part of what a short visit costs.
    """
    present = time.monotonic()
    waited = present - record.info.get("checked_at", present)
    record.info["checked_at"] = present
    try:
        is_closed = _has_news(connection)
        if waited > ASKED_AFTER_SECONDS and not is_closed:
            connection.execute("SELECT 1")
            connection.rollback()
    except psycopg.Error as error:
        raise DisconnectionError from error
    if is_closed:
        raise DisconnectionError


def _has_news(connection: Any) -> bool:
    news = select.poll()
    news.register(connection.fileno(), select.POLLIN)
    return bool(news.poll(0))


def _configure_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver must not begin transactions of its own
    for pragma in (
        f"busy_timeout = {int(LOCK_WAIT_SECONDS * 1000)}",
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN" if only_reads.get() else "BEGIN IMMEDIATE")


def _begin_postgresql(connection: Connection) -> None:
    """A page sees one state of the database, so that its stamps belong to what it shows.

    (On SQLite every transaction does.) The driver says it with its own BEGIN, so it costs nothing.
    """
    if "isolation_level" in connection.get_execution_options():
        return  # somebody has asked for one: a backup, for one moment of everything
    level = IsolationLevel.REPEATABLE_READ if only_reads.get() else None
    driver: Any = connection.connection.dbapi_connection
    driver.isolation_level = level
