"""PostgreSQL by COPY in one snapshot: needs no other program, and no right but reading.

Rows leave in the order of their primary keys, so that the same content always has the same hash
and a loaded database can be compared by dumping it again.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from flask_migrate import upgrade
from sqlalchemy import URL, Connection, Engine, MetaData, Table, create_engine, func, select, text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.pool import NullPool

from app.backup.archive import BLOCK, BackupError, Reader, Writer
from app.core.db import Base

FOLDER = "database/"


class Sink(Protocol):
    def write(self, block: bytes | memoryview, /) -> Any: ...


class HashOnly:
    def __init__(self) -> None:
        self.digest = hashlib.sha256()

    def write(self, block: bytes | memoryview, /) -> None:
        self.digest.update(block)


def dump(engine: Engine, writer: Writer) -> list[str]:
    """Write every table of the site; gives the names of the tables that are not the site's."""
    with _snapshot(engine) as connection:
        manifest = writer.manifest
        manifest.revision = str(connection.scalar(text("SELECT version_num FROM alembic_version")))
        tables, strange = _read_tables(connection)
        for table in tables:
            manifest.tables[table.name] = _count(connection, table)
            with writer.part(f"{FOLDER}{table.name}.copy") as part:
                _copy_out(connection, table, part)
    return strange


def load(reader: Reader, engine: Engine) -> None:
    """Fill a database without tables: those of the backup's revision are made first."""
    upgrade(revision=reader.manifest.revision)
    with engine.begin() as connection:
        _wait_as_long_as_it_takes(connection)
        for table in _read_tables(connection)[0]:
            name = f"{FOLDER}{table.name}.copy"
            if name in reader.manifest.parts:
                _copy_in(connection, table, reader, name)


def list_differences(reader: Reader, engine: Engine) -> list[str]:
    """The tables whose content is not, byte for byte, what the backup holds."""
    different = []
    with _snapshot(engine) as connection:
        tables = {table.name: table for table in _read_tables(connection)[0]}
        for name in reader.manifest.tables:
            found = HashOnly()
            if name in tables:
                _copy_out(connection, tables[name], found)
            if found.digest.hexdigest() != reader.manifest.parts.get(f"{FOLDER}{name}.copy"):
                different.append(f"{name} differs from what was saved")
    return different


@contextmanager
def scratch_database(url: URL) -> Iterator[URL]:
    """An empty database beside the given one, gone afterwards."""
    name = f"soundings_verify_{secrets.token_hex(6)}"
    server = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    try:
        with server.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template0"))
    except ProgrammingError as error:
        raise BackupError(
            "The account may not make a database, so the backup cannot be verified here: "
            "give it CREATEDB, or name an empty database with --scratch."
        ) from error
    try:
        yield url.set(database=name)
    finally:
        with server.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


@contextmanager
def _snapshot(engine: Engine) -> Iterator[Connection]:
    """Everything that is read here is as it was at one moment."""
    with engine.connect().execution_options(
        isolation_level="REPEATABLE READ", postgresql_readonly=True
    ) as connection:
        _wait_as_long_as_it_takes(connection)
        yield connection


def _wait_as_long_as_it_takes(connection: Connection) -> None:
    connection.execute(text("SET LOCAL statement_timeout = 0"))
    connection.execute(text("SET LOCAL timezone = 'UTC'"))


def _read_tables(connection: Connection) -> tuple[list[Table], list[str]]:
    """The site's tables as the database has them, parents first; and the names of all others."""
    metadata = MetaData()
    metadata.reflect(connection)
    strange = metadata.tables.keys() - Base.metadata.tables.keys() - {"alembic_version"}
    tables = [table for table in metadata.sorted_tables if table.name in Base.metadata.tables]
    return tables, sorted(strange)


def _count(connection: Connection, table: Table) -> int:
    return int(connection.scalar(select(func.count()).select_from(table)) or 0)


def _quoted_columns(connection: Connection, table: Table) -> str:
    quote = connection.dialect.identifier_preparer.quote
    return ", ".join(quote(column.name) for column in table.columns if column.computed is None)


def _quoted_name(connection: Connection, table: Table) -> str:
    return connection.dialect.identifier_preparer.quote(table.name)


def _driver(connection: Connection) -> Any:
    """psycopg's own connection, which knows COPY."""
    return connection.connection.driver_connection


def _copy_out(connection: Connection, table: Table, sink: Sink) -> None:
    columns = _quoted_columns(connection, table)
    order = ", ".join(
        connection.dialect.identifier_preparer.quote(column.name)
        for column in table.primary_key.columns or table.columns
    )
    name = _quoted_name(connection, table)
    statement = f"COPY (SELECT {columns} FROM {name} ORDER BY {order}) TO STDOUT"  # noqa: S608
    with _driver(connection).cursor() as cursor, cursor.copy(statement) as copy:
        for block in copy:
            sink.write(block)


def _copy_in(connection: Connection, table: Table, reader: Reader, part: str) -> None:
    name, columns = _quoted_name(connection, table), _quoted_columns(connection, table)
    if _count(connection, table):  # what the migrations themselves put in
        connection.execute(table.delete())
    with (
        reader.file.open(part) as source,
        _driver(connection).cursor() as cursor,
        cursor.copy(f"COPY {name} ({columns}) FROM STDIN") as copy,
    ):
        while block := source.read(BLOCK):
            copy.write(block)
    for column in table.primary_key.columns:
        _set_sequence(connection, table, column.name)


def _set_sequence(connection: Connection, table: Table, column: str) -> None:
    """The next row gets the number after the last one."""
    quote = connection.dialect.identifier_preparer.quote
    facts = {"table": quote(table.name), "column": column}
    sequence = connection.scalar(text("SELECT pg_get_serial_sequence(:table, :column)"), facts)
    if sequence:
        highest = connection.scalar(select(func.max(table.c[column])))
        connection.execute(
            text("SELECT setval(:sequence, :value, :used)"),
            {"sequence": sequence, "value": highest or 1, "used": highest is not None},
        )
