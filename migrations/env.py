"""Alembic's entry point: runs the steps on the site's own engine, each in a transaction of its own.

SQLite changes a table by building it anew and dropping the old one, which would take or refuse the
rows that refer to it. So foreign keys are off around the steps, switched outside any transaction
(inside one the switch does nothing), and each step is checked before it is committed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import context
from flask import current_app
from sqlalchemy import text
from sqlalchemy.engine import Connection

engine = current_app.extensions["migrate"].db.engine
metadata = current_app.extensions["migrate"].db.metadata
is_sqlite = engine.dialect.name == "sqlite"


def run_migrations() -> None:
    with engine.connect() as connection, foreign_keys_off(connection):
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


if context.is_offline_mode():
    raise SystemExit("Migrations run against a database; there is no offline mode.")
run_migrations()
