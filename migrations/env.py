"""Alembic's entry point: runs the steps on the site's own engine."""

from __future__ import annotations

import time

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


def run_migrations() -> None:
    """Run each step in its own transaction.

    SQLite changes a table by building it anew; foreign keys are switched off around that, outside
    any transaction, and checked by each step that rebuilds a parent table.
    """
    with engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            _wait_briefly(connection)
        context.configure(
            connection=connection,
            target_metadata=metadata,
            render_as_batch=True,
            compare_type=True,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()


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
