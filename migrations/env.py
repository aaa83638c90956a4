"""Alembic's entry point: runs the steps on the site's own engine, each in a transaction of its own.

SQLite changes a table by building it anew and dropping the old one, which would take or refuse the
rows that refer to it. So foreign keys are off around the steps, switched outside any transaction
(inside one the switch does nothing), and each step is checked before it is committed.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from alembic import context
from flask import current_app
from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

LOCK_WAIT_SECONDS = 2
ATTEMPTS = 20
PAUSE_SECONDS = 3.0
LOCK_NOT_AVAILABLE = "55P03"

engine = current_app.extensions["migrate"].db.engine
metadata = current_app.extensions["migrate"].db.metadata
is_sqlite = engine.dialect.name == "sqlite"


def run_migrations() -> None:
    with engine.connect() as connection, foreign_keys_off(connection):
        if not is_sqlite:
            _wait_briefly(connection)
        context.configure(
            connection=connection,
            target_metadata=metadata,
            render_as_batch=True,
            compare_type=True,
            transaction_per_migration=True,
            on_version_apply=refuse_orphans,
        )
        with context.begin_transaction():
            context.run_migrations()


@contextmanager
def foreign_keys_off(connection: Connection) -> Iterator[None]:
    """Past SQLAlchemy, which would begin a transaction first."""
    if not is_sqlite:
        yield
        return
    driver = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        connection.rollback()
        driver.execute("PRAGMA foreign_keys = ON")


def refuse_orphans(ctx, step, heads, run_args) -> None:
    """At the end of each step, before its commit."""
    if is_sqlite and (orphans := ctx.connection.execute(text("PRAGMA foreign_key_check")).all()):
        tables = ", ".join(sorted({row[0] for row in orphans}))
        raise SystemExit(f"A migration would leave rows that refer to nothing, in: {tables}.")


def _wait_briefly(connection: Connection) -> None:
    """A step that waits for a lock makes everybody wait who comes after it: give way soon."""
    connection.execute(text(f"SET lock_timeout = '{LOCK_WAIT_SECONDS}s'"))
    connection.execute(text("SET statement_timeout = 0"))
    connection.commit()


def run_until_no_lock_is_in_the_way() -> None:
    for attempt in range(1, ATTEMPTS + 1):
        try:
            run_migrations()
        except OperationalError as error:
            is_locked = getattr(error.orig, "sqlstate", None) == LOCK_NOT_AVAILABLE
            if not is_locked or attempt == ATTEMPTS:
                raise
            time.sleep(PAUSE_SECONDS)
        else:
            return


if context.is_offline_mode():
    raise SystemExit("Migrations run against a database; there is no offline mode.")
run_until_no_lock_is_in_the_way()
