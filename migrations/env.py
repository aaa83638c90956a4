"""Alembic's entry point: runs the steps on the site's own engine."""

from __future__ import annotations

from alembic import context
from flask import current_app

engine = current_app.extensions["migrate"].db.engine
metadata = current_app.extensions["migrate"].db.metadata


def run_migrations() -> None:
    """Run each step in its own transaction.

    SQLite changes a table by building it anew; foreign keys are switched off around that, outside
    any transaction, and checked by each step that rebuilds a parent table.
    """
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=metadata,
            render_as_batch=True,
            compare_type=True,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()


if context.is_offline_mode():
    raise SystemExit("Migrations run against a database; there is no offline mode.")
run_migrations()
